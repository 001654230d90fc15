package kit

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// SliceOptions describe a grid whose few rows are all in memory.
type SliceOptions[T any] struct {
	Columns []Column[T]
	Color   func(T) fyne.ThemeColorName
	Empty   string

	OnOpen   func(row T)
	OnDelete func(rows []T)
	OnSpace  func(rows []T)
	OnMenu   func(rows []T, at fyne.Position)
	OnSelect func()
}

// SliceGrid is a Grid over a slice; it sorts itself, by a column's Compare or by its words.
type SliceGrid[T any] struct {
	*Grid[int]
	rows []T
}

// NewSliceGrid returns an empty grid; SetRows fills it.
func NewSliceGrid[T any](options SliceOptions[T]) *SliceGrid[T] {
	s := &SliceGrid[T]{}
	columns := make([]Column[int], len(options.Columns))
	for i, column := range options.Columns {
		columns[i] = Column[int]{
			Key: column.Key, Label: column.Label, Width: column.Width, Align: column.Align, Sort: column.Sort,
			Tooltip: column.Tooltip, Text: over(s, column.Text),
		}
		if column.Icon != nil {
			columns[i].Icon = over(s, column.Icon)
		}
		if column.Compare != nil {
			columns[i].Compare = func(a, b int) int { return column.Compare(s.rows[a], s.rows[b]) }
		}
		if column.Color != nil {
			columns[i].Color = over(s, column.Color)
		}
	}
	grid := GridOptions[int]{
		Columns: columns, Empty: options.Empty, OnSelect: options.OnSelect,
		ID: func(row int) int64 { return int64(row + 1) },
		Rows: func(ids []int64) ([]int, error) {
			rows := make([]int, len(ids))
			for i, id := range ids {
				rows[i] = int(id - 1)
			}
			return rows, nil
		},
		OnSort: s.sort,
	}
	if options.Color != nil {
		grid.Color = over(s, options.Color)
	}
	if options.OnOpen != nil {
		grid.OnOpen = func(id int64) { options.OnOpen(s.rows[id-1]) }
	}
	if options.OnDelete != nil {
		grid.OnDelete = func(ids []int64) { options.OnDelete(s.of(ids)) }
	}
	if options.OnSpace != nil {
		grid.OnSpace = func(ids []int64) { options.OnSpace(s.of(ids)) }
	}
	if options.OnMenu != nil {
		grid.OnMenu = func(ids []int64, at fyne.Position) { options.OnMenu(s.of(ids), at) }
	}
	s.Grid = newGrid(grid)
	s.ExtendBaseWidget(s) // else Fyne renders the Grid inside and does not find its list, so that it gets no keyboard
	return s
}

// over makes a function of a row's value one of its place.
func over[T, R any](s *SliceGrid[T], of func(T) R) func(int) R {
	if of == nil {
		return nil
	}
	return func(row int) R { return of(s.rows[row]) }
}

// SetRows shows these rows, in this order until a heading is clicked. The selection is dropped: rows have no names.
func (s *SliceGrid[T]) SetRows(rows []T) {
	s.rows = rows
	s.drop()
	ids := make([]int64, len(rows))
	for i := range ids {
		ids[i] = int64(i + 1)
	}
	s.SetIDs(ids)
	if s.sortKey != "" {
		s.sort(s.sortKey, s.sortDesc)
	}
}

// Rows returns all rows as they were set.
func (s *SliceGrid[T]) Rows() []T { return s.rows }

// SelectedRows returns the selected rows in the order shown.
func (s *SliceGrid[T]) SelectedRows() []T { return s.of(s.Selected()) }

// PickedRows is what an action acts on: the selected rows, else the keyboard's.
func (s *SliceGrid[T]) PickedRows() []T { return s.of(s.Picked()) }

// CurrentRow returns the row that the keyboard is on.
func (s *SliceGrid[T]) CurrentRow() (row T, ok bool) {
	if id := s.Current(); id != 0 {
		return s.rows[id-1], true
	}
	return row, false
}

func (s *SliceGrid[T]) of(ids []int64) []T {
	rows := make([]T, len(ids))
	for i, id := range ids {
		rows[i] = s.rows[id-1]
	}
	return rows
}

func (s *SliceGrid[T]) sort(key string, descending bool) {
	for _, column := range s.options.Columns {
		if column.Key != key || column.Text == nil && column.Compare == nil {
			continue
		}
		compare := column.Compare
		if compare == nil {
			compare = func(a, b int) int { return compareShown(column.Text(a), column.Text(b)) }
		}
		ids := slices.Clone(s.ids)
		slices.SortStableFunc(ids, func(a, b int64) int {
			order := compare(int(a-1), int(b-1))
			if descending {
				return -order
			}
			return order
		})
		s.SetIDs(ids)
	}
}

// wordOrder puts É beside E; it is used on the UI thread only.
var wordOrder = collate.New(language.Und, collate.IgnoreCase)

// compareShown puts written dates in the order of time and other words in that of the alphabet, whatever their case.
func compareShown(a, b string) int {
	dayA, errA := time.Parse("02/01/2006", firstWord(a))
	dayB, errB := time.Parse("02/01/2006", firstWord(b))
	if errA == nil && errB == nil && !dayA.Equal(dayB) {
		return dayA.Compare(dayB)
	}
	return wordOrder.CompareString(a, b)
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}
