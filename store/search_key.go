package store

import (
	"context"
	"database/sql"
	"strings"
)

// SearchKey is what stands in client.search_key: the folded words by which search-as-you-type finds a client. Plates and
// contacts are added from their own tables when the index is built.
func SearchKey(c Client) string {
	return strings.Join(strings.Fields(strings.Join([]string{
		Fold(c.Name), Fold(c.FirstName), Fold(c.Number), Fold(c.Email), Fold(c.BillingEmail),
		phoneDigits(c.Phone), phoneDigits(c.GSM),
	}, " ")), " ")
}

// NameFold is what stands in client.name_fold: the key by which clients sort.
func NameFold(c Client) string { return Fold(c.Name + " " + c.FirstName) }

// touchSearch says that what search looks through has changed. Every transaction that changes clients, contacts or
// vehicles calls it once.
func touchSearch(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx,
		`UPDATE setting SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = 'search.generation'`)
	return err
}
