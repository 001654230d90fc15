// Package tabular reads and writes the tables that people export from other programs: CSV in the many shapes that
// exist, and XLSX. It knows columns and cells, nothing of garages.
//
// Reading streams: a row is held at a time, whatever the size of the file. What a file does not say is detected
// (encoding, delimiter, header row) and told in Format, and Options overrules it. What cannot be read is refused
// row by row with its number, so that one bad row never costs the others.
package tabular

import (
	"errors"
	"fmt"
)

// Limits of what is read: a larger cell or row is refused by itself, a larger header refuses the file.
const (
	MaxCell    = 1 << 20 // bytes in a cell, as UTF-8
	MaxColumns = 1000
	maxRecord  = 8 << 20 // bytes in a row of a CSV file
)

// Errors that refuse a whole file.
var (
	ErrNotTable     = errors.New("not a table")                             // a picture, a PDF, a web page, other binary data
	ErrEmpty        = errors.New("no row in the file")                      // nothing, or blank rows only
	ErrPassword     = errors.New("workbook protected by a password")        // an encrypted XLSX
	ErrOldExcel     = errors.New("form of Excel that is not read")          // .xlsb, and .xls before Excel 5
	ErrOldDBF       = errors.New("form of dBASE that is not read")          // dBASE II and 7
	ErrOpenDocument = errors.New("OpenDocument file")                       // .ods and its kin
	ErrTooLarge     = errors.New("larger than a table can be")              // a header line without end, too many columns
	ErrDamaged      = errors.New("damaged workbook")                        // an XLSX cut short or not well-formed
	ErrNoSheet      = errors.New("no such sheet")                           // Options.Sheet is not in the workbook
	ErrClosed       = errors.New("table already closed")                    // Next after Close
	ErrOptions      = errors.New("delimiter or encoding that is not known") // Options asks for what does not exist
)

// Errors that refuse one row; Next returns them inside a *RowError and goes on with the next row.
var (
	ErrTooManyCells = errors.New("more cells than the header")
	ErrCellTooLarge = errors.New("cell too large")
	ErrRowTooLarge  = errors.New("row too large")
	ErrOpenQuote    = errors.New("quote opened and never closed")
	ErrNul          = errors.New("binary data in the row")
	ErrBadCell      = errors.New("cell that refers to no text of the workbook")
	ErrOtherTable   = errors.New("row of another table, under a heading of its own")
)

// Errors of rows that hold nothing to bring in. They come as *RowError too, so that whoever counts rows misses none.
var (
	ErrAboveHeader = errors.New("row above the heading")
	ErrHeaderAgain = errors.New("heading once more")
	ErrTotals      = errors.New("row of totals")
	ErrBeside      = errors.New("nothing but a remark beside the table")
)

// RowError is a row that was refused or passed over. Number and Line are those of Row; Cells is what could be read of it
// (up to MaxColumns cells, nil where the row was too large to keep), for the list of refused rows.
type RowError struct {
	Number int
	Line   int
	Cells  []string
	Err    error
}

func (e *RowError) Error() string {
	if e.Line > 0 {
		return fmt.Sprintf("row %d (line %d): %v", e.Number, e.Line, e.Err)
	}
	return fmt.Sprintf("row %d: %v", e.Number, e.Err)
}

// Unwrap returns the reason, one of the row errors of this package.
func (e *RowError) Unwrap() error { return e.Err }

// PassedOver says that nothing in the row is to be brought in: a title, a second heading, totals, a remark.
func (e *RowError) PassedOver() bool {
	return errors.Is(e.Err, ErrAboveHeader) || errors.Is(e.Err, ErrHeaderAgain) || errors.Is(e.Err, ErrTotals) || errors.Is(e.Err, ErrBeside)
}

// Kind says what a cell or a column holds.
type Kind int

const (
	Text   Kind = iota
	Number      // a decimal with a point, "-1234.5", or a percentage, "21%"
	Date        // ISO: "2026-01-31", or "2026-01-31T14:05:00" where the cell shows a time too
	Bool        // "TRUE" or "FALSE"
	Fault       // an error that stands in place of a value: "#N/A"
)

// Row is one row under the header.
type Row struct {
	Number int      // as Excel numbers it: blank rows count, a cell with line breaks is one row, the first row is 1
	Line   int      // line in a text editor where the row starts; 0 in a workbook
	Cells  []string // as many as the header has, missing ones are ""; line breaks inside are "\n"; nothing is trimmed
	Beside []string // what stands in the row beyond the last heading: a remark beside the table
	Stray  bool     // some bytes were not of the file's encoding and were read as Windows-1252
	Hidden bool     // the workbook hides the row
	kinds  []Kind
	merged []bool
}

// Kind returns what the workbook says of a cell. A CSV file says nothing: its cells are all Text.
func (r Row) Kind(column int) Kind {
	if column < 0 || column >= len(r.kinds) {
		return Text
	}
	return r.kinds[column]
}

// Merged says that the value stands in a cell above that is merged with this one: it is said once for several rows.
func (r Row) Merged(column int) bool {
	return column >= 0 && column < len(r.merged) && r.merged[column]
}

// Options overrules what would be detected; the zero value detects everything that needs no knowledge of the trade.
type Options struct {
	Delimiter rune     // one of ; , | and tab
	Encoding  Encoding // of a CSV file
	Sheet     string   // of a workbook; "" takes the first visible one that is not empty
	HeaderRow int      // Row.Number of the header; 0 looks for it

	// Heading returns how many of the cells of a row are headings of a table that the caller knows. With it the header is
	// looked for in the first rows, without it the first row that is not blank is the header. It is asked of one cell of
	// every row too.
	Heading func(cells []string) int
	// Known reports a word of the languages that the file may be in: lower case, with its accents. It helps to tell encodings.
	Known func(word string) bool
}

// Form is what kind of file a table is in.
type Form string

// The forms that are read.
const (
	FormCSV  Form = "csv"
	FormXLSX Form = "xlsx"
	FormXLS  Form = "xls"
	FormDBF  Form = "dbf"
	FormODS  Form = "ods"
)

// Format tells how a file is read.
type Format struct {
	Form      Form
	Workbook  bool // it has sheets
	HeaderRow int
	Accents   []string // some words with letters beyond ASCII, as they were read

	MemoMissing bool // DBF: it has memos, and their file is not beside it
	Uncounted   int  // DBF: whole records behind those that its header counts, which are left out

	Encoding           Encoding // CSV and DBF
	Delimiter          rune     // CSV
	DelimiterAmbiguous bool     // CSV: another delimiter fits about as well
	LineEnd            string   // CSV: "\r\n", "\n" or "\r", after the first row; "" where it has none

	Sheet         string   // XLSX: the one that is read
	Sheets        []string // XLSX: all, hidden ones too, in the order of the workbook
	HiddenSheets  []string // XLSX: those of Sheets that the workbook hides
	EmptySheets   []string // XLSX: those of Sheets in which nothing stands
	HiddenColumns []string // XLSX: the headings of hidden columns
}
