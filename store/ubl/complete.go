package ubl

import (
	"cmp"

	"garagemail/store/decimal"
)

// quantity is how many, exactly.
func (l *Line) quantity() string { return cmp.Or(l.QuantityText, decimal.ShortText(l.Quantity, 3)) }

// price is the price for BaseQuantityText of them, exactly.
func (l *Line) price() string { return cmp.Or(l.UnitPriceText, decimal.ShortText(l.UnitPrice, 6)) }

// Complete sets what follows from lines and allowances: the VAT of each category and rate, rounded once over its base, half away from
// zero (EN 16931, BT-117), and all totals. Reasons of Taxes that stand there already are kept; Prepaid and Rounding are read.
func Complete(invoice *Invoice) {
	before := invoice.Taxes
	invoice.Taxes, invoice.VAT, invoice.AllowanceTotal, invoice.ChargeTotal = nil, 0, 0, 0
	invoice.LinesTotal, _ = lineSums(invoice)
	t := newTaxTable(invoice)
	for _, key := range t.order {
		tax := Tax{Category: key.category, Rate: key.rate, Taxable: t.lines[key], Amount: taxOf(t.lines[key], key.rate)}
		for _, known := range before {
			if known.Category == tax.Category && known.Rate == tax.Rate {
				tax.Reason, tax.ReasonCode = known.Reason, known.ReasonCode
			}
		}
		invoice.Taxes = append(invoice.Taxes, tax)
		invoice.VAT += tax.Amount
	}
	for _, one := range invoice.Allowances {
		if one.Charge {
			invoice.ChargeTotal += one.Amount
		} else {
			invoice.AllowanceTotal += one.Amount
		}
	}
	invoice.Net = invoice.LinesTotal - invoice.AllowanceTotal + invoice.ChargeTotal
	invoice.Total = invoice.Net + invoice.VAT
	invoice.Payable = invoice.Total - invoice.Prepaid + invoice.Rounding
}
