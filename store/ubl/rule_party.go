package ubl

import (
	"slices"
	"strconv"
	"strings"
)

// BelgianEnterprise is the scheme of Belgian enterprise numbers, ten digits, which every Belgian firm is reached by.
const BelgianEnterprise = "0208"

// endpointSchemes are the Electronic Address Schemes of Peppol's code list of May 2026.
var endpointSchemes = strings.Fields(`0002 0007 0009 0060 0088 0096 0097 0106 0130 0135 0142 0151 0183 0184 0188 0190 0191 0192 0195 0196
	0198 0199 0200 0201 0204 0208 0209 0210 0211 0216 0218 0221 0225 0230 0235 0240 0242 0244 0245 0246 0248 9910 9913 9914 9915 9918
	9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934 9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945
	9946 9947 9948 9949 9950 9951 9952 9953 9957 9959`)

// isPeppol says that the document goes over Peppol, whose rules ask for more than EN 16931.
func (c *checking) isPeppol() bool {
	return c.CustomizationID == "" || c.CustomizationID == PeppolBilling
}

// country is broken by what is no country of two letters.
func (c *checking) country(code string) {
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		c.broken("%s", code)
	}
}

// endpoint is broken by a party that Peppol cannot reach.
func (c *checking) endpoint(p *Party) {
	if c.isPeppol() {
		c.wanted(p.Endpoint)
	}
}

func (c *checking) eachParty(check func(p *Party)) {
	check(&c.Supplier)
	check(&c.Customer)
}

func (c *checking) endpointSchemes() {
	c.eachParty(func(p *Party) {
		if p.Endpoint != "" && !slices.Contains(endpointSchemes, p.EndpointScheme) {
			c.broken("%s", p.EndpointScheme)
		}
	})
}

// enterpriseNumbers looks at each number that says it is a Belgian one.
func (c *checking) enterpriseNumbers() {
	c.eachParty(func(p *Party) {
		if c.isPeppol() && p.EndpointScheme == BelgianEnterprise && p.Endpoint != "" && !isEnterpriseNumber(p.Endpoint) {
			c.broken("%s", p.Endpoint)
		}
		if c.isPeppol() && p.EnterpriseScheme == BelgianEnterprise && p.Enterprise != "" && !isEnterpriseNumber(p.Enterprise) {
			c.broken("%s", p.Enterprise)
		}
	})
}

// isEnterpriseNumber: ten digits, the last two 97 less the rest of the first eight divided by 97.
func isEnterpriseNumber(number string) bool {
	if len(number) != 10 || strings.Trim(number, "0123456789") != "" {
		return false
	}
	first, _ := strconv.Atoi(number[:8])
	last, _ := strconv.Atoi(number[8:])
	return 97-first%97 == last
}

func (c *checking) vatPrefixes() {
	c.eachParty(func(p *Party) {
		if prefix := p.VATNumber[:min(2, len(p.VATNumber))]; p.VATNumber != "" && (len(prefix) != 2 || strings.Trim(prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "") {
			c.broken("%s", p.VATNumber)
		}
	})
}

// account: who is paid by transfer says to where.
func (c *checking) account() {
	if c.PaymentCode == CreditTransfer || c.PaymentCode == "58" {
		c.wanted(c.IBAN)
	}
}

// reference: the buyer's reference or his order number.
func (c *checking) reference() {
	if c.isPeppol() {
		c.wanted(c.BuyerReference + c.OrderReference)
	}
}
