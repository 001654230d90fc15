package tabular

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// maxRowXML bounds what the XML of a single row may take.
const maxRowXML = 64 << 20

// sheetRows reads the rows of one sheet as a stream.
type sheetRows struct {
	book    *workbook
	in      io.ReadCloser
	counter *counter
	rowEnd  int64 // how far the row at hand may reach
	xml     *xml.Decoder
	number  int
	done    bool

	text   richText
	cells  []string
	kinds  []Kind
	column int // of the cell at hand, from 0
	last   int // cells beyond MaxColumns are only counted
	bad    error

	hidden        bool // the row at hand
	hiddenColumns [][2]int
	merged        spreading
}

var _ source = (*sheetRows)(nil)

func (b *workbook) rows(part *zip.File, merges []merge) (source, error) {
	in, err := part.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	s := &sheetRows{book: b, in: in, counter: &counter{in: in}, rowEnd: maxRowXML, merged: spreading{merges: merges}}
	s.xml = xml.NewDecoder(boundedRow{s})
	return s, nil
}

// boundedRow gives out the sheet's bytes as long as the row at hand stays within its bound.
type boundedRow struct{ s *sheetRows }

func (b boundedRow) Read(p []byte) (int, error) {
	if b.s.counter.n > b.s.rowEnd {
		return 0, ErrTooLarge
	}
	return b.s.counter.Read(p)
}

func (s *sheetRows) read() int64 { return s.counter.n }

func (s *sheetRows) close() error { return s.in.Close() }

func (s *sheetRows) next() (Row, error) {
	if s.done {
		return Row{}, io.EOF
	}
	for {
		token, err := s.xml.RawToken()
		if err != nil {
			s.done = true
			return Row{}, s.broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "row":
				s.startRow(token.Attr)
				return s.row()
			case "col":
				s.hideColumns(token.Attr)
			}
		case xml.EndElement:
			if token.Name.Local == "sheetData" || token.Name.Local == "worksheet" {
				s.done = true
				return Row{}, io.EOF
			}
		}
	}
}

// broken names what stopped the XML: its end before the rows' end is damage too.
func (s *sheetRows) broken(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return fmt.Errorf("row after %d: %w", s.number, ErrTooLarge)
	}
	return fmt.Errorf("row after %d: %w: %w", s.number, ErrDamaged, err)
}

func (s *sheetRows) startRow(attrs []xml.Attr) {
	s.number++
	if n, err := strconv.Atoi(attribute(attrs, "r")); err == nil && n > 0 {
		s.number = n
	}
	s.hidden = isOn(attribute(attrs, "hidden"))
	s.rowEnd = s.counter.n + maxRowXML
	s.cells, s.kinds, s.column, s.last, s.bad = nil, nil, -1, -1, nil
}

// row reads up to the end of the row just begun.
func (s *sheetRows) row() (Row, error) {
	for {
		token, err := s.xml.RawToken()
		if err != nil {
			s.done = true
			return Row{}, s.broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local == "c" {
				if err := s.cell(token.Attr); err != nil {
					s.done = true
					return Row{}, s.broken(err)
				}
			}
		case xml.EndElement:
			if token.Name.Local == "row" {
				return s.finish()
			}
		}
	}
}

func (s *sheetRows) finish() (Row, error) {
	row := Row{Number: s.number, Cells: s.cells, Hidden: s.hidden, kinds: s.kinds}
	s.merged.spread(&row)
	if s.last >= MaxColumns {
		s.bad = ErrTooManyCells
	}
	if s.bad != nil {
		return Row{}, &RowError{Number: s.number, Cells: s.cells, Err: s.bad}
	}
	return row, nil
}

// cell reads one cell to its end and adds it to the row.
func (s *sheetRows) cell(attrs []xml.Attr) error {
	s.column++
	if at := columnOf(attribute(attrs, "r")); at >= 0 {
		s.column = at
	}
	s.text.reset()
	for {
		token, err := s.xml.RawToken()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			s.text.open(token.Name.Local)
		case xml.CharData:
			s.text.add(token)
		case xml.EndElement:
			if token.Name.Local == "c" {
				s.put(attribute(attrs, "t"), attribute(attrs, "s"))
				return nil
			}
			s.text.shut(token.Name.Local)
		}
	}
}

// put turns the cell's content into what the row shows.
func (s *sheetRows) put(form, styleNumber string) {
	raw := s.text.String()
	if raw == "" && s.text.formed && (form != "str" || !s.text.valued) { // of a program that does not reckon: what stands there nobody knows
		raw, form = "="+s.text.formula.String(), "e"
	}
	if raw == "" {
		return
	}
	value, kind := raw, Text
	switch form {
	case "b":
		value, kind = "FALSE", Bool
		if isOn(strings.ToLower(strings.TrimSpace(raw))) {
			value = "TRUE"
		}
	case "e":
		kind = Fault
	case "s":
		at, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || at < 0 || at >= len(s.book.strings) {
			s.bad = fmt.Errorf("column %d: %w", s.column+1, ErrBadCell)
			return
		}
		value = s.book.strings[at]
	case "d":
		value, kind = strings.TrimSuffix(raw, "T00:00:00"), Date
	case "", "n":
		value, kind = s.book.number(strings.TrimSpace(raw), styleNumber)
	}
	if value == "" {
		return
	}
	if s.last = max(s.last, s.column); s.column >= MaxColumns {
		return
	}
	if len(value) > MaxCell {
		s.bad = fmt.Errorf("column %d: %w", s.column+1, ErrCellTooLarge)
		return
	}
	for len(s.cells) <= s.column {
		s.cells, s.kinds = append(s.cells, ""), append(s.kinds, Text)
	}
	s.cells[s.column], s.kinds[s.column] = value, kind
}

// hideColumns notes the columns that a <col> hides; they are counted from 1 there.
func (s *sheetRows) hideColumns(attrs []xml.Attr) {
	from, errFrom := strconv.Atoi(attribute(attrs, "min"))
	to, errTo := strconv.Atoi(attribute(attrs, "max"))
	if errFrom == nil && errTo == nil && isOn(attribute(attrs, "hidden")) {
		s.hiddenColumns = append(s.hiddenColumns, [2]int{from - 1, to - 1})
	}
}

func (s *sheetRows) hidesColumn(column int) bool {
	return slices.ContainsFunc(s.hiddenColumns, func(span [2]int) bool { return span[0] <= column && column <= span[1] })
}

func isOn(value string) bool { return value == "1" || value == "true" }

func attribute(attrs []xml.Attr, name string) string {
	for _, attr := range attrs {
		if attr.Name.Local == name && attr.Name.Space == "" {
			return attr.Value
		}
	}
	return ""
}

// columnOf returns the column of a cell's name from 0, "AB12" gives 27; -1 for a name that is none.
func columnOf(name string) int {
	column := 0
	for i := range len(name) {
		switch c := name[i] | 0x20; {
		case c >= 'a' && c <= 'z' && column < 1<<20:
			column = column*26 + int(c-'a') + 1
		case i == 0:
			return -1
		default:
			return column - 1
		}
	}
	return column - 1
}
