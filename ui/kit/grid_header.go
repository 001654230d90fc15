package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// gridHeader names the columns: a click sorts, a drag of a right edge changes the width.
type gridHeader struct {
	widget.BaseWidget
	table  table
	ground *canvas.Rectangle
	labels []*canvas.Text
	edges  []*canvas.Rectangle
	near   int // the edge under the mouse, -1 = none
	drag   int

	pressed edgePress
}

// edgePress is when the mouse was pressed on which edge.
type edgePress struct {
	edge int
	at   time.Time
}

var (
	_ fyne.Draggable     = (*gridHeader)(nil)
	_ fyne.Tappable      = (*gridHeader)(nil)
	_ desktop.Cursorable = (*gridHeader)(nil)
	_ desktop.Mouseable  = (*gridHeader)(nil)
)

func newGridHeader(t table) *gridHeader {
	h := &gridHeader{table: t, ground: canvas.NewRectangle(transparent), near: -1, drag: -1}
	for i := range t.columnCount() {
		label := canvas.NewText(t.columnAt(i).label, theme.Color(theme.ColorNameForeground))
		label.TextStyle.Bold = true
		label.Alignment = t.columnAt(i).align
		h.labels = append(h.labels, label)
		h.edges = append(h.edges, canvas.NewRectangle(transparent))
	}
	h.ExtendBaseWidget(h)
	return h
}

// edgeAt returns the column whose right edge is within reach of x, -1 = none.
func (h *gridHeader) edgeAt(x float32) int {
	right := float32(0)
	for i := range h.table.columnCount() {
		right += h.table.columnAt(i).width
		if x > right-5 && x < right+5 {
			return i
		}
	}
	return -1
}

// MouseIn, MouseMoved and MouseOut follow the mouse for the cursor's form.
func (h *gridHeader) MouseIn(event *desktop.MouseEvent) { h.near = h.edgeAt(event.Position.X) }

// MouseMoved follows the mouse.
func (h *gridHeader) MouseMoved(event *desktop.MouseEvent) { h.near = h.edgeAt(event.Position.X) }

// MouseOut forgets it.
func (h *gridHeader) MouseOut() { h.near = -1 }

// Cursor is a double arrow on an edge.
func (h *gridHeader) Cursor() desktop.Cursor {
	if h.near >= 0 {
		return desktop.HResizeCursor
	}
	return desktop.DefaultCursor
}

// MouseDown takes hold of an edge; the second of two quick ones fits the column to what it shows.
func (h *gridHeader) MouseDown(event *desktop.MouseEvent) {
	edge, before := h.edgeAt(event.Position.X), h.pressed
	h.drag, h.pressed = edge, edgePress{edge, time.Now()}
	if edge < 0 {
		return
	}
	if before.edge == edge && time.Since(before.at) < clickAgain {
		h.table.fit(edge)
		return
	}
	h.table.holdEdge(edge)
}

// MouseUp is empty: DragEnd lets go.
func (h *gridHeader) MouseUp(*desktop.MouseEvent) {}

// Dragged widens the column.
func (h *gridHeader) Dragged(event *fyne.DragEvent) {
	if h.drag < 0 {
		return
	}
	left := float32(0)
	for i := range h.drag {
		left += h.table.columnAt(i).width
	}
	h.table.setWidth(h.drag, event.Position.X-left)
}

// DragEnd lets go of the edge.
func (h *gridHeader) DragEnd() { h.drag = -1 }

// Tapped sorts.
func (h *gridHeader) Tapped(event *fyne.PointEvent) {
	if h.edgeAt(event.Position.X) >= 0 {
		return
	}
	x := event.Position.X
	for i := range h.table.columnCount() {
		if x -= h.table.columnAt(i).width; x < 0 {
			h.table.sortBy(i)
			return
		}
	}
}

// CreateRenderer is Fyne's.
func (h *gridHeader) CreateRenderer() fyne.WidgetRenderer {
	x := &gridHeaderRenderer{header: h, objects: []fyne.CanvasObject{h.ground}}
	for i := range h.labels {
		x.objects = append(x.objects, h.labels[i], h.edges[i])
	}
	x.Refresh()
	return x
}

type gridHeaderRenderer struct {
	header  *gridHeader
	objects []fyne.CanvasObject
}

func (x *gridHeaderRenderer) Destroy() {}

func (x *gridHeaderRenderer) Objects() []fyne.CanvasObject { return x.objects }

func (x *gridHeaderRenderer) MinSize() fyne.Size {
	return fyne.NewSize(10, lineHeight()+6)
}

func (x *gridHeaderRenderer) Layout(size fyne.Size) {
	h := x.header
	h.ground.Resize(size)
	left := float32(0)
	for i, label := range h.labels {
		width := h.table.columnAt(i).width
		label.Move(fyne.NewPos(left+cellPadding, 3))
		label.Resize(fyne.NewSize(width-2*cellPadding, size.Height-4))
		left += width
		h.edges[i].Move(fyne.NewPos(left-1, 0))
		h.edges[i].Resize(fyne.NewSize(1, size.Height))
	}
}

func (x *gridHeaderRenderer) Refresh() {
	h := x.header
	h.ground.FillColor = theme.Color(theme.ColorNameHeaderBackground)
	for i, label := range h.labels {
		column := h.table.columnAt(i)
		label.TextSize, label.Color = theme.TextSize(), theme.Color(theme.ColorNameForeground)
		label.Text = elide(column.label+h.table.sorted(i), column.width-2*cellPadding, theme.TextSize()*0.95)
		label.Refresh()
		h.edges[i].FillColor = theme.Color(theme.ColorNameSeparator)
		h.edges[i].Refresh()
	}
	x.Layout(h.Size())
	h.ground.Refresh()
}

// gridLayout puts the heading above the list, both as wide as the columns want.
type gridLayout struct {
	table interface {
		columnsWidth() float32
		spread(width float32) (changed bool)
	}
}

// MinSize is as wide as the columns, so that the scroller around it scrolls.
func (l *gridLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(l.table.columnsWidth(), 90)
}

// Layout places both.
func (l *gridLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	height := float32(0)
	if objects[0].Visible() {
		height = objects[0].MinSize().Height
	}
	objects[0].Move(fyne.NewPos(0, 0))
	objects[0].Resize(fyne.NewSize(size.Width, height))
	if objects[0].Visible() && l.table.spread(size.Width) {
		objects[0].Refresh()
		defer objects[1].Refresh()
	}
	objects[1].Move(fyne.NewPos(0, height))
	objects[1].Resize(fyne.NewSize(size.Width, size.Height-height))
}

// headingWidth is what a heading takes, with the arrow that says that the list is sorted by it.
func headingWidth(label string, sorted bool) float32 {
	if label == "" {
		return 0
	}
	if sorted {
		label += " ▲"
	}
	return fyne.MeasureText(label, theme.TextSize(), fyne.TextStyle{Bold: true}).Width + 2*cellPadding
}

// emptyLayout sets what is said while there are no rows in the middle, in lines of a length that is read at a glance.
type emptyLayout struct{}

// MinSize leaves it to the grid.
func (emptyLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(minCard, 90) }

// Layout sets it in the middle.
func (emptyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width, height := min(size.Width, 360), float32(90)
	for _, object := range objects {
		object.Resize(fyne.NewSize(width, height))
		object.Move(fyne.NewPos((size.Width-width)/2, (size.Height-height)/2))
	}
}
