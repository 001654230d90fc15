package garage

import (
	"slices"
	"strconv"
	"time"

	"garagemail/store/decimal"
)

// CaseProposal says how a field that is still empty can be worked out from others. The zero value proposes nothing.
type CaseProposal struct {
	By      string // a tariff: what the last file had that says the same in this field
	ByParty Party  // or else the last file with this party of the same name

	Sum   []string  // or else these numbers together
	Days  [2]string // or else the days begun from the one moment to the other, the first and the last counted
	Times string    // times this amount
}

// Proposes reports whether there is anything to work out.
func (p CaseProposal) Proposes() bool { return p.By != "" || p.ByParty != "" || p.Times != "" }

// HasProposals reports whether the kind has fields that can be worked out.
func (k CaseKind) HasProposals() bool {
	for _, field := range k.Fields {
		if field.Proposal.Proposes() {
			return true
		}
	}
	return false
}

// Product is the amount times the sum or the days, in cents; "" while a part of it is missing.
func (p CaseProposal) Product(values map[string]string) string {
	amount, err := strconv.ParseInt(values[p.Times], 10, 64)
	if err != nil {
		return ""
	}
	thousandths, said := int64(0), false
	for _, key := range p.Sum {
		if number, ok := decimal.Parse(values[key], 3); ok {
			thousandths, said = thousandths+number, true
		}
	}
	if p.Days[0] != "" {
		from, err := time.Parse(CaseDateTimeLayout, values[p.Days[0]])
		until, wrong := time.Parse(CaseDateTimeLayout, values[p.Days[1]])
		if err != nil || wrong != nil || until.Before(from) {
			return ""
		}
		days := int64(until.Truncate(24*time.Hour).Sub(from.Truncate(24*time.Hour))/(24*time.Hour)) + 1
		thousandths, said = days*1000, true
	}
	if !said {
		return ""
	}
	return strconv.FormatInt((amount*thousandths+500)/1000, 10)
}

// CaseKind is a kind of case as data: what its sheet asks for, which states it goes through, who has to do with it and which
// mails its states propose. Whatever works on cases reads it from here and knows no kind by name.
type CaseKind struct {
	Name    string // as it is stored
	Code    string // what its numbers begin with: CA in CA2026-00042
	States  []CaseState
	Fields  []CaseField
	Parties []Party
	Mails   []CaseMail
}

// CaseState is one state of a kind. The states of a kind stand in the order of the board.
type CaseState struct {
	Key  string
	Next []string // proposed when this one is over, the likely one first; she may pick any other
	Days int      // how many days a file may stay in it before it is late, 0 = as long as it takes
	Due  string   // the field with the day it must be over, which counts more than Days when it is filled in
}

// CaseFieldType says how the value of a field is typed, checked and shown.
type CaseFieldType string

// The types of fields with the form in which they are stored: what is typed differently is refused.
const (
	CaseText     CaseFieldType = "text"
	CaseDate     CaseFieldType = "date"     // 2026-01-31
	CaseDateTime CaseFieldType = "datetime" // 2026-01-31T09:30, the clock on the wall
	CaseMoney    CaseFieldType = "money"    // integer cents: 12345
	CaseNumber   CaseFieldType = "number"   // a whole number or one with a point: 12.5
	CaseYesNo    CaseFieldType = "yesno"    // yes or no
	CaseChoice   CaseFieldType = "choice"   // one of Choices
)

// CaseField is one thing that the sheet of a kind asks for.
type CaseField struct {
	Key     string
	Type    CaseFieldType
	Group   string   // the part of the sheet it stands in
	Choices []string // of a CaseChoice
	Long    bool     // a text of several lines
	// Postcode is the field of the same group with the Belgian postcode whose localities are proposed here, "" = none.
	Postcode string
	Proposal CaseProposal
}

// Party is a role that somebody plays in a case. PartyClient is the case's client; the others are kept with their address.
type Party string

// The parties of cases.
const (
	PartyClient   Party = "client"
	PartyInsurer  Party = "insurer"
	PartyBroker   Party = "broker"
	PartyExpert   Party = "expert"
	PartySupplier Party = "supplier"
	PartyOrderer  Party = "orderer"
	PartyPolice   Party = "police"
	PartyOwner    Party = "owner"
	PartyDriver   Party = "driver"
	PartyGarage   Party = "garage"
)

// CaseAttachment is something of the case that goes out with a mail.
type CaseAttachment string

// What a mail of a case carries.
const (
	WithPhotos    CaseAttachment = "photos"
	WithEstimate  CaseAttachment = "estimate"
	WithAgreement CaseAttachment = "agreement"
	WithInvoice   CaseAttachment = "invoice"
	WithReport    CaseAttachment = "report" // the file itself as PDF
	WithOther     CaseAttachment = "other"  // any other PDF; no mail proposes it
)

// CaseMail is a mail that a state of a case proposes.
type CaseMail struct {
	Key         string
	State       string
	Party       Party
	Attachments []CaseAttachment
}

// CaseKinds are all kinds, in the order of the menu.
var CaseKinds = []CaseKind{Bodyshop, Breakdown}

// CaseKindNamed returns the kind of that name.
func CaseKindNamed(name string) (CaseKind, bool) {
	for _, kind := range CaseKinds {
		if kind.Name == name {
			return kind, true
		}
	}
	return CaseKind{}, false
}

// State returns the state of that key.
func (k CaseKind) State(key string) (CaseState, bool) {
	i := slices.IndexFunc(k.States, func(s CaseState) bool { return s.Key == key })
	if i < 0 {
		return CaseState{}, false
	}
	return k.States[i], true
}

// Field returns the field of that key.
func (k CaseKind) Field(key string) (CaseField, bool) {
	i := slices.IndexFunc(k.Fields, func(f CaseField) bool { return f.Key == key })
	if i < 0 {
		return CaseField{}, false
	}
	return k.Fields[i], true
}

// Groups returns the parts of the sheet in their order.
func (k CaseKind) Groups() []string {
	var groups []string
	for _, field := range k.Fields {
		if !slices.Contains(groups, field.Group) {
			groups = append(groups, field.Group)
		}
	}
	return groups
}

// ProposedMails returns the mails that a state of a kind calls for.
func ProposedMails(kind, state string) []CaseMail {
	k, _ := CaseKindNamed(kind)
	return slices.DeleteFunc(slices.Clone(k.Mails), func(m CaseMail) bool { return m.State != state })
}

// The language keys of what a kind is made of.

// LabelKey names the kind on the screen.
func (k CaseKind) LabelKey() string { return "file.kind_" + k.Name }

// LabelKey names the state on the screen.
func (s CaseState) LabelKey() string { return "file.state_" + s.Key }

// LabelKey names the field on the screen.
func (f CaseField) LabelKey() string { return "file.field_" + f.Key }

// GroupKey names the part of the sheet that the field stands in.
func (f CaseField) GroupKey() string { return "file.group_" + f.Group }

// ChoiceKey names one choice of the field, on the screen and in the mails, which German ones have too.
func (f CaseField) ChoiceKey(choice string) string { return "mail.file_choice_" + f.Key + "_" + choice }

// LabelKey names the party on the screen.
func (p Party) LabelKey() string { return "file.party_" + string(p) }

// LabelKey names the attachment on the screen.
func (a CaseAttachment) LabelKey() string { return "file.with_" + string(a) }

// LabelKey names the mail on the screen.
func (m CaseMail) LabelKey() string { return "file.mail_" + m.Key }

// PhraseKey names the text of the mail in a company's phrases.
func (m CaseMail) PhraseKey() string { return "file_" + m.Key }

// TextKeys are the language keys of the program's own subject and body.
func (m CaseMail) TextKeys() (subject, body string) {
	return "mail.file_" + m.Key + "_subject", "mail.file_" + m.Key + "_body"
}
