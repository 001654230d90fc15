// Package figures counts what a file holds, for whoever looks after the machine: numbers and the program's own words, never a word that
// somebody typed.
package figures

import (
	"context"
	"fmt"
	"os"
	"regexp"

	"garagemail/store"
	"garagemail/store/sqlite"
)

// Table is how many rows a table has.
type Table struct {
	Name string
	Rows int
}

// Outcome is how many messages ended, or wait, in the same way.
type Outcome struct {
	State     string
	Reason    string // language key, "" = none
	ReplyCode int    // of the mail server, 0 = it gave none
	Count     int
}

// File is what is counted of one file.
type File struct {
	Schema   int   // number of the newest migration that it has
	Size     int64 // bytes
	Tables   []Table
	Outcomes []Outcome
}

// reasonKey is what the program writes as a reason; whatever else stood there is left out.
var reasonKey = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*$`)

// Of counts the file of db.
func Of(ctx context.Context, db *store.DB) (File, error) {
	var f File
	if info, err := os.Stat(db.Path()); err == nil {
		f.Size = info.Size()
	}
	if err := f.count(ctx, db); err != nil {
		return File{}, fmt.Errorf("figures: %w", sqlite.Fault(err))
	}
	return f, nil
}

func (f *File) count(ctx context.Context, db *store.DB) error {
	err := db.Reader.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM schema_version WHERE is_applied`).Scan(&f.Schema)
	if err != nil {
		return err
	}
	if err := f.readNames(ctx, db); err != nil {
		return err
	}
	for i, table := range f.Tables {
		// The name is one of the file's own tables.
		if err := db.Reader.QueryRowContext(ctx, `SELECT count(*) FROM "`+table.Name+`"`).Scan(&f.Tables[i].Rows); err != nil {
			return fmt.Errorf("table %s: %w", table.Name, err)
		}
	}
	return f.readOutcomes(ctx, db)
}

// readNames leaves out what SQLite made for itself and what a search index is made of.
func (f *File) readNames(ctx context.Context, db *store.DB) error {
	rows, err := db.Reader.QueryContext(ctx, `SELECT name FROM pragma_table_list
		WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY name`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var table Table
		if err := rows.Scan(&table.Name); err != nil {
			return err
		}
		f.Tables = append(f.Tables, table)
	}
	return rows.Err()
}

func (f *File) readOutcomes(ctx context.Context, db *store.DB) error {
	rows, err := db.Reader.QueryContext(ctx, `SELECT state, reason, reply_code, count(*) FROM delivery GROUP BY 1, 2, 3 ORDER BY 1, 4 DESC, 2, 3`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var o Outcome
		if err := rows.Scan(&o.State, &o.Reason, &o.ReplyCode, &o.Count); err != nil {
			return err
		}
		if !reasonKey.MatchString(o.Reason) {
			o.Reason = ""
		}
		f.Outcomes = append(f.Outcomes, o)
	}
	return rows.Err()
}
