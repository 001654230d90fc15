//go:build window

package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestWindowBadInput: what cannot be used gets a sentence in her language, and the file stays as it was.
func TestWindowBadInput(t *testing.T) {
	job := startGarage(t, "bad-input", "fr", true)
	folder := badFiles(t)
	for _, bad := range []struct{ file, key string }{
		{"photo.csv", "error.file_not_table"},
		{"secret.xlsx", "error.file_password"},
		{"empty.csv", "error.file_empty"},
		{"huge.csv", "error.file_not_table"},
		{"broken.xlsx", "error.file_damaged"},
	} {
		job.importOne(filepath.Join(folder, bad.file))
		job.read(job.p.T("error.title"))
		job.shot("40-" + bad.file)
		sentence := []rune(job.p.T(bad.key))
		job.read(string(sentence[:min(len(sentence), 30)]) + "…")
		job.key("Escape")
		job.gone(job.p.T("error.title"))
		job.close()
	}
	job.importOne(filepath.Join(folder, "cells.csv"))
	job.read(job.p.N("import.refusals_count", 1))
	job.shot("41-too-many-cells")
	job.close()
	if empty, err := job.db.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("something was kept: empty %v, %v", empty, err)
	}
	job.mySettings()
	job.in(job.p.T("settings.mine"))
	for key, value := range map[string]string{
		"settings.email": "accueil@garage.example", "settings.server": job.server.Host,
		"settings.login": "accueil@garage.example", "settings.password": "wrong",
	} {
		job.fill(key, value)
	}
	job.fill("settings.port", strconv.Itoa(job.server.Port))
	job.do("settings.test", "F9")
	job.read(job.p.T("step.login") + " : " + job.p.T("settings.step_failed"))
	job.shot("42-login-refused")
	job.kill()

	newer := filepath.Join(t.TempDir(), "newer.db")
	makeNewer(t, newer)
	job.open(nil, "--lang", "fr", "--db", newer)
	job.see(job.p.T("error.cannot_open"))
	job.shot("43-newer-version")
	job.kill()
}

// importOne offers a single file to a new import window.
func (j *garageJob) importOne(path string) {
	j.t.Helper()
	j.do("main.import", "F9")
	j.in(j.p.T("import.title"))
	j.press(j.p.T("import.path_hint"))
	j.write(path)
	j.key("Return")
}

func badFiles(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20))); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"photo.csv": picture.String(), "empty.csv": "", "broken.xlsx": "PK\x03\x04 cut short",
		"cells.csv": "Code;Nom;E-mail\nC1;Dupont;a@example.org;de;trop;ici\n", "huge.csv": "\x00",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(filepath.Join(folder, "huge.csv"), 2<<30); err != nil { // a hole of 2 GB
		t.Fatal(err)
	}
	storetest.LockedWorkbook(t, filepath.Join(folder, "secret.xlsx"))
	return folder
}

// makeNewer makes a file of a version that does not exist yet.
func makeNewer(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	direct := storetest.SQL(t, db)
	if _, err := direct.ExecContext(t.Context(), `INSERT INTO schema_version (version_id, is_applied) VALUES (999, 1)`); err != nil {
		t.Fatal(err)
	}
	for _, closing := range []interface{ Close() error }{direct, db} {
		if err := closing.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
