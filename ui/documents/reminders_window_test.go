package documents

import (
	"bytes"
	"net/url"
	"os"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/explain"
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

func TestRemindersAreProposedAndSent(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
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
	desktest.PressChord(t, r.window, fyne.Key2, fyne.KeyModifierControl)
	if rows := r.grid.Rows(); rows[0].Level != 2 || rows[1].Level != 2 || rows[2].Level != 1 || r.grid.SelectedCount() != 2 {
		t.Errorf("tones %d %d %d, %d selected", rows[0].Level, rows[1].Level, rows[2].Level, r.grid.SelectedCount())
	}
	_, err := d.DB.SetPaid(t.Context(), []int64{invoices["Ana"][1].ID}, true, "2026-11-22")
	desktest.Check(t, err)
	d.Bus.Announce(desk.TopicDocuments)
	if rows := r.grid.Rows(); rows[0].Open != 12_100 || rows[0].Level != 2 || r.grid.SelectedCount() != 2 {
		t.Errorf("after a payment: %+v, %d selected", rows[0], r.grid.SelectedCount())
	}

	desktest.PressKey(r.window, fyne.KeyF9)
	if overlay := r.window.Canvas().Overlays().Top(); overlay == nil || len(desktest.PDFsTo(t, d, d.Clients[0].ID)) != 0 {
		t.Fatal("it went without a question")
	}
	desktest.PressButton(t, r.window.Canvas().Overlays().Top(), "Envoyer", 0)
	if got := desktest.PDFsTo(t, d, d.Clients[0].ID); len(got) != 1 || got[0] != "Deuxième rappel - Garage Dupont / Rappel-2026-11-23.pdf" {
		t.Errorf("Ana got %q", got)
	}
	if got := desktest.PDFsTo(t, d, d.Clients[2].ID); len(got) != 0 {
		t.Errorf("Céline was not selected and got %q", got)
	}
	if rows := r.grid.Rows(); len(rows) != 2 || rows[0].ClientName != "Bram Bram" || rows[1].ClientName != "Céline" {
		t.Errorf("still proposed: %+v", rows)
	}
}

func TestRemindersNameWhoGotNone(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	r := newRemindersWindow(d.App)
	mails := make([]compose.ReminderMail, 0, 3)
	for _, row := range r.grid.Rows() {
		mails = append(mails, row.mail())
	}
	_, err := d.DB.SetPaid(t.Context(), []int64{invoices["Ana"][0].ID, invoices["Ana"][1].ID}, true, "2026-11-22")
	desktest.Check(t, err)
	r.send(mails) // the list on the screen is older than the payment
	if got := desktest.PDFsTo(t, d, d.Clients[0].ID); len(got) != 0 {
		t.Errorf("Ana paid and got %q", got)
	}
	if got := desktest.PDFsTo(t, d, d.Clients[2].ID); len(got) != 1 || got[0] != "Herinnering - Garage Dupont / Herinnering-2026-11-23.pdf" {
		t.Errorf("Céline got %q", got)
	}
	problems := openOwedProblems(d.App, []compose.OwedProblem{
		{ClientID: d.Clients[0].ID, Name: "Ana Ana", Err: compose.ErrNothingOwed},
		{ClientID: d.Clients[1].ID, Name: "Bram Bram", Issue: compose.Issue{Kind: compose.NoAddress}},
		{ClientID: d.Clients[2].ID, Name: "Céline", Err: store.ErrReminded},
		{ClientID: d.Clients[2].ID, Name: "Céline", Err: garage.ErrConflict},
		{ClientID: 99, Err: garage.ErrNotFound},
	})
	reasons := map[string]bool{}
	for _, problem := range problems.Rows() {
		reasons[explain.Owed(d.Printer, problem)] = true
	}
	if len(reasons) != 5 || !reasons[d.Printer.T("owed.nothing")] || !reasons[d.Printer.T("owed.reminded")] || !reasons[d.Printer.T("owed.changing")] {
		t.Errorf("%v", reasons)
	}
}

func TestReminderIsPreviewed(t *testing.T) {
	d, invoices := desktest.ReminderDesk(t)
	machine := &opened{App: d.Host.App}
	d.Host.App = machine
	r := newRemindersWindow(d.App)
	r.grid.Select(1)
	r.onPreview()
	if len(machine.files) != 1 {
		t.Fatalf("opened %q", machine.files)
	}
	if content, err := os.ReadFile(machine.files[0]); err != nil || !bytes.HasPrefix(content, []byte("%PDF-")) {
		t.Errorf("%s: %v", machine.files[0], err)
	}
	_, err := d.DB.SetPaid(t.Context(), []int64{invoices["Ana"][0].ID, invoices["Ana"][1].ID}, true, "2026-11-22")
	desktest.Check(t, err)
	if r.onPreview(); len(machine.files) != 1 { // the screen has not heard of it
		t.Errorf("opened %q for nothing", machine.files)
	}
	if got := desktest.PDFsTo(t, d, d.Clients[0].ID); len(got) != 0 {
		t.Errorf("a preview sent %q", got)
	}
}
