package ubl_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"garagemail/store/ubl"
)

// refusedInvoices are what TestRefusals tries.
var refusedInvoices = map[string]struct {
	pairs          []string
	reason, detail string
}{
	"cut short":              {[]string{"</Invoice>", ""}, ubl.NotXML, "EOF"},
	"two documents":          {[]string{"</Invoice>", "</Invoice><Invoice/>"}, ubl.NotXML, "Invoice"},
	"text behind":            {[]string{"</Invoice>", "</Invoice>x"}, ubl.NotXML, ""},
	"unknown entity":         {[]string{"Lefèvre &amp; fils", "Lefèvre &eacute; fils"}, ubl.NotXML, "line 6"},
	"bytes that are no text": {[]string{"Liège", "Li\xE8ge"}, ubl.NotXML, "UTF-8"},
	"another root": {
		[]string{"<Invoice", "<Order", "</Invoice>", "</Order>"},
		ubl.NotInvoice, "Invoice-2 Order",
	},
	"another namespace": {[]string{"xsd:Invoice-2", "xsd:Invoice-3"}, ubl.NotInvoice, "Invoice-3"},
	"credit note type":  {[]string{">380<", ">381<"}, ubl.TwoKinds, "381"},
	"two types": {
		[]string{"<cbc:DocumentCurrencyCode>", "<cbc:CreditNoteTypeCode>380</cbc:CreditNoteTypeCode><cbc:DocumentCurrencyCode>"},
		ubl.TwoKinds, "380",
	},
	"two numbers": {[]string{"<cbc:IssueDate>", "<cbc:ID>F2026-00043</cbc:ID><cbc:IssueDate>"}, ubl.Twice, "ID"},
	"two totals": {
		[]string{"</cac:LegalMonetaryTotal>", "</cac:LegalMonetaryTotal><cac:LegalMonetaryTotal></cac:LegalMonetaryTotal>"},
		ubl.Twice, "LegalMonetaryTotal",
	},
	"one total twice": {
		[]string{"</cac:LegalMonetaryTotal>", `<cbc:PayableAmount currencyID="EUR">1.00</cbc:PayableAmount></cac:LegalMonetaryTotal>`},
		ubl.Twice, "PayableAmount",
	},
	"a quantity twice": {
		[]string{`<cbc:InvoicedQuantity unitCode="HUR">`, `<cbc:InvoicedQuantity>1</cbc:InvoicedQuantity><cbc:InvoicedQuantity unitCode="HUR">`},
		ubl.Twice, "InvoicedQuantity",
	},
	"VAT twice": {
		[]string{"<cac:LegalMonetaryTotal>", `<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">0.00</cbc:TaxAmount></cac:TaxTotal><cac:LegalMonetaryTotal>`},
		ubl.Twice, "TaxTotal",
	},
	"dollars":             {[]string{"Code>EUR<", "Code>USD<"}, ubl.Currencies, "USD"},
	"no currency":         {[]string{"Code>EUR<", "Code><"}, ubl.Currency, ""},
	"an amount in francs": {[]string{`"EUR">58.64`, `"CHF">58.64`}, ubl.Currencies, "2, LineExtensionAmount CHF"},
	"a price in francs":   {[]string{`"EUR">12.345`, `"CHF">12.345`}, ubl.Currencies, "2, PriceAmount CHF"},
	"no number":           {[]string{"<cbc:ID>F2026-00042</cbc:ID>\n  <cbc:IssueDate>", "<cbc:ID> </cbc:ID><cbc:IssueDate>"}, ubl.NoNumber, ""},
	"no date":             {[]string{"<cbc:IssueDate>2026-03-02</cbc:IssueDate>", ""}, ubl.NoDate, ""},
	"a Belgian date":      {[]string{"2026-03-02", "02/03/2026"}, ubl.BadDate, "IssueDate 02/03/2026"},
	"30 February":         {[]string{"2026-03-02", "2026-02-30"}, ubl.BadDate, "2026-02-30"},
	"a time behind":       {[]string{"2026-03-02", "2026-03-02T10:00:00"}, ubl.BadDate, "IssueDate"},
	"a bad due date":      {[]string{"2026-04-01", "30 jours"}, ubl.BadDate, "DueDate 30 jours"},
	"a comma":             {[]string{">58.64<", ">58,64<"}, ubl.BadNumber, "2, LineExtensionAmount 58,64"},
	"half a cent":         {[]string{">58.64<", ">58.645<"}, ubl.SumLines, "LineExtensionAmount 636.34 ≠ 636.35"},
	"an exponent":         {[]string{">725.87<", ">7.2587e2<"}, ubl.BadNumber, "TaxInclusiveAmount 7.2587e2"},
	"an empty amount":     {[]string{">725.87<", "><"}, ubl.BadNumber, "TaxInclusiveAmount"},
	"past ten billion":    {[]string{">725.87<", ">10000000000.01<"}, ubl.BadNumber, "10000000000.01"},
	"past all bounds":     {[]string{">725.87<", ">" + strings.Repeat("9", 5000) + "<"}, ubl.BadNumber, "999…"},
	"a bad quantity":      {[]string{">2.5<", ">2h30<"}, ubl.BadNumber, "1, InvoicedQuantity 2h30"},
	"a bad price":         {[]string{">12.345<", ">gratuit<"}, ubl.BadNumber, "2, PriceAmount gratuit"},
	"a price for none":    {[]string{`"C62">4</cbc:BaseQuantity>`, `"C62">0</cbc:BaseQuantity>`}, ubl.BadNumber, "3, BaseQuantity 0"},
	"a line without net": {
		[]string{`<cbc:LineExtensionAmount currencyID="EUR">58.64</cbc:LineExtensionAmount>`, ""},
		ubl.BadNumber, "2, LineExtensionAmount",
	},
	"a rate past reading": {[]string{">21.0<", ">21 %<"}, ubl.BadNumber, "2, Percent 21 %"},
	"a rate below zero":   {[]string{">21.0<", ">-21<"}, ubl.BadNumber, "2, Percent -21"},
	"a bad discount": {
		[]string{">10</cbc:MultiplierFactorNumeric>", ">dix</cbc:MultiplierFactorNumeric>"},
		ubl.BadNumber, "1, MultiplierFactorNumeric dix",
	},
	"neither discount nor charge": {
		[]string{"<cbc:ChargeIndicator>true</cbc:ChargeIndicator>", "<cbc:ChargeIndicator>oui</cbc:ChargeIndicator>"},
		ubl.BadNumber, "ChargeIndicator oui",
	},
	"a discount of nothing": {
		[]string{`<cbc:Amount currencyID="EUR">17.00</cbc:Amount>`, ""},
		ubl.BadNumber, "1, AllowanceCharge/Amount",
	},
	"a line without VAT": {[]string{"<cbc:ID>S</cbc:ID><cbc:Percent>21.0</cbc:Percent>", ""}, ubl.NoVAT, "2"},
	"a discount without VAT": {
		[]string{"<cbc:ID>S</cbc:ID><cbc:Percent>21.00</cbc:Percent>", ""},
		ubl.NoVAT, "AllowanceCharge",
	},
	"no amount to pay": {
		[]string{`<cbc:PayableAmount currencyID="EUR">625.85</cbc:PayableAmount>`, ""},
		ubl.NoTotals, "PayableAmount",
	},
	// BR-CO-10, 11, 12, 13, 14, 15, 16, 17 and BR-S-08, each by a cent where no tolerance is allowed.
	"lines":             {[]string{">636.34<", ">636.35<"}, ubl.SumLines, "LineExtensionAmount 636.35 ≠ 636.34"},
	"discounts":         {[]string{">27.83</cbc:AllowanceTotalAmount>", ">27.84</cbc:AllowanceTotalAmount>"}, ubl.SumExtras, "27.84 ≠ 27.83"},
	"charges":           {[]string{">4.00</cbc:ChargeTotalAmount>", ">4.01</cbc:ChargeTotalAmount>"}, ubl.SumExtras, "4.01 ≠ 4.00"},
	"net":               {[]string{">612.51<", ">612.50<"}, ubl.SumNet, "612.50 ≠ 612.51"},
	"base of a rate":    {[]string{">24.50</cbc:TaxableAmount>", ">25.50</cbc:TaxableAmount>"}, ubl.SumTaxable, "S 6.00 %: 25.50 ≠ 24.50"},
	"exempt by a cent":  {[]string{">55.20</cbc:TaxableAmount>", ">55.21</cbc:TaxableAmount>"}, ubl.SumTaxable, "E 0.00 %: 55.21 ≠ 55.20"},
	"line of no rate":   {[]string{">21.0<", ">12<"}, ubl.SumTaxable, "S 21.00 %: 532.81 ≠ 474.17"},
	"VAT of the rates":  {[]string{">113.36<", ">113.37<"}, ubl.SumVAT, "113.37 ≠ 113.36"},
	"total":             {[]string{">725.87<", ">725.88<"}, ubl.SumTotal, "725.88 ≠ 725.87"},
	"to pay":            {[]string{">625.85<", ">725.87<"}, ubl.SumPayable, "725.87 ≠ 625.85"},
	"a euro off a rate": {[]string{">111.89<", ">112.89<", ">113.36<", ">114.36<"}, ubl.TaxOfRate, "S 21.00 %: 112.89 ≠ 111.89"},
	"VAT where none is": {[]string{">0.00<", ">0.01<", ">113.36<", ">113.37<"}, ubl.TaxOfRate, "E 0.00 %: 0.01 ≠ 0.00"},
	"VAT the other way": {[]string{">111.89<", ">-111.89<", ">113.36<", ">-110.42<"}, ubl.TaxOfRate, "-111.89 ≠ 111.89"},
}

// TestRefusals changes one thing in a good file.
func TestRefusals(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	for name, test := range refusedInvoices {
		t.Run(name, func(t *testing.T) {
			mustRefuse(t, with(t, invoice, test.pairs...), test.reason, test.detail)
		})
	}
}

func TestRefusedParts(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	without := func(from, to string) string {
		start := strings.Index(invoice, from)
		end := strings.LastIndex(invoice, to) + len(to)
		return invoice[:start] + invoice[end:]
	}
	mustRefuse(t, without("<cac:InvoiceLine>", "</cac:InvoiceLine>"), ubl.NoLines, "")
	mustRefuse(t, without("<cac:TaxTotal>", "</cac:TaxTotal>"), ubl.NoTotals, "TaxTotal")
	mustRefuse(t, without("<cac:TaxSubtotal>", "</cac:TaxSubtotal>"), ubl.SumVAT, "113.36 ≠ 0.00")
	mustRefuse(t, without("<cac:LegalMonetaryTotal>", "</cac:LegalMonetaryTotal>"), ubl.NoTotals, "LegalMonetaryTotal")
	mustRefuse(t, with(t, sample(t, "credit_note.xml"), ">381<", ">380<"), ubl.TwoKinds, "380")
	mustRefuse(t, strings.NewReplacer("CreditNoteLine>", "InvoiceLine>").Replace(sample(t, "credit_note.xml")), ubl.NoLines, "")
}

// TestAttacks reads what is no invoice at all, or worse.
func TestAttacks(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	bomb := `<!DOCTYPE Invoice [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`
	outside := `<!DOCTYPE Invoice [<!ENTITY f SYSTEM "file:///etc/passwd">]>`
	for name, test := range map[string]struct{ content, reason string }{
		"nothing":            {"", ubl.NotXML},
		"blanks":             {" \n", ubl.NotXML},
		"text":               {"Facture F2026-00042", ubl.NotXML},
		"text before":        {"x" + invoice, ubl.NotXML},
		"JSON":               {`{"Invoice": 1}`, ubl.NotXML},
		"a PDF":              {"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n", ubl.NotXML},
		"a ZIP":              {"PK\x03\x04\x14\x00\x00\x00", ubl.NotXML},
		"a web page":         {"<html><body>404</body></html>", ubl.NotInvoice},
		"a web page of HTML": {"<!DOCTYPE html><html></html>", ubl.Doctype},
		"CII":                {`<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"/>`, ubl.NotInvoice},
		"no namespace":       {"<Invoice><ID>1</ID></Invoice>", ubl.NotInvoice},
		"a bomb":             {with(t, invoice, "<Invoice", bomb+"<Invoice", "Zoé", "&b;"), ubl.Doctype},
		"a bomb unused":      {with(t, invoice, "<Invoice", bomb+"<Invoice"), ubl.Doctype},
		"a file of ours":     {with(t, invoice, "<Invoice", outside+"<Invoice", "Zoé", "&f;"), ubl.Doctype},
		"an empty DOCTYPE":   {with(t, invoice, "<Invoice", "<!DOCTYPE Invoice>\n<Invoice"), ubl.Doctype},
		"a DOCTYPE inside":   {with(t, invoice, "<cbc:IssueDate>", bomb+"<cbc:IssueDate>"), ubl.Doctype},
		"a DOCTYPE behind":   {invoice + bomb, ubl.Doctype},
		"too large":          {invoice + strings.Repeat(" ", ubl.MaxSize), ubl.TooLarge},
		"nothing but tags": {
			with(t, invoice, "</Invoice>", strings.Repeat("<cac:InvoiceLine/>", 200_000)+"</Invoice>"), ubl.TooLarge,
		},
		"deep": {with(t, invoice, "</Invoice>", strings.Repeat("<cac:Party>", 100_000)), ubl.NotXML},
	} {
		t.Run(name, func(t *testing.T) { mustRefuse(t, test.content, test.reason, "") })
	}
}

// TestPDFsThatAreNone leaves out what is called a PDF and is none, and names it; the invoice is taken.
func TestPDFsThatAreNone(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	start := strings.Index(invoice, `.pdf">`) + len(`.pdf">`)
	end := strings.Index(invoice, "</cbc:EmbeddedDocumentBinaryObject>")
	good, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(invoice[start:end]), ""))
	if err != nil {
		t.Fatal(err)
	}
	encode := base64.StdEncoding.EncodeToString
	for name, content := range map[string]string{
		"nothing":                  "",
		"no base64":                "%PDF-1.4 %%EOF",
		"cut base64":               encode(good)[:401],
		"a picture":                encode([]byte("\x89PNG\r\n\x1a\n%%EOF")),
		"cut short":                encode(good[:len(good)-8]),
		"no head":                  encode(good[8:]),
		"the head late":            encode(append(bytes.Repeat([]byte(" "), 1020), good...)),
		"cut after its first page": encode([]byte("%PDF-1.4\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n2 0 obj\n<<>>\nendobj\n")),
	} {
		t.Run(name, func(t *testing.T) {
			got := mustRead(t, invoice[:start]+content+invoice[end:])
			if got.PDF != nil || got.PDFName != "" || !slices.Equal(got.NotPDF, []string{"F2026-00042.pdf"}) || got.Total != 725_87 {
				t.Errorf("a PDF %q of %d bytes, left out %q", got.PDFName, len(got.PDF), got.NotPDF)
			}
		})
	}
}

// TestPDFsWithMoreBehind takes a PDF whatever stands behind its end, byte for byte.
func TestPDFsWithMoreBehind(t *testing.T) {
	invoice := sample(t, "invoice.xml")
	start := strings.Index(invoice, `.pdf">`) + len(`.pdf">`)
	end := strings.Index(invoice, "</cbc:EmbeddedDocumentBinaryObject>")
	good, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(invoice[start:end]), ""))
	if err != nil {
		t.Fatal(err)
	}
	for name, behind := range map[string]string{
		"zeros of a block": strings.Repeat("\x00", 5000),
		"line breaks":      strings.Repeat("\r\n", 2000),
		"a web page":       "<html><body>" + strings.Repeat("merci ", 500) + "</body></html>",
	} {
		t.Run(name, func(t *testing.T) {
			padded := append(bytes.Clone(good), behind...)
			got := mustRead(t, invoice[:start]+base64.StdEncoding.EncodeToString(padded)+invoice[end:])
			if !bytes.Equal(got.PDF, padded) || got.NotPDF != nil {
				t.Errorf("%d bytes of %d, left out %q", len(got.PDF), len(padded), got.NotPDF)
			}
		})
	}
}

// TestReasonsHaveText holds the reasons to the language files, that this package cannot import.
func TestReasonsHaveText(t *testing.T) {
	reasons := []string{
		ubl.TooLarge, ubl.NotXML, ubl.Encoding, ubl.Doctype, ubl.NotInvoice, ubl.TwoKinds, ubl.Twice, ubl.Currency, ubl.NoNumber,
		ubl.NoDate, ubl.BadDate, ubl.BadNumber, ubl.NoLines, ubl.NoVAT, ubl.NoTotals, ubl.SumLines, ubl.SumExtras, ubl.SumNet,
		ubl.SumTaxable, ubl.TaxOfRate, ubl.SumVAT, ubl.SumTotal, ubl.SumPayable, ubl.NotPDF,
	}
	for _, tag := range []string{"fr", "nl", "en"} {
		content, err := os.ReadFile("../../assets/lang/" + tag + ".json")
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]any{}
		if err := json.Unmarshal(content, &texts); err != nil {
			t.Fatal(err)
		}
		for _, reason := range reasons {
			if text, ok := texts[reason].(string); !ok || text == "" {
				t.Errorf("%s has no text for %s", tag, reason)
			}
		}
	}
}
