package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store"
)

func TestPDFUnknownNumber(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	withFile(t, path, func(*store.DB) {})
	out := filepath.Join(t.TempDir(), "out.pdf")
	r := runProgram(t, program(t, path, "pdf", "2026/404", "-o", out))
	if _, err := os.Stat(out); r.code != exitUsage || err == nil || !strings.Contains(r.stderr, "2026/404") {
		t.Errorf("%d %s", r.code, r.stderr)
	}
}
