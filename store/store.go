// Package store holds the words of the trade (clients, vehicles, documents, mailings, deliveries, money, criteria)
// and their home: one local SQLite file.
//
// Every exported method of DB opens its own transaction; lower-case ones take it from their caller.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Errors that callers may tell apart with errors.Is. Everything else is a fault of the machine or of the program.
var (
	// ErrNotFound is returned when the row asked for does not exist (any more).
	ErrNotFound = errors.New("not found")
	// ErrConflict is returned when the row is in a state that does not allow the change, or a unique name or number is taken.
	ErrConflict = errors.New("conflict")
	// ErrInUse is returned by Delete… when something still refers to the row.
	ErrInUse = errors.New("in use")
	// ErrNewerVersion is returned by Open for a file that a newer GarageMail wrote; the file is left as it was.
	ErrNewerVersion = errors.New("file from a newer version")
	// ErrDamaged is returned by Open for a file that SQLite finds damaged or that is not a database; it is left as it was.
	ErrDamaged = errors.New("file is damaged")
	// ErrReadOnly is returned when the file or its folder cannot be written.
	ErrReadOnly = errors.New("file is read-only")
	// ErrDiskFull is returned when the disk has no room left; nothing of the transaction was kept.
	ErrDiskFull = errors.New("disk is full")
	// ErrBusy is returned when another program held the file for longer than the busy timeout.
	ErrBusy = errors.New("file is held by another program")
)

// FieldError says that one field of a row breaks a rule. Reason is a language key (`check.…`).
type FieldError struct {
	Field  string
	Reason string
}

// Error names the field and the rule, for logs; screens translate Reason.
func (e *FieldError) Error() string { return fmt.Sprintf("field %s: %s", e.Field, e.Reason) }

// DB is one open GarageMail file. It is safe for use by several goroutines.
type DB struct {
	path       string
	writer     *sql.DB // one connection: SQLite has one writer, and a queue in Go beats SQLITE_BUSY
	reader     *sql.DB
	now        func() time.Time
	search     *searchIndex // of clients
	fileSearch *searchIndex
	window     preparedOnce // of ClientRows
	journal    preparedOnce // of DocumentRows
	nextUp     preparedOnce // of ReadAhead
	bytes      preparedOnce // of DeliveryMessage
	repeated   compiled     // of the writer
	joint      *jointCommit // of writeCompiled

	checking context.CancelFunc
	checked  chan struct{} // closed once quick_check has answered
	damage   error         // read after checked is closed
}

// preparedOnce is a statement that is compiled for the first caller: that takes a tenth of the time a list has for its
// window.
type preparedOnce struct {
	mu        sync.Mutex
	statement *sql.Stmt
}

// query runs the statement. One that could not be compiled, because the file was held, is compiled by the next caller.
func (p *preparedOnce) query(ctx context.Context, pool *sql.DB, text string, args ...any) (*sql.Rows, error) {
	p.mu.Lock()
	if p.statement == nil {
		statement, err := pool.PrepareContext(context.WithoutCancel(ctx), text)
		if err != nil {
			p.mu.Unlock()
			return nil, err
		}
		p.statement = statement
	}
	p.mu.Unlock()
	return p.statement.QueryContext(ctx, args...)
}

// Path returns the file's path as it was given to Open.
func (db *DB) Path() string { return db.path }

// Now returns the clock's time in UTC, cut to the millisecond that is stored.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Millisecond) }

// Today returns the day that it is where the garage is, by the clock.
func (db *DB) Today() string { return Day(db.now()) }

// SetClock replaces the clock: tests and the torture run move it.
func (db *DB) SetClock(now func() time.Time) { db.now = now }

// Close releases the file. It waits for running queries.
func (db *DB) Close() error {
	db.checking()
	<-db.checked
	return errors.Join(db.reader.Close(), db.writer.Close())
}

// write runs fn in one immediate transaction and commits it when fn returns nil.
func (db *DB) write(ctx context.Context, operation string, fn func(tx *sql.Tx) error) error {
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	tx, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: begin: %w", operation, fault(err))
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do, after an error that error counts
	if err := fn(tx); err != nil {
		return fmt.Errorf("%s: %w", operation, fault(err))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s: commit: %w", operation, fault(err))
	}
	return nil
}

// querier is what reads need: the reader pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// timeFormat is how times stand in the file: UTC, fixed width, so that text order is time order.
const timeFormat = "2006-01-02T15:04:05.000Z"

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeFormat)
}

func parseTime(s string) time.Time {
	t, err := time.Parse(timeFormat, s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// collect reads all rows with scan and closes them.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
