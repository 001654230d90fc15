// Package intake brings in what other programs know: it recognises the table, reads its cells, and writes clients, vehicles, visits,
// documents and files through the store; invoices of UBL with their papers too. What does not come in is listed.
package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/store"
	"garagemail/store/sqlite"
	"garagemail/store/tabular"
)

// Options say how to import. Progress is called from the importing goroutine, now and then.
type Options struct {
	DryRun   bool // look what would happen and keep nothing
	OnlyFill bool // of what is there already only empty fields are filled: a value never replaces another
	Progress func(Progress)
}

// Progress says how far an import is: bytes of a file.
type Progress struct {
	File        string
	Read, Total int64
}

// Result says what became of a file. Refusals are its refused values in the order of the file.
type Result struct {
	File       string
	Sheet      string // "" where the file has no other
	Entity     string // client, contact, vehicle, visit, document or line; "" = nothing came in
	Err        error  // why nothing came in
	Format     tabular.Format
	Ignored    []string // columns that no field takes
	Columns    []Column // all of them
	Read       int      // rows of the table; titles, repeated headings and totals are none
	PassedOver int      // titles, repeated headings and totals
	New        int
	Changed    int
	Unchanged  int
	Refused    int // rows that were refused whole
	Refusals   []store.RefusedValue
	Changes    []Change // the first 10,000
}

// errDryRun takes everything back at the end of a dry run.
var errDryRun = errors.New("dry run")

// Import brings files in, clients before what belongs to them whatever the order given, all in one transaction: when it
// fails or ctx ends, nothing was imported. An empty cell never erases, and what is there already stays as it is, so that a
// second import of a file changes nothing. A file or a sheet that cannot be read costs the others nothing: it is the Err of a
// result behind theirs, one of tabular or ErrUnknownTable.
func Import(ctx context.Context, db *store.DB, sources []Source, options Options) ([]Result, error) {
	all, err := ImportAll(ctx, db, Batch{Tables: sources}, options)
	return append(all.Tables, all.Left...), err
}

// importRun is one import on its way.
type importRun struct {
	db                  *store.DB
	tx                  *sql.Tx
	statements          *sqlite.Statements
	options             Options
	id                  int64 // of the file's import_run row
	entity              *importEntity
	result              *Result
	forms               map[*importField]*cellForm
	values              map[string]string     // of the row that is being read; made once
	left                []leftColumn          // of the table that is being read
	hidden, firstHidden int                   // rows that the workbook hides, and the number of the first
	shares              map[*importField]bool // percent columns of that table that hold fractions: 0.21
	stated              statedTotals
	deferred            deferred          // of the table that rows go to
	numberIDs           map[string]int64  // see clientNumbers
	nearIDs             map[string]int64  // see nearClient
	plateIDs            map[plateOf]int64 // see plates
	untotalled          map[int64]bool    // documents of which lines came in and whose sums are not kept yet
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

// row brings a row in and counts what became of it.
func (r *importRun) row(ctx context.Context, table *importTable, cells tabular.Row, take takeRow) error {
	row := r.readRow(table, cells)
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
		r.options.Progress(Progress{File: table.source.Name, Read: read, Total: total})
	}
	return nil
}

// readRow reads the cells that a field takes; what stands beside the table is listed.
func (r *importRun) readRow(table *importTable, cells tabular.Row) importRow {
	clear(r.values)
	row := importRow{number: cells.Number, values: r.values}
	for _, beside := range cells.Beside {
		r.notice(store.RefusedValue{RowNumber: cells.Number, Value: beside, Reason: "import.row_beside"})
	}
	for i, field := range table.columns {
		if field == nil || cells.Merged(i) && !field.refers() { // what is merged is said once, on the row where it stands
			continue
		}
		value, reason := field.read(cells.Cells[i], cells.Kind(i), r.forms[field])
		if r.shares[field] {
			if bare, is := readShare(cells.Cells[i]); is {
				value, reason = bare, ""
			}
		}
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
	return row
}

// refuse keeps a value that could not be taken; one that an earlier import kept is not kept twice.
func (r *importRun) refuse(ctx context.Context, row importRow, field, value, reason string) error {
	one := store.RefusedValue{
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
		r.id, one.RowNumber, one.Entity, one.Reference, sqlite.Nullable(one.ClientID), sqlite.Nullable(one.EntityID), field, value, reason)
	return err
}

// notNegative refuses a number that counts something and is below 0, as the screens do.
func (row *importRow) notNegative(field string) {
	if value := row.values[field]; whole(value) < 0 {
		row.refused = append(row.refused, refusedCell{field, value, "check.number_negative"})
		row.values[field] = ""
	}
}
