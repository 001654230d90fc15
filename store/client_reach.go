package store

import (
	"context"
	"fmt"
)

// Unreachable counts clients whom a mailing would not reach.
type Unreachable struct {
	WithoutEmail int
	NotAccepting int // have an address and do not accept promotional mail; 0 for a mailing that is not promotional
}

// UnreachableClients counts those of ids whom a mailing would not reach.
func (db *DB) UnreachableClients(ctx context.Context, ids []int64, promotional bool) (counts Unreachable, err error) {
	wanted, err := jsonIDs(ids)
	if err == nil {
		err = db.reader.QueryRowContext(ctx, `SELECT coalesce(sum(email = ''), 0), coalesce(sum(email <> '' AND NOT accepts_promotional AND ?1), 0)
			FROM json_each(?2) AS wanted CROSS JOIN client ON client.id = wanted.value`, promotional, wanted).
			Scan(&counts.WithoutEmail, &counts.NotAccepting)
	}
	if err != nil {
		return Unreachable{}, fmt.Errorf("unreachable clients: %w", fault(err))
	}
	return counts, nil
}
