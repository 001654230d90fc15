package store_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestCreditNoteTakesTheInvoiceBack(t *testing.T) {
	f := newFirm(t)
	invoice := f.issue(f.draft())
	_, err := f.db.CreditDocument(t.Context(), f.save(f.draft()))
	mustFail(t, err, store.ErrConflict) // a draft
	part, err := f.db.CreditDocument(t.Context(), invoice.ID)
	check(t, err)
	note := f.document(part)
	if note.Kind != store.CreditNote || note.CorrectsID != invoice.ID || note.Reference != invoice.Number || note.Date != "2026-11-23" ||
		note.DueDate != "" || note.JournalID != 0 || !note.IsDraft() || !slices.Equal(note.Lines, invoice.Lines) || note.Plate != invoice.Plate {
		t.Errorf("%+v", note)
	}
	whole, err := f.db.CreditDocument(t.Context(), invoice.ID)
	check(t, err)
	note.Lines[0].Quantity = 1000
	f.save(note)
	note, err = f.db.IssueDocument(t.Context(), part, "2026-11-23")
	check(t, err)
	if after := f.document(invoice.ID); after.State != store.DocumentIssued || after.Credited != 3025 || after.Open != 9075 || note.Open != 0 {
		t.Errorf("%+v", after)
	}
	_, err = f.db.IssueDocument(t.Context(), whole, "2026-11-23")
	mustRefuse(t, err, "lines", "check.document_credit")
	rest := f.document(whole)
	rest.Lines[0].Quantity = 3000
	f.save(rest)
	second, err := f.db.IssueDocument(t.Context(), whole, "2026-11-23")
	check(t, err)
	if after := f.document(invoice.ID); after.State != store.DocumentCredited || after.Open != 0 || second.Number != "CN2026-00002" {
		t.Errorf("%+v, note %s", after, second.Number)
	}
	_, err = f.db.CreditDocument(t.Context(), invoice.ID)
	mustFail(t, err, store.ErrConflict)

	copied, err := f.db.DuplicateDocument(t.Context(), second.ID)
	check(t, err)
	if d := f.document(copied); !d.IsDraft() || d.Kind != store.CreditNote || d.CorrectsID != 0 || d.Number != "" || !slices.Equal(d.Lines, second.Lines) {
		t.Errorf("%+v", d)
	}
	copied, err = f.db.DuplicateDocument(t.Context(), invoice.ID)
	check(t, err)
	if d := f.document(copied); !d.IsDraft() || d.Open != 0 || d.Credited != 0 || d.OGM != "" || d.Date != "2026-11-23" || d.DueDate != "2026-12-23" {
		t.Errorf("%+v", d)
	}
}

// TestCreditNoteOfAnotherClient: nobody's invoice is taken back on another's note, nor goes another's car on it.
func TestCreditNoteOfAnotherClient(t *testing.T) {
	f := newFirm(t)
	invoice := f.issue(f.draft())
	other := storetest.Client(t, f.db, store.Client{Name: "Peeters"})
	second, err := f.db.SaveCompany(t.Context(), store.Company{Name: "Carrosserie", Language: "fr"})
	check(t, err)
	note := f.draft()
	note.Kind, note.CorrectsID, note.ClientID = store.CreditNote, invoice.ID, other.ID
	_, err = f.db.SaveDraft(t.Context(), note)
	mustRefuse(t, err, "corrects_id", "check.document_corrects")
	note.ClientID, note.CompanyID = f.client.ID, second
	_, err = f.db.SaveDraft(t.Context(), note)
	mustRefuse(t, err, "corrects_id", "check.document_corrects")
	note.CompanyID = f.company
	f.save(note)
	vehicle, err := f.db.SaveVehicle(t.Context(), store.Vehicle{ClientID: other.ID, Plate: "2-DEF-456"})
	check(t, err)
	note.VehicleID = vehicle
	_, err = f.db.SaveDraft(t.Context(), note)
	mustRefuse(t, err, "vehicle_id", "check.document_vehicle")
}

// TestUndoOfPaid takes back what was written down, not what was paid before.
func TestUndoOfPaid(t *testing.T) {
	f := newFirm(t)
	before, now := f.issue(f.draft()), f.issue(f.draft())
	_, err := f.db.SetPaid(t.Context(), []int64{before.ID}, true, "2026-11-01")
	check(t, err)
	added, err := f.db.SetPaid(t.Context(), []int64{before.ID, now.ID}, true, "2026-11-23")
	if check(t, err); len(added) != 1 {
		t.Fatal(added)
	}
	for range 2 { // pressed twice
		check(t, f.db.UndoPayments(t.Context(), added))
	}
	if b, n := f.document(before.ID), f.document(now.ID); b.Open != 0 || n.Open != n.Total || n.Paid != 0 {
		t.Errorf("%+v\n%+v", b, n)
	}
	if payments, err := f.db.Payments(t.Context(), now.ID); err != nil || len(payments) != 0 {
		t.Error(payments, err)
	}
}

func TestPayments(t *testing.T) {
	f := newFirm(t)
	first, second := f.issue(f.draft()), f.issue(f.draft())
	quote := f.draft()
	quote.Kind = store.Quote
	quote = f.issue(quote)
	draft := f.save(f.draft())
	pay := func(id int64, cents store.Cents) error {
		_, err := f.db.AddPayment(t.Context(), store.Payment{DocumentID: id, Date: "2026-11-24", Cents: cents, Note: "banque"})
		return err
	}
	check(t, pay(first.ID, 2100))
	if d := f.document(first.ID); d.Paid != 2100 || d.Open != 10000 || !d.IsOwed() {
		t.Errorf("%+v", d)
	}
	mustFail(t, pay(draft, 1), store.ErrConflict)
	mustFail(t, pay(quote.ID, 1), store.ErrConflict)
	mustFail(t, pay(99, 1), store.ErrNotFound)
	mustRefuse(t, pay(first.ID, 0), "cents", "check.payment_amount")
	all := []int64{first.ID, second.ID, quote.ID, draft, 99}
	set := func(paid bool, want int) {
		t.Helper()
		if added, err := f.db.SetPaid(t.Context(), all, paid, "2026-11-25"); err != nil || len(added) != want {
			t.Errorf("paid %v: %d %v, want %d", paid, len(added), err, want)
		}
	}
	set(true, 2)
	set(true, 0)
	for _, id := range all[:2] {
		if d := f.document(id); d.Open != 0 || d.Paid != 12100 || d.IsOwed() {
			t.Errorf("%+v", d)
		}
	}
	set(false, 2)
	set(false, 0)
	if d := f.document(first.ID); d.Open != 12100 || d.Paid != 0 {
		t.Errorf("%+v", d)
	}
	payments, err := f.db.Payments(t.Context(), first.ID)
	check(t, err)
	var amounts []store.Cents
	for _, payment := range payments {
		amounts = append(amounts, payment.Cents)
	}
	if !slices.Equal(amounts, []store.Cents{2100, 10000, -12100}) || payments[0].Note != "banque" {
		t.Errorf("%+v", payments)
	}
}

func TestStatementListsWhatIsOpen(t *testing.T) {
	f := newFirm(t)
	paid, open, late := f.draft(), f.draft(), f.draft()
	late.Date = "2026-01-05"
	loose := f.draft()
	loose.Kind = store.CreditNote
	issued := []store.Document{f.issue(paid), f.issue(open), f.issue(late), f.issue(loose)}
	f.save(f.draft())
	if _, err := f.db.SetPaid(t.Context(), []int64{issued[0].ID}, true, "2026-11-23"); err != nil {
		t.Fatal(err)
	}
	documents, err := f.db.OpenDocuments(t.Context(), f.client.ID)
	check(t, err)
	var got []string
	for _, d := range documents {
		got = append(got, fmt.Sprint(d.Number, " ", d.Open))
	}
	if want := []string{"F2026-00003 12100", "CN2026-00001 -12100", "F2026-00002 12100"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	sum, err := f.db.DocumentSums(t.Context(), []int64{issued[0].ID, issued[1].ID, issued[3].ID, 99})
	if want := (store.DocumentSum{Count: 3, Net: 10000, VAT: 2100, Total: 12100}); err != nil || sum != want {
		t.Errorf("%+v %v, want %+v", sum, err, want)
	}
}

func TestReminders(t *testing.T) {
	f := newFirm(t)
	other := storetest.Client(t, f.db, store.Client{Name: "Adam"})
	due := func(client int64, day string) store.Document {
		d := f.draft()
		d.ClientID, d.Date, d.DueDate = client, "2026-09-01", day
		return f.issue(d)
	}
	late3, late1 := due(f.client.ID, "2026-10-01"), due(f.client.ID, "2026-11-20")
	settled, credited := due(other.ID, "2026-10-01"), due(other.ID, "2026-10-01")
	due(other.ID, "2026-11-23") // today
	if _, err := f.db.SetPaid(t.Context(), []int64{settled.ID}, true, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	note, err := f.db.CreditDocument(t.Context(), credited.ID)
	check(t, err)
	_, err = f.db.IssueDocument(t.Context(), note, "2026-11-02")
	check(t, err)
	proposals := func(today string) (text []string) {
		t.Helper()
		all, err := f.db.ReminderProposals(t.Context(), today)
		check(t, err)
		for _, p := range all {
			for _, d := range p.Documents {
				text = append(text, fmt.Sprintf("%s %d %d: %s %d %d", p.ClientName, p.Tone, p.Open, d.Number, d.DaysLate, d.Tone))
			}
		}
		return text
	}
	expect := func(today string, want ...string) {
		t.Helper()
		if got := proposals(today); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", today, got, want)
		}
	}
	remind := func(tone store.Tone, want int) {
		t.Helper()
		if added, err := f.db.AddReminders(t.Context(), []int64{late3.ID, settled.ID, credited.ID}, tone); err != nil || added != want {
			t.Errorf("%d %v", added, err)
		}
	}
	expect("2026-11-23", "Maes 1 24200: F2026-00001 53 1", "Maes 1 24200: F2026-00002 3 1")
	remind(1, 1)
	expect("2026-11-24", "Adam 1 12100: F2026-00005 1 1")
	f.db.SetClock(func() time.Time { return time.Date(2026, 12, 1, 10, 0, 0, 0, time.Local) })
	expect("2026-12-01", "Adam 1 12100: F2026-00005 8 1", "Maes 2 24200: F2026-00001 61 2", "Maes 2 24200: F2026-00002 11 1")
	remind(2, 1)
	expect("2026-12-08", "Adam 1 12100: F2026-00005 15 1", "Maes 3 24200: F2026-00001 68 3", "Maes 3 24200: F2026-00002 18 1")
	if _, err := f.db.SetPaid(t.Context(), []int64{late3.ID, late1.ID}, true, "2026-12-01"); err != nil {
		t.Fatal(err)
	}
	expect("2026-12-20", "Adam 1 12100: F2026-00005 27 1")
	remind(3, 0)
}

func TestWhoDocumentsGoTo(t *testing.T) {
	f := newFirm(t)
	billed := storetest.Client(t, f.db, store.Client{Name: "SRL Bouché", Email: "info@bouche.example", BillingEmail: "compta@bouche.example", Language: "fr"})
	var lies int64
	for _, contact := range []store.Contact{
		{ClientID: billed.ID, Name: "Claes", FirstName: "Lies", Role: "Chef", Email: "lies@bouche.example"},
		{ClientID: billed.ID, Name: "Compta", Email: "COMPTA@bouche.example"},
		{ClientID: billed.ID, Name: "Sans"},
	} {
		id, err := f.db.SaveContact(t.Context(), contact)
		check(t, err)
		if contact.Name == "Claes" {
			lies = id
		}
	}
	none := storetest.Client(t, f.db, store.Client{Name: "Sans"})
	broken := storetest.Client(t, f.db, store.Client{Name: "Cassé", Email: "good@b.example"})
	_, err := storetest.SQL(t, f.db).ExecContext(t.Context(), `UPDATE client SET billing_email = 'pas une adresse' WHERE id = ?`, broken.ID)
	check(t, err)
	of := func(client int64) int64 {
		d := f.draft()
		d.ClientID = client
		return f.issue(d).ID
	}
	ids := []int64{of(none.ID), of(billed.ID), of(f.client.ID), of(broken.ID)}
	addresses, err := f.db.DocumentAddresses(t.Context(), ids[1])
	check(t, err)
	if want := []store.Address{
		{Email: "compta@bouche.example", Origin: store.AddressOfBilling, Name: "SRL Bouché"},
		{Email: "info@bouche.example", Origin: store.AddressOfSheet, Name: "SRL Bouché"},
		{Email: "lies@bouche.example", Origin: store.AddressOfContact, ContactID: lies, Name: "Lies Claes", Role: "Chef"},
	}; !slices.Equal(addresses, want) {
		t.Errorf("%+v", addresses)
	}
	if addresses, err := f.db.DocumentAddresses(t.Context(), ids[3]); err != nil || len(addresses) != 1 || addresses[0].Email != "good@b.example" {
		t.Error(addresses, err)
	}
	_, err = f.db.DocumentAddresses(t.Context(), 99)
	mustFail(t, err, store.ErrNotFound)

	recipients, err := f.db.DocumentRecipients(t.Context(), append([]int64{99}, ids...))
	check(t, err)
	if want := []store.DocumentRecipient{
		{DocumentID: ids[0], ClientID: none.ID, Name: "Sans", Email: "", Wrong: "", Origin: store.AddressOfSheet, Language: "nl"},
		{DocumentID: ids[1], ClientID: billed.ID, Name: "SRL Bouché", Email: "compta@bouche.example", Wrong: "", Origin: store.AddressOfBilling, Language: "fr"},
		{DocumentID: ids[2], ClientID: f.client.ID, Name: "Maes", Email: "maes@maes.example", Wrong: "", Origin: store.AddressOfSheet, Language: "nl"},
		{DocumentID: ids[3], ClientID: broken.ID, Name: "Cassé", Email: "", Wrong: "pas une adresse", Origin: store.AddressOfBilling, Language: "nl"},
	}; !reflect.DeepEqual(recipients, want) {
		t.Errorf("%+v", recipients)
	}
}

func TestPaperIsKeptOnce(t *testing.T) {
	f := newFirm(t)
	issued, second := f.issue(f.draft()), f.issue(f.draft())
	_, err := f.db.KeptPaper(t.Context(), issued.ID)
	mustFail(t, err, store.ErrNotFound)
	first, better := []byte("%PDF-1.7 first"), []byte("%PDF-1.7 better")
	mustRefuse(t, f.db.KeepPaper(t.Context(), issued.ID, []byte("<html>")), "paper", "check.document_paper")
	mustFail(t, f.db.KeepPaper(t.Context(), f.save(f.draft()), first), store.ErrConflict)
	mustFail(t, f.db.KeepPaper(t.Context(), 99, first), store.ErrNotFound)
	check(t, f.db.KeepPaper(t.Context(), issued.ID, first))
	check(t, f.db.KeepPaper(t.Context(), second.ID, first))
	check(t, f.db.KeepPaper(t.Context(), issued.ID, better))
	check(t, f.db.KeepPaper(t.Context(), second.ID, better))
	var contents int
	check(t, storetest.SQL(t, f.db).QueryRowContext(t.Context(), `SELECT count(*) FROM content`).Scan(&contents))
	if pdf, err := f.db.KeptPaper(t.Context(), issued.ID); err != nil || string(pdf) != string(better) || contents != 1 || !f.document(issued.ID).HasPaper {
		t.Errorf("%q %v, %d contents", pdf, err, contents)
	}
	user := storetest.User(t, f.db, store.User{})
	_, err = f.db.QueueDelivery(t.Context(), store.NewDelivery{Delivery: store.Delivery{
		Kind: store.KindDocument, DocumentID: issued.ID, ClientID: f.client.ID, UserID: user.ID, Purpose: store.Service,
		FromAddress: "a@b.example", ToAddress: "maes@maes.example", Subject: "s", MessageID: "<1@b.example>",
	}})
	check(t, err)
	mustFail(t, f.db.KeepPaper(t.Context(), issued.ID, first), store.ErrConflict)
	check(t, f.db.KeepPaper(t.Context(), issued.ID, better)) // the same again
	row, err := f.db.DocumentRows(t.Context(), []int64{issued.ID})
	check(t, err)
	if row[0].Sent != store.Queued || row[0].SentTo != "maes@maes.example" || row[0].SentAt.IsZero() || row[0].ClientName != "Maes" {
		t.Errorf("%+v", row[0])
	}
}

// TestImportedInvoiceIsNotReminded: nobody told the file whether it was paid, so nobody is reminded of it unasked.
func TestImportedInvoiceIsNotReminded(t *testing.T) {
	f := newFirm(t)
	_, err := storetest.SQL(t, f.db).ExecContext(t.Context(), `INSERT INTO document (kind, number, date, due_date, client_id, total_cents)
		VALUES ('invoice', '202600001', '2026-01-05', '2026-02-05', ?, 12100)`, f.client.ID)
	check(t, err)
	for value, want := range map[string]int{"": 0, "1": 1} {
		check(t, f.db.SetSetting(t.Context(), store.SettingImportedOwed, value))
		proposals, err := f.db.ReminderProposals(t.Context(), "2026-11-23")
		check(t, err)
		open, err := f.db.OpenDocuments(t.Context(), f.client.ID)
		if check(t, err); len(proposals) != want || len(open) != want {
			t.Errorf("setting %q: %d proposals, %d open, want %d", value, len(proposals), len(open), want)
		}
	}
}
