package kit

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// GridOptions describe a grid. The grid holds ids; rows are fetched for the part that is seen, so 100,000 ids cost what
// 100 do.
type GridOptions[T any] struct {
	Columns []Column[T]
	// Cards has the columns stand below each other in rows as wide as the grid, without headings.
	Cards bool
	// Rows returns the rows of ids, in their order; it is called on the UI thread for a page of ids and must be quick
	// (a look-up by key). An id that exists no more may be left out, then ID tells which ones came.
	Rows func(ids []int64) ([]T, error)
	ID   func(T) int64
	// Color colours a whole row; "" = as usual.
	Color func(T) fyne.ThemeColorName

	OnOpen   func(id int64)                                        // double click or Enter
	OnSpace  func(ids []int64)                                     // space bar on the selection
	OnDelete func(ids []int64)                                     // Delete key on the selection
	OnMenu   func(ids []int64, at fyne.Position)                   // right click
	OnSort   func(key string, descending bool)                     // the owner fetches the ids anew
	OnSelect func()                                                // the selection changed
	OnCell   func(id int64, column string)                         // click on a Tapped column
	OnKey    func(event *fyne.KeyEvent, mod fyne.KeyModifier) bool // any other key; true = taken
	OnError  func(error)                                           // Rows failed

	Empty string // said in the middle while there are no rows: what to do next
}

// pageRows is how many rows one fetch brings: more than a screen, little enough to be instant.
const pageRows = 64

// keptPages bounds the pages that are kept around the one that is seen.
const keptPages = 24

// Grid is a table of many rows with multiple selection by click, CTRL, SHIFT and the keyboard; Fyne's own tables select a
// single row.
type Grid[T any] struct {
	widget.BaseWidget
	selection
	options GridOptions[T]

	pages    map[int][]T
	order    []int // pages by age
	sortKey  string
	sortDesc bool
	focused  bool
	widths   []columnWidth
	across   float32 // the width that the columns share

	list    *gridList
	header  *gridHeader
	empty   *widget.Label
	content fyne.CanvasObject
}

// NewGrid returns an empty grid; SetIDs fills it.
func NewGrid[T any](options GridOptions[T]) *Grid[T] {
	g := newGrid(options)
	g.ExtendBaseWidget(g)
	return g
}

// newGrid leaves it to the caller to say which widget Fyne draws: the grid, or the one that embeds it.
func newGrid[T any](options GridOptions[T]) *Grid[T] {
	g := &Grid[T]{options: options, selection: newSelection(), pages: map[int][]T{}}
	g.options.Columns = slices.Clone(options.Columns)
	g.widths = newWidths(g.options.Columns)
	g.list = newGridList(g)
	g.header = newGridHeader(g)
	g.empty = widget.NewLabel(options.Empty)
	g.empty.Alignment = fyne.TextAlignCenter
	g.empty.Wrapping = fyne.TextWrapWord
	g.empty.Importance = widget.LowImportance
	g.empty.Hide() // as long as it is not known that there is nothing
	inner := container.New(&gridLayout{g}, g.header, g.list)
	if options.Cards {
		g.header.Hide()
		g.content = inner
		return g
	}
	g.content = container.NewStack(container.NewHScroll(inner), container.New(emptyLayout{}, g.empty))
	return g
}

// CreateRenderer is Fyne's.
func (g *Grid[T]) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.content) }

// SetIDs shows other rows, in this order. What was selected and is still there stays selected.
func (g *Grid[T]) SetIDs(ids []int64) {
	g.setIDs(ids)
	if len(ids) == 0 {
		g.empty.Show()
	} else {
		g.empty.Hide()
	}
	g.Reload()
	g.tellSelected()
}

// SetEmpty changes what is said while there are no rows.
func (g *Grid[T]) SetEmpty(text string) { g.empty.SetText(text) }

// Reload fetches the visible rows anew; ids and selection stay.
func (g *Grid[T]) Reload() {
	clear(g.pages)
	g.order = g.order[:0]
	g.list.Refresh()
}

// Row returns the row of an id that is shown.
func (g *Grid[T]) Row(id int64) (row T, ok bool) {
	at, ok := g.placeOf(id)
	if !ok {
		return row, false
	}
	return g.at(at)
}

// Select selects exactly these ids and goes to the first.
func (g *Grid[T]) Select(ids ...int64) {
	g.drop()
	for i, id := range ids {
		row, ok := g.placeOf(id)
		if !ok {
			continue
		}
		g.include(id)
		if i == 0 {
			g.cursor, g.anchor = row, row
			g.list.ScrollTo(row)
		}
	}
	g.changed()
}

// SelectAll selects every row.
func (g *Grid[T]) SelectAll() { g.selectAll(); g.changed() }

// Focusable is what gets the keyboard.
func (g *Grid[T]) Focusable() fyne.Focusable { return g.list }

// SetSort shows by which column the owner sorted.
func (g *Grid[T]) SetSort(key string, descending bool) {
	g.sortKey, g.sortDesc = key, descending
	g.header.Refresh()
}

// at returns a row of the window that is seen, fetching its page when it is not at hand.
func (g *Grid[T]) at(row int) (result T, ok bool) {
	number := row / pageRows
	page, ok := g.pages[number]
	if !ok {
		page = g.fetch(number)
	}
	if offset := row % pageRows; offset < len(page) {
		return page[offset], g.options.ID(page[offset]) == g.ids[row]
	}
	return result, false
}

func (g *Grid[T]) fetch(number int) []T {
	begin := number * pageRows
	wanted := g.ids[begin:min(begin+pageRows, len(g.ids))]
	rows, err := g.options.Rows(wanted)
	if err != nil && g.options.OnError != nil {
		g.options.OnError(err)
	}
	page := make([]T, len(wanted))
	for i, next := 0, 0; i < len(wanted) && next < len(rows); i++ {
		if g.options.ID(rows[next]) == wanted[i] {
			page[i] = rows[next]
			next++
		}
	}
	if len(g.order) >= keptPages {
		delete(g.pages, g.order[0])
		g.order = g.order[1:]
	}
	g.pages[number] = page
	g.order = append(g.order, number)
	return page
}

func (g *Grid[T]) changed() {
	g.list.Refresh()
	g.tellSelected()
}

func (g *Grid[T]) tellSelected() {
	if g.options.OnSelect != nil {
		g.options.OnSelect()
	}
}

// The methods below are what the untyped parts of the grid (list, row, heading) ask of it.

func (g *Grid[T]) rowCount() int { return len(g.ids) }

func (g *Grid[T]) columnCount() int { return len(g.options.Columns) }

func (g *Grid[T]) cards() bool { return g.options.Cards }

func (g *Grid[T]) look(row int) (look rowLook, ok bool) {
	if row < 0 || row >= len(g.ids) {
		return look, false
	}
	look.selected = g.has(g.ids[row])
	look.cursor = row == g.cursor && g.focused
	look.striped = row%2 == 1 && !g.options.Cards
	value, ok := g.at(row)
	if !ok {
		return look, true
	}
	var rowColor fyne.ThemeColorName
	if g.options.Color != nil {
		rowColor = g.options.Color(value)
	}
	look.cells = make([]cellLook, len(g.options.Columns))
	for i, column := range g.options.Columns {
		cell := cellLook{color: rowColor}
		if column.Icon != nil {
			cell.icon = column.Icon(value)
		}
		if cell.icon == nil && column.Text != nil {
			cell.text = column.Text(value)
		}
		if column.Color != nil {
			if own := column.Color(value); own != "" {
				cell.color = own
			}
		}
		look.cells[i] = cell
	}
	return look, true
}

// columnLook, rowLook and cellLook are what is drawn, without the type of the rows.
type columnLook struct {
	key, label   string
	width        float32
	align        fyne.TextAlign
	sort, tapped bool
	tooltip      string
}

type rowLook struct {
	cells                     []cellLook
	selected, cursor, striped bool
}

type cellLook struct {
	text  string
	icon  fyne.Resource
	color fyne.ThemeColorName
}

var transparent color.Color = color.Transparent
