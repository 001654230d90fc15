package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
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
	reader, err := sqlite.OpenReader(path)
	if err != nil {
		return false, fmt.Errorf("version of %s: %w", path, sqlite.Fault(err))
	}
	db := &DB{path: path, Reader: reader}
	if current, err = db.isCurrent(ctx); err != nil {
		err = fmt.Errorf("version of %s: %w", path, sqlite.Fault(err))
	}
	return current, errors.Join(err, reader.Close())
}

func inspect(ctx context.Context, path string, checks ...string) error {
	sqlite.KeepLocks()
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		if err == nil || errors.Is(err, os.ErrNotExist) {
			err = garage.ErrNotFound
		}
		return fmt.Errorf("check %s: %w", path, sqlite.Fault(err))
	}
	reader, err := sqlite.OpenReader(path)
	if err != nil {
		return fmt.Errorf("check %s: %w", path, sqlite.Fault(err))
	}
	db := &DB{path: path, Reader: reader}
	current, err := db.isCurrent(ctx)
	if err == nil && !current {
		err = db.mustHoldTables(ctx)
	}
	for _, pragma := range checks {
		if err == nil {
			err = db.runCheck(ctx, pragma)
		}
	}
	if err = errors.Join(sqlite.Fault(err), reader.Close()); err != nil {
		return fmt.Errorf("check %s: %w", path, err)
	}
	return nil
}

// mustHoldTables tells an older file from one that was only begun.
func (db *DB) mustHoldTables(ctx context.Context) error {
	var tables int
	err := db.Reader.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables)
	if err == nil && tables == 0 {
		err = fmt.Errorf("nothing in it: %w", garage.ErrDamaged)
	}
	return err
}

// runCheck runs a check that says "ok", or nothing at all, when all is well.
func (db *DB) runCheck(ctx context.Context, pragma string) error {
	rows, err := db.Reader.QueryContext(ctx, pragma)
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
	return fmt.Errorf("%s: %s: %w", pragma, verdict.String, garage.ErrDamaged)
}
