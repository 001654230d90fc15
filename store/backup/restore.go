package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"garagemail/store"
	"garagemail/store/files"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// ReasonRestored stands with the messages that waited in a backup when it was restored. What happened after the backup
// was made is not in it: they may have left since, so only a person may send them.
const ReasonRestored = "reason.restored"

// Restored says what Restore did.
type Restored struct {
	Replaced string // where the file that was replaced lies now, "" = there was none
	// Unknown says that the replaced file could not be read: what left and which numbers were given since the backup is not
	// known.
	Unknown bool
	// MissingPhotos is how many photos of the backup have their original neither beside it nor beside the file.
	MissingPhotos int
	Uncertain     int // messages that waited, and of which the replaced file does not say what became of them: see ReasonRestored
}

// Restore puts a copy of the backup at from in the place of the file at path, which is kept beside under a name of its
// own. The backup is checked, brought up to date and made safe as a copy first, so that a fault leaves everything as it
// was. It returns ErrNotFound, ErrDamaged or ErrNewerVersion of the backup, ErrBusy when another program has the file
// open, and ErrConflict when the backup is the file itself.
func Restore(ctx context.Context, path, from string) (Restored, error) {
	restored, err := restore(ctx, path, from)
	if err != nil {
		return Restored{}, fmt.Errorf("restore %s from %s: %w", path, from, sqlite.Fault(err))
	}
	return restored, nil
}

func restore(ctx context.Context, path, from string) (Restored, error) {
	if here, err := os.Stat(path); err == nil {
		if there, err := os.Stat(from); err == nil && os.SameFile(here, there) {
			return Restored{}, garage.ErrConflict
		}
	}
	if err := store.CheckFile(ctx, from); err != nil {
		return Restored{}, err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return Restored{}, err
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), "restore") // of the same disk, so that a rename is enough
	if err != nil {
		return Restored{}, err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // what is left of it harms nobody
	fresh := filepath.Join(folder, filepath.Base(path))
	reader, err := sqlite.OpenReader(from)
	if err != nil {
		return Restored{}, err
	}
	if err := errors.Join(sqlite.CopyWhole(ctx, reader, fresh), reader.Close()); err != nil {
		return Restored{}, err
	}
	var restored Restored
	if err := makeSafe(ctx, fresh); err != nil {
		return Restored{}, err
	}
	if err := takeOver(ctx, fresh, path, &restored); err != nil {
		return Restored{}, err
	}
	if restored.MissingPhotos, err = restorePhotos(ctx, fresh, path, from); err != nil {
		return Restored{}, err
	}
	if restored.Replaced, err = putAside(ctx, path); err != nil {
		return Restored{}, err
	}
	if err := files.Replace(fresh, path); err != nil {
		return Restored{}, errors.Join(err, rename(restored.Replaced, path))
	}
	return restored, sqlite.SyncFolder(filepath.Dir(path))
}

// restorePhotos brings the originals of the backup's photos beside the file, from where a backup has them.
func restorePhotos(ctx context.Context, fresh, path, from string) (missing int, err error) {
	reader, err := sqlite.OpenReader(fresh)
	if err != nil {
		return 0, err
	}
	photos, err := store.PhotosOf(ctx, reader)
	if err = errors.Join(err, reader.Close()); err != nil {
		return 0, err
	}
	daily := filepath.Join(filepath.Dir(from), filepath.Base(store.PhotoFolder(path)))
	return store.CopyPhotos(ctx, photos, store.PhotoFolder(path), store.PhotoFolder(from), daily, backupPhotos(path))
}

// makeSafe brings the copy up to date and keeps its worker from sending what may have left after the backup was made.
func makeSafe(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path)
	if err != nil {
		return err
	}
	err = db.Write(ctx, "restore", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM lease WHERE name = ?`, store.OutboxLease); err != nil {
			return err
		}
		// Those of a mailing that was being prepared were never handed to the worker: it becomes a draft again.
		preparing, err := sqlite.ReadIDs(ctx, tx, `SELECT id FROM mailing WHERE state = 'preparing'`)
		if err != nil {
			return err
		}
		for _, id := range preparing {
			if err := store.AbortQueue(ctx, tx, id); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, `UPDATE delivery SET state = 'uncertain', reason = ?, finished_at = ? WHERE state IN ('queued', 'sending')`,
			ReasonRestored, sqlite.FormatTime(db.Now()))
		return err
	})
	return errors.Join(err, db.Close())
}

// putAside renames the file that is to be replaced, with its log, and returns its new name. A healthy one is closed for
// good first, which fails while another program has it open; a damaged one is not touched.
func putAside(ctx context.Context, path string) (aside string, err error) {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return "", nil
	}
	if store.CheckFile(ctx, path) == nil {
		if err := closeForGood(ctx, path); err != nil {
			return "", err
		}
	}
	stamp := time.Now().Format("20060102-150405")
	aside = path + ".replaced-" + stamp
	for n := 2; ; n++ {
		if _, err := os.Stat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, rename(path, aside)
		}
		aside = fmt.Sprintf("%s.replaced-%s-%d", path, stamp, n)
	}
}

// rename moves a file together with the log that belongs to it: without it the last changes would be lost.
func rename(from, to string) error {
	if from == "" {
		return nil
	}
	for _, ending := range []string{"-wal", "-shm", ""} {
		if err := files.Replace(from+ending, to+ending); err != nil && (ending == "" || !errors.Is(err, os.ErrNotExist)) {
			return err
		}
	}
	return nil
}

// closeForGood brings the log into the file and does away with it, which SQLite does for the only program that has the
// file open.
func closeForGood(ctx context.Context, path string) error {
	only, err := sql.Open("sqlite", sqlite.DSN(path, "rw", "1"))
	if err != nil {
		return err
	}
	only.SetMaxOpenConns(1)
	var mode string
	err = only.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if err == nil && mode != "delete" {
		err = garage.ErrBusy
	}
	return errors.Join(sqlite.Fault(err), only.Close())
}
