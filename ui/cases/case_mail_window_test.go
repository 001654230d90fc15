package cases

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures/picturetest"
	"garagemail/ui/desktest"
)

// TestCaseMailCarriesWhatItSpeaksOf: photos one by one or as an album; one whose original is gone is told and asked about.
func TestCaseMailCarriesWhatItSpeaksOf(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	f.photos.add([]string{desktest.Card(t, map[string][]byte{"a.jpg": picturetest.Photo(t, 6, 2400, 1200), "b.jpg": picturetest.Photo(t, 1, 91, 60)})})
	mail := garage.ProposedMails("bodyshop", "opened")[0]
	draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, mail)
	desktest.Check(t, err)
	m := newCaseMailWindow(d.App, draft, mail)
	files := m.files.files()
	if len(files) != 2 || len(m.files.absent) != 0 || files[0].Name != "01-a.jpg" {
		t.Fatalf("%+v", files)
	}
	picturetest.MustShow(t, "as it goes out", files[0].Bytes, 1600, 800)
	if bytes.Contains(files[0].Bytes, []byte("GPS")) {
		t.Error("it says where it was taken")
	}
	m.files.form.SetValue("form", "4")
	m.files.make()
	if files := m.files.files(); len(files) != 1 || !bytes.HasPrefix(files[0].Bytes, []byte("%PDF-")) {
		t.Errorf("%d files", len(files))
	}
	m.files.form.SetValue("form", "0")
	m.files.make()
	m.files.remove(m.files.grid.Rows()[:1])
	if files := m.files.files(); len(files) != 1 || files[0].Name != "02-b.jpg" {
		t.Errorf("%+v", files)
	}
	originals, err := filepath.Glob(strings.TrimSuffix(d.Path, ".db") + "-photos/*/*.jpg")
	desktest.Check(t, err)
	for _, path := range originals {
		desktest.Check(t, os.Remove(path))
	}
	m.files.setPhotos(f.photos.photos)
	if len(m.files.made.refused) != 2 || len(m.files.files()) != 0 || !strings.Contains(m.files.total.Text, d.Printer.T("error.photo_missing")) {
		t.Errorf("%+v %q", m.files.made.refused, m.files.total.Text)
	}
	m.onSend()
	if !desktest.DialogSays(m.window, d.Printer.N("files.photos_left_out", 2)) || d.Outbox(t) != 0 {
		t.Error("it went without saying that the photos do not")
	}
	desktest.InDialog(t, m.window, d.Printer.T("preflight.send"))
	if d.Outbox(t) != 1 {
		t.Error("it did not go when she said so")
	}
	f.photos.load()
	if !f.photos.photos[0].Missing {
		t.Error("the tab does not show that the original is gone")
	}
}

// TestCaseMailWithoutAddress: an expert of whom nobody knows the address; nothing goes, and her text stays.
func TestCaseMailWithoutAddress(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	mail := garage.ProposedMails("bodyshop", "estimate_sent")[0]
	draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, mail)
	desktest.Check(t, err)
	m := newCaseMailWindow(d.App, draft, mail)
	t.Cleanup(m.window.Discard)
	m.form.SetValue("body", "Un texte à elle")
	m.files.absent = nil
	m.onSend()
	if d.Outbox(t) != 0 || m.form.Value("body") != "Un texte à elle" || m.window.Context().Err() != nil {
		t.Error("a mail without address did something")
	}
}

// TestCaseMailSentBefore: the same mail goes to the same address a second time only when she says so.
func TestCaseMailSentBefore(t *testing.T) {
	d := desktest.NewMail(t)
	f := openDamage(t, d)
	mail := garage.ProposedMails("bodyshop", "opened")[0]
	write := func() *caseMailWindow {
		t.Helper()
		draft, err := compose.DraftCaseMail(t.Context(), d.Office(), f.file.ID, mail)
		desktest.Check(t, err)
		return newCaseMailWindow(d.App, draft, mail)
	}
	write().send()
	acquired, err := d.DB.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
	if desktest.Check(t, err); !acquired {
		t.Fatal("no lease")
	}
	claim, err := d.DB.FinishAndClaim(t.Context(), "here", d.User.ID, store.Handover{Claim: store.ClaimToSend})
	desktest.Check(t, err)
	desktest.Check(t, d.DB.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent, Reply: "250 taken"}))
	again := write()
	again.send()
	if !desktest.DialogSays(again.window, d.Printer.T("files.sent_before", "Address", "schade@maas.example")) || d.Outbox(t) != 1 {
		t.Error("it went twice without a word")
	}
	desktest.InDialog(t, again.window, d.Printer.T("files.send_again"))
	if d.Outbox(t) != 2 || again.window.Context().Err() == nil {
		t.Error("it did not go when she said so")
	}
}
