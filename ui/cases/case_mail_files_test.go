package cases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
	"garagemail/ui/desktest"
)

// mailWithPhotos is the mail that opens a damage to its insurer, with two photos.
func mailWithPhotos(t *testing.T) (d *desktest.MailDesk, m *caseMailWindow) {
	t.Helper()
	d = desktest.NewMail(t)
	f := openDamage(t, d)
	f.photos.add([]string{desktest.Card(t, map[string][]byte{"a.jpg": picturetest.Photo(t, 6, 2400, 1200), "b.jpg": picturetest.Photo(t, 1, 2000, 1000)})})
	mail := garage.ProposedMails("bodyshop", "opened")[0]
	draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, mail)
	desktest.Check(t, err)
	m = newCaseMailWindow(d.App, draft, mail)
	t.Cleanup(m.window.Discard)
	return d, m
}

// TestMailWaitsForItsFiles: one that is sent while a file is still read stays.
func TestMailWaitsForItsFiles(t *testing.T) {
	d, m := mailWithPhotos(t)
	sent := func() int {
		t.Helper()
		ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{})
		desktest.Check(t, err)
		return len(ids)
	}
	m.files.reading++ // as while it is read
	m.onSend()
	if sent() != 0 {
		t.Fatal("the mail left without its file")
	}
	m.files.reading--
	m.files.add([]string{desktest.Card(t, map[string][]byte{"c.jpg": picturetest.Photo(t, 1, 90, 60)})})
	if m.files.busy() || len(m.files.files()) != 3 {
		t.Errorf("busy %v, %d files", m.files.busy(), len(m.files.files()))
	}
	m.onSend()
	if sent() != 1 {
		t.Error("the mail did not leave")
	}
}

// TestRemovedPhotoStaysOut: also when the photos were just being made in another size.
func TestRemovedPhotoStaysOut(t *testing.T) {
	_, m := mailWithPhotos(t)
	m.files.making = true
	m.files.remove(m.files.grid.Rows()[:1])
	if m.files.making || len(m.files.photos) != 1 || len(m.files.files()) != 1 || !strings.HasSuffix(m.files.files()[0].Name, "b.jpg") {
		t.Errorf("%d chosen, %d to go", len(m.files.photos), len(m.files.files()))
	}
}

// TestMailRefusesWhatTellsThePlace: a raw picture, a film and a folder's refused files are named; the good one of the folder comes.
func TestMailRefusesWhatTellsThePlace(t *testing.T) {
	d, m := mailWithPhotos(t)
	folder := desktest.Card(t, map[string][]byte{"good.jpg": picturetest.Photo(t, 1, 90, 60), "cut.jpg": picturetest.Photo(t, 1, 900, 600)[:400]})
	raw := filepath.Join(t.TempDir(), "photo.tif")
	desktest.Check(t, os.WriteFile(raw, []byte("II*\x00\x08\x00\x00\x00 50.4674 N"), 0o600))
	m.files.add([]string{folder, raw})
	if len(m.files.files()) != 3 {
		t.Errorf("%d files", len(m.files.files()))
	}
	for _, part := range []string{"photo.tif : " + d.Printer.T("error.picture_place"), "cut.jpg : " + d.Printer.T("error.picture_truncated")} {
		if !desktest.DialogSays(m.window, part) {
			t.Errorf("the dialog does not say %q", part)
		}
	}
}

// TestInvoiceOfTheParty: of the invoices of a file the insurer gets the one that the file says is his; in doubt she chooses.
func TestInvoiceOfTheParty(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	invoice := func(cents garage.Cents) int64 {
		t.Helper()
		draft, err := d.DB.SaveDraft(t.Context(), garage.Document{
			Kind: garage.Invoice, ClientID: d.Clients[0].ID, CompanyID: d.Company.ID, Date: "2026-11-20",
			Lines: []garage.DocumentLine{{Position: 1, Description: "Réparation", Quantity: 1000, UnitPrice: cents, VATRate: 2100}},
		})
		desktest.Check(t, err)
		issued, err := d.DB.IssueDocument(t.Context(), draft, "2026-11-20")
		desktest.Check(t, err)
		desktest.Check(t, d.DB.LinkDocument(t.Context(), f.file.ID, issued.ID, garage.WithInvoice))
		return issued.ID
	}
	his, clients := invoice(100_000), invoice(20_000)
	attached := func(pays string) (ids []int64) {
		t.Helper()
		file, err := d.DB.Case(t.Context(), f.file.ID)
		desktest.Check(t, err)
		file.Values["invoice_insurer"] = pays
		desktest.Check(t, d.DB.SaveCase(t.Context(), &file, "Sophie"))
		papers, err := papersOfKind(t.Context(), d.App, file.ID, garage.WithInvoice, garage.PartyInsurer)
		desktest.Check(t, err)
		for _, paper := range papers {
			ids = append(ids, paper.DocumentID)
		}
		return ids
	}
	if ids := attached("121000"); len(ids) != 1 || ids[0] != his {
		t.Errorf("the insurer gets %v, not %d alone", ids, his)
	}
	if ids := attached("24200"); len(ids) != 1 || ids[0] != clients {
		t.Errorf("%v, not %d alone", ids, clients)
	}
	if ids := attached(""); len(ids) != 0 {
		t.Errorf("nobody said which: %v", ids)
	}
}
