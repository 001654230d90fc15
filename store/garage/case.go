package garage

import (
	"slices"
	"time"
)

// Case is a job with its own sheet: a bodyshop or a breakdown case, as its CaseKind says.
type Case struct {
	ID         int64
	Kind       string // the name of its CaseKind
	Number     string // given when it is saved first: CA2026-00042
	ClientID   int64  // 0 while nobody knows whose car it is
	VehicleID  int64  // 0 = none of the client's
	State      string
	Values     map[string]string // by field, in the form of the field's type; empty ones are left out
	Notes      string
	Parties    []CaseParty // in the order of the kind; none without anything in it
	OpenedAt   time.Time
	StateSince time.Time
	LateOn     string // ISO date: the last day on which its state does not last too long, "" = never
	Version    int64  // raised by every change of the sheet
	ChangedAt  time.Time
}

// Party returns what the case says of a party; the zero CaseParty when it says nothing.
func (f *Case) Party(role Party) CaseParty {
	for _, party := range f.Parties {
		if party.Role == role {
			return party
		}
	}
	return CaseParty{Role: role}
}

// SetParty puts a party in the place of the one that had its role.
func (f *Case) SetParty(party CaseParty) {
	f.Parties = append(slices.DeleteFunc(slices.Clone(f.Parties), func(p CaseParty) bool { return p.Role == party.Role }), party)
}

// IsLate reports whether the case's state lasts longer than it should on the ISO date today.
func (f *Case) IsLate(today string) bool { return f.LateOn != "" && f.LateOn < today }

// CaseParty is somebody who has to do with a case, as he stands in it.
type CaseParty struct {
	Role        Party
	DirectoryID int64 // 0 = not taken from the directory; SaveCase sets it
	Name        string
	Contact     string // the person to speak to
	Email       string
	Phone       string
	Language    string // of the mails to him, "" = as the client's
	Reference   string // his own number for the file
}

// DirectoryEntry is a firm or person who was a party before, remembered for the next case.
type DirectoryEntry struct {
	ID       int64
	Party    Party
	Name     string
	Email    string
	Phone    string
	Language string
	Contacts []DirectoryContact
	UsedAt   time.Time
}

// DirectoryContact is a person at an entry of the directory.
type DirectoryContact struct {
	Name  string `json:"name"`
	Email string `json:"email,omitempty"`
	Phone string `json:"phone,omitempty"`
}

// CaseEventKind says what happened on a case's timeline.
type CaseEventKind string

// What stands on a timeline.
const (
	EventState CaseEventKind = "state" // Text is the state's key
	EventMail  CaseEventKind = "mail"  // Text is the mail's key, "" = one that she wrote herself
	EventNote  CaseEventKind = "note"  // Text is what she wrote: an answer by telephone, for example
	EventPhoto CaseEventKind = "photo" // Text is how many were added
)

// CaseEvent is one line of a case's timeline.
type CaseEvent struct {
	ID         int64
	At         time.Time
	UserName   string
	Kind       CaseEventKind
	Text       string
	DeliveryID int64         // of a mail, 0 = none
	SentState  DeliveryState // of the mail as it stands now
	SentTo     string
	SentReason string // language key of why it failed
}
