package backup

import (
	"database/sql"
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/sqlite"
)

// TestRestoreThinksOfEveryTable: of each table it is said how a row of it is known again, that it belongs to another, or why it
// stays. Who adds a table says so in restore_same.go.
func TestRestoreThinksOfEveryTable(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "garage.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing was written
	err = db.Write(t.Context(), "read shapes", func(tx *sql.Tx) error {
		shapes, err := readShapes(t.Context(), tx)
		if err != nil {
			return err
		}
		known := map[string]bool{}
		for _, s := range shapes {
			known[s.name] = true
			if same[s.name] == nil && s.owner.table == "" {
				t.Errorf("restore does not know a row of %s again", s.name)
			}
			for _, ref := range s.refs {
				if ref.lost && ref.required {
					t.Errorf("no row of %s can come along: it needs one of %s, which stays", s.name, ref.table)
				}
			}
		}
		rows, err := tx.QueryContext(t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
		if err != nil {
			return err
		}
		names, err := sqlite.Collect(rows, func(rows *sql.Rows) (name string, err error) { return name, rows.Scan(&name) })
		for _, name := range names {
			if !known[name] && stays[name] == "" {
				t.Errorf("restore does not think of %s", name)
			}
		}
		if len(names) < 30 {
			t.Errorf("only %d tables", len(names))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
