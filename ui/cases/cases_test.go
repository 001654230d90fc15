package cases

import (
	"bytes"
	"hash/crc32"
	"image"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"garagemail/assets/lang"
	"garagemail/mailer/compose"
	"garagemail/pdf"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/pictures/picturetest"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// openDamage shows a bodyshop case with an insurer.
func openDamage(t *testing.T, d *desktest.MailDesk) *CaseWindow {
	t.Helper()
	f := caseSheet(d.App, "bodyshop", d.Damage(t).ID)
	t.Cleanup(f.Window.Discard)
	return f
}

// bomb is a PNG of a few bytes that says it has 20,000 x 10,000 pixels.
func bomb(t *testing.T) []byte {
	t.Helper()
	var small bytes.Buffer
	desktest.Check(t, png.Encode(&small, image.NewGray(image.Rect(0, 0, 1, 1))))
	data := small.Bytes()
	copy(data[16:], []byte{0, 0, 0x4e, 0x20, 0, 0, 0x27, 0x10})
	sum := crc32.ChecksumIEEE(data[12:29])
	copy(data[29:], []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)})
	return data
}

// TestCaseTakesWhatIsDropped: a folder of a card and a PDF; what cannot be a photo is named with its reason.
func TestCaseTakesWhatIsDropped(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	good := picturetest.Photo(t, 6, 400, 300)
	folder := desktest.Card(t, map[string][]byte{
		"车 avant.jpg": good, "cut.jpg": good[:300], "iphone.heic": []byte("\x00\x00\x00\x18ftypheic0000"), "bomb.png": bomb(t),
		"devis.jpg": []byte("%PDF-1.7"), "Thumbs.db": []byte("no picture of hers"),
	})
	estimate := filepath.Join(desktest.Card(t, map[string][]byte{"devis 12.pdf": []byte("%PDF-1.4 estimate")}), "devis 12.pdf")
	f.drop(fyne.NewPos(0, 0), []fyne.URI{storage.NewFileURI(folder), storage.NewFileURI(estimate)})
	for _, part := range []string{
		f.app.Printer.N("files.photos_added", 1), "cut.jpg : " + f.app.Printer.T("error.picture_truncated"), "iphone.heic : " + f.app.Printer.T("error.picture_truncated"),
		"bomb.png : " + f.app.Printer.T("error.picture_too_large"), "devis.jpg : " + f.app.Printer.T("error.picture_pdf"),
	} {
		if !desktest.DialogSays(f.Window, part) {
			t.Errorf("the dialog does not say %q", part)
		}
	}
	if desktest.DialogSays(f.Window, "Thumbs.db") {
		t.Error("what lies about in the folder is none of her trouble")
	}
	papers := f.papers.grid.Rows()
	if len(f.photos.photos) != 1 || f.photos.photos[0].Name != "车 avant.jpg" || len(papers) != 1 || papers[0].Kind != garage.WithEstimate {
		t.Errorf("%+v %+v", f.photos.photos, papers)
	}
	if names := f.Tabs.Items[tabPhotos].Text + f.Tabs.Items[tabDocuments].Text; strings.Count(names, "(1)") != 2 {
		t.Error(names)
	}
}

// TestCasePhotosByHand: order, caption, removal and its undo, on the keyboard.
func TestCasePhotosByHand(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	f.photos.add([]string{desktest.Card(t, map[string][]byte{
		"a.jpg": picturetest.Photo(t, 1, 90, 60), "b.jpg": picturetest.Photo(t, 1, 91, 60), "c.jpg": picturetest.Photo(t, 1, 92, 60),
	})})
	names := func() (all string) {
		for _, photo := range f.photos.photos {
			all += strings.TrimSuffix(photo.Name, ".jpg")
		}
		return all
	}
	f.show(tabPhotos)
	desktest.PressKey(f.Window, fyne.KeyEnd)
	desktest.PressChord(t, f.Window, fyne.KeyLeft, fyne.KeyModifierShortcutDefault)
	if names() != "acb" {
		t.Errorf("moved: %s", names())
	}
	desktest.PressKey(f.Window, fyne.KeyF2)
	desktest.InDialog(t, f.Window, f.Window.T("action.save"), "Aile gauche")
	if f.photos.photos[1].Caption != "Aile gauche" {
		t.Errorf("%+v", f.photos.photos)
	}
	desktest.PressKey(f.Window, fyne.KeyDelete)
	if names() != "ab" {
		t.Errorf("removed: %s", names())
	}
	desktest.PressButton(t, f.Window.Content(), f.Window.T("action.undo"), 0)
	if names() != "acb" || f.photos.photos[1].Caption != "Aile gauche" {
		t.Errorf("brought back: %s", names())
	}
}

// TestCaseChangedElsewhere: another instance moves the case on; hers says so, loses nothing, and shows it when she wants.
func TestCaseChangedElsewhere(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	f.notes.SetValue("notes", "Ce qu'elle tape")
	_, err := d.DB.SetCaseState(t.Context(), f.file.ID, f.file.Version, "agreed", "Marc")
	desktest.Check(t, err)
	f.save(nil)
	if !desktest.DialogSays(f.Window, f.Window.T("files.changed_elsewhere")) || f.notes.Value("notes") != "Ce qu'elle tape" {
		t.Error("she is not told, or her words are gone")
	}
	file, err := d.DB.Case(t.Context(), f.file.ID)
	desktest.Check(t, err)
	if file.State != "agreed" || file.Notes != "" {
		t.Errorf("%+v", file)
	}
	desktest.InDialog(t, f.Window, f.Window.T("files.read_anew"))
	if f.file.State != "agreed" || !f.dirty() || f.notes.Value("notes") != "Ce qu'elle tape" {
		t.Errorf("%+v, notes %q", f.file, f.notes.Value("notes"))
	}
	f.onNextState()
	if f.file.State != "in_repair" || f.file.Notes != "Ce qu'elle tape" {
		t.Error(f.file.State, f.file.Notes)
	}
	desktest.PressButton(t, f.Window.Content(), f.Window.T("action.undo"), 0)
	if f.file.State != "agreed" {
		t.Errorf("undone it is %s", f.file.State)
	}
}

// TestCasesExportComesBack: what she exports of cases the importer takes back unchanged.
func TestCasesExportComesBack(t *testing.T) {
	for _, language := range []string{"fr", "nl", "en"} {
		d := desktest.NewMail(t)
		d.Printer = lang.New(language)
		d.Host.Printer = d.Printer
		f := openDamage(t, d)
		f.file.Values["franchise"], f.file.Values["settlement"], f.file.Values["courtesy_car"] = "123456", "common_law", "no"
		f.file.Values["entry_at"], f.file.Values["vat_recovered"] = "2026-12-01T08:15", "12.5"
		desktest.Check(t, d.DB.SaveCase(t.Context(), &f.file, "Sophie"))
		path := filepath.Join(t.TempDir(), "files.csv")
		s, err := casesSheet(t.Context(), d.App, f.kind, []int64{f.file.ID})
		desktest.Check(t, err)
		desktest.Check(t, desk.WriteSheet(t.Context(), path, s))
		results, err := intake.Import(t.Context(), d.DB, []intake.Source{d.Words.File(path)}, intake.Options{})
		desktest.Check(t, err)
		if r := results[0]; r.Entity != "bodyshop" || r.Unchanged != 1 || len(r.Refusals)+len(r.Ignored) > 0 {
			t.Errorf("%s: %+v", language, r)
		}
	}
}

// TestCaseTimelineTellsTheMail: the button has its tick, and the mail is not proposed again.
func TestCaseTimelineTellsTheMail(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	mail := garage.ProposedMails("bodyshop", "opened")[0]
	draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, mail)
	desktest.Check(t, err)
	_, err = compose.SendCaseMail(t.Context(), d.Office(), "Sophie", draft, nil)
	desktest.Check(t, err)
	f.load()
	if !f.timeline.hasMail(mail.Key) || !slices.ContainsFunc(f.timeline.grid.Rows(), func(e garage.CaseEvent) bool { return e.SentTo == "schade@maas.example" }) {
		t.Errorf("%+v", f.timeline.grid.Rows())
	}
	f.onNextMail()
	if len(kit.Screens[*CaseWindow](d.Host)) != 1 || f.Window.Canvas().Overlays().Top() != nil {
		t.Error("it is proposed again")
	}
}

// TestDirectoryServesTheNextCase: a party comes back with its contacts, each with his own address; an entry is mended, removed
// and brought back.
func TestDirectoryServesTheNextCase(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	for _, contact := range []string{"Els", "Jan"} {
		storetest.SaveParty(t, d.DB, &f.file, garage.CaseParty{
			Role: garage.PartyExpert, Name: "Bureau Dumont", Contact: contact, Email: strings.ToLower(contact) + "@dumont.example",
		})
	}
	next := NewCase(d.App, "bodyshop", d.Clients[0].ID)
	t.Cleanup(next.Window.Discard)
	next.Parties.edit(garage.CaseParty{Role: garage.PartyExpert})
	combos := desktest.Found[*kit.Combo](next.Window.Canvas().Overlays().Top())
	combos[0].SetText("bureau dumont")
	combos[0].OnChanged("bureau dumont")
	entries := desktest.Found[*kit.Entry](next.Window.Canvas().Overlays().Top())
	if combos[1].Text != "Jan" || entries[0].Text != "jan@dumont.example" {
		t.Errorf("%q %q", combos[1].Text, entries[0].Text)
	}
	combos[1].SetText("Els")
	combos[1].OnChanged("Els")
	if entries[0].Text != "els@dumont.example" {
		t.Errorf("Els reads at %q", entries[0].Text)
	}
	desktest.InDialog(t, next.Window, d.Printer.T("files.take_party"))
	if party := next.Parties.parties[3]; party.Email != "els@dumont.example" || party.Contact != "Els" {
		t.Errorf("%+v", party)
	}

	OpenDirectory(d.App)
	known, err := d.DB.SearchDirectory(t.Context(), garage.PartyExpert, "")
	desktest.Check(t, err)
	if got := readContacts(contactLines(known[0].Contacts)); !slices.Equal(got, known[0].Contacts) || len(got) != 2 {
		t.Errorf("%+v", got)
	}
}

// TestCasePlaceByPostcode: a postcode of one locality brings it; what stands there stays.
func TestCasePlaceByPostcode(t *testing.T) {
	d := desktest.NewMail(t)
	f := NewCase(d.App, "breakdown", 0)
	t.Cleanup(f.Window.Discard)
	f.fields.each(func(form *kit.Form, field garage.CaseField) {
		if field.Key != "postcode" {
			return
		}
		for postcode, want := range map[string]string{"4141": "Louveigné", "9999": ""} {
			form.SetValue("locality", "")
			form.SetValue("postcode", postcode)
			form.OnChanged("postcode")
			if got := form.Value("locality"); !strings.HasPrefix(got, want) || want == "" && got != "" {
				t.Errorf("%s is %q", postcode, got)
			}
		}
		form.SetValue("locality", "Ailleurs")
		form.OnChanged("postcode")
		if form.Value("locality") != "Ailleurs" {
			t.Error("what stood there is gone")
		}
	})
}

// TestNewCaseIsSavedOnce: a PDF and a photo dropped into a file that was never saved make one file with both.
func TestNewCaseIsSavedOnce(t *testing.T) {
	d := desktest.NewMail(t)
	f := NewCase(d.App, "bodyshop", d.Clients[0].ID)
	t.Cleanup(f.Window.Discard)
	folder := desktest.Card(t, map[string][]byte{"a.jpg": picturetest.Photo(t, 1, 90, 60), "devis.pdf": []byte("%PDF-1.4")})
	f.drop(fyne.NewPos(0, 0), []fyne.URI{storage.NewFileURI(filepath.Join(folder, "a.jpg")), storage.NewFileURI(filepath.Join(folder, "devis.pdf"))})
	ids, err := d.DB.CaseIDs(t.Context(), store.CaseFilter{})
	desktest.Check(t, err)
	if len(ids) != 1 || len(f.photos.photos) != 1 || len(f.papers.grid.Rows()) != 1 {
		t.Errorf("%d files, %d photos, %d papers", len(ids), len(f.photos.photos), len(f.papers.grid.Rows()))
	}
	f.saving = true // as while the first press is on its way
	f.save(func() { t.Error("the second press did something") })
}

// TestLargeAlbumIsSplit: an album that no mail could carry becomes several, page by page, with each photo once and in order.
func TestLargeAlbumIsSplit(t *testing.T) {
	var pictures []pdf.Picture
	for i := range 11 {
		pictures = append(pictures, pdf.Picture{JPEG: bytes.Repeat([]byte{byte(i)}, 1_400_000)})
	}
	var sizes []int
	var all []pdf.Picture
	for _, part := range albumParts(pictures, 4) {
		sizes, all = append(sizes, len(part)), append(all, part...)
	}
	if !slices.Equal(sizes, []int{4, 4, 3}) || len(all) != 11 || all[10].JPEG[0] != 10 {
		t.Errorf("%v", sizes)
	}
	if parts := albumParts(pictures[:5], 2); len(parts) != 1 {
		t.Errorf("%d parts for 7 MB", len(parts))
	}
	if parts := albumParts([]pdf.Picture{{JPEG: make([]byte, 20_000_000)}}, 6); len(parts) != 1 {
		t.Errorf("%d parts for one photo", len(parts))
	}
}
