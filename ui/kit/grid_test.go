package kit

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

type car struct {
	id   int64
	name string
}

// fleet makes a grid of n cars and counts the fetches.
func fleet(t testing.TB, n int, options GridOptions[car]) (*Grid[car], *int) {
	t.Helper()
	fetches := 0
	options.Columns = []Column[car]{
		{Key: "mark", Label: "V", Width: 30, Tapped: true, Text: func(car) string { return "" }},
		{Key: "name", Label: "Nom", Width: 200, Sort: true, Text: func(c car) string { return c.name }},
	}
	options.ID = func(c car) int64 { return c.id }
	options.Rows = func(ids []int64) ([]car, error) {
		fetches++
		rows := make([]car, len(ids))
		for i, id := range ids {
			rows[i] = car{id, fmt.Sprint("voiture ", id)}
		}
		return rows, nil
	}
	g := NewGrid(options)
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	g.SetIDs(ids)
	return g, &fetches
}

func click(g *Grid[car], row int, modifier fyne.KeyModifier) {
	g.press(row, 1, &desktop.MouseEvent{Button: desktop.MouseButtonPrimary, Modifier: modifier})
}

func TestGridSelection(t *testing.T) {
	for _, tc := range []struct {
		name string
		do   func(g *Grid[car])
		want []int64
	}{
		{"click", func(g *Grid[car]) { click(g, 2, 0) }, []int64{3}},
		{"second click replaces", func(g *Grid[car]) { click(g, 2, 0); click(g, 4, 0) }, []int64{5}},
		{"ctrl adds", func(g *Grid[car]) { click(g, 4, 0); click(g, 2, fyne.KeyModifierControl) }, []int64{3, 5}},
		{"ctrl takes away", func(g *Grid[car]) { click(g, 4, 0); click(g, 4, fyne.KeyModifierControl) }, nil},
		{"shift selects a range", func(g *Grid[car]) { click(g, 4, 0); click(g, 2, fyne.KeyModifierShift) }, []int64{3, 4, 5}},
		{"all", func(g *Grid[car]) { g.SelectAll() }, []int64{1, 2, 3, 4, 5, 6, 7, 8}},
		{"end key", func(g *Grid[car]) { g.typed(&fyne.KeyEvent{Name: fyne.KeyEnd}, 0) }, []int64{8}},
		{"shift and down", func(g *Grid[car]) {
			click(g, 0, 0)
			g.typed(&fyne.KeyEvent{Name: fyne.KeyDown}, fyne.KeyModifierShift)
			g.typed(&fyne.KeyEvent{Name: fyne.KeyDown}, fyne.KeyModifierShift)
		}, []int64{1, 2, 3}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := openWindow(t)
			g, _ := fleet(t, 8, GridOptions[car]{})
			w.SetBody(g)
			tc.do(g)
			if got := g.Selected(); !slices.Equal(got, tc.want) {
				t.Errorf("selected %v, want %v", got, tc.want)
			}
		})
	}
}

func TestGridKeepsSelectionByID(t *testing.T) {
	w := openWindow(t)
	g, _ := fleet(t, 8, GridOptions[car]{})
	w.SetBody(g)
	g.Select(2, 5, 7)
	g.SetIDs([]int64{7, 6, 5})
	if got := g.Selected(); !slices.Equal(got, []int64{7, 5}) {
		t.Errorf("selected %v after another order, want [7 5]", got)
	}
	if g.Current() != 0 {
		t.Errorf("the keyboard is on %d, a row that is gone", g.Current())
	}
}

func TestGridCallbacks(t *testing.T) {
	w := openWindow(t)
	var cell, opened, sorted string
	var spaced []int64
	g, _ := fleet(t, 8, GridOptions[car]{
		OnCell:  func(id int64, column string) { cell = fmt.Sprint(id, column) },
		OnOpen:  func(id int64) { opened = fmt.Sprint(id) },
		OnSpace: func(ids []int64) { spaced = ids },
		OnSort:  func(key string, descending bool) { sorted = fmt.Sprint(key, descending) },
	})
	w.SetBody(g)
	g.press(3, 0, &desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if cell != "4mark" || g.SelectedCount() != 0 {
		t.Errorf("a click in the mark column gave %q and selected %d", cell, g.SelectedCount())
	}
	click(g, 1, 0)
	g.typed(&fyne.KeyEvent{Name: fyne.KeySpace}, 0)
	g.typed(&fyne.KeyEvent{Name: fyne.KeyReturn}, 0)
	if !slices.Equal(spaced, []int64{2}) || opened != "2" {
		t.Errorf("space on %v, Enter on %q", spaced, opened)
	}
	test.TapAt(g.header, fyne.NewPos(100, 5))
	test.TapAt(g.header, fyne.NewPos(100, 5))
	if sorted != "nametrue" {
		t.Errorf("two clicks on the heading sorted %q", sorted)
	}
}

func TestGridFetchesWhatIsSeen(t *testing.T) {
	w := openWindow(t)
	g, fetches := fleet(t, 100_000, GridOptions[car]{})
	w.SetBody(g)
	if *fetches > 3 {
		t.Errorf("%d fetches to show the first rows", *fetches)
	}
	g.list.ScrollTo(99_999)
	if row, ok := g.Row(100_000); !ok || row.name != "voiture 100000" {
		t.Errorf("the last row is %v, %v", row, ok)
	}
}

func TestGridRemembersHowItIsArranged(t *testing.T) {
	g, _ := fleet(t, 1, GridOptions[car]{OnSort: func(string, bool) {}})
	g.setWidth(1, 321)
	g.sortBy(1)
	g.sortBy(1)
	other, _ := fleet(t, 1, GridOptions[car]{})
	other.arrange(g.arrangement() + " gone=50 sort=gone+")
	if got := other.columnAt(1).width; got != 321 {
		t.Errorf("width %v, want 321", got)
	}
	if key, descending := other.Sorted(); key != "name" || !descending {
		t.Errorf("sorted by %q, descending %v", key, descending)
	}
}

// TestGridSharesTheWidth among the columns with words; what a person set stays, and so does what stands left of it.
func TestGridSharesTheWidth(t *testing.T) {
	w := openWindow(t)
	g, _ := fleet(t, 3, GridOptions[car]{})
	w.SetBody(g)
	w.Resize(fyne.NewSize(700, 300))
	mark, name := g.columnAt(0).width, g.columnAt(1).width
	if mark != 30 || name < 600 || mark+name > 700 {
		t.Errorf("a grid 700 wide has the columns %v and %v", mark, name)
	}
	w.Resize(fyne.NewSize(500, 300))
	if narrower := g.columnAt(1).width; narrower >= name || narrower < 400 {
		t.Errorf("500 wide it has %v", narrower)
	}
	edge := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(g.columnAt(0).width+g.columnAt(1).width, 5)}}
	g.header.MouseDown(edge)
	g.header.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(230, 5)}})
	g.header.DragEnd()
	w.Resize(fyne.NewSize(900, 300))
	if got := g.columnAt(1).width; got != 200 || g.columnAt(0).width != 30 {
		t.Errorf("dragged to 200 it has %v, beside %v", got, g.columnAt(0).width)
	}
}

// TestGridFitsAColumn to its widest row by a double click on its edge, and sorts nothing by it.
func TestGridFitsAColumn(t *testing.T) {
	w := openWindow(t)
	g, _ := fleet(t, 3, GridOptions[car]{OnSort: func(key string, _ bool) { t.Error("sorted by", key) }})
	w.SetBody(g)
	w.Resize(fyne.NewSize(700, 300))
	for range 2 {
		x := g.columnAt(0).width + g.columnAt(1).width
		g.header.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, 5)}})
		g.header.Tapped(&fyne.PointEvent{Position: fyne.NewPos(x, 5)})
	}
	want := fyne.MeasureText("voiture 3", theme.TextSize(), fyne.TextStyle{}).Width
	if got := g.columnAt(1).width; got < want || got > want+20 {
		t.Errorf("%v for words of %v", got, want)
	}
}

// TestGridCards: the columns stand below each other, cut to the width that the grid has, and a row is as high as they need.
func TestGridCards(t *testing.T) {
	w := openWindow(t)
	g, _ := fleet(t, 3, GridOptions[car]{Cards: true})
	w.SetBody(g)
	row := newGridRow(g, g.list)
	row.set(1)
	row.Resize(fyne.NewSize(60, row.MinSize().Height))
	first, second := row.cells[0].text, row.cells[1].text
	if second.Position().Y < first.Position().Y+lineHeight() || second.Position().X != first.Position().X ||
		second.Position().Y+lineHeight() > row.MinSize().Height {
		t.Errorf("lines at %v and %v of %v", first.Position(), second.Position(), row.MinSize())
	}
	if second.Text == "voiture 2" {
		t.Error("the line is not cut to 60")
	}
	row.Resize(fyne.NewSize(400, row.MinSize().Height))
	if second.Text != "voiture 2" || g.header.Visible() {
		t.Errorf("%q at 400, heading %v", second.Text, g.header.Visible())
	}
	click(g, 2, 0)
	if got := g.Selected(); !slices.Equal(got, []int64{3}) {
		t.Errorf("selected %v", got)
	}
}

func TestElide(t *testing.T) {
	test.NewTempApp(t)
	if got := elide("court", 200, 12); got != "court" {
		t.Errorf("a short text became %q", got)
	}
	if got := elide("un texte bien trop long pour sa colonne", 80, 12); len(got) > 20 || got[len(got)-3:] != "…" {
		t.Errorf("a long text became %q", got)
	}
	if got := elide("deux\nlignes", 200, 12); got != "deux lignes" {
		t.Errorf("a line break became %q", got)
	}
}

func BenchmarkGridScroll(b *testing.B) {
	test.NewTempApp(b)
	g, _ := fleet(b, 100_000, GridOptions[car]{})
	w := test.NewTempWindow(b, g)
	w.Resize(fyne.NewSize(900, 700))
	for i := range b.N {
		g.list.ScrollToOffset(float32(i%30_000) * 60)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/step")
}

func BenchmarkGridScrollDrawn(b *testing.B) {
	test.NewTempApp(b)
	g, _ := fleet(b, 100_000, GridOptions[car]{})
	w := test.NewTempWindow(b, g)
	w.Resize(fyne.NewSize(900, 700))
	few, _ := fleet(b, 40, GridOptions[car]{})
	small := test.NewTempWindow(b, few)
	small.Resize(fyne.NewSize(900, 700))
	for i := range b.N {
		g.list.ScrollToOffset(float32(i%30_000) * 60)
		w.Canvas().Capture()
	}
	large := b.Elapsed()
	for range b.N {
		few.list.Refresh()
		small.Canvas().Capture()
	}
	b.ReportMetric(float64(large)/float64(b.Elapsed()-large), "ratio_to_40_rows")
}

func TestGridOpensItsMenuByMouseAndKey(t *testing.T) {
	for name, tc := range map[string]struct {
		do   func(g *Grid[car])
		want []int64
	}{
		"right click selects": {func(g *Grid[car]) {
			g.press(4, 1, &desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
		}, []int64{5}},
		"right click keeps a selection": {func(g *Grid[car]) {
			g.Select(2, 5)
			g.press(4, 1, &desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
		}, []int64{2, 5}},
		"menu key": {func(g *Grid[car]) {
			g.Select(3, 5)
			g.typed(&fyne.KeyEvent{Name: desktop.KeyMenu}, 0)
		}, []int64{3, 5}},
		"shift F10 on a row that is not selected": {func(g *Grid[car]) {
			g.setFocused(true)
			g.typed(&fyne.KeyEvent{Name: fyne.KeyF10}, fyne.KeyModifierShift)
		}, []int64{1}},
		"F10 is the window's": {func(g *Grid[car]) {
			g.Select(1)
			g.typed(&fyne.KeyEvent{Name: fyne.KeyF10}, 0)
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := openWindow(t)
			var on []int64
			var at fyne.Position
			g, _ := fleet(t, 2000, GridOptions[car]{OnMenu: func(ids []int64, place fyne.Position) { on, at = ids, place }})
			w.SetBody(g)
			tc.do(g)
			if !slices.Equal(on, tc.want) {
				t.Errorf("the menu is about %v, want %v", on, tc.want)
			}
			if at.Y < 0 || at.Y > w.Canvas().Size().Height {
				t.Errorf("the menu opens at %v, outside the window", at)
			}
			if current := g.Current(); name == "right click keeps a selection" && current != 5 {
				t.Errorf("what acts on one row acts on %d", current)
			}
		})
	}
}

// TestNothingIsSaidWhileAListLoads: that there is nothing is said when it is known.
func TestNothingIsSaidWhileAListLoads(t *testing.T) {
	g, _ := fleet(t, 0, GridOptions[car]{})
	fresh := NewGrid(g.options)
	if fresh.empty.Visible() {
		t.Error("a list that is not filled yet says that there is nothing")
	}
	fresh.SetIDs(nil)
	if !fresh.empty.Visible() {
		t.Error("an empty list says nothing")
	}
	fresh.SetIDs([]int64{1})
	if fresh.empty.Visible() {
		t.Error("a list with a row says that there is nothing")
	}
}
