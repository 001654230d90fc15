package garage

import (
	"cmp"
	"math/big"
	"slices"
)

// NetOf returns the net amount of a line: quantity × unit price less the discount, rounded once to the cent, half away
// from zero (EN 16931, BT-131).
func NetOf(line DocumentLine) Cents {
	net := big.NewInt(int64(line.Quantity))
	net.Mul(net, big.NewInt(int64(line.Price())))
	net.Mul(net, big.NewInt(10_000-int64(line.Discount)))
	return Cents(DivideRounded(net, 1000*10_000*millionthsOfCent))
}

// RateTotal is what the lines of one VAT rate come to.
type RateTotal struct {
	Rate BasisPoints
	Net  Cents
	VAT  Cents
}

// TotalsByRate returns the VAT table of a document, the highest rate first: per rate the sum of its lines' nets and the
// VAT, rounded once over that sum, half away from zero (EN 16931, BT-117).
func TotalsByRate(lines []DocumentLine) []RateTotal {
	byRate := map[BasisPoints]Cents{}
	for _, line := range lines {
		byRate[line.VATRate] += NetOf(line)
	}
	totals := make([]RateTotal, 0, len(byRate))
	for rate, taxable := range byRate {
		tax := big.NewInt(int64(taxable))
		tax.Mul(tax, big.NewInt(int64(rate)))
		totals = append(totals, RateTotal{Rate: rate, Net: taxable, VAT: Cents(DivideRounded(tax, 10_000))})
	}
	slices.SortFunc(totals, func(a, b RateTotal) int { return cmp.Compare(b.Rate, a.Rate) })
	return totals
}

// Totals returns what a document amounts to: the sums of its VAT table, and both together.
func Totals(lines []DocumentLine) (net, vat, total Cents) {
	for _, rate := range TotalsByRate(lines) {
		net += rate.Net
		vat += rate.VAT
	}
	return net, vat, net + vat
}

// DivideRounded divides and rounds half away from zero, as accountants do; the products of three factors pass 64 bits.
func DivideRounded(value *big.Int, by int64) int64 {
	half := big.NewInt(by / 2)
	if value.Sign() < 0 {
		half.Neg(half)
	}
	return value.Add(value, half).Quo(value, big.NewInt(by)).Int64()
}

// VATTable is the VAT table of the document, the highest rate first: as its issuer states it, else as it follows from the lines.
func (d Document) VATTable() []RateTotal {
	if len(d.StatedVAT) > 0 {
		return d.StatedVAT
	}
	return TotalsByRate(d.Lines)
}

// Sums are what the document amounts to: what is kept with one that has no lines or whose issuer states its VAT, else what
// follows from the lines.
func (d Document) Sums() (net, vat, total Cents) {
	if len(d.StatedVAT) > 0 || len(d.Lines) == 0 {
		return d.Net, d.VAT, d.Total
	}
	return Totals(d.Lines)
}
