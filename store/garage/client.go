package garage

import "time"

// Client is a person or company of the garage. Email and BillingEmail are valid addresses or empty: what an import had
// to refuse is a RefusedValue.
type Client struct {
	ID                 int64
	Number             string // unique; SaveClient gives the next free one when it is empty
	Title              string
	Name               string
	FirstName          string
	CompanyForm        string
	Address            string
	Postcode           string
	Locality           string
	Country            string // ISO 3166-1 alpha-2, upper case
	Language           string // "fr", "nl", "de", "en" or "" for not known
	Phone              string
	GSM                string
	Email              string
	BillingEmail       string
	VATNumber          string
	FamilyID           int64  // 0 = none
	Family             string // read only: the family's name
	TypeID             int64  // 0 = none
	Type               string // read only: the type's name
	AcceptsPromotional bool
	Notes              string
	CreatedAt          time.Time
	ChangedAt          time.Time
}

// IsFirm says that the client is a firm or another body with a number, whatever his country: he has a VAT number or a company form.
func (c Client) IsFirm() bool { return c.VATNumber != "" || c.CompanyForm != "" }

// ClientRow is a line of a client list: the client and what the lists show beside it.
type ClientRow struct {
	Client
	Marked      bool
	Plates      string // the plates of the client's vehicles, separated by ", "
	LastVisit   string // ISO date of the last visit or document, "" = none
	RefusedMail string // an address that an import refused and nobody has mended yet, "" = none
}

// Family groups clients by what they are (private person, leasing, insurer …).
type Family struct {
	ID   int64
	Name string
}

// ClientType groups clients by how they are to be treated (VIP, occasional …).
type ClientType struct {
	ID   int64
	Name string
}

// Consent is one change of "accepts promotional mail": the proof that Art. XII.13 CDE asks for.
type Consent struct {
	ID       int64
	ClientID int64
	Accepts  bool
	At       time.Time
	Source   string // how it was given: on paper, by phone, import of FILE …
	Wording  string // the sentence the client agreed to
	UserName string
}

// Contact is a person at a client.
type Contact struct {
	ID        int64
	ClientID  int64
	Name      string
	FirstName string
	Role      string
	Email     string
	GSM       string
}

// Vehicle belongs to one client.
type Vehicle struct {
	ID                int64
	ClientID          int64
	Plate             string
	VIN               string
	Make              string
	Model             string
	VehicleType       string
	FirstRegistration string // ISO date or ""
	Km                int64
	NextInspection    string // ISO date or ""
}

// Visit says that a client, with a vehicle or without, came in on a date.
type Visit struct {
	ID        int64
	ClientID  int64
	VehicleID int64  // 0 = none
	Plate     string // read only
	Date      string // ISO date
	Km        int64
	Reason    string
}

// ConsentNote says how a client's "accepts promotional mail" came about, when a save changes it.
type ConsentNote struct {
	Source   string // on paper, by phone, import of FILE …
	Wording  string // the sentence the client agreed to
	UserName string // who wrote it down
}

// Choice is a value that exists in the file, with the number of clients that have it.
type Choice struct {
	Value   string
	Clients int
}

// AddressOrigin says where a mail address of a client stands.
type AddressOrigin string

// The origins of an address: the sheet's main address, the Financier tab, a contact. Of a message also: the client's own for
// papers (billing, else main), for which nobody was asked; a party of a file; one that was typed, and is nobody's.
const (
	AddressOfSheet   AddressOrigin = "sheet"
	AddressOfBilling AddressOrigin = "billing"
	AddressOfContact AddressOrigin = "contact"
	AddressOfClient  AddressOrigin = "client"
	AddressOfParty   AddressOrigin = "party"
	AddressTyped     AddressOrigin = "typed"
)

// Address is a mail address known for a client.
type Address struct {
	Email     string
	Origin    AddressOrigin
	ContactID int64  // of AddressOfContact
	Name      string // the client's or the contact's, as "first name name"
	Role      string // the contact's
}

// Owner is whose address it is.
func (a Address) Owner() AddressOwner { return AddressOwner{Origin: a.Origin, ContactID: a.ContactID} }
