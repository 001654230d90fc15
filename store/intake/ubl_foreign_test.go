package intake_test

import (
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/store/ubl"
)

// vat is a line of a VAT table.
func vat(rate garage.BasisPoints, net, amount garage.Cents) garage.RateTotal {
	return garage.RateTotal{Rate: rate, Net: net, VAT: amount}
}

const discountTerms = `<cac:PaymentTerms><cbc:SettlementDiscountPercent>2</cbc:SettlementDiscountPercent></cac:PaymentTerms><cac:TaxTotal>`

var lineVAT = []string{
	"<cac:ClassifiedTaxCategory><cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:ClassifiedTaxCategory>", "",
	"<cac:Item>", `<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">84.00</cbc:TaxAmount><cac:TaxSubtotal><cbc:Percent>21.00</cbc:Percent><cac:TaxCategory><cbc:ID>S</cbc:ID><cbc:Name>03</cbc:Name></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal><cac:Item>`,
}

// foreignInvoices are what TestUBLOfOtherPrograms tries.
var foreignInvoices = map[string]struct {
	file    string
	pairs   []string
	due     string
	total   garage.Cents
	table   []garage.RateTotal
	notices []string
}{
	"VAT rounded per line":           {file: "u2_vat_rounded_per_line.xml", total: 4_26, table: []garage.RateTotal{vat(2100, 3_51, 75)}},
	"twelve lines, VAT per line":     {file: "u11_twelve_lines_vat_per_line.xml", total: 60_91, table: []garage.RateTotal{vat(2100, 50_34, 10_57)}},
	"three lines, VAT per line":      {file: "vat-per-line.xml", total: 36_36, table: []garage.RateTotal{vat(2100, 30_06, 6_30)}},
	"prices with VAT":                {file: "vat-inclusive.xml", total: 1_01, table: []garage.RateTotal{vat(2100, 83, 18)}},
	"VAT a cent under":               {file: "u2_vat_rounded_per_line.xml", pairs: []string{">0.75<", ">0.73<", ">4.26<", ">4.24<"}, total: 4_24, table: []garage.RateTotal{vat(2100, 3_51, 73)}},
	"due before it was issued":       {file: "due-before-issue.xml", due: "2026-03-01"},
	"an envelope of an access point": {file: "sbdh.xml"},
	"cash discount as Peppol has it": {file: "u1_cash_discount_bis3.xml", total: 482_32, table: []garage.RateTotal{vat(2100, 392_00, 82_32), vat(0, 8_00, 0)}},
	"cash discount of UBL.BE":        {file: "u3_cash_discount_ublbe.xml", total: 482_32, table: []garage.RateTotal{vat(2100, 392_00, 82_32), vat(0, 8_00, 0)}},
	"cash discount in the terms": {
		file:  "u5_pdf_bad_annex.xml",
		pairs: []string{"<cac:TaxTotal>", discountTerms, ">21.00<", ">20.58<", ">121.00<", ">120.58<"},
		total: 120_58, table: []garage.RateTotal{vat(2100, 100_00, 20_58)}, notices: []string{ubl.NotPDF + " conditions.pdf"},
	},
	"standard exchange": {
		file:  "u3_cash_discount_ublbe.xml",
		pairs: []string{"<cbc:ID>S</cbc:ID><cbc:Percent>21</cbc:Percent>", "<cbc:ID>S</cbc:ID><cbc:Name>03/SE</cbc:Name><cbc:Percent>21</cbc:Percent>", ">392.00<", ">440.00<", ">82.32<", ">92.40<", ">482.32<", ">492.40<", taxFree, ""},
		total: 492_40, table: []garage.RateTotal{vat(2100, 440_00, 92_40)},
	},
	"e-FFF: VAT on the line": {
		file:  "u3_cash_discount_ublbe.xml",
		pairs: append([]string{">392.00<", ">400.00<", ">82.32<", ">84.00<", ">482.32<", ">484.00<", taxFree, ""}, lineVAT...),
		total: 484_00, table: []garage.RateTotal{vat(2100, 400_00, 84_00)},
	},
	"lines without VAT, one rate": {
		file:  "u3_cash_discount_ublbe.xml",
		pairs: append([]string{">392.00<", ">400.00<", ">82.32<", ">84.00<", ">482.32<", ">484.00<", taxFree, ""}, lineVAT[:2]...),
		total: 484_00, table: []garage.RateTotal{vat(2100, 400_00, 84_00)},
	},
	"a line of four decimals":  {file: "u6_amount_four_decimals.xml", total: 15_00, table: []garage.RateTotal{vat(2100, 12_40, 2_60)}},
	"an annexe that is no PDF": {file: "u5_pdf_bad_annex.xml", total: 121_00, table: []garage.RateTotal{vat(2100, 100_00, 21_00)}, notices: []string{ubl.NotPDF + " conditions.pdf"}},
	"a PDF padded at its end":  {file: "u4_pdf_padded_at_end.xml", total: 121_00, table: []garage.RateTotal{vat(2100, 100_00, 21_00)}},
	"numbers among the identifiers": {
		file: "u4_pdf_padded_at_end.xml",
		pairs: []string{
			`<cbc:EndpointID schemeID="0208">0999999031</cbc:EndpointID>`, `<cac:PartyIdentification><cbc:ID schemeID="BE:VAT">BE0999999031</cbc:ID></cac:PartyIdentification>`,
			`<cac:PartyTaxScheme><cbc:CompanyID>BE0999999031</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>`, "",
			`<cbc:CompanyID schemeID="0208">0999999031</cbc:CompanyID>`, "",
		},
		total: 121_00, table: []garage.RateTotal{vat(2100, 100_00, 21_00)},
	},
}

// TestUBLOfOtherPrograms takes what other programs issued as it stands in their files: their own rounding, their envelopes, the
// Belgian customs of before 2026.
func TestUBLOfOtherPrograms(t *testing.T) {
	for name, test := range foreignInvoices {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			source := ublFile(t, "cases/"+test.file, test.pairs...)
			got := importUBL(t, db, source)[0]
			if got.Outcome != intake.UBLNew {
				t.Fatalf("%+v", got)
			}
			d, err := db.Document(t.Context(), got.DocumentID)
			storetest.Check(t, err)
			if test.total != 0 && (d.Total != test.total || d.Open != test.total || !slices.Equal(d.VATTable(), test.table)) {
				t.Errorf("total %d, open %d, table %+v", d.Total, d.Open, d.VATTable())
			}
			if _, _, total := d.Sums(); total != d.Total || d.Net+d.VAT != d.Total {
				t.Errorf("sums %d, net %d, VAT %d, total %d", total, d.Net, d.VAT, d.Total)
			}
			if test.due != "" && d.DueDate != test.due {
				t.Errorf("due %q", d.DueDate)
			}
			if said := said(got); !slices.Equal(said, test.notices) {
				t.Errorf("said %q", said)
			}
			if strings.Contains(test.file, "_pdf_") != d.HasPaper {
				t.Errorf("has its PDF: %v", d.HasPaper)
			}
			before := everything(t, db)
			if again := importUBL(t, db, source)[0]; again.Outcome != intake.UBLUnchanged || everything(t, db) != before {
				t.Errorf("again: %+v", again)
			}
		})
	}
}

// taxFree is the VAT total of what the discount for early payment leaves without VAT.
const taxFree = `<cac:TaxSubtotal><cbc:TaxableAmount currencyID="EUR">8.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount><cac:TaxCategory><cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent><cbc:TaxExemptionReason>Escompte</cbc:TaxExemptionReason><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:TaxCategory></cac:TaxSubtotal>`

// said are the notices of a file, but that its company was made.
func said(result intake.UBLResult) (notices []string) {
	for _, notice := range result.Notices {
		if notice.Reason != intake.UBLNewCompany {
			notices = append(notices, notice.Reason+" "+notice.Detail)
		}
	}
	return notices
}

// TestUBLStaysRefused holds what no custom explains.
func TestUBLStaysRefused(t *testing.T) {
	for name, test := range map[string]struct {
		file           string
		pairs          []string
		reason, detail string
	}{
		"a discount of a fifth":           {"u3_cash_discount_ublbe.xml", []string{">392.00<", ">320.00<", ">82.32<", ">67.20<", ">8.00<", ">80.00<", ">482.32<", ">467.20<"}, ubl.SumTaxable, "320.00 ≠ 400.00"},
		"a base without a word":           {"u3_cash_discount_ublbe.xml", []string{">392.00<", ">440.00<", ">82.32<", ">92.40<", ">482.32<", ">492.40<", taxFree, ""}, ubl.SumTaxable, "440.00 ≠ 400.00"},
		"VAT a euro off":                  {"u2_vat_rounded_per_line.xml", []string{">0.75<", ">1.75<", ">4.26<", ">5.26<"}, ubl.TaxOfRate, "1.75 ≠ 0.74"},
		"a total of three decimals":       {"u6_amount_four_decimals.xml", []string{`>15.00</cbc:PayableAmount>`, `>15.001</cbc:PayableAmount>`}, ubl.BadNumber, "PayableAmount 15.001"},
		"four decimals that come to more": {"u6_amount_four_decimals.xml", []string{`>12.3967</cbc:LineExtensionAmount>`, `>12.4067</cbc:LineExtensionAmount>`}, ubl.SumLines, "12.40 ≠ 12.41"},
		"two in an envelope":              {"sbdh.xml", []string{"</Invoice>", `</Invoice><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>`}, ubl.Twice, "Invoice"},
	} {
		t.Run(name, func(t *testing.T) {
			got := importUBL(t, storetest.New(t), ublFile(t, "cases/"+test.file, test.pairs...))[0]
			if got.Outcome != intake.UBLRefused || got.Reason != test.reason || !strings.Contains(got.Detail, test.detail) {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestCreditOfStatedVAT takes an invoice back to the cent as its program rounded it, and only whole.
func TestCreditOfStatedVAT(t *testing.T) {
	db := storetest.New(t)
	invoice := importUBL(t, db, ublFile(t, "cases/u2_vat_rounded_per_line.xml"))[0]
	draft, err := db.CreditDocument(t.Context(), invoice.DocumentID)
	storetest.Check(t, err)
	note, err := db.Document(t.Context(), draft)
	storetest.Check(t, err)
	if note.Total != 4_26 || !slices.Equal(note.VATTable(), []garage.RateTotal{vat(2100, 3_51, 75)}) {
		t.Errorf("the draft: %+v", note)
	}
	part := note
	part.Lines = part.Lines[:2]
	_, err = db.SaveDraft(t.Context(), part)
	storetest.Check(t, err)
	if part, err = db.Document(t.Context(), draft); err != nil || part.Total != 2_83 || part.StatedVAT != nil {
		t.Errorf("a part of it: %+v, %v", part, err)
	}
	_, err = db.SaveDraft(t.Context(), note)
	storetest.Check(t, err)
	_, err = db.IssueDocument(t.Context(), draft, "2026-11-28")
	storetest.Check(t, err)
	credited, err := db.Document(t.Context(), invoice.DocumentID)
	if err != nil || credited.Open != 0 || credited.State != garage.DocumentCredited {
		t.Errorf("the invoice: %+v, %v", credited, err)
	}
}
