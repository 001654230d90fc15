package ui

import (
	"bytes"
	"net/url"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// opened is a machine that remembers which files it was to open.
type opened struct {
	fyne.App
	files []string
}

func (o *opened) OpenURL(address *url.URL) error {
	o.files = append(o.files, address.Path)
	return nil
}

// reminderDesk has three late clients: Ana (two invoices), Bram (no address) and Céline, on 23 November 2026.
func reminderDesk(t *testing.T) (d *mailDesk, invoices map[string][]garage.Document) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	d, invoices = newMailDesk(t), map[string][]garage.Document{}
	d.db.SetClock(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local) })
	id, err := d.db.SaveCompany(t.Context(), garage.Company{ID: d.company.ID, Name: "Garage Dupont", Language: "fr", IBAN: "BE68539007547034"})
	check(t, err)
	d.company, err = d.db.Company(t.Context(), id)
	check(t, err)
	for i, days := range [][]string{{"2026-10-01", "2026-11-20"}, {"2026-11-01"}, {"2026-11-15"}} {
		client := d.clients[i]
		for _, day := range days {
			draft, err := d.db.SaveDraft(t.Context(), garage.Document{
				CompanyID: id, Kind: garage.Invoice, Date: "2026-09-01", DueDate: day, ClientID: client.ID,
				Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
			})
			check(t, err)
			invoice, err := d.db.IssueDocument(t.Context(), draft, "2026-09-01")
			check(t, err)
			invoices[client.Name] = append(invoices[client.Name], invoice)
		}
	}
	return d, invoices
}

func pdfsTo(t *testing.T, d *mailDesk, clientID int64) (subjects []string) {
	t.Helper()
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: clientID})
	check(t, err)
	for _, id := range ids {
		raw, err := d.db.DeliveryMessage(t.Context(), id)
		check(t, err)
		mail := demo.Read(raw)
		if len(mail.Attachments) != 1 || !bytes.HasPrefix(mail.Attachments[0].Bytes, []byte("%PDF-")) {
			t.Fatalf("%q has the files %+v", mail.Subject, mail.Attachments)
		}
		subjects = append(subjects, mail.Subject+" / "+mail.Attachments[0].Name)
	}
	return subjects
}

func TestRemindersAreProposedAndSent(t *testing.T) {
	d, invoices := reminderDesk(t)
	r := newRemindersWindow(d.App)
	columns := reminderColumns(d.App)
	var lines [][]string
	for _, row := range r.grid.Rows() {
		var line []string
		for _, column := range columns {
			line = append(line, column.Text(row))
		}
		lines = append(lines, line)
	}
	want := []string{"Ana Ana", "2", "242,00\u00a0€", "01/10/2026", "53", "Premier rappel", "jamais"}
	if len(lines) != 3 || len(lines[0]) != len(want) {
		t.Fatalf("%q", lines)
	}
	for i, text := range want {
		if lines[0][i] != text {
			t.Errorf("%s is %q, want %q", columns[i].Key, lines[0][i], text)
		}
	}

	r.grid.Select(1, 2)
	pressChord(t, r.window, fyne.Key2, fyne.KeyModifierControl)
	if rows := r.grid.Rows(); rows[0].Level != 2 || rows[1].Level != 2 || rows[2].Level != 1 || r.grid.SelectedCount() != 2 {
		t.Errorf("tones %d %d %d, %d selected", rows[0].Level, rows[1].Level, rows[2].Level, r.grid.SelectedCount())
	}
	_, err := d.db.SetPaid(t.Context(), []int64{invoices["Ana"][1].ID}, true, "2026-11-22")
	check(t, err)
	d.bus.Announce(topicDocuments)
	if rows := r.grid.Rows(); rows[0].Open != 12_100 || rows[0].Level != 2 || r.grid.SelectedCount() != 2 {
		t.Errorf("after a payment: %+v, %d selected", rows[0], r.grid.SelectedCount())
	}

	pressKey(r.window, fyne.KeyF9)
	if overlay := r.window.Canvas().Overlays().Top(); overlay == nil || len(pdfsTo(t, d, d.clients[0].ID)) != 0 {
		t.Fatal("it went without a question")
	}
	pressButton(t, r.window.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := pdfsTo(t, d, d.clients[0].ID); len(got) != 1 || got[0] != "Deuxième rappel - Garage Dupont / Rappel-2026-11-23.pdf" {
		t.Errorf("Ana got %q", got)
	}
	if got := pdfsTo(t, d, d.clients[2].ID); len(got) != 0 {
		t.Errorf("Céline was not selected and got %q", got)
	}
	if rows := r.grid.Rows(); len(rows) != 2 || rows[0].ClientName != "Bram Bram" || rows[1].ClientName != "Céline" {
		t.Errorf("still proposed: %+v", rows)
	}
}

func TestRemindersNameWhoGotNone(t *testing.T) {
	d, invoices := reminderDesk(t)
	r := newRemindersWindow(d.App)
	mails := make([]compose.ReminderMail, 0, 3)
	for _, row := range r.grid.Rows() {
		mails = append(mails, row.mail())
	}
	_, err := d.db.SetPaid(t.Context(), []int64{invoices["Ana"][0].ID, invoices["Ana"][1].ID}, true, "2026-11-22")
	check(t, err)
	r.send(mails) // the list on the screen is older than the payment
	if got := pdfsTo(t, d, d.clients[0].ID); len(got) != 0 {
		t.Errorf("Ana paid and got %q", got)
	}
	if got := pdfsTo(t, d, d.clients[2].ID); len(got) != 1 || got[0] != "Herinnering - Garage Dupont / Herinnering-2026-11-23.pdf" {
		t.Errorf("Céline got %q", got)
	}
	problems := d.openOwedProblems([]compose.OwedProblem{
		{ClientID: d.clients[0].ID, Name: "Ana Ana", Err: compose.ErrNothingOwed},
		{ClientID: d.clients[1].ID, Name: "Bram Bram", Issue: compose.Issue{Kind: compose.NoAddress}},
		{ClientID: d.clients[2].ID, Name: "Céline", Err: store.ErrReminded},
		{ClientID: d.clients[2].ID, Name: "Céline", Err: garage.ErrConflict},
		{ClientID: 99, Err: garage.ErrNotFound},
	})
	reasons := map[string]bool{}
	for _, problem := range problems.Rows() {
		reasons[owedReason(d.p, problem)] = true
	}
	if len(reasons) != 5 || !reasons[d.p.T("owed.nothing")] || !reasons[d.p.T("owed.reminded")] || !reasons[d.p.T("owed.changing")] {
		t.Errorf("%v", reasons)
	}
}

func TestReminderIsPreviewed(t *testing.T) {
	d, invoices := reminderDesk(t)
	machine := &opened{App: d.host.App}
	d.host.App = machine
	r := newRemindersWindow(d.App)
	r.grid.Select(1)
	r.onPreview()
	if len(machine.files) != 1 {
		t.Fatalf("opened %q", machine.files)
	}
	if content, err := os.ReadFile(machine.files[0]); err != nil || !bytes.HasPrefix(content, []byte("%PDF-")) {
		t.Errorf("%s: %v", machine.files[0], err)
	}
	_, err := d.db.SetPaid(t.Context(), []int64{invoices["Ana"][0].ID, invoices["Ana"][1].ID}, true, "2026-11-22")
	check(t, err)
	if r.onPreview(); len(machine.files) != 1 { // the screen has not heard of it
		t.Errorf("opened %q for nothing", machine.files)
	}
	if got := pdfsTo(t, d, d.clients[0].ID); len(got) != 0 {
		t.Errorf("a preview sent %q", got)
	}
}

func TestStatementFromTheSheet(t *testing.T) {
	d, _ := reminderDesk(t)
	c := d.showClient(garage.Client{ID: d.clients[0].ID})
	c.financial.SetValue("billing_email", "compta@client.example")
	c.statement.OnTapped()
	pressButton(t, c.window.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := pdfsTo(t, d, d.clients[0].ID); len(got) != 1 || got[0] != "Relevé de compte - Garage Dupont / Releve-de-compte-2026-11-23.pdf" {
		t.Errorf("%q", got)
	}
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: d.clients[0].ID})
	check(t, err)
	if delivery, err := d.db.Delivery(t.Context(), ids[0]); err != nil || delivery.ToAddress != "compta@client.example" {
		t.Errorf("it goes to %q, %v", delivery.ToAddress, err)
	}
	quiet := storetest.Client(t, d.db, garage.Client{Name: "Quitte", Email: "quitte@client.example"})
	w := d.newWindow(kit.WindowOptions{Key: "test", Size: fyne.NewSize(600, 400)})
	before := len(d.host.App.Driver().AllWindows())
	d.sendStatement(w, []int64{quiet.ID})
	pressButton(t, w.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := pdfsTo(t, d, quiet.ID); len(got) != 0 || len(d.host.App.Driver().AllWindows()) != before+1 {
		t.Errorf("who owes nothing got %q, and %d windows name him", got, len(d.host.App.Driver().AllWindows())-before)
	}
}
