package garage

import (
	"errors"
	"time"
)

// ErrIssued is returned when a document that was issued (or credited) would change: a credit note corrects it.
var ErrIssued = errors.New("document is issued")

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

// DocumentKinds are all kinds, in the order in which screens list them.
var DocumentKinds = []DocumentKind{Invoice, CreditNote, Quote, Order, Reminder, Statement}

// documentLabels are the language keys of what the kinds are called, on paper and on screens.
var documentLabels = map[DocumentKind]string{
	Invoice: "document.invoice", CreditNote: "document.credit_note", Quote: "document.quote", Order: "document.order",
	Reminder: "document.reminder", Statement: "document.statement",
}

// LabelKey is the language key of what the kind is called: Facture, Note de crédit …
func (k DocumentKind) LabelKey() string { return documentLabels[k] }

// DocumentState says where a document stands: draft → issued → credited. Whether it is paid is a matter of its amounts.
type DocumentState string

// The states of a document. An imported one is issued. An invoice is credited when credit notes took all of it back.
const (
	DocumentDraft    DocumentState = "draft"
	DocumentIssued   DocumentState = "issued"
	DocumentCredited DocumentState = "credited"
)

// Document is one accounting document. Totals are kept with it: they follow from the lines, rounded once per VAT rate
// (EN 16931).
type Document struct {
	ID         int64
	CompanyID  int64
	JournalID  int64 // 0 = none: it was imported, or is a draft that goes to its company's first journal of the kind
	Kind       DocumentKind
	Number     string        // "" while it is a draft
	State      DocumentState // read only, as all up to CorrectsID but Date
	Date       string        // ISO date
	DueDate    string        // ISO date or ""
	ClientID   int64
	VehicleID  int64
	Plate      string
	Reference  string
	ZeroVAT    ZeroVAT // why its lines of 0 % have no VAT, "" = not said
	OGM        string  // twelve digits or "", read only: see FormatOGM
	CorrectsID int64   // of a credit note: the invoice it takes back, 0 = none
	IssuedAt   time.Time
	HasPaper   bool // read only: its PDF is kept, see KeptPaper
	Net        Cents
	VAT        Cents
	Total      Cents
	Paid       Cents
	Credited   Cents // of an invoice: what issued credit notes took back
	Open       Cents // read only: what the client still owes; below zero what he is owed
	Lines      []DocumentLine
	StatedVAT  []RateTotal // read only: the VAT table of who issued it, where it does not follow from the lines; else nil
}

// IsDraft says that the document can still change.
func (d Document) IsDraft() bool { return d.State == DocumentDraft }

// IsOwed says that something of an issued invoice, or of a credit note that corrects none, is not settled yet.
func (d Document) IsOwed() bool {
	return d.Kind == Invoice && d.Open > 0 || d.Kind == CreditNote && d.Open < 0
}

// DocumentLine is one line of a document. UnitPrice is without VAT; what an exact price has beyond the cents is its PriceRest.
type DocumentLine struct {
	Position    int
	Description string
	Quantity    Thousandths
	Unit        string
	UnitPrice   Cents
	PriceRest   Millionths // below a cent, of the sign of UnitPrice
	Discount    BasisPoints
	VATRate     BasisPoints
}

// Price is the whole price of a unit.
func (l DocumentLine) Price() Millionths {
	return Millionths(l.UnitPrice)*millionthsOfCent + l.PriceRest
}

// SetPrice sets UnitPrice and PriceRest.
func (l *DocumentLine) SetPrice(price Millionths) {
	l.UnitPrice, l.PriceRest = Cents(price/millionthsOfCent), price%millionthsOfCent
}

// millionthsOfCent is how many millionths of a euro a cent has.
const millionthsOfCent = 10_000

// PaymentDays is when an invoice without a due date of its own is due: the term of the law between firms.
const PaymentDays = 30

// Payment is what a client paid on a document; below zero it was given back, or had been written down by mistake.
type Payment struct {
	ID         int64
	DocumentID int64
	Date       string // ISO date
	Cents      Cents
	Note       string
}

// Journal is a row of numbers of a company: its documents of one kind, numbered without gaps within each year.
type Journal struct {
	ID        int64
	CompanyID int64
	Kind      DocumentKind
	Code      string // what its numbers begin with: F in F2026-00042
	Name      string // "" = screens call it by its kind
}
