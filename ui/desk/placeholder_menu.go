package desk

import (
	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/ui/kit"
)

// pasted hands a text to an entry the way the clipboard does: at the cursor, over the selection, one step to undo.
type pasted string

// Content is part of fyne.Clipboard.
func (t pasted) Content() string { return string(t) }

// SetContent is part of fyne.Clipboard; nothing is put on this one.
func (pasted) SetContent(string) {}

// TypeInto writes a text into a field at its cursor, as one step to undo.
func TypeInto(entry *kit.Entry, text string) {
	entry.Entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: pasted(text)})
}

// PlaceholderActions write what a mail can say of these things into a field, at its cursor.
func PlaceholderActions(w *kit.Window, entry *kit.Entry, contexts ...compose.PlaceholderContext) []kit.Action {
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
					TypeInto(entry, placeholder.Insert())
				},
			})
		}
	}
	return actions
}
