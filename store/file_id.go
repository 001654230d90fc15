package store

import (
	"context"
	"fmt"
)

// FileID returns the random id that this file got when it was made. It names the file whatever its path, so that the
// passwords of two files on one machine are kept apart.
func (db *DB) FileID(ctx context.Context) (string, error) {
	var id string
	err := db.reader.QueryRowContext(ctx, `SELECT value FROM setting WHERE key = 'file.id'`).Scan(&id)
	if err != nil {
		return "", fmt.Errorf("file id: %w", fault(err))
	}
	return id, nil
}
