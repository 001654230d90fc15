package ubl

import (
	"fmt"
	"math/big"
	"strings"
)

// base is one VAT rate: zero-rated and exempt are two, though both have 0 %.
type base struct {
	category string
	rate     int64
}

func (b base) String() string { return fmt.Sprintf("%s %s %%", b.category, euro(b.rate)) }

// slack is how far the base and the tax of a rate may be off, exclusively. Where there is no VAT nothing is rounded, but lines of
// more than two decimals.
func (b base) slack(fractions int64) int64 {
	if b.rate == 0 {
		return 1 + fractions
	}
	return tolerance
}

// taxTable compares the VAT totals of a document with its lines.
type taxTable struct {
	order     []base // the first that is wrong is told, whatever order maps have
	seen      map[base]bool
	stated    map[base]int64 // the base that stands in the file
	lines     map[base]int64 // and the one of its lines, allowances and charges
	taxes     map[base]int64
	fractions map[base]int64 // lines that are not of whole cents
	exchange  map[base]bool  // its VAT counts the old part of a standard exchange
}

func (t *taxTable) add(sums map[base]int64, category string, rate, cents int64) {
	key := base{category, rate}
	if !t.seen[key] {
		t.seen[key], t.order = true, append(t.order, key)
	}
	sums[key] += cents
}

func newTaxTable(invoice *Invoice) *taxTable {
	t := &taxTable{
		seen: map[base]bool{}, stated: map[base]int64{}, lines: map[base]int64{}, taxes: map[base]int64{}, fractions: map[base]int64{},
		exchange: map[base]bool{},
	}
	for _, tax := range invoice.Taxes {
		t.add(t.stated, tax.Category, tax.Rate, tax.Taxable)
		t.add(t.taxes, tax.Category, tax.Rate, tax.Amount)
		if tax.isStandardExchange() {
			t.exchange[base{tax.Category, tax.Rate}] = true
		}
	}
	for _, line := range invoice.Lines {
		t.add(t.lines, line.Category, line.Rate, line.Net)
		if line.NetMillionths%10_000 != 0 {
			t.fractions[base{line.Category, line.Rate}]++
		}
	}
	for _, one := range invoice.Allowances {
		if one.Charge {
			t.add(t.lines, one.Category, one.Rate, one.Amount)
		} else {
			t.add(t.lines, one.Category, one.Rate, -one.Amount)
		}
	}
	return t
}

// maxDiscount is the largest discount for early payment that is taken for one, in basis points.
const maxDiscount = 1000

// cashDiscount finds the discount for early payment of UBL.BE: its amount leaves the base of a rate and stands as a base
// without VAT that no line belongs to. It is returned as what Peppol makes of it: an allowance there, a charge here.
func (t *taxTable) cashDiscount(invoice *Invoice) []Allowance {
	var free *Tax
	for i := range invoice.Taxes {
		tax := &invoice.Taxes[i]
		if key := (base{tax.Category, tax.Rate}); tax.Rate == 0 && tax.Amount == 0 && tax.Taxable > 0 && t.lines[key] == 0 && t.stated[key] == tax.Taxable {
			free = tax
		}
	}
	if free == nil {
		return nil
	}
	var found []Allowance
	left := free.Taxable
	for _, key := range t.order {
		missing := t.lines[key] - t.stated[key]
		if key.rate == 0 || missing <= 0 {
			continue
		}
		if missing*10_000 > t.lines[key]*maxDiscount {
			return nil
		}
		found = append(found, Allowance{Reason: free.Reason, Amount: missing, Category: key.category, Rate: key.rate})
		left -= missing
	}
	if left != 0 {
		return nil
	}
	return append(found, Allowance{Charge: true, Reason: free.Reason, Amount: free.Taxable, Category: free.Category})
}

// discounted says that the VAT of a rate is that of its base less the discount for early payment that the terms grant.
func (t *taxTable) discounted(all []terms, key base) bool {
	for _, one := range all {
		percent, ok := parseDecimal(string(one.Discount))
		if !ok {
			continue
		}
		points, ok := percent.exact(2, maxDiscount)
		if ok && points > 0 && key.rate > 0 &&
			difference(t.taxes[key], taxOf(taxOf(t.stated[key], 10_000-points), key.rate)) < key.slack(0) {
			return true
		}
	}
	return false
}

// isStandardExchange goes by UBL.BE's code SE, and by the words that the law wants on paper: the VAT of an exchanged part counts
// the value of the old one, which nobody pays.
func (t Tax) isStandardExchange() bool {
	if strings.HasSuffix(strings.ToUpper(t.Code), "SE") {
		return true
	}
	words := strings.ToLower(t.Reason)
	for _, said := range []string{"standard exchange", "échange standard", "echange standard", "standaardruil", "standaard ruil", "standaarduitwisseling"} {
		if strings.Contains(words, said) {
			return true
		}
	}
	return false
}

func difference(a, b int64) int64 { return max(a-b, b-a) }

// taxOf rounds half away from zero; the product of a base and its rate can pass 64 bits.
func taxOf(taxable, rate int64) int64 {
	tax := big.NewInt(taxable)
	return quotient(tax.Mul(tax, big.NewInt(rate)), big.NewInt(10_000)).Int64()
}
