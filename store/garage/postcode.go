package garage

import (
	"regexp"
	"strings"
	"unicode"
)

// PostcodeRule is one part of the postcode criterion: one code, the beginning of codes, or a range of codes of as many
// digits, both ends included.
type PostcodeRule struct {
	Exact    string
	Prefix   string
	From, To string
}

var (
	postcodeRange = regexp.MustCompile(`^(\d{1,9})-(\d{1,9})$`)
	postcodeDash  = regexp.MustCompile(`\s*[-–]\s*`)
	postcodeCode  = regexp.MustCompile(`^[0-9A-Z][0-9A-Z-]{0,11}$`)
)

// ParsePostcodes reads the postcode criterion as it is typed: codes, prefixes (50*) and ranges (5000-5100), separated by
// commas, semicolons or spaces. It returns a FieldError for "postcodes" when it cannot.
func ParsePostcodes(typed string) ([]PostcodeRule, error) {
	var rules []PostcodeRule
	typed = postcodeDash.ReplaceAllString(strings.ToUpper(typed), "-")
	for _, part := range strings.FieldsFunc(typed, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		rule, reason := parsePostcode(part)
		if reason != "" {
			return nil, &FieldError{Field: "postcodes", Reason: reason}
		}
		rules = append(rules, rule)
		if len(rules) > 500 {
			return nil, &FieldError{Field: "postcodes", Reason: "check.postcodes_many"}
		}
	}
	return rules, nil
}

func parsePostcode(part string) (rule PostcodeRule, reason string) {
	if ends := postcodeRange.FindStringSubmatch(part); ends != nil {
		if len(ends[1]) != len(ends[2]) || ends[1] > ends[2] {
			return rule, "check.postcodes_range"
		}
		return PostcodeRule{From: ends[1], To: ends[2]}, ""
	}
	prefix, isPrefix := strings.CutSuffix(part, "*")
	if !postcodeCode.MatchString(prefix) {
		return rule, "check.postcodes"
	}
	if isPrefix {
		return PostcodeRule{Prefix: prefix}, ""
	}
	return PostcodeRule{Exact: part}, ""
}
