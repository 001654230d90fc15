package ubl

import "strings"

// isCategory knows the VAT categories of EN 16931.
func isCategory(category string) bool {
	switch category {
	case "S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B":
		return true
	}
	return false
}

// categories tells each VAT category of the document once, that of what stands where first.
func (c *checking) categories(tell func(category string)) {
	seen := map[string]bool{}
	one := func(category string) {
		if category != "" && !seen[category] {
			seen[category] = true
			tell(category)
		}
	}
	for i := range c.Lines {
		one(c.Lines[i].Category)
	}
	for _, allowance := range c.Allowances {
		one(allowance.Category)
	}
	for _, tax := range c.Taxes {
		one(tax.Category)
	}
}

// companyVAT: who has VAT on his document has a VAT number (BR-S-02, Z, E, AE, IC, G).
func (c *checking) companyVAT() {
	c.categories(func(category string) {
		if category != "O" {
			c.wanted(c.Supplier.VATNumber)
		}
	})
}

// clientVAT: to whom VAT is shifted must be known to the tax office (BR-AE-02, BR-IC-02).
func (c *checking) clientVAT() {
	c.categories(func(category string) {
		switch category {
		case "AE":
			c.wanted(c.Customer.VATNumber + c.Customer.Enterprise)
		case "K":
			c.wanted(c.Customer.VATNumber)
		}
	})
}

// rates: the standard category has a rate, all others of ours have none.
func (c *checking) rates() {
	good := func(category string, rate int64) bool {
		return !isCategory(category) || (category == "S") == (rate > 0)
	}
	c.eachLine(func(l *Line) bool { return good(l.Category, l.Rate) })
	if !allGood(c.Allowances, func(a Allowance) bool { return good(a.Category, a.Rate) }) {
		c.broken("")
	}
	for _, tax := range c.Taxes {
		if !good(tax.Category, tax.Rate) {
			c.broken("%s", tax.Category)
		}
	}
}

// exemptions: where no VAT is due the document says why (BR-E-10, AE, IC, G, O).
func (c *checking) exemptions() {
	for _, tax := range c.Taxes {
		switch tax.Category {
		case "E", "AE", "K", "G", "O":
			c.wanted(tax.Reason + tax.ReasonCode)
		}
	}
}

func (c *checking) needlessExemptions() {
	for _, tax := range c.Taxes {
		if (tax.Category == "S" || tax.Category == "Z") && tax.Reason+tax.ReasonCode != "" {
			c.broken("%s", tax.Category)
		}
	}
}

// codeCategories are the exemption reasons that belong to one category (PEPPOL-EN16931-P0104 to P0111).
var codeCategories = map[string]string{
	"VATEX-EU-G": "G", "VATEX-EU-O": "O", "VATEX-EU-IC": "K", "VATEX-EU-AE": "AE", "VATEX-EU-D": "E", "VATEX-EU-F": "E", "VATEX-EU-I": "E", "VATEX-EU-J": "E",
}

func (c *checking) exemptionCodes() {
	for _, tax := range c.Taxes {
		category, bound := codeCategories[strings.ToUpper(tax.ReasonCode)]
		if c.isPeppol() && bound && category != tax.Category {
			c.broken("%s %s", tax.Category, tax.ReasonCode)
		}
	}
}

// outsideMixed: what is outside VAT stands on a document of its own (BR-O-11 to 14).
func (c *checking) outsideMixed() {
	outside, others := false, false
	c.categories(func(category string) {
		outside, others = outside || category == "O", others || category != "O"
	})
	if outside && others {
		c.broken("")
	}
}

// outsideVAT: what is outside VAT names nobody's VAT number (BR-O-02 to 04).
func (c *checking) outsideVAT() {
	c.categories(func(category string) {
		if category == "O" && c.Supplier.VATNumber+c.Customer.VATNumber != "" {
			c.broken("")
		}
	})
}

// delivery: an intra-Community supply says when and to which country it went (BR-IC-11, BR-IC-12).
func (c *checking) delivery() {
	c.categories(func(category string) {
		if category == "K" && (c.DeliveryDate == "" || c.DeliveryCountry == "") {
			c.broken("")
		}
	})
}
