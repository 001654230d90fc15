package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// holds fails for each text that is not among the words, whatever the spaces.
func holds(t *testing.T, words string, texts ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(words), " ")
	for _, text := range texts {
		if !strings.Contains(flat, strings.Join(strings.Fields(text), " ")) {
			t.Errorf("%q is not in the PDF:\n%s", text, words)
		}
	}
}

func TestInvoice(t *testing.T) {
	for _, language := range []string{"fr", "nl", "de", "en"} {
		t.Run(language, func(t *testing.T) {
			p := invoice(language)
			_, words := made(t, p)
			l := lang.New(language)
			holds(t, words, l.T("document.invoice"), "F2026-00042", l.Date("2026-11-05"), l.Date("2026-12-05"), "Sinistre 2026/114",
				"Garage Dupont & Fils SRL", "Mme Zoé Crèvecœur", "Place Saint-Lambert 181 bte 3", "4000 Liège", "Volkswagen Golf", "1-ABC-123",
				"WVWZZZ1KZ6W000001", l.Number(123_456)+" km", "BE68 5390 0754 7034", "GKCCBEBB", garage.FormatOGM(p.Document.OGM), "BE0403170701",
				"Tout retard porte intérêt au taux légal.", strings.NewReplacer("{current}", "1", "{total}", "1").Replace(l.T("document.page")))
			for _, line := range p.Document.Lines {
				holds(t, words, line.Description, l.Money(int64(line.UnitPrice)), l.Money(int64(garage.NetOf(line))))
			}
			for _, rate := range garage.TotalsByRate(p.Document.Lines) {
				holds(t, words, l.Money(int64(rate.Net)), l.Money(int64(rate.VAT)))
			}
			holds(t, words, l.Money(int64(p.Document.Net)), l.Money(int64(p.Document.VAT)), l.Money(int64(p.Document.Total)))
		})
	}
}

// TestKinds: a credit note and a reminder look like what they are and ask for nothing they should not.
func TestKinds(t *testing.T) {
	note := invoice("fr")
	note.Document.Kind, note.Document.Number, note.Corrects = garage.CreditNote, "NC2026-00003", "F2026-00042"
	note.Document.OGM = ""
	_, words := made(t, note)
	holds(t, words, "Note de crédit", "NC2026-00003", "Corrige la facture F2026-00042", "Ce montant est en votre faveur.")
	if strings.Contains(words, "Bénéficiaire") {
		t.Error("a credit note asks to be paid")
	}
	reminder := invoice("nl")
	reminder.Document.Kind, reminder.Document.Lines = garage.Reminder, nil
	reminder.Owed = []garage.Document{
		{Kind: garage.Invoice, Number: "F2026-00040", Date: "2026-09-01", DueDate: "2026-10-01", Total: 12_345, Open: 12_345},
		{Kind: garage.Invoice, Number: "F2026-00041", Date: "2026-09-02", DueDate: "2026-10-02", Total: 10_000, Open: 5_000},
	}
	_, words = made(t, reminder)
	holds(t, words, "Herinnering", "F2026-00040", "F2026-00041", "€ 123,45", "€ 50,00", "€ 173,45", "Openstaand")
	reminder.Document.Number = ""
	if _, words = made(t, reminder); strings.Contains(words, "ontwerp") || strings.Contains(words, "Nummer") {
		t.Errorf("a list without a number is called a draft: %s", words)
	}
}

// TestManyLines: the head of the table and the page number stand on every page, no line is lost, one of 5,000 characters
// neither.
func TestManyLines(t *testing.T) {
	p := invoice("fr")
	for i := range 200 {
		p.Document.Lines = append(p.Document.Lines, garage.DocumentLine{Description: fmt.Sprintf("Article n° %d", i), Quantity: 1000, UnitPrice: garage.Cents(100 + i), VATRate: 2100})
	}
	long := strings.TrimSpace(strings.Repeat("Remplacement complet ", 237)) + strings.Repeat("x", 24)
	p.Document.Lines = append(p.Document.Lines, garage.DocumentLine{Description: long, Quantity: 1000, UnitPrice: 1, VATRate: 2100})
	_, words := made(t, p)
	pages := strings.Split(strings.TrimSuffix(words, "\f"), "\f")
	if len(pages) < 4 {
		t.Fatalf("%d pages", len(pages))
	}
	for i, page := range pages {
		holds(t, page, fmt.Sprintf("Page %d / %d", i+1, len(pages)))
		if i < len(pages)-1 {
			holds(t, page, "Désignation")
		}
	}
	for i := range 200 {
		holds(t, words, fmt.Sprintf("Article n° %d ", i))
	}
	if got := strings.Count(words, "Remplacement") + strings.Count(words, "complet"); got != 2*237 {
		t.Errorf("%d of %d words of the long line", got, 2*237)
	}
}

// TestStrangeRunes: what no font has is a box, what the small font has not comes from the full one, nothing crashes.
func TestStrangeRunes(t *testing.T) {
	p := invoice("fr")
	p.Client.Name, p.Client.FirstName = "Ελένη Жуков", "😀\u202e\x00"
	p.Document.Lines[0].Description = "Invalide \xff\xfe 漢字 👩‍🔧 fin"
	_, words := made(t, p)
	holds(t, words, "Ελένη Жуков", "fin")
}

// TestSigns: what Noto Sans lacks is drawn from another font, beside its other words, and can be copied out.
func TestSigns(t *testing.T) {
	p := invoice("fr")
	text := "Usure ≥ 3, jeu ≤ 2 → ✓ ☐ ☑ ⚠ ≠ ½ ″ ▲ ①"
	p.Document.Lines[0].Description = text
	p.Company.Name = "Garage → Namur"
	path, words := made(t, p)
	holds(t, words, text, "Garage → Namur")
	if strings.Contains(words, string(missing)) {
		t.Errorf("a box: %s", words)
	}
	if fonts := tool(t, "pdffonts", path); strings.Count(fonts, "+DejaVuSans ") != 1 {
		t.Errorf("fonts:\n%s", fonts)
	}
}

// TestSameBytes: a paper is the same to the byte each time.
func TestSameBytes(t *testing.T) {
	first, err := Document(invoice("fr"))
	if err != nil {
		t.Fatal(err)
	}
	second, err := Document(invoice("fr"))
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("%d and %d bytes: %v", len(first), len(second), err)
	}
}

func TestFileName(t *testing.T) {
	for number, want := range map[string]string{
		"F2026-00042": "F2026-00042.pdf", "2026/17": "2026-17.pdf", "../../etc/passwd": "etc-passwd.pdf", "": "document.pdf",
		"Né 12": "Ne-12.pdf", "漢字": "document.pdf", "C:\\x\r\ny": "C--x--y.pdf",
	} {
		if got := FileName(number); got != want {
			t.Errorf("%q gives %q, want %q", number, got, want)
		}
	}
}
