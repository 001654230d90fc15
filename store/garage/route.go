package garage

import (
	"strings"
	"time"
)

// Channel is the way that a message of a document takes.
type Channel string

// The channels: a mail to a person, or to an access point that hands it over to Peppol.
const (
	ChannelMail   Channel = "mail"
	ChannelPeppol Channel = "peppol"
)

// AccessPoint is where a company's electronic invoices go by mail, one document a mail.
type AccessPoint struct {
	CompanyID int64 // 0 = the company has none
	Provider  string
	Address   string
	Key       string // <CLE>
	Subject   string // with <CLE> and <NUMFACT>
	FileName  string // with <NUMFACT>
	PDFBeside bool   // the PDF is a file of its own, not inside the XML
}

// accessPoints are the providers and what they ask for: Billit an address of one's own, Billtobox/Banqup a key in the subject.
var accessPoints = map[string]AccessPoint{
	"billit": {Provider: "billit", Subject: "<NUMFACT>", FileName: "<NUMFACT>.xml"},
	"banqup": {Provider: "banqup", Subject: "<CLE> <NUMFACT>", FileName: "<NUMFACT>.xml"},
	"other":  {Provider: "other", Subject: "<NUMFACT>", FileName: "<NUMFACT>.xml"},
}

// AccessPointPreset returns what a provider asks for, with ok false for one that is not known.
func AccessPointPreset(provider string) (preset AccessPoint, ok bool) {
	preset, ok = accessPoints[provider]
	return preset, ok
}

// CheckAccessPoint returns the first field that is wrong, nil = none.
func CheckAccessPoint(a AccessPoint) *FieldError {
	wrong := func(field, reason string) *FieldError { return &FieldError{Field: field, Reason: reason} }
	switch _, known := accessPoints[a.Provider]; {
	case !known:
		return wrong("provider", "check.access_point_provider")
	case a.Address == "" || CheckEmail(a.Address) != "":
		return wrong("address", "check.access_point_address")
	case a.Provider == "billit" && !strings.HasSuffix(strings.ToLower(a.Address), "-nosplit@my.billit.be"):
		return wrong("address", "check.access_point_billit")
	case strings.Contains(a.Subject, "<CLE>") && a.Key == "":
		return wrong("key", "check.access_point_key")
	case !strings.Contains(a.Subject, "<NUMFACT>"):
		return wrong("subject", "check.access_point_subject")
	case !strings.Contains(a.FileName, "<NUMFACT>") || !strings.HasSuffix(strings.ToLower(a.FileName), ".xml"):
		return wrong("file_name", "check.access_point_file")
	case ContainsInvisible(a.Subject + a.Key + a.FileName):
		return wrong("subject", "check.line_break")
	}
	return nil
}

// Filled writes key and number into a text of the access point.
func (a AccessPoint) Filled(text, number string) string {
	return strings.NewReplacer("<CLE>", a.Key, "<NUMFACT>", number).Replace(text)
}

// ClientRoute is what is known of how a client gets his invoices.
type ClientRoute struct {
	ClientID   int64
	PublicBody bool   // reached over Peppol, with its order number
	Courtesy   bool   // he wants the PDF by mail too
	OffPeppol  bool   // the access point answered that his number is not there
	OnlyPDF    string // why a PDF alone is enough for this firm, in her words; "" = it is not
	OnlyPDFAt  time.Time
	OnlyPDFBy  string
}

// Route is the way that a document takes.
type Route struct {
	Peppol   bool // to the access point
	PDF      bool // a mail with the PDF
	Attached bool // and the electronic invoice beside it
}

// RouteOf says which way a document goes. Between two Belgian firms the legal invoice is the electronic one (VAT Code, art. 53, § 2bis, since 1
// January 2026); a private person gets a PDF, a foreigner both. Without an access point all go by mail, as before there was one.
func RouteOf(kind DocumentKind, client Client, known ClientRoute, point AccessPoint) Route {
	switch {
	case point.CompanyID == 0, kind != Invoice && kind != CreditNote:
		return Route{PDF: true}
	case known.PublicBody:
		return Route{Peppol: true, PDF: known.Courtesy}
	case !client.IsFirm(), known.OnlyPDF != "":
		return Route{PDF: true}
	case known.OffPeppol, client.Country != "" && client.Country != HomeCountry:
		return Route{PDF: true, Attached: true}
	}
	return Route{Peppol: true, PDF: known.Courtesy}
}
