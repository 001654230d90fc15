package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// framed draws the frame of a field around what Fyne's widget draws: whatever is filled in or chosen looks alike.
type framed struct {
	fyne.WidgetRenderer
	frame *canvas.Rectangle
}

func newFramed(inner fyne.WidgetRenderer) *framed {
	f := &framed{inner, canvas.NewRectangle(color.Transparent)}
	f.color()
	return f
}

func (f *framed) color() {
	f.frame.StrokeColor, f.frame.StrokeWidth = theme.Color(theme.ColorNameInputBorder), theme.Size(theme.SizeNameInputBorder)
	f.frame.CornerRadius = theme.Size(theme.SizeNameInputRadius)
}

// Objects are the widget's and the frame.
func (f *framed) Objects() []fyne.CanvasObject {
	inner := f.WidgetRenderer.Objects()
	return append(inner[:len(inner):len(inner)], f.frame)
}

// Layout sets the frame where an entry has its own.
func (f *framed) Layout(size fyne.Size) {
	f.WidgetRenderer.Layout(size)
	stroke := f.frame.StrokeWidth
	f.frame.Move(fyne.NewSquareOffsetPos(stroke / 2))
	f.frame.Resize(size.SubtractWidthHeight(stroke, stroke))
}

// Refresh takes the colours of the theme.
func (f *framed) Refresh() {
	f.WidgetRenderer.Refresh()
	f.color()
	f.frame.Refresh()
}
