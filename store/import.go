package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"garagemail/store/tabular"
)

// ErrUnknownTable is returned for a file whose heading is that of no table the program knows.
var ErrUnknownTable = errors.New("heading of no known table")

// ImportSource is a file to import.
type ImportSource struct {
	Name    string
	open    func() (*tabular.File, error)
	mapping *ImportMapping // nil = remembered or recognised
}

// ImportFile is the source of a CSV or XLSX file on disk.
func ImportFile(path string) ImportSource {
	return ImportSource{Name: filepath.Base(path), open: func() (*tabular.File, error) {
		return tabular.Open(path, tabular.Options{})
	}}
}

// ImportBytes is the source of a file in memory.
func ImportBytes(name string, content []byte) ImportSource {
	return ImportSource{Name: name, open: func() (*tabular.File, error) {
		return tabular.NewFile(bytes.NewReader(content), int64(len(content)), tabular.Options{})
	}}
}

// ImportOptions say how to import. Progress is called from the importing goroutine, now and then.
type ImportOptions struct {
	DryRun   bool // look what would happen and keep nothing
	OnlyFill bool // of what is there already only empty fields are filled: a value never replaces another
	Progress func(ImportProgress)
}

// ImportProgress says how far an import is: bytes of a file.
type ImportProgress struct {
	File        string
	Read, Total int64
}

// ImportResult says what became of a file. Refusals are its refused values in the order of the file.
type ImportResult struct {
	File      string
	Entity    string // client, contact, vehicle, visit, document or line
	Format    tabular.Format
	Ignored   []string // columns that no field takes
	Read      int
	New       int
	Changed   int
	Unchanged int
	Refused   int // rows that were refused whole
	Refusals  []RefusedValue
	Changes   []ImportChange // the first 10,000
}

// errDryRun takes everything back at the end of a dry run.
var errDryRun = errors.New("dry run")

// Import brings files in, clients before what belongs to them whatever the order given, all in one transaction: when it
// fails or ctx ends, nothing was imported. An empty cell never erases, and what is there already stays as it is, so that a
// second import of a file changes nothing. Errors of the files are those of tabular, and ErrUnknownTable.
func (db *DB) Import(ctx context.Context, sources []ImportSource, options ImportOptions) ([]ImportResult, error) {
	all, err := db.ImportAll(ctx, ImportBatch{Tables: sources}, options)
	return all.Tables, err
}

func (db *DB) importTables(ctx context.Context, tx *sql.Tx, tables []*importTable, options ImportOptions) (results []ImportResult, err error) {
	run := &importRun{db: db, tx: tx, statements: &statements{tx: tx}, options: options}
	defer run.statements.close()
	for _, table := range tables {
		result, err := run.table(ctx, table)
		if err != nil {
			return results, fmt.Errorf("%s: %w", table.source.Name, err)
		}
		results = append(results, result)
	}
	return results, nil
}

// importTable is an open file whose columns were recognised.
type importTable struct {
	source  ImportSource
	file    *tabular.File
	entity  *importEntity
	columns []*importField // for each column its field, nil = ignored
}

// openTables opens the files and puts them in the order in which they depend on each other.
func (db *DB) openTables(ctx context.Context, sources []ImportSource) ([]*importTable, error) {
	var tables []*importTable
	for _, source := range sources {
		file, err := source.open()
		if err != nil {
			return tables, fmt.Errorf("import %s: %w", source.Name, err)
		}
		table := &importTable{source: source, file: file}
		tables = append(tables, table)
		if table.entity, table.columns, err = db.mapped(ctx, source, file.Header()); err != nil {
			return tables, fmt.Errorf("import %s: %w", source.Name, err)
		}
		if table.entity == nil {
			return tables, fmt.Errorf("import %s: %w", source.Name, ErrUnknownTable)
		}
	}
	slices.SortStableFunc(tables, func(a, b *importTable) int { return a.entity.order - b.entity.order })
	return tables, nil
}

// importRun is one import on its way.
type importRun struct {
	db         *DB
	tx         *sql.Tx
	statements *statements
	options    ImportOptions
	id         int64 // of the file's import_run row
	entity     *importEntity
	result     *ImportResult
	forms      map[*importField]*cellForm
	values     map[string]string // of the row that is being read; made once
}

// table imports one file.
func (r *importRun) table(ctx context.Context, table *importTable) (ImportResult, error) {
	result := ImportResult{File: table.source.Name, Entity: table.entity.name, Format: table.file.Format()}
	for i, field := range table.columns {
		if field == nil {
			result.Ignored = append(result.Ignored, table.file.Header()[i])
		}
	}
	r.result, r.entity, r.values = &result, table.entity, map[string]string{}
	if err := r.begin(ctx, table); err != nil {
		return result, err
	}
	take, err := table.entity.begin(ctx, r)
	if err != nil {
		return result, err
	}
	for {
		if err := ctx.Err(); err != nil {
			return result, err
		}
		row, err := table.file.Next()
		var refused *tabular.RowError
		switch {
		case errors.Is(err, io.EOF):
			return result, r.end(ctx)
		case errors.As(err, &refused):
			result.Read++
			if err := r.refuse(ctx, importRow{number: refused.Number}, "", firstCell(refused.Cells), "import.refused_row"); err != nil {
				return result, err
			}
			continue
		case err != nil:
			return result, err
		}
		result.Read++
		if err := r.row(ctx, table, row, take); err != nil {
			return result, err
		}
	}
}

func firstCell(cells []string) string {
	if len(cells) == 0 {
		return ""
	}
	return cells[0]
}

// importRow is a row with the values that could be taken, by field.
type importRow struct {
	number    int
	reference string
	clientID  int64
	entityID  int64
	values    map[string]string
	wording   string // heading of the column about promotional mail
	refused   []refusedCell
}

type refusedCell struct{ field, value, reason string }

func (r *importRun) row(ctx context.Context, table *importTable, cells tabular.Row, take takeRow) error {
	clear(r.values)
	row := importRow{number: cells.Number, values: r.values}
	for i, field := range table.columns {
		if field == nil {
			continue
		}
		if cells.Merged(i) && !field.refers() {
			continue // said once, on the row where it stands
		}
		value, reason := field.read(cells.Cells[i], cells.Kind(i), r.forms[field])
		if reason != "" {
			row.refused = append(row.refused, refusedCell{field.key, cells.Cells[i], reason})
			continue
		}
		row.values[field.key] = value
		if field.key == "accepts_promotional" {
			row.wording = table.file.Header()[i]
		}
	}
	row.complete(table.columns)
	outcome, reason, err := take(ctx, &row)
	if err != nil {
		return fmt.Errorf("row %d: %w", row.number, err)
	}
	switch {
	case reason != "":
		if err := r.refuse(ctx, row, "", row.reference, reason); err != nil {
			return err
		}
	case outcome == rowNew:
		r.result.New++
	case outcome == rowChanged:
		r.result.Changed++
	default:
		r.result.Unchanged++
	}
	for _, cell := range row.refused {
		if err := r.refuse(ctx, row, cell.field, cell.value, cell.reason); err != nil {
			return err
		}
	}
	if r.options.Progress != nil && r.result.Read%500 == 0 {
		read, total := table.file.Progress()
		r.options.Progress(ImportProgress{File: table.source.Name, Read: read, Total: total})
	}
	return nil
}

// refuse keeps a value that could not be taken; one that an earlier import kept is not kept twice.
func (r *importRun) refuse(ctx context.Context, row importRow, field, value, reason string) error {
	one := RefusedValue{
		ImportRunID: r.id, FileName: r.result.File, RowNumber: row.number, Entity: r.result.Entity, Reference: row.reference,
		ClientID: row.clientID, EntityID: row.entityID, Field: field, Value: value, Reason: reason,
	}
	if field == "" {
		r.result.Refused++
	}
	r.result.Refusals = append(r.result.Refusals, one)
	_, err := r.statements.ExecContext(ctx, `INSERT INTO refused_value
			(import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		r.id, one.RowNumber, one.Entity, one.Reference, nullable(one.ClientID), nullable(one.EntityID), field, value, reason)
	return err
}

// begin writes the row of this import and looks at the first rows for the forms of dates and decimals.
func (r *importRun) begin(ctx context.Context, table *importTable) error {
	rows, _, err := table.file.Preview(1000)
	if err != nil {
		return err
	}
	r.forms = detectForms(table.file, table.columns, rows, r.db.Now())
	inserted, err := r.tx.ExecContext(ctx, `INSERT INTO import_run (file_name, entity, at) VALUES (?, ?, ?)`,
		r.result.File, r.result.Entity, formatTime(r.db.Now()))
	if err != nil {
		return err
	}
	r.id, err = inserted.LastInsertId()
	return err
}

func (r *importRun) end(ctx context.Context) error {
	o := r.result
	_, err := r.tx.ExecContext(ctx, `UPDATE import_run SET rows_read = ?, rows_new = ?, rows_changed = ?, rows_unchanged = ?,
		rows_refused = ? WHERE id = ?`, o.Read, o.New, o.Changed, o.Unchanged, o.Refused, r.id)
	return err
}
