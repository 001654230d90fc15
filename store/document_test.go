package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// firm is a garage with one company, one client and what a document needs.
type firm struct {
	*testing.T
	db      *store.DB
	company int64
	client  store.Client
}

func newFirm(t *testing.T) *firm {
	t.Helper()
	db := storetest.New(t)
	db.SetClock(func() time.Time { return time.Date(2026, 11, 23, 10, 0, 0, 0, time.Local) })
	company, err := db.SaveCompany(t.Context(), store.Company{Name: "Garage Dupont", Language: "nl"})
	check(t, err)
	return &firm{t, db, company, storetest.Client(t, db, store.Client{Name: "Maes", Email: "maes@maes.example"})}
}

// draft is an invoice of 121 euro.
func (f *firm) draft() store.Document {
	return store.Document{
		CompanyID: f.company, Kind: store.Invoice, Date: "2026-11-20", ClientID: f.client.ID, Plate: "1-ABC-123", Reference: "bon 7",
		Lines: []store.DocumentLine{
			{Position: 1, Description: "Pneus", Quantity: 4000, Unit: "pc", UnitPrice: 2500, VATRate: 2100},
			{Position: 2, Description: "Cadeau", Quantity: 1500, UnitPrice: 999, Discount: 10_000, VATRate: 600},
		},
	}
}

func (f *firm) save(d store.Document) int64 {
	f.Helper()
	id, err := f.db.SaveDraft(f.Context(), d)
	check(f, err)
	return id
}

func (f *firm) issue(d store.Document) store.Document {
	f.Helper()
	issued, err := f.db.IssueDocument(f.Context(), f.save(d), d.Date)
	check(f, err)
	return issued
}

func (f *firm) document(id int64) store.Document {
	f.Helper()
	d, err := f.db.Document(f.Context(), id)
	check(f, err)
	return d
}

func TestDraftKeepsAllAndIsIssued(t *testing.T) {
	f := newFirm(t)
	draft := f.draft()
	draft.DueDate = "2026-12-05"
	draft.Lines[0].Description = strings.Repeat("é", 5000)
	id := f.save(draft)
	want := draft
	want.ID, want.State, want.Net, want.VAT, want.Total = id, store.DocumentDraft, 10000, 2100, 12100
	got := f.document(id)
	if !slices.Equal(got.Lines, want.Lines) {
		t.Errorf("lines %+v", got.Lines)
	}
	got.Lines, want.Lines = nil, nil
	if !equalDocuments(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if shown, err := f.db.DocumentsOf(t.Context(), f.client.ID); err != nil || len(shown) != 1 {
		t.Error(shown, err)
	}
	issued, err := f.db.IssueDocument(t.Context(), id, "2026-11-23")
	check(t, err)
	want.State, want.Date, want.DueDate, want.Number, want.Open = store.DocumentIssued, "2026-11-23", "2026-12-08", "F2026-00001", 12100
	want.JournalID, want.OGM, want.IssuedAt, want.Lines = 1, store.OGM("0126000001"), f.db.Now(), nil
	issued.Lines = nil
	if !equalDocuments(issued, want) {
		t.Errorf("got  %+v\nwant %+v", issued, want)
	}
	if second := f.issue(f.draft()); second.Number != "F2026-00002" || second.DueDate != "2026-12-20" {
		t.Errorf("second: %s due %s", second.Number, second.DueDate)
	}
	other := f.draft()
	other.Kind, other.Date = store.CreditNote, "2027-01-02"
	if note := f.issue(other); note.Number != "CN2027-00001" || note.OGM != "" || note.Open != -12100 {
		t.Errorf("credit note: %+v", note)
	}
}

func equalDocuments(a, b store.Document) bool {
	a.Lines, b.Lines = nil, nil
	return a.IssuedAt.Equal(b.IssuedAt) && func() bool { a.IssuedAt = b.IssuedAt; return sameFields(a, b) }()
}

func sameFields(a, b store.Document) bool {
	return a.ID == b.ID && a.CompanyID == b.CompanyID && a.JournalID == b.JournalID && a.Kind == b.Kind && a.Number == b.Number &&
		a.State == b.State && a.Date == b.Date && a.DueDate == b.DueDate && a.ClientID == b.ClientID && a.VehicleID == b.VehicleID &&
		a.Plate == b.Plate && a.Reference == b.Reference && a.OGM == b.OGM && a.CorrectsID == b.CorrectsID && a.HasPaper == b.HasPaper &&
		a.Net == b.Net && a.VAT == b.VAT && a.Total == b.Total && a.Paid == b.Paid && a.Credited == b.Credited && a.Open == b.Open
}

func TestIssuedIsFrozen(t *testing.T) {
	f := newFirm(t)
	issued := f.issue(f.draft())
	change := issued
	change.Reference, change.Lines = "other", nil
	_, err := f.db.SaveDraft(t.Context(), change)
	mustFail(t, err, store.ErrIssued)
	_, err = f.db.IssueDocument(t.Context(), issued.ID, "2026-11-24")
	mustFail(t, err, store.ErrIssued)
	mustFail(t, f.db.DeleteDraft(t.Context(), issued.ID), store.ErrIssued)
	mustFail(t, f.db.DeleteClient(t.Context(), f.client.ID), store.ErrInUse)

	direct := storetest.SQL(t, f.db)
	for _, statement := range []string{
		`UPDATE document SET number = 'F2026-00009'`, `UPDATE document SET total_cents = 1`, `UPDATE document SET state = 'draft'`,
		`UPDATE document SET reference = ''`, `UPDATE document SET company_id = NULL`, `DELETE FROM document`,
		`DELETE FROM document_line`, `UPDATE document_line SET unit_price_millionths = 1`,
		`INSERT INTO document_line (document_id, position, quantity_thousandths, unit_price_millionths, vat_basis_points) VALUES (1, 9, 1, 1, 0)`,
	} {
		if _, err := direct.ExecContext(t.Context(), statement); err == nil || !strings.Contains(err.Error(), "issued document") {
			t.Errorf("%s: %v", statement, err)
		}
	}
	if after := f.document(issued.ID); !equalDocuments(after, issued) || !slices.Equal(after.Lines, issued.Lines) {
		t.Errorf("changed: %+v", after)
	}
}

func TestWrongDraftsAreRefused(t *testing.T) {
	f := newFirm(t)
	id := f.save(f.draft())
	for name, test := range map[string]struct {
		change        func(*store.Document)
		field, reason string
	}{
		"discount over 100":  {func(d *store.Document) { d.Lines[1].Discount = 10_001 }, "lines.2.discount", "check.document_discount"},
		"discount below 0":   {func(d *store.Document) { d.Lines[0].Discount = -1 }, "lines.1.discount", "check.document_discount"},
		"another rate":       {func(d *store.Document) { d.Lines[0].VATRate = 2000 }, "lines.1.vat_rate", "check.document_rate"},
		"a huge price":       {func(d *store.Document) { d.Lines[0].UnitPrice = -1e9 - 1 }, "lines.1.unit_price", "check.document_price"},
		"a huge quantity":    {func(d *store.Document) { d.Lines[0].Quantity = 1e9 + 1 }, "lines.1.quantity", "check.document_quantity"},
		"a book":             {func(d *store.Document) { d.Lines[0].Description = strings.Repeat("x", 10_001) }, "lines.1.description", "check.document_description"},
		"too many lines":     {func(d *store.Document) { d.Lines = slices.Repeat(d.Lines, 1001) }, "lines", "check.document_lines"},
		"no date":            {func(d *store.Document) { d.Date = "" }, "date", "check.date_missing"},
		"a date that is not": {func(d *store.Document) { d.Date = "2026-02-30" }, "date", "check.date"},
		"due before":         {func(d *store.Document) { d.DueDate = "2026-11-19" }, "due_date", "check.document_due"},
		"no kind":            {func(d *store.Document) { d.Kind = "" }, "kind", "check.document_kind"},
		"no client":          {func(d *store.Document) { d.ClientID = 0 }, "client_id", "check.document_client"},
		"no company":         {func(d *store.Document) { d.CompanyID = 0 }, "company_id", "check.document_company"},
		"a deleted client":   {func(d *store.Document) { d.ClientID = 99 }, "client_id", "check.document_client_gone"},
		"a deleted vehicle":  {func(d *store.Document) { d.VehicleID = 99 }, "vehicle_id", "check.document_vehicle"},
		"a deleted company":  {func(d *store.Document) { d.CompanyID = 99 }, "company_id", "check.document_company"},
		"another's journal":  {func(d *store.Document) { d.JournalID = 99 }, "journal_id", "check.document_journal"},
		"corrects a draft":   {func(d *store.Document) { d.Kind, d.CorrectsID = store.CreditNote, id }, "corrects_id", "check.document_corrects"},
		"a plate of lines":   {func(d *store.Document) { d.Plate = "1\n2" }, "plate", "check.line_break"},
		"a reference":        {func(d *store.Document) { d.Reference = "1\n2" }, "reference", "check.line_break"},
	} {
		wrong := f.draft()
		wrong.ID = id
		test.change(&wrong)
		_, err := f.db.SaveDraft(t.Context(), wrong)
		var field *store.FieldError
		if !errors.As(err, &field) || field.Field != test.field || field.Reason != test.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d := f.document(id); !slices.Equal(d.Lines, f.draft().Lines) || d.Total != 12100 {
		t.Errorf("a refused draft left its marks: %+v", d)
	}
	empty := f.draft()
	empty.Lines = nil
	emptyID := f.save(empty)
	_, err := f.db.IssueDocument(t.Context(), emptyID, "2026-11-20")
	mustRefuse(t, err, "lines", "check.document_no_line")
	_, err = f.db.IssueDocument(t.Context(), id, "2026-13-20")
	mustRefuse(t, err, "date", "check.date")
	check(t, f.db.DeleteDraft(t.Context(), emptyID))
	mustFail(t, f.db.DeleteDraft(t.Context(), emptyID), store.ErrNotFound)
	if d, err := f.db.IssueDocument(t.Context(), id, "2026-11-20"); err != nil || d.Number != "F2026-00001" {
		t.Error(d.Number, err)
	}
}

func TestDraftsDoNotCount(t *testing.T) {
	f := newFirm(t)
	direct := storetest.SQL(t, f.db)
	tally := func(documents, cents int) {
		t.Helper()
		var gotDocuments, gotCents int
		check(t, direct.QueryRowContext(t.Context(), `SELECT coalesce(sum(documents), 0), coalesce(sum(document_cents), 0) FROM tally`).Scan(&gotDocuments, &gotCents))
		if gotDocuments != documents || gotCents != cents {
			t.Errorf("tally %d %d, want %d %d", gotDocuments, gotCents, documents, cents)
		}
	}
	id := f.save(f.draft())
	changed := f.draft()
	changed.ID, changed.Date = id, "2026-11-21"
	f.save(changed)
	tally(0, 0)
	_, err := f.db.IssueDocument(t.Context(), id, "2026-11-22")
	check(t, err)
	tally(1, 12100)
	check(t, f.db.DeleteDraft(t.Context(), f.save(f.draft())))
	tally(1, 12100)
}
