package peppol_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/peppol"
	"garagemail/store/ubl"
)

// maker makes random documents that a garage could issue: all reasons for no VAT, discounts, credit notes, prices of six decimals, texts
// with what XML forbids.
type maker struct{ *rand.Rand }

func newMaker(seed uint64) maker { return maker{rand.New(rand.NewPCG(seed, 18))} }

func pick[T any](m maker, from ...T) T { return from[m.IntN(len(from))] }

// enterprise returns a Belgian VAT number whose check digits match.
func (m maker) enterprise() string {
	first := 2_000_000 + m.IntN(7_999_999)
	return fmt.Sprintf("BE%08d%02d", first, 97-first%97)
}

func (m maker) company() garage.Company {
	c := garage.Company{
		Name: pick(m, "Garage du Pont SRL", "Garage & Fils <Namur>", "Carrosserie \"Zoé\""), Address: "Rue du Pont 12", Postcode: "5000", Locality: "Namur",
		Country: pick(m, "BE", ""), Language: pick(m, "fr", "nl"), VATNumber: m.enterprise(), IBAN: "BE68539007547034", BIC: pick(m, "GKCCBEBB", ""),
		Email: "garage@garage.example", Phone: "081 22 33 44", Terms: pick(m, "", "Payable à 30 jours.\nPas d'escompte."),
	}
	return c
}

func (m maker) client() garage.Client {
	c := garage.Client{
		ID: 7, Number: pick(m, "1042", "000123", "C-7"), Name: pick(m, "Lefèvre", "Menuiserie Lefèvre & fils", "Ünal\x00 \x0b", "D'Haese"),
		Address: pick(m, "Chaussée de Liège 5", ""), Postcode: "5300", Locality: pick(m, "Andenne", ""), Language: pick(m, "fr", "nl", "de", "en", ""),
	}
	switch m.IntN(4) {
	case 0:
		c.FirstName = "Zoé" // a private person
	case 1:
		c.CompanyForm, c.VATNumber, c.Country = "SRL", m.enterprise(), pick(m, "BE", "")
	case 2:
		c.Country, c.VATNumber = "FR", "FR12345678901"
	default:
		c.Country = pick(m, "NL", "DE", "LU")
		c.VATNumber = map[string]string{"NL": "NL123456789B01", "DE": m.enterprise(), "LU": "LU12345678"}[c.Country]
	}
	return c
}

func (m maker) line(rates []garage.BasisPoints) garage.DocumentLine {
	line := garage.DocumentLine{
		Description: pick(m, "Main d'œuvre", "Pneu 205/55 R16 <91V>", "Huile\n5W30 & filtre", "Vidange\x01\x1f", "Pièces ]]>", "Carrosserie 🚗\uffff"),
		Quantity:    garage.Thousandths(pick(m, 1000, 2500, 333, 0, -1000, 4125, 1, 12_345)), Unit: pick(m, "", "h", "pc", "l", "heures", "rouleaux", "truc", "HUR"),
		VATRate: pick(m, rates...), Discount: garage.BasisPoints(pick(m, 0, 0, 0, 500, 1000, 3333, 10_000, 1)),
	}
	line.SetPrice(garage.Millionths(pick(m, int64(1), 12_345_000, 68_000_000, 1_234_567, 0, -24_500_000, 99_999_999, 3_333_333) * int64(1+m.IntN(3))))
	return line
}

func (m maker) source() peppol.Source {
	s := peppol.Source{Company: m.company(), Client: m.client()}
	d := garage.Document{
		Number: fmt.Sprintf("F2026-%05d", m.IntN(99_999)), State: garage.DocumentIssued, Kind: pick(m, garage.Invoice, garage.Invoice, garage.CreditNote),
		Date: "2026-03-02", DueDate: "2026-04-01", Plate: pick(m, "1-ABC-123", ""), Reference: pick(m, "", "BC-778", "  à \x02 l'attention"), OGM: garage.OGM("1234567890"),
	}
	rates := []garage.BasisPoints{2100, 1200, 600}
	if s.Client.VATNumber != "" && m.IntN(2) == 0 {
		d.ZeroVAT = pick(m, garage.ZeroVATs...)
		if rates = append(rates, 0, 0, 0); d.ZeroVAT == garage.ZeroOutside {
			rates = []garage.BasisPoints{0}
		}
	}
	for range 1 + m.IntN(12) {
		d.Lines = append(d.Lines, m.line(rates))
	}
	if m.IntN(3) == 0 {
		s.Vehicle = garage.Vehicle{Plate: "1-ABC-123", VIN: "WVWZZZ1KZAW000042", Make: "Peugeot", Model: "308", Km: int64(m.IntN(300_000))}
	}
	d.Net, d.VAT, d.Total = garage.Totals(d.Lines)
	if d.Kind == garage.CreditNote && m.IntN(2) == 0 {
		s.Corrects = "F2026-00001"
	}
	if d.Kind == garage.Invoice && m.IntN(4) == 0 {
		s.Prepaid = pick(m, d.Total, d.Total/2, 100)
	}
	if m.IntN(3) == 0 {
		s.PDF, s.PDFName = []byte("%PDF-1.4\n%%EOF\n"), "F.pdf"
	}
	s.Document, s.Say = d, say
	return s
}

// TestRandomDocuments: every document that a garage could issue breaks no rule, and reads back as what it was. The official rules said the
// same of 10,000 others (make peppol).
func TestRandomDocuments(t *testing.T) {
	m := newMaker(1)
	for i := range 2000 {
		source := m.source()
		invoice := peppol.Of(source)
		if broken := ubl.Check(invoice); len(broken) > 0 {
			t.Fatalf("document %d: breaks %s (%s):\n%+v", i, broken[0].Rule.ID, broken[0].Detail, source.Document)
		}
		read, err := ubl.Read(ubl.Write(invoice))
		if err != nil {
			t.Fatalf("document %d: %v", i, err)
		}
		net, vat, total := source.Document.Sums()
		if source.Document.Kind == garage.CreditNote && total < 0 {
			net, vat, total = -net, -vat, -total
		}
		if read.Net != int64(net) || read.VAT != int64(vat) || read.Total != int64(total) || read.Payable != int64(total-source.Prepaid) {
			t.Fatalf("document %d: read %d + %d = %d, to pay %d, want %d + %d = %d less %d", i, read.Net, read.VAT, read.Total, read.Payable, net, vat, total, source.Prepaid)
		}
		if !bytes.Equal(read.PDF, source.PDF) {
			t.Fatalf("document %d: the PDF inside is another", i)
		}
	}
}
