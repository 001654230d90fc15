package store

import (
	"context"
	"database/sql"
)

// TouchSearch says that what search looks through has changed. Every transaction that changes clients, contacts or
// vehicles calls it once.
func TouchSearch(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'search.generation'`)
	return err
}
