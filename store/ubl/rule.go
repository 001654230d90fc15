package ubl

import "fmt"

// Rule is one rule of EN 16931 or Peppol BIS Billing 3.0 that a document is held to: what we issue to all of them, what others
// issued to those that make it what it says.
type Rule struct {
	ID       string // in the official rules: BR-16, PEPPOL-EN16931-R003; BR-S-08 stands for its likes of the other categories
	Reason   string // language key of the sentence
	Received bool   // held against what others issued too
	check    func(c *checking)
}

// Broken is a rule that a document breaks.
type Broken struct {
	Rule   *Rule
	Detail string // where or what: a line's number, two amounts; may be ""
}

// checking is a document that is held to the rules.
type checking struct {
	*Invoice
	received bool    // others issued it: customs of before 2026 count
	terms    []terms // of a file
	broken   func(detail string, args ...any)
}

// Check returns the rules that a document to be issued breaks, in the order of Rules.
func Check(invoice *Invoice) []Broken {
	var all []Broken
	hold(&checking{Invoice: invoice}, func(rule *Rule, detail string) { all = append(all, Broken{rule, detail}) })
	return all
}

// hold tells each rule that is broken, once.
func hold(c *checking, tell func(rule *Rule, detail string)) {
	for i := range Rules {
		rule, told := &Rules[i], false
		if c.received && !rule.Received {
			continue
		}
		c.broken = func(detail string, args ...any) {
			if !told {
				told = true
				tell(rule, fmt.Sprintf(detail, args...))
			}
		}
		rule.check(c)
	}
}

// Rules are all rules that a document of ours could break; what Write does by itself has none.
var Rules = []Rule{
	{"BR-02", NoNumber, true, func(c *checking) { c.wanted(c.Number) }},
	{"BR-03", NoDate, true, func(c *checking) { c.wanted(c.IssueDate) }},
	{"BR-05", Currency, true, func(c *checking) { c.wanted(c.Currency) }},
	{"BR-16", NoLines, true, func(c *checking) {
		if len(c.Lines) == 0 {
			c.broken("")
		}
	}},
	{"BR-06", "peppol.company_name", false, func(c *checking) { c.wanted(c.Supplier.Name) }},
	{"BR-09", "peppol.company_country", false, func(c *checking) { c.country(c.Supplier.Country) }},
	{"PEPPOL-EN16931-R020", "peppol.company_endpoint", false, func(c *checking) { c.endpoint(&c.Supplier) }},
	{"BR-S-02", "peppol.company_vat", false, (*checking).companyVAT},
	{"BR-CO-26", "peppol.company_number", false, func(c *checking) { c.wanted(c.Supplier.VATNumber + c.Supplier.Enterprise) }},
	{"BR-61", "peppol.company_iban", false, (*checking).account},
	{"BR-07", "peppol.client_name", false, func(c *checking) { c.wanted(c.Customer.Name) }},
	{"BR-11", "peppol.client_country", false, func(c *checking) { c.country(c.Customer.Country) }},
	{"PEPPOL-EN16931-R010", "peppol.client_endpoint", false, func(c *checking) { c.endpoint(&c.Customer) }},
	{"PEPPOL-COMMON-R043", "peppol.enterprise_number", false, (*checking).enterpriseNumbers},
	{"PEPPOL-EN16931-CL008", "peppol.endpoint_scheme", false, (*checking).endpointSchemes},
	{"BR-CO-09", "peppol.vat_prefix", false, (*checking).vatPrefixes},
	{"BR-AE-02", "peppol.client_vat", false, (*checking).clientVAT},
	{"PEPPOL-EN16931-R003", "peppol.reference", false, (*checking).reference},
	{"BR-CO-25", "peppol.due_date", false, func(c *checking) {
		if c.Payable > 0 && c.DueDate == "" {
			c.wanted(c.Terms)
		}
	}},
	{"BR-25", "peppol.line_name", false, func(c *checking) { c.eachLine(func(l *Line) bool { return plain(l.Name) != "" }) }},
	{"BR-CL-23", "peppol.unit", false, func(c *checking) { c.eachLine(func(l *Line) bool { return IsUnit(l.Unit) }) }},
	{"BR-27", "peppol.negative_price", false, func(c *checking) { c.eachLine(func(l *Line) bool { return l.UnitPrice >= 0 }) }},
	{"BR-CO-04", "peppol.no_category", false, func(c *checking) { c.eachLine(func(l *Line) bool { return l.Category != "" }) }},
	{"BR-CL-18", "peppol.category", false, func(c *checking) {
		c.eachLine(func(l *Line) bool { return l.Category == "" || isCategory(l.Category) })
	}},
	{"BR-S-05", "peppol.rate", false, (*checking).rates},
	{"BR-41", "peppol.charge_reason", false, (*checking).chargeReasons},
	{"PEPPOL-EN16931-R040", "peppol.discount", false, (*checking).discounts},
	{"PEPPOL-EN16931-R120", "peppol.line_amount", false, (*checking).lineAmounts},
	{"BR-E-10", "peppol.exemption_reason", false, (*checking).exemptions},
	{"BR-S-10", "peppol.exemption_needless", false, (*checking).needlessExemptions},
	{"PEPPOL-EN16931-P0104", "peppol.exemption_code", false, (*checking).exemptionCodes},
	{"BR-O-11", "peppol.outside_mixed", false, (*checking).outsideMixed},
	{"BR-O-02", "peppol.outside_vat", false, (*checking).outsideVAT},
	{"BR-IC-11", "peppol.delivery", false, (*checking).delivery},
	{"BR-CO-10", SumLines, true, (*checking).sumLines},
	{"BR-CO-11", SumExtras, true, (*checking).sumExtras},
	{"BR-CO-13", SumNet, true, func(c *checking) { c.same("TaxExclusiveAmount", c.Net, c.LinesTotal-c.AllowanceTotal+c.ChargeTotal) }},
	{"BR-CO-18", NoTotals, false, func(c *checking) {
		if len(c.Taxes) == 0 {
			c.broken("TaxSubtotal")
		}
	}},
	{"BR-CO-14", SumVAT, true, (*checking).sumVAT},
	{"BR-S-08", SumTaxable, true, (*checking).sumTaxable},
	{"BR-CO-17", TaxOfRate, true, (*checking).taxOfRate},
	{"BR-CO-15", SumTotal, true, func(c *checking) { c.same("TaxInclusiveAmount", c.Total, c.Net+c.VAT) }},
	{"BR-CO-16", SumPayable, true, func(c *checking) { c.same("PayableAmount", c.Payable, c.Total-c.Prepaid+c.Rounding) }},
}

// wanted is broken by what is missing.
func (c *checking) wanted(text string) {
	if plain(text) == "" {
		c.broken("")
	}
}

// eachLine is broken by the first line that is not good.
func (c *checking) eachLine(good func(l *Line) bool) {
	for i := range c.Lines {
		if !good(&c.Lines[i]) {
			c.broken("%s", c.Lines[i].ID)
		}
	}
}

// same is broken by an amount that is not what it should be.
func (c *checking) same(element string, stated, calculated int64) {
	if stated != calculated {
		c.broken("%s %s ≠ %s", element, euro(stated), euro(calculated))
	}
}
