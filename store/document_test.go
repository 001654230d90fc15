package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestDraftKeepsAllAndIsIssued(t *testing.T) {
	f := storetest.NewFirm(t)
	draft := f.Draft()
	draft.DueDate = "2026-12-05"
	draft.Lines[0].Description = strings.Repeat("é", 5000)
	id := f.Save(draft)
	want := draft
	want.ID, want.State, want.Net, want.VAT, want.Total = id, garage.DocumentDraft, 10000, 2100, 12100
	got := f.Document(id)
	if !slices.Equal(got.Lines, want.Lines) {
		t.Errorf("lines %+v", got.Lines)
	}
	got.Lines, want.Lines = nil, nil
	if !equalDocuments(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if shown, err := f.DB.DocumentIDs(t.Context(), store.DocumentFilter{ClientID: f.Client.ID}, store.DocumentSort{}); err != nil || len(shown) != 1 {
		t.Error(shown, err)
	}
	issued, err := f.DB.IssueDocument(t.Context(), id, "2026-11-23")
	storetest.Check(t, err)
	want.State, want.Date, want.DueDate, want.Number, want.Open = garage.DocumentIssued, "2026-11-23", "2026-12-08", "F2026-00001", 12100
	want.JournalID, want.OGM, want.IssuedAt, want.Lines = 1, garage.OGM("0126000001"), f.DB.Now(), nil
	issued.Lines = nil
	if !equalDocuments(issued, want) {
		t.Errorf("got  %+v\nwant %+v", issued, want)
	}
	if second := f.Issue(f.Draft()); second.Number != "F2026-00002" || second.DueDate != "2026-12-20" {
		t.Errorf("second: %s due %s", second.Number, second.DueDate)
	}
	other := f.Draft()
	other.Kind, other.Date = garage.CreditNote, "2027-01-02"
	if note := f.Issue(other); note.Number != "CN2027-00001" || note.OGM != "" || note.Open != -12100 {
		t.Errorf("credit note: %+v", note)
	}
}

func equalDocuments(a, b garage.Document) bool {
	a.Lines, b.Lines = nil, nil
	return a.IssuedAt.Equal(b.IssuedAt) && func() bool { a.IssuedAt = b.IssuedAt; return storetest.SameFields(a, b) }()
}

func TestIssuedIsFrozen(t *testing.T) {
	f := storetest.NewFirm(t)
	issued := f.Issue(f.Draft())
	change := issued
	change.Reference, change.Lines = "other", nil
	_, err := f.DB.SaveDraft(t.Context(), change)
	storetest.MustFail(t, err, garage.ErrIssued)
	_, err = f.DB.IssueDocument(t.Context(), issued.ID, "2026-11-24")
	storetest.MustFail(t, err, garage.ErrIssued)
	storetest.MustFail(t, f.DB.DeleteDraft(t.Context(), issued.ID), garage.ErrIssued)
	storetest.MustFail(t, f.DB.DeleteClient(t.Context(), f.Client.ID), garage.ErrInUse)

	direct := storetest.SQL(t, f.DB)
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
	if after := f.Document(issued.ID); !equalDocuments(after, issued) || !slices.Equal(after.Lines, issued.Lines) {
		t.Errorf("changed: %+v", after)
	}
}

func TestWrongDraftsAreRefused(t *testing.T) {
	f := storetest.NewFirm(t)
	id := f.Save(f.Draft())
	for name, test := range map[string]struct {
		change        func(*garage.Document)
		field, reason string
	}{
		"discount over 100":  {func(d *garage.Document) { d.Lines[1].Discount = 10_001 }, "lines.2.discount", "check.document_discount"},
		"discount below 0":   {func(d *garage.Document) { d.Lines[0].Discount = -1 }, "lines.1.discount", "check.document_discount"},
		"another rate":       {func(d *garage.Document) { d.Lines[0].VATRate = 2000 }, "lines.1.vat_rate", "check.document_rate"},
		"a huge price":       {func(d *garage.Document) { d.Lines[0].UnitPrice = -1e9 - 1 }, "lines.1.unit_price", "check.document_price"},
		"a huge quantity":    {func(d *garage.Document) { d.Lines[0].Quantity = 1e9 + 1 }, "lines.1.quantity", "check.document_quantity"},
		"a book":             {func(d *garage.Document) { d.Lines[0].Description = strings.Repeat("x", 10_001) }, "lines.1.description", "check.document_description"},
		"too many lines":     {func(d *garage.Document) { d.Lines = slices.Repeat(d.Lines, 1001) }, "lines", "check.document_lines"},
		"no date":            {func(d *garage.Document) { d.Date = "" }, "date", "check.date_missing"},
		"a date that is not": {func(d *garage.Document) { d.Date = "2026-02-30" }, "date", "check.date"},
		"due before":         {func(d *garage.Document) { d.DueDate = "2026-11-19" }, "due_date", "check.document_due"},
		"no kind":            {func(d *garage.Document) { d.Kind = "" }, "kind", "check.document_kind"},
		"no client":          {func(d *garage.Document) { d.ClientID = 0 }, "client_id", "check.document_client"},
		"no company":         {func(d *garage.Document) { d.CompanyID = 0 }, "company_id", "check.document_company"},
		"a deleted client":   {func(d *garage.Document) { d.ClientID = 99 }, "client_id", "check.document_client_gone"},
		"a deleted vehicle":  {func(d *garage.Document) { d.VehicleID = 99 }, "vehicle_id", "check.document_vehicle"},
		"a deleted company":  {func(d *garage.Document) { d.CompanyID = 99 }, "company_id", "check.document_company"},
		"another's journal":  {func(d *garage.Document) { d.JournalID = 99 }, "journal_id", "check.document_journal"},
		"corrects a draft":   {func(d *garage.Document) { d.Kind, d.CorrectsID = garage.CreditNote, id }, "corrects_id", "check.document_corrects"},
		"a plate of lines":   {func(d *garage.Document) { d.Plate = "1\n2" }, "plate", "check.line_break"},
		"a reference":        {func(d *garage.Document) { d.Reference = "1\n2" }, "reference", "check.line_break"},
	} {
		wrong := f.Draft()
		wrong.ID = id
		test.change(&wrong)
		_, err := f.DB.SaveDraft(t.Context(), wrong)
		var field *garage.FieldError
		if !errors.As(err, &field) || field.Field != test.field || field.Reason != test.reason {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d := f.Document(id); !slices.Equal(d.Lines, f.Draft().Lines) || d.Total != 12100 {
		t.Errorf("a refused draft left its marks: %+v", d)
	}
	empty := f.Draft()
	empty.Lines = nil
	emptyID := f.Save(empty)
	_, err := f.DB.IssueDocument(t.Context(), emptyID, "2026-11-20")
	storetest.MustRefuse(t, err, "lines", "check.document_no_line")
	_, err = f.DB.IssueDocument(t.Context(), id, "2026-13-20")
	storetest.MustRefuse(t, err, "date", "check.date")
	storetest.Check(t, f.DB.DeleteDraft(t.Context(), emptyID))
	storetest.MustFail(t, f.DB.DeleteDraft(t.Context(), emptyID), garage.ErrNotFound)
	if d, err := f.DB.IssueDocument(t.Context(), id, "2026-11-20"); err != nil || d.Number != "F2026-00001" {
		t.Error(d.Number, err)
	}
}

func TestDraftsDoNotCount(t *testing.T) {
	f := storetest.NewFirm(t)
	direct := storetest.SQL(t, f.DB)
	tally := func(documents, cents int) {
		t.Helper()
		var gotDocuments, gotCents int
		storetest.Check(t, direct.QueryRowContext(t.Context(), `SELECT coalesce(sum(documents), 0), coalesce(sum(document_cents), 0) FROM tally`).Scan(&gotDocuments, &gotCents))
		if gotDocuments != documents || gotCents != cents {
			t.Errorf("tally %d %d, want %d %d", gotDocuments, gotCents, documents, cents)
		}
	}
	id := f.Save(f.Draft())
	changed := f.Draft()
	changed.ID, changed.Date = id, "2026-11-21"
	f.Save(changed)
	tally(0, 0)
	_, err := f.DB.IssueDocument(t.Context(), id, "2026-11-22")
	storetest.Check(t, err)
	tally(1, 12100)
	storetest.Check(t, f.DB.DeleteDraft(t.Context(), f.Save(f.Draft())))
	tally(1, 12100)
}

// TestPaperThatLeftIsKept: the first PDF that goes out is the document's own from then on.
func TestPaperThatLeftIsKept(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	invoice := g.Issue(g.Draft())
	for _, name := range []string{"first", "second"} {
		message := g.Message(name, invoice.ID)
		message.Paper = []byte("%PDF-1.7 " + name)
		g.Queue(message)
		g.Send()
	}
	if kept, err := g.DB.KeptPaper(t.Context(), invoice.ID); err != nil || string(kept) != "%PDF-1.7 first" {
		t.Errorf("%q %v", kept, err)
	}
}
