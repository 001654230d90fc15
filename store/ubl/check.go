package ubl

import (
	"math/big"

	"garagemail/store/decimal"
)

// tolerance is what EN 16931 allows between the VAT of a rate and its base: less than one euro, because programs may
// round per line. Every other sum must be right to the cent.
const tolerance = 100

// check takes the totals of the file into the invoice and follows them from the lines to the amount to pay. Amounts are
// compared with their sign, which is stricter than the published rules for VAT: those take -21 for the VAT of 100.
func (r *reading) check(file *document, invoice *Invoice) {
	if len(invoice.Lines) == 0 {
		r.refuse(NoLines, "")
		return
	}
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
	r.checkLines(sums, invoice)
	r.taxes(file, invoice)
	r.checkTaxes(file, invoice)
	invoice.Total = invoice.Net + invoice.VAT
	if sums.Total.Element != "" { // UBL 2.0 may leave it out
		r.same(SumTotal, "TaxInclusiveAmount", r.cents("", sums.Total), invoice.Total)
	}
	r.same(SumPayable, "PayableAmount", invoice.Payable, invoice.Total-invoice.Prepaid+invoice.Rounding)
}

// same refuses an amount that is not what it should be.
func (r *reading) same(reason, element string, stated, calculated int64) {
	if stated != calculated {
		r.refuse(reason, "%s %s ≠ %s", element, euro(stated), euro(calculated))
	}
}

func (r *reading) checkLines(sums *totals, invoice *Invoice) {
	lines, exact := int64(0), int64(0)
	allowances, charges := int64(0), int64(0)
	for _, line := range invoice.Lines {
		lines, exact = lines+line.Net, exact+line.NetMillionths
	}
	for _, one := range invoice.Allowances {
		if one.Charge {
			charges += one.Amount
		} else {
			allowances += one.Amount
		}
	}
	stated := lines
	if sums.Lines.Element != "" {
		stated = r.cents("", sums.Lines)
	} else if rounded(exact) == invoice.Net+allowances-charges {
		stated = rounded(exact)
	}
	// Lines of four decimals are added up before they are rounded, or after.
	if stated != rounded(exact) {
		r.same(SumLines, "LineExtensionAmount", stated, lines)
	}
	r.extras("AllowanceTotalAmount", sums.Allowances, allowances)
	r.extras("ChargeTotalAmount", sums.Charges, charges)
	r.same(SumNet, "TaxExclusiveAmount", invoice.Net, stated-allowances+charges)
}

// extras holds the allowances or charges of the document to their total, which UBL 2.0 may leave out.
func (r *reading) extras(element string, total amount, sum int64) {
	if total.Element != "" || sum != 0 {
		r.same(SumExtras, element, r.cents("", total), sum)
	}
}

// rounded turns millionths of a euro into cents, half away from zero.
func rounded(millionths int64) int64 {
	return quotient(big.NewInt(millionths), big.NewInt(10_000)).Int64()
}

// taxes reads the VAT in euro; a second total in the currency of a foreign tax office counts for nothing here. UBL 2.0 may have
// a total for each rate.
func (r *reading) taxes(file *document, invoice *Invoice) {
	found := false
	for i := range file.TaxTotals {
		total := &file.TaxTotals[i]
		if total.Amount.Currency != "" && total.Amount.Currency != "EUR" && len(total.Rates) == 0 {
			continue
		}
		if found && len(total.Rates) == 0 {
			r.refuse(Twice, "TaxTotal")
		}
		found = true
		sum := int64(0)
		for j := range total.Rates {
			rate := &total.Rates[j]
			tax := Tax{Taxable: r.cents("TaxSubtotal/", rate.Taxable), Amount: r.cents("TaxSubtotal/", rate.Amount)}
			categories := rate.categories()
			if tax.Category, tax.Rate = r.category("TaxSubtotal, ", categories); len(categories) > 0 {
				tax.Reason, tax.Code = string(categories[0].Reason), string(categories[0].Name)
			}
			sum += tax.Amount
			invoice.Taxes = append(invoice.Taxes, tax)
		}
		stated := r.cents("TaxTotal/", total.Amount)
		r.same(SumVAT, "TaxAmount", stated, sum)
		invoice.VAT += stated
	}
	if !found {
		r.refuse(NoTotals, "TaxTotal")
	}
}

// euro writes cents.
func euro(cents int64) string { return decimal.Text(cents, 2) }
