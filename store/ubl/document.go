package ubl

import (
	"encoding/xml"
	"strings"
)

// document is the file as it is written. Elements that are not named here are passed over.
type document struct {
	Customization  first       `xml:"CustomizationID"`
	Number         once        `xml:"ID"`
	IssueDate      once        `xml:"IssueDate"`
	DueDate        once        `xml:"DueDate"`
	InvoiceType    once        `xml:"InvoiceTypeCode"`
	CreditType     once        `xml:"CreditNoteTypeCode"`
	Notes          []string    `xml:"Note"`
	Currency       once        `xml:"DocumentCurrencyCode"`
	BuyerReference first       `xml:"BuyerReference"`
	Order          first       `xml:"OrderReference>ID"`
	Billing        []billing   `xml:"BillingReference"`
	Papers         []paper     `xml:"AdditionalDocumentReference"`
	Supplier       party       `xml:"AccountingSupplierParty>Party"`
	Customer       party       `xml:"AccountingCustomerParty>Party"`
	Delivered      first       `xml:"Delivery>ActualDeliveryDate"`
	DeliveredTo    first       `xml:"Delivery>DeliveryLocation>Address>Country>IdentificationCode"`
	Means          []means     `xml:"PaymentMeans"`
	Terms          []terms     `xml:"PaymentTerms"`
	Allowances     []allowance `xml:"AllowanceCharge"`
	TaxTotals      []taxTotal  `xml:"TaxTotal"`
	Totals         []totals    `xml:"LegalMonetaryTotal"`
	InvoiceLines   []line      `xml:"InvoiceLine"`
	CreditLines    []line      `xml:"CreditNoteLine"`
}

type billing struct {
	Invoice first `xml:"InvoiceDocumentReference>ID"`
	Credit  first `xml:"CreditNoteDocumentReference>ID"`
}

type paper struct {
	ID       first     `xml:"ID"`
	Embedded *embedded `xml:"Attachment>EmbeddedDocumentBinaryObject"`
}

type embedded struct {
	Base64 string `xml:",chardata"`
	Type   string `xml:"mimeCode,attr"`
	Name   string `xml:"filename,attr"`
}

type party struct {
	Endpoint struct {
		ID     string `xml:",chardata"`
		Scheme string `xml:"schemeID,attr"`
	} `xml:"EndpointID"`
	Numbers []struct {
		ID     string `xml:",chardata"`
		Scheme string `xml:"schemeID,attr"`
	} `xml:"PartyIdentification>ID"`
	TradingName first `xml:"PartyName>Name"`
	Street      first `xml:"PostalAddress>StreetName"`
	Building    first `xml:"PostalAddress>BuildingNumber"`
	Street2     first `xml:"PostalAddress>AdditionalStreetName"`
	Locality    first `xml:"PostalAddress>CityName"`
	Postcode    first `xml:"PostalAddress>PostalZone"`
	Country     first `xml:"PostalAddress>Country>IdentificationCode"`
	Taxes       []struct {
		Number first `xml:"CompanyID"`
		Scheme first `xml:"TaxScheme>ID"`
	} `xml:"PartyTaxScheme"`
	Name       first      `xml:"PartyLegalEntity>RegistrationName"`
	Enterprise registered `xml:"PartyLegalEntity>CompanyID"`
	Contact    first      `xml:"Contact>Name"`
	Phone      first      `xml:"Contact>Telephone"`
	Email      first      `xml:"Contact>ElectronicMail"`
}

// registered is the number of a registration, the first that stands there.
type registered struct {
	ID     string `xml:",chardata"`
	Scheme string `xml:"schemeID,attr"`
}

// UnmarshalXML keeps the first number.
func (r *registered) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	type plain registered
	var read plain
	if err := decoder.DecodeElement(&read, &start); err != nil {
		return err
	}
	if r.ID == "" {
		*r = registered{ID: oneLine(read.ID), Scheme: strings.TrimSpace(read.Scheme)}
	}
	return nil
}

type means struct {
	Code      first `xml:"PaymentMeansCode"`
	DueDate   once  `xml:"PaymentDueDate"`
	PaymentID first `xml:"PaymentID"`
	Account   first `xml:"PayeeFinancialAccount>ID"`
	Branch    first `xml:"PayeeFinancialAccount>FinancialInstitutionBranch>ID"`
	Bank      first `xml:"PayeeFinancialAccount>FinancialInstitutionBranch>FinancialInstitution>ID"`
}

// terms may grant a discount for early payment: until 2026 the VAT of Belgian invoices was reckoned after it.
type terms struct {
	Note     first `xml:"Note"`
	Discount first `xml:"SettlementDiscountPercent"`
}

type allowance struct {
	Charge     once        `xml:"ChargeIndicator"`
	Reason     first       `xml:"AllowanceChargeReason"`
	Percent    once        `xml:"MultiplierFactorNumeric"`
	Amount     amount      `xml:"Amount"`
	Base       amount      `xml:"BaseAmount"`
	Categories []taxedWith `xml:"TaxCategory"`
}

type taxedWith struct {
	ID     once  `xml:"ID"`
	Name   first `xml:"Name"` // in UBL.BE the Belgian code: 03 is 21 %, 03/SE standard exchange
	Rate   once  `xml:"Percent"`
	Reason first `xml:"TaxExemptionReason"`
	Why    first `xml:"TaxExemptionReasonCode"`
}

type taxTotal struct {
	Amount amount        `xml:"TaxAmount"`
	Rates  []taxSubtotal `xml:"TaxSubtotal"`
}

type taxSubtotal struct {
	Taxable    amount      `xml:"TaxableAmount"`
	Amount     amount      `xml:"TaxAmount"`
	Rate       once        `xml:"Percent"` // where UBL 2.0 has it
	Categories []taxedWith `xml:"TaxCategory"`
}

type totals struct {
	Lines      amount `xml:"LineExtensionAmount"`
	Net        amount `xml:"TaxExclusiveAmount"`
	Total      amount `xml:"TaxInclusiveAmount"`
	Allowances amount `xml:"AllowanceTotalAmount"`
	Charges    amount `xml:"ChargeTotalAmount"`
	Prepaid    amount `xml:"PrepaidAmount"`
	Rounding   amount `xml:"PayableRoundingAmount"`
	Payable    amount `xml:"PayableAmount"`
}

type line struct {
	ID           first       `xml:"ID"`
	Notes        []string    `xml:"Note"`
	Invoiced     quantity    `xml:"InvoicedQuantity"`
	Credited     quantity    `xml:"CreditedQuantity"`
	Net          amount      `xml:"LineExtensionAmount"`
	Allowances   []allowance `xml:"AllowanceCharge"`
	Descriptions []string    `xml:"Item>Description"`
	Name         first       `xml:"Item>Name"`
	Code         first       `xml:"Item>SellersItemIdentification>ID"`
	Properties   []struct {
		Name  first `xml:"Name"`
		Value first `xml:"Value"`
	} `xml:"Item>AdditionalItemProperty"`
	Categories   []taxedWith `xml:"Item>ClassifiedTaxCategory"`
	TaxTotals    []taxTotal  `xml:"TaxTotal"` // where e-FFF, the Belgian format before Peppol, has the VAT of a line
	Price        amount      `xml:"Price>PriceAmount"`
	BaseQuantity quantity    `xml:"Price>BaseQuantity"`
}

// oneLine takes blanks and line breaks for what they are in XML: a number broken over two lines is still one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// once is a text that may stand once: which of two numbers is meant, nobody can tell.
type once string

// UnmarshalXML refuses a second text.
func (o *once) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	var content string
	if err := decoder.DecodeElement(&content, &start); err != nil {
		return err
	}
	content = oneLine(content)
	if *o != "" && content != "" {
		return refuse(Twice, "%s", start.Name.Local)
	}
	*o += once(content)
	return nil
}

// first is a text of which the first one that is not empty counts.
type first string

// UnmarshalXML keeps the first text.
func (f *first) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	var content string
	if err := decoder.DecodeElement(&content, &start); err != nil {
		return err
	}
	if *f == "" {
		*f = first(oneLine(content))
	}
	return nil
}

// amount is an amount of money with its currency, that may stand once.
type amount struct {
	Element  string `xml:"-"` // "" = absent
	Text     string `xml:",chardata"`
	Currency string `xml:"currencyID,attr"`
}

// UnmarshalXML refuses a second amount.
func (a *amount) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	type plain amount
	var read plain
	if err := decoder.DecodeElement(&read, &start); err != nil {
		return err
	}
	if a.Element != "" {
		return refuse(Twice, "%s", start.Name.Local)
	}
	*a = amount{Element: start.Name.Local, Text: strings.TrimSpace(read.Text), Currency: strings.TrimSpace(read.Currency)}
	return nil
}

// quantity is a number of units, that may stand once.
type quantity struct {
	Element string `xml:"-"`
	Text    string `xml:",chardata"`
	Unit    string `xml:"unitCode,attr"`
}

// UnmarshalXML refuses a second quantity.
func (q *quantity) UnmarshalXML(decoder *xml.Decoder, start xml.StartElement) error {
	type plain quantity
	var read plain
	if err := decoder.DecodeElement(&read, &start); err != nil {
		return err
	}
	if q.Element != "" {
		return refuse(Twice, "%s", start.Name.Local)
	}
	*q = quantity{Element: start.Name.Local, Text: strings.TrimSpace(read.Text), Unit: strings.TrimSpace(read.Unit)}
	return nil
}
