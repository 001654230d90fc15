package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"

	"garagemail/store/files"
)

// backuper is the part of the driver's connection that copies a live file page by page.
type backuper interface {
	NewBackup(destination string) (*sqlite.Backup, error)
}

// PartialEnding marks a copy that is being written; what follows it is random, for two programs may copy at once.
const PartialEnding = ".partial"

// CopyWhole writes the copy beside path, and gives it the name only when it is whole.
func CopyWhole(ctx context.Context, from *sql.DB, path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+PartialEnding+"*") // made with mode 0600
	if err != nil {
		return err
	}
	partial := file.Name()
	err = file.Close()
	if err == nil {
		err = copyPages(ctx, from, partial)
	}
	if err == nil {
		err = files.Replace(partial, path)
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
	// Pages that are read once are neither mapped nor kept: all of a large file would count as the program's memory.
	if _, err := connection.ExecContext(ctx, `PRAGMA mmap_size = 0; PRAGMA cache_size = -2000`); err != nil {
		return err
	}
	defer func() {
		_, _ = connection.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf(`PRAGMA mmap_size = %d; PRAGMA cache_size = -%d`, MappedBytes, CacheKilobytes))
	}()
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
