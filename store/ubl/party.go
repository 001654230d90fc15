package ubl

import "strings"

func partyOf(p *party) Party {
	read := Party{
		Name:           string(p.Name),
		TradingName:    string(p.TradingName),
		Enterprise:     string(p.Enterprise),
		Street:         string(p.Street),
		Street2:        string(p.Street2),
		Postcode:       string(p.Postcode),
		Locality:       string(p.Locality),
		Country:        strings.ToUpper(string(p.Country)),
		Contact:        string(p.Contact),
		Phone:          string(p.Phone),
		Email:          string(p.Email),
		Endpoint:       strings.TrimSpace(p.Endpoint.ID),
		EndpointScheme: strings.TrimSpace(p.Endpoint.Scheme),
	}
	if read.Name == "" {
		read.Name = read.TradingName
	}
	if p.Building != "" {
		read.Street = strings.TrimSpace(read.Street + " " + string(p.Building))
	}
	for _, tax := range p.Taxes {
		if strings.EqualFold(string(tax.Scheme), "VAT") && read.VATNumber == "" {
			read.VATNumber = string(tax.Number)
		}
	}
	// A number with a scheme is one of a register or a bank; the one without is between the two parties.
	for _, number := range p.Numbers {
		if read.Number == "" && strings.TrimSpace(number.Scheme) == "" {
			read.Number = strings.TrimSpace(number.ID)
		}
	}
	return read
}

// payment returns the first reference and the first account.
func payment(all []means) (reference, iban, bic string) {
	for _, one := range all {
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
	return reference, iban, bic
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
