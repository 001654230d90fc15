package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	cellPadding = float32(6)
	minColumn   = float32(24)
	minCard     = float32(160)
)

func lineHeight() float32 { return fyne.MeasureText("Ay", theme.TextSize(), fyne.TextStyle{}).Height }

// rowHeight is a line of text with little air, so that 33 rows fit in a small window; a card has a line for each column.
func rowHeight(t table) float32 {
	if t.cards() {
		return lineHeight()*float32(t.columnCount()) + 4
	}
	return lineHeight() + 2
}

// gridRow draws one row with plain canvas objects: widgets in every cell would make scrolling twenty times slower.
type gridRow struct {
	widget.BaseWidget
	table  table
	list   *gridList
	id     int
	hover  bool
	width  float32 // that the words were cut to
	ground *canvas.Rectangle
	cells  []*gridCell
}

type gridCell struct {
	text  *canvas.Text
	icon  *canvas.Image
	full  string // what stands in text before it is cut
	width float32
}

var (
	_ desktop.Mouseable   = (*gridRow)(nil)
	_ desktop.Hoverable   = (*gridRow)(nil)
	_ fyne.DoubleTappable = (*gridRow)(nil)
)

func newGridRow(t table, list *gridList) *gridRow {
	r := &gridRow{table: t, list: list, id: -1, ground: canvas.NewRectangle(transparent)}
	for i := range t.columnCount() {
		cell := &gridCell{text: canvas.NewText("", theme.Color(theme.ColorNameForeground)), icon: &canvas.Image{FillMode: canvas.ImageFillContain}}
		cell.text.Alignment = t.columnAt(i).align
		cell.icon.Hide()
		r.cells = append(r.cells, cell)
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *gridRow) set(id int) {
	r.id = id
	r.update()
}

func (r *gridRow) update() {
	look, ok := r.table.look(r.id)
	if !ok {
		return
	}
	switch {
	case look.selected:
		r.ground.FillColor = theme.Color(ColorSelected)
	case r.hover:
		r.ground.FillColor = theme.Color(theme.ColorNameHover)
	case look.striped:
		r.ground.FillColor = theme.Color(ColorStripe)
	default:
		r.ground.FillColor = theme.Color(theme.ColorNameInputBackground)
	}
	r.ground.StrokeWidth = 0
	if look.cursor {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.Color(ColorCursor), 1
	}
	r.ground.Refresh()
	size := theme.TextSize()
	r.width = r.Size().Width
	for i, cell := range r.cells {
		var content cellLook
		if i < len(look.cells) {
			content = look.cells[i]
		}
		cell.show(content, r.cellWidth(i)-2*cellPadding, size)
	}
	r.layout(r.Size())
}

func (c *gridCell) show(content cellLook, width, size float32) {
	if content.icon != nil {
		if c.icon.Resource != content.icon {
			c.icon.Resource = content.icon
			c.icon.Refresh()
		}
		c.icon.Show()
	} else if c.icon.Visible() {
		c.icon.Hide()
	}
	if content.text != c.full || width != c.width || c.text.TextSize != size {
		c.full, c.width, c.text.TextSize = content.text, width, size
		c.text.Text = elide(content.text, width, size)
	}
	name := content.color
	if name == "" {
		name = theme.ColorNameForeground
	}
	c.text.Color = theme.Color(name)
	c.text.Refresh()
}

func (r *gridRow) cellWidth(i int) float32 {
	if r.table.cards() {
		return r.width
	}
	return r.table.columnAt(i).width
}

func (r *gridRow) layout(size fyne.Size) {
	r.ground.Resize(size)
	if r.table.cards() {
		r.layoutCard(size)
		return
	}
	x := float32(0)
	for i, cell := range r.cells {
		width := r.table.columnAt(i).width
		cell.text.Move(fyne.NewPos(x+cellPadding, 1))
		cell.text.Resize(fyne.NewSize(width-2*cellPadding, size.Height-2))
		cell.icon.Move(fyne.NewPos(x+cellPadding, 2))
		cell.icon.Resize(fyne.NewSize(min(width-2*cellPadding, size.Height-4), size.Height-4))
		x += width
	}
}

func (r *gridRow) layoutCard(size fyne.Size) {
	if size.Width != r.width {
		r.update() // cuts the words to the new width, and comes back here
		return
	}
	line := lineHeight()
	for i, cell := range r.cells {
		at := fyne.NewPos(cellPadding, 2+float32(i)*line)
		cell.text.Move(at)
		cell.text.Resize(fyne.NewSize(size.Width-2*cellPadding, line))
		cell.icon.Move(at)
		cell.icon.Resize(fyne.NewSquareSize(line))
	}
}

// column returns which column an x is in, -1 = right of all or a card.
func (r *gridRow) column(x float32) int {
	if r.table.cards() {
		return -1
	}
	for i := range r.table.columnCount() {
		if x -= r.table.columnAt(i).width; x < 0 {
			return i
		}
	}
	return -1
}

// MouseDown selects at once: Tapped would wait 300 ms for a second click.
func (r *gridRow) MouseDown(event *desktop.MouseEvent) {
	// A press on a divider beside the grid falls through to the row below it when the row is wider than what is seen.
	if position := fyne.CurrentApp().Driver().AbsolutePositionForObject(r.list); event.AbsolutePosition.X != 0 &&
		event.AbsolutePosition.X < position.X {
		return
	}
	r.table.press(r.id, r.column(event.Position.X), event)
}

// MouseUp is empty: MouseDown did it.
func (r *gridRow) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens the row.
func (r *gridRow) DoubleTapped(event *fyne.PointEvent) {
	if column := r.column(event.Position.X); column >= 0 && r.table.columnAt(column).tapped {
		return
	}
	r.table.doublePress(r.id)
}

// MouseIn tints the row.
func (r *gridRow) MouseIn(*desktop.MouseEvent) { r.hover = true; r.update() }

// MouseMoved is empty.
func (r *gridRow) MouseMoved(*desktop.MouseEvent) {}

// MouseOut takes the tint away.
func (r *gridRow) MouseOut() { r.hover = false; r.update() }

// CreateRenderer is Fyne's.
func (r *gridRow) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.ground}
	for _, cell := range r.cells {
		objects = append(objects, cell.text, cell.icon)
	}
	return &gridRowRenderer{r, objects}
}

type gridRowRenderer struct {
	row     *gridRow
	objects []fyne.CanvasObject
}

func (x *gridRowRenderer) Destroy() {}

func (x *gridRowRenderer) Layout(size fyne.Size) { x.row.layout(size) }

func (x *gridRowRenderer) MinSize() fyne.Size { return fyne.NewSize(10, rowHeight(x.row.table)) }

func (x *gridRowRenderer) Objects() []fyne.CanvasObject { return x.objects }

func (x *gridRowRenderer) Refresh() { x.row.update() }

// advances keeps the width of each rune. Fyne's MeasureText remembers every string it is given, so that feeding it cells
// would cost a hundred megabytes and ten times the time.
var advances = map[runeSize]float32{}

type runeSize struct {
	rune rune
	size float32
}

func advance(r rune, size float32) float32 {
	key := runeSize{r, size}
	width, ok := advances[key]
	if !ok {
		width = fyne.MeasureText(string(r), size, fyne.TextStyle{}).Width
		advances[key] = width
	}
	return width
}

// textWidth is how wide a text of one line is.
func textWidth(text string, size float32) (width float32) {
	for _, r := range text {
		width += advance(r, size)
	}
	return width
}

// elide cuts text to width and ends it with "…"; line breaks become spaces.
func elide(text string, width, size float32) string {
	var x float32
	dots := advance('…', size)
	cut, broken := -1, false
	for i, r := range text {
		if r == '\n' || r == '\r' || r == '\t' {
			broken = true
			r = ' '
		}
		step := advance(r, size)
		if cut < 0 && x+step+dots > width {
			cut = i
		}
		if x += step; x > width {
			return spaced(text[:cut], broken) + "…"
		}
	}
	return spaced(text, broken)
}
