package garage

// Company is one of the garage's own firms: what stands on documents and behind <NOMSOC>.
type Company struct {
	ID        int64
	Name      string
	Address   string
	Postcode  string
	Locality  string
	Country   string
	Language  string // of clients whose own is not known
	Phone     string
	Email     string
	Website   string
	VATNumber string
	IBAN      string
	BIC       string
	Terms     string
	Logo      []byte // PNG or JPEG, nil = none
	// NomSocIsClient makes <NOMSOC> the client's name, as the Dutch manual has it; by default it is the company's.
	NomSocIsClient bool
}

// CanSend reports whether mails and papers can go out in the company's name: it has one.
func (c Company) CanSend() bool { return c.Name != "" }

// Phrase is a text of the company settings in one language.
type Phrase struct {
	CompanyID int64
	Key       string
	Language  string
	Subject   string
	Body      string
}
