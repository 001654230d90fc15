package sqlite

import (
	"context"
	"database/sql"
	"sync"
)

// CompiledTx is a transaction of which each statement is compiled once for the writer's connection: the one between two
// messages is made thousands of times, and to compile its statements takes as long as to run them.
type CompiledTx struct {
	*sql.Tx
	Compiled *Compiled
}

var (
	_ Executor = CompiledTx{}
	_ Querier  = CompiledTx{}
)

// Compiled are the statements so far, and the texts that are to be compiled before the next transaction: while one is open
// the writer has no connection to compile them on.
type Compiled struct {
	mu         sync.Mutex
	statements map[string]*sql.Stmt
	wanted     map[string]bool
}

// of returns the statement for a text, nil when it is not compiled yet.
func (c *Compiled) of(text string) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	statement := c.statements[text]
	if statement == nil {
		if c.wanted == nil {
			c.wanted = map[string]bool{}
		}
		c.wanted[text] = true
	}
	return statement
}

// Prepare compiles what was wanted. What cannot be compiled now is run as text, and tried again.
func (c *Compiled) Prepare(ctx context.Context, pool *sql.DB) {
	c.mu.Lock()
	wanted := c.wanted
	c.wanted = nil
	c.mu.Unlock()
	for text := range wanted {
		statement, err := pool.PrepareContext(ctx, text) // waits for the writer, which waits for us if we held the lock
		if err != nil {
			return
		}
		c.mu.Lock()
		if c.statements == nil {
			c.statements = map[string]*sql.Stmt{}
		}
		if c.statements[text] == nil {
			c.statements[text] = statement
		} else {
			_ = statement.Close() //nolint:sqlclosecheck // another was quicker
		}
		c.mu.Unlock()
	}
}

// ExecContext runs a statement that returns no rows.
func (t CompiledTx) ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if statement := t.Compiled.of(text); statement != nil {
		return t.StmtContext(ctx, statement).ExecContext(ctx, args...) //nolint:sqlclosecheck // the end of the transaction closes it
	}
	return t.Tx.ExecContext(ctx, text, args...)
}

// QueryContext runs a query.
func (t CompiledTx) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if statement := t.Compiled.of(text); statement != nil {
		return t.StmtContext(ctx, statement).QueryContext(ctx, args...) //nolint:sqlclosecheck // the end of the transaction closes it
	}
	return t.Tx.QueryContext(ctx, text, args...)
}

// QueryRowContext runs a query of one row.
func (t CompiledTx) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if statement := t.Compiled.of(text); statement != nil {
		return t.StmtContext(ctx, statement).QueryRowContext(ctx, args...) //nolint:sqlclosecheck // the end of the transaction closes it
	}
	return t.Tx.QueryRowContext(ctx, text, args...)
}
