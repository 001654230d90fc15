package mailings

import (
	"context"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// filterWords says a custom filter as a sentence, with the names of what exists for the choices.
type filterWords struct {
	app     *desk.App
	choices filterChoices
}

// sentence is what a whole rule says: "Le nom contient « Dupont » et le dernier passage est avant le 01/01/2026."
func (f filterWords) sentence(rule garage.Rule) string {
	words := f.of(rule, true)
	first, size := utf8.DecodeRuneInString(words)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + words[size:] + "."
}

// of says one rule or group; a group within another stands in brackets.
func (f filterWords) of(rule garage.Rule, outermost bool) string {
	p := f.app.Printer
	if rule.Group == "" {
		value, until := f.value(rule, 0), f.value(rule, 1)
		if len(rule.Values) > 1 && rule.Operator != criteria.Between { // of choices: any of them
			var all []string
			for i := range rule.Values {
				all = append(all, f.value(rule, i))
			}
			value = strings.Join(all, p.T("filter.says.or"))
		}
		return p.T("filter.says."+rule.Operator, "Field", p.T("filter.words."+rule.Field), "Value", value, "Until", until)
	}
	var parts []string
	for _, child := range rule.Rules {
		parts = append(parts, f.of(child, len(rule.Rules) == 1 && outermost && rule.Group != "not"))
	}
	words := ""
	switch rule.Group {
	case "not":
		words = p.T("filter.says.none", "Rules", strings.Join(parts, "; "))
	default:
		words = strings.Join(parts, p.T("filter.says."+rule.Group))
	}
	if outermost || len(parts) == 1 && rule.Group != "not" {
		return words
	}
	return "(" + words + ")"
}

// value says the at-th value of a rule in the form of its field; "" where it has none.
func (f filterWords) value(rule garage.Rule, at int) string {
	if at >= len(rule.Values) {
		return ""
	}
	p, value := f.app.Printer, rule.Values[at]
	kind := criteria.FieldType("")
	for _, field := range criteria.FilterFields() {
		if field.Key == rule.Field {
			kind = field.Type
		}
	}
	if choices, ok := f.choices.of[kind]; ok {
		if i := slices.IndexFunc(choices, func(one choice) bool { return one.Value == value }); i >= 0 {
			return choices[i].Label
		}
	}
	switch {
	case countsDays(rule.Operator) || kind == criteria.NumberField:
		return desk.WrittenNumber(p, value)
	case kind == criteria.MoneyField:
		cents, _ := desk.ParseNumber(p, desk.WrittenNumber(p, value), 2) // a rule that holds has one
		return p.Money(cents)
	case kind == criteria.DateField:
		return p.Date(value)
	}
	return p.T("filter.says.text", "Text", value)
}

// showMeaning says what the filter says and how many clients meet it, as soon as it can be evaluated.
func (f *filterWindow) showMeaning() {
	rule := f.root.rule()
	if criteria.CheckRule(rule) != nil {
		f.window.Runner.Cancel("filter.count")
		kit.ShowText(f.meaning, "")
		f.count.SetText(f.window.T("filter.says.incomplete"))
		return
	}
	kit.ShowText(f.meaning, filterWords{f.app, f.choices}.sentence(rule))
	f.window.Runner.Debounce("filter.count", countPause, func() {
		kit.Load(f.window, "filter.count", func(ctx context.Context) ([]int64, error) {
			return f.app.DB.ClientIDs(ctx, store.ClientFilter{Criteria: garage.Criteria{Filter: &rule}})
		}, func(ids []int64) { f.count.SetText(f.app.Printer.N("filter.count", len(ids))) })
	})
}
