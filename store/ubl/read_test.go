package ubl_test

import (
	"bytes"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"garagemail/store/ubl"
)

// sample returns a file of testdata.
func sample(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// with replaces parts of a file, each of which must stand in it once; pairs are old, new.
func with(t testing.TB, content string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if count := strings.Count(content, pairs[i]); count != 1 {
			t.Fatalf("%q stands %d times in the file", pairs[i], count)
		}
		content = strings.Replace(content, pairs[i], pairs[i+1], 1)
	}
	return content
}

func mustRead(t *testing.T, content string) ubl.Invoice {
	t.Helper()
	invoice, err := ubl.Read([]byte(content))
	if err != nil {
		t.Fatal(err)
	}
	return invoice
}

// mustRefuse checks the reason and that the detail holds a text.
func mustRefuse(t *testing.T, content, reason, detail string) {
	t.Helper()
	invoice, err := ubl.Read([]byte(content))
	var refused *ubl.Refusal
	if !errors.As(err, &refused) {
		t.Fatalf("read with %v, want %s", err, reason)
	}
	if refused.Reason != reason || !strings.Contains(refused.Detail, detail) {
		t.Errorf("%v, want %s: %s", err, reason, detail)
	}
	if !reflect.DeepEqual(invoice, ubl.Invoice{}) {
		t.Errorf("a refused file gave %+v", invoice)
	}
}

var supplier = ubl.Party{
	Name: "Garage du Pont SRL", TradingName: "Garage du Pont", VATNumber: "BE0403170701", Enterprise: "0403170701", EnterpriseScheme: "0208",
	Street: "Rue du Pont 12", Postcode: "5000", Locality: "Namur", Country: "BE", Endpoint: "0403170701", EndpointScheme: "0208",
}

var customer = ubl.Party{
	Number: "C1042", Name: "Menuiserie Lefèvre & fils", VATNumber: "BE0566988259", Street: "Chaussée de Liège 5", Street2: "Bte 3",
	Postcode: "5300", Locality: "Andenne", Country: "BE", Contact: "Zoé Lefèvre", Phone: "+32 85 12 34 56",
	Email: "compta@lefevre.example", Endpoint: "0566988259", EndpointScheme: "0208",
	Identifiers: []string{"0566988259"},
}

func TestReadInvoice(t *testing.T) {
	got := mustRead(t, sample(t, "invoice.xml"))
	if !bytes.HasPrefix(got.PDF, []byte("%PDF-1.4\n")) || !bytes.HasSuffix(got.PDF, []byte("%%EOF\n")) || len(got.PDF) != 550 {
		t.Errorf("the PDF has %d bytes: %q", len(got.PDF), got.PDF)
	}
	got.PDF = nil
	want := ubl.Invoice{
		CustomizationID: ubl.PeppolBilling, PaymentCode: ubl.CreditTransfer, LinesTotal: 636_34, AllowanceTotal: 27_83, ChargeTotal: 4_00,
		Number: "F2026-00042", IssueDate: "2026-03-02", DueDate: "2026-04-01", Currency: "EUR", Note: "Véhicule 1-ABC-123, 84 210 km",
		OrderReference: "BC-778", BuyerReference: "Atelier", Supplier: supplier, Customer: customer,
		Allowances: []ubl.Allowance{
			{Reason: "Remise fidélité", Amount: 27_83, Base: 556_64, Percent: 500, Category: "S", Rate: 2100},
			{Charge: true, Reason: "Cotisation Recytyre", Amount: 4_00, Category: "S", Rate: 2100},
		},
		Taxes: []ubl.Tax{
			{Category: "S", Rate: 2100, Taxable: 532_81, Amount: 111_89},
			{Category: "S", Rate: 600, Taxable: 24_50, Amount: 1_47},
			{Category: "E", Taxable: 55_20, Reason: "Débours"},
		},
		Net: 612_51, VAT: 113_36, Total: 725_87, Prepaid: 100_00, Rounding: -2, Payable: 625_85,
		PaymentID: "123456789002", IBAN: "BE68539007547034", BIC: "GEBABEBB", PDFName: "F2026-00042.pdf",
		Lines: []ubl.Line{
			{
				ID: "1", Name: "Main d'oeuvre mécanique", Description: "Remplacement des plaquettes avant", Note: "Heure entamée",
				Unit: "HUR", Quantity: 2500, QuantityText: "2.5",
				UnitPrice: 68_000_000, UnitPriceExact: true, UnitPriceText: "68", BaseQuantityText: "1",
				Allowances: []ubl.Allowance{{Reason: "Remise", Amount: 17_00, Base: 170_00, Percent: 1000}},
				Net:        153_00, NetMillionths: 153_000_000, Category: "S", Rate: 2100,
			},
			{
				ID: "2", Name: "Huile 5W30", Unit: "LTR", Quantity: 4750, QuantityText: "4.75",
				UnitPrice: 12_345_000, UnitPriceExact: true, UnitPriceText: "12.345", BaseQuantityText: "1", Net: 58_64, NetMillionths: 58_640_000, Category: "S", Rate: 2100,
			},
			{
				ID: "3", Name: "Pneu 205/55 R16", Unit: "C62", Quantity: 4000, QuantityText: "4",
				UnitPrice: 86_250_000, UnitPriceExact: true, UnitPriceText: "345", BaseQuantityText: "4", Net: 345_00, NetMillionths: 345_000_000, Category: "S", Rate: 2100,
			},
			{
				ID: "4", Name: "Carnet d'entretien", Unit: "C62", Quantity: 1000, QuantityText: "1",
				UnitPrice: 24_500_000, UnitPriceExact: true, UnitPriceText: "24.5", BaseQuantityText: "1", Net: 24_50, NetMillionths: 24_500_000, Category: "S", Rate: 600,
			},
			{
				ID: "5", Name: "Contrôle technique", Unit: "C62", Quantity: 1000, QuantityText: "1",
				UnitPrice: 55_200_000, UnitPriceExact: true, UnitPriceText: "55.2", BaseQuantityText: "1", Net: 55_20, NetMillionths: 55_200_000, Category: "E",
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
}

func TestReadCreditNote(t *testing.T) {
	got := mustRead(t, sample(t, "credit_note.xml"))
	want := ubl.Invoice{
		Credit: true, CustomizationID: ubl.PeppolBilling, PaymentCode: ubl.CreditTransfer, LinesTotal: 105_58, Number: "NC2026-00007", IssueDate: "2026-03-09", DueDate: "2026-04-08", Currency: "EUR", BuyerReference: "Atelier",
		Supplier: supplier, Customer: customer, Corrects: []string{"F2026-00042", "F2026-00039"},
		Taxes: []ubl.Tax{
			{Category: "S", Rate: 2100, Taxable: 86_25, Amount: 18_11},
			{Category: "S", Rate: 600, Taxable: 19_33, Amount: 1_16},
		},
		Net: 105_58, VAT: 19_27, Total: 124_85, Payable: 124_85, PaymentID: "085192754115", IBAN: "BE68539007547034",
		Lines: []ubl.Line{
			{
				ID: "1", Name: "Pneu 205/55 R16", Unit: "C62", Quantity: 1000, QuantityText: "1",
				UnitPrice: 86_250_000, UnitPriceExact: true, UnitPriceText: "86.25", BaseQuantityText: "1", Net: 86_25, NetMillionths: 86_250_000, Category: "S", Rate: 2100,
			},
			{
				ID: "2", Name: "Conseil", Unit: "HUR", Quantity: 333, QuantityText: "0.3333",
				UnitPrice: 58_000_000, UnitPriceExact: true, UnitPriceText: "58", BaseQuantityText: "1", Net: 19_33, NetMillionths: 19_330_000, Category: "S", Rate: 600,
			},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read\n%+v, want\n%+v", got, want)
	}
}

func TestPaymentReference(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	for written, want := range map[string]string{
		"+++123/4567/89002+++":       "123456789002",
		" ***123/4567/89002*** ":     "123456789002",
		"123456789002":               "123456789002",
		"123 4567 89002":             "123456789002",
		"+++000/0000/00097+++":       "000000000097",
		"+++123/4567/89003+++":       "+++123/4567/89003+++", // its check digits do not match
		"123456789":                  "123456789",
		"RF18 5390 0754 7034":        "RF18 5390 0754 7034",
		"Facture F2026-00042":        "Facture F2026-00042",
		"١٢٣٤٥٦٧٨٩٠٠٢":               "١٢٣٤٥٦٧٨٩٠٠٢",
		"<!-- x -->123<![CDATA[4]]>": "1234",
	} {
		if got := mustRead(t, with(t, invoice, "+++123/4567/89002+++", written)).PaymentID; got != want {
			t.Errorf("%q: %q, want %q", written, got, want)
		}
	}
}

// TestAccepted reads what looks odd and is allowed.
func TestAccepted(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	for name, test := range map[string]struct {
		content string
		want    func(ubl.Invoice) bool
	}{
		"a date with a zone": {
			with(t, invoice, "2026-03-02", " 2026-03-02+01:00 "),
			func(i ubl.Invoice) bool { return i.IssueDate == "2026-03-02" },
		},
		"VAT rounded per line": { // BR-CO-17 allows less than a euro
			with(t, invoice, ">111.89<", ">112.88<", ">113.36<", ">114.35<", ">725.87<", ">726.86<", ">625.85<", ">626.84<"),
			func(i ubl.Invoice) bool { return i.VAT == 114_35 },
		},
		"pounds throughout": { // whether they are ours to issue is for others to say
			strings.ReplaceAll(invoice, "EUR", "GBP"),
			func(i ubl.Invoice) bool { return i.Currency == "GBP" && i.Total == 725_87 },
		},
		"a number broken over lines": {
			with(t, invoice, "<cbc:ID>F2026-00042</cbc:ID>\n  <cbc:IssueDate>", "<cbc:ID>\n F2026-00042\r\n\tbis </cbc:ID><cbc:IssueDate>"),
			func(i ubl.Invoice) bool { return i.Number == "F2026-00042 bis" },
		},
		"zeros after the cents": {
			with(t, invoice, ">725.87<", ">+0725.8700<"),
			func(i ubl.Invoice) bool { return i.Total == 725_87 },
		},
		"a second VAT total for a foreign tax office": {
			with(t, invoice, "<cac:LegalMonetaryTotal>",
				`<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">1200.00</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>`),
			func(i ubl.Invoice) bool { return i.VAT == 113_36 && len(i.Taxes) == 3 },
		},
		"elements of others with our names": {
			with(t, invoice, "<cbc:IssueDate>", `<x:ID xmlns:x="urn:x">999</x:ID><ID xmlns="">998</ID><cbc:IssueDate>`),
			func(i ubl.Invoice) bool { return i.Number == "F2026-00042" },
		},
		"other prefixes": {
			strings.NewReplacer("cbc:", "b:", ":cbc", ":b", "cac:", "a:", ":cac", ":a", "<Invoice xmlns=", "<u:Invoice xmlns:u=", "</Invoice", "</u:Invoice").Replace(invoice),
			func(i ubl.Invoice) bool { return i.Number == "F2026-00042" && len(i.Lines) == 5 },
		},
		"an attribute of others with our name": {
			with(t, invoice, `currencyID="EUR">725.87<`, `currencyID="EUR" x:currencyID="USD" xmlns:x="urn:x">725.87<`),
			func(i ubl.Invoice) bool { return i.Total == 725_87 },
		},
		"another tax number first": {
			with(t, invoice, "<cac:PartyTaxScheme>\n        <cbc:CompanyID>BE0403170701", `<cac:PartyTaxScheme><cbc:CompanyID>Foretaksregisteret</cbc:CompanyID>
				<cac:TaxScheme><cbc:ID>TAX</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme><cac:PartyTaxScheme><cbc:CompanyID>BE0403170701`),
			func(i ubl.Invoice) bool { return i.Supplier.VATNumber == "BE0403170701" },
		},
		"a house number by itself": {
			with(t, invoice, "Rue du Pont 12</cbc:StreetName>", "Rue du Pont</cbc:StreetName><cbc:BuildingNumber>12</cbc:BuildingNumber>"),
			func(i ubl.Invoice) bool { return i.Supplier.Street == "Rue du Pont 12" },
		},
		"a BIC as UBL 2.0 has it": {
			with(t, invoice, "<cbc:ID>GEBABEBB</cbc:ID>", "<cac:FinancialInstitution><cbc:ID>gebabebb</cbc:ID></cac:FinancialInstitution>"),
			func(i ubl.Invoice) bool { return i.BIC == "GEBABEBB" },
		},
		"several notes": {
			with(t, invoice, "<cbc:DocumentCurrencyCode>", "<cbc:Note> </cbc:Note><cbc:Note>Merci</cbc:Note><cbc:DocumentCurrencyCode>"),
			func(i ubl.Invoice) bool { return i.Note == "Véhicule 1-ABC-123, 84 210 km\nMerci" },
		},
		"a discount of a third": {
			with(t, invoice, ">10</cbc:MultiplierFactorNumeric>", ">10.000333</cbc:MultiplierFactorNumeric>"),
			func(i ubl.Invoice) bool { return i.Lines[0].Allowances[0].Percent == 0 && i.Lines[0].Net == 153_00 },
		},
		"a corrected invoice below zero": {
			negative(invoice),
			func(i ubl.Invoice) bool { return i.Payable == -625_85 && i.Lines[0].Net == -153_00 },
		},
		"a comment before and after": {
			with(t, invoice, "<Invoice", "<!-- a --><?style b?>\n<Invoice") + "<!-- c -->\n",
			func(i ubl.Invoice) bool { return i.Number == "F2026-00042" },
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := mustRead(t, test.content); !test.want(got) {
				t.Errorf("read %+v", got)
			}
		})
	}
}

// negative turns the sign of every amount and quantity, as a correcting invoice has them; prices stay.
func negative(invoice string) string {
	for _, element := range []string{
		`TaxableAmount currencyID="EUR"`, `TaxAmount currencyID="EUR"`, `LineExtensionAmount currencyID="EUR"`, `TaxExclusiveAmount currencyID="EUR"`,
		`TaxInclusiveAmount currencyID="EUR"`, `AllowanceTotalAmount currencyID="EUR"`, `ChargeTotalAmount currencyID="EUR"`,
		`PrepaidAmount currencyID="EUR"`, `PayableAmount currencyID="EUR"`, `:Amount currencyID="EUR"`, `PayableRoundingAmount currencyID="EUR"`,
		`Quantity unitCode="HUR"`, `Quantity unitCode="LTR"`,
	} {
		invoice = strings.ReplaceAll(invoice, element+">", element+">-")
	}
	return strings.ReplaceAll(invoice, ">--", ">")
}

func TestPDFs(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	start, end := strings.Index(invoice, "  <cac:AdditionalDocumentReference>"), strings.Index(invoice, "  <cac:AccountingSupplierParty>")
	own := invoice[start:end]
	other := func(id, name string) string {
		return strings.NewReplacer("<cbc:ID>F2026-00042<", "<cbc:ID>"+id+"<", `"F2026-00042.pdf"`, `"`+name+`"`).Replace(own)
	}
	for name, test := range map[string]struct {
		papers string
		want   string // name, "-" = no PDF
	}{
		"none":                        {"", "-"},
		"annexe beside the invoice":   {other("1", "photos.pdf") + own, "F2026-00042.pdf"},
		"the invoice first":           {own + other("1", "photos.pdf"), "F2026-00042.pdf"},
		"the invoice told by its ID":  {other("1", "photos.pdf") + other("F2026-00042", "doc.pdf"), "doc.pdf"},
		"two that nobody can tell":    {other("1", "photos.pdf") + other("2", "devis.pdf"), "-"},
		"two with the number":         {own + other("1", "annexe f2026-00042.PDF"), "-"},
		"one alone":                   {other("1", "photos.pdf"), "photos.pdf"},
		"a path in the name":          {other("1", `C:\temp\..\a&lt;b.pdf`), "ab.pdf"},
		"nothing but a path":          {other("1", "../.."), ""},
		"octets named PDF":            {strings.ReplaceAll(own, "application/pdf", "application/octet-stream"), "F2026-00042.pdf"},
		"a table only":                {strings.ReplaceAll(own, "application/pdf", "text/csv"), "-"},
		"a reference without content": {"<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID></cac:AdditionalDocumentReference>", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, invoice[:start]+test.papers+invoice[end:])
			if test.want == "-" {
				if got.PDF != nil || got.PDFName != "" {
					t.Errorf("took %q", got.PDFName)
				}
			} else if len(got.PDF) != 550 || got.PDFName != test.want {
				t.Errorf("took %q of %d bytes, want %q", got.PDFName, len(got.PDF), test.want)
			}
		})
	}
}
