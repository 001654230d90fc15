package garage

import "garagemail/assets/lang/languages"

// Company is one of the garage's own firms: what stands on documents and behind <NOMSOC>.
type Company struct {
	ID        int64
	Name      string
	Address   string
	Postcode  string
	Locality  string
	Country   string
	Language  string // of clients whose own is not known
	Phone     string
	Email     string
	Website   string
	VATNumber string
	IBAN      string
	BIC       string
	Terms     string
	Logo      []byte // PNG or JPEG, nil = none
	// NomSocIsClient makes <NOMSOC> the client's name, as the Dutch manual has it; by default it is the company's.
	NomSocIsClient bool
}

// CanSend reports whether mails and papers can go out in the company's name: it has one.
func (c Company) CanSend() bool { return c.Name != "" }

// Phrase is a text of the company settings in one language.
type Phrase struct {
	CompanyID int64
	Key       string
	Language  string
	Subject   string
	Body      string
}

// Tidy brings the fields to the form that is stored.
func (c *Company) Tidy() {
	Trim(&c.Name, &c.Address, &c.Postcode, &c.Locality, &c.Country, &c.Language, &c.Phone, &c.Email, &c.Website)
	c.VATNumber, c.IBAN, c.BIC = NormalizeVAT(c.VATNumber), LettersAndDigits(c.IBAN), LettersAndDigits(c.BIC)
	if c.Country == "" {
		c.Country = HomeCountry
	}
	if c.Language == "" {
		c.Language = languages.Reference
	}
}

// Check returns a FieldError for what no company may hold.
func (c *Company) Check() error {
	switch {
	case c.Name == "":
		return &FieldError{Field: "name", Reason: "check.name_missing"}
	case ContainsInvisible(c.Name):
		return &FieldError{Field: "name", Reason: "check.line_break"}
	}
	for _, check := range []struct{ field, reason string }{
		{"postcode", CheckPostcode(c.Postcode, c.Country)},
		{"country", CheckCountry(c.Country)},
		{"phone", CheckPhone(c.Phone)},
		{"email", CheckEmail(c.Email)},
		{"vat_number", CheckVATNumber(c.VATNumber)},
		{"iban", CheckIBAN(c.IBAN)},
		{"bic", CheckBIC(c.BIC)},
	} {
		if check.reason != "" {
			return &FieldError{Field: check.field, Reason: check.reason}
		}
	}
	return nil
}
