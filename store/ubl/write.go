package ubl

import (
	"cmp"

	"garagemail/store/decimal"
)

// The specifications that a document says it keeps (BT-24). What goes over Peppol says PeppolBilling; EN16931 alone is for
// one whose customer no network reaches: a private person.
const (
	PeppolBilling = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
	EN16931       = "urn:cen.eu:en16931:2017"
)

// peppolProcess is the business process of Peppol BIS Billing (BT-23).
const peppolProcess = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

// CreditTransfer is the code of UNTDID 4461 for a transfer to the supplier's account.
const CreditTransfer = "30"

// discountCode is the code of UNTDID 5189 for a discount.
const discountCode = "95"

// xmlnsCommon are the namespaces of the elements.
const xmlnsCommon = `" xmlns:cac="` + aggregateSpace + `" xmlns:cbc="` + basicSpace + `">` + "\n"

// Write returns the document as UBL 2.1, Peppol BIS Billing 3.0. It writes what is there and checks nothing: see Check. Signs that
// XML forbids become spaces. Of Line counts what is exact: QuantityText and UnitPriceText, else Quantity and UnitPrice.
func Write(invoice *Invoice) []byte {
	w := &writing{}
	w.Grow(len(invoice.PDF)/3*4 + 4096 + 1024*len(invoice.Lines))
	w.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	root := "Invoice"
	if invoice.Credit {
		root = "CreditNote"
	}
	w.WriteString(`<` + root + ` xmlns="urn:oasis:names:specification:ubl:schema:xsd:` + root + `-2` + xmlnsCommon)
	w.head(invoice)
	w.in("cac:AccountingSupplierParty", func() { w.party(&invoice.Supplier) })
	w.in("cac:AccountingCustomerParty", func() { w.party(&invoice.Customer) })
	w.in("cac:Delivery", func() {
		w.text("cbc:ActualDeliveryDate", invoice.DeliveryDate)
		w.in("cac:DeliveryLocation", func() {
			w.in("cac:Address", func() {
				w.in("cac:Country", func() { w.text("cbc:IdentificationCode", invoice.DeliveryCountry) })
			})
		})
	})
	w.payment(invoice)
	for i := range invoice.Allowances {
		w.allowance(&invoice.Allowances[i], invoice.Currency)
	}
	w.taxes(invoice)
	w.totals(invoice)
	for i := range invoice.Lines {
		w.line(invoice, &invoice.Lines[i])
	}
	w.WriteString("</" + root + ">\n")
	return w.Bytes()
}

func (w *writing) head(invoice *Invoice) {
	w.text("cbc:CustomizationID", cmp.Or(invoice.CustomizationID, PeppolBilling))
	w.text("cbc:ProfileID", peppolProcess)
	w.text("cbc:ID", invoice.Number)
	w.text("cbc:IssueDate", invoice.IssueDate)
	if invoice.Credit {
		w.text("cbc:CreditNoteTypeCode", "381")
	} else {
		w.text("cbc:DueDate", invoice.DueDate)
		w.text("cbc:InvoiceTypeCode", "380")
	}
	w.text("cbc:Note", invoice.Note)
	w.text("cbc:DocumentCurrencyCode", invoice.Currency)
	w.text("cbc:BuyerReference", invoice.BuyerReference)
	w.in("cac:OrderReference", func() { w.text("cbc:ID", invoice.OrderReference) })
	for _, number := range invoice.Corrects {
		w.in("cac:BillingReference", func() {
			w.in("cac:InvoiceDocumentReference", func() { w.text("cbc:ID", number) })
		})
	}
	if len(invoice.PDF) > 0 {
		w.in("cac:AdditionalDocumentReference", func() {
			w.text("cbc:ID", invoice.Number)
			w.in("cac:Attachment", func() {
				w.binary("cbc:EmbeddedDocumentBinaryObject", invoice.PDF, "mimeCode", "application/pdf", "filename", invoice.PDFName)
			})
		})
	}
}

func (w *writing) party(p *Party) {
	w.in("cac:Party", func() {
		w.text("cbc:EndpointID", p.Endpoint, "schemeID", p.EndpointScheme)
		w.in("cac:PartyIdentification", func() { w.text("cbc:ID", p.Number) })
		w.in("cac:PartyName", func() { w.text("cbc:Name", p.TradingName) })
		w.in("cac:PostalAddress", func() {
			w.text("cbc:StreetName", p.Street)
			w.text("cbc:AdditionalStreetName", p.Street2)
			w.text("cbc:CityName", p.Locality)
			w.text("cbc:PostalZone", p.Postcode)
			w.in("cac:Country", func() { w.text("cbc:IdentificationCode", p.Country) })
		})
		if p.VATNumber != "" {
			w.in("cac:PartyTaxScheme", func() {
				w.text("cbc:CompanyID", p.VATNumber)
				w.taxScheme()
			})
		}
		w.in("cac:PartyLegalEntity", func() {
			w.text("cbc:RegistrationName", p.Name)
			w.text("cbc:CompanyID", p.Enterprise, "schemeID", p.EnterpriseScheme)
		})
		w.in("cac:Contact", func() {
			w.text("cbc:Name", p.Contact)
			w.text("cbc:Telephone", p.Phone)
			w.text("cbc:ElectronicMail", p.Email)
		})
	})
}

func (w *writing) taxScheme() { w.in("cac:TaxScheme", func() { w.text("cbc:ID", "VAT") }) }

// payment says how to pay: in a credit note the date stands there, which has no other place for it.
func (w *writing) payment(invoice *Invoice) {
	w.in("cac:PaymentMeans", func() {
		if invoice.PaymentCode == "" {
			return
		}
		w.text("cbc:PaymentMeansCode", invoice.PaymentCode)
		if invoice.Credit {
			w.text("cbc:PaymentDueDate", invoice.DueDate)
		}
		w.text("cbc:PaymentID", invoice.PaymentID)
		w.in("cac:PayeeFinancialAccount", func() {
			w.text("cbc:ID", invoice.IBAN)
			w.in("cac:FinancialInstitutionBranch", func() { w.text("cbc:ID", invoice.BIC) })
		})
	})
	w.in("cac:PaymentTerms", func() { w.text("cbc:Note", invoice.Terms) })
}

func (w *writing) amount(name string, cents int64, currency string) {
	w.text(name, decimal.Text(cents, 2), "currencyID", currency)
}

// allowance writes one of a line, which has no VAT category of its own, or of the document.
func (w *writing) allowance(a *Allowance, currency string) {
	w.in("cac:AllowanceCharge", func() {
		if a.Charge {
			w.text("cbc:ChargeIndicator", "true")
		} else {
			w.text("cbc:ChargeIndicator", "false")
			w.text("cbc:AllowanceChargeReasonCode", discountCode)
		}
		w.text("cbc:AllowanceChargeReason", a.Reason)
		if a.Percent != 0 {
			w.text("cbc:MultiplierFactorNumeric", decimal.Text(a.Percent, 2))
		}
		w.amount("cbc:Amount", a.Amount, currency)
		if a.Percent != 0 {
			w.amount("cbc:BaseAmount", a.Base, currency)
		}
		if a.Category != "" {
			w.category("cac:TaxCategory", a.Category, a.Rate, nil)
		}
	})
}

// category writes a VAT category; what is outside VAT has no rate (BR-O-05).
func (w *writing) category(name, category string, rate int64, tax *Tax) {
	w.in(name, func() {
		w.text("cbc:ID", category)
		if category != "O" {
			w.text("cbc:Percent", decimal.Text(rate, 2))
		}
		if tax != nil {
			w.text("cbc:TaxExemptionReasonCode", tax.ReasonCode)
			w.text("cbc:TaxExemptionReason", tax.Reason)
		}
		w.taxScheme()
	})
}

func (w *writing) taxes(invoice *Invoice) {
	w.in("cac:TaxTotal", func() {
		w.amount("cbc:TaxAmount", invoice.VAT, invoice.Currency)
		for i := range invoice.Taxes {
			tax := &invoice.Taxes[i]
			w.in("cac:TaxSubtotal", func() {
				w.amount("cbc:TaxableAmount", tax.Taxable, invoice.Currency)
				w.amount("cbc:TaxAmount", tax.Amount, invoice.Currency)
				w.category("cac:TaxCategory", tax.Category, tax.Rate, tax)
			})
		}
	})
}

func (w *writing) totals(invoice *Invoice) {
	w.in("cac:LegalMonetaryTotal", func() {
		w.amount("cbc:LineExtensionAmount", invoice.LinesTotal, invoice.Currency)
		w.amount("cbc:TaxExclusiveAmount", invoice.Net, invoice.Currency)
		w.amount("cbc:TaxInclusiveAmount", invoice.Total, invoice.Currency)
		for _, optional := range []struct {
			element string
			cents   int64
		}{
			{"cbc:AllowanceTotalAmount", invoice.AllowanceTotal},
			{"cbc:ChargeTotalAmount", invoice.ChargeTotal},
			{"cbc:PrepaidAmount", invoice.Prepaid},
			{"cbc:PayableRoundingAmount", invoice.Rounding},
		} {
			if optional.cents != 0 {
				w.amount(optional.element, optional.cents, invoice.Currency)
			}
		}
		w.amount("cbc:PayableAmount", invoice.Payable, invoice.Currency)
	})
}

func (w *writing) line(invoice *Invoice, l *Line) {
	element, quantity := "cac:InvoiceLine", "cbc:InvoicedQuantity"
	if invoice.Credit {
		element, quantity = "cac:CreditNoteLine", "cbc:CreditedQuantity"
	}
	w.in(element, func() {
		w.text("cbc:ID", l.ID)
		w.text("cbc:Note", l.Note)
		w.text(quantity, l.quantity(), "unitCode", l.Unit)
		w.amount("cbc:LineExtensionAmount", l.Net, invoice.Currency)
		for i := range l.Allowances {
			w.allowance(&l.Allowances[i], invoice.Currency)
		}
		w.in("cac:Item", func() {
			w.text("cbc:Description", l.Description)
			w.text("cbc:Name", l.Name)
			w.in("cac:SellersItemIdentification", func() { w.text("cbc:ID", l.Code) })
			if l.Category != "" {
				w.category("cac:ClassifiedTaxCategory", l.Category, l.Rate, nil)
			}
			for _, property := range l.Properties {
				if plain(property.Name) != "" && plain(property.Value) != "" {
					w.in("cac:AdditionalItemProperty", func() {
						w.text("cbc:Name", property.Name)
						w.text("cbc:Value", property.Value)
					})
				}
			}
		})
		w.in("cac:Price", func() {
			w.text("cbc:PriceAmount", l.price(), "currencyID", invoice.Currency)
			if l.BaseQuantityText != "" && l.BaseQuantityText != "1" {
				w.text("cbc:BaseQuantity", l.BaseQuantityText, "unitCode", l.Unit)
			}
		})
	})
}
