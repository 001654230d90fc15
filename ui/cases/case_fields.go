package cases

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/assets"
	"garagemail/store/decimal"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// caseFields is the sheet of a case: a form for each group of its kind, in the order of the kind.
type caseFields struct {
	app    *desk.App
	window *kit.Window
	kind   garage.CaseKind
	forms  []*kit.Form
	fields [][]garage.CaseField // of the forms
	object fyne.CanvasObject
}

func newCaseFields(a *desk.App, w *kit.Window, kind garage.CaseKind) *caseFields {
	s := &caseFields{app: a, window: w, kind: kind}
	box := container.NewVBox()
	for _, group := range kind.Groups() {
		var fields []garage.CaseField
		var shown []kit.Field
		for _, field := range kind.Fields {
			if field.Group == group {
				fields, shown = append(fields, field), append(shown, s.field(field))
			}
		}
		form := kit.NewForm(w, 2, shown...)
		form.OnChanged = func(key string) { s.proposePlace(form, fields, key) }
		s.forms, s.fields = append(s.forms, form), append(s.fields, fields)
		box.Add(kit.Heading(w.T(fields[0].GroupKey())))
		box.Add(form.Object)
	}
	kit.Align(s.forms...)
	s.object = w.NewScroll(container.NewPadded(box))
	return s
}

// field describes how a field of a case is typed.
func (s *caseFields) field(field garage.CaseField) kit.Field {
	w := s.window
	one := kit.Field{Key: field.Key, Label: w.T(field.LabelKey()), Check: func(text string) string {
		value, ok := caseValue(s.app, field, text)
		if !ok {
			return w.T("files.wrong_" + string(field.Type))
		}
		if reason := garage.CheckCaseValue(field, value); reason != "" {
			return w.T(reason)
		}
		return ""
	}}
	switch field.Type {
	case garage.CaseDate:
		one.Kind = kit.Date
	case garage.CaseDateTime:
		one.Hint = w.T("files.datetime_hint")
	case garage.CaseMoney, garage.CaseNumber:
		one.Replace = true
	case garage.CaseYesNo:
		one.Kind, one.Check = kit.OneOf, nil
		one.Options = []kit.Option{{Value: "", Label: ""}, {Value: "yes", Label: w.T("mail.file_yes")}, {Value: "no", Label: w.T("mail.file_no")}}
	case garage.CaseChoice:
		one.Kind, one.Check = kit.OneOf, nil
		one.Options = []kit.Option{{Value: "", Label: ""}}
		for _, choice := range field.Choices {
			one.Options = append(one.Options, kit.Option{Value: choice, Label: w.T(field.ChoiceKey(choice))})
		}
	case garage.CaseText:
		if field.Long {
			one.Kind, one.Lines = kit.Multiline, 3
		}
		if field.Postcode != "" {
			one.Kind, one.Proposals = kit.Choices, func(string) []string { return assets.Localities(s.text(field.Postcode)) }
		}
	}
	return one
}

// text is what stands in a field.
func (s *caseFields) text(key string) (text string) {
	s.each(func(form *kit.Form, field garage.CaseField) {
		if field.Key == key {
			text = form.Value(key)
		}
	})
	return text
}

// setText puts words into a text field, which then is to be saved.
func (s *caseFields) setText(key, text string) {
	s.each(func(form *kit.Form, field garage.CaseField) {
		if field.Key == key {
			form.SetValue(key, text)
		}
	})
}

// proposePlace fills in the locality that a postcode leaves no doubt about.
func (s *caseFields) proposePlace(form *kit.Form, fields []garage.CaseField, changed string) {
	for _, field := range fields {
		if field.Postcode != changed || changed == "" || form.Value(field.Key) != "" {
			continue
		}
		if places := assets.Localities(form.Value(changed)); len(places) == 1 {
			form.SetValue(field.Key, places[0])
		}
	}
}

func (s *caseFields) each(do func(form *kit.Form, field garage.CaseField)) {
	for i, form := range s.forms {
		for _, field := range s.fields[i] {
			do(form, field)
		}
	}
}

func (s *caseFields) fill(values map[string]string) {
	s.each(func(form *kit.Form, field garage.CaseField) {
		form.SetValue(field.Key, caseText(s.app, field, values[field.Key]))
	})
	for _, form := range s.forms {
		form.SetClean()
	}
}

func (s *caseFields) read() map[string]string {
	values := map[string]string{}
	s.each(func(form *kit.Form, field garage.CaseField) {
		value, _ := caseValue(s.app, field, form.Value(field.Key)) // the form has checked it
		values[field.Key] = value
	})
	return values
}

func (s *caseFields) dirty() bool {
	for _, form := range s.forms {
		if form.Dirty() {
			return true
		}
	}
	return false
}

func (s *caseFields) validate() bool {
	for _, form := range s.forms {
		if !form.Validate() {
			return false
		}
	}
	return true
}

// showError puts what is wrong at its field; false when the sheet has no such field.
func (s *caseFields) showError(key, problem string) (shown bool) {
	s.each(func(form *kit.Form, field garage.CaseField) {
		if field.Key == key {
			form.SetError(key, problem)
			form.Focus(key)
			shown = true
		}
	})
	return shown
}

// dateTimeText is how a moment is typed, in all languages of the screens.
const dateTimeText = "02/01/2006 15:04"

// caseText is how a value stands in its field.
func caseText(a *desk.App, field garage.CaseField, value string) string {
	switch {
	case value == "":
		return ""
	case field.Type == garage.CaseMoney:
		if cents, err := strconv.ParseInt(value, 10, 64); err == nil {
			return a.Printer.Decimal(cents, 2)
		}
	case field.Type == garage.CaseNumber:
		return desk.WrittenNumber(a.Printer, value)
	case field.Type == garage.CaseDateTime:
		if at, err := time.Parse(garage.CaseDateTimeLayout, value); err == nil {
			return at.Format(dateTimeText)
		}
	}
	return value
}

// caseValue reads what was typed into the form in which it is stored; ok is false for what is no such value.
func caseValue(a *desk.App, field garage.CaseField, text string) (value string, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	switch field.Type {
	case garage.CaseMoney:
		cents, ok := desk.ParseNumber(a.Printer, text, 2)
		return strconv.FormatInt(cents, 10), ok
	case garage.CaseNumber:
		number, ok := desk.ParseNumber(a.Printer, text, 3)
		return decimal.ShortText(number, 3), ok
	case garage.CaseDateTime:
		at, ok := kit.ParseMoment(text)
		if !ok {
			return "", false
		}
		return at.Format(garage.CaseDateTimeLayout), true
	}
	return text, true
}
