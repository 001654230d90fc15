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
	"garagemail/ui"
)

// keepBackups makes the copy of the day while the window is open, also when it stays open for weeks. It returns nil when
// ctx has ended: a copy that cannot be made keeps nobody from working.
func keepBackups(ctx context.Context, db *store.DB) error {
	hourly := time.NewTicker(time.Hour)
	defer hourly.Stop()
	for ctx.Err() == nil {
		if _, err := db.DailyBackup(ctx); err != nil && ctx.Err() == nil {
			slog.Error("daily backup", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-hourly.C:
		}
	}
	return nil
}

// startError says in a window why the file cannot be opened, and offers the newest good backup of a damaged one.
func startError(ctx context.Context, app fyne.App, p *lang.Printer, opts options, err error, stderr io.Writer) int {
	if errors.Is(err, store.ErrDamaged) {
		if backup, missing := store.NewestGoodBackup(ctx, opts.database); missing == nil {
			if ui.AskRestore(app, p, opts.database, backup) {
				return restoreAndRestart(ctx, opts, backup.Path, stderr)
			}
			return exitFailed
		}
	}
	ui.ShowStartError(app, p, opts.database, err)
	return exitFailed
}

// restoreAndRestart puts a backup in the file's place and starts the program anew: the toolkit runs once.
func restoreAndRestart(ctx context.Context, opts options, backup string, stderr io.Writer) int {
	if err := restoreBackup(ctx, opts, backup); err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return exitFailed
	}
	return restart(stderr)
}

// restoreChosen puts back the backup that she chose in the window. When that fails the program starts anew with the file
// as it was, and says why.
func restoreChosen(ctx context.Context, p *lang.Printer, opts options, backup string, stderr io.Writer) int {
	err := restoreBackup(ctx, opts, backup)
	if err != nil {
		err = errors.Join(err, noteAtStart(context.WithoutCancel(ctx), opts.database, ui.Explain(p, err)))
		fmt.Fprintln(stderr, "garagemail:", err)
	}
	return restart(stderr)
}

func restoreBackup(ctx context.Context, opts options, backup string) error {
	restored, err := store.Restore(context.WithoutCancel(ctx), opts.database, backup)
	if err == nil {
		slog.Info("restored", "backup", backup, "replaced", restored.Replaced, "uncertain", restored.Uncertain)
	}
	return err
}

// noteAtStart leaves words in the file that its next window says.
func noteAtStart(ctx context.Context, path, words string) error {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	return errors.Join(db.SetSetting(ctx, ui.SettingSayAtStart, words), db.Close())
}

// restart starts the program anew, as it was started.
func restart(stderr io.Writer) int {
	executable, err := os.Executable()
	if err == nil {
		err = exec.Command(executable, os.Args[1:]...).Start() //nolint:gosec // this program itself
	}
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return exitFailed
	}
	return exitDone
}
