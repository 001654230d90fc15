package ui

import (
	"context"
	"errors"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// documentsOf opens the journal in a window.
func documentsOf(t *testing.T, a *App) *documentsPage {
	t.Helper()
	w := a.newWindow(kit.WindowOptions{Key: "documents", Size: fyne.NewSize(1240, 700)})
	d := newDocumentsPage(a, w).(*documentsPage)
	w.SetBody(under(w.NewToolbar(d.actions()...).Object, d.object()))
	w.Show()
	d.reload()
	return d
}

// addressed are the addresses to which messages of a document were queued, oldest first.
func addressed(t *testing.T, d *mailDesk, documentID int64) (addresses []string) {
	t.Helper()
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{DocumentID: documentID})
	check(t, err)
	slices.Sort(ids)
	rows, err := d.db.DeliveryRows(t.Context(), ids)
	check(t, err)
	for _, row := range rows {
		addresses = append(addresses, row.ToAddress)
	}
	return addresses
}

func mustBeAddressed(t *testing.T, d *mailDesk, documentID int64, want ...string) {
	t.Helper()
	if got := addressed(t, d, documentID); !slices.Equal(got, want) {
		t.Errorf("document %d went to %q, want %q", documentID, got, want)
	}
}

// finishAll gives every message that waits the same end.
func finishAll(t *testing.T, d *mailDesk, state garage.DeliveryState) {
	t.Helper()
	acquired, err := d.db.AcquireLease(t.Context(), store.OutboxLease, "test", 1e9)
	if check(t, err); !acquired {
		t.Fatal("no lease")
	}
	for {
		claim, err := d.db.FinishAndClaim(t.Context(), "test", d.user.ID, store.Handover{Claim: store.ClaimToSend})
		check(t, err)
		if claim == nil {
			break
		}
		check(t, d.db.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: state}))
	}
	check(t, d.db.ReleaseLease(t.Context(), store.OutboxLease, "test"))
}

// TestOnlyKnownAddressIsAContacts: it goes there at once, as it would to his own.
func TestOnlyKnownAddressIsAContacts(t *testing.T) {
	d, invoices := reminderDesk(t)
	bram := invoices["Bram"][0]
	_, err := d.db.SaveContact(t.Context(), garage.Contact{ClientID: bram.ClientID, Name: "Boekhouding", Email: "boekhouding@bram.example"})
	check(t, err)
	page := documentsOf(t, d.App)
	page.grid.Select(bram.ID)
	pressKey(page.window, fyne.KeyF8)
	mustBeAddressed(t, d, bram.ID, "boekhouding@bram.example")
}

// TestSeveralOfWhichSomeWentBefore: she is asked about those only.
func TestSeveralOfWhichSomeWentBefore(t *testing.T) {
	d, invoices := reminderDesk(t)
	page := documentsOf(t, d.App)
	first, second := invoices["Ana"][0].ID, invoices["Ana"][1].ID
	page.grid.Select(first)
	page.onMail()
	finishAll(t, d, garage.Sent)
	page.grid.Select(first, second)
	pressKey(page.window, fyne.KeyF8)
	mustBeAddressed(t, d, second)
	pressButton(t, page.window.Canvas().Overlays().Top(), "Envoyer l'autre", 0)
	mustBeAddressed(t, d, first, "ana@client.example")
	mustBeAddressed(t, d, second, "ana@client.example")
	finishAll(t, d, garage.Sent)
	page.grid.Select(first, second)
	page.onMail()
	pressButton(t, page.window.Canvas().Overlays().Top(), "Tout envoyer, aussi une nouvelle fois", 0)
	mustBeAddressed(t, d, first, "ana@client.example", "ana@client.example")
}

// TestSecondPressQueuesNothing: while documents are being queued no others are.
func TestSecondPressQueuesNothing(t *testing.T) {
	d, invoices := reminderDesk(t)
	page := documentsOf(t, d.App)
	id := invoices["Ana"][0].ID
	d.queueing = true
	d.sendDocuments(page.window, []compose.DocumentMail{{DocumentID: id}}, nil)
	mustBeAddressed(t, d, id)
	d.queueing = false
	d.sendDocuments(page.window, []compose.DocumentMail{{DocumentID: id}}, nil)
	d.sendDocuments(page.window, []compose.DocumentMail{{DocumentID: id}}, nil) // it is on its way
	mustBeAddressed(t, d, id, "ana@client.example")
}

// TestResendKeepsWhatWasTicked: what failed at an address that she chose goes there again; what failed where nobody was
// asked goes to where the sheet says now.
func TestResendKeepsWhatWasTicked(t *testing.T) {
	d, invoices := reminderDesk(t)
	page := documentsOf(t, d.App)
	ana, celine := invoices["Ana"][0], invoices["Céline"][0]
	_, err := d.db.SaveContact(t.Context(), garage.Contact{ClientID: ana.ClientID, Name: "Compta", Email: "compta@ana.example"})
	check(t, err)
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"compta@ana.example"}}, {DocumentID: celine.ID}}
	report, err := compose.QueueDocuments(t.Context(), d.office(), mails, PaperOf(d.db, d.company.ID), nil)
	check(t, err)
	finishAll(t, d, garage.Failed)
	client, err := d.db.Client(t.Context(), celine.ClientID)
	check(t, err)
	client.BillingEmail = "compta@celine.example"
	check(t, d.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	r := d.openDocumentReport(report, mails)
	r.onResend()
	mustBeAddressed(t, d, ana.ID, "compta@ana.example", "compta@ana.example")
	mustBeAddressed(t, d, celine.ID, "celine@client.example", "compta@celine.example")
	if counts, err := d.db.OutboxCounts(t.Context()); err != nil || counts.Failed != 0 || counts.Queued != 2 {
		t.Errorf("%+v %v", counts, err)
	}
	page.reload()
}

// TestUndoOfPaidLeavesWhatWasPaidBefore presses Ctrl+B on two invoices of which one was paid, and takes it back.
func TestUndoOfPaidLeavesWhatWasPaidBefore(t *testing.T) {
	d, invoices := reminderDesk(t)
	before, now := invoices["Ana"][0].ID, invoices["Ana"][1].ID
	_, err := d.db.SetPaid(t.Context(), []int64{before}, true, "2026-11-01")
	check(t, err)
	page := documentsOf(t, d.App)
	page.grid.Select(before, now)
	page.window.Focus(page.grid.Focusable())
	pressChord(t, page.window, fyne.KeyB, fyne.KeyModifierControl)
	open := func(id int64) garage.Cents {
		document, err := d.db.Document(t.Context(), id)
		check(t, err)
		return document.Open
	}
	if open(before) != 0 || open(now) != 0 {
		t.Fatal(open(before), open(now))
	}
	pressButton(t, page.window.Content(), page.window.T("action.undo"), 0)
	if open(before) != 0 || open(now) != 12_100 {
		t.Error(open(before), open(now))
	}
}

// TestResendLeavesWhatIsOnItsWay: the report of a second press sends nothing, also when the first has arrived meanwhile.
func TestResendLeavesWhatIsOnItsWay(t *testing.T) {
	d, invoices := reminderDesk(t)
	id := invoices["Ana"][0].ID
	mails := []compose.DocumentMail{{DocumentID: id}}
	var second compose.DocumentReport
	for range 2 {
		var err error
		second, err = compose.QueueDocuments(t.Context(), d.office(), mails, PaperOf(d.db, d.company.ID), nil)
		check(t, err)
	}
	finishAll(t, d, garage.Sent)
	d.openDocumentReport(second, mails).onResend()
	mustBeAddressed(t, d, id, "ana@client.example")
}

// TestResendKeepsTheTickedAddressOfAPaperThatFailed: no PDF, no mail; then it goes to whom she chose.
func TestResendKeepsTheTickedAddressOfAPaperThatFailed(t *testing.T) {
	d, invoices := reminderDesk(t)
	ana := invoices["Ana"][0]
	_, err := d.db.SaveContact(t.Context(), garage.Contact{ClientID: ana.ClientID, Name: "Compta", Email: "compta@ana.example"})
	check(t, err)
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"compta@ana.example"}}}
	report, err := compose.QueueDocuments(t.Context(), d.office(), mails,
		func(context.Context, garage.Document) (compose.Paper, error) {
			return compose.Paper{}, errors.New("no font")
		}, nil)
	check(t, err)
	d.openDocumentReport(report, mails).onResend()
	mustBeAddressed(t, d, ana.ID, "compta@ana.example")
}

// TestResendOfOneOfTwo: the one that had it does not get it again, whatever becomes of the other's address.
func TestResendOfOneOfTwo(t *testing.T) {
	d, invoices := reminderDesk(t)
	ana := invoices["Ana"][0]
	mails := []compose.DocumentMail{{DocumentID: ana.ID, Emails: []string{"ana@client.example", "gone@"}}}
	report, err := compose.QueueDocuments(t.Context(), d.office(), mails, PaperOf(d.db, d.company.ID), nil)
	check(t, err)
	finishAll(t, d, garage.Sent)
	if len(report.Problems) != 1 || report.Problems[0].Address != "gone@" {
		t.Fatalf("%+v", report.Problems)
	}
	d.openDocumentReport(report, mails).onResend()
	mustBeAddressed(t, d, ana.ID, "ana@client.example")
}

// TestSentToAnyAddressBeforeIsAskedAbout, also when the newest message failed at another one.
func TestSentToAnyAddressBeforeIsAskedAbout(t *testing.T) {
	d, invoices := reminderDesk(t)
	page := documentsOf(t, d.App)
	first, second := invoices["Ana"][0], invoices["Ana"][1]
	for address, state := range map[string]garage.DeliveryState{"ana@client.example": garage.Sent, "compta@ana.example": garage.Failed} {
		_, err := compose.QueueDocuments(t.Context(), d.office(),
			[]compose.DocumentMail{{DocumentID: first.ID, Emails: []string{address}}}, PaperOf(d.db, d.company.ID), nil)
		check(t, err)
		finishAll(t, d, state)
	}
	page.grid.Select(first.ID, second.ID)
	page.onMail()
	mustBeAddressed(t, d, second.ID)
	if page.window.Canvas().Overlays().Top() == nil {
		t.Error("nobody was asked")
	}
}
