package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPartsOfAProgram reads this very test out of its own file.
func TestPartsOfAProgram(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "86400")
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	parts, err := partsOf([]string{own})
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != 1 || parts[0].name != "go" || parts[0].version == "" {
		t.Fatalf("parts: %v, want Go alone: this test has no modules", parts)
	}
	if ids := parts[0].ids(); len(ids) != 1 || ids[0] != "BSD-3-Clause" {
		t.Errorf("Go's licence is read as %v", ids)
	}
	list := document("1.2.3", parts)
	content, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"spdxVersion":"SPDX-2.3"`, `"created":"1970-01-02T00:00:00Z"`, `"licenseDeclared":"BSD-3-Clause"`, `"SPDXRef-go"`} {
		if !strings.Contains(string(content), want) {
			t.Errorf("no %s in %s", want, content)
		}
	}
}

func TestLicencesOfAModule(t *testing.T) {
	folder := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("LICENSE", "MIT License\n\nPermission is hereby granted, free\nof charge, to any person obtaining a copy")
	put("lib/LICENSE.libheif", "   GNU LESSER GENERAL PUBLIC LICENSE\n        Version 3, 29 June 2007")
	put("testdata/LICENSE", "of a test file")
	put("licence.go", "package licence")
	all, err := readLicences(folder, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 2 || all[0].id != "MIT" || all[1].id != "LGPL-3.0-only" {
		t.Errorf("read: %v", all)
	}
	if all, err := readLicences(folder, false); err != nil || len(all) != 1 {
		t.Errorf("the top alone: %v %v", all, err)
	}
	put("font/COPYING", "You may do this and that.")
	if _, err := readLicences(folder, true); err == nil || !strings.Contains(err.Error(), "font/COPYING") {
		t.Errorf("a licence that nobody knows: %v", err)
	}
}
