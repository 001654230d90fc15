package tabular

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// maxRepeat bounds how often a row with something in it may be repeated; empty ones are only counted.
const maxRepeat = 100_000

// openDocument is an open .ods, of which the content streams.
type openDocument struct {
	content func() (io.ReadCloser, error)
	total   int64
	sheets  []sheet
	filled  []bool
}

// openOpenDocument opens the spreadsheet of an OpenDocument file; content gives its XML anew each time.
func openOpenDocument(content func() (io.ReadCloser, error), total int64, options Options) (*File, error) {
	d := &openDocument{content: content, total: total}
	if err := d.load(); err != nil {
		return nil, err
	}
	if len(d.sheets) == 0 {
		return nil, ErrOpenDocument // a text or a drawing
	}
	return openBook(d, FormODS, options)
}

// load goes through the content for the sheets, and whether something stands in each.
func (d *openDocument) load() error {
	in, err := d.content()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	defer func() { _ = in.Close() }() // it was only read
	hiddenStyles := map[string]bool{}
	style := ""
	for decoder, done := xml.NewDecoder(in), false; ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) && done {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "style":
				style = localAttribute(token.Attr, "name")
			case "table-properties":
				hiddenStyles[style] = localAttribute(token.Attr, "display") == "false"
			case "table":
				if token.Name.Space == "table" {
					d.sheets = append(d.sheets, sheet{name: localAttribute(token.Attr, "name"), hidden: hiddenStyles[localAttribute(token.Attr, "style-name")]})
					d.filled = append(d.filled, false)
				}
			case "table-cell":
				if len(d.filled) > 0 && localAttribute(token.Attr, "value-type") != "" {
					d.filled[len(d.filled)-1] = true
				}
			}
		case xml.EndElement:
			done = done || token.Name.Local == "document-content" || token.Name.Local == "document"
		}
	}
}

func (d *openDocument) list() []sheet { return d.sheets }

func (d *openDocument) isEmpty(at int) bool { return !d.filled[at] }

func (d *openDocument) sheet(at int) (int64, func() (source, error), error) {
	return d.total, func() (source, error) {
		in, err := d.content()
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
		}
		rows := &documentRows{in: in, counter: &counter{in: in}, rowEnd: maxRowXML, skip: at + 1}
		rows.xml = xml.NewDecoder(rows)
		return rows, nil
	}, nil
}

// documentRows reads the rows of one sheet of an OpenDocument.
type documentRows struct {
	in      io.ReadCloser
	counter *counter
	rowEnd  int64
	xml     *xml.Decoder
	skip    int // tables to come to
	number  int
	again   int // how often the row at hand comes once more
	row     Row
	done    bool
}

var _ source = (*documentRows)(nil)

// Read gives out the content as long as the row at hand stays within its bound.
func (o *documentRows) Read(p []byte) (int, error) {
	if o.counter.n > o.rowEnd {
		return 0, ErrTooLarge
	}
	return o.counter.Read(p)
}

func (o *documentRows) read() int64 { return o.counter.n }

func (o *documentRows) close() error { return o.in.Close() }

func (o *documentRows) next() (Row, error) {
	if o.again > 0 {
		o.again--
		o.number++
		row := o.row
		row.Number, row.Cells = o.number, append([]string(nil), o.row.Cells...)
		return row, nil
	}
	for !o.done {
		token, err := o.xml.RawToken()
		if err != nil {
			return Row{}, o.broken(err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case token.Name.Local == "table" && token.Name.Space == "table":
				o.skip--
			case token.Name.Local == "table-row" && o.skip == 0:
				return o.startRow(token.Attr)
			}
		case xml.EndElement:
			o.done = token.Name.Local == "table" && token.Name.Space == "table" && o.skip == 0
		}
	}
	return Row{}, io.EOF
}

func (o *documentRows) broken(err error) error {
	o.done = true
	if errors.Is(err, ErrTooLarge) {
		return fmt.Errorf("row after %d: %w", o.number, ErrTooLarge)
	}
	return fmt.Errorf("row after %d: %w: %w", o.number, ErrDamaged, err)
}

// startRow reads a row. LibreOffice writes a million empty rows as one that is repeated: those are only counted.
func (o *documentRows) startRow(attrs []xml.Attr) (Row, error) {
	repeat := repeated(attrs, "number-rows-repeated")
	hidden := localAttribute(attrs, "visibility")
	o.rowEnd = o.counter.n + maxRowXML
	row, bad, err := o.cells()
	if err != nil {
		return Row{}, o.broken(err)
	}
	row.Hidden = hidden == "collapse" || hidden == "filter"
	o.number++
	row.Number = o.number
	if bad == nil && blank(row.Cells) {
		o.number += repeat - 1
		return row, nil
	}
	if bad == nil && repeat > maxRepeat {
		bad = ErrRowTooLarge
	}
	if bad != nil {
		o.number += repeat - 1
		return Row{}, &RowError{Number: row.Number, Cells: row.Cells, Err: bad}
	}
	o.again, o.row = repeat-1, row
	row.Cells = append([]string(nil), row.Cells...)
	return row, nil
}

// cells reads the cells up to the end of the row.
func (o *documentRows) cells() (row Row, bad, err error) {
	column := 0
	for {
		token, err := o.xml.RawToken()
		if err != nil {
			return row, bad, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != "table-cell" && token.Name.Local != "covered-table-cell" {
				continue
			}
			value, kind, err := o.cell(token)
			if err != nil {
				return row, bad, err
			}
			count := repeated(token.Attr, "number-columns-repeated")
			switch {
			case value == "":
			case len(value) > MaxCell:
				bad = fmt.Errorf("column %d: %w", column+1, ErrCellTooLarge)
			case column+count > MaxColumns:
				bad = ErrTooManyCells
			default:
				for len(row.Cells) < column+count {
					row.Cells, row.kinds = append(row.Cells, ""), append(row.kinds, Text)
				}
				for i := column; i < column+count; i++ {
					row.Cells[i], row.kinds[i] = value, kind
				}
			}
			column = min(column+count, 1<<20)
		case xml.EndElement:
			if token.Name.Local == "table-row" {
				return row, bad, nil
			}
		}
	}
}

// repeated is how often an element stands for itself, at least once.
func repeated(attrs []xml.Attr, name string) int {
	count, err := strconv.Atoi(localAttribute(attrs, name))
	if err != nil || count < 1 {
		return 1
	}
	return min(count, 1<<24)
}

// cell reads a cell to its end: its paragraphs are lines, what is said in a remark beside it is no part of it.
func (o *documentRows) cell(start xml.StartElement) (string, Kind, error) {
	var text strings.Builder
	paragraphs, aside, inside := 0, 0, 0
	for {
		token, err := o.xml.RawToken()
		if err != nil {
			return "", Text, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "annotation", "shapes", "frame", "custom-shape":
				aside++
			case "p", "h":
				if inside++; aside == 0 {
					if paragraphs++; paragraphs > 1 {
						text.WriteByte('\n')
					}
				}
			case "s":
				writeAside(&text, aside, strings.Repeat(" ", min(repeated(token.Attr, "c"), 1000)))
			case "tab":
				writeAside(&text, aside, "\t")
			case "line-break":
				writeAside(&text, aside, "\n")
			}
		case xml.CharData:
			if inside > 0 {
				writeAside(&text, aside, string(token))
			}
		case xml.EndElement:
			switch token.Name.Local {
			case "annotation", "shapes", "frame", "custom-shape":
				aside--
			case "p", "h":
				inside--
			case start.Name.Local:
				value, kind := documentValue(start.Attr, text.String())
				return value, kind, nil
			}
		}
	}
}

func writeAside(text *strings.Builder, aside int, piece string) {
	if aside == 0 {
		text.WriteString(piece)
	}
}

// documentValue is what a cell holds by its type; what it shows is its text.
func documentValue(attrs []xml.Attr, text string) (string, Kind) {
	switch localAttribute(attrs, "value-type") {
	case "float", "currency":
		if value, err := strconv.ParseFloat(localAttribute(attrs, "value"), 64); err == nil {
			if isErrorText(text) {
				return text, Fault
			}
			return plain(value), Number
		}
	case "percentage":
		if value, err := strconv.ParseFloat(localAttribute(attrs, "value"), 64); err == nil {
			return plain(value*100) + "%", Number
		}
	case "date":
		day, _, _ := strings.Cut(localAttribute(attrs, "date-value"), ".")
		return strings.TrimSuffix(day, "T00:00:00"), Date
	case "boolean":
		return strings.ToUpper(localAttribute(attrs, "boolean-value")), Bool
	}
	if isErrorText(text) && localAttribute(attrs, "formula") != "" {
		return text, Fault
	}
	return text, Text
}

func isErrorText(text string) bool {
	return strings.HasPrefix(text, "#") && len(text) < 20 || strings.HasPrefix(text, "Err:")
}

// localAttribute finds an attribute whatever its space; what LibreOffice adds of its own (calcext) comes after the standard's.
func localAttribute(attrs []xml.Attr, name string) string {
	for _, attr := range attrs {
		if attr.Name.Local == name && attr.Name.Space != "calcext" {
			return attr.Value
		}
	}
	return ""
}
