package ubl_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"garagemail/store/ubl"
)

// FuzzRead holds that whatever is not refused with a reason is an invoice that adds up.
func FuzzRead(f *testing.F) {
	invoice := sample(f, "invoice.xml")
	f.Add([]byte(invoice))
	f.Add([]byte(sample(f, "credit_note.xml")))
	f.Add([]byte("\xFF\xFE" + wide(with(f, invoice, "UTF-8", "UTF-16"), false)))
	f.Add([]byte(with(f, invoice, "UTF-8", "ISO-8859-1")))
	f.Add([]byte(with(f, invoice, "<Invoice", `<!DOCTYPE a [<!ENTITY b "c">]><Invoice`)))
	f.Fuzz(func(t *testing.T, content []byte) {
		invoice, err := ubl.Read(content)
		if err != nil {
			var refused *ubl.Refusal
			if !errors.As(err, &refused) || !strings.HasPrefix(refused.Reason, "import.ubl_") {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		if _, err := time.Parse(time.DateOnly, invoice.IssueDate); err != nil || invoice.Number == "" || invoice.Currency != "EUR" {
			t.Errorf("number %q, date %q, currency %q", invoice.Number, invoice.IssueDate, invoice.Currency)
		}
		net, vat := int64(0), int64(0)
		for _, line := range invoice.Lines {
			net += line.Net
		}
		for _, one := range invoice.Allowances {
			if one.Charge {
				net += one.Amount
			} else {
				net -= one.Amount
			}
		}
		for _, tax := range invoice.Taxes {
			vat += tax.Amount
		}
		if net != invoice.Net || vat != invoice.VAT || net+vat != invoice.Total || net+vat-invoice.Prepaid+invoice.Rounding != invoice.Payable {
			t.Errorf("net %d of %d, VAT %d of %d, total %d, to pay %d", net, invoice.Net, vat, invoice.VAT, invoice.Total, invoice.Payable)
		}
		if strings.ContainsAny(invoice.PDFName, "/\\\x00\n") {
			t.Errorf("name %q", invoice.PDFName)
		}
	})
}
