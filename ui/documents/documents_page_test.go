package documents

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
	"garagemail/ui/papers"
)

// documentsOf opens the journal in a window.
func documentsOf(t *testing.T, a *desk.App) *DocumentsPage {
	t.Helper()
	w := a.NewWindow(kit.WindowOptions{Key: "documents", Size: fyne.NewSize(1240, 700)})
	d := NewDocumentsPage(a, w).(*DocumentsPage)
	w.SetBody(kit.Under(w.NewToolbar(d.Actions()...).Object, d.Object()))
	w.Show()
	d.Reload()
	return d
}

// TestOnlyKnownAddressIsAContacts: it goes there at once, as it would to his own.
func TestOnlyKnownAddressIsAContacts(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	bram := invoices["Bram"][0]
	_, err := d.DB.SaveContact(t.Context(), garage.Contact{ClientID: bram.ClientID, Name: "Boekhouding", Email: "boekhouding@bram.example"})
	desktest.Check(t, err)
	page := documentsOf(t, d.App)
	page.Grid.Select(bram.ID)
	desktest.PressKey(page.Window, fyne.KeyF8)
	desktest.MustBeAddressed(t, d, bram.ID, "boekhouding@bram.example")
}

// TestSeveralOfWhichSomeWentBefore: she is asked about those only.
func TestSeveralOfWhichSomeWentBefore(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	page := documentsOf(t, d.App)
	first, second := invoices["Ana"][0].ID, invoices["Ana"][1].ID
	page.Grid.Select(first)
	page.OnMail()
	desktest.FinishAll(t, d, garage.Sent)
	page.Grid.Select(first, second)
	desktest.PressKey(page.Window, fyne.KeyF8)
	desktest.MustBeAddressed(t, d, second)
	desktest.PressButton(t, page.Window.Canvas().Overlays().Top(), "Envoyer l'autre", 0)
	desktest.MustBeAddressed(t, d, first, "ana@client.example")
	desktest.MustBeAddressed(t, d, second, "ana@client.example")
	desktest.FinishAll(t, d, garage.Sent)
	page.Grid.Select(first, second)
	page.OnMail()
	desktest.PressButton(t, page.Window.Canvas().Overlays().Top(), "Tout envoyer, aussi une nouvelle fois", 0)
	desktest.MustBeAddressed(t, d, first, "ana@client.example", "ana@client.example")
}

// TestSecondPressQueuesNothing: while documents are being queued no others are.
func TestSecondPressQueuesNothing(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	page := documentsOf(t, d.App)
	id := invoices["Ana"][0].ID
	d.Queueing = true
	sendDocuments(d.App, page.Window, []compose.DocumentMail{{DocumentID: id}}, nil)
	desktest.MustBeAddressed(t, d, id)
	d.Queueing = false
	sendDocuments(d.App, page.Window, []compose.DocumentMail{{DocumentID: id}}, nil)
	sendDocuments(d.App, page.Window, []compose.DocumentMail{{DocumentID: id}}, nil) // it is on its way
	desktest.MustBeAddressed(t, d, id, "ana@client.example")
}

// TestResendKeepsWhatWasTicked: what failed at an address that she chose goes there again; what failed where nobody was
// asked goes to where the sheet says now.
func TestResendKeepsWhatWasTicked(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	page := documentsOf(t, d.App)
	ana, celine := invoices["Ana"][0], invoices["Céline"][0]
	_, err := d.DB.SaveContact(t.Context(), garage.Contact{ClientID: ana.ClientID, Name: "Compta", Email: "compta@ana.example"})
	desktest.Check(t, err)
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"compta@ana.example"}}, {DocumentID: celine.ID}}
	report, err := compose.QueueDocuments(t.Context(), d.Office(), mails, papers.Of(d.DB, d.Company.ID), nil)
	desktest.Check(t, err)
	desktest.FinishAll(t, d, garage.Failed)
	client, err := d.DB.Client(t.Context(), celine.ClientID)
	desktest.Check(t, err)
	client.BillingEmail = "compta@celine.example"
	desktest.Check(t, d.DB.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	r := OpenDocumentReport(d.App, report, mails)
	r.OnResend()
	desktest.MustBeAddressed(t, d, ana.ID, "compta@ana.example", "compta@ana.example")
	desktest.MustBeAddressed(t, d, celine.ID, "celine@client.example", "compta@celine.example")
	if counts, err := d.DB.OutboxCounts(t.Context()); err != nil || counts.Failed != 0 || counts.Queued != 2 {
		t.Errorf("%+v %v", counts, err)
	}
	page.Reload()
}

// TestUndoOfPaidLeavesWhatWasPaidBefore presses Ctrl+B on two invoices of which one was paid, and takes it back.
func TestUndoOfPaidLeavesWhatWasPaidBefore(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	before, now := invoices["Ana"][0].ID, invoices["Ana"][1].ID
	_, err := d.DB.SetPaid(t.Context(), []int64{before}, true, "2026-11-01")
	desktest.Check(t, err)
	page := documentsOf(t, d.App)
	page.Grid.Select(before, now)
	page.Window.Focus(page.Grid.Focusable())
	desktest.PressChord(t, page.Window, fyne.KeyB, fyne.KeyModifierControl)
	open := func(id int64) garage.Cents {
		document, err := d.DB.Document(t.Context(), id)
		desktest.Check(t, err)
		return document.Open
	}
	if open(before) != 0 || open(now) != 0 {
		t.Fatal(open(before), open(now))
	}
	desktest.PressButton(t, page.Window.Content(), page.Window.T("action.undo"), 0)
	if open(before) != 0 || open(now) != 12_100 {
		t.Error(open(before), open(now))
	}
}

// TestResendLeavesWhatIsOnItsWay: the report of a second press sends nothing, also when the first has arrived meanwhile.
func TestResendLeavesWhatIsOnItsWay(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	id := invoices["Ana"][0].ID
	mails := []compose.DocumentMail{{DocumentID: id}}
	var second compose.DocumentReport
	for range 2 {
		var err error
		second, err = compose.QueueDocuments(t.Context(), d.Office(), mails, papers.Of(d.DB, d.Company.ID), nil)
		desktest.Check(t, err)
	}
	desktest.FinishAll(t, d, garage.Sent)
	OpenDocumentReport(d.App, second, mails).OnResend()
	desktest.MustBeAddressed(t, d, id, "ana@client.example")
}

// TestResendKeepsTheTickedAddressOfAPaperThatFailed: no PDF, no mail; then it goes to whom she chose.
func TestResendKeepsTheTickedAddressOfAPaperThatFailed(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	ana := invoices["Ana"][0]
	_, err := d.DB.SaveContact(t.Context(), garage.Contact{ClientID: ana.ClientID, Name: "Compta", Email: "compta@ana.example"})
	desktest.Check(t, err)
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"compta@ana.example"}}}
	report, err := compose.QueueDocuments(t.Context(), d.Office(), mails,
		func(context.Context, garage.Document) (compose.Paper, error) {
			return compose.Paper{}, errors.New("no font")
		}, nil)
	desktest.Check(t, err)
	OpenDocumentReport(d.App, report, mails).OnResend()
	desktest.MustBeAddressed(t, d, ana.ID, "compta@ana.example")
}

// TestResendOfOneOfTwo: the one that had it does not get it again, whatever becomes of the other's address.
func TestResendOfOneOfTwo(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	ana := invoices["Ana"][0]
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"ana@client.example", "gone@"}}}
	report, err := compose.QueueDocuments(t.Context(), d.Office(), mails, papers.Of(d.DB, d.Company.ID), nil)
	desktest.Check(t, err)
	desktest.FinishAll(t, d, garage.Sent)
	if len(report.Problems) != 1 || report.Problems[0].Address != "gone@" {
		t.Fatalf("%+v", report.Problems)
	}
	OpenDocumentReport(d.App, report, mails).OnResend()
	desktest.MustBeAddressed(t, d, ana.ID, "ana@client.example")
}

// TestSentToAnyAddressBeforeIsAskedAbout, also when the newest message failed at another one.
func TestSentToAnyAddressBeforeIsAskedAbout(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	page := documentsOf(t, d.App)
	first, second := invoices["Ana"][0], invoices["Ana"][1]
	for address, state := range map[string]garage.DeliveryState{"ana@client.example": garage.Sent, "compta@ana.example": garage.Failed} {
		_, err := compose.QueueDocuments(t.Context(), d.Office(),
			[]compose.DocumentMail{{DocumentID: first.ID, Emails: []string{address}}}, papers.Of(d.DB, d.Company.ID), nil)
		desktest.Check(t, err)
		desktest.FinishAll(t, d, state)
	}
	page.Grid.Select(first.ID, second.ID)
	page.OnMail()
	desktest.MustBeAddressed(t, d, second.ID)
	if page.Window.Canvas().Overlays().Top() == nil {
		t.Error("nobody was asked")
	}
}
