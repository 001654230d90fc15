package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestCreditNoteTakesTheInvoiceBack(t *testing.T) {
	f := storetest.NewFirm(t)
	invoice := f.Issue(f.Draft())
	_, err := f.DB.CreditDocument(t.Context(), f.Save(f.Draft()))
	storetest.MustFail(t, err, garage.ErrConflict) // a draft
	part, err := f.DB.CreditDocument(t.Context(), invoice.ID)
	storetest.Check(t, err)
	note := f.Document(part)
	if note.Kind != garage.CreditNote || note.CorrectsID != invoice.ID || note.Reference != invoice.Number || note.Date != "2026-11-23" ||
		note.DueDate != "" || note.JournalID != 0 || !note.IsDraft() || !slices.Equal(note.Lines, invoice.Lines) || note.Plate != invoice.Plate {
		t.Errorf("%+v", note)
	}
	whole, err := f.DB.CreditDocument(t.Context(), invoice.ID)
	storetest.Check(t, err)
	note.Lines[0].Quantity = 1000
	f.Save(note)
	note, err = f.DB.IssueDocument(t.Context(), part, "2026-11-23")
	storetest.Check(t, err)
	if after := f.Document(invoice.ID); after.State != garage.DocumentIssued || after.Credited != 3025 || after.Open != 9075 || note.Open != 0 {
		t.Errorf("%+v", after)
	}
	_, err = f.DB.IssueDocument(t.Context(), whole, "2026-11-23")
	storetest.MustRefuse(t, err, "lines", "check.document_credit")
	rest := f.Document(whole)
	rest.Lines[0].Quantity = 3000
	f.Save(rest)
	second, err := f.DB.IssueDocument(t.Context(), whole, "2026-11-23")
	storetest.Check(t, err)
	if after := f.Document(invoice.ID); after.State != garage.DocumentCredited || after.Open != 0 || second.Number != "CN2026-00002" {
		t.Errorf("%+v, note %s", after, second.Number)
	}
	_, err = f.DB.CreditDocument(t.Context(), invoice.ID)
	storetest.MustFail(t, err, garage.ErrConflict)

	copied, err := f.DB.DuplicateDocument(t.Context(), second.ID)
	storetest.Check(t, err)
	if d := f.Document(copied); !d.IsDraft() || d.Kind != garage.CreditNote || d.CorrectsID != 0 || d.Number != "" || !slices.Equal(d.Lines, second.Lines) {
		t.Errorf("%+v", d)
	}
	copied, err = f.DB.DuplicateDocument(t.Context(), invoice.ID)
	storetest.Check(t, err)
	if d := f.Document(copied); !d.IsDraft() || d.Open != 0 || d.Credited != 0 || d.OGM != "" || d.Date != "2026-11-23" || d.DueDate != "2026-12-23" {
		t.Errorf("%+v", d)
	}
}

// TestCreditNoteOfAnotherClient: nobody's invoice is taken back on another's note, nor goes another's car on it.
func TestCreditNoteOfAnotherClient(t *testing.T) {
	f := storetest.NewFirm(t)
	invoice := f.Issue(f.Draft())
	other := storetest.Client(t, f.DB, garage.Client{Name: "Peeters"})
	second, err := f.DB.SaveCompany(t.Context(), garage.Company{Name: "Carrosserie", Language: "fr"})
	storetest.Check(t, err)
	note := f.Draft()
	note.Kind, note.CorrectsID, note.ClientID = garage.CreditNote, invoice.ID, other.ID
	_, err = f.DB.SaveDraft(t.Context(), note)
	storetest.MustRefuse(t, err, "corrects_id", "check.document_corrects")
	note.ClientID, note.CompanyID = f.Client.ID, second
	_, err = f.DB.SaveDraft(t.Context(), note)
	storetest.MustRefuse(t, err, "corrects_id", "check.document_corrects")
	note.CompanyID = f.Company
	f.Save(note)
	vehicle, err := f.DB.SaveVehicle(t.Context(), garage.Vehicle{ClientID: other.ID, Plate: "2-DEF-456"})
	storetest.Check(t, err)
	note.VehicleID = vehicle
	_, err = f.DB.SaveDraft(t.Context(), note)
	storetest.MustRefuse(t, err, "vehicle_id", "check.document_vehicle")
}

// TestUndoOfPaid takes back what was written down, not what was paid before.
func TestUndoOfPaid(t *testing.T) {
	f := storetest.NewFirm(t)
	before, now := f.Issue(f.Draft()), f.Issue(f.Draft())
	_, err := f.DB.SetPaid(t.Context(), []int64{before.ID}, true, "2026-11-01")
	storetest.Check(t, err)
	added, err := f.DB.SetPaid(t.Context(), []int64{before.ID, now.ID}, true, "2026-11-23")
	if storetest.Check(t, err); len(added) != 1 {
		t.Fatal(added)
	}
	for range 2 { // pressed twice
		storetest.Check(t, f.DB.UndoPayments(t.Context(), added))
	}
	if b, n := f.Document(before.ID), f.Document(now.ID); b.Open != 0 || n.Open != n.Total || n.Paid != 0 {
		t.Errorf("%+v\n%+v", b, n)
	}
	if payments, err := f.DB.Payments(t.Context(), now.ID); err != nil || len(payments) != 0 {
		t.Error(payments, err)
	}
}

func TestPayments(t *testing.T) {
	f := storetest.NewFirm(t)
	first, second := f.Issue(f.Draft()), f.Issue(f.Draft())
	quote := f.Draft()
	quote.Kind = garage.Quote
	quote = f.Issue(quote)
	draft := f.Save(f.Draft())
	pay := func(id int64, cents garage.Cents) error {
		_, err := f.DB.AddPayment(t.Context(), garage.Payment{DocumentID: id, Date: "2026-11-24", Cents: cents, Note: "banque"})
		return err
	}
	storetest.Check(t, pay(first.ID, 2100))
	if d := f.Document(first.ID); d.Paid != 2100 || d.Open != 10000 || !d.IsOwed() {
		t.Errorf("%+v", d)
	}
	storetest.MustFail(t, pay(draft, 1), garage.ErrConflict)
	storetest.MustFail(t, pay(quote.ID, 1), garage.ErrConflict)
	storetest.MustFail(t, pay(99, 1), garage.ErrNotFound)
	storetest.MustRefuse(t, pay(first.ID, 0), "cents", "check.payment_amount")
	all := []int64{first.ID, second.ID, quote.ID, draft, 99}
	set := func(paid bool, want int) {
		t.Helper()
		if added, err := f.DB.SetPaid(t.Context(), all, paid, "2026-11-25"); err != nil || len(added) != want {
			t.Errorf("paid %v: %d %v, want %d", paid, len(added), err, want)
		}
	}
	set(true, 2)
	set(true, 0)
	for _, id := range all[:2] {
		if d := f.Document(id); d.Open != 0 || d.Paid != 12100 || d.IsOwed() {
			t.Errorf("%+v", d)
		}
	}
	set(false, 2)
	set(false, 0)
	if d := f.Document(first.ID); d.Open != 12100 || d.Paid != 0 {
		t.Errorf("%+v", d)
	}
	payments, err := f.DB.Payments(t.Context(), first.ID)
	storetest.Check(t, err)
	var amounts []garage.Cents
	for _, payment := range payments {
		amounts = append(amounts, payment.Cents)
	}
	if !slices.Equal(amounts, []garage.Cents{2100, 10000, -12100}) || payments[0].Note != "banque" {
		t.Errorf("%+v", payments)
	}
}

func TestStatementListsWhatIsOpen(t *testing.T) {
	f := storetest.NewFirm(t)
	paid, open, late := f.Draft(), f.Draft(), f.Draft()
	late.Date = "2026-01-05"
	loose := f.Draft()
	loose.Kind = garage.CreditNote
	issued := []garage.Document{f.Issue(paid), f.Issue(open), f.Issue(late), f.Issue(loose)}
	f.Save(f.Draft())
	if _, err := f.DB.SetPaid(t.Context(), []int64{issued[0].ID}, true, "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	documents, err := f.DB.OpenDocuments(t.Context(), f.Client.ID)
	storetest.Check(t, err)
	var got []string
	for _, d := range documents {
		got = append(got, fmt.Sprint(d.Number, " ", d.Open))
	}
	if want := []string{"F2026-00003 12100", "CN2026-00001 -12100", "F2026-00002 12100"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	sum, err := f.DB.DocumentSums(t.Context(), []int64{issued[0].ID, issued[1].ID, issued[3].ID, 99})
	if want := (store.DocumentSum{Count: 3, Net: 10000, VAT: 2100, Total: 12100}); err != nil || sum != want {
		t.Errorf("%+v %v, want %+v", sum, err, want)
	}
}

// proposed lists the reminders that are proposed on a day, a line for each document.
func proposed(f *storetest.Firm, today string) (text []string) {
	f.Helper()
	all, err := f.DB.ReminderProposals(f.Context(), today)
	storetest.Check(f.T, err)
	for _, p := range all {
		for _, d := range p.Documents {
			text = append(text, fmt.Sprintf("%s %d %d: %s %d %d", p.ClientName, p.Level, p.Open, d.Number, d.DaysLate, d.Level))
		}
	}
	return text
}

func TestReminders(t *testing.T) {
	f := storetest.NewFirm(t)
	other := storetest.Client(t, f.DB, garage.Client{Name: "Adam"})
	due := func(client int64, day string) garage.Document {
		d := f.Draft()
		d.ClientID, d.Date, d.DueDate = client, "2026-09-01", day
		return f.Issue(d)
	}
	late3, late1 := due(f.Client.ID, "2026-10-01"), due(f.Client.ID, "2026-11-20")
	settled, credited := due(other.ID, "2026-10-01"), due(other.ID, "2026-10-01")
	due(other.ID, "2026-11-23") // today
	if _, err := f.DB.SetPaid(t.Context(), []int64{settled.ID}, true, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	note, err := f.DB.CreditDocument(t.Context(), credited.ID)
	storetest.Check(t, err)
	_, err = f.DB.IssueDocument(t.Context(), note, "2026-11-02")
	storetest.Check(t, err)
	expect := func(today string, want ...string) {
		t.Helper()
		if got := proposed(f, today); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", today, got, want)
		}
	}
	remind := func(tone garage.ReminderLevel, want int) {
		t.Helper()
		added := 0
		for _, document := range []garage.Document{late3, settled, credited} { // as they were before anybody paid
			err := f.Remind(tone, document)
			if err == nil {
				added++
			} else {
				storetest.MustFail(t, err, garage.ErrConflict)
			}
		}
		if added != want {
			t.Errorf("%d reminded, want %d", added, want)
		}
	}
	expect("2026-11-23", "Maes 1 24200: F2026-00001 53 1", "Maes 1 24200: F2026-00002 3 1")
	remind(1, 1)
	expect("2026-11-24", "Adam 1 12100: F2026-00005 1 1")
	f.DB.SetClock(func() time.Time { return time.Date(2026, 12, 1, 10, 0, 0, 0, time.Local) })
	expect("2026-12-01", "Adam 1 12100: F2026-00005 8 1", "Maes 2 24200: F2026-00001 61 2", "Maes 2 24200: F2026-00002 11 1")
	remind(2, 1)
	expect("2026-12-08", "Adam 1 12100: F2026-00005 15 1", "Maes 3 24200: F2026-00001 68 3", "Maes 3 24200: F2026-00002 18 1")
	if _, err := f.DB.SetPaid(t.Context(), []int64{late3.ID, late1.ID}, true, "2026-12-01"); err != nil {
		t.Fatal(err)
	}
	expect("2026-12-20", "Adam 1 12100: F2026-00005 27 1")
	remind(3, 0)
}

func TestWhoDocumentsGoTo(t *testing.T) {
	f := storetest.NewFirm(t)
	billed := storetest.Client(t, f.DB, garage.Client{Name: "SRL Bouché", Email: "info@bouche.example", BillingEmail: "compta@bouche.example", Language: "fr"})
	var lies int64
	for _, contact := range []garage.Contact{
		{ClientID: billed.ID, Name: "Claes", FirstName: "Lies", Role: "Chef", Email: "lies@bouche.example"},
		{ClientID: billed.ID, Name: "Compta", Email: "COMPTA@bouche.example"},
		{ClientID: billed.ID, Name: "Sans"},
	} {
		id, err := f.DB.SaveContact(t.Context(), contact)
		storetest.Check(t, err)
		if contact.Name == "Claes" {
			lies = id
		}
	}
	none := storetest.Client(t, f.DB, garage.Client{Name: "Sans"})
	broken := storetest.Client(t, f.DB, garage.Client{Name: "Cassé", Email: "good@b.example"})
	_, err := storetest.SQL(t, f.DB).ExecContext(t.Context(), `UPDATE client SET billing_email = 'pas une adresse' WHERE id = ?`, broken.ID)
	storetest.Check(t, err)
	of := func(client int64) int64 {
		d := f.Draft()
		d.ClientID = client
		return f.Issue(d).ID
	}
	ids := []int64{of(none.ID), of(billed.ID), of(f.Client.ID), of(broken.ID)}
	addresses, err := f.DB.DocumentAddresses(t.Context(), ids[1])
	storetest.Check(t, err)
	if want := []garage.Address{
		{Email: "compta@bouche.example", Origin: garage.AddressOfBilling, Name: "SRL Bouché"},
		{Email: "info@bouche.example", Origin: garage.AddressOfSheet, Name: "SRL Bouché"},
		{Email: "lies@bouche.example", Origin: garage.AddressOfContact, ContactID: lies, Name: "Lies Claes", Role: "Chef"},
	}; !slices.Equal(addresses, want) {
		t.Errorf("%+v", addresses)
	}
	if addresses, err := f.DB.DocumentAddresses(t.Context(), ids[3]); err != nil || len(addresses) != 1 || addresses[0].Email != "good@b.example" {
		t.Error(addresses, err)
	}
	_, err = f.DB.DocumentAddresses(t.Context(), 99)
	storetest.MustFail(t, err, garage.ErrNotFound)

	recipients, err := f.DB.DocumentRecipients(t.Context(), append([]int64{99}, ids...))
	storetest.Check(t, err)
	if want := []store.DocumentRecipient{
		{DocumentID: ids[0], ClientID: none.ID, Name: "Sans", Email: "", Wrong: "", Origin: garage.AddressOfSheet, Language: "nl"},
		{DocumentID: ids[1], ClientID: billed.ID, Name: "SRL Bouché", Email: "compta@bouche.example", Wrong: "", Origin: garage.AddressOfBilling, Language: "fr"},
		{DocumentID: ids[2], ClientID: f.Client.ID, Name: "Maes", Email: "maes@maes.example", Wrong: "", Origin: garage.AddressOfSheet, Language: "nl"},
		{DocumentID: ids[3], ClientID: broken.ID, Name: "Cassé", Email: "", Wrong: "pas une adresse", Origin: garage.AddressOfBilling, Language: "nl"},
	}; !reflect.DeepEqual(recipients, want) {
		t.Errorf("%+v", recipients)
	}
}

func TestPaperIsKeptOnce(t *testing.T) {
	f := storetest.NewFirm(t)
	issued, second := f.Issue(f.Draft()), f.Issue(f.Draft())
	_, err := f.DB.KeptPaper(t.Context(), issued.ID)
	storetest.MustFail(t, err, garage.ErrNotFound)
	first, better := []byte("%PDF-1.7 first"), []byte("%PDF-1.7 better")
	storetest.MustRefuse(t, f.DB.KeepPaper(t.Context(), issued.ID, []byte("<html>")), "paper", "check.document_paper")
	storetest.MustFail(t, f.DB.KeepPaper(t.Context(), f.Save(f.Draft()), first), garage.ErrConflict)
	storetest.MustFail(t, f.DB.KeepPaper(t.Context(), 99, first), garage.ErrNotFound)
	storetest.Check(t, f.DB.KeepPaper(t.Context(), issued.ID, first))
	storetest.Check(t, f.DB.KeepPaper(t.Context(), second.ID, first))
	storetest.Check(t, f.DB.KeepPaper(t.Context(), issued.ID, better))
	storetest.Check(t, f.DB.KeepPaper(t.Context(), second.ID, better))
	var contents int
	storetest.Check(t, storetest.SQL(t, f.DB).QueryRowContext(t.Context(), `SELECT count(*) FROM content`).Scan(&contents))
	if pdf, err := f.DB.KeptPaper(t.Context(), issued.ID); err != nil || string(pdf) != string(better) || contents != 1 || !f.Document(issued.ID).HasPaper {
		t.Errorf("%q %v, %d contents", pdf, err, contents)
	}
	user := storetest.User(t, f.DB, garage.User{})
	_, err = f.DB.QueueDelivery(t.Context(), garage.NewDelivery{Delivery: garage.Delivery{
		Kind: garage.KindDocument, DocumentID: issued.ID, ClientID: f.Client.ID, UserID: user.ID, Purpose: garage.Service,
		FromAddress: "a@b.example", ToAddress: "maes@maes.example", Subject: "s", MessageID: "<1@b.example>",
	}})
	storetest.Check(t, err)
	storetest.MustFail(t, f.DB.KeepPaper(t.Context(), issued.ID, first), garage.ErrConflict)
	storetest.Check(t, f.DB.KeepPaper(t.Context(), issued.ID, better)) // the same again
	row, err := f.DB.DocumentRows(t.Context(), []int64{issued.ID})
	storetest.Check(t, err)
	if row[0].Sent != garage.Queued || row[0].SentTo != "maes@maes.example" || row[0].SentAt.IsZero() || row[0].ClientName != "Maes" {
		t.Errorf("%+v", row[0])
	}
}

// TestImportedInvoiceIsNotReminded: nobody told the file whether it was paid, so nobody is reminded of it unasked.
func TestImportedInvoiceIsNotReminded(t *testing.T) {
	f := storetest.NewFirm(t)
	_, err := storetest.SQL(t, f.DB).ExecContext(t.Context(), `INSERT INTO document (kind, number, date, due_date, client_id, total_cents)
		VALUES ('invoice', '202600001', '2026-01-05', '2026-02-05', ?, 12100)`, f.Client.ID)
	storetest.Check(t, err)
	for value, want := range map[string]int{"": 0, "1": 1} {
		storetest.Check(t, f.DB.SetSetting(t.Context(), store.SettingImportedOwed, value))
		proposals, err := f.DB.ReminderProposals(t.Context(), "2026-11-23")
		storetest.Check(t, err)
		open, err := f.DB.OpenDocuments(t.Context(), f.Client.ID)
		if storetest.Check(t, err); len(proposals) != want || len(open) != want {
			t.Errorf("setting %q: %d proposals, %d open, want %d", value, len(proposals), len(open), want)
		}
	}
}
