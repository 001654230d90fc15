package store

import "math/big"

// NetOf returns the net amount of a line: quantity × unit price less the discount, rounded once to the cent, half away
// from zero (EN 16931, BT-131).
func NetOf(line DocumentLine) Cents {
	net := big.NewInt(int64(line.Quantity))
	net.Mul(net, big.NewInt(int64(line.UnitPrice)))
	net.Mul(net, big.NewInt(10_000-int64(line.Discount)))
	return Cents(bigRounded(net, 1000*10_000))
}

// Totals returns what a document amounts to: the sum of its lines' nets, the VAT rounded once per rate over the sum of
// that rate's lines, half away from zero (EN 16931, BT-117), and both together.
func Totals(lines []DocumentLine) (net, vat, total Cents) {
	byRate := map[BasisPoints]Cents{}
	for _, line := range lines {
		byRate[line.VATRate] += NetOf(line)
	}
	for rate, taxable := range byRate {
		tax := big.NewInt(int64(taxable))
		net += taxable
		vat += Cents(bigRounded(tax.Mul(tax, big.NewInt(int64(rate))), 10_000))
	}
	return net, vat, net + vat
}

// bigRounded divides and rounds half away from zero, as accountants do; the products of three factors pass 64 bits.
func bigRounded(value *big.Int, by int64) int64 {
	half := big.NewInt(by / 2)
	if value.Sign() < 0 {
		half.Neg(half)
	}
	return value.Add(value, half).Quo(value, big.NewInt(by)).Int64()
}
