package desktest

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"garagemail/ui/kit"
)

// Found returns the widgets of one kind below an object, in the order they are drawn.
func Found[T fyne.CanvasObject](object fyne.CanvasObject) (all []T) {
	if one, ok := object.(T); ok {
		return append(all, one)
	}
	var children []fyne.CanvasObject
	switch one := object.(type) {
	case *fyne.Container:
		children = one.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(one).Objects()
	}
	for _, child := range children {
		all = append(all, Found[T](child)...)
	}
	return all
}

// Choose picks a label as a person does.
func Choose(t *testing.T, list *kit.Select, label string) {
	t.Helper()
	at := slices.IndexFunc(list.Options, func(option string) bool { return Plain(option) == Plain(label) })
	if at < 0 {
		t.Fatalf("%q is not among %q", label, list.Options)
	}
	list.SetSelectedIndex(at)
}

var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// Plain is a text with the spaces of the keyboard, as a test is written with them.
func Plain(text string) string { return plainSpaces.Replace(text) }

// PressButton presses the button with these words, the at-th of them; a field that opens something to pick from counts too.
func PressButton(t *testing.T, in fyne.CanvasObject, label string, at int) {
	t.Helper()
	var pressed []fyne.Tappable
	for _, button := range Found[*kit.Button](in) {
		if Plain(button.Text) == Plain(label) {
			pressed = append(pressed, button)
		}
	}
	for _, field := range Found[*kit.PickField](in) {
		if Plain(field.Selected) == Plain(label) {
			pressed = append(pressed, field)
		}
	}
	if at >= len(pressed) {
		t.Fatalf("there is no button %q", label)
	}
	test.Tap(pressed[at])
}

// Tick ticks boxes of the open dialog and presses its default button.
func Tick(t *testing.T, w *kit.Window, labels ...string) {
	t.Helper()
	overlay := w.Canvas().Overlays().Top()
	if overlay == nil {
		t.Fatal("no dialog is open")
	}
	for _, label := range labels {
		boxes := Found[*kit.Check](overlay)
		i := slices.IndexFunc(boxes, func(box *kit.Check) bool { return box.Text == label })
		if i < 0 {
			t.Fatalf("%q cannot be ticked", label)
		}
		test.Tap(boxes[i])
	}
	PressKey(w, fyne.KeyReturn)
}

// InDialog fills the entries of the open dialog in their order, "" leaves one as it is, and presses a button.
func InDialog(t *testing.T, w *kit.Window, button string, texts ...string) {
	t.Helper()
	top := w.Canvas().Overlays().Top()
	if top == nil {
		t.Fatal("no dialog is open")
	}
	entries := Found[*kit.Entry](top)
	for i, text := range texts {
		if text != "" {
			entries[i].SetText(text)
		}
	}
	PressButton(t, top, button, 0)
}

// DialogSays reports whether a text stands in the open dialog.
func DialogSays(w *kit.Window, text string) bool {
	top := w.Canvas().Overlays().Top()
	return top != nil && slices.ContainsFunc(Found[*widget.Label](top), func(l *widget.Label) bool { return strings.Contains(Plain(l.Text), Plain(text)) })
}

// PressChord sends a chord to the widget that has the focus, as the driver does.
func PressChord(t *testing.T, w *kit.Window, name fyne.KeyName, modifier fyne.KeyModifier) {
	t.Helper()
	focused, ok := w.Canvas().Focused().(fyne.Shortcutable)
	if !ok {
		t.Fatalf("%T has the focus and takes no chords", w.Canvas().Focused())
	}
	focused.TypedShortcut(&desktop.CustomShortcut{KeyName: name, Modifier: modifier})
}

// NewestOf is the screen of a type that was opened last.
func NewestOf[T any](host *kit.Host) T {
	all := kit.Screens[T](host)
	return all[len(all)-1]
}

// ButtonIn finds a button by its words.
func ButtonIn(object fyne.CanvasObject, label string) *kit.Button {
	for _, button := range Found[*kit.Button](object) {
		if button.Text == label {
			return button
		}
	}
	return nil
}

// OverlayText is all that is written in the open dialog, "" where none is open.
func OverlayText(w *kit.Window) (text string) {
	top := w.Canvas().Overlays().Top()
	if top == nil {
		return ""
	}
	for _, label := range Found[*widget.Label](top) {
		text += label.Text + "\n"
	}
	return text
}

// PressKey sends a key to what has the focus, as the driver does.
func PressKey(w *kit.Window, name fyne.KeyName) {
	event := &fyne.KeyEvent{Name: name}
	if focused := w.Canvas().Focused(); focused != nil {
		focused.TypedKey(event)
	} else if typed := w.Canvas().OnTypedKey(); typed != nil {
		typed(event)
	}
}
