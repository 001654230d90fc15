package store

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// maxProposals is how many addresses a person can choose from at a glance.
const maxProposals = 3

// aroundAt is an @ with the spaces people leave around it.
var aroundAt = regexp.MustCompile(`\s*@\s*`)

// ProposeEmails returns the good addresses that a refused one probably meant, the likeliest first and three at most: those
// that stand in it as they are (two in one field, a name around one), else the whole without its spaces and with dots for
// commas. Nothing is proposed for what holds no address ("pas d'email").
func ProposeEmails(raw string) []string {
	var found []string
	add := func(candidate string) {
		candidate = strings.Trim(candidate, ".,;:<>()[]\"'")
		candidate = strings.TrimPrefix(strings.ToLower(candidate), "mailto:")
		if candidate != "" && len(found) < maxProposals && CheckEmail(candidate) == "" && !slices.Contains(found, candidate) {
			found = append(found, candidate)
		}
	}
	raw = aroundAt.ReplaceAllString(raw, "@")
	for _, word := range strings.FieldsFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(";,/|<>()\"", r) }) {
		add(word)
	}
	whole := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			return -1
		}
		return r
	}, raw)
	if strings.Count(whole, "@") == 1 {
		add(whole)
		add(strings.ReplaceAll(whole, ",", "."))
	}
	return found
}
