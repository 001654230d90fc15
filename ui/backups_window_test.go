package ui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestBackupsAreListedMadeAndPutBack(t *testing.T) {
	d := newMailDesk(t)
	m := mainOf(t, d.App)
	entry := menuEntry(m.window.MainMenu(), "Fichier", "Copies de sauvegarde")
	if entry == nil {
		t.Fatal("no way to the backups")
	}
	entry.Action()
	daily, err := backup.Daily(t.Context(), d.db)
	check(t, err)
	b := newBackupsWindow(d.App)
	if rows := b.grid.Rows(); len(rows) != 1 || rows[0].Path != daily || rows[0].Size == 0 {
		t.Fatalf("lists %+v", rows)
	}
	copied := filepath.Join(t.TempDir(), "copie.db")
	b.make(copied)
	if err := store.CheckFile(t.Context(), copied); err != nil {
		t.Fatal(err)
	}

	broken := filepath.Join(t.TempDir(), "broken.db")
	check(t, os.WriteFile(broken, []byte("no file of ours, whatever its name says"), 0o600))
	b.ask(broken)
	pressKey(b.window, fyne.KeyEscape)
	b.ask(daily)
	pressKey(b.window, fyne.KeyEscape)
	if d.RestoreFrom() != "" || m.window.Context().Err() != nil {
		t.Fatalf("restores from %q without her word", d.RestoreFrom())
	}
	changed := storetest.Client(t, d.db, garage.Client{Name: "Later"})
	b.ask(daily)
	pressKey(b.window, fyne.KeyReturn)
	if d.RestoreFrom() != daily || m.window.Context().Err() == nil {
		t.Fatalf("restores from %q, want %q", d.RestoreFrom(), daily)
	}
	check(t, d.db.Close()) // as the program does before it restores
	_, err = backup.Restore(t.Context(), d.path, d.RestoreFrom())
	check(t, err)
	restored := storetest.Open(t, d.path)
	if _, err := restored.Client(t.Context(), changed.ID); err == nil {
		t.Error("what was changed since the backup is in it")
	}
	if _, err := restored.Client(t.Context(), d.clients[0].ID); err != nil {
		t.Error("what was in the backup is not there:", err)
	}
}
