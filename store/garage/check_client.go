package garage

import (
	"strings"

	"garagemail/assets/lang/languages"
)

// TidyClient brings the fields to the form that is stored.
func TidyClient(c *Client) {
	Trim(&c.Number, &c.Title, &c.Name, &c.FirstName, &c.CompanyForm, &c.Address, &c.Postcode, &c.Locality, &c.Country,
		&c.Language, &c.Phone, &c.GSM, &c.Email, &c.BillingEmail, &c.VATNumber, &c.Notes)
	c.Country, c.Postcode = strings.ToUpper(c.Country), strings.ToUpper(c.Postcode)
	c.VATNumber = NormalizeVAT(c.VATNumber)
}

// CheckClient returns all that is wrong with the fields of a client, in the order of the sheet; the fields are named as
// their columns (first_name, billing_email …).
func CheckClient(c Client) []*FieldError {
	var wrong []*FieldError
	check := func(field, reason string) {
		if reason != "" {
			wrong = append(wrong, &FieldError{Field: field, Reason: reason})
		}
	}
	if c.Name == "" && c.FirstName == "" {
		check("name", "check.name_missing")
	}
	if strings.ContainsFunc(c.Name+c.FirstName+c.Title+c.CompanyForm, isLineBreak) {
		check("name", "check.line_break")
	}
	check("postcode", CheckPostcode(c.Postcode, c.Country))
	check("country", CheckCountry(c.Country))
	if c.Language != "" && !languages.IsRecipient(c.Language) {
		check("language", "check.language")
	}
	check("phone", CheckPhone(c.Phone))
	check("gsm", CheckPhone(c.GSM))
	check("email", CheckEmail(c.Email))
	check("billing_email", CheckEmail(c.BillingEmail))
	check("vat_number", CheckVATNumber(c.VATNumber))
	return wrong
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' }
