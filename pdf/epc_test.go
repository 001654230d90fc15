package pdf

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/garage"
)

// TestPaymentCode: a reader finds the code on a page of 150 dpi, and its lines are those of EPC069-12.
func TestPaymentCode(t *testing.T) {
	p := invoice("fr")
	path, _ := made(t, p)
	picture := filepath.Join(t.TempDir(), "page")
	tool(t, "pdftoppm", "-r", "150", "-png", "-singlefile", path, picture)
	read := strings.TrimSpace(tool(t, "zbarimg", "--quiet", "--nodbus", "--raw", picture+".png"))
	want := strings.Join([]string{
		"BCD", "002", "1", "SCT", "GKCCBEBB", "Garage Dupont & Fils SRL", "BE68539007547034",
		"EUR" + withPoint(p.Document.Open), "", garage.FormatOGM(p.Document.OGM),
	}, "\n")
	if read != want {
		t.Errorf("read %q, want %q", read, want)
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
		if code, err := EPC(c.company, c.amount, ""); !errors.Is(err, ErrNoPayment) {
			t.Errorf("%s: %q, %v", name, code, err)
		}
	}
}
