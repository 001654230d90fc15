package desktest

import (
	"os"
	"path/filepath"
	"testing"
)

// Card is a folder with files by name.
func Card(t *testing.T, files map[string][]byte) string {
	t.Helper()
	folder := t.TempDir()
	for name, data := range files {
		Check(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	return folder
}
