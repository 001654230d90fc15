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
	restored, err := store.Restore(context.WithoutCancel(ctx), opts.database, backup)
	if err != nil {
		fmt.Fprintln(stderr, "garagemail:", err)
		return exitFailed
	}
	slog.Info("restored", "backup", backup, "replaced", restored.Replaced, "uncertain", restored.Uncertain)
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
