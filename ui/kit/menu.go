package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// keyMark stands between the words of a menu's entry and its key.
const keyMark = "   "

// keyGap is the air between the longest words of a menu and the keys.
const keyGap = float32(28)

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
			label += keyMark + KeyName(action.Key)
		}
		entry := fyne.NewMenuItem(label, action.Run)
		entry.Icon, entry.Disabled = action.Icon, !action.enabled()
		menu.Items = append(menu.Items, entry)
	}
	alignKeys(menu)
	return menu
}

// AlignKeys sets the keys of all menus, written after three spaces, at their right edge.
func AlignKeys(menus *fyne.MainMenu) *fyne.MainMenu {
	for _, menu := range menus.Items {
		alignKeys(menu)
	}
	return menus
}

// alignKeys fills up with spaces: Fyne has no other way to set words at the right of an entry, but as a faint shortcut.
func alignKeys(menu *fyne.Menu) {
	size := theme.TextSize()
	width, keys := float32(0), float32(0)
	for _, item := range menu.Items {
		words, key, _ := strings.Cut(item.Label, keyMark)
		width, keys = max(width, textWidth(words, size)), max(keys, textWidth(strings.TrimSpace(key), size))
	}
	for _, item := range menu.Items {
		if item.ChildMenu != nil {
			alignKeys(item.ChildMenu)
		}
		words, key, found := strings.Cut(item.Label, keyMark)
		if key = strings.TrimSpace(key); found {
			gap := width + keyGap + keys - textWidth(words, size) - textWidth(key, size)
			item.Label = words + strings.Repeat(" ", max(len(keyMark), int(gap/advance(' ', size)+0.5))) + key
		}
	}
}

// PopUpMenu opens a menu of actions at a place of the window.
func (w *Window) PopUpMenu(at fyne.Position, actions ...Action) {
	widget.ShowPopUpMenuAtPosition(Menu("", actions...), w.Canvas(), at)
}
