package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"garagemail/store/tabular/dbf"
)

// codePageNames are the encodings of the code pages that a DBF says it is in; others have their number only.
var codePageNames = map[int]Encoding{
	437: DOS437, 850: DOS, 1252: Windows1252, 10000: MacRoman, 28591: Latin1, 28605: Latin9, 65001: UTF8,
}

// openDBF opens a table of dBASE or FoxPro; its memos and the name of its code page stand beside path, "" = nowhere.
func openDBF(r io.ReaderAt, size int64, path string, options Options) (*File, error) {
	table, err := dbfTable(r, size, path)
	if err != nil {
		return nil, dbfError(err)
	}
	file := &File{total: size, closers: []io.Closer{table}}
	decode, err := file.dbfEncoding(table, options)
	if err != nil {
		return nil, errors.Join(err, table.Close())
	}
	format := &file.format
	format.Form, format.MemoMissing, format.Uncounted = FormDBF, table.MemoMissing(), table.Beyond()
	file.reopen = func() (source, error) {
		return &dbfRows{table: table, rows: table.Rows(decode), decode: decode, noMemos: format.MemoMissing}, nil
	}
	options.HeaderRow, options.Heading = 1, nil // a DBF has its names where they belong
	if err := file.start(options); err != nil {
		return nil, errors.Join(err, table.Close())
	}
	format.Accents = accentsOf(file)
	return file, nil
}

func dbfTable(r io.ReaderAt, size int64, path string) (*dbf.Table, error) {
	if path == "" {
		return dbf.New(r, size, dbf.Options{})
	}
	return dbf.OpenWith(r, size, path)
}

// dbfError says what an error of package dbf means for a table.
func dbfError(err error) error {
	switch {
	case errors.Is(err, dbf.ErrNotTable):
		return fmt.Errorf("%w: %w", ErrNotTable, err)
	case errors.Is(err, dbf.ErrVersion):
		return fmt.Errorf("%w: %w", ErrOldDBF, err)
	case errors.Is(err, dbf.ErrEncrypted):
		return fmt.Errorf("%w: %w", ErrPassword, err)
	case errors.Is(err, dbf.ErrHeader), errors.Is(err, dbf.ErrCutShort), errors.Is(err, dbf.ErrRecord):
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// dbfEncoding decides how texts are read: as a person says, as the header or the .cpg file says, else as the words tell.
func (f *File) dbfEncoding(table *dbf.Table, options Options) (dbf.Decode, error) {
	page := table.CodePage()
	switch {
	case options.Encoding != "" && options.Encoding != UTF8 && options.Encoding != UTF8BOM && tables[options.Encoding] == nil:
		return nil, fmt.Errorf("encoding %q: %w", options.Encoding, ErrOptions)
	case options.Encoding != "":
		f.format.Encoding = options.Encoding
	case page != 0 && codePageNames[page] == "":
		f.format.Encoding = Encoding("CP" + strconv.Itoa(page))
		return dbf.DecodeOf(page), nil
	case page != 0:
		f.format.Encoding = codePageNames[page]
	default:
		words := dbfText(table)
		encoding, err := detectEncoding(bytes.NewReader(words), nil, options.Known)
		if err != nil {
			return nil, err
		}
		f.format.Encoding = encoding
	}
	page1 := tables[f.format.Encoding]
	return func(out, raw []byte) []byte {
		if ascii(raw) {
			return append(out, raw...)
		}
		out, _ = toUTF8(out, raw, page1)
		return out
	}, nil
}

// dbfText returns the texts of the first records as they stand, a line each; what cannot be read is told later.
func dbfText(table *dbf.Table) []byte {
	var out []byte
	for _, field := range table.Fields() {
		out = append(append(out, field.Name...), '\n')
	}
	rows := table.Rows(func(out, raw []byte) []byte { return append(out, raw...) })
	for len(out) < encodingScan {
		record, err := rows.Next()
		if err != nil {
			return out
		}
		for i, cell := range record.Cells {
			if record.Kinds[i] == dbf.Text && !isASCII(cell) {
				out = append(append(out, cell...), '\n')
			}
		}
	}
	return out
}

// dbfRows gives out the names of the fields as row 1, then the records, a record's number plus 1 its row.
type dbfRows struct {
	table   *dbf.Table
	rows    *dbf.Rows
	decode  dbf.Decode
	noMemos bool
	begun   bool
	kinds   []Kind // of the last row, shared by all that are alike
}

var _ source = (*dbfRows)(nil)

func (d *dbfRows) read() int64 { return d.rows.Read() }

func (d *dbfRows) close() error { return nil } // the table outlives its rows

func (d *dbfRows) next() (Row, error) {
	if !d.begun {
		d.begun = true
		var names []string
		for _, field := range d.table.Fields() {
			name := field.Name
			if d.table.CodePage() == 0 {
				name = string(d.decode(nil, []byte(name)))
			}
			names = append(names, name)
		}
		return Row{Number: 1, Cells: names}, nil
	}
	record, err := d.rows.Next()
	if errors.Is(err, io.EOF) {
		return Row{}, io.EOF
	}
	if err != nil {
		return Row{}, dbfError(err)
	}
	row := Row{Number: record.Number + 1, Cells: record.Cells}
	d.keepKinds(record.Kinds)
	row.kinds = d.kinds
	for i, cell := range row.Cells {
		switch record.Kinds[i] {
		case dbf.DateTime:
			row.Cells[i] = strings.TrimSuffix(cell, "T00:00:00")
		case dbf.Bool:
			row.Cells[i] = strings.ToUpper(cell)
		case dbf.Binary:
			if cell != "" {
				row.Cells[i] = fmt.Sprintf("[%d bytes]", len(cell))
			}
		case dbf.Lost:
			if !d.noMemos { // else it is said once for the table
				row.Cells[i] = "#MEMO!"
			}
		case dbf.Text:
			if row.Cells[i], err = plainCell(cell); err != nil {
				return Row{}, &RowError{Number: row.Number, Cells: row.Cells, Err: err}
			}
		}
	}
	return row, nil
}

// plainCell is a text with line breaks as everywhere, within the bounds of a cell.
func plainCell(cell string) (string, error) {
	switch {
	case len(cell) > MaxCell:
		return "", ErrCellTooLarge
	case strings.ContainsRune(cell, 0):
		return "", ErrNul
	case strings.ContainsRune(cell, '\r'):
		return lineBreaks.Replace(cell), nil
	}
	return cell, nil
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// dbfKinds are the kinds of cells by those of package dbf.
var dbfKinds = [...]Kind{dbf.Text: Text, dbf.Number: Number, dbf.Date: Date, dbf.DateTime: Date, dbf.Bool: Bool, dbf.Binary: Text, dbf.Lost: Fault}

func (d *dbfRows) keepKinds(kinds []dbf.Kind) {
	same := len(d.kinds) == len(kinds)
	for i := 0; same && i < len(kinds); i++ {
		same = d.kinds[i] == dbfKinds[kinds[i]]
	}
	if same {
		return
	}
	d.kinds = make([]Kind, len(kinds))
	for i, kind := range kinds {
		d.kinds[i] = dbfKinds[kind]
	}
}
