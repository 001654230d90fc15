package mailings

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/pictures"
	"garagemail/store/pictures/picturetest"
	"garagemail/ui/desktest"
)

// attachedIn are the attachments of a draft with their bytes.
func attachedIn(t *testing.T, d *desktest.MailDesk, e *MailEditor) (rows []garage.Attachment, contents [][]byte) {
	t.Helper()
	rows = e.attachments.grid.Rows()
	for _, one := range rows {
		content, err := d.DB.AttachmentBytes(t.Context(), one.ID)
		desktest.Check(t, err)
		contents = append(contents, content)
	}
	return rows, contents
}

func sizeOf(t *testing.T, data []byte) image.Point {
	t.Helper()
	config, err := jpeg.DecodeConfig(bytes.NewReader(data))
	desktest.Check(t, err)
	return image.Pt(config.Width, config.Height)
}

// TestPicturesOfAMailing go out without their place, small when she says so, and large again.
func TestPicturesOfAMailing(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	photo := picturetest.Photo(t, 6, 2400, 1200) // stored lying on its side
	folder := desktest.Card(t, map[string][]byte{"été.JPG": photo, "conditions.pdf": []byte("%PDF-1.7")})
	e.attachments.add(filepath.Join(folder, "conditions.pdf"))
	e.attachments.add(filepath.Join(folder, "été.JPG"))
	rows, contents := attachedIn(t, d, e)
	if len(rows) != 2 || rows[1].Name != "été.JPG" || rows[1].MediaType != "image/jpeg" {
		t.Fatalf("attached %+v", rows)
	}
	if bytes.Contains(contents[1], []byte("GPS")) || sizeOf(t, contents[1]) != image.Pt(1200, 2400) {
		t.Errorf("the place is in it, or its pixels changed: %v", sizeOf(t, contents[1]))
	}
	if clean, err := pictures.WithoutPlace(photo); err != nil || !bytes.Equal(clean, contents[1]) {
		t.Error("it is not what its camera stored without the place")
	}
	choose := func(side string) {
		e.attachments.form.SetValue("side", side)
		e.attachments.resize()
	}
	choose("1024")
	rows, contents = attachedIn(t, d, e)
	if len(rows) != 2 || rows[1].Name != "été.jpg" || string(contents[0]) != "%PDF-1.7" {
		t.Fatalf("smaller: %+v", rows)
	}
	picturetest.MustShow(t, "smaller", contents[1], 1024, 512)
	choose("0")
	if _, contents = attachedIn(t, d, e); sizeOf(t, contents[1]) != image.Pt(1200, 2400) {
		t.Errorf("large again: %v", sizeOf(t, contents[1]))
	}
	desktest.Check(t, os.Remove(filepath.Join(folder, "été.JPG")))
	choose("1600")
	if _, contents = attachedIn(t, d, e); sizeOf(t, contents[1]) != image.Pt(1600, 800) {
		t.Errorf("without the file: %v", sizeOf(t, contents[1]))
	}
}

// TestWhatCannotBeCleanedIsAsked is said before it is attached, and attached when she says so.
func TestWhatCannotBeCleanedIsAsked(t *testing.T) {
	d := desktest.NewMail(t)
	e := newMailEditor(d.App, d.Mailing)
	film := "\x00\x00\x00\x18ftypmp42 50.4674 N"
	cut := picturetest.Photo(t, 1, 900, 600)
	folder := desktest.Card(t, map[string][]byte{"film.mov": []byte(film), "cut.jpg": cut[:len(cut)/2]})
	for _, name := range []string{"film.mov", "cut.jpg"} {
		e.attachments.add(filepath.Join(folder, name))
		if len(e.attachments.grid.Rows()) != 0 || !desktest.DialogSays(e.Window, name) {
			t.Fatalf("%s was attached, or nothing is asked", name)
		}
		desktest.PressButton(t, e.Window.Canvas().Overlays().Top(), d.Printer.T("kit.cancel"), 0)
	}
	e.attachments.add(filepath.Join(folder, "film.mov"))
	desktest.PressButton(t, e.Window.Canvas().Overlays().Top(), d.Printer.T("editor.attach_anyway"), 0)
	rows, contents := attachedIn(t, d, e)
	if len(rows) != 1 || !strings.HasPrefix(rows[0].Name, "film") || string(contents[0]) != film {
		t.Errorf("attached %+v", rows)
	}
}
