package tabular

import (
	"errors"
	"fmt"
	"io"
)

// sheet is one of a workbook.
type sheet struct {
	name   string
	part   string // of an XLSX
	hidden bool
}

// book is a file with sheets, whatever its form.
type book interface {
	list() []sheet
	isEmpty(at int) bool // it has no row that says anything
	// sheet returns how many bytes a sheet has, and what opens it.
	sheet(at int) (total int64, reopen func() (source, error), err error)
}

// columnHider is a source that knows which columns its sheet hides, once it has read a row.
type columnHider interface{ hidesColumn(column int) bool }

// openBook opens the sheet that options ask for, else the first visible one that is not empty.
func openBook(b book, form Form, options Options) (*File, error) {
	format := Format{Form: form, Workbook: true}
	sheets := b.list()
	for at, s := range sheets {
		format.Sheets = append(format.Sheets, s.name)
		if s.hidden {
			format.HiddenSheets = append(format.HiddenSheets, s.name)
		}
		if b.isEmpty(at) {
			format.EmptySheets = append(format.EmptySheets, s.name)
		}
	}
	for at, s := range sheets {
		if options.Sheet == "" && s.hidden || options.Sheet != "" && options.Sheet != s.name {
			continue
		}
		format.Sheet = s.name
		file := &File{format: format, book: b}
		err := file.openSheet(at, options)
		if errors.Is(err, ErrEmpty) && options.Sheet == "" && options.HeaderRow == 0 {
			continue
		}
		if err != nil {
			return nil, err
		}
		return file, nil
	}
	if options.Sheet != "" {
		return nil, fmt.Errorf("sheet %q: %w", options.Sheet, ErrNoSheet)
	}
	return nil, ErrEmpty
}

func (f *File) openSheet(at int, options Options) (err error) {
	if f.total, f.reopen, err = f.book.sheet(at); err != nil {
		return err
	}
	if err := f.start(options); err != nil {
		return err
	}
	if rows, ok := f.table.rows.(columnHider); ok {
		for i, name := range f.header {
			if name != "" && rows.hidesColumn(i) {
				f.format.HiddenColumns = append(f.format.HiddenColumns, name)
			}
		}
	}
	f.format.Accents = accentsOf(f)
	return nil
}

// OpenSheet opens another sheet of an open workbook, whose texts are not read again. It returns ErrNoSheet where there is
// none of that name and ErrEmpty where it holds nothing. Both files are to be closed, the first one last.
func (f *File) OpenSheet(name string, options Options) (*File, error) {
	if f.book == nil || name == "" {
		return nil, fmt.Errorf("sheet %q: %w", name, ErrNoSheet)
	}
	options.Sheet = name
	return openBook(f.book, f.format.Form, options)
}

// hasNothing reads rows to the first that says something, and closes them.
func hasNothing(rows source) bool {
	defer func() { _ = rows.close() }() // they were only looked at
	for {
		row, err := rows.next()
		switch {
		case errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged):
			return true
		case err != nil, !blank(row.Cells):
			return false
		}
	}
}
