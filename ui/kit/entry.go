package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"
)

var (
	_ fyne.Focusable    = (*Entry)(nil)
	_ fyne.Shortcutable = (*Entry)(nil)
)

// Entry is a text field that leaves function keys, Escape, Enter and chords to its window.
type Entry struct {
	widget.Entry
	ttwidget.ToolTipWidgetExtend

	// OnKey sees every key first; true keeps it from the entry and from the window.
	OnKey func(event *fyne.KeyEvent) bool
	// OnFocusLost is called when the person leaves the field: the moment for checks.
	OnFocusLost func()

	// Replace marks what stands there when the field gets the keyboard, so that what is typed takes its place: for numbers.
	Replace bool

	outer fyne.CanvasObject // what Fyne draws: the entry, or the widget that embeds it
}

// NewEntry returns a field of one line.
func NewEntry() *Entry {
	e := &Entry{}
	e.Scroll = fyne.ScrollHorizontalOnly
	e.extend(e)
	return e
}

// NewPasswordEntry returns a field of one line that hides what is typed.
func NewPasswordEntry() *Entry {
	e := &Entry{}
	e.Password = true
	e.extend(e)
	e.ActionItem = nil
	return e
}

// NewTextEntry returns a field of several lines in which Enter begins a new one.
func NewTextEntry() *Entry {
	e := &Entry{}
	e.MultiLine = true
	e.Wrapping = fyne.TextWrapWord
	e.extend(e)
	return e
}

func (e *Entry) extend(outer fyne.Widget) {
	e.ExtendBaseWidget(outer)
}

// ExtendBaseWidget makes a widget that embeds an Entry the one Fyne draws.
func (e *Entry) ExtendBaseWidget(outer fyne.Widget) {
	e.outer = outer
	e.ExtendToolTipWidget(outer)
	e.Entry.ExtendBaseWidget(outer)
}

// AcceptsTab keeps Tab for going to the next field, also out of several lines: nobody writes a mail with tabs.
func (e *Entry) AcceptsTab() bool { return false }

// FocusGained comes into sight and marks the text where Replace asks for it. A click puts the cursor where it went afterwards.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	reveal(e.outer)
	if e.Replace {
		e.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// FocusLost tells OnFocusLost.
func (e *Entry) FocusLost() {
	e.Entry.FocusLost()
	if e.OnFocusLost != nil {
		e.OnFocusLost()
	}
}

// TypedKey offers the key to OnKey, then to the window, then to the text.
func (e *Entry) TypedKey(event *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(event) {
		return
	}
	enter := event.Name == fyne.KeyReturn || event.Name == fyne.KeyEnter
	if enter && (e.MultiLine || e.OnSubmitted != nil) {
		e.Entry.TypedKey(event)
		return
	}
	if route(e.outer, event) {
		return
	}
	e.Entry.TypedKey(event)
}

// TypedShortcut keeps the clipboard's and the editing chords and leaves the others to the window.
func (e *Entry) TypedShortcut(shortcut fyne.Shortcut) {
	if _, undo := shortcut.(*fyne.ShortcutUndo); undo && e.undo() {
		return
	}
	if !routeShortcut(e.outer, shortcut) {
		e.Entry.TypedShortcut(shortcut)
	}
}

// undo takes back what was typed last and reports whether there was something.
func (e *Entry) undo() bool {
	before := e.Text
	e.Entry.TypedShortcut(&fyne.ShortcutUndo{})
	return e.Text != before
}
