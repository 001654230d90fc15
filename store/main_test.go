package store_test

import (
	"fmt"
	"os"
	"testing"

	"garagemail/store"
)

// TestMain gives the benches a folder for the large file, and takes it away when all are done.
func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "garagemail")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the machine empties its temporary folder itself
	large.folder = folder
	code := m.Run()
	defer func() {
		if err := os.RemoveAll(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	for _, db := range []*store.DB{large.db, journal.db} {
		if db == nil {
			continue
		}
		if err := db.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}
