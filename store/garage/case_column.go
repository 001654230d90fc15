package garage

import "slices"

// CaseColumn is a column of a table of files, when it is written and when it is read.
type CaseColumn struct {
	Key   string
	Field CaseField // of a value of the file; the zero value = another column
	Party Party     // or else whose
	Of    string    // of a party: name, contact, email, phone or reference
}

// The columns that all kinds have.
const (
	CaseColumnNumber = "number"
	CaseColumnState  = "state"
	CaseColumnClient = "client" // the client's number
	CaseColumnOpened = "opened"
	CaseColumnNotes  = "notes"
)

var partyColumns = []string{"name", "contact", "email", "phone", "reference"}

// Columns are all columns of a table of cases of the kind.
func (k CaseKind) Columns() []CaseColumn {
	columns := []CaseColumn{{Key: CaseColumnNumber}, {Key: CaseColumnState}, {Key: CaseColumnClient}, {Key: CaseColumnOpened}}
	for _, field := range k.Fields {
		columns = append(columns, CaseColumn{Key: field.Key, Field: field})
	}
	for _, role := range k.Parties {
		if role == PartyClient {
			continue
		}
		for _, of := range partyColumns {
			columns = append(columns, CaseColumn{Key: string(role) + "." + of, Party: role, Of: of})
		}
	}
	return append(columns, CaseColumn{Key: CaseColumnNotes})
}

// Column returns the column of that key.
func (k CaseKind) Column(key string) (CaseColumn, bool) {
	columns := k.Columns()
	i := slices.IndexFunc(columns, func(c CaseColumn) bool { return c.Key == key })
	if i < 0 {
		return CaseColumn{}, false
	}
	return columns[i], true
}

// LabelKeys are the language keys of the column's heading, which stand one behind the other.
func (c CaseColumn) LabelKeys() []string {
	switch {
	case c.Party != "" && c.Of == "name":
		return []string{c.Party.LabelKey()}
	case c.Party != "":
		return []string{c.Party.LabelKey(), "files.party_" + c.Of}
	case c.Field.Key != "":
		return []string{c.Field.LabelKey()}
	}
	return []string{"files.column_" + c.Key}
}

// PartyValue returns what such a column says of a party.
func (c CaseColumn) PartyValue(p CaseParty) string { return *PartyValue(&p, c.Of) }

// PartyValue points at the value of a party that a column holds.
func PartyValue(p *CaseParty, of string) *string {
	switch of {
	case "name":
		return &p.Name
	case "contact":
		return &p.Contact
	case "email":
		return &p.Email
	case "phone":
		return &p.Phone
	}
	return &p.Reference
}
