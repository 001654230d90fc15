package ubl_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"regexp"
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
	f.Fuzz(mustHold)
}

// FuzzField puts a text in the place of one value of a good file: what stands there reaches the checks.
func FuzzField(f *testing.F) {
	parts := regexp.MustCompile(`>[^<>\s][^<>]*<`).Split(sample(f, "invoice.xml"), -1)
	values := regexp.MustCompile(`>[^<>\s][^<>]*<`).FindAllString(sample(f, "invoice.xml"), -1)
	for at, value := range values {
		f.Add(at, strings.Trim(value, "<>"))
	}
	f.Fuzz(func(t *testing.T, at int, value string) {
		if at < 0 || at >= len(values) {
			t.Skip()
		}
		var content bytes.Buffer
		for i, part := range parts {
			content.WriteString(part)
			if i == at {
				content.WriteByte('>')
				if err := xml.EscapeText(&content, []byte(value)); err != nil {
					t.Fatal(err)
				}
				content.WriteByte('<')
			} else if i < len(values) {
				content.WriteString(values[i])
			}
		}
		mustHold(t, content.Bytes())
	})
}

// mustHold checks that a file is refused with a reason, or read as an invoice that adds up.
func mustHold(t *testing.T, content []byte) {
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
}
