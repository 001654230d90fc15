package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"time"

	"github.com/pressly/goose/v3"

	"garagemail/store/answers"
	"garagemail/store/files"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Open opens the GarageMail file at path, creating it (readable by its owner alone) and bringing an older one up to
// date after copying it aside. It returns ErrNewerVersion, ErrDamaged, ErrReadOnly, ErrDiskFull, ErrBusy or ErrOnNetwork, all with
// the file untouched.
func Open(ctx context.Context, path string) (*DB, error) {
	sqlite.KeepLocks()
	if files.OnNetwork(path) {
		return nil, fmt.Errorf("open %s: %w", path, garage.ErrOnNetwork)
	}
	if err := sqlite.PrepareFile(path); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db := &DB{
		path: path, now: time.Now, checked: make(chan struct{}), search: newClientSearch(), caseSearch: newCaseSearch(),
		joint: newJointCommit(),
	}
	var err error
	if db.Writer, err = sql.Open("sqlite", sqlite.DSN(path, "rw", "1")); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.Writer.SetMaxOpenConns(1)
	if db.Reader, err = sql.Open("sqlite", sqlite.DSN(path, "ro", "1")); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), db.Writer.Close())
	}
	db.Reader.SetMaxOpenConns(1 + max(4, runtime.NumCPU())) // one looks whether the file changes
	db.Reader.SetMaxIdleConns(1 + max(4, runtime.NumCPU()))
	db.kept = answers.New(db.Reader)
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, sqlite.Fault(err)), db.Close())
	}
	return db, nil
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
	connection, err := db.Reader.Conn(ctx)
	if err != nil {
		return sqlite.Fault(err)
	}
	defer connection.Close()
	// It looks at every page of the file once: through the map all of them would stand in memory.
	if _, err := connection.ExecContext(ctx, fmt.Sprintf(sqlite.CheckingPragmas, sqlite.CheckKilobytes, 0)); err != nil {
		return sqlite.Fault(err)
	}
	var verdict string
	if err := connection.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&verdict); err != nil {
		return sqlite.Fault(err)
	}
	if _, err := connection.ExecContext(ctx, fmt.Sprintf(sqlite.CheckingPragmas, sqlite.CacheKilobytes, sqlite.MappedBytes)); err != nil {
		return sqlite.Fault(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("quick_check: %s: %w", verdict, garage.ErrDamaged)
	}
	return nil
}

// Backup copies the open file to path with SQLite's backup API (copying the live file itself could tear it), and the
// originals of its photos to the folder of that name. The copy is written beside path and renamed when whole, readable by
// its owner alone.
func (db *DB) Backup(ctx context.Context, path string) error {
	if here, err := os.Stat(path); err == nil {
		if ours, err := os.Stat(db.path); err == nil && os.SameFile(here, ours) {
			return fmt.Errorf("backup to %s: that is the file itself: %w", path, garage.ErrConflict)
		}
	}
	if err := db.CopyTo(ctx, path, PhotoFolder(path)); err != nil {
		return fmt.Errorf("backup to %s: %w", path, sqlite.Fault(err))
	}
	return nil
}

// CopyTo copies the file to path and the originals of its photos to the folder photos; what is there of that name is written over. Its errors are
// bare: Backup is for everybody else.
func (db *DB) CopyTo(ctx context.Context, path, photos string) error {
	if err := sqlite.CopyWhole(ctx, db.Reader, path); err != nil {
		return err
	}
	return backUpPhotos(ctx, path, PhotoFolder(db.path), photos)
}

//go:embed migrations/*.sql
var migrationFiles embed.FS

// newestSchema is the number of the last file in migrations; a test holds the two together.
const newestSchema = 12

// isCurrent reads the file's version without goose, which would write to a file that may be too new to touch.
func (db *DB) isCurrent(ctx context.Context) (bool, error) {
	var tables, known int
	err := db.Reader.QueryRowContext(ctx,
		`SELECT count(*), coalesce(sum(name = 'schema_version'), 0) FROM sqlite_schema`).Scan(&tables, &known)
	if err != nil {
		return false, err
	}
	if tables == 0 {
		return false, nil
	}
	if known == 0 {
		return false, fmt.Errorf("a database of another program: %w", garage.ErrDamaged)
	}
	var version int64
	err = db.Reader.QueryRowContext(ctx,
		`SELECT coalesce(max(version_id), 0) FROM schema_version WHERE is_applied`).Scan(&version)
	if err == nil && version > newestSchema {
		err = fmt.Errorf("schema version %d, this program knows %d: %w", version, newestSchema, garage.ErrNewerVersion)
	}
	return version == newestSchema, err
}

// migrate brings the file to newestSchema. One that holds something already is copied aside first. It works through a
// connection of its own without foreign keys: with them, to drop a table that is made anew would take along the rows of
// others that refer to it, and no transaction can switch them off.
func (db *DB) migrate(ctx context.Context) (failure error) {
	var tables int
	if err := db.Reader.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
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
	migrator, err := sql.Open("sqlite", sqlite.DSN(db.path, "rw", "0"))
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
