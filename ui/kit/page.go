package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// Page returns a heading, a text and one button: a screen that only has something to say.
func Page(title, text, verb string, do func()) fyne.CanvasObject {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	button := container.NewHBox(layout.NewSpacer(), NewDefaultButton(verb, nil, do))
	return container.NewPadded(container.NewBorder(Heading(title), button, nil, nil, label))
}

// The margins of a window: a toolbar at the top brings air of its own.
const (
	margin    = 12
	marginTop = 8
)

// Margins sets an object off from the edges of its window.
func Margins(object fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(marginTop, margin, margin, margin), object)
}

// Bar sets a line at the top or the foot of a main window off from its sides, and by top from what is above.
func Bar(object fyne.CanvasObject, top float32) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(top, 0, margin, margin), object)
}

// Under puts body under top and has TAB go through top first; a border of Fyne's begins with the middle.
func Under(top, body fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, body)
}
