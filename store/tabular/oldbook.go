package tabular

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"garagemail/store/tabular/xls"
)

// oldBook is an open .xls.
type oldBook struct {
	xls    *xls.Book
	styles []style
}

// openCompound opens what stands in an OLE container or is a bare .xls; what is no workbook is told by what it is.
func openCompound(r io.ReaderAt, size int64, options Options) (*File, error) {
	book, err := xls.Open(r, size)
	if err != nil {
		return nil, oldBookError(r, err)
	}
	old := &oldBook{xls: book}
	for _, format := range book.Formats {
		if format.Code != "" {
			old.styles = append(old.styles, styleOf(format.Code))
		} else {
			old.styles = append(old.styles, builtIn(format.ID))
		}
	}
	return openBook(old, FormXLS, options)
}

// oldBookError says what an error of package xls means for a table.
func oldBookError(r io.ReaderAt, err error) error {
	switch {
	case errors.Is(err, xls.ErrNotWorkbook):
		return compoundError(r)
	case errors.Is(err, xls.ErrVersion):
		return fmt.Errorf("%w: %w", ErrOldExcel, err)
	case errors.Is(err, xls.ErrPassword):
		return fmt.Errorf("%w: %w", ErrPassword, err)
	case errors.Is(err, xls.ErrDamaged):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

func (b *oldBook) list() []sheet {
	var all []sheet
	for _, one := range b.xls.Sheets {
		all = append(all, sheet{name: one.Name, hidden: one.Hidden})
	}
	return all
}

func (b *oldBook) isEmpty(at int) bool { return b.xls.Sheets[at].Cells == 0 }

func (b *oldBook) sheet(at int) (int64, func() (source, error), error) {
	one := &b.xls.Sheets[at]
	var merges []merge
	for _, m := range one.Merges {
		if m.LastRow > m.FirstRow && m.FirstColumn < MaxColumns && len(merges) < maxMerges {
			merges = append(merges, merge{column: m.FirstColumn, from: m.FirstRow, to: m.LastRow})
		}
	}
	slices.SortStableFunc(merges, func(a, b merge) int { return cmp.Compare(a.from, b.from) })
	return one.Size(), func() (source, error) {
		rows, err := b.xls.Rows(at)
		if err != nil {
			return nil, oldBookError(nil, err)
		}
		return &oldRows{book: b, rows: rows, hidden: one.HiddenColumns, merged: spreading{merges: slices.Clone(merges)}}, nil
	}, nil
}

// oldRows reads the rows of a sheet of an .xls.
type oldRows struct {
	book   *oldBook
	rows   *xls.Rows
	hidden [][2]int
	merged spreading
}

var _ source = (*oldRows)(nil)

func (o *oldRows) read() int64 { return o.rows.Read() }

func (o *oldRows) close() error { return nil } // the file is the caller's

func (o *oldRows) hidesColumn(column int) bool {
	return slices.ContainsFunc(o.hidden, func(span [2]int) bool { return span[0] <= column && column <= span[1] })
}

func (o *oldRows) next() (Row, error) {
	read, err := o.rows.Next()
	if errors.Is(err, io.EOF) && !errors.Is(err, xls.ErrDamaged) {
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, oldBookError(nil, err)
	}
	row := Row{Number: read.Number, Hidden: read.Hidden}
	var bad error
	width := 0
	for _, cell := range read.Cells {
		if width = max(width, cell.Column+1); cell.Column >= MaxColumns {
			bad = ErrTooManyCells
		}
	}
	width = min(width, MaxColumns)
	row.Cells, row.kinds = make([]string, width), make([]Kind, width)
	for _, cell := range read.Cells {
		if cell.Column >= width {
			continue
		}
		value, kind := o.book.value(cell)
		if len(value) > MaxCell {
			value, bad = "", fmt.Errorf("column %d: %w", cell.Column+1, ErrCellTooLarge)
		}
		row.Cells[cell.Column], row.kinds[cell.Column] = value, kind
	}
	if bad != nil {
		return Row{}, &RowError{Number: row.Number, Cells: row.Cells, Err: bad}
	}
	o.merged.spread(&row)
	return row, nil
}

// value is what a cell shows, in the forms that Kind promises.
func (b *oldBook) value(cell xls.Cell) (string, Kind) {
	switch cell.Kind {
	case xls.Text:
		return cell.Text, Text
	case xls.Bool:
		return cell.Text, Bool
	case xls.Error:
		return cell.Text, Fault
	}
	switch {
	case math.IsNaN(cell.Number), math.IsInf(cell.Number, 0):
		return "#NUM!", Fault
	case cell.Format < len(b.styles):
		return b.styles[cell.Format].show(cell.Number, b.xls.Date1904)
	}
	return plain(cell.Number), Number
}
