package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestMarksSurviveReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "garage é%3F #1.db")
	db, err := store.Open(t.Context(), path)
	check(t, err)
	for range 3 {
		storetest.Client(t, db, store.Client{})
	}
	check(t, db.SetMarks(t.Context(), []int64{1, 3, 99}, true))
	check(t, db.Close())

	db = storetest.Open(t, path)
	marked := func(want ...int64) {
		t.Helper()
		got, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: store.Criteria{Marked: true}})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("marked: %v %v, want %v", got, err, want)
		}
		if count, err := db.MarkCount(t.Context()); err != nil || count != len(want) {
			t.Errorf("count: %d %v, want %d", count, err, len(want))
		}
	}
	marked(1, 3)
	cleared, err := db.ClearMarks(t.Context())
	check(t, err)
	marked()
	if on, err := db.ToggleMark(t.Context(), 2); err != nil || !on {
		t.Error(on, err)
	}
	check(t, db.RestoreMarks(t.Context(), cleared))
	marked(1, 2, 3)
	if on, err := db.ToggleMark(t.Context(), 2); err != nil || on {
		t.Error(on, err)
	}
	check(t, db.SetMarks(t.Context(), []int64{1}, false))
	marked(3)
	_, err = db.ToggleMark(t.Context(), 99)
	mustFail(t, err, store.ErrNotFound)
}

// refusedUntouched opens a file that cannot be used and sees that it is left as it was.
func refusedUntouched(t *testing.T, path string, want error) {
	t.Helper()
	before, err := os.ReadFile(path)
	check(t, err)
	db, err := store.Open(t.Context(), path)
	if err == nil {
		// A current file opens before it is checked through; nothing is written to it then either.
		err = db.SetSetting(t.Context(), "a", "b")
		if closed := db.Close(); closed != nil {
			t.Error(closed)
		}
	}
	mustFail(t, err, want)
	after, err := os.ReadFile(path)
	check(t, err)
	if !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
}

func TestNewerFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := store.Open(t.Context(), path)
	check(t, err)
	direct := storetest.SQL(t, db)
	_, err = direct.ExecContext(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (999, 1)`)
	check(t, err)
	_, err = direct.ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	check(t, err)
	check(t, direct.Close())
	check(t, db.Close())
	refusedUntouched(t, path, store.ErrNewerVersion)
}

func TestDamagedFileIsRefused(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "letter.db")
	check(t, os.WriteFile(text, bytes.Repeat([]byte("Cher client, "), 1000), 0o600))
	refusedUntouched(t, text, store.ErrDamaged)

	torn := filepath.Join(folder, "torn.db")
	db, err := store.Open(t.Context(), torn)
	check(t, err)
	storetest.Fill(t, db, storetest.Size{Clients: 500, Vehicles: 500})
	_, err = storetest.SQL(t, db).ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	check(t, err)
	whole, err := os.ReadFile(torn)
	check(t, err)
	check(t, db.Close())
	for i := len(whole) / 2; i < len(whole)/2+40_000; i++ {
		whole[i] ^= 0x5a
	}
	check(t, os.WriteFile(torn, whole, 0o600))
	refusedUntouched(t, torn, store.ErrDamaged)
}

func TestReadOnlyFolder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "closed")
	check(t, os.Mkdir(folder, 0o500)) //nolint:gosec // a folder has to be entered
	if os.Geteuid() == 0 {
		folder = "/sys" // the one that even root cannot write to
	}
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no read-only folders")
	}
	_, err := store.Open(t.Context(), filepath.Join(folder, "garage.db"))
	mustFail(t, err, store.ErrReadOnly)
}

func TestOnlyTheOwnerReads(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such rights")
	}
	db := storetest.New(t)
	storetest.Client(t, db, store.Client{})
	check(t, db.Backup(t.Context(), db.Path()+".backup"))
	for _, ending := range []string{"", "-wal", "-shm", ".backup"} {
		info, err := os.Stat(db.Path() + ending)
		if errors.Is(err, os.ErrNotExist) {
			t.Errorf("no file %q", ending)
			continue
		}
		check(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%q: %v", ending, info.Mode())
		}
	}
}
