package storetest

import (
	"database/sql"
	"testing"

	_ "modernc.org/sqlite"

	"garagemail/store"
)

// SQL returns a connection of its own to the open file of db, to put rows there that the store's methods would not make or
// not so fast, and to look at what they leave. It is closed with the test, before db must be.
func SQL(t testing.TB, db *store.DB) *sql.DB {
	t.Helper()
	direct, err := sql.Open("sqlite", "file:"+db.Path()+"?_foreign_keys=1&_busy_timeout=5000&_txlock=immediate&_synchronous=OFF")
	if err != nil {
		t.Fatal(err)
	}
	direct.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := direct.Close(); err != nil {
			t.Error(err)
		}
	})
	return direct
}

// QueryIDs reads a query of one column of ids past the store.
func QueryIDs(t testing.TB, direct *sql.DB, query string) (ids []int64) {
	t.Helper()
	rows, err := direct.QueryContext(t.Context(), query)
	Check(t, err)
	defer rows.Close()
	for rows.Next() {
		var id int64
		Check(t, rows.Scan(&id))
		ids = append(ids, id)
	}
	Check(t, rows.Err())
	return ids
}

// Recount finds the clients whose tally is wrong.
const Recount = `SELECT client.id FROM client LEFT JOIN tally ON tally.client_id = client.id
	WHERE coalesce(visits, 0) <> (SELECT count(*) FROM visit WHERE client_id = client.id)
	OR coalesce(first_visit, '') <> coalesce((SELECT min(date) FROM visit WHERE client_id = client.id), '')
	OR coalesce(last_visit, '') <> coalesce((SELECT max(date) FROM visit WHERE client_id = client.id), '')
	OR coalesce(documents, 0) <> (SELECT count(*) FROM document WHERE client_id = client.id)
	OR coalesce(first_document, '') <> coalesce((SELECT min(date) FROM document WHERE client_id = client.id), '')
	OR coalesce(last_document, '') <> coalesce((SELECT max(date) FROM document WHERE client_id = client.id), '')
	OR coalesce(document_cents, 0) <> (SELECT coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents) ELSE 0 END), 0)
		FROM document WHERE client_id = client.id)`
