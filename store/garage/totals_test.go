package garage_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"garagemail/store/garage"
)

func TestTotals(t *testing.T) {
	line := func(quantity garage.Thousandths, price garage.Cents, discount, rate garage.BasisPoints) garage.DocumentLine {
		return garage.DocumentLine{Quantity: quantity, UnitPrice: price, Discount: discount, VATRate: rate}
	}
	for name, test := range map[string]struct {
		lines           []garage.DocumentLine
		net, vat, total garage.Cents
	}{
		"none":                    {nil, 0, 0, 0},
		"half a cent goes up":     {[]garage.DocumentLine{line(500, 1, 0, 0)}, 1, 0, 1},
		"and down below zero":     {[]garage.DocumentLine{line(-500, 1, 0, 0)}, -1, 0, -1},
		"VAT once per rate":       {[]garage.DocumentLine{line(1000, 2, 0, 2100), line(1000, 2, 0, 2100), line(1000, 2, 0, 2100)}, 6, 1, 7},
		"each rate by itself":     {[]garage.DocumentLine{line(1000, 10, 0, 2100), line(1000, 10, 0, 600)}, 20, 3, 23},
		"discount":                {[]garage.DocumentLine{line(1500, 10000, 1000, 2100)}, 13500, 2835, 16335},
		"a quantity past 64 bits": {[]garage.DocumentLine{line(1e12, 9e7, 0, 0)}, 9e16, 0, 9e16},
	} {
		if net, vat, total := garage.Totals(test.lines); net != test.net || vat != test.vat || total != test.total {
			t.Errorf("%s: %d %d %d, want %d %d %d", name, net, vat, total, test.net, test.vat, test.total)
		}
	}
}

func TestRandomTotals(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 9)) //nolint:gosec // a test's guesses
	rates := []garage.BasisPoints{0, 600, 1200, 2100}
	for range 2000 {
		lines := make([]garage.DocumentLine, random.IntN(12))
		for i := range lines {
			lines[i] = garage.DocumentLine{
				Quantity: garage.Thousandths(random.Int64N(200_000) - 50_000), UnitPrice: garage.Cents(random.Int64N(1e8) - 1e7),
				Discount: garage.BasisPoints(random.IntN(10_001)), VATRate: rates[random.IntN(4)],
			}
		}
		wantNet, wantVAT := exactTotals(lines)
		if net, vat, total := garage.Totals(lines); net != wantNet || vat != wantVAT || total != wantNet+wantVAT {
			t.Fatalf("%+v: %d %d %d, want %d %d", lines, net, vat, total, wantNet, wantVAT)
		}
	}
}

// exactTotals calculates with fractions, and rounds where the rule says.
func exactTotals(lines []garage.DocumentLine) (net, vat garage.Cents) {
	taxable := map[garage.BasisPoints]*big.Rat{}
	for _, line := range lines {
		amount := big.NewRat(int64(line.Quantity), 1000)
		amount.Mul(amount, big.NewRat(int64(line.UnitPrice), 1)).Mul(amount, big.NewRat(10_000-int64(line.Discount), 10_000))
		rounded := toCent(amount)
		net += rounded
		if taxable[line.VATRate] == nil {
			taxable[line.VATRate] = new(big.Rat)
		}
		taxable[line.VATRate].Add(taxable[line.VATRate], big.NewRat(int64(rounded), 1))
	}
	for rate, sum := range taxable {
		vat += toCent(sum.Mul(sum, big.NewRat(int64(rate), 10_000)))
	}
	return net, vat
}

// toCent rounds half away from zero: big.Rat does so when it writes decimals.
func toCent(amount *big.Rat) garage.Cents {
	cents, ok := new(big.Int).SetString(amount.FloatString(0), 10)
	if !ok {
		panic(amount.FloatString(0))
	}
	return garage.Cents(cents.Int64())
}
