package peppol_test

import (
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/peppol"
	"garagemail/store/ubl"
)

// say stands for a client's language: words for those that the tests look at, the key for all others.
func say(key string, _ ...any) string {
	switch key {
	case "document.discount":
		return "Remise"
	case "document.vehicle":
		return "Véhicule"
	}
	return key
}

// good is a document that breaks no rule: labour and a part with a discount, to a Belgian firm.
func good() peppol.Source {
	document := garage.Document{
		Kind: garage.Invoice, Number: "F2026-00042", State: garage.DocumentIssued, Date: "2026-03-02", DueDate: "2026-04-01", Plate: "1-ABC-123",
		Reference: "BC-778", OGM: "123456789002",
		Lines: []garage.DocumentLine{
			{Description: "Main d'œuvre\nPlaquettes avant", Quantity: 2500, Unit: "h", UnitPrice: 68_00, Discount: 1000, VATRate: 2100},
			{Description: "Plaquettes", Quantity: 1000, Unit: "pc", UnitPrice: 24_50, VATRate: 2100},
		},
	}
	document.Net, document.VAT, document.Total = garage.Totals(document.Lines)
	return peppol.Source{
		Document: document,
		Company: garage.Company{
			Name: "Garage du Pont SRL", Address: "Rue du Pont 12", Postcode: "5000", Locality: "Namur", Country: "BE", VATNumber: "BE0403170701", IBAN: "BE68539007547034",
		},
		Client:  garage.Client{ID: 7, Number: "1042", Name: "Menuiserie Lefèvre", CompanyForm: "SRL", VATNumber: "BE0566988259", Postcode: "5300", Locality: "Andenne"},
		Vehicle: garage.Vehicle{Plate: "1-ABC-123", VIN: "WVWZZZ1KZAW000042", Make: "Peugeot", Model: "308", Km: 84_210},
		Say:     say,
	}
}

func TestDocumentAsInvoice(t *testing.T) {
	got := peppol.Of(good())
	if len(ubl.Check(got)) != 0 {
		t.Errorf("breaks %+v", ubl.Check(got)[0].Rule.ID)
	}
	if got.Note != "1-ABC-123, Peugeot 308, WVWZZZ1KZAW000042, 84210 km" || got.PaymentID != "+++123/4567/89002+++" || got.OrderReference != "BC-778" || got.BuyerReference != "1-ABC-123" {
		t.Errorf("note %q, payment %q, order %q, buyer's reference %q", got.Note, got.PaymentID, got.OrderReference, got.BuyerReference)
	}
	if got.Customer.Endpoint != "0566988259" || got.Customer.EndpointScheme != "0208" || got.Supplier.Endpoint != "0403170701" || got.Supplier.EndpointScheme != "0208" {
		t.Errorf("endpoints %+v %+v", got.Supplier, got.Customer)
	}
	labour := got.Lines[0]
	want := ubl.Allowance{Reason: "Remise", Amount: 17_00, Base: 170_00, Percent: 1000}
	if labour.Name != "Main d'œuvre" || labour.Description != "Plaquettes avant" || labour.Unit != "HUR" || labour.Net != 153_00 || !slices.Equal(labour.Allowances, []ubl.Allowance{want}) {
		t.Errorf("line %+v", labour)
	}
	if !slices.Equal(labour.Properties, []ubl.Property{{Name: "Véhicule", Value: "1-ABC-123"}, {Name: "VIN", Value: "WVWZZZ1KZAW000042"}, {Name: "km", Value: "84210"}}) {
		t.Errorf("properties %+v", labour.Properties)
	}
	if got.Total != 214_78 || got.VAT != 37_28 || got.Payable != got.Total {
		t.Errorf("%d with %d of VAT, to pay %d", got.Total, got.VAT, got.Payable)
	}
}

func TestEndpoints(t *testing.T) {
	for name, test := range map[string]struct {
		client           garage.Client
		scheme, endpoint string
		specification    string
	}{
		"a Belgian firm":                    {garage.Client{VATNumber: "BE0566988259"}, "0208", "0566988259", ubl.PeppolBilling},
		"a foreigner with a Belgian number": {garage.Client{VATNumber: "BE0566988259", Country: "FR"}, "9925", "BE0566988259", ubl.PeppolBilling},
		"a Dutch firm":                      {garage.Client{VATNumber: "NL123456789B01", Country: "NL"}, "9944", "NL123456789B01", ubl.PeppolBilling},
		"a firm of the Channel Islands":     {garage.Client{CompanyForm: "Ltd", Country: "JE"}, "", "", ubl.PeppolBilling},
		"a private person":                  {garage.Client{Name: "Zoé"}, "", "", ubl.EN16931},
	} {
		source := good()
		source.Client = test.client
		got := peppol.Of(source)
		if got.Customer.EndpointScheme != test.scheme || got.Customer.Endpoint != test.endpoint || got.CustomizationID != test.specification {
			t.Errorf("%s: %s:%s, %s", name, got.Customer.EndpointScheme, got.Customer.Endpoint, got.CustomizationID)
		}
	}
}

// TestBadInput: each has its rule, none breaks the program, and what is odd but lawful goes.
func TestBadInput(t *testing.T) {
	for name, test := range map[string]struct {
		change func(s *peppol.Source)
		reason string // "" = it goes
	}{
		"number that fails modulo 97":  {func(s *peppol.Source) { s.Client.VATNumber = "BE0566988258" }, "peppol.enterprise_number"},
		"a firm without its number":    {func(s *peppol.Source) { s.Client.VATNumber = "" }, "peppol.client_endpoint"},
		"name of 300 letters":          {func(s *peppol.Source) { s.Client.Name = strings.Repeat("é", 300) }, ""},
		"control signs":                {func(s *peppol.Source) { s.Document.Lines[0].Description = "a\x00b\x1bc\uFFFE" }, ""},
		"nothing but control signs":    {func(s *peppol.Source) { s.Document.Lines[0].Description = "\x00\x01" }, "peppol.line_name"},
		"a line below zero":            {func(s *peppol.Source) { s.Document.Lines[1].UnitPrice = -24_50 }, ""},
		"a quantity below zero":        {func(s *peppol.Source) { s.Document.Lines[0].Quantity = -2500 }, ""},
		"a discount of 100 %":          {func(s *peppol.Source) { s.Document.Lines[1].Discount = 10_000 }, ""},
		"a quantity of none":           {func(s *peppol.Source) { s.Document.Lines[1].Quantity = 0 }, ""},
		"0 % without a reason":         {func(s *peppol.Source) { s.Document.Lines[1].VATRate = 0 }, "peppol.no_category"},
		"a remark at 0 %":              {func(s *peppol.Source) { s.Document.Lines[1].VATRate, s.Document.Lines[1].UnitPrice = 0, 0 }, ""},
		"a blank line":                 {func(s *peppol.Source) { s.Document.Lines[1] = garage.DocumentLine{} }, ""},
		"an amount without words":      {func(s *peppol.Source) { s.Document.Lines[1].Description = " \n " }, "peppol.line_name"},
		"outside VAT beside 21 %":      {func(s *peppol.Source) { s.Document.Lines[1].VATRate, s.Document.ZeroVAT = 0, garage.ZeroOutside }, "peppol.outside_mixed"},
		"reverse charge":               {func(s *peppol.Source) { s.Document.Lines[1].VATRate, s.Document.ZeroVAT = 0, garage.ZeroReverseCharge }, ""},
		"no due date and no terms":     {func(s *peppol.Source) { s.Document.DueDate = "" }, "peppol.due_date"},
		"no due date, but terms":       {func(s *peppol.Source) { s.Document.DueDate, s.Company.Terms = "", "30 jours" }, ""},
		"no IBAN":                      {func(s *peppol.Source) { s.Company.IBAN = "" }, "peppol.company_iban"},
		"a company without its number": {func(s *peppol.Source) { s.Company.VATNumber = "" }, "peppol.company_endpoint"},
		"a company without a name":     {func(s *peppol.Source) { s.Company.Name = "" }, "peppol.company_name"},
		"a client without a name":      {func(s *peppol.Source) { s.Client.Name, s.Client.CompanyForm = "", "" }, "peppol.client_name"},
		"no lines":                     {func(s *peppol.Source) { s.Document.Lines = nil }, ubl.NoLines},
		"totals of another program": {func(s *peppol.Source) {
			s.Document.StatedVAT = []garage.RateTotal{{Rate: 2100, Net: 500_00, VAT: 105_00}}
		}, ubl.SumNet},
		"VAT rounded per line": {func(s *peppol.Source) {
			s.Document.StatedVAT = []garage.RateTotal{{Rate: 2100, Net: 177_50, VAT: 37_29}}
			s.Document.Net, s.Document.VAT, s.Document.Total = 177_50, 37_29, 214_79
		}, ""},
		"a unit that nobody knows": {func(s *peppol.Source) { s.Document.Lines[0].Unit = "schtroumpf" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			source := good()
			test.change(&source)
			if source.Document.StatedVAT == nil {
				source.Document.Net, source.Document.VAT, source.Document.Total = garage.Totals(source.Document.Lines)
			} else if test.reason != "" {
				source.Document.Net, source.Document.VAT, source.Document.Total = 500_00, 105_00, 605_00
			}
			invoice := peppol.Of(source)
			broken := ubl.Check(invoice)
			if reason := firstReason(broken); reason != test.reason {
				t.Errorf("broken for %q, want %q", reason, test.reason)
			}
			if _, err := ubl.Read(ubl.Write(invoice)); len(broken) == 0 && err != nil {
				t.Error(err)
			}
		})
	}
}

func firstReason(broken []ubl.Broken) string {
	if len(broken) == 0 {
		return ""
	}
	return broken[0].Rule.Reason
}

// TestCreditNotes: amounts stand above zero whatever sign the document has, and the invoice is named.
func TestCreditNotes(t *testing.T) {
	for _, sign := range []garage.Cents{1, -1} {
		source := good()
		source.Document.Kind, source.Document.Reference, source.Corrects = garage.CreditNote, "F2026-00040", "F2026-00040"
		for i := range source.Document.Lines {
			source.Document.Lines[i].UnitPrice *= sign
		}
		source.Document.Net, source.Document.VAT, source.Document.Total = garage.Totals(source.Document.Lines)
		got := peppol.Of(source)
		if !got.Credit || got.Total != 214_78 || got.Lines[0].Net != 153_00 || !slices.Equal(got.Corrects, []string{"F2026-00040"}) || got.OrderReference != "" || len(ubl.Check(got)) != 0 {
			t.Errorf("sign %d: %+v, breaks %+v", sign, got, ubl.Check(got))
		}
	}
}
