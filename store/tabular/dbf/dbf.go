// Package dbf reads the tables of dBASE III, IV and 5, Clipper, FoxBase, FoxPro and Visual FoxPro, with their memos (DBT and
// FPT). It reads only, and knows nothing of indexes and of database containers.
//
// A Table is what the header says; Rows streams its records, so that a table of any size takes little memory. Nothing of a
// file is trusted: what contradicts itself is an error of this package, and what a memo points to is bounded.
package dbf

import (
	"errors"
	"io"
)

// Errors that refuse a whole table. Those of the operating system come as they are.
var (
	ErrNotTable  = errors.New("not a table of dBASE or FoxPro")
	ErrVersion   = errors.New("form of dBASE that is not read")     // dBASE II and 7
	ErrEncrypted = errors.New("table encrypted by dBASE IV")        // its header says so
	ErrHeader    = errors.New("header that contradicts itself")     // fields and records do not add up
	ErrCutShort  = errors.New("fewer records than the header says") // Next returns it in place of io.EOF
	ErrRecord    = errors.New("record that begins with neither a space nor an asterisk")
)

// Kind says what a cell of a record is.
type Kind int

// The kinds, with the form of Record.Cells.
const (
	Text     Kind = iota // UTF-8, without the spaces that fill the field; line breaks as the file has them
	Number               // a decimal with a point and without needless zeros: "-12.5"
	Date                 // "2026-01-31"
	DateTime             // "2026-01-31T14:05:00", rounded to the second
	Bool                 // "true" or "false"
	Binary               // the bytes of a picture, an OLE object or a blob
	Lost                 // "": a memo of which the pointer leads nowhere
)

// Field is a column. System columns (the null flags) are none.
type Field struct {
	Name     string // at most ten bytes of the table's code page; as they stand where that is not known
	Type     byte   // C N F D T L M I B Y V Q G P W
	Length   int    // bytes in a record
	Decimals int
	Nullable bool

	offset            int
	nullBit, widthBit int // in the null flags, -1 = none
}

// Record is a record that is not deleted.
type Record struct {
	Number int      // from 1, deleted ones counted, as FoxPro's RECNO()
	Cells  []string // one for each field; "" is also a null and an empty date or number
	Kinds  []Kind   // valid until the next call
}

// Options is what stands beside the table; the zero value is a table alone.
type Options struct {
	Memo     io.ReaderAt // the DBT or FPT file, nil = not at hand
	MemoSize int64
	CodePage string // what a .cpg file says: "1252", "UTF-8", "OEM 850"; the header comes first
	dbt      bool   // the memo file is called .dbt
	fpt      bool   // or .fpt
}

// Table is an open table. Its methods may be used by several goroutines, Rows each by one.
type Table struct {
	in           io.ReaderAt
	size         int64
	version      byte
	records      int
	headerLength int
	recordLength int
	codePage     int
	fields       []Field
	nullFlags    *Field
	memo         *memoFile // nil = not at hand
	hasMemos     bool      // a field refers to one
	closers      []io.Closer
}

// Fields returns the columns.
func (t *Table) Fields() []Field { return t.fields }

// Records returns how many records the header counts, deleted ones among them.
func (t *Table) Records() int { return t.records }

// Beyond returns how many whole records stand behind those that the header counts: a program that died had not counted them yet.
// Rows leaves them out, as dBASE does.
func (t *Table) Beyond() int {
	at := int64(t.headerLength) + int64(t.records)*int64(t.recordLength)
	mark := make([]byte, 1)
	beyond := 0
	for ; at+int64(t.recordLength) <= t.size; at += int64(t.recordLength) {
		if _, err := t.in.ReadAt(mark, at); err != nil || mark[0] != ' ' && mark[0] != '*' {
			break
		}
		beyond++
	}
	return beyond
}

// CodePage returns the Windows number of the code page that the header names, else the .cpg file (1252, 850, 65001 for UTF-8);
// 0 where neither does, or not one that is known.
func (t *Table) CodePage() int { return t.codePage }

// MemoMissing says that the table has memos and their file is not at hand: their cells are Lost.
func (t *Table) MemoMissing() bool { return t.hasMemos && t.memo == nil }

// Close closes the files that Open opened.
func (t *Table) Close() error {
	var err error
	for _, one := range t.closers {
		err = errors.Join(err, one.Close())
	}
	t.closers = nil
	return err
}
