package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	ttwidget "github.com/dweymouth/fyne-tooltip/widget"
)

// problemLine says in the colour of errors what is wrong with a field, in as much width as there is: a long sentence is cut and
// stands whole in its tooltip. Its room is always there, so that nothing moves when it comes and goes, and no window grows.
type problemLine struct {
	widget.BaseWidget
	ttwidget.ToolTipWidgetExtend
	line *canvas.Text
	text string
}

func newProblem() *problemLine {
	p := &problemLine{line: canvas.NewText("", theme.Color(theme.ColorNameError))}
	p.line.TextSize = theme.CaptionTextSize()
	p.ExtendBaseWidget(p)
	return p
}

// ExtendBaseWidget is Fyne's and the tooltip's.
func (p *problemLine) ExtendBaseWidget(outer fyne.Widget) {
	p.ExtendToolTipWidget(outer)
	p.BaseWidget.ExtendBaseWidget(outer)
}

// tell says what is wrong, "" = nothing.
func (p *problemLine) tell(text string) {
	p.text = text
	p.Refresh()
}

func (p *problemLine) cut(width float32) {
	p.line.Text = elide(p.text, width, p.line.TextSize)
	hint := ""
	if p.line.Text != p.text {
		hint = p.text
	}
	p.SetToolTip(hint)
	p.line.Refresh()
}

// CreateRenderer is Fyne's.
func (p *problemLine) CreateRenderer() fyne.WidgetRenderer { return &problemRenderer{p} }

type problemRenderer struct{ problem *problemLine }

func (r *problemRenderer) Destroy() {}

func (r *problemRenderer) Layout(size fyne.Size) {
	r.problem.line.Resize(size)
	r.problem.cut(size.Width)
}

// MinSize is the height of a line and no width.
func (r *problemRenderer) MinSize() fyne.Size {
	return fyne.NewSize(0, fyne.MeasureText("Ay", r.problem.line.TextSize, fyne.TextStyle{}).Height)
}

func (r *problemRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.problem.line} }

func (r *problemRenderer) Refresh() {
	r.problem.line.Color, r.problem.line.TextSize = theme.Color(theme.ColorNameError), theme.CaptionTextSize()
	r.problem.cut(r.problem.Size().Width)
}

// fieldLayout puts the problem of a field straight under it, into the air that the form leaves between two fields.
type fieldLayout struct{}

// MinSize is Fyne's.
func (fieldLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	field, problem := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(field.Width, field.Height+problem.Height-2*theme.Padding())
}

// Layout is Fyne's.
func (fieldLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	line := objects[1].MinSize().Height
	field := size.Height - line + 2*theme.Padding()
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(size.Width, field))
	objects[1].Move(fyne.NewPos(0, field-1))
	objects[1].Resize(fyne.NewSize(size.Width, line))
}
