package kit

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
)

// Windows returns the open windows in the order in which they were opened.
func (h *Host) Windows() []*Window { return slices.Clone(h.shown) }

// NextWindow returns the window that was opened after w, the first after the last; w itself when it is alone.
func (h *Host) NextWindow(w *Window) *Window {
	at := slices.Index(h.shown, w)
	if at < 0 {
		return w
	}
	return h.shown[(at+1)%len(h.shown)]
}

// CloseOthers asks every other window what it asks before it closes, and closes them when all agree. It returns the one that does
// not, with its question; nil = all are closed.
func (w *Window) CloseOthers() (refuses *Window) {
	if refuses = w.AskOthers(); refuses != nil {
		return refuses
	}
	for _, other := range w.Host.Windows() {
		if other != w {
			other.Discard()
		}
	}
	return nil
}

// Show shows the window and tells Host.OnWindows.
func (w *Window) Show() {
	if !slices.Contains(w.Host.shown, w) {
		w.Host.shown = append(w.Host.shown, w)
	}
	w.Window.Show()
	w.Host.tellWindows()
}

// SetTitle gives the window another title and tells Host.OnWindows.
func (w *Window) SetTitle(title string) {
	if title == w.Title() {
		return
	}
	w.Window.SetTitle(title)
	w.Host.tellWindows()
}

func (h *Host) tellWindows() {
	if h.OnWindows != nil {
		h.OnWindows()
	}
}

// KeyHint is a key of a window with what it does.
type KeyHint struct{ Key, Label string }

// Keys returns the keys of the page that the window shows, if it shows pages, and its own, without those that every window has. Function
// keys come first.
func (w *Window) Keys() (page, own []KeyHint) { return w.router.page.hints(), w.router.own.hints() }

func (k keys) hints() (all []KeyHint) {
	for _, bound := range k {
		if bound.label != "" {
			all = append(all, KeyHint{bound.key, bound.label})
		}
	}
	slices.SortFunc(all, func(a, b KeyHint) int { return strings.Compare(keyOrder(a.Key), keyOrder(b.Key)) })
	return all
}

// keyOrder puts F2 before F12 and both before chords.
func keyOrder(key string) string {
	if number, function := strings.CutPrefix(key, "F"); function && len(number) < 3 {
		return "0" + strings.Repeat("0", 2-len(number)) + number
	}
	return "1" + key
}

// Undo takes back what was typed in the field that has the keyboard, else what the window's notice offers to. It reports whether there was
// something.
func (w *Window) Undo() bool {
	if entry, ok := w.Canvas().Focused().(interface{ undo() bool }); ok && entry.undo() {
		return true
	}
	return w.notice.undo()
}

// EditActions are undo, cut, copy, paste and select all, for whatever has the keyboard in the window: a field or a list. Their keys are the
// toolkit's own and are only named.
func (w *Window) EditActions() []Action {
	edit := func(shortcut fyne.Shortcut) func() {
		return func() {
			if focused, ok := w.Canvas().Focused().(fyne.Shortcutable); ok {
				focused.TypedShortcut(shortcut)
				return
			}
			w.Notice(w.T("kit.no_field"), "", nil)
		}
	}
	clipboard := w.Host.App.Clipboard()
	return []Action{
		{Label: w.T("kit.undo"), Key: "Ctrl+Z", Run: func() {
			if !w.Undo() {
				w.Notice(w.T("kit.nothing_to_undo"), "", nil)
			}
		}},
		{},
		{Label: w.T("kit.cut"), Key: "Ctrl+X", Run: edit(&fyne.ShortcutCut{Clipboard: clipboard})},
		{Label: w.T("kit.copy"), Key: "Ctrl+C", Run: edit(&fyne.ShortcutCopy{Clipboard: clipboard})},
		{Label: w.T("kit.paste"), Key: "Ctrl+V", Run: edit(&fyne.ShortcutPaste{Clipboard: clipboard})},
		{},
		{Label: w.T("kit.select_all"), Key: "Ctrl+A", Run: edit(&fyne.ShortcutSelectAll{})},
	}
}
