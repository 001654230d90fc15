package intake

import (
	"regexp"
	"strings"

	"garagemail/store/garage"
)

// A place as it stands on an envelope, the postcode before or behind: 4000 Liège, B-4000 Liège, 1234 AB Utrecht, 00-950
// Warszawa, Liège (4000).
var (
	placeBefore = regexp.MustCompile(`^((?:\pL{1,3}\s*-\s*|[A-Z]{1,3} )?(?:\d{2,4}-\d{3}|\d{3} \d{2}|[1-9]\d{3} ?[A-Z]{2}|\d{4,6}))\s*(?:\s|[-,;/–])\s*(\pL.*)$`)
	abroad      = regexp.MustCompile(`^(?:\pL{1,3}\s*-|\pL )\s*\d`) // L-4360 is a postcode alone
	placeBehind = regexp.MustCompile(`^(\pL.*?)\s*(?:\s|[-,;/–(])\s*((?:\pL{1,3}-)?\d{4,5})\)?$`)
)

// partedPlace cuts a place into postcode and locality; both are "" where it is no such place.
func partedPlace(value string) (postcode, locality string) {
	if bare := strings.TrimRight(value, "0123456789"); bare == "" || bare == value && !strings.ContainsAny(value, "0123456789") {
		return "", "" // nearly all are a postcode or a locality
	}
	if parts := placeBefore.FindStringSubmatch(value); parts != nil {
		return strings.Join(strings.Fields(parts[1]), " "), strings.TrimLeft(parts[2], " -")
	}
	if parts := placeBehind.FindStringSubmatch(value); parts != nil && !abroad.MatchString(value) {
		return parts[2], strings.TrimRight(parts[1], " ,;/(-")
	}
	return "", ""
}

// partPlace takes postcode and locality out of one column, whether its heading names both or one of them. What columns of
// their own say is not replaced.
func (row *importRow) partPlace() {
	v := row.values
	if place := v["postcode_locality"]; place != "" {
		postcode, locality := partedPlace(place)
		switch {
		case postcode != "":
		case !strings.ContainsAny(place, "0123456789"):
			locality = place
		case row.isPostcode(place):
			postcode = place
		default:
			locality = place
			row.refused = append(row.refused, refusedCell{"postcode_locality", place, "import.noticed_place"})
		}
		row.fill("postcode", postcode)
		row.fill("locality", locality)
		return
	}
	if postcode, locality := partedPlace(v["locality"]); row.isPostcode(postcode) && (v["postcode"] == "" || v["postcode"] == postcode) {
		v["postcode"], v["locality"] = postcode, locality
	}
	if postcode, locality := partedPlace(v["postcode"]); row.isPostcode(postcode) && v["locality"] == "" && !dutchPostcode.MatchString(strings.ToUpper(v["postcode"])) {
		v["postcode"], v["locality"] = postcode, locality
	}
}

// isPostcode reports whether a text is one of the row's country, or of the one that stands before it.
func (row *importRow) isPostcode(text string) bool {
	postcode, country := plainPostcode(text, row.values["country"])
	return postcode != "" && garage.CheckPostcode(postcode, country) == ""
}

func (row *importRow) fill(field, value string) {
	if row.values[field] == "" {
		row.values[field] = value
	}
}
