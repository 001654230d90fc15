package peppol

import (
	"cmp"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// vatSchemes are Peppol's codes for VAT numbers by their prefix. Belgium's is for a foreigner with a Belgian number: who has his seat in
// Belgium is reached by his enterprise number.
var vatSchemes = map[string]string{
	"AT": "9914", "BE": "9925", "BG": "9926", "CH": "9927", "CY": "9928", "CZ": "9929", "DE": "9930", "EE": "9931", "EL": "9933", "ES": "9920",
	"FR": "9957", "GB": "9932", "HR": "9934", "HU": "9910", "IE": "9935", "IT": "0211", "LT": "9937", "LU": "9938", "LV": "9939",
	"MT": "9943", "NL": "9944", "PL": "9945", "PT": "9946", "RO": "9947", "SI": "9949", "SK": "9950",
}

func supplier(c garage.Company) ubl.Party {
	p := ubl.Party{
		Name: oneLine(c.Name), Street: oneLine(c.Address), Postcode: c.Postcode, Locality: oneLine(c.Locality),
		Country: cmp.Or(c.Country, garage.HomeCountry), Phone: c.Phone, Email: c.Email,
	}
	number(&p, c.VATNumber)
	return p
}

func customer(c garage.Client) ubl.Party {
	p := ubl.Party{
		Number: c.Number, Name: oneLine(c.WrittenName()), Street: oneLine(c.Address), Postcode: c.Postcode, Locality: oneLine(c.Locality),
		Country: cmp.Or(c.Country, garage.HomeCountry),
	}
	number(&p, c.VATNumber)
	return p
}

// number sets what follows from a VAT number: the address in Peppol, and of a Belgian firm its enterprise number.
func number(p *ubl.Party, vat string) {
	if vat = garage.NormalizeVAT(vat); vat == "" {
		return
	}
	p.VATNumber = vat
	digits, belgian := strings.CutPrefix(vat, garage.HomeCountry)
	if belgian && p.Country == garage.HomeCountry {
		p.Endpoint, p.EndpointScheme = digits, ubl.BelgianEnterprise
		p.Enterprise, p.EnterpriseScheme = digits, ubl.BelgianEnterprise
		return
	}
	if scheme := vatSchemes[vat[:min(2, len(vat))]]; scheme != "" {
		p.Endpoint, p.EndpointScheme = vat, scheme
	}
}
