package files

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestReplaceWaitsForWhoHasItOpen: a reader that shares only reading, as viewers of Windows do, goes away after a moment, or stays.
func TestReplaceWaitsForWhoHasItOpen(t *testing.T) {
	folder := t.TempDir()
	from, to := filepath.Join(folder, "new"), filepath.Join(folder, "été.pdf")
	write := func(path, content string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(from, "new")
	write(to, "old")
	release := holdOpen(t, to)
	if runtime.GOOS == "windows" {
		if err := Replace(from, to); !InUse(err) {
			t.Fatalf("while it is open: %v", err)
		}
	}
	go func() {
		time.Sleep(300 * time.Millisecond)
		release()
	}()
	if err := Replace(from, to); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(to); err != nil || string(content) != "new" {
		t.Errorf("%q, %v", content, err)
	}
	if err := Replace(from, to); !errors.Is(err, os.ErrNotExist) || InUse(err) {
		t.Errorf("what is not there: %v", err)
	}
}
