package ubl

import (
	"math/big"
	"strings"

	"garagemail/store/decimal"
)

// tolerance is what EN 16931 allows between the VAT of a rate and its base: less than one euro, because programs may
// round per line. Every other sum must be right to the cent.
const tolerance = 100

// stated takes the totals of the file into the invoice. What UBL 2.0 may leave out is what the rest comes to.
func (r *reading) stated(file *document, invoice *Invoice) {
	if len(file.Totals) > 1 {
		r.refuse(Twice, "LegalMonetaryTotal")
		return
	}
	if len(file.Totals) == 0 {
		r.refuse(NoTotals, "LegalMonetaryTotal")
		return
	}
	sums := &file.Totals[0]
	for _, required := range []struct {
		element string
		amount  amount
	}{
		{"TaxExclusiveAmount", sums.Net},
		{"PayableAmount", sums.Payable},
	} {
		if required.amount.Element == "" {
			r.refuse(NoTotals, "%s", required.element)
		}
	}
	invoice.Net = r.cents("", sums.Net)
	invoice.Prepaid, invoice.Rounding = r.cents("", sums.Prepaid), r.cents("", sums.Rounding)
	invoice.Payable = r.cents("", sums.Payable)
	invoice.AllowanceTotal, invoice.ChargeTotal = r.cents("", sums.Allowances), r.cents("", sums.Charges)
	r.taxes(file, invoice)
	if invoice.Total = invoice.Net + invoice.VAT; sums.Total.Element != "" {
		invoice.Total = r.cents("", sums.Total)
	}
	invoice.LinesTotal = r.cents("", sums.Lines)
	if sums.Lines.Element == "" {
		lines, exact := lineSums(invoice)
		if invoice.LinesTotal = lines; rounded(exact) == invoice.Net+invoice.AllowanceTotal-invoice.ChargeTotal {
			invoice.LinesTotal = rounded(exact)
		}
	}
	if discount := newTaxTable(invoice).cashDiscount(invoice); len(discount) > 0 {
		invoice.Allowances = append(invoice.Allowances, discount...)
		charge := discount[len(discount)-1].Amount
		invoice.AllowanceTotal, invoice.ChargeTotal = invoice.AllowanceTotal+charge, invoice.ChargeTotal+charge
	}
}

// rounded turns millionths of a euro into cents, half away from zero.
func rounded(millionths int64) int64 {
	return quotient(big.NewInt(millionths), big.NewInt(10_000)).Int64()
}

// taxes reads the VAT in the currency of the document; a second total in the currency of a foreign tax office counts for nothing here. UBL 2.0 may have
// a total for each rate.
func (r *reading) taxes(file *document, invoice *Invoice) {
	found := false
	for i := range file.TaxTotals {
		total := &file.TaxTotals[i]
		if total.Amount.Currency != "" && total.Amount.Currency != r.currency && len(total.Rates) == 0 {
			continue
		}
		if found && len(total.Rates) == 0 {
			r.refuse(Twice, "TaxTotal")
		}
		found = true
		for j := range total.Rates {
			rate := &total.Rates[j]
			tax := Tax{Taxable: r.cents("TaxSubtotal/", rate.Taxable), Amount: r.cents("TaxSubtotal/", rate.Amount)}
			categories := rate.categories()
			if tax.Category, tax.Rate = r.category("TaxSubtotal, ", categories); len(categories) > 0 {
				tax.Reason, tax.Code = string(categories[0].Reason), string(categories[0].Name)
				tax.ReasonCode = strings.ToUpper(string(categories[0].Why))
			}
			invoice.Taxes = append(invoice.Taxes, tax)
		}
		invoice.VAT += r.cents("TaxTotal/", total.Amount)
	}
	if !found {
		r.refuse(NoTotals, "TaxTotal")
	}
}

// euro writes cents, of whatever currency.
func euro(cents int64) string { return decimal.Text(cents, 2) }
