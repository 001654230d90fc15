package kit

import (
	"image"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

// chooser is what grid and gallery have in common for a test.
type chooser interface {
	Selected() []int64
	Picked() []int64
	Current() int64
	SelectedCount() int
}

// TestGridAndGallerySelectAlike: the same clicks and keys select the same.
func TestGridAndGallerySelectAlike(t *testing.T) {
	w := openWindow(t)
	held := fyne.KeyModifier(0)
	defer func(before func() fyne.KeyModifier) { heldModifiers = before }(heldModifiers)
	heldModifiers = func() fyne.KeyModifier { return held }
	ids := []int64{11, 12, 13, 14, 15}

	grid := NewGrid(GridOptions[int64]{
		Columns: []Column[int64]{{Key: "id", Width: 80, Text: func(int64) string { return "x" }}},
		Rows:    func(ids []int64) ([]int64, error) { return ids, nil }, ID: func(id int64) int64 { return id },
	})
	gallery := NewGallery(GalleryOptions{})
	fill := func(ids ...int64) {
		grid.SetIDs(ids)
		tiles := make([]Tile, len(ids))
		for i, id := range ids {
			tiles[i] = Tile{ID: id, Picture: image.NewGray(image.Rect(0, 0, 1, 1))}
		}
		gallery.SetTiles(tiles)
	}
	for name, one := range map[string]struct {
		chooser
		show  func()
		click clicker
	}{
		"grid": {grid, func() { w.SetBody(grid); w.Focus(grid.Focusable()) }, func(at int, button desktop.MouseButton, modifier fyne.KeyModifier) {
			grid.press(at, 0, &desktop.MouseEvent{Button: button, Modifier: modifier})
		}},
		"gallery": {gallery, func() { w.SetBody(gallery); w.Focus(gallery.Focusable()) }, func(at int, button desktop.MouseButton, modifier fyne.KeyModifier) {
			gallery.press(at, &desktop.MouseEvent{Button: button, Modifier: modifier})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			fill(ids...)
			one.show()
			selectAlike(t, w, alike{one.chooser, one.click, fill, &held})
		})
	}
}

// clicker clicks on the thing at a place.
type clicker func(at int, button desktop.MouseButton, modifier fyne.KeyModifier)

// alike is a grid or a gallery, filled with 11 to 15.
type alike struct {
	chooser
	click clicker
	fill  func(ids ...int64)
	held  *fyne.KeyModifier // the keys that are down
}

func selectAlike(t *testing.T, w *Window, one alike) {
	t.Helper()
	want := func(step string, selected ...int64) {
		t.Helper()
		if got := one.Selected(); !slices.Equal(got, selected) || one.SelectedCount() != len(selected) {
			t.Errorf("%s: selected are %v, want %v", step, got, selected)
		}
	}
	want("nothing done")
	if got := one.Picked(); !slices.Equal(got, []int64{11}) {
		t.Errorf("the keyboard is on %v", got)
	}
	one.click(1, desktop.MouseButtonPrimary, 0)
	want("click", 12)
	one.click(3, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	want("SHIFT and click", 12, 13, 14)
	one.click(0, desktop.MouseButtonPrimary, fyne.KeyModifierShift)
	want("SHIFT and click the other way", 11, 12)
	one.click(4, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	want("CTRL and click", 11, 12, 15)
	one.click(0, desktop.MouseButtonPrimary, fyne.KeyModifierShortcutDefault)
	want("CTRL and click on a selected one", 12, 15)
	one.click(1, desktop.MouseButtonSecondary, 0)
	want("right click on a selected one", 12, 15)
	one.click(2, desktop.MouseButtonSecondary, 0)
	want("right click on another", 13)
	press(w, fyne.KeyHome)
	want("Home", 11)
	*one.held = fyne.KeyModifierShift
	press(w, fyne.KeyEnd)
	*one.held = 0
	want("SHIFT and End", 11, 12, 13, 14, 15)
	one.fill(15, 13, 16)
	want("others in another order", 15, 13)
	if one.Current() != 15 {
		t.Errorf("the keyboard went to %d", one.Current())
	}
	one.fill()
	want("nothing there")
	if got := one.Picked(); len(got) != 0 {
		t.Errorf("of nothing %v is picked", got)
	}
}
