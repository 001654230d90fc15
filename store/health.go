package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

)

// CheckFile looks whether the file at path is a whole GarageMail file that this program can open, without writing a byte
// of it. It returns ErrNotFound, ErrDamaged or ErrNewerVersion.
func CheckFile(ctx context.Context, path string) error {
	return inspect(ctx, path, `PRAGMA quick_check(1)`)
}

// CheckThoroughly is CheckFile that also compares every index with its table and looks for rows that refer to nothing.
// On a big file it takes seconds.
func CheckThoroughly(ctx context.Context, path string) error {
	return inspect(ctx, path, `PRAGMA integrity_check(1)`, `PRAGMA foreign_key_check`)
}

// IsCurrent says whether the file has the schema of this program; Open brings one that has not up to date. It writes
// nothing. It returns ErrNewerVersion for a file of a newer program.
func IsCurrent(ctx context.Context, path string) (current bool, err error) {
	reader, err := openReader(path)
	if err != nil {
		return false, fmt.Errorf("version of %s: %w", path, fault(err))
	}
	db := &DB{path: path, reader: reader}
	if current, err = db.isCurrent(ctx); err != nil {
		err = fmt.Errorf("version of %s: %w", path, fault(err))
	}
	return current, errors.Join(err, reader.Close())
}

func inspect(ctx context.Context, path string, checks ...string) error {
	keepLocks()
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		if err == nil || errors.Is(err, os.ErrNotExist) {
			err = ErrNotFound
		}
		return fmt.Errorf("check %s: %w", path, fault(err))
	}
	reader, err := openReader(path)
	if err != nil {
		return fmt.Errorf("check %s: %w", path, fault(err))
	}
	db := &DB{path: path, reader: reader}
	current, err := db.isCurrent(ctx)
	if err == nil && !current {
		err = db.mustHoldTables(ctx)
	}
	for _, pragma := range checks {
		if err == nil {
			err = db.runCheck(ctx, pragma)
		}
	}
	if err = errors.Join(fault(err), reader.Close()); err != nil {
		return fmt.Errorf("check %s: %w", path, err)
	}
	return nil
}

// mustHoldTables tells an older file from one that was only begun.
func (db *DB) mustHoldTables(ctx context.Context) error {
	var tables int
	err := db.reader.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables)
	if err == nil && tables == 0 {
		err = fmt.Errorf("nothing in it: %w", ErrDamaged)
	}
	return err
}

// runCheck runs a check that says "ok", or nothing at all, when all is well.
func (db *DB) runCheck(ctx context.Context, pragma string) error {
	rows, err := db.reader.QueryContext(ctx, pragma)
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return rows.Err()
	}
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	words := make([]any, len(columns))
	for i := range words {
		words[i] = new(sql.NullString)
	}
	if err := rows.Scan(words...); err != nil {
		return err
	}
	verdict, _ := words[0].(*sql.NullString)
	if len(words) == 1 && verdict.String == "ok" {
		return rows.Err()
	}
	return fmt.Errorf("%s: %s: %w", pragma, verdict.String, ErrDamaged)
}

// openReader opens a file for reading alone. One without a log beside it is read as it lies, also from a disk that
// cannot be written: SQLite would want to make one.
func openReader(path string) (*sql.DB, error) {
	location := dsn(path, "ro", "1")
	if _, err := os.Stat(path + "-wal"); errors.Is(err, os.ErrNotExist) {
		location += "&immutable=1"
	}
	reader, err := sql.Open("sqlite", location)
	if err != nil {
		return nil, err
	}
	reader.SetMaxOpenConns(1)
	return reader, nil
}
