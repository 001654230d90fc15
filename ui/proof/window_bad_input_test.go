//go:build window

package proof

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
	"garagemail/store/storetest"
)

// TestWindowBadInput: what cannot be used gets a sentence in her language, and the file stays as it was.
func TestWindowBadInput(t *testing.T) {
	job := startGarage(t, "bad-input", "fr", true)
	folder := badFiles(t)
	for _, bad := range []struct{ file, key string }{
		{"photo.csv", "import.file_is_picture"},
		{"secret.xlsx", "error.file_password"},
		{"empty.csv", "error.file_empty"},
		{"huge.csv", "error.file_not_table"},
		{"broken.xlsx", "error.file_damaged"},
	} {
		job.importOne(filepath.Join(folder, bad.file))
		job.read(job.p.N("import.refusals_count", 1)) // listed beside the others, which it costs nothing
		job.shot("40-" + bad.file)
		sentence := []rune(job.p.T(bad.key))
		job.read(string(sentence[:min(len(sentence), 30)]) + "…")
		job.close()
	}
	job.importOne(filepath.Join(folder, "cells.csv"))
	job.read(job.p.N("import.refusals_count", 1))
	job.shot("41-too-many-cells")
	job.close()
	if empty, err := job.db.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("something was kept: empty %v, %v", empty, err)
	}
	job.badPhotos(folder)
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

// badPhotos offers what is no photo to a file: each gets its sentence, and the one that is good comes in.
func (j *garageJob) badPhotos(folder string) {
	j.t.Helper()
	home := j.front
	j.do("main.files", "F11")
	j.do("action.new", "ctrl+n")
	kind := j.p.T(garage.CaseKinds[0].LabelKey())
	j.in(kind)
	j.key("ctrl+s")
	j.in(kind + " " + garage.CaseKinds[0].Code + time.Now().Format("2006") + "-00001")
	j.press(j.p.T("files.photos") + "…")
	j.do("files.add_photos", "ctrl+j")
	j.read(j.p.T("kit.whole_folder"))
	j.key("ctrl+a")
	j.write(filepath.Join(folder, "card"))
	j.key("Return")
	j.read("iphone.heic")
	j.press(j.p.T("kit.whole_folder"))
	j.read(j.p.N("files.photos_added", 1) + "…")
	j.shot("44-photos-refused")
	for _, refused := range [][2]string{
		{"iphone.heic", "error.picture_truncated"}, {"cut.jpg", "error.picture_truncated"}, {"bomb.png", "error.picture_too_large"}, {"devis.jpg", "error.picture_pdf"},
	} {
		sentence := []rune(refused[0] + " : " + j.p.T(refused[1]))
		j.read(string(sentence[:min(len(sentence), 30)]) + "…")
	}
	j.key("Escape")
	j.close()
	j.front = home
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
	card := filepath.Join(folder, "card")
	good := picturetest.Photo(t, 6, 300, 200)
	bomb := bytes.Clone(picture.Bytes())
	copy(bomb[16:], []byte{0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10}) // 20,000 x 10,000 pixels in a few bytes
	binary.BigEndian.PutUint32(bomb[29:], crc32.ChecksumIEEE(bomb[12:29]))
	if err := os.Mkdir(card, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{
		"车.jpg": good, "cut.jpg": good[:400], "iphone.heic": []byte("\x00\x00\x00\x18ftypheic0000"), "bomb.png": bomb, "devis.jpg": []byte("%PDF-1.7"),
	} {
		if err := os.WriteFile(filepath.Join(card, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
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
