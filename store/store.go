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

	"garagemail/store/garage"
	"garagemail/store/search"
	"garagemail/store/sqlite"
)

// list reads all rows of a query of the reader pool; an error names the operation.
func list[T any](ctx context.Context, db *DB, operation string, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.Reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, sqlite.Fault(err))
	}
	all, err := sqlite.Collect(rows, scan)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", operation, sqlite.Fault(err))
	}
	return all, nil
}

// DB is one open GarageMail file. It is safe for use by several goroutines.
type DB struct {
	path       string
	Writer     *sql.DB // one connection: SQLite has one writer, and a queue in Go beats SQLITE_BUSY
	Reader     *sql.DB
	now        func() time.Time
	search     *search.SearchIndex // of clients
	fileSearch *search.SearchIndex
	window     preparedOnce    // of ClientRows
	journal    preparedOnce    // of DocumentRows
	nextUp     preparedOnce    // of ReadAhead
	bytes      preparedOnce    // of DeliveryMessage
	repeated   sqlite.Compiled // of the writer
	joint      *jointCommit    // of writeCompiled

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
func (db *DB) Today() string { return garage.Day(db.now()) }

// SetClock replaces the clock: tests and the torture run move it.
func (db *DB) SetClock(now func() time.Time) { db.now = now }

// Close releases the file. It waits for running queries.
func (db *DB) Close() error {
	db.checking()
	<-db.checked
	return errors.Join(db.Reader.Close(), db.Writer.Close())
}

// Write runs fn in one immediate transaction and commits it when fn returns nil.
func (db *DB) Write(ctx context.Context, operation string, fn func(tx *sql.Tx) error) error {
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	tx, err := db.Writer.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: begin: %w", operation, sqlite.Fault(err))
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do, after an error that error counts
	if err := fn(tx); err != nil {
		return fmt.Errorf("%s: %w", operation, sqlite.Fault(err))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("%s: commit: %w", operation, sqlite.Fault(err))
	}
	return nil
}
