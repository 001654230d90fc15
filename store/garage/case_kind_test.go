package garage_test

import (
	"slices"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestCaseKindsAreWhole holds what one part of a kind says of another to what is there.
func TestCaseKindsAreWhole(t *testing.T) {
	types := []garage.CaseFieldType{
		garage.CaseText, garage.CaseDate, garage.CaseDateTime, garage.CaseMoney, garage.CaseNumber, garage.CaseYesNo, garage.CaseChoice,
	}
	for _, kind := range garage.CaseKinds {
		reached := map[string]bool{kind.States[0].Key: true}
		for _, state := range kind.States {
			for _, next := range state.Next {
				if _, ok := kind.State(next); !ok || next == state.Key {
					t.Errorf("%s: %s goes on to %q", kind.Name, state.Key, next)
				}
				reached[next] = true
			}
			if due, ok := kind.Field(state.Due); state.Due != "" && (!ok || due.Type != garage.CaseDate && due.Type != garage.CaseDateTime) {
				t.Errorf("%s: %s is due on field %q", kind.Name, state.Key, state.Due)
			}
		}
		for _, state := range kind.States {
			if !reached[state.Key] {
				t.Errorf("%s: nothing proposes %s", kind.Name, state.Key)
			}
		}
		if last := kind.States[len(kind.States)-1]; len(last.Next) > 0 || last.Days != 0 {
			t.Errorf("%s: the last state is %+v", kind.Name, last)
		}
		seen := map[string]bool{}
		for _, field := range kind.Fields {
			if seen[field.Key] || !slices.Contains(types, field.Type) || (field.Type == garage.CaseChoice) != (len(field.Choices) > 0) {
				t.Errorf("%s: field %+v", kind.Name, field)
			}
			seen[field.Key] = true
		}
		for _, mail := range kind.Mails {
			if _, ok := kind.State(mail.State); !ok || !slices.Contains(kind.Parties, mail.Party) || seen[mail.Key] {
				t.Errorf("%s: mail %+v", kind.Name, mail)
			}
			seen[mail.Key] = true
		}
	}
}

func TestProposedMails(t *testing.T) {
	keys := func(kind, state string) (keys []string) {
		for _, mail := range garage.ProposedMails(kind, state) {
			keys = append(keys, mail.Key)
		}
		return keys
	}
	for _, test := range []struct {
		kind, state string
		want        []string
	}{
		{"bodyshop", "agreed", []string{"client_agreed", "supplier_order", "client_appointment", "client_courtesy"}},
		{"bodyshop", "invoiced", []string{"insurer_invoice"}},
		{"bodyshop", "stored", nil}, // of the other kind
		{"breakdown", "stored", []string{"owner_storage", "orderer_guarantee", "expert_viewing"}},
		{"breakdown", "invoiced", []string{"orderer_invoice"}},
		{"tyres", "stored", nil},
	} {
		if got := keys(test.kind, test.state); !slices.Equal(got, test.want) {
			t.Errorf("%s %s proposes %v, want %v", test.kind, test.state, got, test.want)
		}
	}
}

func TestCasePlaceholdersHaveAHome(t *testing.T) {
	for _, placeholder := range garage.CasePlaceholders {
		if !slices.ContainsFunc(garage.CaseKinds, func(kind garage.CaseKind) bool { return storetest.IsFilledBy(placeholder, kind) }) {
			t.Errorf("no kind can fill <%s>", placeholder.Name)
		}
	}
}
