package desk

import (
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/kit"
)

// AskToSave asks before a window with unsaved work closes: save runs for "save", the window is discarded for "do not".
func AskToSave(w *kit.Window, save func()) {
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("settings.unsaved"), Body: widget.NewLabel(w.T("settings.unsaved_text")),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("settings.do_not_save"), Danger: true, Do: func() bool { w.Discard(); return false }},
			{Label: w.T("action.save"), Default: true, Do: func() bool { save(); return true }},
		},
	})
}

// AskToDrop asks before unsaved work of a form makes place for another: go on without it, or stay.
func AskToDrop(w *kit.Window, dirty bool, goOn, stay func()) {
	if !dirty {
		goOn()
		return
	}
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("settings.unsaved"), Body: widget.NewLabel(w.T("settings.unsaved_text")),
		Choices: []kit.Choice{
			{Label: w.T("settings.go_back"), Cancel: true, Default: true, Do: func() bool { stay(); return true }},
			{Label: w.T("settings.do_not_save"), Danger: true, Do: func() bool { goOn(); return true }},
		},
	})
}
