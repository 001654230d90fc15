package ubl_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"garagemail/store/ubl"
)

// large returns the invoice with a PDF that fills the file nearly to the limit.
func large(tb testing.TB) (content, pdf []byte) {
	tb.Helper()
	invoice := sample(tb, "invoice.xml")
	pdf = make([]byte, 14<<20)
	random := rand.New(rand.NewPCG(4, 2)) //nolint:gosec // only to fill a file
	for i := range pdf {
		pdf[i] = byte(random.Uint32())
	}
	copy(pdf, "%PDF-1.7\n")
	copy(pdf[len(pdf)-6:], "%%EOF\n")
	start := strings.Index(invoice, `.pdf">`) + len(`.pdf">`)
	end := strings.Index(invoice, "</cbc:EmbeddedDocumentBinaryObject>")
	return []byte(invoice[:start] + base64.StdEncoding.EncodeToString(pdf) + invoice[end:]), pdf
}

func TestLargePDF(t *testing.T) {
	content, pdf := large(t)
	if got := mustRead(t, string(content)); !bytes.Equal(got.PDF, pdf) {
		t.Errorf("the PDF has %d bytes of %d", len(got.PDF), len(pdf))
	}
}

// TestManyLines reads the most lines that a garage's fleet client could get, and the sums of all of them.
func TestManyLines(t *testing.T) {
	const many = 5000
	invoice := sample(t, "credit_note.xml")
	start := strings.Index(invoice, "  <cac:CreditNoteLine>")
	end := strings.Index(invoice, "</cac:CreditNoteLine>") + len("</cac:CreditNoteLine>\n")
	one, rest := invoice[start:end], invoice[end:]
	amounts := with(t, invoice[:start],
		">86.25<", fmt.Sprintf(">%d.00<", many*8625/100), ">18.11<", fmt.Sprintf(">%.2f<", many*86.25*0.21),
		">19.27<", fmt.Sprintf(">%.2f<", many*86.25*0.21+1.16), ">124.85</cbc:TaxInclusiveAmount>", fmt.Sprintf(">%.2f</cbc:TaxInclusiveAmount>", many*86.25*1.21+20.49),
		">124.85</cbc:PayableAmount>", fmt.Sprintf(">%.2f</cbc:PayableAmount>", many*86.25*1.21+20.49))
	amounts = strings.ReplaceAll(amounts, ">105.58<", fmt.Sprintf(">%.2f<", many*86.25+19.33))
	got := mustRead(t, amounts+strings.Repeat(one, many)+rest)
	if len(got.Lines) != many+1 || got.Net != many*8625+1933 {
		t.Errorf("%d lines, %d cents", len(got.Lines), got.Net)
	}
}

func BenchmarkRead(b *testing.B) {
	b.Run("garage invoice", func(b *testing.B) {
		content := []byte(sample(b, "invoice.xml"))
		benchmark(b, content)
	})
	b.Run("PDF of 14 MB", func(b *testing.B) {
		content, _ := large(b)
		benchmark(b, content)
	})
}

func benchmark(b *testing.B, content []byte) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ubl.Read(content); err != nil {
			b.Fatal(err)
		}
	}
}
