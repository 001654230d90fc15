package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"garagemail/store"
	"garagemail/store/tabular"
)

// ErrUnknownTable is returned for a file whose heading is that of no table the program knows.
var ErrUnknownTable = errors.New("heading of no known table")

// ErrHiddenSheet is what Result says of a sheet that its workbook hides: it comes in when it is asked for by name.
var ErrHiddenSheet = errors.New("hidden sheet")

// Source is a file to import: a CSV file, or a workbook of which every sheet that fits comes in.
type Source struct {
	Name    string
	words   *Words
	open    func(tabular.Options) (*tabular.File, error)
	options tabular.Options
	choices map[string]SheetChoice // by sheet; "" = all others, and a file without sheets
}

// SheetChoice is what a person said of a sheet, or of a file that has none.
type SheetChoice struct {
	Mapping   *Mapping // nil = remembered or recognised
	HeaderRow int      // 0 = found
	Leave     bool     // not brought in, and nothing said of it
}

// WithSheet returns the source with what a person said of one of its sheets.
func (s Source) WithSheet(sheet string, choice SheetChoice) Source {
	choices := maps.Clone(s.choices)
	if choices == nil {
		choices = map[string]SheetChoice{}
	}
	choices[sheet] = choice
	s.choices = choices
	return s
}

// ReadAs returns the source with what a person said of how it is written: encoding, delimiter, the only sheet, the row of its
// headings. What is not said is found.
func (s Source) ReadAs(options tabular.Options) Source {
	s.options = options
	return s
}

// OnlySheet returns the source of one sheet, "" = all.
func (s Source) OnlySheet(sheet string) Source {
	s.options.Sheet = sheet
	return s
}

// choice returns what a person said of a sheet.
func (s Source) choice(sheet string) SheetChoice {
	choice, said := s.choices[sheet]
	if !said {
		choice = s.choices[""]
	}
	if choice.HeaderRow == 0 {
		choice.HeaderRow = s.options.HeaderRow
	}
	return choice
}

// importTable is an open table: a file, or a sheet of it.
type importTable struct {
	at       tableAt
	source   Source
	file     *tabular.File
	sheet    string         // "" where the file has no other
	entity   *importEntity  // nil = not known
	columns  []*importField // for each column its field, nil = left out
	proposed map[int]bool   // columns whose field was told by what they hold
	unread   error          // why its first rows, that tell what it is, cannot be read
}

// tableAt is a table by its file and its place there, so that it is known again when the files are opened anew.
type tableAt struct{ source, table int }

// openSource is an open file: its tables, and what cannot be opened of it.
type openSource struct {
	source Source
	book   *tabular.File
	tables []*importTable
	left   []Result
}

func (o *openSource) close() {
	for _, table := range o.tables {
		_ = table.file.Close() // it was only read
	}
	if o.book != nil {
		_ = o.book.Close()
	}
}

// openedSource opens every sheet of a file that can be. What is wrong with the file is told in what is left; an error is of ours.
func openedSource(ctx context.Context, db *store.DB, source Source) (*openSource, error) {
	opened := &openSource{source: source}
	options := source.options
	options.HeaderRow = source.choice("").HeaderRow
	book, err := source.open(options)
	if err != nil {
		opened.left = append(opened.left, leftFile(source.Name, err))
		return opened, ctx.Err()
	}
	opened.book = book
	format := book.Format()
	sheets := []string{format.Sheet}
	if format.Workbook && source.options.Sheet == "" {
		sheets = slices.DeleteFunc(slices.Clone(format.Sheets), func(sheet string) bool {
			_, chosen := source.choices[sheet]
			return !chosen && slices.Contains(format.HiddenSheets, sheet) || slices.Contains(format.EmptySheets, sheet)
		})
		for _, sheet := range format.HiddenSheets {
			if !slices.Contains(format.EmptySheets, sheet) && !slices.Contains(sheets, sheet) {
				opened.left = append(opened.left, leftSheet(source.Name, sheet, ErrHiddenSheet))
			}
		}
	}
	for _, sheet := range sheets {
		if err := openTable(ctx, db, opened, sheet, len(sheets) > 1); err != nil {
			opened.close()
			return opened, fmt.Errorf("import %s: %w", source.Name, err)
		}
	}
	return opened, nil
}

// openTable opens a sheet, or the file itself, and tells what its columns are.
func openTable(ctx context.Context, db *store.DB, opened *openSource, sheet string, oneOfSeveral bool) (err error) {
	choice := opened.source.choice(sheet)
	if choice.Leave {
		return nil
	}
	file, format, options := opened.book, opened.book.Format(), opened.source.options
	options.HeaderRow, options.Heading = choice.HeaderRow, opened.source.words.knownHeadings
	if sheet != format.Sheet || choice.HeaderRow != 0 && choice.HeaderRow != format.HeaderRow {
		file, err = opened.book.OpenSheet(sheet, options)
		if errors.Is(err, tabular.ErrEmpty) && choice.HeaderRow == 0 {
			return nil
		}
		if err != nil {
			opened.left = append(opened.left, leftSheet(opened.source.Name, sheet, err))
			return nil
		}
	}
	table := &importTable{source: opened.source, file: file}
	if oneOfSeveral {
		table.sheet = sheet
	}
	opened.tables = append(opened.tables, table)
	return mapTable(ctx, db, table, choice.Mapping)
}

// openTables opens the files and puts their tables in the order in which they depend on each other. left is what of them is no
// table, or of no kind that is known.
func openTables(ctx context.Context, db *store.DB, sources []Source, broken map[tableAt]error) (opened []*openSource, tables []*importTable, left []Result, err error) {
	for i, source := range sources {
		one, err := openedSource(ctx, db, source)
		if err != nil {
			return opened, nil, nil, err
		}
		opened = append(opened, one)
		left = append(left, one.left...)
		for j, table := range one.tables {
			table.at = tableAt{i, j}
			why := broken[table.at]
			if table.entity == nil {
				why = cmp.Or(table.unread, ErrUnknownTable)
			}
			switch {
			case why == nil:
				tables = append(tables, table)
			case table.sheet != "":
				left = append(left, leftSheet(source.Name, table.sheet, why))
			default:
				left = append(left, leftFile(source.Name, why))
			}
		}
	}
	slices.SortStableFunc(tables, func(a, b *importTable) int { return a.entity.order - b.entity.order })
	return opened, tables, left, nil
}
