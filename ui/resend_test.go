package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/cases"
	"garagemail/ui/clients"
	"garagemail/ui/desktest"
	"garagemail/ui/documents"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
	"garagemail/ui/papers"
)

// twoOfAna sends an invoice to Ana and to her accountant, who is refused, and shows the report.
func twoOfAna(t *testing.T) (d *desktest.MailDesk, invoice garage.Document, accountant garage.Contact, r *documents.DocumentReport) {
	t.Helper()
	d, invoices := reminderDesk(t)
	invoice = invoices["Ana"][0]
	accountant = garage.Contact{ClientID: invoice.ClientID, Name: "Compta", Email: "compta@ana.example"}
	_, err := d.DB.SaveContact(t.Context(), garage.Contact{ClientID: invoice.ClientID, Name: "Aaa", Email: "first@ana.example"})
	desktest.Check(t, err)
	accountant.ID, err = d.DB.SaveContact(t.Context(), accountant)
	desktest.Check(t, err)
	mails := []compose.DocumentMail{{DocumentID: invoice.ID, Emails: []string{"ana@client.example", "first@ana.example", accountant.Email}}}
	report, err := compose.QueueDocuments(t.Context(), d.Office(), mails, papers.Of(d.DB, d.Company.ID), nil)
	desktest.Check(t, err)
	r = documents.OpenDocumentReport(d.App, report, mails)
	desktest.FinishSome(t, d, accountant.Email)
	r.Load()
	return d, invoice, accountant, r
}

// journalOf opens the journal in a window.
func journalOf(t *testing.T, d *desktest.MailDesk) *documents.DocumentsPage {
	t.Helper()
	_, shown := desktest.PageWindow(t, d, documents.NewDocumentsPage)
	return shown.(*documents.DocumentsPage)
}

// TestReportResendsToTheOneWhoMissedIt and goes on counting all that was asked for.
func TestReportResendsToTheOneWhoMissedIt(t *testing.T) {
	d, invoice, accountant, r := twoOfAna(t)
	if rows := r.Grid.Rows(); len(rows) != 1 || rows[0].Address != accountant.Email || !strings.HasPrefix(r.Words.Text, "2 e-mails envoyés") {
		t.Fatalf("%q %+v", r.Words.Text, rows)
	}
	r.Grid.Select(1)
	r.Mend(r.Grid.Rows()[0])
	sheet := desktest.NewestOf[*clients.ClientWindow](d.Host)
	if row, ok := sheet.Contacts.Grid.CurrentRow(); sheet.Client.ID != invoice.ClientID || sheet.Tabs.SelectedIndex() != 2 || !ok || row.ID != accountant.ID {
		t.Errorf("client %d, tab %d, row %+v", sheet.Client.ID, sheet.Tabs.SelectedIndex(), row)
	}
	accountant.Email = "new@ana.example"
	_, err := d.DB.SaveContact(t.Context(), accountant)
	desktest.Check(t, err)
	r.OnResend()
	r.OnResend() // a second press
	desktest.MustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "new@ana.example")
	desktest.FinishSome(t, d)
	r.Load()
	if r.Words.Text != "3 e-mails envoyés" || len(r.Grid.Rows()) != 0 {
		t.Errorf("%q %+v", r.Words.Text, r.Grid.Rows())
	}
	rows, err := d.DB.DocumentRows(t.Context(), []int64{invoice.ID})
	desktest.Check(t, err)
	words := documents.SentWords(d.App, rows[0])
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
	for name, resend := range map[string]func(t *testing.T, d *desktest.MailDesk, id int64, invoice garage.Document){
		"outbox": func(t *testing.T, d *desktest.MailDesk, id int64, _ garage.Document) {
			_, shown := desktest.PageWindow(t, d, mailings.NewOutboxPage)
			o := shown.(*mailings.OutboxPage)
			o.Grid.Select(id)
			o.OnRetry()
		},
		"courrier": func(t *testing.T, d *desktest.MailDesk, id int64, invoice garage.Document) {
			sheet := clients.ClientSheet(d.App, invoice.ClientID)
			t.Cleanup(sheet.Window.Discard)
			sheet.Tabs.SelectIndex(7)
			sheet.Mails.Grid.Select(id)
			desktest.PressChord(t, sheet.Window, fyne.KeyReturn, fyne.KeyModifierControl)
		},
		"message": func(t *testing.T, d *desktest.MailDesk, id int64, _ garage.Document) {
			mailings.OpenMessage(d.App, id)
			windows := d.Host.App.Driver().AllWindows()
			desktest.PressButton(t, windows[len(windows)-1].Content(), "Renvoyer", 0)
		},
		"journal": func(t *testing.T, d *desktest.MailDesk, _ int64, invoice garage.Document) {
			page := journalOf(t, d)
			page.Grid.Select(invoice.ID)
			page.OnResend()
		},
		"@ of the journal": func(t *testing.T, d *desktest.MailDesk, _ int64, invoice garage.Document) {
			page := journalOf(t, d)
			page.Grid.Select(invoice.ID)
			page.OnMail()
			desktest.PressKey(page.Window, fyne.KeyReturn)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, invoice, accountant, r := twoOfAna(t)
			r.Window.Discard()
			accountant.Email = "new@ana.example"
			_, err := d.DB.SaveContact(t.Context(), accountant)
			desktest.Check(t, err)
			ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{States: []garage.DeliveryState{garage.Failed}})
			desktest.Check(t, err)
			resend(t, d, ids[0], invoice)
			desktest.MustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "new@ana.example")
			if counts, err := d.DB.OutboxCounts(t.Context()); err != nil || counts.Failed != 0 || counts.Queued != 1 {
				t.Errorf("%+v %v", counts, err)
			}
		})
	}
}

// TestResendSaysWhatKeepsItBack and sends to a mailbox that has it only when she says so.
func TestResendSaysWhatKeepsItBack(t *testing.T) {
	d, invoice, accountant, r := twoOfAna(t)
	accountant.Email = "ana@client.example"
	_, err := d.DB.SaveContact(t.Context(), accountant)
	desktest.Check(t, err)
	r.OnResend()
	if text := desktest.OverlayText(r.Window); !strings.Contains(text, "ana@client.example") || len(desktest.Addressed(t, d, invoice.ID)) != 3 {
		t.Errorf("%q, %v", text, desktest.Addressed(t, d, invoice.ID))
	}
	desktest.PressButton(t, r.Window.Canvas().Overlays().Top(), "Envoyer quand même", 0)
	desktest.MustBeAddressed(t, d, invoice.ID, "ana@client.example", "first@ana.example", "compta@ana.example", "ana@client.example")
}

// TestCorrigerOpensWhereTheAddressLives: the field of the sheet, of the tab Financier, the party of a file.
func TestCorrigerOpensWhereTheAddressLives(t *testing.T) {
	d, invoices := reminderDesk(t)
	client, err := d.DB.Client(t.Context(), invoices["Ana"][0].ClientID)
	desktest.Check(t, err)
	client.BillingEmail = "billing@ana.example"
	desktest.Check(t, d.DB.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	page := journalOf(t, d)
	for i, address := range []string{"ana@client.example", "billing@ana.example"} {
		_, err := compose.QueueDocuments(t.Context(), d.Office(),
			[]compose.DocumentMail{{DocumentID: invoices["Ana"][i].ID, Emails: []string{address}}}, papers.Of(d.DB, d.Company.ID), nil)
		desktest.Check(t, err)
		desktest.FinishSome(t, d, address)
		page.Reload()
		page.Grid.Select(invoices["Ana"][i].ID)
		page.OnMend()
		sheet := kit.Screens[*clients.ClientWindow](d.Host)[0]
		if sheet.Tabs.SelectedIndex() != i {
			t.Errorf("%s opens the tab %d", address, sheet.Tabs.SelectedIndex())
		}
		field := sheet.General.Form.Entry("email")
		if i == 1 {
			field = sheet.Financial.Entry("billing_email")
		}
		if sheet.Window.Canvas().Focused() != fyne.Focusable(field) {
			t.Errorf("%s: the keyboard is on %T", address, sheet.Window.Canvas().Focused())
		}
	}
}

// TestCasesMailIsMendedAtItsParty and resent to it, as it was written.
func TestCasesMailIsMendedAtItsParty(t *testing.T) {
	d := mailDesk(t)
	file := d.Damage(t)
	draft := compose.CaseMailDraft{
		CaseID: file.ID, Mail: "insurer_opened", Party: garage.PartyInsurer, ToName: "Maas", ToAddress: "schade@maas.example", Language: "nl",
		Subject: "Schade", Body: "Door haar geschreven.",
	}
	_, err := compose.SendCaseMail(t.Context(), d.Office(), "Sophie", draft, nil)
	desktest.Check(t, err)
	desktest.FinishSome(t, d, "schade@maas.example")
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{})
	desktest.Check(t, err)
	_, shown := desktest.PageWindow(t, d, mailings.NewOutboxPage)
	o := shown.(*mailings.OutboxPage)
	o.Grid.Select(ids[0])
	o.OnMend()
	opened := desktest.NewestOf[*cases.CaseWindow](d.Host)
	if row, ok := opened.Parties.Grid.CurrentRow(); opened.Tabs.SelectedIndex() != cases.TabParties || !ok || row.Role != garage.PartyInsurer {
		t.Errorf("tab %d, row %+v", opened.Tabs.SelectedIndex(), row)
	}
	storetest.SaveParty(t, d.DB, &file, garage.CaseParty{Role: garage.PartyInsurer, Name: "Maas", Email: "claims@maas.example"})
	o.OnRetry()
	desktest.FinishSome(t, d)
	events, err := d.DB.CaseEvents(t.Context(), file.ID)
	desktest.Check(t, err)
	last := events[len(events)-1]
	if last.SentTo != "claims@maas.example" || last.SentState != garage.Sent || last.Text != "insurer_opened" {
		t.Errorf("%+v", events)
	}
	raw, err := d.DB.DeliveryMessage(t.Context(), last.DeliveryID)
	desktest.Check(t, err)
	if mail := demo.Read(raw); mail.To == "" || !strings.Contains(mail.To, "claims@maas.example") || !strings.Contains(mail.Text, "Door haar geschreven.") {
		t.Errorf("%+v", mail)
	}
	opened.Window.Discard()
}

// TestInvalidBillingAddressIsAskedAbout: it starts to no other by itself, and several report it.
func TestInvalidBillingAddressIsAskedAbout(t *testing.T) {
	d, invoices := reminderDesk(t)
	celine := invoices["Céline"][0]
	desktest.ExecSQL(t, d, `UPDATE client SET billing_email = 'compta@' WHERE id = ?`, celine.ClientID)
	page := journalOf(t, d)
	page.Grid.Select(celine.ID)
	page.OnMail()
	if text := desktest.Plain(desktest.OverlayText(page.Window)); !strings.Contains(text, "« compta@ »") {
		t.Errorf("%q", text)
	}
	desktest.PressKey(page.Window, fyne.KeyReturn) // nothing is ticked
	desktest.MustBeAddressed(t, d, celine.ID)
	desktest.PressButton(t, page.Window.Canvas().Overlays().Top(), "Corriger", 0)
	sheet := desktest.NewestOf[*clients.ClientWindow](d.Host)
	if sheet.Client.ID != celine.ClientID || sheet.Tabs.SelectedIndex() != 1 {
		t.Errorf("client %d, tab %d", sheet.Client.ID, sheet.Tabs.SelectedIndex())
	}
	sheet.Window.Discard()
	mails := []compose.DocumentMail{{DocumentID: celine.ID}, {DocumentID: invoices["Ana"][0].ID}}
	report, err := compose.QueueDocuments(t.Context(), d.Office(), mails, papers.Of(d.DB, d.Company.ID), nil)
	desktest.Check(t, err)
	r := documents.OpenDocumentReport(d.App, report, mails)
	rows := r.Grid.Rows()
	if len(rows) != 1 || !strings.Contains(rows[0].Reason, "compta@") || !strings.Contains(rows[0].Reason, "Financier") {
		t.Fatalf("%+v", rows)
	}
	r.Mend(rows[0])
	if sheet := desktest.NewestOf[*clients.ClientWindow](d.Host); sheet.Client.ID != celine.ClientID || sheet.Tabs.SelectedIndex() != 1 {
		t.Errorf("tab %d", sheet.Tabs.SelectedIndex())
	}
	desktest.ExecSQL(t, d, `UPDATE client SET billing_email = 'compta@celine.example' WHERE id = ?`, celine.ClientID)
	r.OnResend()
	desktest.MustBeAddressed(t, d, celine.ID, "compta@celine.example")
	if len(r.Grid.Rows()) != 0 {
		t.Errorf("%+v", r.Grid.Rows())
	}
}
