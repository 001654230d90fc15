package sqlite

import (
	"errors"
	"fmt"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"garagemail/store/files"
	"garagemail/store/garage"
)

// Fault puts the sentinel that a caller can act on in front of an error of SQLite or of the file system.
func Fault(err error) error {
	var code *sqlite.Error
	if !errors.As(err, &code) {
		switch {
		case err == nil, errors.Is(err, garage.ErrDiskFull), errors.Is(err, garage.ErrReadOnly):
			return err
		case files.InUse(err): // before the rights: Windows says denied for both
			return fmt.Errorf("%w: %w", garage.ErrBusy, err)
		case errors.Is(err, os.ErrPermission), isReadOnlyFileSystem(err):
			return fmt.Errorf("%w: %w", garage.ErrReadOnly, err)
		case isNoSpace(err):
			return fmt.Errorf("%w: %w", garage.ErrDiskFull, err)
		}
		return err
	}
	if code.Code() == sqlite3.SQLITE_IOERR_SHMSIZE { // the index of the log is made when the file is opened
		return fmt.Errorf("%w: %w", garage.ErrDiskFull, err)
	}
	switch code.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", garage.ErrDamaged, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("%w: %w", garage.ErrReadOnly, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", garage.ErrDiskFull, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", garage.ErrBusy, err)
	case sqlite3.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %w", constraint(code.Code()), err)
	}
	return err
}

func constraint(code int) error {
	if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY || code == sqlite3.SQLITE_CONSTRAINT_TRIGGER {
		return garage.ErrInUse
	}
	return garage.ErrConflict
}
