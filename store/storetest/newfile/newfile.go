// Package newfile gives the tests of a program new GarageMail files that are copies of one: to make each by all migrations
// takes a test longer than what it tests.
package newfile

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
)

var made struct {
	sync.Mutex
	file []byte // as the migrations left it
}

// id is the key and the value of the setting that no two files have in common, as they follow each other in its row.
var id = regexp.MustCompile(`(file\.id)[0-9a-f]{16}`)

// Put puts a new file at path if nothing is there yet; open, store.Open, makes the first one.
func Put[DB io.Closer](t testing.TB, path string, open func(ctx context.Context, path string) (DB, error)) {
	t.Helper()
	if _, err := os.Stat(path); err == nil {
		return
	}
	file := first(t, func(path string) (io.Closer, error) { return open(t.Context(), path) })
	own := make([]byte, 8)
	_, _ = rand.Read(own) // it never fails
	must(t, os.WriteFile(path, id.ReplaceAll(file, []byte("${1}"+hex.EncodeToString(own))), 0o600))
}

func first(t testing.TB, open func(path string) (io.Closer, error)) []byte {
	t.Helper()
	made.Lock()
	defer made.Unlock()
	if made.file != nil {
		return made.file
	}
	path := filepath.Join(t.TempDir(), "new.db")
	db, err := open(path)
	must(t, err)
	must(t, db.Close())
	if _, err := os.Stat(path + "-wal"); !os.IsNotExist(err) {
		t.Fatalf("a part of the new file is still in its log: %v", err)
	}
	file, err := os.ReadFile(path) //nolint:gosec // made above
	must(t, err)
	if count := len(id.FindAll(file, -1)); count != 1 {
		t.Fatalf("the new file has its id %d times", count)
	}
	made.file = file
	return file
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
