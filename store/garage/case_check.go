package garage

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"garagemail/assets/lang/languages"
)

// CaseDateTimeLayout is the form of a CaseDateTime field's value for time.Parse: the clock on the wall.
const CaseDateTimeLayout = "2006-01-02T15:04"

var caseNumberShape = regexp.MustCompile(`^-?\d{1,12}(\.\d{1,3})?$`)

// CheckCaseValue checks a value against its field: "" for a good one or for "", else the language key of what is wrong.
func CheckCaseValue(field CaseField, value string) (reason string) {
	if value == "" {
		return ""
	}
	switch field.Type {
	case CaseDate:
		return CheckDate(value)
	case CaseDateTime:
		if at, err := time.Parse(CaseDateTimeLayout, value); err != nil || CheckDate(at.Format(time.DateOnly)) != "" {
			return "check.file_datetime"
		}
	case CaseMoney:
		if cents, err := strconv.ParseInt(value, 10, 64); err != nil || strconv.FormatInt(cents, 10) != value {
			return "check.file_money"
		}
	case CaseNumber:
		if !caseNumberShape.MatchString(value) {
			return "check.file_number"
		}
	case CaseYesNo:
		if value != "yes" && value != "no" {
			return "check.file_choice"
		}
	case CaseChoice:
		if !slices.Contains(field.Choices, value) {
			return "check.file_choice"
		}
	}
	return ""
}

// CheckCase brings the fields of a case to the form that is stored and returns what is wrong with the first of them.
func CheckCase(f *Case) error {
	kind, known := CaseKindNamed(f.Kind)
	if !known {
		return &FieldError{Field: "kind", Reason: "check.file_kind"}
	}
	if _, known := kind.State(f.State); !known {
		return &FieldError{Field: "state", Reason: "check.file_state"}
	}
	values := map[string]string{}
	for key, value := range f.Values {
		field, has := kind.Field(key)
		if !has {
			return &FieldError{Field: key, Reason: "check.file_field"}
		}
		Trim(&value)
		if reason := CheckCaseValue(field, value); reason != "" {
			return &FieldError{Field: key, Reason: reason}
		}
		if value != "" {
			values[key] = value
		}
	}
	f.Values = values
	f.Notes = strings.TrimSpace(f.Notes)
	return checkParties(kind, f)
}

func checkParties(kind CaseKind, f *Case) error {
	parties := make([]CaseParty, 0, len(f.Parties))
	for _, role := range kind.Parties {
		party := f.Party(role)
		Trim(&party.Name, &party.Contact, &party.Email, &party.Phone, &party.Language, &party.Reference)
		if reason := CheckEmail(party.Email); reason != "" {
			return &FieldError{Field: string(role) + "_email", Reason: reason}
		}
		if reason := CheckPhone(party.Phone); reason != "" {
			return &FieldError{Field: string(role) + "_phone", Reason: reason}
		}
		if party.Language != "" && !languages.IsRecipient(party.Language) {
			return &FieldError{Field: string(role) + "_language", Reason: "check.language"}
		}
		if party != (CaseParty{Role: role}) {
			parties = append(parties, party)
		}
	}
	for i, party := range f.Parties {
		if !slices.Contains(kind.Parties, party.Role) || slices.ContainsFunc(f.Parties[:i], func(p CaseParty) bool { return p.Role == party.Role }) {
			return &FieldError{Field: string(party.Role), Reason: "check.file_party"}
		}
	}
	f.Parties = parties
	return nil
}

// LateOn is the last day on which the case's state does not last too long: the day that its field says, else so many days
// after it came into the state.
func LateOn(f *Case) string {
	kind, _ := CaseKindNamed(f.Kind)
	state, _ := kind.State(f.State)
	if due := f.Values[state.Due]; state.Due != "" && len(due) >= len(time.DateOnly) {
		return due[:len(time.DateOnly)]
	}
	if state.Days == 0 {
		return ""
	}
	return Day(f.StateSince.Local().AddDate(0, 0, state.Days))
}
