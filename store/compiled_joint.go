package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"sync"

	"garagemail/store/sqlite"
)

// jointCommit gathers what several connections have to commit at the same time: they share one transaction, and so one wait for
// the disk. Each is durable when its caller hears of it, as if it were alone.
type jointCommit struct {
	mu      sync.Mutex
	waiting []*share
	turn    chan struct{} // whoever fills it commits for all that wait
}

// share is one caller's part of a transaction. It may be run twice: alone, when another's part has failed.
type share struct {
	run  func(tx sqlite.CompiledTx) error
	done chan error
}

func newJointCommit() *jointCommit { return &jointCommit{turn: make(chan struct{}, 1)} }

func (j *jointCommit) add(s *share) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.waiting = append(j.waiting, s)
}

// take returns all that wait.
func (j *jointCommit) take() (all []*share) {
	j.mu.Lock()
	defer j.mu.Unlock()
	all, j.waiting = j.waiting, nil
	return all
}

// withdraw reports whether a share still waits, and no longer lets it.
func (j *jointCommit) withdraw(s *share) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	at := slices.Index(j.waiting, s)
	if at < 0 {
		return false
	}
	j.waiting = slices.Delete(j.waiting, at, at+1)
	return true
}

// writeCompiled is Write for a transaction that is made over and over, together with those of others that come at the same
// time. fn may run again after its work was rolled back. Once it has begun, the end of ctx does not break it.
func (db *DB) writeCompiled(ctx context.Context, operation string, fn func(tx sqlite.CompiledTx) error) error {
	if err := db.Check(ctx); err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	s := &share{run: fn, done: make(chan error, 1)}
	db.joint.add(s)
	var err error
	select {
	case err = <-s.done: // another took it along
	case db.joint.turn <- struct{}{}:
		err = db.lead(ctx, s)
		<-db.joint.turn
	case <-ctx.Done():
		if err = ctx.Err(); !db.joint.withdraw(s) {
			err = <-s.done
		}
	}
	if err != nil {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return nil
}

// lead commits what waits once the writer is free: until then more may come. Nobody else takes anything meanwhile.
func (db *DB) lead(ctx context.Context, s *share) error {
	select {
	case err := <-s.done: // the one before took it along
		return err
	default:
	}
	db.repeated.Prepare(ctx, db.Writer)
	connection, err := db.Writer.Conn(ctx)
	if err != nil {
		db.joint.withdraw(s)
		return fmt.Errorf("connection: %w", sqlite.Fault(err))
	}
	defer connection.Close()
	ctx = context.WithoutCancel(ctx)
	all := db.joint.take()
	if ran, err := db.commitJointly(ctx, connection, all); ran || len(all) == 1 {
		for _, each := range all {
			each.done <- err
		}
	} else { // the fault of one is not that of the others
		for _, each := range all {
			_, err := db.commitJointly(ctx, connection, []*share{each})
			each.done <- err
		}
	}
	return <-s.done
}

// commitJointly makes one transaction of shares. ran says that all have run: an error is then the commit's.
func (db *DB) commitJointly(ctx context.Context, connection *sql.Conn, all []*share) (ran bool, err error) {
	tx, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return true, fmt.Errorf("begin: %w", sqlite.Fault(err))
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it has nothing to do, after an error that error counts
	for _, each := range all {
		if err := each.run(sqlite.CompiledTx{Tx: tx, Compiled: &db.repeated}); err != nil {
			return false, sqlite.Fault(err)
		}
	}
	if err := tx.Commit(); err != nil {
		return true, fmt.Errorf("commit: %w", sqlite.Fault(err))
	}
	return true, nil
}
