package store_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestMarksSurviveReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "garage é%3F #1.db")
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	for range 3 {
		storetest.Client(t, db, garage.Client{})
	}
	storetest.Check(t, db.SetMarks(t.Context(), []int64{1, 3, 99}, true))
	storetest.Check(t, db.Close())

	db = storetest.Open(t, path)
	marked := func(want ...int64) {
		t.Helper()
		got, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: garage.Criteria{Marked: true}})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("marked: %v %v, want %v", got, err, want)
		}
		if count, err := db.MarkCount(t.Context()); err != nil || count != len(want) {
			t.Errorf("count: %d %v, want %d", count, err, len(want))
		}
	}
	marked(1, 3)
	cleared, err := db.ClearMarks(t.Context())
	storetest.Check(t, err)
	marked()
	storetest.Check(t, db.SetMarks(t.Context(), []int64{2}, true))
	marked(2)
	storetest.Check(t, db.RestoreMarks(t.Context(), cleared))
	marked(1, 2, 3)
	storetest.Check(t, db.SetMarks(t.Context(), []int64{2}, false))
	marked(1, 3)
	storetest.Check(t, db.SetMarks(t.Context(), []int64{1, 99}, false))
	marked(3)
	storetest.Check(t, db.SetMarks(t.Context(), []int64{99}, true))
	marked(3)
}

// refusedUntouched opens a file that cannot be used and sees that it is left as it was.
func refusedUntouched(t *testing.T, path string, want error) {
	t.Helper()
	before, err := os.ReadFile(path)
	storetest.Check(t, err)
	db, err := store.Open(t.Context(), path)
	if err == nil {
		// A current file opens before it is checked through; nothing is written to it then either.
		err = db.SetSetting(t.Context(), "a", "b")
		if closed := db.Close(); closed != nil {
			t.Error(closed)
		}
	}
	storetest.MustFail(t, err, want)
	after, err := os.ReadFile(path)
	storetest.Check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	direct := storetest.SQL(t, db)
	_, err = direct.ExecContext(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (999, 1)`)
	storetest.Check(t, err)
	_, err = direct.ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.Check(t, err)
	storetest.Check(t, direct.Close())
	storetest.Check(t, db.Close())
	refusedUntouched(t, path, garage.ErrNewerVersion)
}

func TestDamagedFileIsRefused(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "letter.db")
	storetest.Check(t, os.WriteFile(text, bytes.Repeat([]byte("Cher client, "), 1000), 0o600))
	refusedUntouched(t, text, garage.ErrDamaged)

	torn := filepath.Join(folder, "torn.db")
	db, err := store.Open(t.Context(), torn)
	storetest.Check(t, err)
	storetest.Fill(t, db, storetest.Size{Clients: 500, Vehicles: 500})
	_, err = storetest.SQL(t, db).ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	storetest.Check(t, err)
	whole, err := os.ReadFile(torn)
	storetest.Check(t, err)
	storetest.Check(t, db.Close())
	for i := len(whole) / 2; i < len(whole)/2+40_000; i++ {
		whole[i] ^= 0x5a
	}
	storetest.Check(t, os.WriteFile(torn, whole, 0o600))
	refusedUntouched(t, torn, garage.ErrDamaged)
}

func TestReadOnlyFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "closed")
	storetest.Check(t, os.Mkdir(folder, 0o500)) //nolint:gosec // a folder has to be entered
	if os.Geteuid() == 0 {
		folder = "/sys" // the one that even root cannot write to
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no read-only folders")
	}
	_, err := store.Open(t.Context(), filepath.Join(folder, "garage.db"))
	storetest.MustFail(t, err, garage.ErrReadOnly)
}

func TestOnlyTheOwnerReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{})
	storetest.Check(t, db.Backup(t.Context(), db.Path()+".backup"))
	for _, ending := range []string{"", "-wal", "-shm", ".backup"} {
		info, err := os.Stat(db.Path() + ending)
		if errors.Is(err, os.ErrNotExist) {
			t.Errorf("no file %q", ending)
			continue
		}
		storetest.Check(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v", ending, info.Mode())
		}
	}
}

// firstCase makes a file as the first version of the program left it, with rows by the statements.
func firstCase(t *testing.T, statements ...string) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "first.db")
	direct, err := sql.Open("sqlite", "file:"+path+"?_foreign_keys=1&_journal_mode=WAL")
	storetest.Check(t, err)
	direct.SetMaxOpenConns(1)
	defer func() { storetest.Check(t, direct.Close()) }()
	provider, err := goose.NewProvider(goose.DialectSQLite3, direct, os.DirFS("migrations"),
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	storetest.Check(t, err)
	_, err = provider.UpTo(t.Context(), 1)
	storetest.Check(t, err)
	for _, statement := range statements {
		if _, err := direct.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	return path
}

func TestDocumentsOfTheFirstVersionStay(t *testing.T) {
	path := firstCase(t,
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
	storetest.Check(t, err)
	const everything = `SELECT json_group_array(json_array(id, company_id, kind, number, date, due_date, client_id, vehicle_id, plate,
		reference, net_cents, vat_cents, total_cents, paid_cents)) || (SELECT json_group_array(json_array(id, document_id, position, description,
		quantity_thousandths, unit_price_cents, vat_basis_points)) FROM document_line) || (SELECT json_group_array(json_array(id, document_id))
		FROM delivery) || (SELECT json_group_array(json_array(client_id, documents, document_cents, last_document)) FROM tally) FROM document`
	var before, after string
	storetest.Check(t, direct.QueryRowContext(t.Context(), everything).Scan(&before))
	storetest.Check(t, direct.Close())

	db := storetest.Open(t, path)
	moved := storetest.SQL(t, db)
	storetest.Check(t, moved.QueryRowContext(t.Context(), strings.Replace(everything, "unit_price_cents", "unit_price_millionths / 10000", 1)).Scan(&after))
	if before != after {
		t.Errorf("before %s\nafter  %s", before, after)
	}
	var broken int
	storetest.Check(t, moved.QueryRowContext(t.Context(), `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken))
	if broken != 0 {
		t.Errorf("%d references lead nowhere", broken)
	}
	if copies, err := filepath.Glob(path + ".before-*"); err != nil || len(copies) != 1 {
		t.Errorf("copies of the old file: %q, %v", copies, err)
	}
	document, err := db.Document(t.Context(), 7)
	storetest.Check(t, err)
	if document.State != garage.DocumentIssued || document.Open != 12000 || len(document.Lines) != 1 || document.Lines[0].UnitPrice != 2500 || document.Lines[0].PriceRest != 0 {
		t.Errorf("%+v", document)
	}
	storetest.MustFail(t, db.DeleteClient(t.Context(), 2), garage.ErrInUse) // the references are awake again
	_, err = moved.ExecContext(t.Context(), `DELETE FROM document WHERE id = 7`)
	if err == nil {
		t.Error("a document that was sent could be deleted")
	}
}

// TestFreshAndMigratedFilesAreAlike holds the two ways to the newest schema together.
func TestFreshAndMigratedFilesAreAlike(t *testing.T) {
	schema := func(db *store.DB) []string {
		rows, err := storetest.SQL(t, db).QueryContext(t.Context(), `SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema`)
		storetest.Check(t, err)
		defer rows.Close()
		var all []string
		for rows.Next() {
			var one string
			storetest.Check(t, rows.Scan(&one))
			all = append(all, one)
		}
		storetest.Check(t, rows.Err())
		slices.Sort(all)
		return all
	}
	if fresh, moved := schema(storetest.New(t)), schema(storetest.Open(t, firstCase(t))); !slices.Equal(fresh, moved) {
		t.Errorf("fresh %q\nmoved %q", fresh, moved)
	}
}
