package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/store/sqlite"
)

// Setting returns a setting of the program, "" when it was never set.
func (db *DB) Setting(ctx context.Context, key string) (string, error) {
	var value string
	err := db.Reader.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = ?`, key).Scan(&value)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("setting %s: %w", key, sqlite.Fault(err))
	}
	return value, nil
}

// SetSetting keeps a setting of the program.
func (db *DB) SetSetting(ctx context.Context, key, value string) error {
	return db.Write(ctx, "set setting "+key, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, ?)
			ON CONFLICT (key) DO UPDATE SET value = excluded.value`, key, value)
		return err
	})
}

// FileID returns the random id that this file got when it was made. It names the file whatever its path, so that the
// passwords of two files on one machine are kept apart.
func (db *DB) FileID(ctx context.Context) (string, error) {
	var id string
	err := db.Reader.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = 'file.id'`).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("file id: %w", sqlite.Fault(err))
	}
	return id, nil
}

// IsEmpty reports whether the file has no client yet: the first start.
func (db *DB) IsEmpty(ctx context.Context) (bool, error) {
	var some bool
	err := db.Reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM client)`).Scan(&some)
	return !some, sqlite.Fault(err)
}
