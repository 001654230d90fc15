package garage

import (
	"slices"
	"strconv"
	"time"

	"garagemail/store/decimal"
)

// FileProposal says how a field that is still empty can be worked out from others. The zero value proposes nothing.
type FileProposal struct {
	By      string // a tariff: what the last file had that says the same in this field
	ByParty Party  // or else the last file with this party of the same name

	Sum   []string  // or else these numbers together
	Days  [2]string // or else the days begun from the one moment to the other, the first and the last counted
	Times string    // times this amount
}

// Proposes reports whether there is anything to work out.
func (p FileProposal) Proposes() bool { return p.By != "" || p.ByParty != "" || p.Times != "" }

// HasProposals reports whether the kind has fields that can be worked out.
func (k FileKind) HasProposals() bool {
	for _, field := range k.Fields {
		if field.Proposal.Proposes() {
			return true
		}
	}
	return false
}

// Product is the amount times the sum or the days, in cents; "" while a part of it is missing.
func (p FileProposal) Product(values map[string]string) string {
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
		from, err := time.Parse(FileDateTimeLayout, values[p.Days[0]])
		until, wrong := time.Parse(FileDateTimeLayout, values[p.Days[1]])
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

// FileKind is a kind of file as data: what its sheet asks for, which states it goes through, who has to do with it and which
// mails its states propose. Whatever works on files reads it from here and knows no kind by name.
type FileKind struct {
	Name    string // as it is stored
	Code    string // what its numbers begin with: CA in CA2026-00042
	States  []FileState
	Fields  []FileField
	Parties []Party
	Mails   []FileMail
}

// FileState is one state of a kind. The states of a kind stand in the order of the board.
type FileState struct {
	Key  string
	Next []string // proposed when this one is over, the likely one first; she may pick any other
	Days int      // how many days a file may stay in it before it is late, 0 = as long as it takes
	Due  string   // the field with the day it must be over, which counts more than Days when it is filled in
}

// FileFieldType says how the value of a field is typed, checked and shown.
type FileFieldType string

// The types of fields with the form in which they are stored: what is typed differently is refused.
const (
	FileText     FileFieldType = "text"
	FileDate     FileFieldType = "date"     // 2026-01-31
	FileDateTime FileFieldType = "datetime" // 2026-01-31T09:30, the clock on the wall
	FileMoney    FileFieldType = "money"    // integer cents: 12345
	FileNumber   FileFieldType = "number"   // a whole number or one with a point: 12.5
	FileYesNo    FileFieldType = "yesno"    // yes or no
	FileChoice   FileFieldType = "choice"   // one of Choices
)

// FileField is one thing that the sheet of a kind asks for.
type FileField struct {
	Key     string
	Type    FileFieldType
	Group   string   // the part of the sheet it stands in
	Choices []string // of a FileChoice
	Long    bool     // a text of several lines
	// Postcode is the field of the same group with the Belgian postcode whose localities are proposed here, "" = none.
	Postcode string
	Proposal FileProposal
}

// Party is a role that somebody plays in a file. PartyClient is the file's client; the others are kept with their address.
type Party string

// The parties of files.
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

// FileAttachment is something of the file that goes out with a mail.
type FileAttachment string

// What a mail of a file carries.
const (
	WithPhotos    FileAttachment = "photos"
	WithEstimate  FileAttachment = "estimate"
	WithAgreement FileAttachment = "agreement"
	WithInvoice   FileAttachment = "invoice"
	WithReport    FileAttachment = "report" // the file itself as PDF
	WithOther     FileAttachment = "other"  // any other PDF; no mail proposes it
)

// FileMail is a mail that a state of a file proposes.
type FileMail struct {
	Key         string
	State       string
	Party       Party
	Attachments []FileAttachment
}

// FileKinds are all kinds, in the order of the menu.
var FileKinds = []FileKind{Bodyshop, Breakdown}

// FileKindNamed returns the kind of that name.
func FileKindNamed(name string) (FileKind, bool) {
	for _, kind := range FileKinds {
		if kind.Name == name {
			return kind, true
		}
	}
	return FileKind{}, false
}

// State returns the state of that key.
func (k FileKind) State(key string) (FileState, bool) {
	i := slices.IndexFunc(k.States, func(s FileState) bool { return s.Key == key })
	if i < 0 {
		return FileState{}, false
	}
	return k.States[i], true
}

// Field returns the field of that key.
func (k FileKind) Field(key string) (FileField, bool) {
	i := slices.IndexFunc(k.Fields, func(f FileField) bool { return f.Key == key })
	if i < 0 {
		return FileField{}, false
	}
	return k.Fields[i], true
}

// Groups returns the parts of the sheet in their order.
func (k FileKind) Groups() []string {
	var groups []string
	for _, field := range k.Fields {
		if !slices.Contains(groups, field.Group) {
			groups = append(groups, field.Group)
		}
	}
	return groups
}

// ProposedMails returns the mails that a state of a kind calls for.
func ProposedMails(kind, state string) []FileMail {
	k, _ := FileKindNamed(kind)
	return slices.DeleteFunc(slices.Clone(k.Mails), func(m FileMail) bool { return m.State != state })
}

// The language keys of what a kind is made of.

// LabelKey names the kind on the screen.
func (k FileKind) LabelKey() string { return "file.kind_" + k.Name }

// LabelKey names the state on the screen.
func (s FileState) LabelKey() string { return "file.state_" + s.Key }

// LabelKey names the field on the screen.
func (f FileField) LabelKey() string { return "file.field_" + f.Key }

// GroupKey names the part of the sheet that the field stands in.
func (f FileField) GroupKey() string { return "file.group_" + f.Group }

// ChoiceKey names one choice of the field, on the screen and in the mails, which German ones have too.
func (f FileField) ChoiceKey(choice string) string { return "mail.file_choice_" + f.Key + "_" + choice }

// LabelKey names the party on the screen.
func (p Party) LabelKey() string { return "file.party_" + string(p) }

// LabelKey names the attachment on the screen.
func (a FileAttachment) LabelKey() string { return "file.with_" + string(a) }

// LabelKey names the mail on the screen.
func (m FileMail) LabelKey() string { return "file.mail_" + m.Key }

// PhraseKey names the text of the mail in a company's phrases.
func (m FileMail) PhraseKey() string { return "file_" + m.Key }

// TextKeys are the language keys of the program's own subject and body.
func (m FileMail) TextKeys() (subject, body string) {
	return "mail.file_" + m.Key + "_subject", "mail.file_" + m.Key + "_body"
}
