package ui

import (
	"fyne.io/fyne/v2"

	"garagemail/mailer"
	"garagemail/ui/kit"
)

// onPlaceholder opens the menu of what a mail can say of its recipient and of his vehicle.
func (e *mailEditor) onPlaceholder() {
	entry := e.texts[e.language].entry(e.window)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(e.insertAt)
	e.window.PopUpMenu(at.Add(fyne.NewPos(0, e.insertAt.Size().Height)), e.placeholderActions(entry)...)
}

func (e *mailEditor) placeholderActions(entry *kit.Entry) []kit.Action {
	var actions []kit.Action
	previous := mailer.OfClient
	for _, placeholder := range mailer.Placeholders {
		if placeholder.Context == mailer.OfDocument {
			continue
		}
		if placeholder.Context != previous {
			actions, previous = append(actions, kit.Action{}), placeholder.Context
		}
		actions = append(actions, kit.Action{
			Label: e.window.T(placeholder.LabelKey()) + "   " + placeholder.Insert(),
			Run: func() {
				e.window.Focus(entry)
				typeInto(entry, placeholder.Insert())
			},
		})
	}
	return actions
}
