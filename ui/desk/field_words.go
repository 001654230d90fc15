package desk

import (
	"errors"
	"strings"

	"garagemail/assets"
	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// BeginningWith returns the words that begin with what was typed; all of them when one of them stands there already.
func BeginningWith(words []string, typed string) []string {
	var found []string
	for _, word := range words {
		if strings.EqualFold(word, typed) {
			return words
		}
		if strings.HasPrefix(strings.ToLower(word), strings.ToLower(strings.TrimSpace(typed))) {
			found = append(found, word)
		}
	}
	return found
}

// LanguageOptions are the languages of clients and the choice of none.
func LanguageOptions(w *kit.Window) []kit.Option {
	options := []kit.Option{{Label: w.T("client.language_unknown")}}
	for _, tag := range languages.Recipient {
		options = append(options, kit.Option{Value: tag, Label: w.T("settings.language_" + tag)})
	}
	return options
}

// ShowFieldProblem says a FieldError at its field and any other error in a dialog.
func ShowFieldProblem(a *App, w *kit.Window, form *kit.Form, fields []kit.Field, err error) {
	var wrong *garage.FieldError
	if errors.As(err, &wrong) {
		for _, field := range fields {
			if field.Key == wrong.Field {
				form.SetError(field.Key, w.T(wrong.Reason))
				form.Focus(field.Key)
				return
			}
		}
	}
	w.Fail(err)
}

// InWords says a check of the store in the screen's language.
func InWords(w *kit.Window, check func(string) string) func(string) string {
	return func(value string) string {
		if reason := check(strings.TrimSpace(value)); reason != "" {
			return w.T(reason)
		}
		return ""
	}
}

// LocalitiesOf are those of the postcode of a form with the fields postcode and country; only Belgian ones are known.
func LocalitiesOf(form *kit.Form) []string {
	if country := form.Value("country"); country != "" && country != "BE" && country != "be" {
		return nil
	}
	return assets.Localities(form.Value("postcode"))
}

// LevelLabel names the level of a reminder.
func LevelLabel(a *App, level garage.ReminderLevel) string {
	switch level {
	case 1:
		return a.Printer.T("reminders.tone_first")
	case 2:
		return a.Printer.T("reminders.tone_firm")
	}
	return a.Printer.T("reminders.tone_final")
}
