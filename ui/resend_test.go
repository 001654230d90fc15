package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// finishSome lets what waits for these addresses fail and the rest be sent.
func finishSome(t *testing.T, d *mailDesk, failing ...string) {
	t.Helper()
	acquired, err := d.db.AcquireLease(t.Context(), store.OutboxLease, "test", time.Second)
	if check(t, err); !acquired {
		t.Fatal("no lease")
	}
	for {
		claim, err := d.db.FinishAndClaim(t.Context(), "test", d.user.ID, store.Handover{Claim: store.ClaimToSend})
		check(t, err)
		if claim == nil {
			break
		}
		result := store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent}
		if slices.Contains(failing, claim.Delivery.ToAddress) {
			result.State, result.Reason = garage.Failed, "reason.mailbox_unknown"
		}
		check(t, d.db.FinishDelivery(t.Context(), result))
	}
	check(t, d.db.ReleaseLease(t.Context(), store.OutboxLease, "test"))
	d.bus.Announce(topicOutbox)
}

// twoOfAna sends an invoice to Ana and to her accountant, who is refused, and shows the report.
func twoOfAna(t *testing.T) (d *mailDesk, invoice garage.Document, accountant garage.Contact, r *documentReport) {
	t.Helper()
	d, invoices := reminderDesk(t)
	invoice = invoices["Ana"][0]
	accountant = garage.Contact{ClientID: invoice.ClientID, Name: "Compta", Email: "compta@ana.example"}
	_, err := d.db.SaveContact(t.Context(), garage.Contact{ClientID: invoice.ClientID, Name: "Aaa", Email: "first@ana.example"})
	check(t, err)
	accountant.ID, err = d.db.SaveContact(t.Context(), accountant)
	check(t, err)
	mails := []compose.DocumentMail{{DocumentID: invoice.ID, Emails: []string{"ana@client.example", "first@ana.example", accountant.Email}}}
	report, err := compose.QueueDocuments(t.Context(), d.office(), mails, PaperOf(d.db, d.company.ID), nil)
	check(t, err)
	r = d.openDocumentReport(report, mails)
	finishSome(t, d, accountant.Email)
	r.load()
	return d, invoice, accountant, r
}

func overlayText(w *kit.Window) (text string) {
	top := w.Canvas().Overlays().Top()
	if top == nil {
		return ""
	}
	for _, label := range found[*widget.Label](top) {
		text += label.Text + "\n"
	}
	return text
}

// TestReportResendsToTheOneWhoMissedIt and goes on counting all that was asked for.
func TestReportResendsToTheOneWhoMissedIt(t *testing.T) {
	d, invoice, accountant, r := twoOfAna(t)
	if rows := r.grid.Rows(); len(rows) != 1 || rows[0].address != accountant.Email || !strings.HasPrefix(r.words.Text, "2 e-mails envoyés") {
		t.Fatalf("%q %+v", r.words.Text, rows)
	}
	r.grid.Select(1)
	r.mend(r.grid.Rows()[0])
	sheet := newestOf[*clientWindow](d.host)
	if row, ok := sheet.contacts.grid.CurrentRow(); sheet.client.ID != invoice.ClientID || sheet.tabs.SelectedIndex() != 2 || !ok || row.ID != accountant.ID {
		t.Errorf("client %d, tab %d, row %+v", sheet.client.ID, sheet.tabs.SelectedIndex(), row)
	}
	accountant.Email = "new@ana.example"
	_, err := d.db.SaveContact(t.Context(), accountant)
	check(t, err)
	r.onResend()
	r.onResend() // a second press
	mustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "new@ana.example")
	finishSome(t, d)
	r.load()
	if r.words.Text != "3 e-mails envoyés" || len(r.grid.Rows()) != 0 {
		t.Errorf("%q %+v", r.words.Text, r.grid.Rows())
	}
	rows, err := d.db.DocumentRows(t.Context(), []int64{invoice.ID})
	check(t, err)
	words := sentWords(d.App, rows[0])
	for _, address := range []string{"ana@client.example", "first@ana.example", "new@ana.example"} {
		if !strings.Contains(words, address) {
			t.Errorf("%q does not name %s", words, address)
		}
	}
	if strings.Contains(words, "compta@") {
		t.Errorf("%q names an address that nobody has", words)
	}
}

// TestResendFromEverywhere: the outbox, the tab Courrier, the message itself and the journal send it to the one who missed it.
func TestResendFromEverywhere(t *testing.T) {
	for name, resend := range map[string]func(t *testing.T, d *mailDesk, id int64, invoice garage.Document){
		"outbox": func(t *testing.T, d *mailDesk, id int64, _ garage.Document) {
			_, shown := pageWindow(t, d, newOutboxPage)
			o := shown.(*outboxPage)
			o.grid.Select(id)
			o.onRetry()
		},
		"courrier": func(t *testing.T, d *mailDesk, id int64, invoice garage.Document) {
			sheet := d.clientSheet(invoice.ClientID)
			t.Cleanup(sheet.window.Discard)
			sheet.tabs.SelectIndex(6)
			sheet.mails.grid.Select(id)
			pressChord(t, sheet.window, fyne.KeyReturn, fyne.KeyModifierControl)
		},
		"message": func(t *testing.T, d *mailDesk, id int64, _ garage.Document) {
			m := newMessageWindow(d.App, id)
			pressButton(t, m.window.Content(), "Renvoyer", 0)
		},
		"journal": func(t *testing.T, d *mailDesk, _ int64, invoice garage.Document) {
			page := documentsOf(t, d.App)
			page.grid.Select(invoice.ID)
			page.onResend()
		},
		"@ of the journal": func(t *testing.T, d *mailDesk, _ int64, invoice garage.Document) {
			page := documentsOf(t, d.App)
			page.grid.Select(invoice.ID)
			page.onMail()
			pressKey(page.window, fyne.KeyReturn)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, invoice, accountant, r := twoOfAna(t)
			r.window.Discard()
			accountant.Email = "new@ana.example"
			_, err := d.db.SaveContact(t.Context(), accountant)
			check(t, err)
			ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{States: []garage.DeliveryState{garage.Failed}})
			check(t, err)
			resend(t, d, ids[0], invoice)
			mustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "new@ana.example")
			if counts, err := d.db.OutboxCounts(t.Context()); err != nil || counts.Failed != 0 || counts.Queued != 1 {
				t.Errorf("%+v %v", counts, err)
			}
		})
	}
}

// TestResendSaysWhatKeepsItBack and sends to a mailbox that has it only when she says so.
func TestResendSaysWhatKeepsItBack(t *testing.T) {
	d, invoice, accountant, r := twoOfAna(t)
	accountant.Email = "ana@client.example"
	_, err := d.db.SaveContact(t.Context(), accountant)
	check(t, err)
	r.onResend()
	if text := overlayText(r.window); !strings.Contains(text, "ana@client.example") || len(addressed(t, d, invoice.ID)) != 3 {
		t.Errorf("%q, %v", text, addressed(t, d, invoice.ID))
	}
	pressButton(t, r.window.Canvas().Overlays().Top(), "Envoyer quand même", 0)
	mustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "ana@client.example")
}

// TestCorrigerOpensWhereTheAddressLives: the field of the sheet, of the tab Financier, the party of a file.
func TestCorrigerOpensWhereTheAddressLives(t *testing.T) {
	d, invoices := reminderDesk(t)
	client, err := d.db.Client(t.Context(), invoices["Ana"][0].ClientID)
	check(t, err)
	client.BillingEmail = "billing@ana.example"
	check(t, d.db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	page := documentsOf(t, d.App)
	for i, address := range []string{"ana@client.example", "billing@ana.example"} {
		_, err := compose.QueueDocuments(t.Context(), d.office(),
			[]compose.DocumentMail{{DocumentID: invoices["Ana"][i].ID, Emails: []string{address}}}, PaperOf(d.db, d.company.ID), nil)
		check(t, err)
		finishSome(t, d, address)
		page.reload()
		page.grid.Select(invoices["Ana"][i].ID)
		page.onMend()
		sheet := kit.Screens[*clientWindow](d.host)[0]
		if sheet.tabs.SelectedIndex() != i {
			t.Errorf("%s opens the tab %d", address, sheet.tabs.SelectedIndex())
		}
		field := sheet.general.form.Entry("email")
		if i == 1 {
			field = sheet.financial.Entry("billing_email")
		}
		if sheet.window.Canvas().Focused() != fyne.Focusable(field) {
			t.Errorf("%s: the keyboard is on %T", address, sheet.window.Canvas().Focused())
		}
	}
}

// TestCasesMailIsMendedAtItsParty and resent to it, as it was written.
func TestCasesMailIsMendedAtItsParty(t *testing.T) {
	d := newMailDesk(t)
	f := openDamage(t, d)
	file := f.file
	draft := compose.CaseMailDraft{
		CaseID: file.ID, Mail: "insurer_opened", Party: garage.PartyInsurer, ToName: "Maas", ToAddress: "schade@maas.example", Language: "nl",
		Subject: "Schade", Body: "Door haar geschreven.",
	}
	_, err := compose.SendCaseMail(t.Context(), d.office(), "Sophie", draft, nil)
	check(t, err)
	finishSome(t, d, "schade@maas.example")
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{})
	check(t, err)
	f.window.Discard()
	_, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	o.grid.Select(ids[0])
	o.onMend()
	opened := newestOf[*caseWindow](d.host)
	if row, ok := opened.parties.grid.CurrentRow(); opened.tabs.SelectedIndex() != tabParties || !ok || row.Role != garage.PartyInsurer {
		t.Errorf("tab %d, row %+v", opened.tabs.SelectedIndex(), row)
	}
	check(t, d.db.SaveParty(t.Context(), &file, garage.CaseParty{Role: garage.PartyInsurer, Name: "Maas", Email: "claims@maas.example"}, "Sophie"))
	o.onRetry()
	finishSome(t, d)
	events, err := d.db.CaseEvents(t.Context(), file.ID)
	check(t, err)
	last := events[len(events)-1]
	if last.SentTo != "claims@maas.example" || last.SentState != garage.Sent || last.Text != "insurer_opened" {
		t.Errorf("%+v", events)
	}
	raw, err := d.db.DeliveryMessage(t.Context(), last.DeliveryID)
	check(t, err)
	if mail := demo.Read(raw); mail.To == "" || !strings.Contains(mail.To, "claims@maas.example") || !strings.Contains(mail.Text, "Door haar geschreven.") {
		t.Errorf("%+v", mail)
	}
	opened.window.Discard()
}

// TestInvalidBillingAddressIsAskedAbout: it starts to no other by itself, and several report it.
func TestInvalidBillingAddressIsAskedAbout(t *testing.T) {
	d, invoices := reminderDesk(t)
	celine := invoices["Céline"][0]
	execSQL(t, d, `UPDATE client SET billing_email = 'compta@' WHERE id = ?`, celine.ClientID)
	page := documentsOf(t, d.App)
	page.grid.Select(celine.ID)
	page.onMail()
	if text := overlayText(page.window); !strings.Contains(text, "« compta@ »") {
		t.Errorf("%q", text)
	}
	pressKey(page.window, fyne.KeyReturn) // nothing is ticked
	mustBeAddressed(t, d, celine.ID)
	pressButton(t, page.window.Canvas().Overlays().Top(), "Corriger", 0)
	sheet := newestOf[*clientWindow](d.host)
	if sheet.client.ID != celine.ClientID || sheet.tabs.SelectedIndex() != 1 {
		t.Errorf("client %d, tab %d", sheet.client.ID, sheet.tabs.SelectedIndex())
	}
	sheet.window.Discard()
	mails := []compose.DocumentMail{{DocumentID: celine.ID}, {DocumentID: invoices["Ana"][0].ID}}
	report, err := compose.QueueDocuments(t.Context(), d.office(), mails, PaperOf(d.db, d.company.ID), nil)
	check(t, err)
	r := d.openDocumentReport(report, mails)
	rows := r.grid.Rows()
	if len(rows) != 1 || !strings.Contains(rows[0].reason, "compta@") || !strings.Contains(rows[0].reason, "Financier") {
		t.Fatalf("%+v", rows)
	}
	r.mend(rows[0])
	if sheet := newestOf[*clientWindow](d.host); sheet.client.ID != celine.ClientID || sheet.tabs.SelectedIndex() != 1 {
		t.Errorf("tab %d", sheet.tabs.SelectedIndex())
	}
	execSQL(t, d, `UPDATE client SET billing_email = 'compta@celine.example' WHERE id = ?`, celine.ClientID)
	r.onResend()
	mustBeAddressed(t, d, celine.ID, "compta@celine.example")
	if len(r.grid.Rows()) != 0 {
		t.Errorf("%+v", r.grid.Rows())
	}
}

func execSQL(t *testing.T, d *mailDesk, statement string, args ...any) {
	t.Helper()
	_, err := storetest.SQL(t, d.db).ExecContext(t.Context(), statement, args...)
	check(t, err)
}
