package kit

import (
	"image"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// Tile is one picture of a gallery.
type Tile struct {
	ID      int64
	Picture image.Image // nil = none that could be read
	Caption string
	Trouble string // shown instead of the caption, in the colour of errors
}

// GalleryOptions say what a gallery does with its pictures; each may be nil.
type GalleryOptions struct {
	OnOpen   func(id int64)            // double click or Enter
	OnDelete func(ids []int64)         // Delete
	OnMove   func(ids []int64, by int) // CTRL with the arrows: that many places
	OnMenu   func(at fyne.Position)    // right click, on the selection
	OnSelect func()                    // the selection changed
	Empty    string                    // said while there is no picture: what to do next
}

// Gallery shows pictures side by side, with the selection of a Grid: click, CTRL, SHIFT and the keyboard. Only those that
// are seen are drawn.
type Gallery struct {
	widget.BaseWidget
	selection
	options GalleryOptions
	tiles   []Tile
	focused bool
	wrap    *galleryWrap
	empty   *widget.Label
	content fyne.CanvasObject
}

// galleryWrap is Fyne's grid of equal items, which recycles them and scrolls, with the gallery's own keyboard.
type galleryWrap struct {
	widget.GridWrap
	gallery *Gallery
}

// NewGallery returns an empty gallery; SetTiles fills it.
func NewGallery(options GalleryOptions) *Gallery {
	g := &Gallery{options: options, selection: newSelection(), empty: widget.NewLabel(options.Empty)}
	g.wrap = &galleryWrap{gallery: g}
	g.wrap.Length = func() int { return len(g.tiles) }
	g.wrap.CreateItem = func() fyne.CanvasObject { return newGalleryTile(g) }
	g.wrap.UpdateItem = func(at widget.GridWrapItemID, object fyne.CanvasObject) { object.(*galleryTile).set(at) }
	g.wrap.ExtendBaseWidget(g.wrap)
	g.empty.Alignment, g.empty.Wrapping, g.empty.Importance = fyne.TextAlignCenter, fyne.TextWrapWord, widget.LowImportance
	g.content = container.NewStack(g.wrap, container.NewCenter(container.NewGridWrap(fyne.NewSize(360, 90), g.empty)))
	g.ExtendBaseWidget(g)
	return g
}

// CreateRenderer is Fyne's.
func (g *Gallery) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(g.content) }

// SetTiles shows other pictures. What was selected and is still there stays selected; where the keyboard's picture is gone,
// it goes to the one that stands in its place.
func (g *Gallery) SetTiles(tiles []Tile) {
	ids := make([]int64, len(tiles))
	for i, tile := range tiles {
		ids[i] = tile.ID
	}
	before := g.cursor
	g.tiles = tiles
	g.setIDs(ids)
	if g.cursor < 0 && len(tiles) > 0 {
		g.cursor = max(0, min(before, len(tiles)-1))
		g.anchor = g.cursor
	}
	if len(tiles) == 0 {
		g.empty.Show()
	} else {
		g.empty.Hide()
	}
	g.wrap.Refresh()
}

// Focusable is what the keyboard goes to.
func (g *Gallery) Focusable() fyne.Focusable { return g.wrap }

func (g *Gallery) changed() {
	g.wrap.Refresh()
	if g.options.OnSelect != nil {
		g.options.OnSelect()
	}
}

func (g *Gallery) press(at int, event *desktop.MouseEvent) {
	if at < 0 || at >= len(g.tiles) {
		return
	}
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(g.wrap); canvas != nil {
		canvas.Focus(g.wrap)
	}
	if event.Button == desktop.MouseButtonSecondary {
		g.clickMenu(at)
		if g.changed(); g.options.OnMenu != nil {
			g.options.OnMenu(event.AbsolutePosition)
		}
		return
	}
	g.click(at, event.Modifier)
	g.changed()
}

// Select adds a picture to the selection.
func (g *Gallery) Select(id int64) {
	g.include(id)
	g.changed()
}

// SelectAll selects all pictures.
func (g *Gallery) SelectAll() {
	g.selectAll()
	g.changed()
}

func (g *Gallery) open(at int) {
	if at < len(g.tiles) && g.options.OnOpen != nil {
		g.options.OnOpen(g.tiles[at].ID)
	}
}

// typed reports whether the gallery had a use for the key.
func (g *Gallery) typed(key fyne.KeyName, modifier fyne.KeyModifier) bool {
	if len(g.tiles) == 0 {
		return false
	}
	across := max(1, g.wrap.ColumnCount())
	by, moves := map[fyne.KeyName]int{
		fyne.KeyLeft: -1, fyne.KeyRight: 1, fyne.KeyUp: -across, fyne.KeyDown: across,
		fyne.KeyHome: -len(g.tiles), fyne.KeyEnd: len(g.tiles), fyne.KeyPageUp: -4 * across, fyne.KeyPageDown: 4 * across,
	}[key]
	switch {
	case moves && modifier&fyne.KeyModifierShortcutDefault != 0:
		if g.options.OnMove != nil {
			g.options.OnMove(g.Picked(), by)
		}
	case moves:
		g.wrap.ScrollTo(g.moveTo(g.cursor+by, modifier))
		g.changed()
	case key == fyne.KeySpace:
		g.toggle(g.Current())
		g.changed()
	case key == fyne.KeyReturn || key == fyne.KeyEnter:
		g.open(g.cursor)
	case key == fyne.KeyDelete && g.options.OnDelete != nil:
		g.options.OnDelete(g.Picked())
	default:
		return false
	}
	return true
}

// Moved returns the order of a gallery's pictures after those of ids were moved by so many places, together.
func Moved(all, ids []int64, by int) []int64 {
	first := slices.IndexFunc(all, func(id int64) bool { return slices.Contains(ids, id) })
	if first < 0 {
		return all
	}
	var moved, rest []int64
	for _, id := range all {
		if slices.Contains(ids, id) {
			moved = append(moved, id)
		} else {
			rest = append(rest, id)
		}
	}
	at := max(0, min(len(rest), first+by))
	return slices.Insert(rest, at, moved...)
}

// FocusGained shows the keyboard's picture.
func (w *galleryWrap) FocusGained() { w.gallery.focused = true; w.Refresh() }

// FocusLost hides it.
func (w *galleryWrap) FocusLost() { w.gallery.focused = false; w.Refresh() }

// TypedKey moves, selects and opens; what it has no use for goes to the window.
func (w *galleryWrap) TypedKey(event *fyne.KeyEvent) {
	if !w.gallery.typed(event.Name, heldModifiers()) {
		route(w, event)
	}
}

// TypedRune is empty: a gallery has no text.
func (w *galleryWrap) TypedRune(rune) {}

// TypedShortcut selects all or passes the chord on.
func (w *galleryWrap) TypedShortcut(shortcut fyne.Shortcut) {
	if _, all := shortcut.(*fyne.ShortcutSelectAll); all {
		w.gallery.SelectAll()
		return
	}
	if chord, is := shortcut.(*desktop.CustomShortcut); is && chord.Modifier == fyne.KeyModifierShortcutDefault && w.gallery.typed(chord.KeyName, chord.Modifier) {
		return
	}
	routeShortcut(w, shortcut)
}
