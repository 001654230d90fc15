package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
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

// Toolbar is a row of buttons made of actions.
type Toolbar struct {
	Object  fyne.CanvasObject
	actions []Action
	buttons []*Button
}

// NewToolbar makes the buttons and binds the keys of all actions, those of the menu too.
func (w *Window) NewToolbar(actions ...Action) *Toolbar { return w.newToolbar(&w.router.own, actions) }

// NewPageToolbar is NewToolbar for a window that shows pages in turn: its keys last until the next page's toolbar is made.
func (w *Window) NewPageToolbar(actions ...Action) *Toolbar {
	w.router.page = nil
	return w.newToolbar(&w.router.page, actions)
}

func (w *Window) newToolbar(to *keys, actions []Action) *Toolbar {
	t := &Toolbar{}
	row := container.NewHBox()
	for _, action := range actions {
		if action.Label == "" {
			row.Add(verticalLine())
			continue
		}
		w.bindAction(to, action)
		if action.MenuOnly {
			continue
		}
		text := action.Label
		if action.IconOnly {
			text = ""
		}
		button := NewIconButton(text, action.Icon, action.Run)
		button.Importance = widget.LowImportance
		if action.IconAfter {
			button.IconPlacement = widget.ButtonIconTrailingText
		}
		button.SetToolTip(action.hint())
		t.actions, t.buttons = append(t.actions, action), append(t.buttons, button)
		row.Add(button)
	}
	t.Object = row
	t.Refresh()
	return t
}

func (w *Window) bindAction(to *keys, action Action) {
	if action.Key == "" || action.Run == nil {
		return
	}
	run := func() {
		if action.enabled() {
			action.Run()
		}
	}
	w.router.bind(to, action.Key, run, action.Always)
}

// Refresh asks each action anew whether it is enabled.
func (t *Toolbar) Refresh() {
	for i, action := range t.actions {
		if enabled := action.enabled(); enabled == t.buttons[i].Disabled() {
			if enabled {
				t.buttons[i].Enable()
			} else {
				t.buttons[i].Disable()
			}
		}
	}
}

func verticalLine() fyne.CanvasObject {
	line := canvas.NewRectangle(theme.Color(theme.ColorNameSeparator))
	line.SetMinSize(fyne.NewSize(1, 18))
	return container.NewPadded(line)
}

// Menu makes a menu of actions. Keys stand in the words: a shortcut of Fyne's menus would also fire under an open dialog.
func Menu(label string, actions ...Action) *fyne.Menu {
	menu := fyne.NewMenu(label)
	for _, action := range actions {
		if action.Label == "" {
			menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
			continue
		}
		label := action.Label
		if action.Key != "" {
			label += "   " + KeyName(action.Key)
		}
		entry := fyne.NewMenuItem(label, action.Run)
		entry.Icon, entry.Disabled = action.Icon, !action.enabled()
		menu.Items = append(menu.Items, entry)
	}
	return menu
}

// PopUpMenu opens a menu of actions at a place of the window.
func (w *Window) PopUpMenu(at fyne.Position, actions ...Action) {
	widget.ShowPopUpMenuAtPosition(Menu("", actions...), w.Canvas(), at)
}
