package mailings

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/explain"
	"garagemail/ui/kit"
)

// filterChoices is what exists in the file, for the rules whose value is one of it.
type filterChoices struct {
	of    map[criteria.FieldType][]choice
	words map[string][]string // proposals for a field of text, by its key
}

func (f *filterWindow) loadChoices() {
	kit.Load(f.window, "filter.choices", func(ctx context.Context) (criteriaChoices, error) { return readChoices(ctx, f.app) }, func(all criteriaChoices) {
		f.choices = readFilterChoices(f.app, all)
		f.show()
	})
}

func readFilterChoices(a *desk.App, all criteriaChoices) filterChoices {
	var families, types, spoken []choice
	for _, one := range all.families {
		families = append(families, choice{strconv.FormatInt(one.ID, 10), one.Name})
	}
	for _, one := range all.types {
		types = append(types, choice{strconv.FormatInt(one.ID, 10), one.Name})
	}
	for _, tag := range languages.Recipient {
		spoken = append(spoken, choice{tag, a.Printer.T("settings.language_" + tag)})
	}
	values := func(choices []garage.Choice) (all []string) {
		for _, one := range choices {
			all = append(all, one.Value)
		}
		return all
	}
	return filterChoices{
		of: map[criteria.FieldType][]choice{
			criteria.FamilyField: families, criteria.TypeField: types, criteria.LanguageField: spoken,
			criteria.CountryField: countryChoices(a.Printer, all.countries),
		},
		words: map[string][]string{
			"vehicle.make": values(all.makes), "vehicle.type": values(all.vehicleTypes), "client.locality": values(all.localities),
		},
	}
}

// countryChoices are countries by their names in the screen's language.
func countryChoices(p *lang.Printer, countries []garage.Choice) (choices []choice) {
	names := display.Regions(language.Make(p.Language()))
	for _, one := range countries {
		label := one.Value
		if region, err := language.ParseRegion(one.Value); err == nil {
			if name := names.Name(region); name != "" {
				label = name
			}
		}
		choices = append(choices, choice{one.Value, label})
	}
	slices.SortFunc(choices, func(a, b choice) int { return cmp.Compare(garage.Fold(a.Label), garage.Fold(b.Label)) })
	return choices
}

// drawValues makes what the value of a rule is given with: its field says in which form.
func (f *filterWindow) drawValues(node *ruleNode) fyne.CanvasObject {
	node.focus = nil
	count := valueCount(node.operator)
	if count > 0 && node.ofChoices() {
		return f.choiceOf(node)
	}
	values := container.NewGridWithColumns(max(1, count))
	for i := range count {
		object, focus := f.valueEntry(node, i)
		values.Add(object)
		if node.focus == nil {
			node.focus = focus
		}
	}
	return values
}

func (f *filterWindow) choiceOf(node *ruleNode) fyne.CanvasObject {
	var field *choiceField
	field = newChoiceField(f.window, f.window.T("filter."+node.field.Key), func() {
		node.values = slices.Clone(field.chosen)
		f.tell(node, "")
		f.showMeaning()
	})
	field.room = 40
	field.nothing = f.window.T("criteria.choose")
	field.setChoices(f.choices.of[node.field.Type])
	field.setChosen(node.values)
	node.focus = field.PickField
	return field.PickField
}

func (f *filterWindow) valueEntry(node *ruleNode, i int) (fyne.CanvasObject, fyne.Focusable) {
	keep := func(value string) {
		node.setValue(i, value)
		f.tell(node, "")
		f.showMeaning()
	}
	left := func() { f.checkLeft(node) }
	switch {
	case countsDays(node.operator) || node.field.Type == criteria.NumberField || node.field.Type == criteria.MoneyField:
		entry := kit.NewEntry()
		entry.PlaceHolder = f.window.T("filter.value")
		scale := 0
		switch {
		case countsDays(node.operator):
			entry.PlaceHolder = f.window.T("filter.days_hint")
		case node.field.Type == criteria.MoneyField:
			scale = 2
			entry.PlaceHolder = f.app.Printer.Decimal(0, 2)
		}
		entry.SetText(desk.WrittenNumber(f.app.Printer, node.value(i)))
		entry.OnChanged = func(text string) { keep(desk.TypedNumber(f.app.Printer, text, scale)) }
		entry.OnFocusLost = left
		return entry, entry
	case node.field.Type == criteria.DateField:
		entry := kit.NewDateEntry(f.window, keep)
		entry.SetText(f.app.Printer.Date(node.value(i)))
		typed, shown := entry.OnChanged, entry.OnFocusLost
		entry.OnChanged = func(text string) {
			if _, ok := kit.ParseDate(text); !ok {
				keep(text)
			}
			typed(text)
		}
		entry.OnFocusLost = func() { shown(); left() }
		return entry, entry
	}
	if words := f.choices.words[node.field.Key]; len(words) > 0 {
		combo := kit.NewCombo(func(text string) []string { return desk.BeginningWith(words, text) })
		combo.SetText(node.value(i))
		combo.Changed = keep
		return combo, combo
	}
	entry := kit.NewEntry()
	entry.PlaceHolder = f.window.T("filter.value")
	entry.SetText(node.value(i))
	entry.OnChanged = keep
	return entry, entry
}

// checkLeft says what is wrong with a rule when she leaves its field; what she has not filled in yet is not wrong yet.
func (f *filterWindow) checkLeft(node *ruleNode) {
	rule := node.rule()
	if slices.Contains(rule.Values, "") {
		return
	}
	if err := criteria.CheckRule(rule); err != nil {
		f.tell(node, explain.Error(f.app.Printer, err))
	}
}
