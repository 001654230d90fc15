package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// table is a Grid without the type of its rows.
type table interface {
	rowCount() int
	columnCount() int
	cards() bool
	columnAt(int) columnLook
	setWidth(column int, width float32)
	holdEdge(column int)
	fit(column int)
	sortBy(column int)
	sorted(column int) string
	look(row int) (rowLook, bool)
	press(row int, column int, event *desktop.MouseEvent)
	doublePress(row int)
	typed(event *fyne.KeyEvent, modifier fyne.KeyModifier) bool
	setFocused(bool)
	SelectAll()
	copied() string
}

// heldModifiers tells which of SHIFT, CTRL and ALT are down; tests replace it, their driver has no keyboard.
var heldModifiers = func() fyne.KeyModifier {
	if driver, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return driver.CurrentKeyModifiers()
	}
	return 0
}

// gridList is Fyne's list (which recycles rows and scrolls) with the grid's own keyboard.
type gridList struct {
	widget.List
	table table
}

var (
	_ fyne.Focusable    = (*gridList)(nil)
	_ fyne.Shortcutable = (*gridList)(nil)
)

func newGridList(t table) *gridList {
	l := &gridList{table: t}
	l.Length = t.rowCount
	l.CreateItem = func() fyne.CanvasObject { return newGridRow(t, l) }
	l.UpdateItem = func(id widget.ListItemID, object fyne.CanvasObject) { object.(*gridRow).set(id) }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained shows the keyboard's row.
func (l *gridList) FocusGained() { l.table.setFocused(true) }

// FocusLost hides it.
func (l *gridList) FocusLost() { l.table.setFocused(false) }

// TypedKey moves, selects and opens; what it has no use for goes to the window.
func (l *gridList) TypedKey(event *fyne.KeyEvent) {
	if !l.table.typed(event, heldModifiers()) {
		route(l, event)
	}
}

// TypedRune is empty: a list has no text.
func (l *gridList) TypedRune(rune) {}

// TypedShortcut selects all, copies the selected rows or passes the chord on.
func (l *gridList) TypedShortcut(shortcut fyne.Shortcut) {
	switch shortcut := shortcut.(type) {
	case *fyne.ShortcutSelectAll:
		l.table.SelectAll()
	case *fyne.ShortcutCopy:
		shortcut.Clipboard.SetContent(l.table.copied())
	default:
		routeShortcut(l, shortcut)
	}
}

// screenful is how far PageUp and PageDown go.
func (l *gridList) screenful() int {
	return max(1, int(l.Size().Height/(rowHeight(l.table)+theme.Padding()))-1)
}

func (g *Grid[T]) setFocused(focused bool) {
	g.focused = focused
	if focused && g.cursor < 0 && len(g.ids) > 0 {
		g.cursor, g.anchor = 0, 0
	}
	g.list.Refresh()
}

func (g *Grid[T]) press(row, column int, event *desktop.MouseEvent) {
	if row < 0 || row >= len(g.ids) {
		return
	}
	if canvas := fyne.CurrentApp().Driver().CanvasForObject(g.list); canvas != nil {
		canvas.Focus(g.list)
	}
	switch {
	case event.Button == desktop.MouseButtonSecondary:
		g.clickMenu(row)
		g.changed()
		if g.options.OnMenu != nil {
			g.options.OnMenu(g.Selected(), event.AbsolutePosition)
		}
	case column >= 0 && g.options.Columns[column].Tapped && g.options.OnCell != nil:
		g.options.OnCell(g.ids[row], g.options.Columns[column].Key)
	default:
		g.click(row, event.Modifier)
		g.changed()
	}
}

func (g *Grid[T]) doublePress(row int) {
	if row >= 0 && row < len(g.ids) && g.options.OnOpen != nil {
		g.options.OnOpen(g.ids[row])
	}
}

// typed reports whether the grid had a use for the key.
func (g *Grid[T]) typed(event *fyne.KeyEvent, modifier fyne.KeyModifier) bool {
	if g.options.OnKey != nil && g.options.OnKey(event, modifier) {
		return true
	}
	switch event.Name {
	case desktop.KeyMenu:
		return g.openMenu()
	case fyne.KeyF10:
		return modifier&fyne.KeyModifierShift != 0 && g.openMenu()
	case fyne.KeyDown:
		g.move(g.cursor+1, modifier)
	case fyne.KeyUp:
		g.move(g.cursor-1, modifier)
	case fyne.KeyPageDown:
		g.move(g.cursor+g.list.screenful(), modifier)
	case fyne.KeyPageUp:
		g.move(g.cursor-g.list.screenful(), modifier)
	case fyne.KeyHome:
		g.move(0, modifier)
	case fyne.KeyEnd:
		g.move(len(g.ids)-1, modifier)
	case fyne.KeyReturn, fyne.KeyEnter:
		if g.options.OnOpen == nil || g.Current() == 0 {
			return false
		}
		g.options.OnOpen(g.Current())
	case fyne.KeySpace:
		if g.options.OnSpace != nil && len(g.ids) > 0 {
			g.options.OnSpace(g.Picked())
		}
	case fyne.KeyDelete:
		if g.options.OnDelete != nil && len(g.ids) > 0 {
			g.options.OnDelete(g.Picked())
		}
	default:
		return false
	}
	return true
}

// openMenu opens below the keyboard's row what a right click opens there.
func (g *Grid[T]) openMenu() bool {
	if g.options.OnMenu == nil || g.Current() == 0 {
		return false
	}
	if !g.has(g.Current()) {
		g.selectOnly(g.cursor)
		g.changed()
	}
	g.list.ScrollTo(g.cursor)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(g.list)
	below := float32(g.cursor+1)*(rowHeight(g)+theme.Padding()) - g.list.GetScrollOffset()
	g.options.OnMenu(g.Selected(), at.AddXY(4*cellPadding, max(0, min(below, g.list.Size().Height))))
	return true
}

func (g *Grid[T]) move(to int, modifier fyne.KeyModifier) {
	if len(g.ids) == 0 {
		return
	}
	g.list.ScrollTo(g.moveTo(to, modifier))
	g.changed()
}
