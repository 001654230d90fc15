package help

import (
	"fyne.io/fyne/v2"

	"garagemail/ui/kit"
)

// keyLine is a line of the list of keys.
type keyLine struct{ where, key, does string }

// generalKeys work in every list, field or window; they are the widgets' own and are bound nowhere by name.
var generalKeys = []struct{ where, key, does string }{
	{"help.in_windows", "ESC", "help.key_close"},
	{"help.in_windows", "ALT", "help.key_menu"},
	{"help.in_windows", "TAB", "help.key_next_field"},
	{"help.in_windows", "ALT+R", "clients.clear_marks"},
	{"help.in_windows", "CTRL+F1", "help.keys"},
	{"help.in_windows", "CTRL+F6", "help.next_window"},
	{"help.in_lists", "↑ ↓", "help.key_move"},
	{"help.in_lists", "SHIFT+↑ ↓", "help.key_extend"},
	{"help.in_lists", "CTRL+A", "kit.select_all"},
	{"help.in_lists", "CTRL+C", "help.key_copy_rows"},
	{"help.in_lists", "ENTER", "help.key_open"},
	{"help.in_lists", "DELETE", "help.key_delete"},
	{"help.in_lists", "SPACE", "help.key_space"},
	{"help.in_lists", "SHIFT+F10", "help.key_context"},
	{"help.in_fields", "CTRL+Z", "kit.undo"},
	{"help.in_fields", "CTRL+X", "kit.cut"},
	{"help.in_fields", "CTRL+C", "kit.copy"},
	{"help.in_fields", "CTRL+V", "kit.paste"},
	{"help.in_fields", "CTRL+A", "kit.select_all"},
}

// Keys lists over w the keys that work there: those of its page and its own first, then those of every window, list and field.
func Keys(w *kit.Window) {
	grid := kit.NewSliceGrid(kit.SliceOptions[keyLine]{
		Columns: []kit.Column[keyLine]{
			{Key: "key", Label: w.T("help.key"), Width: 150, Sort: true, Text: func(l keyLine) string { return l.key }},
			{Key: "does", Label: w.T("help.does"), Width: 330, Sort: true, Text: func(l keyLine) string { return l.does }},
			{Key: "where", Label: w.T("help.where"), Width: 180, Sort: true, Text: func(l keyLine) string { return l.where }},
		},
	})
	grid.SetRows(keyLines(w))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("help.keys"), MinSize: fyne.NewSize(700, 460), Body: grid, Focus: grid.Focusable(),
		Choices: []kit.Choice{{Label: w.T("kit.close"), Default: true, Cancel: true}},
	})
}

func keyLines(w *kit.Window) (all []keyLine) {
	page, own := w.Keys()
	for _, hint := range page {
		all = append(all, keyLine{w.T("help.in_page"), kit.KeyName(hint.Key), hint.Label})
	}
	for _, hint := range own {
		all = append(all, keyLine{w.T("help.in_this_window"), kit.KeyName(hint.Key), hint.Label})
	}
	for _, general := range generalKeys {
		all = append(all, keyLine{w.T(general.where), general.key, w.T(general.does)})
	}
	return all
}
