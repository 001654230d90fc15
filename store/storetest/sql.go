package storetest

import (
	"database/sql"
	"testing"

	"garagemail/store"

	_ "modernc.org/sqlite" // the driver
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
