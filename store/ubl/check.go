package ubl

import (
	"fmt"
	"math/big"
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
		{"LineExtensionAmount", sums.Lines},
		{"TaxExclusiveAmount", sums.Net},
		{"TaxInclusiveAmount", sums.Total},
		{"PayableAmount", sums.Payable},
	} {
		if required.amount.Element == "" {
			r.refuse(NoTotals, "%s", required.element)
		}
	}
	invoice.Net, invoice.Total = r.cents("", sums.Net), r.cents("", sums.Total)
	invoice.Prepaid, invoice.Rounding = r.cents("", sums.Prepaid), r.cents("", sums.Rounding)
	invoice.Payable = r.cents("", sums.Payable)
	r.checkLines(sums, invoice)
	r.taxes(file, invoice)
	r.checkTaxes(invoice)
	r.same(SumTotal, "TaxInclusiveAmount", invoice.Total, invoice.Net+invoice.VAT)
	r.same(SumPayable, "PayableAmount", invoice.Payable, invoice.Total-invoice.Prepaid+invoice.Rounding)
}

// same refuses an amount that is not what it should be.
func (r *reading) same(reason, element string, stated, calculated int64) {
	if stated != calculated {
		r.refuse(reason, "%s %s ≠ %s", element, euro(stated), euro(calculated))
	}
}

func (r *reading) checkLines(sums *totals, invoice *Invoice) {
	lines, allowances, charges := int64(0), int64(0), int64(0)
	for _, line := range invoice.Lines {
		lines += line.Net
	}
	for _, one := range invoice.Allowances {
		if one.Charge {
			charges += one.Amount
		} else {
			allowances += one.Amount
		}
	}
	r.same(SumLines, "LineExtensionAmount", r.cents("", sums.Lines), lines)
	r.same(SumExtras, "AllowanceTotalAmount", r.cents("", sums.Allowances), allowances)
	r.same(SumExtras, "ChargeTotalAmount", r.cents("", sums.Charges), charges)
	r.same(SumNet, "TaxExclusiveAmount", invoice.Net, lines-allowances+charges)
}

// taxes reads the VAT in euro; a second total in the currency of a foreign tax office counts for nothing here.
func (r *reading) taxes(file *document, invoice *Invoice) {
	found := false
	for i := range file.TaxTotals {
		total := &file.TaxTotals[i]
		if total.Amount.Currency != "" && total.Amount.Currency != "EUR" && len(total.Rates) == 0 {
			continue
		}
		if found {
			r.refuse(Twice, "TaxTotal")
		}
		found = true
		invoice.VAT = r.cents("TaxTotal/", total.Amount)
		sum := int64(0)
		for j := range total.Rates {
			rate := &total.Rates[j]
			tax := Tax{Taxable: r.cents("TaxSubtotal/", rate.Taxable), Amount: r.cents("TaxSubtotal/", rate.Amount)}
			if tax.Category, tax.Rate = r.category("TaxSubtotal, ", rate.Categories); len(rate.Categories) > 0 {
				tax.Reason = string(rate.Categories[0].Reason)
			}
			sum += tax.Amount
			invoice.Taxes = append(invoice.Taxes, tax)
		}
		r.same(SumVAT, "TaxAmount", invoice.VAT, sum)
	}
	if !found {
		r.refuse(NoTotals, "TaxTotal")
	}
}

// base is one VAT rate: zero-rated and exempt are two, though both have 0 %.
type base struct {
	category string
	rate     int64
}

func (b base) String() string { return fmt.Sprintf("%s %s %%", b.category, euro(b.rate)) }

// slack is how far the base and the tax of a rate may be off, exclusively.
func (b base) slack() int64 {
	if b.rate == 0 {
		return 1
	}
	return tolerance
}

// checkTaxes compares the base of every rate with the lines of that rate, and its tax with its base.
func (r *reading) checkTaxes(invoice *Invoice) {
	var order []base // the first that is wrong is told, whatever order maps have
	seen := map[base]bool{}
	stated, lines, taxes := map[base]int64{}, map[base]int64{}, map[base]int64{}
	add := func(sums map[base]int64, category string, rate, cents int64) {
		key := base{category, rate}
		if !seen[key] {
			seen[key], order = true, append(order, key)
		}
		sums[key] += cents
	}
	for _, tax := range invoice.Taxes {
		add(stated, tax.Category, tax.Rate, tax.Taxable)
		add(taxes, tax.Category, tax.Rate, tax.Amount)
	}
	for _, line := range invoice.Lines {
		add(lines, line.Category, line.Rate, line.Net)
	}
	for _, one := range invoice.Allowances {
		if one.Charge {
			add(lines, one.Category, one.Rate, one.Amount)
		} else {
			add(lines, one.Category, one.Rate, -one.Amount)
		}
	}
	for _, key := range order {
		if difference(stated[key], lines[key]) >= key.slack() {
			r.refuse(SumTaxable, "%s: %s ≠ %s", key, euro(stated[key]), euro(lines[key]))
		}
		if tax := taxOf(stated[key], key.rate); difference(taxes[key], tax) >= key.slack() {
			r.refuse(TaxOfRate, "%s: %s ≠ %s", key, euro(taxes[key]), euro(tax))
		}
	}
}

func difference(a, b int64) int64 { return max(a-b, b-a) }

// taxOf rounds half away from zero; the product of a base and its rate can pass 64 bits.
func taxOf(taxable, rate int64) int64 {
	tax := big.NewInt(taxable)
	return quotient(tax.Mul(tax, big.NewInt(rate)), big.NewInt(10_000)).Int64()
}

func euro(cents int64) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return fmt.Sprintf("%s%d.%02d", sign, cents/100, cents%100)
}
