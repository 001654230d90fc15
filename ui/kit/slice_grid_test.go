package kit

import (
	"cmp"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
)

type tyre struct {
	name  string
	price int
	day   string
}

func TestSliceGridSortsWhatTheWordsMean(t *testing.T) {
	w := openWindow(t)
	grid := NewSliceGrid(SliceOptions[tyre]{Columns: []Column[tyre]{
		{Key: "name", Width: 80, Sort: true, Text: func(t tyre) string { return t.name }},
		{
			Key: "price", Width: 80, Sort: true, Text: func(t tyre) string { return strconv.Itoa(t.price) + " €" },
			Compare: func(a, b tyre) int { return cmp.Compare(a.price, b.price) },
		},
		{Key: "day", Width: 80, Sort: true, Text: func(t tyre) string { return t.day }},
	}})
	w.SetBody(grid)
	grid.SetRows([]tyre{{"zèbre", 9, "02/01/2026"}, {"Élan", 100, "31/12/2025"}, {"elan", 25, "01/02/2026"}, {"Gazelle", -3, "15/01/2024"}})
	names := func() (shown []string) {
		for _, id := range grid.IDs() {
			shown = append(shown, grid.Rows()[id-1].name)
		}
		return shown
	}
	for _, tc := range []struct {
		column     int
		descending bool
		want       []string
	}{
		{1, false, []string{"Gazelle", "zèbre", "elan", "Élan"}},
		{1, true, []string{"Élan", "elan", "zèbre", "Gazelle"}},
		{0, false, []string{"elan", "Élan", "Gazelle", "zèbre"}},
		{2, false, []string{"Gazelle", "Élan", "zèbre", "elan"}},
	} {
		grid.sortBy(tc.column)
		if grid.sortDesc != tc.descending {
			t.Errorf("column %d: descending is %v", tc.column, grid.sortDesc)
		}
		if got := names(); !slices.Equal(got, tc.want) {
			t.Errorf("column %d, descending %v: %v, want %v", tc.column, tc.descending, got, tc.want)
		}
	}
	grid.sortBy(1)
	grid.SetRows([]tyre{{"a", 20, ""}, {"b", 3, ""}})
	if got := names(); !slices.Equal(got, []string{"b", "a"}) {
		t.Errorf("new rows stand as %v, want them by price as before", got)
	}
	grid.typed(&fyne.KeyEvent{Name: fyne.KeyHome}, 0)
	if row, ok := grid.CurrentRow(); !ok || row.name != "b" {
		t.Errorf("the keyboard is on %v", row)
	}
}

func TestSliceGridGetsTheKeyboardOfItsDialogAtOnce(t *testing.T) {
	w := openWindow(t)
	opened := ""
	grid := NewSliceGrid(SliceOptions[tyre]{
		Columns: []Column[tyre]{{Key: "name", Width: 80, Text: func(t tyre) string { return t.name }}},
		OnOpen:  func(t tyre) { opened = t.name },
	})
	grid.SetRows([]tyre{{name: "a"}, {name: "b"}})
	w.ShowDialog(DialogOptions{Title: "pneus", Body: grid, Focus: grid.Focusable()})
	press(w, fyne.KeyDown)
	press(w, fyne.KeyReturn)
	if opened != "b" {
		t.Errorf("Down and Enter opened %q", opened)
	}
}
