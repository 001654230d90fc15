package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// backuper is the part of the driver's connection that copies a live file page by page.
type backuper interface {
	NewBackup(destination string) (*sqlite.Backup, error)
}

// Backup copies the open file to path with SQLite's backup API (copying the live file itself could tear it), and the
// originals of its photos to the folder of that name. The copy is written beside path and renamed when whole, readable by
// its owner alone.
func (db *DB) Backup(ctx context.Context, path string) error {
	if here, err := os.Stat(path); err == nil {
		if ours, err := os.Stat(db.path); err == nil && os.SameFile(here, ours) {
			return fmt.Errorf("backup to %s: that is the file itself: %w", path, ErrConflict)
		}
	}
	if err := db.backUp(ctx, path, photoFolder(path)); err != nil {
		return fmt.Errorf("backup to %s: %w", path, fault(err))
	}
	return nil
}

func (db *DB) backUp(ctx context.Context, path, photos string) error {
	if err := copyWhole(ctx, db.reader, path); err != nil {
		return err
	}
	return backUpPhotos(ctx, path, photoFolder(db.path), photos)
}

// partialEnding marks a copy that is being written; what follows it is random, for two programs may copy at once.
const partialEnding = ".partial"

// copyWhole writes the copy beside path, and gives it the name only when it is whole.
func copyWhole(ctx context.Context, from *sql.DB, path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+partialEnding+"*") // made with mode 0600
	if err != nil {
		return err
	}
	partial := file.Name()
	err = file.Close()
	if err == nil {
		err = copyPages(ctx, from, partial)
	}
	if err == nil {
		err = os.Rename(partial, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(partial))
	}
	return nil
}

func copyPages(ctx context.Context, from *sql.DB, path string) error {
	connection, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer connection.Close()
	return connection.Raw(func(driver any) error {
		backup, err := driver.(backuper).NewBackup(path)
		if err != nil {
			return err
		}
		for more := true; more; {
			if err := ctx.Err(); err != nil {
				return errors.Join(err, backup.Finish())
			}
			if more, err = backup.Step(1000); err != nil {
				return errors.Join(err, backup.Finish())
			}
		}
		return backup.Finish()
	})
}
