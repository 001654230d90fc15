package store

import (
	"context"
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
)

// backuper is the part of the driver's connection that copies a live file page by page.
type backuper interface {
	NewBackup(destination string) (*sqlite.Backup, error)
}

// Backup copies the open file to path with SQLite's backup API (copying the live file itself could tear it). The copy
// is written beside path and renamed when whole, readable by its owner alone.
func (db *DB) Backup(ctx context.Context, path string) error {
	partial := path + ".partial"
	if err := os.Remove(partial); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("backup to %s: %w", path, fault(err))
	}
	if err := db.backupTo(ctx, partial); err != nil {
		return errors.Join(fmt.Errorf("backup to %s: %w", path, fault(err)), os.Remove(partial))
	}
	if err := os.Rename(partial, path); err != nil {
		return fmt.Errorf("backup to %s: %w", path, fault(err))
	}
	return nil
}

func (db *DB) backupTo(ctx context.Context, path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	connection, err := db.reader.Conn(ctx)
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
