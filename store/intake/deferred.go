package intake

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"

	"garagemail/store"
	"garagemail/store/sqlite"
)

// deferred is what SQLite keeps beside the rows of a table: indexes, and the sums that triggers keep. While many rows come in
// it is put away and made once at their end, all in the import's transaction: row by row it takes several times as long as the
// rows themselves.
type deferred struct {
	table        string
	there, added int
	makes        []string // statements that make again what is put away
}

// manyRows is from how many new rows on it is worth it, where they are not few beside those that were there.
const manyRows = 1000

// tallies reckon the sums of a table anew, as its triggers would.
var tallies = map[string]string{
	"visit": `INSERT INTO tally (client_id, visits, first_visit, last_visit)
		SELECT client_id, count(*), min(date), max(date) FROM visit WHERE true GROUP BY client_id
		ON CONFLICT (client_id) DO UPDATE SET visits = excluded.visits, first_visit = excluded.first_visit, last_visit = excluded.last_visit`,
	"document": `INSERT INTO tally (client_id, documents, document_cents, first_document, last_document)
		SELECT client_id, count(*), sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents) ELSE 0 END),
			min(date), max(date) FROM document WHERE state <> 'draft' GROUP BY client_id
		ON CONFLICT (client_id) DO UPDATE SET documents = excluded.documents, document_cents = excluded.document_cents,
			first_document = excluded.first_document, last_document = excluded.last_document`,
}

// add counts a new row of the table.
func (d *deferred) add(ctx context.Context, tx *sql.Tx) error {
	d.added++
	if d.makes != nil || d.added < manyRows || d.added < d.there/4 {
		return nil
	}
	return d.putAway(ctx, tx)
}

// putAway drops what can be made again. A unique index stays: it refuses rows.
func (d *deferred) putAway(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, `SELECT 'DROP ' || type || ' main.' || name, sql FROM main.sqlite_schema WHERE tbl_name = ? AND
		(type = 'index' AND sql NOT LIKE 'CREATE UNIQUE %' OR type = 'trigger' AND sql LIKE '% tally %') ORDER BY type, rowid`, d.table)
	if err != nil {
		return err
	}
	d.makes = []string{} // also where there is nothing to make
	drops, err := sqlite.Collect(rows, func(rows *sql.Rows) (drop string, err error) {
		var statement string
		err = rows.Scan(&drop, &statement)
		d.makes = append(d.makes, statement)
		return drop, err
	})
	if err != nil {
		return err
	}
	for _, drop := range drops {
		if _, err := tx.ExecContext(ctx, drop); err != nil {
			return err
		}
	}
	return nil
}

// makeUp makes again what was put away.
func (d *deferred) makeUp(ctx context.Context, tx *sql.Tx) error {
	if d.makes == nil {
		return nil
	}
	statements := d.makes
	if tally := tallies[d.table]; tally != "" {
		statements = append(statements, tally)
	}
	d.makes, d.there, d.added = nil, d.there+d.added, 0
	debug.FreeOSMemory() // what the rows took, before SQLite sorts them in memory
	for _, statement := range statements {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// What an import may take of the memory: it makes much that is used once, writes every page of the file, and the receptionist's
// machine has other programs open.
const (
	importGarbage = 40        // how much the heap may grow over what is in use, in percent
	importCache   = 24 * 1024 // of SQLite's pages, in kilobytes
)

// sparing keeps the memory small until end is called.
func sparing(ctx context.Context, db *store.DB) (end func()) {
	setMemory(ctx, db, importCache, 0)
	before := debug.SetGCPercent(importGarbage)
	return func() {
		debug.SetGCPercent(before)
		setMemory(context.WithoutCancel(ctx), db, sqlite.CacheKilobytes, sqlite.MappedBytes)
	}
}

// setMemory changes what the writing connection takes. An import works as well with more, so a failure stops nothing.
func setMemory(ctx context.Context, db *store.DB, cache, mapped int) {
	_, _ = db.Writer.ExecContext(ctx, fmt.Sprintf(`PRAGMA cache_size = -%d; PRAGMA mmap_size = %d; PRAGMA shrink_memory`, cache, mapped))
}
