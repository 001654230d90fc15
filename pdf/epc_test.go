package pdf

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/garage"
)

// scanned is what a reader finds on the first page of a paper at 150 dpi.
func scanned(t *testing.T, p Paper) string {
	t.Helper()
	path, _ := made(t, p)
	picture := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-r", "150", "-png", "-singlefile", path, picture)
	return strings.TrimSpace(tool(t, "zbarimg", "--quiet", "--nodbus", "--raw", picture+".png"))
}

// TestPaymentCode: the lines of the code are those of EPC069-12. What is paid is the structured communication, else the number as
// text: of the invoice, of all that a reminder lists.
func TestPaymentCode(t *testing.T) {
	structured, bare, wrong, reminder := invoice("fr"), invoice("fr"), invoice("fr"), invoice("fr")
	bare.Document.OGM, wrong.Document.OGM = "", "123456789012"
	reminder.Document.OGM, reminder.Document.Number = "", "R2026-1"
	for i := range 13 {
		reminder.Owed = append(reminder.Owed, garage.Document{Kind: garage.Invoice, Number: fmt.Sprintf("F2026-%05d", i), Open: 1001})
	}
	for name, c := range map[string]struct {
		paper  Paper
		amount garage.Cents
		rest   []string
	}{
		"structured": {structured, structured.Document.Open, []string{garage.FormatOGM(structured.Document.OGM)}},
		"none":       {bare, bare.Document.Open, []string{"", "F2026-00042"}},
		"wrong":      {wrong, wrong.Document.Open, []string{"", "F2026-00042"}},
		"reminder": {reminder, 13 * 1001, []string{"", "F2026-00000 F2026-00001 F2026-00002 F2026-00003 F2026-00004 F2026-00005 F2026-00006 " +
			"F2026-00007 F2026-00008 F2026-00009 F2026-00010"}},
	} {
		want := append([]string{
			"BCD", "002", "1", "SCT", "GKCCBEBB", "Garage Dupont & Fils SRL", "BE68539007547034", "EUR" + withPoint(c.amount), "",
		}, c.rest...)
		if read := scanned(t, c.paper); read != strings.Join(want, "\n") {
			t.Errorf("%s: read %q, want %q", name, read, want)
		}
	}
}

func withPoint(amount garage.Cents) string {
	digits := []byte{}
	for n := int64(amount); n > 0 || len(digits) < 3; n /= 10 {
		digits = append([]byte{byte('0' + n%10)}, digits...)
		if len(digits) == 2 {
			digits = append([]byte{'.'}, digits...)
		}
	}
	return string(digits)
}

func TestNoPaymentCode(t *testing.T) {
	good := invoice("fr").Company
	for name, c := range map[string]struct {
		company garage.Company
		amount  garage.Cents
	}{
		"no IBAN": {garage.Company{Name: "A"}, 100}, "bad IBAN": {garage.Company{Name: "A", IBAN: "BE68539007547035"}, 100},
		"nothing": {good, 0}, "negative": {good, -5}, "no name": {garage.Company{IBAN: good.IBAN}, 5},
	} {
		if code, err := EPC(c.company, c.amount, "", ""); !errors.Is(err, ErrNoPayment) {
			t.Errorf("%s: %q, %v", name, code, err)
		}
	}
}
