package kit

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

func another(t *testing.T, w *Window, title string) *Window {
	t.Helper()
	other := NewWindow(w.Host, WindowOptions{Key: title, Title: title, Size: fyne.NewSize(300, 200)})
	other.SetBody(widget.NewLabel(""))
	other.Show()
	t.Cleanup(other.Discard)
	return other
}

func TestWindowsAreListedInTheirOrder(t *testing.T) {
	w := openWindow(t)
	told := 0
	w.Host.OnWindows = func() { told++ }
	one, two := another(t, w, "one"), another(t, w, "two")
	two.Show() // again
	if all := w.Host.Windows(); len(all) != 3 || all[0] != w || all[1] != one || all[2] != two {
		t.Fatalf("%v", all)
	}
	if w.Host.NextWindow(w) != one || w.Host.NextWindow(two) != w {
		t.Error("the next window is another")
	}
	before := told
	one.SetTitle("new")
	one.SetTitle("new")
	if told != before+1 {
		t.Errorf("a new title was told %d times", told-before)
	}
	one.Discard()
	if len(w.Host.Windows()) != 2 || told != before+2 || w.Host.NextWindow(w) != two {
		t.Errorf("%d windows, told %d times", len(w.Host.Windows()), told-before)
	}
}

func TestOthersAreClosedOnlyWhenAllAgree(t *testing.T) {
	w := openWindow(t)
	one, two := another(t, w, "one"), another(t, w, "two")
	agrees := false
	two.OnMayClose(func() bool { return agrees })
	if refuses := w.CloseOthers(); refuses != two || len(w.Host.Windows()) != 3 {
		t.Errorf("%v refuses, %d are open", refuses, len(w.Host.Windows()))
	}
	agrees = true
	if refuses := w.CloseOthers(); refuses != nil || len(w.Host.Windows()) != 1 || one.Context().Err() == nil {
		t.Errorf("%v refuses, %d are open", refuses, len(w.Host.Windows()))
	}
}

func edit(t *testing.T, w *Window, label string) {
	t.Helper()
	for _, action := range w.EditActions() {
		if action.Label == w.T(label) {
			action.Run()
			return
		}
	}
	t.Fatalf("no %s", label)
}

func TestEditActsOnTheFieldThatHasTheKeyboard(t *testing.T) {
	w := openWindow(t)
	first, second := NewEntry(), NewTextEntry()
	w.SetBody(container.NewVBox(first, second))
	w.Focus(first)
	for _, r := range "Lefèvre" {
		first.TypedRune(r)
	}
	edit(t, w, "kit.select_all")
	edit(t, w, "kit.cut")
	if first.Text != "" || w.Host.App.Clipboard().Content() != "Lefèvre" {
		t.Errorf("%q, cut %q", first.Text, w.Host.App.Clipboard().Content())
	}
	edit(t, w, "kit.undo")
	if first.Text != "Lefèvre" {
		t.Errorf("undone to %q", first.Text)
	}
	w.Focus(second)
	edit(t, w, "kit.paste")
	if second.Text != "Lefèvre" {
		t.Errorf("pasted %q", second.Text)
	}
}

func TestUndoTakesWhatTheNoticeOffers(t *testing.T) {
	w := openWindow(t)
	entry := NewEntry()
	w.SetBody(entry)
	w.Focus(entry)
	undone := 0
	w.Notice("gone", "undo", func() { undone++ })
	entry.TypedShortcut(&fyne.ShortcutUndo{})
	if undone != 1 || w.notice.bar.Visible() {
		t.Errorf("undone %d times", undone)
	}
	if w.Undo() || undone != 1 {
		t.Error("it was undone twice")
	}
	w.Notice("only said", "", nil)
	if w.Undo() {
		t.Error("there was nothing to undo")
	}
}

func TestRowsAreCopiedForASpreadsheet(t *testing.T) {
	w := openWindow(t)
	grid := NewSliceGrid(SliceOptions[[2]string]{Columns: []Column[[2]string]{
		{Key: "a", Label: "A", Width: 50, Text: func(r [2]string) string { return r[0] }},
		{Key: "icon", Width: 20, Icon: func([2]string) fyne.Resource { return nil }},
		{Key: "b", Label: "B", Width: 50, Text: func(r [2]string) string { return r[1] }},
	}})
	grid.SetRows([][2]string{{"un", "1"}, {"deux", "a\tb\nc"}, {"trois", "3"}})
	w.SetBody(grid)
	w.Focus(grid.Focusable())
	grid.Select(2, 3)
	edit(t, w, "kit.copy")
	if got := w.Host.App.Clipboard().Content(); got != "deux\ta b c\ntrois\t3\n" {
		t.Errorf("%q", got)
	}
}
