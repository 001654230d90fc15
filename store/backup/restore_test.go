package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// namedFile makes a file that holds one client of that name, and closes it.
func namedFile(t *testing.T, path, name string) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	storetest.Client(t, db, garage.Client{Name: name})
	storetest.Check(t, db.Close())
}

// holds sees that the file at path is whole and holds one client of that name.
func holds(t *testing.T, path, name string) {
	t.Helper()
	storetest.Check(t, store.CheckThoroughly(t.Context(), path))
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	client, err := db.Client(t.Context(), 1)
	storetest.Check(t, err)
	if client.Name != name {
		t.Errorf("%s holds %q, want %q", path, client.Name, name)
	}
	storetest.Check(t, db.Close())
}

func TestDailyBackups(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{})
	day := time.Date(2026, 11, 1, 9, 0, 0, 0, time.Local)
	db.SetClock(func() time.Time { return day })
	beside := filepath.Join(filepath.Dir(db.Path()), "backups", "another-2026-11-01.db")
	for range 20 {
		path, err := backup.Daily(t.Context(), db)
		storetest.Check(t, err)
		storetest.Check(t, store.CheckFile(t.Context(), path))
		if runtime.GOOS != "windows" {
			info, err := os.Stat(path)
			storetest.Check(t, err)
			if info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v", path, info.Mode())
			}
		}
		if again, err := backup.Daily(t.Context(), db); err != nil || again != "" {
			t.Errorf("a second backup of the day: %q %v", again, err)
		}
		storetest.Check(t, os.WriteFile(beside, nil, 0o600))
		day = day.AddDate(0, 0, 1)
	}
	backups, err := backup.List(db.Path())
	storetest.Check(t, err)
	if len(backups) != 14 || filepath.Base(backups[0].Path) != "garage-2026-11-20.db" || filepath.Base(backups[13].Path) != "garage-2026-11-07.db" {
		t.Errorf("%d backups: %+v", len(backups), backups)
	}
	if _, err := os.Stat(beside); err != nil {
		t.Error("another file's backup is gone:", err)
	}
}

// TestBackupAfterImport: what came in has a copy on the same day, and the one from before it stays; a second import takes the place
// of the first one's. They count as one day.
func TestBackupAfterImport(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{})
	day := time.Date(2026, 11, 1, 9, 0, 0, 0, time.Local)
	db.SetClock(func() time.Time { return day })
	made := func(want string) {
		t.Helper()
		path, err := backup.Daily(t.Context(), db)
		if err != nil || want == "" && path != "" || want != "" && filepath.Base(path) != want {
			t.Errorf("%q was made (%v), want %q", path, err, want)
		}
	}
	serial := 0
	bringIn := func() {
		t.Helper()
		serial++
		path := filepath.Join(t.TempDir(), "clients.csv")
		storetest.Check(t, os.WriteFile(path, fmt.Appendf(nil, "Numéro;Nom;Email\nC%d;Maes;maes@client.example\n", serial), 0o600))
		_, err := intake.ImportAll(t.Context(), db, intake.NewBatch(intake.FoundFiles{Paths: []string{path}}, storetest.TableWords.File), intake.Options{})
		storetest.Check(t, err)
	}
	for range 16 {
		date := day.Format(time.DateOnly)
		made("garage-" + date + ".db")
		made("")
		bringIn()
		made("garage-" + date + "-import.db")
		made("")
		bringIn()
		made("garage-" + date + "-import.db")
		made("")
		day = day.AddDate(0, 0, 1)
	}
	backups, err := backup.List(db.Path())
	storetest.Check(t, err)
	if len(backups) != 28 {
		t.Errorf("%d backups", len(backups))
	}
	for _, one := range backups {
		if base := filepath.Base(one.Path); base < "garage-2026-11-03" || store.CheckFile(t.Context(), one.Path) != nil {
			t.Errorf("%s is kept", base)
		}
	}
}

func TestDamagedFileIsNotBackedUp(t *testing.T) {
	path := damagedFile(t)
	db, err := store.Open(t.Context(), path)
	if err == nil {
		_, err = backup.Daily(t.Context(), db)
		storetest.Check(t, db.Close())
	}
	storetest.MustFail(t, err, garage.ErrDamaged)
	if backups, err := backup.List(path); err != nil || len(backups) != 0 {
		t.Error(backups, err)
	}
}

// damagedFile makes a file with a torn middle.
func damagedFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "garage.db")
	filledFile(t, path)
	tear(t, path)
	return path
}

// filledFile makes a file of some hundred pages that nobody has open, with nothing left in a log.
func filledFile(t *testing.T, path string) {
	t.Helper()
	db := storetest.New(t)
	storetest.Fill(t, db, storetest.Size{Clients: 500, Vehicles: 500})
	storetest.Check(t, db.Backup(t.Context(), path))
}

func tear(t *testing.T, path string) {
	t.Helper()
	whole, err := os.ReadFile(path)
	storetest.Check(t, err)
	for i := len(whole) / 2; i < len(whole)/2+len(whole)/4; i++ {
		whole[i] ^= 0x5a
	}
	storetest.Check(t, os.WriteFile(path, whole, 0o600))
}

func TestRestoreKeepsTheReplacedFile(t *testing.T) {
	folder := t.TempDir()
	path, kept := filepath.Join(folder, "garage.db"), filepath.Join(folder, "copy.db")
	namedFile(t, path, "today")
	namedFile(t, kept, "yesterday")
	restored, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	holds(t, path, "yesterday")
	holds(t, restored.Replaced, "today")
	holds(t, kept, "yesterday")
	back, err := backup.Restore(t.Context(), path, restored.Replaced)
	storetest.Check(t, err)
	holds(t, path, "today")
	holds(t, back.Replaced, "yesterday")
	if runtime.GOOS != "windows" {
		info, err := os.Stat(path)
		storetest.Check(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Error(info.Mode())
		}
	}
	left, err := filepath.Glob(filepath.Join(folder, "restore*"))
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

func TestRestoreWhereNothingIs(t *testing.T) {
	folder := t.TempDir()
	kept := filepath.Join(folder, "copy.db")
	namedFile(t, kept, "yesterday")
	path := filepath.Join(folder, "new computer", "garage.db")
	restored, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	holds(t, path, "yesterday")
	if restored.Replaced != "" {
		t.Error(restored.Replaced)
	}
}

// TestRestoreRefuses leaves the file as it is, to the byte.
func TestRestoreRefuses(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "garage.db")
	namedFile(t, path, "today")
	before, err := os.ReadFile(path)
	storetest.Check(t, err)
	letter, empty, newer := filepath.Join(folder, "letter.db"), filepath.Join(folder, "empty.db"), filepath.Join(folder, "newer.db")
	storetest.Check(t, os.WriteFile(letter, bytes.Repeat([]byte("Cher client, "), 1000), 0o600))
	storetest.Check(t, os.WriteFile(empty, nil, 0o600))
	namedFile(t, newer, "tomorrow")
	db, err := store.Open(t.Context(), newer)
	storetest.Check(t, err)
	direct := storetest.SQL(t, db)
	_, err = direct.ExecContext(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (999, 1)`)
	storetest.Check(t, errors.Join(err, direct.Close(), db.Close()))
	for _, refused := range []struct {
		from string
		want error
	}{
		{filepath.Join(folder, "nowhere.db"), garage.ErrNotFound},
		{folder, garage.ErrNotFound},
		{letter, garage.ErrDamaged},
		{empty, garage.ErrDamaged},
		{damagedFile(t), garage.ErrDamaged},
		{newer, garage.ErrNewerVersion},
		{path, garage.ErrConflict},
	} {
		_, err := backup.Restore(t.Context(), path, refused.from)
		storetest.MustFail(t, err, refused.want)
		after, err := os.ReadFile(path)
		storetest.Check(t, err)
		if !bytes.Equal(before, after) {
			t.Fatalf("restore from %s changed the file", refused.from)
		}
	}
	left, err := filepath.Glob(path + ".replaced-*")
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
}

// TestRestoreOverAnOpenFile is refused: the program that has it open would go on writing to the file put aside.
func TestRestoreOverAnOpenFile(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{Name: "today"})
	kept := db.Path() + ".backup"
	storetest.Check(t, db.Backup(t.Context(), kept))
	_, err := backup.Restore(t.Context(), db.Path(), kept)
	storetest.MustFail(t, err, garage.ErrBusy)
	storetest.Client(t, db, garage.Client{Name: "later"})
	storetest.Check(t, store.CheckFile(t.Context(), db.Path()))
}

func TestDamagedFileIsRestoredFromTheNewestGoodBackup(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "garage.db")
	filledFile(t, path)
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	first, err := db.Client(t.Context(), 1)
	storetest.Check(t, err)
	day := time.Date(2026, 11, 1, 9, 0, 0, 0, time.Local)
	db.SetClock(func() time.Time { return day })
	var made []string
	for range 3 {
		backup, err := backup.Daily(t.Context(), db)
		storetest.Check(t, err)
		storetest.Check(t, os.Chtimes(backup, day, day))
		made, day = append(made, backup), day.AddDate(0, 0, 1)
	}
	storetest.Check(t, db.Close())
	tear(t, made[2])
	tear(t, path)
	damaged, err := os.ReadFile(path)
	storetest.Check(t, err)
	storetest.MustFail(t, store.CheckFile(t.Context(), path), garage.ErrDamaged)
	good, err := backup.NewestGood(t.Context(), path)
	storetest.Check(t, err)
	if good.Path != made[1] || !good.At.Equal(day.AddDate(0, 0, -2)) {
		t.Errorf("%+v, want %s", good, made[1])
	}
	restored, err := backup.Restore(t.Context(), path, good.Path)
	storetest.Check(t, err)
	holds(t, path, first.Name)
	aside, err := os.ReadFile(restored.Replaced)
	storetest.Check(t, err)
	if !bytes.Equal(damaged, aside) {
		t.Error("the damaged file was written to before it was put aside")
	}
}

// TestRestoredMessagesWaitForAPerson: they may have left after the backup was made.
func TestRestoredMessagesWaitForAPerson(t *testing.T) {
	db := storetest.New(t)
	user := storetest.User(t, db, garage.User{Email: "sophie@garage.example"})
	for n := range 3 {
		_, err := db.QueueDelivery(t.Context(), garage.NewDelivery{Delivery: garage.Delivery{
			Kind: garage.KindDocument, UserID: user.ID, Purpose: garage.Service, FromAddress: user.Email, ToAddress: "a@b.be",
			MessageID: fmt.Sprintf("<%d@garage.example>", n),
		}, Head: []byte("Subject: Facture\r\n\r\n")})
		storetest.Check(t, err)
	}
	acquired, err := db.AcquireLease(t.Context(), store.OutboxLease, "old", time.Minute)
	if err != nil || !acquired {
		t.Fatal(acquired, err)
	}
	claim, err := db.FinishAndClaim(t.Context(), "old", user.ID, store.Handover{Claim: store.ClaimToSend})
	storetest.Check(t, err)
	storetest.Check(t, db.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: garage.Sent}))
	kept := filepath.Join(t.TempDir(), "copy.db")
	storetest.Check(t, db.Backup(t.Context(), kept))
	path := filepath.Join(t.TempDir(), "garage.db")
	restored, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	if restored.Uncertain != 2 {
		t.Errorf("%+v", restored)
	}
	after := storetest.Open(t, path)
	counts, err := after.OutboxCounts(t.Context())
	storetest.Check(t, err)
	if counts.Sent != 1 || counts.Uncertain != 2 || counts.Left() != 0 {
		t.Errorf("%+v", counts)
	}
	if acquired, err := after.AcquireLease(t.Context(), store.OutboxLease, "new", time.Minute); err != nil || !acquired {
		t.Error("the lease came back with the backup:", err)
	}
	storetest.Check(t, after.ResolveUncertain(t.Context(), 2, false))
	if delivery, err := after.Delivery(t.Context(), 2); err != nil || delivery.State != garage.Queued {
		t.Error(delivery.State, err)
	}
}

// TestTwoBackupsAtOnce do not write into each other's copy.
func TestTwoBackupsAtOnce(t *testing.T) {
	db := storetest.New(t)
	storetest.Fill(t, db, storetest.Size{Clients: 2000, Vehicles: 2000})
	path := filepath.Join(t.TempDir(), "copy.db")
	done := make(chan error)
	for range 4 {
		go func() { done <- db.Backup(t.Context(), path) }()
	}
	for range 4 {
		storetest.Check(t, <-done)
	}
	storetest.Check(t, store.CheckThoroughly(t.Context(), path))
	left, err := filepath.Glob(path + "?*")
	if err != nil || len(left) > 0 {
		t.Error("left behind:", left, err)
	}
	storetest.MustFail(t, db.Backup(t.Context(), db.Path()), garage.ErrConflict)
}
