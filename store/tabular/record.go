package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// putBackLimit bounds how much text is read twice because of quotes that were never closed.
const putBackLimit = 512 << 20

// records reads the rows of a CSV file after RFC 4180, and what is met beside it: a quote inside an unquoted cell, or
// one inside a quoted cell that no delimiter follows, stands for itself.
type records struct {
	lines     *lines
	delimiter byte
	number    int // of the row last returned
	width     int // cells of the first row that is not blank
	putBack   int

	text []byte // the cells of the row, one after the other
	ends []int  // where each cell ends in text

	// A quoted cell that runs over the end of its line:
	kept     []physical // copies of the lines read for this row
	overflow bool       // larger than a row can be; text and lines are no longer kept
	likeRows int        // lines inside the cell that look like rows by themselves
	bareOpen bool       // a quote inside the cell where only a quoted cell begins
}

var _ source = (*records)(nil)

func (r *records) read() int64 { return r.lines.counter.n }

func (r *records) close() error { return nil }

func (r *records) next() (Row, error) {
	line, err := r.lines.next()
	if err != nil {
		return Row{}, err
	}
	if r.number == 0 && separatorOf(line.text) != 0 {
		if line, err = r.lines.next(); err != nil { // Excel takes the line as a note to itself, not as row 1
			return Row{}, err
		}
	}
	r.number++
	row := Row{Number: r.number, Line: r.lines.number, Stray: line.stray}
	if line.tooLong {
		return Row{}, r.refuse(row, nil, ErrRowTooLarge)
	}
	r.text, r.ends = r.text[:0], r.ends[:0]
	if r.cells(line.text) {
		if err := r.goOn(&row, line); err != nil {
			return Row{}, err
		}
	}
	row.Cells = r.cut()
	if err := r.check(row); err != nil {
		return Row{}, err
	}
	if r.width == 0 && !blank(row.Cells) {
		r.width = len(row.Cells)
	}
	return row, nil
}

func (r *records) refuse(row Row, cells []string, reason error) error {
	return &RowError{Number: row.Number, Line: row.Line, Cells: cells, Err: reason}
}

// cut makes the strings of the row, all in one piece of memory.
func (r *records) cut() []string {
	all, from := string(r.text), 0
	cells := make([]string, len(r.ends))
	for i, end := range r.ends {
		cells[i] = all[from:end]
		from = end
	}
	return cells
}

func (r *records) check(row Row) error {
	from := 0
	for i, end := range r.ends {
		if end-from > MaxCell {
			return r.refuse(row, nil, fmt.Errorf("column %d: %w", i+1, ErrCellTooLarge))
		}
		from = end
	}
	if bytes.IndexByte(r.text, 0) >= 0 {
		return r.refuse(row, row.Cells, ErrNul)
	}
	if len(r.ends) > MaxColumns {
		return r.refuse(row, row.Cells[:MaxColumns], ErrTooManyCells)
	}
	return nil
}

// cells adds the cells of a line to the row; true when the last one is quoted and goes on in the next line.
func (r *records) cells(line []byte) (open bool) {
	for {
		if len(line) > 0 && line[0] == '"' {
			rest, more, open := r.quoted(line[1:], false)
			if open || !more {
				return open
			}
			line = rest
			continue
		}
		at := bytes.IndexByte(line, r.delimiter)
		if at < 0 {
			r.text = append(r.text, line...)
			r.endCell()
			return false
		}
		r.text = append(r.text, line[:at]...)
		r.endCell()
		line = line[at+1:]
	}
}

// quoted adds the inside of a quoted cell. It returns what follows the delimiter after it, with more set when there is
// one, or open when the line ends inside the cell.
func (r *records) quoted(line []byte, continued bool) (rest []byte, more, open bool) {
	start := len(line)
	for {
		at := bytes.IndexByte(line, '"')
		if at < 0 {
			r.text = append(r.text, line...)
			return nil, false, true
		}
		before := byte(0)
		if at > 0 {
			before = line[at-1]
		} else if len(line) == start {
			before = r.delimiter // at the start of a line, as at the start of a cell
		}
		r.text = append(r.text, line[:at]...)
		line = line[at+1:]
		after := bytes.TrimLeft(line, " ")
		switch {
		case len(line) > 0 && line[0] == '"':
			r.text = append(r.text, '"')
			line = line[1:]
		case len(after) == 0:
			r.endCell()
			return nil, false, false
		case after[0] == r.delimiter:
			r.endCell()
			return after[1:], true, false
		default:
			r.bareOpen = r.bareOpen || continued && before == r.delimiter
			r.text = append(r.text, '"')
		}
	}
}

// endCell notes the end of a cell; beyond one column too many nothing is gained by noting more.
func (r *records) endCell() {
	if len(r.ends) <= MaxColumns {
		r.ends = append(r.ends, len(r.text))
	}
}

// goOn reads the lines that a quoted cell runs over. A stray quote would swallow the rows after it: when a line inside
// has as many cells as a row and no closing quote comes, or one that opens another cell, the first line alone is
// refused and the others are read again as rows.
func (r *records) goOn(row *Row, first physical) error {
	r.kept, r.overflow, r.likeRows, r.bareOpen = r.kept[:0], false, 0, false
	head := string(first.text)
	for open := true; open; {
		line, err := r.lines.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if errors.Is(err, io.EOF) {
			return r.neverClosed(*row, head)
		}
		if line.tooLong {
			r.kept = append(r.kept, line)
			return r.neverClosed(*row, head)
		}
		row.Stray = row.Stray || line.stray
		r.keep(line)
		if !r.overflow {
			r.text = append(r.text, '\n')
		}
		mark, count := len(r.text), len(r.ends)
		rest, more, still := r.quoted(line.text, true)
		if open = still; more {
			open = r.cells(rest)
		}
		if r.likeRow(line.text) {
			r.likeRows++
		}
		if r.likeRows > 0 && r.putBack < putBackLimit && !r.overflow && (r.bareOpen || still && len(r.text)-r.cellStart() > MaxCell) {
			return r.neverClosed(*row, head)
		}
		if r.overflow {
			r.text, r.ends = r.text[:mark], r.ends[:min(count, len(r.ends))]
		}
	}
	if r.overflow {
		return r.refuse(*row, nil, ErrCellTooLarge)
	}
	if r.bareOpen && r.width > 1 && len(r.ends) > r.width {
		r.likeRows++ // the row behind spreads over lines itself
		return r.neverClosed(*row, head)
	}
	return nil
}

// keep copies a line, so that it can be put back, as long as the row stays within its bounds.
func (r *records) keep(line physical) {
	if r.overflow = r.overflow || len(r.text)+len(line.text) > maxRecord || len(r.kept) > 1<<17; r.overflow {
		r.kept = nil
		return
	}
	line.text = bytes.Clone(line.text)
	r.kept = append(r.kept, line)
}

func (r *records) cellStart() int {
	if len(r.ends) == 0 {
		return 0
	}
	return r.ends[len(r.ends)-1]
}

func (r *records) likeRow(line []byte) bool {
	return r.width > 1 && bytes.Count(line, []byte{r.delimiter}) == r.width-1
}

// neverClosed refuses the row, and gives back the lines it swallowed if they look like rows.
func (r *records) neverClosed(row Row, head string) error {
	if r.likeRows > 0 && !r.overflow {
		for _, line := range r.kept {
			r.putBack += len(line.text)
		}
		r.lines.putBack(append([]physical(nil), r.kept...))
	}
	cells := strings.Split(head, string(rune(r.delimiter)))
	return r.refuse(row, cells[:min(len(cells), MaxColumns)], ErrOpenQuote)
}

// separatorOf returns the delimiter that a first line "sep=;" sets for Excel, or 0.
func separatorOf(line []byte) byte {
	if len(line) == 5 && strings.EqualFold(string(line[:4]), "sep=") && isDelimiter(rune(line[4])) {
		return line[4]
	}
	return 0
}
