package tabular

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// table fits the rows of a source to its heading.
type table struct {
	rows    source
	header  []string
	number  int // Row.Number of the heading
	width   int // cells of the heading's row as it stands in the file, those without a name too
	heading func(cells []string) int
	above   []*RowError // rows over the heading, to be told first
	places  []int       // where the cells of a row belong since a heading with another order, nil = where they stand
	other   bool        // what comes belongs to another table
}

// newTable reads the heading of a fresh source.
func newTable(rows source, found survey, options Options) (*table, error) {
	t := &table{rows: rows, heading: options.Heading}
	wanted := options.HeaderRow
	if wanted == 0 {
		wanted = found.heading
	}
	for {
		first, err := rows.next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil, ErrEmpty
		case errors.As(err, &bad) && bad.Number < wanted:
			t.above = append(t.above, bad)
			continue
		case errors.As(err, &bad) && (errors.Is(err, ErrRowTooLarge) || errors.Is(err, ErrTooManyCells) || errors.Is(err, ErrCellTooLarge)):
			return nil, fmt.Errorf("header: %w: %w", bad, ErrTooLarge)
		case errors.As(err, &bad):
			return nil, fmt.Errorf("header: %w: %w", bad, ErrNotTable)
		case err != nil:
			return nil, err
		}
		if first.Number < wanted || wanted == 0 && blank(first.Cells) {
			if !blank(first.Cells) {
				t.above = append(t.above, &RowError{Number: first.Number, Line: first.Line, Cells: first.Cells, Err: ErrAboveHeader})
			}
			continue
		}
		if first.Number > wanted && wanted != 0 || blank(first.Cells) {
			return nil, fmt.Errorf("header row %d is blank: %w", wanted, ErrEmpty)
		}
		return t, t.name(first, found.width)
	}
}

// name takes the names of the columns from the row of the heading; at its end only those without a name that hold data count.
func (t *table) name(row Row, dataWidth int) error {
	if len(row.Cells) > MaxColumns {
		return fmt.Errorf("%d columns: %w", len(row.Cells), ErrTooLarge)
	}
	names := make([]string, max(len(row.Cells), dataWidth))
	last := 0
	for i, name := range row.Cells {
		if row.Line > 0 {
			name = asMeant(name)
		}
		if names[i] = strings.TrimFunc(name, isBlank); names[i] != "" {
			last = i + 1
		}
	}
	t.number, t.width = row.Number, len(row.Cells)
	if row.Line == 0 || t.width > last { // a CSV file whose heading is too short is told row by row
		last = max(last, dataWidth)
	}
	if row.Line > 0 {
		last = min(last, t.width)
	}
	if t.heading == nil {
		last = max(last, t.width)
	}
	t.header = names[:last]
	return nil
}

// next returns the next row that is not blank, or a *RowError for one that is no row of the table.
func (t *table) next() (Row, error) {
	if len(t.above) > 0 {
		bad := t.above[0]
		t.above = t.above[1:]
		return Row{}, bad
	}
	for {
		row, err := t.rows.next()
		if err != nil {
			return Row{}, err
		}
		if blank(row.Cells) {
			continue
		}
		if row.Line > 0 && len(row.Cells) > t.width && !blank(row.Cells[t.width:]) {
			return Row{}, &RowError{Number: row.Number, Line: row.Line, Cells: row.Cells, Err: ErrTooManyCells}
		}
		if row.Line > 0 { // only text needs these marks, a cell of a workbook that has them means it
			for i, cell := range row.Cells {
				row.Cells[i] = asMeant(cell)
			}
		}
		if t.heading != nil {
			if reason := t.noRow(row); reason != nil {
				return Row{}, &RowError{Number: row.Number, Line: row.Line, Cells: row.Cells, Err: reason}
			}
		}
		fitted := t.fitted(t.placed(row))
		if blank(fitted.Cells) {
			return Row{}, &RowError{Number: row.Number, Line: row.Line, Cells: row.Cells, Err: ErrBeside}
		}
		return fitted, nil
	}
}

// noRow says why a row under the heading is none of the table's, nil for one that is.
func (t *table) noRow(row Row) error {
	if again := t.headingAgain(row.Cells); again != nil {
		return again
	}
	if t.other {
		return ErrOtherTable
	}
	if isTotals(row) {
		return ErrTotals
	}
	return nil
}

// fitted gives a row as many cells as the heading has; what stands beyond is a remark.
func (t *table) fitted(row Row) Row {
	width := len(t.header)
	if len(row.Cells) > width {
		for _, cell := range row.Cells[width:] {
			if !isBlankText(cell) {
				row.Beside = append(row.Beside, cell)
			}
		}
		row.Cells = row.Cells[:width:width]
	}
	for len(row.Cells) < width {
		row.Cells = append(row.Cells, "")
	}
	return row
}

// asMeant returns a cell of a CSV file without what was put around it for spreadsheets: an apostrophe that keeps it from
// running, or ="0475" that keeps its zero.
func asMeant(cell string) string {
	if plain := unguarded(cell); plain != cell {
		return plain
	}
	if inside, quoted := strings.CutPrefix(cell, `="`); quoted && strings.Count(inside, `"`) == 1 && strings.HasSuffix(inside, `"`) {
		return inside[:len(inside)-1]
	}
	return cell
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if !isBlankText(cell) {
			return false
		}
	}
	return true
}
