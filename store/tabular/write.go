package tabular

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"
)

// Column describes a column to write. Its cells are given as Row has them: a Date as "2026-01-31", a Number with a
// point; a cell that is not of that form is written as text, so nothing is lost. Width is in characters, 0 for usual;
// only a workbook has widths.
type Column struct {
	Name  string
	Kind  Kind
	Width float64
}

// Rows yields the rows to write, one cell for each column; an error ends the writing and is returned.
type Rows = iter.Seq2[[]string, error]

// ErrWidth is returned for a row to write that has more or fewer cells than there are columns.
var ErrWidth = errors.New("row of another width than the header")

// WriteCSV writes a table for Excel in Belgium: UTF-8 with a mark, semicolons, CRLF, dates dd/mm/yyyy, decimal comma.
// No cell can run as a formula. Open reads it back with the same cells.
func WriteCSV(w io.Writer, columns []Column, rows Rows) error {
	out := bufio.NewWriterSize(w, 64<<10)
	_, _ = out.WriteString("\uFEFF") // bufio keeps the first error for Flush
	line := make([]string, len(columns))
	for i, column := range columns {
		line[i] = column.Name
	}
	writeLine(out, line)
	for cells, err := range rows {
		if err != nil {
			return err
		}
		if len(cells) != len(columns) {
			return fmt.Errorf("%d cells, %d columns: %w", len(cells), len(columns), ErrWidth)
		}
		for i, cell := range cells {
			line[i] = localForm(cell, columns[i].Kind)
		}
		writeLine(out, line)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write csv: %w", err)
	}
	return nil
}

// localForm turns an ISO date and a point into what Belgian Excel takes for a date and a number.
func localForm(cell string, kind Kind) string {
	switch kind {
	case Date:
		if day, err := time.Parse(time.DateOnly, cell); err == nil {
			return day.Format("02/01/2006")
		}
	case Number:
		if _, ok := numberCell(cell); ok {
			return strings.Replace(cell, ".", ",", 1)
		}
	}
	return cell
}

func writeLine(out *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = out.WriteByte(';')
		}
		cell = guarded(cell)
		if !needsQuotes(cell) {
			_, _ = out.WriteString(cell)
			continue
		}
		_ = out.WriteByte('"')
		_, _ = out.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = out.WriteByte('"')
	}
	_, _ = out.WriteString("\r\n")
}

// needsQuotes also holds for other delimiters, spaces at the ends and a first cell "sep=", that readers take for more
// than text.
func needsQuotes(cell string) bool {
	return strings.ContainsAny(cell, ";,|\t\"\r\n") || strings.HasPrefix(cell, " ") || strings.HasSuffix(cell, " ") ||
		len(cell) >= 4 && strings.EqualFold(cell[:4], "sep=")
}

// numberCell reads a plain decimal that a workbook can hold exactly, within fifteen digits.
func numberCell(cell string) (float64, bool) {
	if strings.Trim(strings.TrimPrefix(cell, "-"), "0123456789.") != "" {
		return 0, false
	}
	number, err := ParseDecimal(cell, DecimalPoint)
	if err != nil || number.Units >= 1e15 || number.Units <= -1e15 {
		return 0, false
	}
	value, err := strconv.ParseFloat(cell, 64)
	return value, err == nil
}

// WriteXLSX writes a workbook of one sheet: dates and numbers as such, a bold header that stays in sight. It returns
// ErrTooLarge beyond the rows that a sheet can have, and ErrCellTooLarge for a text beyond 32,767 characters, that
// Excel would cut.
func WriteXLSX(w io.Writer, sheetName string, columns []Column, rows Rows) (err error) {
	book := excelize.NewFile()
	defer func() { err = errors.Join(err, book.Close()) }()
	out, err := newSheet(book, sheetName, columns)
	if err != nil {
		return fmt.Errorf("new sheet %q: %w", sheetName, err)
	}
	number := 1
	for cells, err := range rows {
		if err != nil {
			return err
		}
		if number++; number > excelize.TotalRows {
			return fmt.Errorf("row %d: %w", number, ErrTooLarge)
		}
		if len(cells) != len(columns) {
			return fmt.Errorf("%d cells, %d columns: %w", len(cells), len(columns), ErrWidth)
		}
		if err := out.write(number, cells); err != nil {
			return fmt.Errorf("row %d: %w", number, err)
		}
	}
	if err := out.stream.Flush(); err != nil {
		return fmt.Errorf("write sheet: %w", err)
	}
	if err := book.Write(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// sheetWriter writes the rows of a sheet as a stream.
type sheetWriter struct {
	stream  *excelize.StreamWriter
	columns []Column
	date    int // the style of dates
	cells   []any
}

func newSheet(book *excelize.File, name string, columns []Column) (*sheetWriter, error) {
	if err := book.SetSheetName("Sheet1", sheetTitle(name)); err != nil {
		return nil, err
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	date, err := book.NewStyle(&excelize.Style{NumFmt: 14}) // the short date of the reader's own country
	if err != nil {
		return nil, err
	}
	stream, err := book.NewStreamWriter(sheetTitle(name))
	if err != nil {
		return nil, err
	}
	out := &sheetWriter{stream: stream, columns: columns, date: date, cells: make([]any, len(columns))}
	for i, column := range columns {
		width := column.Width
		if width == 0 {
			width = max(12, float64(len([]rune(column.Name))+2))
		}
		if err := stream.SetColWidth(i+1, i+1, width); err != nil {
			return nil, err
		}
		out.cells[i] = excelize.Cell{StyleID: bold, Value: column.Name}
	}
	frozen := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := stream.SetPanes(frozen); err != nil {
		return nil, err
	}
	return out, stream.SetRow("A1", out.cells)
}

func (s *sheetWriter) write(number int, cells []string) error {
	for i, cell := range cells {
		s.cells[i] = cell
		if cell == "" {
			s.cells[i] = nil
			continue
		}
		switch s.columns[i].Kind {
		case Date:
			if day, err := time.Parse(time.DateOnly, cell); err == nil && day.Year() >= 1900 {
				s.cells[i] = excelize.Cell{StyleID: s.date, Value: day}
				continue
			}
		case Number:
			if value, ok := numberCell(cell); ok {
				s.cells[i] = value
				continue
			}
		}
		if len(cell) > excelize.TotalCellChars && len(utf16.Encode([]rune(cell))) > excelize.TotalCellChars {
			return fmt.Errorf("column %d: %w", i+1, ErrCellTooLarge)
		}
	}
	at, err := excelize.CoordinatesToCellName(1, number)
	if err != nil {
		return err
	}
	return s.stream.SetRow(at, s.cells)
}

// sheetTitle makes a name that Excel takes: at most 31 characters, none of :\/?*[] and no apostrophe at the ends.
func sheetTitle(name string) string {
	runes := []rune(strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name), "' "))
	if len(runes) > 31 {
		runes = runes[:31]
	}
	if title := strings.Trim(string(runes), "' "); title != "" {
		return title
	}
	return "1"
}
