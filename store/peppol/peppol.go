// Package peppol makes the electronic invoice of a document of ours: what stands on the paper, as store/ubl writes it. It is pure: the
// document, its company, client and vehicle in, the invoice out; ubl.Check says what is wrong with it.
package peppol

import (
	"slices"
	"strings"

	"garagemail/store/decimal"
	"garagemail/store/garage"
	"garagemail/store/ubl"
)

// Source is all that an electronic invoice is made of.
type Source struct {
	Document garage.Document
	Company  garage.Company
	Client   garage.Client
	Vehicle  garage.Vehicle // the zero value = none
	Corrects string         // of a credit note: the number of its invoice, "" = none
	Prepaid  garage.Cents   // what was paid up to the date of the document
	PDF      []byte         // nil = none inside
	PDFName  string
	Say      func(key string, pairs ...any) string // texts in the client's language
}

// Of returns the electronic invoice. What is missing is missing in it: nothing is made up.
func Of(s Source) *ubl.Invoice {
	d := s.Document
	invoice := &ubl.Invoice{
		Credit: d.Kind == garage.CreditNote, CustomizationID: ubl.PeppolBilling, Number: d.Number, IssueDate: d.Date, DueDate: d.DueDate,
		Currency: "EUR", Note: s.note(), Supplier: supplier(s.Company), Customer: customer(s.Client),
		Prepaid: int64(s.Prepaid), IBAN: s.Company.IBAN, BIC: s.Company.BIC, PDF: s.PDF, PDFName: s.PDFName,
	}
	if !s.Client.IsFirm() {
		invoice.CustomizationID = ubl.EN16931 // no network reaches him, and the file does not say that one does
	}
	invoice.BuyerReference = s.buyerReference()
	if d.Reference != s.Corrects && d.Reference != d.OGM && garage.OGMDigits(d.Reference) != d.OGM {
		invoice.OrderReference = oneLine(d.Reference)
	}
	s.lines(invoice)
	s.vat(invoice)
	if invoice.Credit {
		invoice.DueDate, invoice.Terms = "", s.Say("peppol.credit_terms")
		if s.Corrects != "" {
			invoice.Corrects = []string{s.Corrects}
		}
		return invoice
	}
	invoice.Terms = s.Company.Terms
	if invoice.Payable > 0 || invoice.IBAN != "" {
		invoice.PaymentCode, invoice.PaymentID = ubl.CreditTransfer, garage.FormatOGM(d.OGM)
	}
	return invoice
}

// buyerReference is what he knows the work by: the plate, else the number that he has here.
func (s *Source) buyerReference() string {
	for _, text := range []string{s.Document.Plate, s.Vehicle.Plate, s.Client.Number, s.Client.WrittenName()} {
		if text = oneLine(text); text != "" {
			return text
		}
	}
	return ""
}

// note says in words which vehicle the document is about.
func (s *Source) note() string {
	var parts []string
	for _, part := range []string{s.plate(), strings.TrimSpace(s.Vehicle.Make + " " + s.Vehicle.Model), s.Vehicle.VIN, s.km()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Source) plate() string {
	if s.Document.Plate != "" {
		return s.Document.Plate
	}
	return s.Vehicle.Plate
}

func (s *Source) km() string {
	if s.Vehicle.Km <= 0 {
		return ""
	}
	return decimal.Text(s.Vehicle.Km, 0) + " km"
}

// properties say the same to a program, of each line.
func (s *Source) properties() []ubl.Property {
	var properties []ubl.Property
	for _, one := range []ubl.Property{
		{Name: s.Say("document.vehicle"), Value: s.plate()}, {Name: "VIN", Value: s.Vehicle.VIN}, {Name: "km", Value: strings.TrimSuffix(s.km(), " km")},
	} {
		if one.Value != "" {
			properties = append(properties, one)
		}
	}
	return properties
}

// vat sets the reasons and the totals: as the lines have them, or as who issued the document states them.
func (s *Source) vat(invoice *ubl.Invoice) {
	category, code := s.Document.ZeroVAT.Category()
	zero := ubl.Tax{Category: category, ReasonCode: code}
	if key := s.Document.ZeroVAT.LabelKey(); key != "" {
		zero.Reason = s.Say(key)
	}
	invoice.Taxes = []ubl.Tax{zero}
	switch category {
	case "K":
		invoice.DeliveryDate, invoice.DeliveryCountry = invoice.IssueDate, invoice.Customer.Country
	case "O":
		if !slices.ContainsFunc(invoice.Lines, func(l ubl.Line) bool { return l.Category != "O" }) {
			invoice.Supplier.VATNumber, invoice.Customer.VATNumber = "", "" // BR-O-02
		}
	}
	ubl.Complete(invoice)
	if len(s.Document.StatedVAT) == 0 {
		return
	}
	sign := int64(1)
	if s.isTurned() {
		sign = -1
	}
	for i := range invoice.Taxes {
		tax := &invoice.Taxes[i]
		for _, stated := range s.Document.StatedVAT {
			if int64(stated.Rate) == tax.Rate {
				tax.Taxable, tax.Amount = sign*int64(stated.Net), sign*int64(stated.VAT)
			}
		}
	}
	invoice.Net, invoice.VAT, invoice.Total = sign*int64(s.Document.Net), sign*int64(s.Document.VAT), sign*int64(s.Document.Total)
	invoice.Payable = invoice.Total - invoice.Prepaid + invoice.Rounding
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
