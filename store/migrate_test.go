package store_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver
)

// firstFile makes a file as the first version of the program left it, with rows by the statements.
func firstFile(t *testing.T, statements ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "first.db")
	direct, err := sql.Open("sqlite", "file:"+path+"?_foreign_keys=1&_journal_mode=WAL")
	check(t, err)
	direct.SetMaxOpenConns(1)
	defer func() { check(t, direct.Close()) }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, direct, os.DirFS("migrations"),
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	check(t, err)
	_, err = provider.UpTo(t.Context(), 1)
	check(t, err)
	for _, statement := range statements {
		if _, err := direct.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return path
}

func TestDocumentsOfTheFirstVersionStay(t *testing.T) {
	path := firstFile(t,
		`INSERT INTO client (number, name, name_fold, created_at, changed_at) VALUES ('C1', 'Dupont', 'dupont', '', ''), ('C2', 'Maes', 'maes', '', '')`,
		`INSERT INTO company (name) VALUES ('Garage')`,
		`INSERT INTO user (name) VALUES ('Sophie')`,
		`INSERT INTO vehicle (client_id, plate) VALUES (2, '1-ABC-123')`,
		`INSERT INTO document (id, company_id, kind, number, date, due_date, client_id, vehicle_id, plate, reference, net_cents, vat_cents,
			total_cents, paid_cents) VALUES (7, 1, 'invoice', '20260007', '2026-01-31', '2026-03-02', 2, 1, '1-ABC-123', 'ref', 10000, 2100, 12100, 100),
			(9, NULL, 'credit_note', '20260007', '2026-02-01', '', 1, NULL, '', '', -500, -30, -530, 0)`,
		`INSERT INTO document_line (document_id, position, description, quantity_thousandths, unit_price_cents, vat_basis_points)
			VALUES (7, 1, 'Pneus', 4000, 2500, 2100), (9, 1, 'Geste', -1000, 500, 600)`,
		`INSERT INTO delivery (kind, document_id, client_id, user_id, purpose, from_address, to_address, subject, search_key, message_id,
			state, size, queued_at) VALUES ('document', 7, 2, 1, 'service', 'a@b.be', 'c@d.be', 's', '', '<1@b.be>', 'sent', 1, '')`)
	direct, err := sql.Open("sqlite", "file:"+path)
	check(t, err)
	const everything = `SELECT json_group_array(json_array(id, company_id, kind, number, date, due_date, client_id, vehicle_id, plate,
		reference, net_cents, vat_cents, total_cents, paid_cents)) || (SELECT json_group_array(json_array(id, document_id, position, description,
		quantity_thousandths, unit_price_cents, vat_basis_points)) FROM document_line) || (SELECT json_group_array(json_array(id, document_id))
		FROM delivery) || (SELECT json_group_array(json_array(client_id, documents, document_cents, last_document)) FROM tally) FROM document`
	var before, after string
	check(t, direct.QueryRowContext(t.Context(), everything).Scan(&before))
	check(t, direct.Close())

	db := storetest.Open(t, path)
	moved := storetest.SQL(t, db)
	check(t, moved.QueryRowContext(t.Context(), strings.Replace(everything, "unit_price_cents", "unit_price_millionths / 10000", 1)).Scan(&after))
	if before != after {
		t.Errorf("before %s\nafter  %s", before, after)
	}
	var broken int
	check(t, moved.QueryRowContext(t.Context(), `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken))
	if broken != 0 {
		t.Errorf("%d references lead nowhere", broken)
	}
	if copies, err := filepath.Glob(path + ".before-*"); err != nil || len(copies) != 1 {
		t.Errorf("copies of the old file: %q, %v", copies, err)
	}
	document, err := db.Document(t.Context(), 7)
	check(t, err)
	if document.State != store.DocumentIssued || document.Open != 12000 || len(document.Lines) != 1 || document.Lines[0].UnitPrice != 2500 || document.Lines[0].PriceRest != 0 {
		t.Errorf("%+v", document)
	}
	mustFail(t, db.DeleteClient(t.Context(), 2), store.ErrInUse) // the references are awake again
	_, err = moved.ExecContext(t.Context(), `DELETE FROM document WHERE id = 7`)
	if err == nil {
		t.Error("a document that was sent could be deleted")
	}
}

// TestFreshAndMigratedFilesAreAlike holds the two ways to the newest schema together.
func TestFreshAndMigratedFilesAreAlike(t *testing.T) {
	schema := func(db *store.DB) []string {
		rows, err := storetest.SQL(t, db).QueryContext(t.Context(), `SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema`)
		check(t, err)
		defer rows.Close()
		var all []string
		for rows.Next() {
			var one string
			check(t, rows.Scan(&one))
			all = append(all, one)
		}
		check(t, rows.Err())
		slices.Sort(all)
		return all
	}
	if fresh, moved := schema(storetest.New(t)), schema(storetest.Open(t, firstFile(t))); !slices.Equal(fresh, moved) {
		t.Errorf("fresh %q\nmoved %q", fresh, moved)
	}
}
