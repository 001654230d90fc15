package store

// DocumentKind is one of the accounting documents a garage sends.
type DocumentKind string

// The kinds of document.
const (
	Invoice    DocumentKind = "invoice"
	CreditNote DocumentKind = "credit_note"
	Quote      DocumentKind = "quote"
	Order      DocumentKind = "order"
	Reminder   DocumentKind = "reminder"
	Statement  DocumentKind = "statement"
)

// Document is one accounting document. Totals are kept with it: they follow from the lines, rounded once per VAT rate
// (EN 16931).
type Document struct {
	ID        int64
	CompanyID int64
	Kind      DocumentKind
	Number    string
	Date      string // ISO date
	DueDate   string // ISO date or ""
	ClientID  int64
	VehicleID int64
	Plate     string
	Reference string
	Net       Cents
	VAT       Cents
	Total     Cents
	Paid      Cents
	Lines     []DocumentLine
}

// DocumentLine is one line of a document. UnitPrice is without VAT.
type DocumentLine struct {
	Position    int
	Description string
	Quantity    Thousandths
	Unit        string
	UnitPrice   Cents
	Discount    BasisPoints
	VATRate     BasisPoints
}
