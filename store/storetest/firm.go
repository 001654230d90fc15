package storetest

import (
	"fmt"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// Firm is a garage with one company, one client and what a document needs.
type Firm struct {
	*testing.T
	DB      *store.DB
	Company int64
	Client  garage.Client

	reminders int
}

// NewFirm is a firm in a file of its own, on 23 November 2026.
func NewFirm(t *testing.T) *Firm {
	t.Helper()
	db := New(t)
	db.SetClock(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local) })
	company, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage Dupont", Language: "nl"})
	Check(t, err)
	return &Firm{T: t, DB: db, Company: company, Client: Client(t, db, garage.Client{Name: "Maes", Email: "maes@maes.example"})}
}

// Draft is an invoice of 121 euro.
func (f *Firm) Draft() garage.Document {
	return garage.Document{
		CompanyID: f.Company, Kind: garage.Invoice, Date: "2026-11-20", ClientID: f.Client.ID, Plate: "1-ABC-123", Reference: "bon 7",
		Lines: []garage.DocumentLine{
			{Position: 1, Description: "Pneus", Quantity: 4000, Unit: "pc", UnitPrice: 2500, VATRate: 2100},
			{Position: 2, Description: "Cadeau", Quantity: 1500, UnitPrice: 999, Discount: 10_000, VATRate: 600},
		},
	}
}

// Save keeps a draft.
func (f *Firm) Save(d garage.Document) int64 {
	f.Helper()
	id, err := f.DB.SaveDraft(f.Context(), d)
	Check(f, err)
	return id
}

// Issue keeps a draft and issues it on its date.
func (f *Firm) Issue(d garage.Document) garage.Document {
	f.Helper()
	issued, err := f.DB.IssueDocument(f.Context(), f.Save(d), d.Date)
	Check(f, err)
	return issued
}

// Remind queues a reminder of documents of one client, as they are given.
func (f *Firm) Remind(level garage.ReminderLevel, documents ...garage.Document) error {
	f.Helper()
	f.reminders++
	_, err := f.DB.QueueOwed(f.Context(), garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindDocument, ClientID: documents[0].ClientID, UserID: f.user(), Purpose: garage.Service, FromAddress: "marie@garage.example",
			ToAddress: "c@client.example", Subject: "Rappel", MessageID: fmt.Sprintf("<%d@garage.example>", f.reminders),
		},
		Head: []byte("Subject: Rappel\r\n\r\n"),
	}, documents, level)
	return err
}

// user is who sends the reminders.
func (f *Firm) user() int64 {
	f.Helper()
	users, err := f.DB.Users(f.Context())
	Check(f, err)
	if len(users) > 0 {
		return users[0].ID
	}
	id, err := f.DB.SaveUser(f.Context(), garage.User{Name: "Marie"})
	Check(f, err)
	return id
}

// Document reads a document.
func (f *Firm) Document(id int64) garage.Document {
	f.Helper()
	d, err := f.DB.Document(f.Context(), id)
	Check(f, err)
	return d
}

// SameFields compares two documents but for what is not kept as it was given.
func SameFields(a, b garage.Document) bool {
	return a.ID == b.ID && a.CompanyID == b.CompanyID && a.JournalID == b.JournalID && a.Kind == b.Kind && a.Number == b.Number &&
		a.State == b.State && a.Date == b.Date && a.DueDate == b.DueDate && a.ClientID == b.ClientID && a.VehicleID == b.VehicleID &&
		a.Plate == b.Plate && a.Reference == b.Reference && a.OGM == b.OGM && a.CorrectsID == b.CorrectsID && a.HasPaper == b.HasPaper &&
		a.Net == b.Net && a.VAT == b.VAT && a.Total == b.Total && a.Paid == b.Paid && a.Credited == b.Credited && a.Open == b.Open
}

// SaveParty writes one party of a case, in the place of the one that had its role.
func SaveParty(t *testing.T, db *store.DB, file *garage.Case, party garage.CaseParty) {
	t.Helper()
	file.SetParty(party)
	Check(t, db.SaveCase(t.Context(), file, "Sophie"))
}
