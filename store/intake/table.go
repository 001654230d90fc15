package intake

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"strings"

	"garagemail/store"
	"garagemail/store/sqlite"
	"garagemail/store/tabular"
)

// importTables brings tables in. It returns a *brokenTable where one turns out to be damaged on its way.
func importTables(ctx context.Context, db *store.DB, tx *sql.Tx, tables []*importTable, options Options) (results []Result, err error) {
	run := &importRun{db: db, tx: tx, statements: &sqlite.Statements{Tx: tx}, options: options, untotalled: map[int64]bool{}}
	defer run.statements.Close()
	for _, table := range tables {
		result, err := run.table(ctx, table, len(results))
		if err != nil {
			return results, fmt.Errorf("%s: %w", table.source.Name, err)
		}
		results = append(results, result)
	}
	return results, run.holdTotals(ctx, results)
}

// brokenTable is the error of a table that cannot be read to its end.
type brokenTable struct {
	at  tableAt
	err error
}

func (b *brokenTable) Error() string { return b.err.Error() }

// Unwrap returns what is wrong with the file.
func (b *brokenTable) Unwrap() error { return b.err }

// table imports one table.
func (r *importRun) table(ctx context.Context, table *importTable, place int) (Result, error) {
	result := Result{File: table.source.Name, Sheet: table.sheet, Entity: table.entity.name, Format: table.file.Format()}
	r.result, r.entity, r.values = &result, table.entity, map[string]string{}
	r.beginColumns(table)
	r.stated.begin(place, table.entity)
	if err := r.begin(ctx, table); err != nil {
		return result, err
	}
	take, err := table.entity.begin(ctx, r)
	if err != nil {
		return result, err
	}
	if err := r.takeRows(ctx, table, take); err != nil {
		return result, err
	}
	r.endColumns(table)
	if err := r.deferred.makeUp(ctx, r.tx); err != nil {
		return result, err
	}
	if err := r.totalDocuments(ctx); err != nil {
		return result, err
	}
	return result, r.end(ctx)
}

// takeRows takes the rows of a table to its end.
func (r *importRun) takeRows(ctx context.Context, table *importTable, take takeRow) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		row, err := table.file.Next()
		var refused *tabular.RowError
		switch {
		case errors.Is(err, io.EOF) && !errors.Is(err, tabular.ErrDamaged):
			return nil
		case errors.As(err, &refused):
			err = r.refusedRow(ctx, refused)
		case err != nil:
			err = &brokenTable{table.at, err}
		default:
			r.result.Read++
			r.countLeft(row)
			err = r.row(ctx, table, row, take)
		}
		if err != nil {
			return err
		}
	}
}

// refusedRow lists a row that cannot be read, or that is none of the table's.
func (r *importRun) refusedRow(ctx context.Context, refused *tabular.RowError) error {
	var filled []string
	for _, cell := range refused.Cells {
		if cell = strings.TrimSpace(cell); cell != "" {
			filled = append(filled, cell)
		}
	}
	shown := strings.Join(filled[:min(len(filled), 1)], "")
	reason := "import.refused_row"
	for _, one := range rowReasons {
		if errors.Is(refused, one.err) {
			reason = one.reason
		}
	}
	if len(filled) > 2 && reason == "import.row_above" { // no title
		reason = "import.row_above_data"
	}
	if refused.PassedOver() {
		r.result.PassedOver++
		r.notice(store.RefusedValue{RowNumber: refused.Number, Value: shown, Reason: reason})
		return nil
	}
	r.result.Read++
	return r.refuse(ctx, importRow{number: refused.Number}, "", shown, reason)
}

// rowReasons are the sentences of rows that are none of the table's.
var rowReasons = []struct {
	err    error
	reason string
}{
	{tabular.ErrAboveHeader, "import.row_above"},
	{tabular.ErrHeaderAgain, "import.row_heading"},
	{tabular.ErrTotals, "import.row_totals"},
	{tabular.ErrOtherTable, "import.row_other_table"},
	{tabular.ErrBeside, "import.row_beside"},
}

// begin writes the row of this import and looks at the first rows for the forms of dates and decimals.
func (r *importRun) begin(ctx context.Context, table *importTable) error {
	rows, _, err := table.file.Preview(sampleRows)
	if err != nil {
		return &brokenTable{table.at, err}
	}
	r.forms = detectForms(table.file, table.columns, rows, r.db.Now())
	if r.shares, err = detectShares(table, rows); err != nil {
		return &brokenTable{table.at, err}
	}
	inserted, err := r.tx.ExecContext(ctx, `INSERT INTO import_run (file_name, entity, at) VALUES (?, ?, ?)`,
		r.result.File, r.result.Entity, sqlite.FormatTime(r.db.Now()))
	if err != nil {
		return err
	}
	r.id, err = inserted.LastInsertId()
	r.stated.tables[len(r.stated.tables)-1].runID = r.id
	return err
}

func (r *importRun) end(ctx context.Context) error {
	o := r.result
	_, err := r.tx.ExecContext(ctx, `UPDATE import_run SET rows_read = ?, rows_new = ?, rows_changed = ?, rows_unchanged = ?,
		rows_refused = ? WHERE id = ?`, o.Read, o.New, o.Changed, o.Unchanged, o.Refused, r.id)
	return err
}
