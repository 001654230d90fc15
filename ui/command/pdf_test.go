package command

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/ui/programtest"
)

func TestPDFUnknownNumber(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.WithFile(t, path, func(*store.DB) {})
	out := filepath.Join(t.TempDir(), "out.pdf")
	r := programtest.Run(t, programtest.Program(t, path, "pdf", "2026/404", "-o", out))
	if _, err := os.Stat(out); r.Code != ExitUsage || err == nil || !strings.Contains(r.Stderr, "2026/404") {
		t.Errorf("%d %s", r.Code, r.Stderr)
	}
}
