package search

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"garagemail/store/garage"
)

// searchQuery is what was typed: every word must stand in the client's line. The longest, and so mostly the rarest, is
// first.
type searchQuery []searchWord

// searchWord is one word in the forms that it can stand for: as typed, as a plate without its dashes, as a phone number
// in the form that is compared. One of them must be found.
type searchWord [][]byte

var (
	belgianPlate = regexp.MustCompile(`^(\d?[a-z]{3}\d{3}|\d{3}[a-z]{3})$`)
	phoneSigns   = regexp.MustCompile(`^[+(]?[0-9][0-9 ./()\-]*$`)
)

// parseSearch reads what was typed. A plate or a phone number typed in groups (1 ABC 123, 0475 12 34 56) is one word.
func parseSearch(typed string) searchQuery {
	folded := garage.Fold(strings.NewReplacer("\x00", " ", string(nameEnd), " ").Replace(typed))
	if plate := garage.FoldPlate(folded); strings.Contains(folded, " ") && belgianPlate.MatchString(plate) {
		return searchQuery{{[]byte(plate)}}
	}
	if phoneSigns.MatchString(folded) && strings.Contains(folded, " ") {
		if digits := garage.PhoneDigits(folded); len(digits) >= 6 {
			return searchQuery{{[]byte(digits)}}
		}
	}
	var query searchQuery
	for _, text := range strings.Fields(folded) {
		query = append(query, searchForms(text))
	}
	slices.SortStableFunc(query, func(a, b searchWord) int { return cmp.Compare(len(b[0]), len(a[0])) })
	return query
}

func searchForms(text string) searchWord {
	forms := searchWord{[]byte(text)}
	add := func(form string) {
		if len(form) >= 2 && !slices.ContainsFunc(forms, func(known []byte) bool { return string(known) == form }) {
			forms = append(forms, []byte(form))
		}
	}
	if phoneSigns.MatchString(text) {
		add(garage.PhoneDigits(text))
	}
	if strings.ContainsAny(text, "-.") && !strings.Contains(text, "@") {
		add(garage.FoldPlate(text))
	}
	return forms
}

func (q searchQuery) matches(line []byte) bool {
	for _, word := range q {
		if !slices.ContainsFunc(word, func(form []byte) bool { return bytes.Contains(line, form) }) {
			return false
		}
	}
	return true
}
