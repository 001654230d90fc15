// Package store keeps a garage in one local SQLite file: what is kept, one entity (or a few small ones of a kind) in a Go file, in one
// transaction each. The words and rules are package garage's.
//
// An exported method of DB opens its own transaction. A function or method that is given a tx, an Executor or a Querier works in its
// caller's, does not commit, and leaves TouchSearch to him.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"garagemail/store/answers"
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
	kept       *answers.Kept // lists of ids
	search     *search.Index // of clients
	caseSearch *search.Index
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
	var watched error
	if db.kept != nil { // a file that could not be opened has none
		watched = db.kept.Close()
	}
	return errors.Join(watched, db.Reader.Close(), db.Writer.Close())
}

// Write waits for the check of the file, runs fn in one immediate transaction and commits it when fn returns nil, else rolls it back. fn uses
// tx alone: there is one writing connection, and another Write inside would wait for ever. Errors have the operation and the sentinels
// of package garage.
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

// keep returns those of ordered that are among wanted, in their order.
func keep(ordered, wanted []int64) []int64 {
	place := sqlite.PlacesOf(wanted)
	kept := make([]int64, 0, min(len(ordered), len(wanted)))
	for _, id := range ordered {
		if place(id) >= 0 {
			kept = append(kept, id)
		}
	}
	return kept
}

// inOrderOf puts rows in the order of their ids: to sort wide rows in SQLite would take as long as to read them.
func inOrderOf[T any](ids []int64, rows []T, id func(T) int64) []T {
	place := sqlite.PlacesOf(ids)
	slices.SortFunc(rows, func(a, b T) int { return place(id(a)) - place(id(b)) })
	return rows
}
