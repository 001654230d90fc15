package store

import "context"

// IsEmpty reports whether the file has no client yet: the first start.
func (db *DB) IsEmpty(ctx context.Context) (bool, error) {
	var some bool
	err := db.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM client)`).Scan(&some)
	return !some, fault(err)
}
