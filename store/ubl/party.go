package ubl

import (
	"slices"
	"strings"
)

// belgianSchemes say that a number is a Belgian enterprise or VAT number: Peppol's codes of today and before, and what
// Belgian programs wrote until there were such.
var belgianSchemes = []string{"0208", "9925", "9956", "BE:VAT", "BE:CBE", "BE:EN", "BEVAT", "CBE", "KBO", "BCE", "VAT"}

func partyOf(p *party) Party {
	read := Party{
		Name:             string(p.Name),
		TradingName:      string(p.TradingName),
		Enterprise:       p.Enterprise.ID,
		EnterpriseScheme: p.Enterprise.Scheme,
		Street:           string(p.Street),
		Street2:          string(p.Street2),
		Postcode:         string(p.Postcode),
		Locality:         string(p.Locality),
		Country:          strings.ToUpper(string(p.Country)),
		Contact:          string(p.Contact),
		Phone:            string(p.Phone),
		Email:            string(p.Email),
		Endpoint:         strings.TrimSpace(p.Endpoint.ID),
		EndpointScheme:   strings.TrimSpace(p.Endpoint.Scheme),
	}
	if read.Name == "" {
		read.Name = read.TradingName
	}
	if p.Building != "" {
		read.Street = strings.TrimSpace(read.Street + " " + string(p.Building))
	}
	for _, tax := range p.Taxes {
		if (tax.Scheme == "" || strings.EqualFold(string(tax.Scheme), "VAT")) && read.VATNumber == "" {
			read.VATNumber = string(tax.Number)
		}
	}
	for _, number := range p.Numbers {
		id, scheme := strings.TrimSpace(number.ID), strings.ToUpper(strings.TrimSpace(number.Scheme))
		switch {
		case slices.Contains(belgianSchemes, scheme), strings.HasPrefix(strings.ToUpper(id), "BE"):
			read.Identifiers = append(read.Identifiers, id)
		// A number with a scheme is one of a register or a bank; the one without is between the two parties.
		case read.Number == "" && scheme == "":
			read.Number = id
		}
	}
	if scheme := strings.ToUpper(read.EndpointScheme); scheme != "0208" && scheme != "9925" && slices.Contains(belgianSchemes, scheme) {
		read.Identifiers = append(read.Identifiers, read.Endpoint)
	}
	return read
}

// payment returns how it is paid, the first reference and the first account.
func payment(all []means) (code, reference, iban, bic string) {
	for _, one := range all {
		if code == "" {
			code = string(one.Code)
		}
		if reference == "" {
			reference = structured(string(one.PaymentID))
		}
		if iban == "" && one.Account != "" {
			iban, bic = bare(string(one.Account)), bare(string(one.Branch))
			if bic == "" {
				bic = bare(string(one.Bank))
			}
		}
	}
	return code, reference, iban, bic
}

func bare(code string) string {
	return strings.ToUpper(strings.Join(strings.Fields(code), ""))
}

// structured returns the twelve digits of a Belgian structured communication in whatever form it is written:
// +++123/4567/89002+++, ***123/4567/89002***, 123 4567 89002. All else, and one whose check digits do not match, comes
// back as it is written.
func structured(reference string) string {
	digits := strings.Map(func(sign rune) rune {
		if strings.ContainsRune("+*/ .-", sign) {
			return -1
		}
		return sign
	}, reference)
	if len(digits) != 12 || strings.Trim(digits, "0123456789") != "" {
		return reference
	}
	rest, check := 0, int(digits[10]-'0')*10+int(digits[11]-'0')
	for _, digit := range []byte(digits[:10]) {
		rest = (rest*10 + int(digit-'0')) % 97
	}
	if rest == 0 {
		rest = 97
	}
	if rest != check {
		return reference
	}
	return digits
}
