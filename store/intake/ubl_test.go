package intake_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/store/ubl"
)

// ublFile is one of the files of store/ubl with texts replaced; every text must be there.
func ublFile(t *testing.T, name string, pairs ...string) intake.UBLSource {
	t.Helper()
	content, err := os.ReadFile("../ubl/testdata/" + name)
	storetest.Check(t, err)
	text := string(content)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s has no %q", name, pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return intake.UBLSource{Name: name, Bytes: []byte(text)}
}

// oneInvoice is the credit note without the second invoice that it corrects.
var oneInvoice = []string{`  <cac:BillingReference>
    <cac:InvoiceDocumentReference><cbc:ID>F2026-00039</cbc:ID></cac:InvoiceDocumentReference>
  </cac:BillingReference>
`, ""}

// importInvoices imports electronic invoices alone.
func importInvoices(t *testing.T, db *store.DB, sources []intake.UBLSource, dryRun bool) ([]intake.UBLResult, error) {
	t.Helper()
	results, err := intake.ImportAll(t.Context(), db, intake.Batch{UBL: sources}, intake.Options{DryRun: dryRun})
	return results.UBL, err
}

func importUBL(t *testing.T, db *store.DB, sources ...intake.UBLSource) []intake.UBLResult {
	t.Helper()
	results, err := importInvoices(t, db, sources, false)
	storetest.Check(t, err)
	if len(results) != len(sources) {
		t.Fatalf("%d results of %d files", len(results), len(sources))
	}
	return results
}

// everything is all that imports write, to tell that nothing changed.
func everything(t *testing.T, db *store.DB) string {
	t.Helper()
	all := &strings.Builder{}
	for _, table := range []string{"client", "company", "document", "document_line", "payment", "import_run", "refused_value", "tally", "content"} {
		wholeTable(t, db, table, all)
	}
	return all.String()
}

func wholeTable(t *testing.T, db *store.DB, table string, all *strings.Builder) {
	t.Helper()
	rows, err := storetest.SQL(t, db).QueryContext(t.Context(), `SELECT * FROM `+table)
	storetest.Check(t, err)
	defer rows.Close()
	columns, err := rows.Columns()
	storetest.Check(t, err)
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		storetest.Check(t, rows.Scan(targets...))
		fmt.Fprintln(all, table, values)
	}
	storetest.Check(t, rows.Err())
}

// TestUBLFillsAnEmptyFile makes company, client, invoice and credit note of two files, whatever their order.
func TestUBLFillsAnEmptyFile(t *testing.T) {
	db := storetest.New(t)
	credit, invoice := ublFile(t, "credit_note.xml", oneInvoice...), ublFile(t, "invoice.xml")
	empty := everything(t, db)
	dry, err := importInvoices(t, db, []intake.UBLSource{credit, invoice}, true)
	storetest.Check(t, err)
	if everything(t, db) != empty {
		t.Error("a dry run has kept something")
	}
	got := importUBL(t, db, credit, invoice)
	for i := range got {
		if got[i].Outcome != intake.UBLNew || dry[i].Outcome != intake.UBLNew {
			t.Fatalf("file %d: %+v, dry %+v", i, got[i], dry[i])
		}
	}
	if !got[1].NewCompany || !got[1].NewClient || got[0].NewCompany || got[0].NewClient || got[1].Client != "Menuiserie Lefèvre & fils" {
		t.Errorf("new ones: %+v", got)
	}
	companies, err := db.Companies(t.Context())
	storetest.Check(t, err)
	if len(companies) != 1 || companies[0].Name != "Garage du Pont SRL" || companies[0].VATNumber != "BE0403170701" ||
		companies[0].IBAN != "BE68539007547034" || companies[0].BIC != "GEBABEBB" || companies[0].Postcode != "5000" {
		t.Errorf("companies %+v", companies)
	}
	d, err := db.Document(t.Context(), got[1].DocumentID)
	storetest.Check(t, err)
	if d.Kind != garage.Invoice || d.Number != "F2026-00042" || d.State != garage.DocumentIssued || d.Date != "2026-03-02" ||
		d.DueDate != "2026-04-01" || d.OGM != "123456789002" || d.Reference != "BC-778" || d.CompanyID != companies[0].ID || d.JournalID != 0 {
		t.Errorf("invoice %+v", d)
	}
	// 725.87 in all; 100.00 paid before and 0.02 rounded off leave 625.85, of which the credit note takes 124.85.
	if d.Net != 61251 || d.VAT != 11336 || d.Total != 72587 || d.Paid != 10002 || d.Credited != 12485 || d.Open != 50100 {
		t.Errorf("amounts %+v", d)
	}
	client, err := db.Client(t.Context(), d.ClientID)
	storetest.Check(t, err)
	if client.VATNumber != "BE0566988259" || client.Address != "Chaussée de Liège 5 Bte 3" || client.Email != "compta@lefevre.example" ||
		client.Number == "" || client.AcceptsPromotional {
		t.Errorf("client %+v", client)
	}
	note, err := db.Document(t.Context(), got[0].DocumentID)
	storetest.Check(t, err)
	if note.Kind != garage.CreditNote || note.CorrectsID != d.ID || note.Total != 12485 || note.ClientID != d.ClientID {
		t.Errorf("credit note %+v", note)
	}
	paper, err := db.KeptPaper(t.Context(), d.ID)
	storetest.Check(t, err)
	read, err := ubl.Read(invoice.Bytes)
	storetest.Check(t, err)
	if len(paper) == 0 || !bytes.Equal(paper, read.PDF) {
		t.Errorf("%d bytes of PDF are kept, not %d", len(paper), len(read.PDF))
	}
}

// TestUBLLines keeps each line to the cent of the file, in columns where those can hold it.
func TestUBLLines(t *testing.T) {
	db := storetest.New(t)
	d, err := db.Document(t.Context(), importUBL(t, db, ublFile(t, "invoice.xml"))[0].DocumentID)
	storetest.Check(t, err)
	want := []garage.DocumentLine{
		{Position: 1, Description: "Main d'oeuvre mécanique\nRemplacement des plaquettes avant\nHeure entamée", Quantity: 2500, Unit: "h", UnitPrice: 6800, PriceRest: 0, Discount: 1000, VATRate: 2100},
		{Position: 2, Description: "Huile 5W30", Quantity: 4750, Unit: "l", UnitPrice: 1234, PriceRest: 5000, Discount: 0, VATRate: 2100}, // 12.345 a litre is kept as it is
		{Position: 3, Description: "Pneu 205/55 R16", Quantity: 4000, Unit: "", UnitPrice: 8625, PriceRest: 0, Discount: 0, VATRate: 2100},
		{Position: 4, Description: "Carnet d'entretien", Quantity: 1000, Unit: "", UnitPrice: 2450, PriceRest: 0, Discount: 0, VATRate: 600},
		{Position: 5, Description: "Contrôle technique\nDébours", Quantity: 1000, Unit: "", UnitPrice: 5520, PriceRest: 0, Discount: 0, VATRate: 0},
		{Position: 6, Description: "Remise fidélité", Quantity: 1000, Unit: "", UnitPrice: -2783, PriceRest: 0, Discount: 0, VATRate: 2100},
		{Position: 7, Description: "Cotisation Recytyre", Quantity: 1000, Unit: "", UnitPrice: 400, PriceRest: 0, Discount: 0, VATRate: 2100},
	}
	for i := range max(len(want), len(d.Lines)) {
		if i >= len(want) || i >= len(d.Lines) || d.Lines[i] != want[i] {
			t.Errorf("line %d: got %+v", i+1, d.Lines[min(i, len(d.Lines)-1)])
		}
	}
	note, err := db.Document(t.Context(), importUBL(t, db, ublFile(t, "credit_note.xml"))[0].DocumentID)
	storetest.Check(t, err)
	if got := note.Lines[1]; got.Description != "Conseil (0.3333 h × 58)" || got.UnitPrice != 1933 || got.Quantity != 1000 {
		t.Errorf("a third of an hour: %+v", got)
	}
}

func TestUBLAgainChangesNothing(t *testing.T) {
	db := storetest.New(t)
	sources := []intake.UBLSource{ublFile(t, "invoice.xml"), ublFile(t, "credit_note.xml", oneInvoice...)}
	importUBL(t, db, sources...)
	before := everything(t, db)
	for _, again := range importUBL(t, db, append(sources, sources[0])...) {
		if again.Outcome != intake.UBLUnchanged || again.NewClient || again.NewCompany {
			t.Errorf("again: %+v", again)
		}
	}
	if after := everything(t, db); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}

// TestUBLCompletes links a credit note that came before its invoice, and gives a document the PDF that it lacked.
func TestUBLCompletes(t *testing.T) {
	db := storetest.New(t)
	credit := ublFile(t, "credit_note.xml", oneInvoice...)
	first := importUBL(t, db, credit)[0]
	if first.Outcome != intake.UBLNew || len(first.Notices) != 2 || first.Notices[1] != (intake.UBLNotice{Reason: intake.UBLCorrectsMissing, Detail: "F2026-00042"}) {
		t.Errorf("without its invoice: %+v", first)
	}
	bare := importUBL(t, db, ublFile(t, "invoice.xml", `mimeCode="application/pdf" filename="F2026-00042.pdf"`, `mimeCode="text/plain"`))[0]
	if _, err := db.KeptPaper(t.Context(), bare.DocumentID); err == nil {
		t.Error("a text was kept as PDF")
	}
	for _, source := range []intake.UBLSource{ublFile(t, "invoice.xml"), credit} {
		if got := importUBL(t, db, source)[0]; got.Outcome != intake.UBLCompleted {
			t.Errorf("%+v", got)
		}
		if got := importUBL(t, db, source)[0]; got.Outcome != intake.UBLUnchanged {
			t.Errorf("once more: %+v", got)
		}
	}
	d, err := db.Document(t.Context(), bare.DocumentID)
	if err != nil || !d.HasPaper || d.Credited != 12485 {
		t.Errorf("%+v, %v", d, err)
	}
}

// TestUBLRefused keeps nothing of a file that it refuses; the files beside it go in.
func TestUBLRefused(t *testing.T) {
	for name, test := range map[string]struct {
		pairs          []string
		reason, detail string
	}{
		"another supplier": {[]string{"0403170701", "0566988259", "Garage du Pont SRL", "Pneus Martin SA"}, intake.UBLOtherSupplier, "Pneus Martin SA"},
		"pounds":           {[]string{"Code>EUR<", "Code>GBP<"}, ubl.Currencies, "GBP"},
		"a wrong total":    {[]string{">725.87<", ">725.88<"}, ubl.SumTotal, "725.88"},
		"a doctype":        {[]string{"<Invoice ", "<!DOCTYPE Invoice><Invoice "}, ubl.Doctype, ""},
		"a rate we do not have": {
			[]string{"<cbc:Percent>6</cbc:Percent>", "<cbc:Percent>9</cbc:Percent>", ">1.47<", ">2.21<", ">113.36<", ">114.10<", ">725.87<", ">726.61<", ">625.85<", ">626.59<"},
			"check.document_rate", "4, Carnet d'entretien",
		},
		"a nameless customer": {[]string{"Menuiserie Lefèvre &amp; fils", "", "0566988259", "0202239951"}, intake.UBLNoCustomer, ""},
		"another content":     {[]string{"F2026-00042", "F2026-00001", "2026-03-02", "2026-03-03"}, intake.UBLExists, "2026-03-02 ≠ 2026-03-03"},
		"another total": {
			[]string{"F2026-00042", "F2026-00001", ">55.20<", ">55.21<", ">636.34<", ">636.35<", ">612.51<", ">612.52<", ">725.87<", ">725.88<", ">625.85<", ">625.86<"},
			intake.UBLExists, "725.87 ≠ 725.88",
		},
		"another PDF": {[]string{"F2026-00042", "F2026-00001", "JVBERi0xLjQK", "JVBERi0xLjUK"}, intake.PaperOther, "F2026-00001.pdf"},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			importUBL(t, db, ublFile(t, "invoice.xml", "F2026-00042", "F2026-00001"))
			before := everything(t, db)
			bad := ublFile(t, "invoice.xml", test.pairs...)
			got := importUBL(t, db, bad)[0]
			if got.Outcome != intake.UBLRefused || got.Reason != test.reason || !strings.Contains(got.Detail, test.detail) || got.DocumentID != 0 {
				t.Errorf("%+v", got)
			}
			if after := everything(t, db); after != before {
				t.Errorf("before %s\nafter  %s", before, after)
			}
			both := importUBL(t, db, bad, ublFile(t, "invoice.xml", "F2026-00042", "F2026-00003"))
			if both[0].Outcome != intake.UBLRefused || both[1].Outcome != intake.UBLNew {
				t.Errorf("beside a good one: %+v", both)
			}
		})
	}
}

func TestUBLCreditOfMoreThanIsLeft(t *testing.T) {
	db := storetest.New(t)
	credit := ublFile(t, "credit_note.xml", oneInvoice...)
	sources := []intake.UBLSource{ublFile(t, "invoice.xml"), credit}
	for i := range 5 {
		other := ublFile(t, "credit_note.xml", append([]string{"NC2026-00007", fmt.Sprint("NC2026-1000", i)}, oneInvoice...)...)
		sources = append(sources, other)
	}
	results := importUBL(t, db, sources...)
	if last := results[6]; results[5].Outcome != intake.UBLNew || last.Outcome != intake.UBLRefused || last.Reason != "check.document_credit" {
		t.Errorf("%+v", results[5:])
	}
	d, err := db.Document(t.Context(), results[0].DocumentID)
	if err != nil || d.Credited != 5*12485 {
		t.Errorf("credited %d, %v", d.Credited, err)
	}
}

// TestUBLOfForeignCurrency: our own invoice in pounds is refused for that, a supplier's because he is not us.
func TestUBLOfForeignCurrency(t *testing.T) {
	db := storetest.New(t)
	importUBL(t, db, ublFile(t, "invoice.xml"))
	pounds := ublFile(t, "invoice.xml", "F2026-00042", "F2026-00043")
	pounds.Bytes = bytes.ReplaceAll(pounds.Bytes, []byte("EUR"), []byte("GBP"))
	if got := importUBL(t, db, pounds)[0]; got.Reason != ubl.Currency || got.Detail != "GBP" {
		t.Errorf("ours: %+v", got)
	}
	pounds.Bytes = bytes.ReplaceAll(pounds.Bytes, []byte("0403170701"), []byte("0202239951"))
	if got := importUBL(t, db, pounds)[0]; got.Reason != intake.UBLOtherSupplier {
		t.Errorf("a supplier's: %+v", got)
	}
}
