package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/ui"
	"garagemail/ui/command"
	"garagemail/ui/desktop"
	"garagemail/ui/explain"
)

// keepBackups makes the copy of the day while the window is open, also when it stays open for weeks, and one soon after each import.
// It returns nil when ctx has ended: a copy that cannot be made keeps nobody from working.
func keepBackups(ctx context.Context, db *store.DB) error {
	look := time.NewTicker(time.Minute)
	defer look.Stop()
	failed := time.Time{}
	for ctx.Err() == nil {
		if time.Since(failed) > time.Hour { // a full disk is not asked every minute
			if _, err := backup.Daily(ctx, db); err != nil && ctx.Err() == nil {
				slog.Error("daily backup", "error", err)
				failed = time.Now()
			}
		}
		select {
		case <-ctx.Done():
		case <-look.C:
		}
	}
	return nil
}

// start is what is known of a start before its file is open.
type start struct {
	p        *lang.Printer
	database string
	window   *desktop.Window // of this database
	stderr   io.Writer
}

// failed says in a window why the file cannot be opened, and offers the newest good backup of a damaged one.
func (s *start) failed(ctx context.Context, app fyne.App, err error) int {
	if errors.Is(err, garage.ErrDamaged) {
		if backup, missing := backup.NewestGood(ctx, s.database); missing == nil {
			wanted := false
			if err := onScreen(app, func() { wanted = ui.AskRestore(app, s.p, s.database, backup) }); err != nil {
				return sayNoScreen(s.p, err, s.stderr)
			}
			if wanted {
				return s.restoreAndRestart(ctx, backup.Path)
			}
			return command.ExitFailed
		}
	}
	if err := onScreen(app, func() { ui.ShowStartError(app, s.p, s.database, err) }); err != nil {
		return sayNoScreen(s.p, err, s.stderr)
	}
	return command.ExitFailed
}

// sayFirst is the variable in which a program that starts anew is told what its window is to say first.
const sayFirst = "GARAGEMAIL_SAY_FIRST"

// restoreAndRestart puts a backup in the file's place and starts the program anew, for the toolkit runs once; its window
// says what was done, or why it could not be.
func (s *start) restoreAndRestart(ctx context.Context, kept string) int {
	var sentence string
	restored, failure := backup.Restore(context.WithoutCancel(ctx), s.database, kept)
	if failure == nil {
		sentence = s.p.T("restore.done")
		if restored.Unknown {
			sentence += " " + s.p.T("restore.unknown")
		}
		if restored.MissingPhotos > 0 {
			sentence += " " + s.p.N("restore.missing_photos", restored.MissingPhotos)
		}
		if restored.Uncertain > 0 {
			sentence += " " + s.p.N("command.restored_uncertain", restored.Uncertain)
		}
	} else {
		fmt.Fprintln(s.stderr, "garagemail:", failure)
		sentence = s.p.T("restore.failed", "Detail", explain.Error(s.p, failure))
	}
	executable, err := os.Executable()
	err = errors.Join(err, s.window.Close()) // the new one is the first window then
	if err == nil {
		again := exec.Command(executable, os.Args[1:]...) //nolint:gosec // this program itself
		again.Env = append(os.Environ(), sayFirst+"="+sentence)
		err = again.Start()
	}
	if err != nil {
		fmt.Fprintln(s.stderr, "garagemail:", err)
	}
	if failure != nil || err != nil {
		return command.ExitFailed
	}
	return command.ExitDone
}
