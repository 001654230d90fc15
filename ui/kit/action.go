package kit

import (
	"strings"

	"fyne.io/fyne/v2"
)

// Action is something a person can do: one description serves the toolbar, the menus and the key.
type Action struct {
	Label   string // "" = a separator
	Icon    fyne.Resource
	Tooltip string // "" = the label
	Key     string // as for Window.Bind, "" = none
	Run     func()
	// Enabled is asked whenever the toolbar is refreshed or a menu opens; nil = always.
	Enabled func() bool
	// Accent has it stand out in the toolbar: what the window is for, one at most.
	Accent bool
	// IconOnly keeps the words out of the toolbar.
	IconOnly bool
	// IconAfter has the icon follow the words, as an arrow that leads on does.
	IconAfter bool
	// MenuOnly keeps it out of the toolbar.
	MenuOnly bool
	// Always lets its key work while a dialog is open.
	Always bool
}

func (a Action) enabled() bool { return a.Enabled == nil || a.Enabled() }

// name is the label, or the tooltip of one that is a sign alone.
func (a Action) name() string {
	if len(a.Label) == 1 && a.Tooltip != "" {
		return a.Tooltip
	}
	return a.Label
}

// hint is the tooltip: what it does and the key that does it.
func (a Action) hint() string {
	text := a.Tooltip
	if text == "" {
		text = a.Label
	}
	if a.Key != "" {
		text += " (" + KeyName(a.Key) + ")"
	}
	return text
}

// KeyName writes a key as it stands on the keyboard: CTRL+N.
func KeyName(key string) string {
	parts := strings.Split(key, "+")
	for i, part := range parts {
		switch part {
		case "Return":
			parts[i] = "ENTER"
		case "Escape":
			parts[i] = "ESC"
		default:
			parts[i] = strings.ToUpper(part)
		}
	}
	return strings.Join(parts, "+")
}
