package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestDamagedFileOffersTheNewestBackup(t *testing.T) {
	a := newDesk(t)
	damaged := fmt.Errorf("quick_check: %w", garage.ErrDamaged)
	m := &mainWindow{app: a, window: a.NewWindow(kit.WindowOptions{Key: "test"})}
	m.window.Show()
	m.fileChecked(damaged)
	desktest.PressKey(m.window, fyne.KeyReturn)
	if a.RestoreFrom != "" {
		t.Fatalf("restores from %q, and there is no backup", a.RestoreFrom)
	}
	backup, err := backup.Daily(t.Context(), a.DB)
	desktest.Check(t, err)
	m.fileChecked(damaged)
	desktest.PressKey(m.window, fyne.KeyEscape)
	if a.RestoreFrom != "" || m.window.Context().Err() != nil {
		t.Fatal("ESCAPE restores")
	}
	m.fileChecked(damaged)
	desktest.PressKey(m.window, fyne.KeyReturn)
	if a.RestoreFrom != backup || m.window.Context().Err() == nil {
		t.Errorf("restores from %q, want %q", a.RestoreFrom, backup)
	}
}
