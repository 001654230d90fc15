package sqlite

import (
	"context"
	"database/sql"
)

// Executor is what runs a statement: a transaction, or statements that keep what they prepared.
type Executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Statements prepare each statement of a transaction once: an import runs the same few a hundred thousand times.
type Statements struct {
	Tx       *sql.Tx
	prepared map[string]*sql.Stmt
}

// ExecContext runs a statement, prepared the first time.
func (s *Statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement := s.prepared[query]
	if statement == nil {
		var err error
		if statement, err = s.Tx.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		if s.prepared == nil {
			s.prepared = map[string]*sql.Stmt{}
		}
		s.prepared[query] = statement
	}
	return statement.ExecContext(ctx, args...)
}

// Close lets the statements go; they end with the transaction anyway.
func (s *Statements) Close() {
	for _, statement := range s.prepared {
		_ = statement.Close()
	}
}
