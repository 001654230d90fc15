package ui

import (
	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/ui/kit"
)

// onPlaceholder opens the menu of what a mail can say of its recipient and of his vehicle.
func (e *mailEditor) onPlaceholder() {
	entry := e.texts[e.language].entry(e.window)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.insertAt)
	e.window.PopUpMenu(at.Add(fyne.NewPos(0, e.insertAt.Size().Height)), placeholderActions(e.window, entry, compose.OfClient, compose.OfVehicle)...)
}

// placeholderActions write what a mail can say of these things into a field, at its cursor.
func placeholderActions(w *kit.Window, entry *kit.Entry, contexts ...compose.PlaceholderContext) []kit.Action {
	var actions []kit.Action
	for _, context := range contexts {
		if len(actions) > 0 {
			actions = append(actions, kit.Action{})
		}
		for _, placeholder := range compose.Placeholders {
			if placeholder.Context != context {
				continue
			}
			actions = append(actions, kit.Action{
				Label: w.T(placeholder.LabelKey()) + "   " + placeholder.Insert(),
				Run: func() {
					w.Focus(entry)
					typeInto(entry, placeholder.Insert())
				},
			})
		}
	}
	return actions
}
