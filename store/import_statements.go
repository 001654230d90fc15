package store

import (
	"context"
	"database/sql"
)

// executor is what runs a statement: a transaction, or statements that keep what they prepared.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// statements prepare each statement of a transaction once: an import runs the same few a hundred thousand times.
type statements struct {
	tx       *sql.Tx
	prepared map[string]*sql.Stmt
}

// ExecContext runs a statement, prepared the first time.
func (s *statements) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	statement := s.prepared[query]
	if statement == nil {
		var err error
		if statement, err = s.tx.PrepareContext(ctx, query); err != nil {
			return nil, err
		}
		if s.prepared == nil {
			s.prepared = map[string]*sql.Stmt{}
		}
		s.prepared[query] = statement
	}
	return statement.ExecContext(ctx, args...)
}

// close lets the statements go; they end with the transaction anyway.
func (s *statements) close() {
	for _, statement := range s.prepared {
		_ = statement.Close()
	}
}
