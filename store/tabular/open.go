package tabular

import (
	"errors"
	"fmt"
	"io"
	"os"
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
	format  Format
	options Options
	found   survey
	table   *table // nil once it is closed
	total   int64
	reopen  func() (source, error)
	closers []io.Closer
	book    book // nil for a file without sheets
	header  []string
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
	file, err := newFile(disk, info.Size(), path, options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open table %s: %w", path, err), disk.Close())
	}
	file.closers = append(file.closers, disk)
	return file, nil
}

// NewFile is Open for size bytes that are already at hand; r stays the caller's. Of a DBF the memos stand in another file and are
// missing.
func NewFile(r io.ReaderAt, size int64, options Options) (*File, error) {
	return newFile(r, size, "", options)
}

func newFile(r io.ReaderAt, size int64, path string, options Options) (*File, error) {
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
		return openCompound(r, size, options)
	case contentFlatDocument:
		return openOpenDocument(func() (io.ReadCloser, error) { return io.NopCloser(io.NewSectionReader(r, 0, size)), nil }, size, options)
	case contentDBF:
		return openDBF(r, size, path, options)
	case contentOther:
		if what := whatOf(head); what != "" {
			return nil, &OtherError{what}
		}
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
	if f.table == nil {
		return f.total, f.total
	}
	return min(f.table.rows.read(), f.total), f.total
}

// Next returns the next row that is not blank, and io.EOF after the last. A *RowError refuses one row or passes it over: go
// on. Any other error is the end.
func (f *File) Next() (Row, error) {
	if f.table == nil {
		return Row{}, ErrClosed
	}
	return f.table.next()
}

// Again returns the same table from its first row on, without moving Next. Close it.
func (f *File) Again() (*File, error) {
	again := &File{format: f.format, options: f.options, found: f.found, total: f.total, reopen: f.reopen, book: f.book}
	return again, again.read()
}

// Deleted returns how many deleted records of a DBF were left out so far.
func (f *File) Deleted() int {
	if f.table == nil {
		return 0
	}
	if rows, ok := f.table.rows.(*dbfRows); ok {
		return rows.rows.Deleted()
	}
	return 0
}

// Preview returns the first n rows without moving Next: those that can be read, and those refused or passed
// over among them.
func (f *File) Preview(n int) (rows []Row, refused []*RowError, err error) {
	again, err := f.Again()
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, again.Close()) }()
	for seen := 0; seen < n; {
		row, err := again.Next()
		var bad *RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, refused, nil
		case errors.As(err, &bad):
			refused = append(refused, bad)
			if !bad.PassedOver() {
				seen++
			}
		case err != nil:
			return rows, refused, err
		default:
			rows = append(rows, row)
			seen++
		}
	}
	return rows, refused, nil
}

// Close frees what the table holds; a second call does nothing.
func (f *File) Close() error {
	if f.table == nil {
		return nil
	}
	err := f.table.rows.close()
	f.table = nil
	for _, one := range f.closers {
		err = errors.Join(err, one.Close())
	}
	return err
}

// start looks at the first rows and reads the header.
func (f *File) start(options Options) error {
	f.options = options
	rows, err := f.reopen()
	if err != nil {
		return err
	}
	if f.found, err = surveyOf(rows, options); err != nil {
		return err
	}
	return f.read()
}

// read begins with the header of a fresh source.
func (f *File) read() error {
	rows, err := f.reopen()
	if err != nil {
		return err
	}
	table, err := newTable(rows, f.found, f.options)
	if err != nil {
		return errors.Join(err, rows.close())
	}
	f.table, f.header, f.format.HeaderRow = table, table.header, table.number
	return nil
}

// isBlank also takes the mark of byte order, that a careless program leaves inside, and the end mark of DOS.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == '\uFEFF' || r == 0x1A }
