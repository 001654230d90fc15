package garage

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// maxProposals is how many addresses a person can choose from at a glance.
const maxProposals = 3

// aroundAt is an @, or a key that was pressed twice, with the spaces people leave around it.
var aroundAt = regexp.MustCompile(`\s*@+\s*`)

// ProposeEmails returns the good addresses that a refused one probably meant, the likeliest first and three at most. What has
// a gap or a comma before its @ is taken whole, with a dot there or nothing: half of a name is another person's address. What
// stands in it as it is (two in one field, a name or a remark around one) comes after. Nothing is proposed for what holds no
// address ("pas d'email").
func ProposeEmails(raw string) []string {
	var found []string
	add := func(candidate string) {
		candidate = strings.Trim(candidate, ".,;:<>()[]\"'")
		candidate = strings.TrimPrefix(strings.ToLower(candidate), "mailto:")
		if candidate != "" && len(found) < maxProposals && CheckEmail(candidate) == "" && !slices.Contains(found, candidate) {
			found = append(found, candidate)
		}
	}
	raw = strings.TrimSpace(aroundAt.ReplaceAllString(raw, "@"))
	before, after, _ := strings.Cut(raw, "@")
	one := !strings.Contains(after, "@") && !strings.ContainsAny(raw, ";<>()\"")
	inName := one && strings.ContainsFunc(before, isGap)
	if inName {
		add(strings.Join(strings.FieldsFunc(before, isGap), ".") + "@" + after)
		add(strings.Join(strings.FieldsFunc(before, isGap), "") + "@" + after)
	}
	if one && strings.Contains(after, ",") {
		add(before + "@" + strings.Join(strings.FieldsFunc(after, isGap), "."))
	}
	for _, word := range strings.FieldsFunc(raw, func(r rune) bool {
		return unicode.IsSpace(r) || r == ',' && !one || strings.ContainsRune(";/|<>()\"", r)
	}) {
		add(word)
	}
	if one {
		add(strings.Join(strings.Fields(raw), ""))
	}
	return found
}

// isGap is true for what people put where a dot belongs, or nothing.
func isGap(r rune) bool { return r == ',' || unicode.IsSpace(r) }
