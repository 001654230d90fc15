// Package ubl reads and writes electronic invoices and credit notes: UBL 2.1 as Peppol BIS Billing 3.0 and EN 16931 use it. A file
// is read whole or refused whole: what is returned adds up, so that nobody has to check it again: to the cent, but for what
// EN 16931 leaves to the program that issues (VAT rounded per line, at most a euro a rate) and what Belgian invoices of
// before 2026 do (VAT after a discount for early payment, VAT of standard exchange, lines of four decimals).
//
// Amounts are integer cents, rates basis points (21 % is 2100), dates ISO text. The package opens no file and no
// address: content in, invoice out. Write is the other way round. Rules, the table of what EN 16931 and Peppol ask, serves both.
package ubl

import "fmt"

// MaxSize is the largest file that is read, with the PDF inside it.
const MaxSize = 20 << 20

// maxElements keeps a file made of nothing but tags from filling the memory: a line has some twenty.
const maxElements = 200_000

// The reasons of a Refusal, as language keys.
const (
	TooLarge   = "import.ubl_too_large"      // more than MaxSize, or more elements than an invoice has
	NotXML     = "import.ubl_not_xml"        // not well-formed, cut short, bytes that are not of its encoding
	Encoding   = "import.ubl_encoding"       // an encoding that is not known
	Doctype    = "import.ubl_doctype"        // a DOCTYPE, which UBL has no use for and attacks have
	NotInvoice = "import.ubl_not_invoice"    // another XML document
	TwoKinds   = "import.ubl_two_kinds"      // an Invoice whose type says credit note, or the other way round
	Twice      = "import.ubl_twice"          // an element that stands twice where one is allowed
	Currency   = "import.ubl_currency"       // none is stated; of ours: another than EUR
	Currencies = "import.ubl_currencies"     // PEPPOL-EN16931-R051: an amount of another currency than the document's
	NoNumber   = "import.ubl_no_number"      //
	NoDate     = "import.ubl_no_date"        //
	BadDate    = "import.ubl_date"           // a date that does not exist
	BadNumber  = "import.ubl_number"         // an amount, quantity, rate or indicator that cannot be read exactly
	NoLines    = "import.ubl_no_lines"       //
	NoVAT      = "import.ubl_no_vat"         // a line or a VAT total without its VAT category
	NoTotals   = "import.ubl_no_totals"      //
	SumLines   = "import.ubl_sum_lines"      // BR-CO-10
	SumExtras  = "import.ubl_sum_allowances" // BR-CO-11 and BR-CO-12
	SumNet     = "import.ubl_sum_net"        // BR-CO-13
	SumTaxable = "import.ubl_sum_taxable"    // BR-S-08 and its likes: the base of a VAT rate against the lines of that rate
	TaxOfRate  = "import.ubl_vat_rate"       // BR-CO-17
	SumVAT     = "import.ubl_sum_vat"        // BR-CO-14
	SumTotal   = "import.ubl_sum_total"      // BR-CO-15
	SumPayable = "import.ubl_sum_payable"    // BR-CO-16
	NotPDF     = "import.ubl_pdf"            // a notice, no refusal: a PDF inside the file that is none
)

// Refusal says why a file is not taken.
type Refusal struct {
	Reason string // language key
	Detail string // where or what, in the words of the file: an element, a line's number, two amounts; may be ""
}

func (r *Refusal) Error() string {
	if r.Detail == "" {
		return r.Reason
	}
	return r.Reason + ": " + r.Detail
}

// maxDetail keeps a detail on a line of the screen; what it quotes is of any length.
const maxDetail = 120

func refuse(reason, detail string, args ...any) *Refusal {
	text := []rune(fmt.Sprintf(detail, args...))
	if len(text) > maxDetail {
		text = append(text[:maxDetail], '…')
	}
	return &Refusal{Reason: reason, Detail: string(text)}
}

// Invoice is an invoice or a credit note. Amounts of a credit note are positive where money goes back, as in the file.
type Invoice struct {
	Credit bool
	// CustomizationID is the specification that it says it keeps: PeppolBilling, EN16931 or another's.
	CustomizationID string
	Number          string
	IssueDate       string
	DueDate         string // "" = not stated
	Currency        string // ISO 4217, of all amounts
	Note            string
	OrderReference  string
	BuyerReference  string
	Supplier        Party
	Customer        Party
	Lines           []Line
	Allowances      []Allowance // of the whole document
	Taxes           []Tax
	LinesTotal      int64 // of the lines, before Allowances
	AllowanceTotal  int64
	ChargeTotal     int64
	Net             int64 // without VAT, allowances and charges of the document counted
	VAT             int64
	Total           int64
	Prepaid         int64
	Rounding        int64
	Payable         int64    // Total - Prepaid + Rounding
	PaymentCode     string   // how it is paid, of UNTDID 4461: see CreditTransfer; "" = not said
	Terms           string   // of payment, in words
	PaymentID       string   // twelve digits for a Belgian structured communication, else as written
	IBAN, BIC       string   // without spaces, in capitals
	Corrects        []string // numbers of earlier invoices
	// DeliveryDate and DeliveryCountry are when and where the goods or services came; "" = not stated.
	DeliveryDate, DeliveryCountry string
	PDF                           []byte   // the invoice on paper, nil = none, or several of which none is named by the number
	PDFName                       string   // without a path
	NotPDF                        []string // names of what the file calls a PDF and is none: left out
}

// Party is the supplier or the customer.
type Party struct {
	Number      string // how the other party calls it: for a customer often the client number
	Name        string // the registered one, else the trading name
	TradingName string
	VATNumber   string
	Enterprise  string // number of its registration, for a Belgian one the enterprise number
	// EnterpriseScheme is the register that Enterprise is of: 0208 = the Belgian one, "" = not said.
	EnterpriseScheme string
	Street           string
	Street2          string
	Postcode         string
	Locality         string
	Country          string // two letters
	Contact          string
	Phone            string
	Email            string
	Endpoint         string   // Peppol address
	EndpointScheme   string   // 0208 = Belgian enterprise number, 9925 = Belgian VAT number
	Identifiers      []string // Belgian enterprise and VAT numbers among its identifiers, and of an endpoint of an older scheme
}

// Line is one line. Net counts, the rest explains it: quantity × price less allowances can differ from it by a rounding.
type Line struct {
	ID           string
	Code         string // the supplier's article number
	Name         string
	Description  string
	Note         string
	Unit         string // code of UN/ECE Recommendation 20, C62 = piece, HUR = hour
	Quantity     int64  // thousandths, rounded when QuantityText has more decimals
	QuantityText string // exact decimal
	// UnitPrice is in millionths for one unit, rounded unless UnitPriceExact. The exact price is UnitPriceText for
	// BaseQuantityText units.
	UnitPrice        int64
	UnitPriceExact   bool
	UnitPriceText    string
	BaseQuantityText string
	Allowances       []Allowance
	Net              int64  // cents, rounded: programs of before 2026 write four decimals
	NetMillionths    int64  // exact, of a euro
	Category         string // VAT: S standard, Z zero, E exempt, AE reverse charge, K intra-community, G export, O outside
	Rate             int64
	Properties       []Property
}

// Property says something of what a line is about: plate, VIN, km.
type Property struct{ Name, Value string }

// Allowance takes an amount off a line or a document; a charge adds it.
type Allowance struct {
	Charge   bool
	Reason   string
	Amount   int64
	Base     int64  // 0 = not stated
	Percent  int64  // basis points of Base, 0 = not stated or not exact
	Category string // VAT, on documents only
	Rate     int64
}

// Tax is the VAT of one rate.
type Tax struct {
	Category string
	Rate     int64
	Taxable  int64
	Amount   int64
	Reason   string // why there is none
	// ReasonCode is why in the code list of the Connecting Europe Facility: VATEX-EU-AE; "" = not stated.
	ReasonCode string
	Code       string // UBL.BE's own: 03, 03/SE, "" = not stated
}
