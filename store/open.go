package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Open opens the GarageMail file at path, creating it (readable by its owner alone) and bringing an older one up to
// date after copying it aside. It returns ErrNewerVersion, ErrDamaged, ErrReadOnly, ErrDiskFull or ErrBusy, all with
// the file untouched.
func Open(ctx context.Context, path string) (*DB, error) {
	keepLocks()
	if err := prepareFile(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &DB{
		path: path, now: time.Now, checked: make(chan struct{}), search: newClientSearch(), fileSearch: newFileSearch(),
		joint: newJointCommit(),
	}
	var err error
	if db.writer, err = sql.Open("sqlite", dsn(path, "rw", "1")); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.writer.SetMaxOpenConns(1)
	if db.reader, err = sql.Open("sqlite", dsn(path, "ro", "1")); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.writer.Close())
	}
	db.reader.SetMaxOpenConns(max(4, runtime.NumCPU()))
	db.reader.SetMaxIdleConns(max(4, runtime.NumCPU()))
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, fault(err)), db.Close())
	}
	return db, nil
}

// What a connection holds of the file.
const (
	cacheKilobytes = 64 * 1024
	mappedBytes    = 256 << 20

	checkKilobytes  = 8 * 1024 // for the check of the file
	checkingPragmas = `PRAGMA cache_size = -%d; PRAGMA mmap_size = %d; PRAGMA shrink_memory`
)

// keepLocks has the program's own opening and closing of the file leave SQLite's locks alone. Where the system has no such
// locks, POSIX ones stay.
func keepLocks() { _, _ = sqlite.OFDLocking(true) }

// dsn carries every PRAGMA: one that is set by Exec reaches a single connection of the pool.
func dsn(path, mode, foreignKeys string) string {
	query := url.Values{
		"mode":          {mode},
		"_foreign_keys": {foreignKeys},
		"_busy_timeout": {"5000"},
		"_dqs":          {"0"},
		"_pragma":       {fmt.Sprintf("cache_size(-%d)", cacheKilobytes), fmt.Sprintf("mmap_size(%d)", mappedBytes), "temp_store(MEMORY)"},
	}
	if mode == "rw" {
		query.Set("_journal_mode", "WAL")
		query.Set("_synchronous", "FULL") // a "sent" that a power cut takes back would be sent twice
		query.Set("_txlock", "immediate")
	}
	location := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	if !filepath.IsAbs(path) {
		return "file:" + (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() + "?" + query.Encode()
	}
	if !strings.HasPrefix(location.Path, "/") { // C:/… on Windows
		location.Path = "/" + location.Path
	}
	return location.String() + "?" + query.Encode()
}

// prepareFile creates the file with owner-only rights, and refuses one that SQLite could not write.
func prepareFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fault(err)
	}
	return file.Close()
}

// prepare looks whether SQLite can read the file at all, migrates an older one after a full check, and otherwise lets the
// check run beside the first screen: on a big file it takes a second, and nothing is written before it has passed.
func (db *DB) prepare(ctx context.Context) error {
	checking, cancel := context.WithCancel(context.WithoutCancel(ctx))
	db.checking = cancel
	current, err := db.isCurrent(ctx)
	if err != nil || !current {
		defer close(db.checked)
		if err == nil {
			err = db.quickCheck(ctx)
		}
		if err == nil {
			err = db.migrate(ctx)
		}
		return err
	}
	go func() {
		defer close(db.checked)
		db.damage = db.quickCheck(checking)
	}()
	return nil
}

// Check waits for the check of the file that Open started and returns ErrDamaged when it did not pass. Writes wait for it.
func (db *DB) Check(ctx context.Context) error {
	select {
	case <-db.checked:
		return db.damage
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (db *DB) quickCheck(ctx context.Context) error {
	connection, err := db.reader.Conn(ctx)
	if err != nil {
		return fault(err)
	}
	defer connection.Close()
	// It looks at every page of the file once: through the map all of them would stand in memory.
	if _, err := connection.ExecContext(ctx, fmt.Sprintf(checkingPragmas, checkKilobytes, 0)); err != nil {
		return fault(err)
	}
	var verdict string
	if err := connection.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return fault(err)
	}
	if _, err := connection.ExecContext(ctx, fmt.Sprintf(checkingPragmas, cacheKilobytes, mappedBytes)); err != nil {
		return fault(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("quick_check: %s: %w", verdict, ErrDamaged)
	}
	return nil
}

// fault puts the sentinel that a caller can act on in front of an error of SQLite or of the file system.
func fault(err error) error {
	var code *sqlite.Error
	if !errors.As(err, &code) {
		switch {
		case err == nil, errors.Is(err, ErrDiskFull), errors.Is(err, ErrReadOnly):
			return err
		case errors.Is(err, os.ErrPermission), isReadOnlyFileSystem(err):
			return fmt.Errorf("%w: %w", ErrReadOnly, err)
		case isNoSpace(err):
			return fmt.Errorf("%w: %w", ErrDiskFull, err)
		}
		return err
	}
	if code.Code() == sqlite3.SQLITE_IOERR_SHMSIZE { // the index of the log is made when the file is opened
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	switch code.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fmt.Errorf("%w: %w", ErrReadOnly, err)
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	case sqlite3.SQLITE_CONSTRAINT:
		return fmt.Errorf("%w: %w", constraint(code.Code()), err)
	}
	return err
}

func constraint(code int) error {
	if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY || code == sqlite3.SQLITE_CONSTRAINT_TRIGGER {
		return ErrInUse
	}
	return ErrConflict
}
