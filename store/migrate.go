package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// newestSchema is the number of the last file in migrations; a test holds the two together.
const newestSchema = 9

// isCurrent reads the file's version without goose, which would write to a file that may be too new to touch.
func (db *DB) isCurrent(ctx context.Context) (bool, error) {
	var tables, known int
	err := db.reader.QueryRowContext(ctx,
		`SELECT count(*), coalesce(sum(name = 'schema_version'), 0) FROM sqlite_schema`).Scan(&tables, &known)
	if err != nil {
		return false, err
	}
	if tables == 0 {
		return false, nil
	}
	if known == 0 {
		return false, fmt.Errorf("a database of another program: %w", ErrDamaged)
	}
	var version int64
	err = db.reader.QueryRowContext(ctx,
		`SELECT coalesce(max(version_id), 0) FROM schema_version WHERE is_applied`).Scan(&version)
	if err == nil && version > newestSchema {
		err = fmt.Errorf("schema version %d, this program knows %d: %w", version, newestSchema, ErrNewerVersion)
	}
	return version == newestSchema, err
}

// migrate brings the file to newestSchema. One that holds something already is copied aside first. It works through a
// connection of its own without foreign keys: with them, to drop a table that is made anew would take along the rows of
// others that refer to it, and no transaction can switch them off.
func (db *DB) migrate(ctx context.Context) (failure error) {
	var tables int
	if err := db.reader.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return err
	}
	if tables > 0 {
		if err := db.Backup(ctx, fmt.Sprintf("%s.before-%d", db.path, newestSchema)); err != nil {
			return fmt.Errorf("copy before migration: %w", err)
		}
	}
	folder, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	migrator, err := sql.Open("sqlite", dsn(db.path, "rw", "0"))
	if err != nil {
		return err
	}
	defer func() { failure = errors.Join(failure, migrator.Close()) }()
	migrator.SetMaxOpenConns(1)
	provider, err := goose.NewProvider(goose.DialectSQLite3, migrator, folder,
		goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}
