package settings

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestBackupsAreListedMadeAndPutBack(t *testing.T) {
	d := desktest.NewMail(t)
	d.Main = d.NewWindow(kit.WindowOptions{Key: "main", Main: true})
	daily, err := backup.Daily(t.Context(), d.DB)
	desktest.Check(t, err)
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
	desktest.Check(t, os.WriteFile(broken, []byte("no file of ours, whatever its name says"), 0o600))
	b.ask(broken)
	desktest.PressKey(b.window, fyne.KeyEscape)
	b.ask(daily)
	desktest.PressKey(b.window, fyne.KeyEscape)
	if d.RestoreFrom != "" || d.Main.Context().Err() != nil {
		t.Fatalf("restores from %q without her word", d.RestoreFrom)
	}
	changed := storetest.Client(t, d.DB, garage.Client{Name: "Later"})
	b.ask(daily)
	desktest.PressKey(b.window, fyne.KeyReturn)
	if d.RestoreFrom != daily || d.Main.Context().Err() == nil {
		t.Fatalf("restores from %q, want %q", d.RestoreFrom, daily)
	}
	desktest.Check(t, d.DB.Close()) // as the program does before it restores
	_, err = backup.Restore(t.Context(), d.Path, d.RestoreFrom)
	desktest.Check(t, err)
	restored := storetest.Open(t, d.Path)
	if _, err := restored.Client(t.Context(), changed.ID); err == nil {
		t.Error("what was changed since the backup is in it")
	}
	if _, err := restored.Client(t.Context(), d.Clients[0].ID); err != nil {
		t.Error("what was in the backup is not there:", err)
	}
}
