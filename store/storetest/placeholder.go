package storetest

import (
	"slices"

	"garagemail/store/garage"
)

// IsFilledBy reports whether files of a kind can fill a placeholder.
func IsFilledBy(p garage.CasePlaceholder, kind garage.CaseKind) bool {
	if p.Party != "" {
		return slices.Contains(kind.Parties, p.Party)
	}
	return len(p.Fields) == 0 || slices.ContainsFunc(p.Fields, func(field garage.CaseField) bool {
		_, has := kind.Field(field.Key)
		return has
	})
}
