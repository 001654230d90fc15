// Package xls reads the workbooks of Excel 5 to 2003 (.xls: BIFF5 and BIFF8), in their OLE container or bare, as programs of the web
// write them. It reads what cells hold and show: formulas by their kept values. It knows nothing of charts, macros and pictures.
//
// Sheets are streamed; the texts that cells share are held. What a cell's number means follows from its Format.
package xls

import (
	"errors"
	"io"

	"github.com/richardlehane/mscfb"
)

// Errors that refuse a whole workbook. Those of the operating system come as they are.
var (
	ErrNotWorkbook = errors.New("no workbook of Excel")
	ErrVersion     = errors.New("workbook older than Excel 5")
	ErrPassword    = errors.New("workbook protected by a password")
	ErrDamaged     = errors.New("damaged workbook")
)

// Kind says what a cell holds.
type Kind int

// The kinds of cells.
const (
	Number Kind = iota // Cell.Number, of which Cell.Format says whether it is a date
	Text               // Cell.Text
	Bool               // Cell.Text is "TRUE" or "FALSE"
	Error              // Cell.Text is the error as Excel shows it in English: "#N/A"
)

// Cell is a cell that is not empty.
type Cell struct {
	Column int // from 0
	Kind   Kind
	Text   string
	Number float64
	Format int // place in Book.Formats; may lie outside in a damaged file
}

// Row is a row with at least one cell.
type Row struct {
	Number int // from 1
	Hidden bool
	Cells  []Cell // by column
}

// Format is how a cell shows its number: a built-in one by its ID only, else by its code ("dd/mm/yyyy").
type Format struct {
	ID   int
	Code string
}

// Merge is a range of merged cells; rows from 1, columns from 0, both ends belong to it.
type Merge struct{ FirstRow, LastRow, FirstColumn, LastColumn int }

// Sheet is a worksheet; charts and macro sheets are none.
type Sheet struct {
	Name          string
	Hidden        bool
	Cells         int // cells that are not empty
	Merges        []Merge
	HiddenColumns [][2]int // from and to, from 0

	offset     int64
	size       int64
	hiddenRows map[int]bool
	unordered  bool // rows do not stand one after the other
}

// Book is an open workbook. It may be used by several goroutines, Rows each by one.
type Book struct {
	Sheets   []Sheet
	Formats  []Format
	Date1904 bool // day numbers count from 1 January 1904

	in      io.ReaderAt
	size    int64
	stream  string // in the container, "" = bare
	biff8   bool
	page    int // of the texts of BIFF5
	strings []string
}

// Open reads all but the cells of a workbook of size bytes; in stays the caller's. A container without a workbook is
// ErrNotWorkbook: see Streams.
func Open(in io.ReaderAt, size int64) (*Book, error) {
	b := &Book{in: in, size: size}
	head := make([]byte, 8)
	if _, err := in.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if string(head) == containerMark {
		if err := b.findStream(); err != nil {
			return nil, err
		}
	} else if !IsBare(head) {
		return nil, ErrNotWorkbook
	}
	if err := b.load(); err != nil {
		return nil, err
	}
	for i := range b.Sheets {
		if err := b.look(&b.Sheets[i]); err != nil {
			return nil, err
		}
	}
	return b, nil
}

const containerMark = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// IsBare reports whether the first bytes of a file are those of a workbook without a container.
func IsBare(head []byte) bool {
	return len(head) >= 8 && head[0] == 0x09 && head[1] <= 0x08 && head[1]&1 == 0 && head[3] == 0 && (head[2] >= 4 && head[2] <= 16)
}

// Streams returns the names of what an OLE container holds, those in storages too.
func Streams(in io.ReaderAt) (names []string, err error) {
	container, err := mscfb.New(in)
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	for entry, err := container.Next(); err == nil; entry, err = container.Next() {
		names = append(names, entry.Name)
	}
	return names, nil
}

// findStream looks for the workbook: Excel 95 called it Book, and a file for both has both.
func (b *Book) findStream() error {
	names, err := Streams(b.in)
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == "Workbook" || name == "Book" && b.stream == "" {
			b.stream = name
		}
	}
	if b.stream == "" {
		return ErrNotWorkbook
	}
	return nil
}

// data returns the bytes of the workbook from an offset on.
func (b *Book) data(offset int64) (io.Reader, error) {
	if b.stream == "" {
		return io.NewSectionReader(b.in, offset, max(0, b.size-offset)), nil
	}
	container, err := mscfb.New(b.in)
	if err != nil {
		return nil, errors.Join(ErrDamaged, err)
	}
	for entry, err := container.Next(); err == nil; entry, err = container.Next() {
		if entry.Name != b.stream {
			continue
		}
		if entry.Size > b.size || offset >= entry.Size {
			return nil, ErrDamaged
		}
		if _, err := entry.Seek(offset, io.SeekStart); err != nil {
			return nil, errors.Join(ErrDamaged, err)
		}
		return entry, nil
	}
	return nil, ErrDamaged
}

// Size returns how many bytes the sheet has.
func (s *Sheet) Size() int64 { return s.size }
