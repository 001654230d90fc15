package tabular

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
)

// source yields the rows of one form of file. An error is io.EOF, a *RowError (the next row can be asked for) or the end.
type source interface {
	next() (Row, error)
	read() int64
	close() error
}

// File is an open table. It is not safe for concurrent use.
type File struct {
	format Format
	header []string
	total  int64
	rows   source
	reopen func() (source, error)
	closer io.Closer
}

// Open opens the file at path, detects what it is and reads its header. The error wraps one of this package's where
// the content is to blame, else the system's. Close it.
func Open(path string, options Options) (*File, error) {
	disk, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := disk.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a folder: %w", path, ErrNotTable)
	}
	if err != nil {
		return nil, errors.Join(err, disk.Close())
	}
	file, err := NewFile(disk, info.Size(), options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open table %s: %w", path, err), disk.Close())
	}
	file.closer = disk
	return file, nil
}

// NewFile is Open for size bytes that are already at hand; r stays the caller's.
func NewFile(r io.ReaderAt, size int64, options Options) (*File, error) {
	head := make([]byte, min(size, 64<<10))
	if n, err := r.ReadAt(head, 0); err != nil && (!errors.Is(err, io.EOF) || n < len(head)) {
		return nil, fmt.Errorf("read head: %w", err)
	}
	if len(head) == 0 {
		return nil, ErrEmpty
	}
	switch contentOf(head) {
	case contentZip:
		return openWorkbook(r, size, options)
	case contentCompound:
		return nil, compoundError(r, head)
	case contentOther:
		return nil, ErrNotTable
	}
	return openText(r, size, head, options)
}

// Header returns the names of the columns, trimmed; a name can be empty or stand twice.
func (f *File) Header() []string { return f.header }

// Format returns what was detected or asked for.
func (f *File) Format() Format { return f.format }

// Progress returns how many bytes of how many have been read; of a workbook, of the sheet.
func (f *File) Progress() (read, total int64) {
	if f.rows == nil {
		return f.total, f.total
	}
	return min(f.rows.read(), f.total), f.total
}

// Next returns the next row that is not blank, and io.EOF after the last. A *RowError refuses one row: go on. Any
// other error is the end.
func (f *File) Next() (Row, error) {
	if f.rows == nil {
		return Row{}, ErrClosed
	}
	return nextUnder(f.rows, f.header)
}

// Preview returns the first n rows without moving Next: those that can be read, and those refused among them.
func (f *File) Preview(n int) (rows []Row, refused []*RowError, err error) {
	rest, err := f.reopen()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, rest.close()) }()
	if _, _, err := readHeader(rest, f.format.HeaderRow); err != nil {
		return nil, nil, err
	}
	for len(rows)+len(refused) < n {
		row, err := nextUnder(rest, f.header)
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, refused, nil
		case errors.As(err, &bad):
			refused = append(refused, bad)
		case err != nil:
			return rows, refused, err
		default:
			rows = append(rows, row)
		}
	}
	return rows, refused, nil
}

// Close frees what the table holds; a second call does nothing.
func (f *File) Close() error {
	if f.rows == nil {
		return nil
	}
	err := f.rows.close()
	f.rows = nil
	if f.closer != nil {
		err = errors.Join(err, f.closer.Close())
	}
	return err
}

// start reads the header of a fresh source.
func (f *File) start(headerRow int) error {
	rows, err := f.reopen()
	if err != nil {
		return err
	}
	header, number, err := readHeader(rows, headerRow)
	if err != nil {
		return errors.Join(err, rows.close())
	}
	f.rows, f.header, f.format.HeaderRow = rows, header, number
	return nil
}

// readHeader returns the header and its row number; row 0 means the first that is not blank.
func readHeader(rows source, row int) ([]string, int, error) {
	for {
		first, err := rows.next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return nil, 0, ErrEmpty
		case errors.As(err, &bad) && bad.Number < row:
			continue
		case errors.As(err, &bad) && (errors.Is(err, ErrRowTooLarge) || errors.Is(err, ErrTooManyCells) || errors.Is(err, ErrCellTooLarge)):
			return nil, 0, fmt.Errorf("header: %w: %w", bad, ErrTooLarge)
		case errors.As(err, &bad):
			return nil, 0, fmt.Errorf("header: %w: %w", bad, ErrNotTable)
		case err != nil:
			return nil, 0, err
		}
		if row == 0 && blank(first.Cells) || first.Number < row {
			continue
		}
		if first.Number > row && row != 0 || blank(first.Cells) {
			return nil, 0, fmt.Errorf("header row %d is blank: %w", row, ErrEmpty)
		}
		if len(first.Cells) > MaxColumns {
			return nil, 0, fmt.Errorf("%d columns: %w", len(first.Cells), ErrTooLarge)
		}
		header := make([]string, len(first.Cells))
		for i, name := range first.Cells {
			if first.Line > 0 {
				name = unguarded(name)
			}
			header[i] = strings.TrimFunc(name, isBlank)
		}
		return header, first.Number, nil
	}
}

// nextUnder fits the next row to the header: short rows are filled, empty cells beyond the header fall away.
func nextUnder(rows source, header []string) (Row, error) {
	for {
		row, err := rows.next()
		if err != nil {
			return Row{}, err
		}
		if blank(row.Cells) {
			continue
		}
		width := len(header)
		if len(row.Cells) > width {
			if !blank(row.Cells[width:]) {
				return Row{}, &RowError{Number: row.Number, Line: row.Line, Cells: row.Cells, Err: ErrTooManyCells}
			}
			row.Cells = row.Cells[:width:width]
		}
		for len(row.Cells) < width {
			row.Cells = append(row.Cells, "")
		}
		if row.Line > 0 { // only text needs the apostrophe, a cell of a workbook that has one means it
			for i, cell := range row.Cells {
				row.Cells[i] = unguarded(cell)
			}
		}
		return row, nil
	}
}

func blank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimFunc(cell, isBlank) != "" {
			return false
		}
	}
	return true
}

// isBlank also takes the mark of byte order, that a careless program leaves inside, and the end mark of DOS.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == 0x1A }
