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

// Under puts body under top and has TAB go through top first; a border of Fyne's begins with the middle.
func Under(top, body fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, body)
}
