package ubl

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the files of testdata/rules anew")

// ruleInvoice is a good invoice with a line of 21 % and one of 6 %, a discount and an allowance.
func ruleInvoice() *Invoice {
	invoice := &Invoice{
		CustomizationID: PeppolBilling, Number: "F2026-00042", IssueDate: "2026-03-02", DueDate: "2026-04-01", Currency: "EUR", Note: "1-ABC-123, 84 210 km",
		BuyerReference: "1-ABC-123", OrderReference: "BC-778", PaymentCode: CreditTransfer, PaymentID: "123456789002", IBAN: "BE68539007547034", BIC: "GKCCBEBB",
		Supplier: Party{
			Name: "Garage du Pont SRL", VATNumber: "BE0403170701", Enterprise: "0403170701", EnterpriseScheme: BelgianEnterprise,
			Street: "Rue du Pont 12", Postcode: "5000", Locality: "Namur", Country: "BE", Endpoint: "0403170701", EndpointScheme: BelgianEnterprise,
		},
		Customer: Party{
			Number: "1042", Name: "Menuiserie Lefèvre & fils", VATNumber: "BE0566988259", Enterprise: "0566988259", EnterpriseScheme: BelgianEnterprise,
			Street: "Chaussée de Liège 5", Postcode: "5300", Locality: "Andenne", Country: "BE", Endpoint: "0566988259", EndpointScheme: BelgianEnterprise,
		},
		Lines: []Line{
			{
				ID: "1", Name: "Main d'œuvre", Unit: "HUR", QuantityText: "2.5", UnitPrice: 68_000_000, UnitPriceText: "68", Net: 153_00,
				Allowances: []Allowance{{Reason: "Remise", Amount: 17_00, Base: 170_00, Percent: 1000}}, Category: "S", Rate: 2100,
				Properties: []Property{{"VIN", "WVWZZZ1KZAW000042"}},
			},
			{ID: "2", Name: "Carnet", Unit: Piece, QuantityText: "1", UnitPrice: 24_500_000, UnitPriceText: "24.5", Net: 24_50, Category: "S", Rate: 600},
		},
		Allowances: []Allowance{{Reason: "Fidélité", Amount: 5_00, Category: "S", Rate: 2100}},
	}
	Complete(invoice)
	return invoice
}

// inCategory makes every line one of a category without VAT.
func inCategory(i *Invoice, category, code string) {
	for at := range i.Lines {
		i.Lines[at].Category, i.Lines[at].Rate = category, 0
	}
	i.Allowances = nil
	i.Taxes = []Tax{{Category: category, ReasonCode: code}}
	Complete(i)
}

// outside is a document outside VAT: it names no VAT number.
func outside(i *Invoice) {
	i.Supplier.VATNumber, i.Customer.VATNumber = "", ""
	inCategory(i, "O", "VATEX-EU-O")
}

func intraCommunity(i *Invoice) {
	i.Customer.Country, i.Customer.VATNumber, i.Customer.Enterprise, i.Customer.EnterpriseScheme = "FR", "FR12345678901", "", ""
	i.Customer.Endpoint, i.Customer.EndpointScheme = "FR12345678901", "9957"
	i.DeliveryDate, i.DeliveryCountry = "2026-03-02", "FR"
	inCategory(i, "K", "VATEX-EU-IC")
}

// ruleFiles are the files of testdata/rules: what is changed in the good invoice, and the rules that it then breaks, none for a good one.
// The official rules said the same of each (make peppol).
var ruleFiles = map[string]struct {
	change func(i *Invoice)
	broken []string
}{
	"good":                {func(*Invoice) {}, nil},
	"good_credit_note":    {func(i *Invoice) { i.Credit, i.Corrects = true, []string{"F2026-00040"} }, nil},
	"good_credit_alone":   {func(i *Invoice) { i.Credit, i.PaymentCode, i.DueDate, i.Terms = true, "", "", "À valoir" }, nil},
	"good_zero":           {func(i *Invoice) { inCategory(i, "Z", "") }, nil},
	"good_exempt_words":   {func(i *Invoice) { inCategory(i, "E", ""); i.Taxes[0].Reason = "Article 44 du Code de la TVA" }, nil},
	"good_disbursement":   {func(i *Invoice) { inCategory(i, "E", "VATEX-EU-79-C") }, nil},
	"good_margin":         {func(i *Invoice) { inCategory(i, "E", "VATEX-EU-F") }, nil},
	"good_reverse_charge": {func(i *Invoice) { inCategory(i, "AE", "VATEX-EU-AE") }, nil},
	"good_intra":          {intraCommunity, nil},
	"good_export":         {func(i *Invoice) { inCategory(i, "G", "VATEX-EU-G"); i.Customer.Country = "CH" }, nil},
	"good_outside":        {outside, nil},
	"good_mixed": {func(i *Invoice) {
		i.Lines[1].Category, i.Lines[1].Rate = "E", 0
		i.Taxes = []Tax{{Category: "E", Reason: "Débours"}}
		Complete(i)
	}, nil},
	"good_paid":      {func(i *Invoice) { i.Prepaid = i.Total; Complete(i); i.DueDate = "" }, nil},
	"good_prepaid":   {func(i *Invoice) { i.Prepaid = 100_00; Complete(i) }, nil},
	"good_overpaid":  {func(i *Invoice) { i.Prepaid = i.Total + 1; Complete(i) }, nil},
	"good_rounding":  {func(i *Invoice) { i.Rounding = -2; Complete(i) }, nil},
	"good_negative":  {func(i *Invoice) { i.Lines[1].QuantityText, i.Lines[1].Net = "-1", -24_50; Complete(i) }, nil},
	"good_nothing":   {func(i *Invoice) { i.Lines[1].QuantityText, i.Lines[1].Net = "0", 0; Complete(i) }, nil},
	"good_gift":      {func(i *Invoice) { gift(i) }, nil},
	"good_charge":    {func(i *Invoice) { i.Allowances[0].Charge = true; Complete(i) }, nil},
	"good_price_six": {func(i *Invoice) { sixDecimals(i) }, nil},
	"good_terms":     {func(i *Invoice) { i.DueDate, i.Terms = "", "Payable à 30 jours" }, nil},
	"good_vat_lines": {func(i *Invoice) { vatPerLine(i, 3) }, nil},
	"good_long_name": {func(i *Invoice) { i.Customer.Name = strings.Repeat("Carrosserie ", 25) }, nil},
	"good_controls":  {func(i *Invoice) { i.Lines[0].Name, i.Note = "Pneu\x00\x0b\x1f\uffff 205/55", "a\x08b ]]> <c> & \"d\"" }, nil},
	"good_pdf":       {func(i *Invoice) { i.PDF, i.PDFName = []byte("%PDF-1.4\n%%EOF\n"), "F2026-00042.pdf" }, nil},
	"good_foreigner": {func(i *Invoice) { foreigner(i) }, nil},
	"good_belgian_vat_of_foreigner": {func(i *Invoice) {
		i.Customer.Endpoint, i.Customer.EndpointScheme, i.Customer.Country, i.Customer.EnterpriseScheme = "BE0566988259", "9925", "DE", ""
	}, nil},
	"good_private": {func(i *Invoice) { private(i) }, nil},
	"good_order":   {func(i *Invoice) { i.BuyerReference = "" }, nil},
	"good_no_bic":  {func(i *Invoice) { i.BIC = "" }, nil},

	"no_number":           {func(i *Invoice) { i.Number = "" }, []string{"BR-02"}},
	"no_date":             {func(i *Invoice) { i.IssueDate = "" }, []string{"BR-03"}},
	"no_lines":            {func(i *Invoice) { i.Lines, i.Allowances = nil, nil; Complete(i) }, []string{"BR-16", "BR-CO-18"}},
	"no_company_name":     {func(i *Invoice) { i.Supplier.Name = "" }, []string{"BR-06"}},
	"no_company_country":  {func(i *Invoice) { i.Supplier.Country = "" }, []string{"BR-09"}},
	"no_company_endpoint": {func(i *Invoice) { i.Supplier.Endpoint = "" }, []string{"PEPPOL-EN16931-R020"}},
	"no_company_vat":      {func(i *Invoice) { i.Supplier.VATNumber = "" }, []string{"BR-S-02"}},
	"no_company_vat_zero": {func(i *Invoice) { inCategory(i, "Z", ""); i.Supplier.VATNumber = "" }, []string{"BR-S-02"}},
	"no_company_number":   {func(i *Invoice) { outside(i); i.Supplier.Enterprise = "" }, []string{"BR-CO-26"}},
	"no_iban":             {func(i *Invoice) { i.IBAN, i.BIC = "", "" }, []string{"BR-61"}},
	"no_client_name":      {func(i *Invoice) { i.Customer.Name = "" }, []string{"BR-07"}},
	"no_client_country":   {func(i *Invoice) { i.Customer.Country = "" }, []string{"BR-11"}},
	"no_client_endpoint":  {func(i *Invoice) { i.Customer.Endpoint = "" }, []string{"PEPPOL-EN16931-R010"}},
	"bad_enterprise":      {func(i *Invoice) { i.Customer.Endpoint = "0566988258" }, []string{"PEPPOL-COMMON-R043"}},
	"nine_digits":         {func(i *Invoice) { i.Customer.Enterprise = "566988259" }, []string{"PEPPOL-COMMON-R043"}},
	"mail_endpoint":       {func(i *Invoice) { i.Customer.Endpoint, i.Customer.EndpointScheme = "a@b.example", "EM" }, []string{"PEPPOL-EN16931-CL008"}},
	"vat_without_prefix":  {func(i *Invoice) { i.Customer.VATNumber = "0566988259" }, []string{"BR-CO-09"}},
	"reverse_no_client_vat": {func(i *Invoice) {
		inCategory(i, "AE", "VATEX-EU-AE")
		i.Customer.VATNumber, i.Customer.Enterprise = "", ""
	}, []string{"BR-AE-02"}},
	"intra_no_client_vat":  {func(i *Invoice) { intraCommunity(i); i.Customer.VATNumber = "" }, []string{"BR-AE-02"}},
	"no_reference":         {func(i *Invoice) { i.BuyerReference, i.OrderReference = "", "" }, []string{"PEPPOL-EN16931-R003"}},
	"no_line_name":         {func(i *Invoice) { i.Lines[1].Name = "\x00" }, []string{"BR-25"}},
	"no_unit":              {func(i *Invoice) { i.Lines[1].Unit = "" }, []string{"BR-CL-23"}},
	"unknown_unit":         {func(i *Invoice) { i.Lines[1].Unit = "stuk" }, []string{"BR-CL-23"}},
	"negative_price":       {func(i *Invoice) { negativePrice(i) }, []string{"BR-27"}},
	"no_category":          {func(i *Invoice) { i.Lines[1].Category = "" }, []string{"BR-CO-04", "BR-S-08"}},
	"unknown_category":     {func(i *Invoice) { inCategory(i, "X", "") }, []string{"BR-CL-18"}},
	"standard_at_zero":     {func(i *Invoice) { inCategory(i, "S", "") }, []string{"BR-S-05"}},
	"exempt_at_six":        {func(i *Invoice) { exemptAtSix(i) }, []string{"BR-S-05"}},
	"charge_without_why":   {func(i *Invoice) { i.Allowances[0].Charge, i.Allowances[0].Reason = true, ""; Complete(i) }, []string{"BR-41"}},
	"line_charge_no_why":   {func(i *Invoice) { lineCharge(i) }, []string{"BR-41"}},
	"discount_off":         {func(i *Invoice) { i.Lines[0].Allowances[0].Base = 180_00 }, []string{"PEPPOL-EN16931-R040"}},
	"line_amount":          {func(i *Invoice) { i.Lines[0].Net += 3; Complete(i) }, []string{"PEPPOL-EN16931-R120"}},
	"exempt_no_reason":     {func(i *Invoice) { inCategory(i, "E", "") }, []string{"BR-E-10"}},
	"reverse_no_reason":    {func(i *Invoice) { inCategory(i, "AE", "") }, []string{"BR-E-10"}},
	"outside_no_reason":    {func(i *Invoice) { outside(i); i.Taxes[0].ReasonCode = "" }, []string{"BR-E-10"}},
	"standard_with_reason": {func(i *Invoice) { i.Taxes[0].Reason = "Débours" }, []string{"BR-S-10"}},
	"zero_with_reason":     {func(i *Invoice) { inCategory(i, "Z", ""); i.Taxes[0].Reason = "Débours" }, []string{"BR-S-10"}},
	"code_of_another":      {func(i *Invoice) { inCategory(i, "E", "VATEX-EU-AE") }, []string{"PEPPOL-EN16931-P0104"}},
	"outside_mixed":        {func(i *Invoice) { outsideMixed(i) }, []string{"BR-S-02", "BR-O-11"}},
	"outside_with_vat":     {func(i *Invoice) { inCategory(i, "O", "VATEX-EU-O") }, []string{"BR-O-02"}},
	"intra_no_delivery":    {func(i *Invoice) { intraCommunity(i); i.DeliveryDate = "" }, []string{"BR-IC-11"}},
	"intra_no_country":     {func(i *Invoice) { intraCommunity(i); i.DeliveryCountry = "" }, []string{"BR-IC-11"}},
	"sum_lines":            {func(i *Invoice) { i.LinesTotal++; i.Net++; i.Total++; i.Payable++ }, []string{"BR-CO-10"}},
	"sum_allowances":       {func(i *Invoice) { i.AllowanceTotal++; i.Net--; i.Total--; i.Payable-- }, []string{"BR-CO-11"}},
	"sum_charges":          {func(i *Invoice) { i.ChargeTotal++; i.Net++; i.Total++; i.Payable++ }, []string{"BR-CO-11"}},
	"sum_net":              {func(i *Invoice) { i.Net++; i.Total++; i.Payable++ }, []string{"BR-CO-13"}},
	"sum_vat":              {func(i *Invoice) { i.VAT++; i.Total++; i.Payable++ }, []string{"BR-CO-14"}},
	"sum_total":            {func(i *Invoice) { i.Total++; i.Payable++ }, []string{"BR-CO-15"}},
	"sum_payable":          {func(i *Invoice) { i.Payable++ }, []string{"BR-CO-16"}},
	"base_of_rate": {func(i *Invoice) {
		i.Taxes[0].Taxable += 100
		i.Taxes[0].Amount += 21
		i.VAT += 21
		i.Total += 21
		i.Payable += 21
	}, []string{"BR-S-08"}},
	"base_of_exempt": {func(i *Invoice) { inCategory(i, "E", "VATEX-EU-79-C"); i.Taxes[0].Taxable++ }, []string{"BR-S-08"}},
	"tax_of_rate":    {func(i *Invoice) { vatPerLine(i, 100) }, []string{"BR-CO-17"}},
}

// gift gives a line for nothing: a discount of 100 %.
func gift(i *Invoice) {
	i.Lines[1].Allowances = []Allowance{{Reason: "Offert", Amount: 24_50, Base: 24_50, Percent: 10_000}}
	i.Lines[1].Net = 0
	Complete(i)
}

func sixDecimals(i *Invoice) {
	i.Lines[1].UnitPrice, i.Lines[1].UnitPriceText, i.Lines[1].QuantityText, i.Lines[1].Net = 1_234_567, "1.234567", "3.125", 3_86
	Complete(i)
}

// vatPerLine has more VAT than follows from the base: rounded line by line, within the tolerance or beyond.
func vatPerLine(i *Invoice, cents int64) {
	i.Taxes[0].Amount += cents
	i.VAT, i.Total, i.Payable = i.VAT+cents, i.Total+cents, i.Payable+cents
}

func foreigner(i *Invoice) {
	i.Customer.Country, i.Customer.VATNumber, i.Customer.Enterprise, i.Customer.EnterpriseScheme = "NL", "NL123456789B01", "", ""
	i.Customer.Endpoint, i.Customer.EndpointScheme = "NL123456789B01", "9944"
}

// private is a document to a private person: no network reaches him, and it does not say that one does.
func private(i *Invoice) {
	i.CustomizationID = EN16931
	i.Customer = Party{Number: "7", Name: "Zoé Lefèvre", Street: "Rue Haute 1", Postcode: "5000", Locality: "Namur", Country: "BE"}
}

func negativePrice(i *Invoice) {
	i.Lines[1].UnitPrice, i.Lines[1].UnitPriceText, i.Lines[1].Net = -24_500_000, "-24.5", -24_50
	Complete(i)
}

func exemptAtSix(i *Invoice) {
	i.Lines[1].Category = "E"
	i.Taxes = []Tax{{Category: "E", Rate: 600, Reason: "Débours"}}
	Complete(i)
}

func lineCharge(i *Invoice) {
	i.Lines[1].Allowances = []Allowance{{Charge: true, Amount: 1_00}}
	i.Lines[1].Net += 1_00
	Complete(i)
}

func outsideMixed(i *Invoice) {
	outside(i)
	i.Lines[0].Category, i.Lines[0].Rate = "S", 2100
	Complete(i)
}

// TestRuleFiles reads each file of testdata/rules and holds it to the rules.
func TestRuleFiles(t *testing.T) {
	for name, test := range ruleFiles {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", "rules", name+".xml")
			invoice := ruleInvoice()
			test.change(invoice)
			if *update {
				if err := os.WriteFile(path, Write(invoice), 0o644); err != nil { //nolint:gosec // of the tests
					t.Fatal(err)
				}
			}
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if string(content) != string(Write(invoice)) {
				t.Error("the file is not what is written today")
			}
			if got := brokenIDs(Check(invoice)); !slices.Equal(got, test.broken) {
				t.Errorf("breaks %q, want %q", got, test.broken)
			}
			_, err = Read(content)
			if want := refusedFor(test.broken); (err != nil) != want {
				t.Errorf("reads with %v, want refused: %t", err, want)
			}
		})
	}
}

func brokenIDs(broken []Broken) []string {
	var ids []string
	for _, one := range broken {
		ids = append(ids, one.Rule.ID)
	}
	return ids
}

// refusedFor says whether a file of others that breaks these rules is refused.
func refusedFor(broken []string) bool {
	return slices.ContainsFunc(Rules, func(rule Rule) bool {
		return slices.Contains(broken, rule.ID) && (rule.Received || rule.ID == "BR-CO-04" || rule.ID == "BR-CO-18")
	})
}

// TestVerdictsAreOfficial holds the table above to official.txt, which make peppol holds to the official rules.
func TestVerdictsAreOfficial(t *testing.T) {
	content, err := os.ReadFile("testdata/rules/official.txt")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	for line := range strings.Lines(string(content)) {
		name, ids, _ := strings.Cut(strings.TrimSpace(line), " ")
		said[name] = true
		test, known := ruleFiles[name]
		if !known || (ids == "") != (len(test.broken) == 0) {
			t.Errorf("%s: officially %q, here %q", name, ids, test.broken)
		}
		for _, id := range test.broken {
			if !slices.ContainsFunc(strings.Fields(ids), func(official string) bool { return official == id || slices.Contains(likes[id], official) }) {
				t.Errorf("%s: %s is not among %q", name, id, ids)
			}
		}
	}
	if len(said) != len(ruleFiles) {
		t.Errorf("%d verdicts of %d files", len(said), len(ruleFiles))
	}
}

// likes are the rules that say of another VAT category, of a charge or of an element what a rule of the table says.
var likes = map[string][]string{
	"BR-S-02": {"BR-Z-02"}, "BR-S-05": {"BR-E-05"}, "BR-S-08": {"BR-E-08"}, "BR-S-10": {"BR-Z-10"}, "BR-E-10": {"BR-AE-10", "BR-O-10"},
	"BR-AE-02": {"BR-IC-02"}, "BR-IC-11": {"BR-IC-12"}, "BR-41": {"BR-38", "BR-44"}, "BR-CO-11": {"BR-CO-12"}, "BR-CL-23": {"BR-23"},
	"PEPPOL-EN16931-P0104": {"PEPPOL-EN16931-P0107"},
}

// TestEveryRuleHasAFile: a rule that no file breaks would not be known to work.
func TestEveryRuleHasAFile(t *testing.T) {
	seen := map[string]bool{"BR-05": true, "BR-CO-25": true} // no currency at all is refused before; see TestDueDate
	for _, test := range ruleFiles {
		for _, id := range test.broken {
			seen[id] = true
		}
	}
	for _, rule := range Rules {
		if !seen[rule.ID] {
			t.Errorf("no file breaks %s", rule.ID)
		}
	}
	if len(ruleFiles) < 60 {
		t.Errorf("%d files", len(ruleFiles))
	}
}

// TestDueDate: EN 16931 asked for a due date or terms until 1.3.16 (BR-CO-25). Not every access point has that version.
func TestDueDate(t *testing.T) {
	invoice := ruleInvoice()
	if invoice.DueDate = ""; !slices.Equal(brokenIDs(Check(invoice)), []string{"BR-CO-25"}) {
		t.Errorf("breaks %q", brokenIDs(Check(invoice)))
	}
}

// TestWrittenIsRead: what is written is read back as it was.
func TestWrittenIsRead(t *testing.T) {
	for name, test := range ruleFiles {
		invoice := ruleInvoice()
		if test.change(invoice); test.broken != nil || name == "good_controls" || name == "good_long_name" {
			continue
		}
		read, err := Read(Write(invoice))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for i := range read.Lines { // said in two ways
			line := &read.Lines[i]
			line.NetMillionths, line.Quantity, line.UnitPriceExact, line.BaseQuantityText = 0, 0, false, ""
		}
		if invoice.PaymentCode == "" { // the account is not written then
			invoice.PaymentID, invoice.IBAN, invoice.BIC = "", "", ""
		}
		if !reflect.DeepEqual(read, *invoice) {
			t.Errorf("%s: read\n%+v, want\n%+v", name, read, *invoice)
		}
	}
}

// TestForbiddenSigns: no text whatever makes a file that is no XML.
func TestForbiddenSigns(t *testing.T) {
	for _, text := range []string{"\x00", "a\x01\x1f b", "\xff\xfe", "\uFFFE", "\uFFFF", "\uFFFD", "\x7f", "]]>", "&#0;", "<a>", "\r\r\n", "\U0001F697", "\xed\xa0\x80"} {
		invoice := ruleInvoice()
		for _, field := range []*string{
			&invoice.Note, &invoice.BuyerReference, &invoice.Customer.Name, &invoice.Customer.Street, &invoice.Lines[0].Name,
			&invoice.Lines[0].Description, &invoice.Lines[0].Note, &invoice.Lines[0].Allowances[0].Reason, &invoice.PaymentID,
		} {
			*field = "x" + text + "y"
		}
		invoice.Lines[0].Properties = []Property{{text, text}, {"x", text}}
		var refused *Refusal
		if _, err := Read(Write(invoice)); errors.As(err, &refused) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
