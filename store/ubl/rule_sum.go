package ubl

import "math/big"

// lineSums adds up the lines: their cents, and exactly in millionths.
func lineSums(invoice *Invoice) (cents, millionths int64) {
	for i := range invoice.Lines {
		cents, millionths = cents+invoice.Lines[i].Net, millionths+invoice.Lines[i].NetMillionths
	}
	return cents, millionths
}

// sumLines allows lines of four decimals to be added up before they are rounded, or after.
func (c *checking) sumLines() {
	cents, exact := lineSums(c.Invoice)
	if !c.received || c.LinesTotal != rounded(exact) {
		c.same("LineExtensionAmount", c.LinesTotal, cents)
	}
}

func (c *checking) sumExtras() {
	allowances, charges := int64(0), int64(0)
	for _, one := range c.Allowances {
		if one.Charge {
			charges += one.Amount
		} else {
			allowances += one.Amount
		}
	}
	c.same("AllowanceTotalAmount", c.AllowanceTotal, allowances)
	c.same("ChargeTotalAmount", c.ChargeTotal, charges)
}

func (c *checking) sumVAT() {
	sum := int64(0)
	for _, tax := range c.Taxes {
		sum += tax.Amount
	}
	c.same("TaxAmount", c.VAT, sum)
}

// sumTaxable compares the base of every rate with the lines of that rate.
func (c *checking) sumTaxable() {
	t := newTaxTable(c.Invoice)
	for _, key := range t.order {
		stated, lines := t.stated[key], t.lines[key]
		isExchange := c.received && t.exchange[key] && stated > lines && stated <= 2*lines
		if difference(stated, lines) >= key.slack(t.fractions[key]) && !isExchange {
			c.broken("%s: %s ≠ %s", key, euro(stated), euro(lines))
		}
	}
}

// taxOfRate compares the tax of every rate with its base.
func (c *checking) taxOfRate() {
	t := newTaxTable(c.Invoice)
	for _, key := range t.order {
		tax := taxOf(t.stated[key], key.rate)
		if difference(t.taxes[key], tax) >= key.slack(0) && (!c.received || !t.discounted(c.terms, key)) {
			c.broken("%s: %s ≠ %s", key, euro(t.taxes[key]), euro(tax))
		}
	}
}

// cent is in millionths; lineSlack is how far a line may be from its price times its quantity (PEPPOL-EN16931-R120).
const (
	cent      = 10_000
	lineSlack = 2 * cent
)

// lineAmounts compares the net amount of each line with its price, quantity, allowances and charges.
func (c *checking) lineAmounts() {
	c.eachLine(func(l *Line) bool {
		quantity, ok := parseDecimal(l.quantity())
		price, okPrice := parseDecimal(l.price())
		if !ok || !okPrice {
			return false
		}
		base, _ := parseDecimal("1")
		if l.BaseQuantityText != "" {
			if base, ok = parseDecimal(l.BaseQuantityText); !ok || base.units.Sign() <= 0 {
				return false
			}
		}
		gross := new(big.Rat).Mul(quantity.rational(), price.rational())
		gross.Quo(gross, base.rational())
		for _, one := range l.Allowances {
			amount := big.NewRat(one.Amount, 100)
			if !one.Charge {
				amount.Neg(amount)
			}
			gross.Add(gross, amount)
		}
		gross.Sub(gross, big.NewRat(l.Net, 100))
		return gross.Abs(gross).Cmp(big.NewRat(lineSlack, 1_000_000)) <= 0
	})
}

// discounts compares the amount of each allowance and charge with its percentage (PEPPOL-EN16931-R040 to R042).
func (c *checking) discounts() {
	good := func(a Allowance) bool {
		if a.Percent == 0 {
			return true // its base is not written either
		}
		share := big.NewInt(a.Base)
		exact := quotient(share.Mul(share, big.NewInt(a.Percent)), big.NewInt(10_000)).Int64()
		return difference(exact, a.Amount) <= 2
	}
	c.eachLine(func(l *Line) bool { return allGood(l.Allowances, good) })
	if !allGood(c.Allowances, good) {
		c.broken("")
	}
}

// chargeReasons: a charge has no code that says what it is; an allowance has the one for a discount.
func (c *checking) chargeReasons() {
	good := func(a Allowance) bool { return !a.Charge || plain(a.Reason) != "" }
	c.eachLine(func(l *Line) bool { return allGood(l.Allowances, good) })
	if !allGood(c.Allowances, good) {
		c.broken("")
	}
}

func allGood(all []Allowance, good func(Allowance) bool) bool {
	for _, one := range all {
		if !good(one) {
			return false
		}
	}
	return true
}
