package desktest

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"garagemail/mailer/demo"
	"garagemail/store/garage"
)

// Addressed are the addresses to which messages of a document were queued, oldest first.
func Addressed(t *testing.T, d *MailDesk, documentID int64) (addresses []string) {
	t.Helper()
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{DocumentID: documentID})
	Check(t, err)
	slices.Sort(ids)
	rows, err := d.DB.DeliveryRows(t.Context(), ids)
	Check(t, err)
	for _, row := range rows {
		addresses = append(addresses, row.ToAddress)
	}
	return addresses
}

// MustBeAddressed holds them to what is wanted.
func MustBeAddressed(t *testing.T, d *MailDesk, documentID int64, want ...string) {
	t.Helper()
	if got := Addressed(t, d, documentID); !slices.Equal(got, want) {
		t.Errorf("document %d went to %q, want %q", documentID, got, want)
	}
}

// ReminderDesk has three late clients: Ana (two invoices), Bram (no address) and Céline, on 23 November 2026.
func ReminderDesk(t *testing.T) (d *MailDesk, invoices map[string][]garage.Document) {
	t.Helper()
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	d, invoices = NewMail(t), map[string][]garage.Document{}
	d.DB.SetClock(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local) })
	id, err := d.DB.SaveCompany(t.Context(), garage.Company{ID: d.Company.ID, Name: "Garage Dupont", Language: "fr", IBAN: "BE68539007547034"})
	Check(t, err)
	d.Company, err = d.DB.Company(t.Context(), id)
	Check(t, err)
	for i, days := range [][]string{{"2026-10-01", "2026-11-20"}, {"2026-11-01"}, {"2026-11-15"}} {
		client := d.Clients[i]
		for _, day := range days {
			draft, err := d.DB.SaveDraft(t.Context(), garage.Document{
				CompanyID: id, Kind: garage.Invoice, Date: "2026-09-01", DueDate: day, ClientID: client.ID,
				Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
			})
			Check(t, err)
			invoice, err := d.DB.IssueDocument(t.Context(), draft, "2026-09-01")
			Check(t, err)
			invoices[client.Name] = append(invoices[client.Name], invoice)
		}
	}
	return d, invoices
}

// PDFsTo names the mails to a client, each of which must carry one PDF: "subject / name of the file".
func PDFsTo(t *testing.T, d *MailDesk, clientID int64) (subjects []string) {
	t.Helper()
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{ClientID: clientID})
	Check(t, err)
	for _, id := range ids {
		raw, err := d.DB.DeliveryMessage(t.Context(), id)
		Check(t, err)
		mail := demo.Read(raw)
		if len(mail.Attachments) != 1 || !bytes.HasPrefix(mail.Attachments[0].Bytes, []byte("%PDF-")) {
			t.Fatalf("%q has the files %+v", mail.Subject, mail.Attachments)
		}
		subjects = append(subjects, mail.Subject+" / "+mail.Attachments[0].Name)
	}
	return subjects
}
