package intake

import (
	"regexp"
	"strings"

	"garagemail/store/garage"
)

// refers says that a field names another row, or the row itself: merged cells say that once for several rows.
func (f *importField) refers() bool {
	return f.key == "number" || f.key == "client" || f.key == "plate" || f.key == "kind"
}

// complete puts right what cells alone cannot tell: a number has no zeros in front, so a telephone or a postcode that a
// spreadsheet kept as one is proposed with them, and listed.
func (row *importRow) complete(columns []*importField) {
	row.partPlace()
	row.completePostcode()
	for _, field := range columns {
		if field == nil || field.kind != phoneCell {
			continue
		}
		value := row.values[field.key]
		switch whole := wholePhone(value, row.values["country"]); {
		case whole != value:
			row.values[field.key] = whole
			row.refused = append(row.refused, refusedCell{field.key, value, "import.noticed_zero"})
		case lacksPrefix(value, row.values["country"]):
			row.refused = append(row.refused, refusedCell{field.key, value, "import.noticed_phone"})
		}
	}
}

func (row *importRow) completePostcode() {
	value, country := row.values["postcode"], row.values["country"]
	if value == "" {
		return
	}
	postcode, of := plainPostcode(value, country)
	if whole := wholePostcode(postcode, of); whole != postcode {
		postcode = whole
		row.refused = append(row.refused, refusedCell{"postcode", value, "import.noticed_zero"})
	}
	if country != "" && garage.CheckPostcode(postcode, country) != "" {
		row.refused = append(row.refused, refusedCell{"postcode", value, "import.noticed_postcode"})
	}
	row.values["postcode"] = postcode
	if country == "" && of != "" && of != garage.HomeCountry {
		row.values["country"] = of
	}
}

// callingCodes are those of the countries whose numbers a Belgian garage meets, with the digits of a national number with
// its zero, 0 where they vary or have none.
var callingCodes = map[string]struct {
	code   string
	digits int
}{
	"BE": {"32", 0}, "FR": {"33", 10}, "NL": {"31", 10}, "DE": {"49", 0}, "LU": {"352", 0}, "GB": {"44", 11}, "IT": {"39", 0}, "ES": {"34", 0},
	"CH": {"41", 10}, "AT": {"43", 0}, "PT": {"351", 0}, "PL": {"48", 0},
}

// lacksPrefix reports a number that begins with neither 0 nor + where those of its country do.
func lacksPrefix(phone, country string) bool {
	digits := bareDigits(phone)
	switch country {
	case "", garage.HomeCountry, "FR", "NL", "DE", "GB", "CH", "AT":
		return digits != ""
	case "IT": // only its mobiles begin with another digit
		return digits != "" && digits[0] != '3'
	}
	return false
}

// bareDigits are those of a telephone number without 0 or + in front, "" for others.
func bareDigits(phone string) string {
	if phone == "" || phone[0] == '0' || phone[0] == '+' { // nearly all
		return ""
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" ./-()\u00A0", r) {
			return -1
		}
		return r
	}, phone)
	if digits == "" || digits[0] == '0' || !garage.IsDigits(digits) {
		return ""
	}
	return digits
}

// wholePhone returns a telephone number with the 0 or the + that a spreadsheet took; others as they stand.
func wholePhone(phone, country string) string {
	digits := bareDigits(phone)
	if digits == "" {
		return phone
	}
	if country == "" {
		country = garage.HomeCountry
	}
	known := callingCodes[country]
	switch {
	case strings.HasPrefix(digits, "32") && (len(digits) == 11 && digits[2] == '4' || len(digits) == 10):
		return "+32 " + strings.TrimPrefix(garage.FormatPhone("0"+digits[2:]), "0")
	case country == garage.HomeCountry && (len(digits) == 9 && digits[0] == '4' || len(digits) == 8):
		return garage.FormatPhone("0" + digits)
	case known.code != "" && strings.HasPrefix(digits, known.code) && len(digits) >= len(known.code)+8 && len(digits) != known.digits-1:
		return "+" + digits
	case known.digits != 0 && len(digits) == known.digits-1:
		return "0" + digits
	}
	return phone
}

// postcodePrefix is a country before a postcode: B-1000, NL 1234 ab, l-4360.
var postcodePrefix = regexp.MustCompile(`^([A-Z]{1,3})([- ]*)(\d.*)$`)

// decimalPostcode is one that was a number on its way.
var decimalPostcode = regexp.MustCompile(`^(\d{3,6})[.,]0+$`)

// dutchPostcode is the one shape that has letters at its end.
var dutchPostcode = regexp.MustCompile(`^([1-9]\d{3})\s*([A-Z]{2})$`)

// plainPostcode returns a postcode in capitals, and the country that stands before it or that is given. What the country's
// own shape has (L-4360) stays, what is only a foreigner's way to write it goes.
func plainPostcode(value, country string) (postcode, of string) {
	if garage.IsDigits(value) {
		return value, country
	}
	postcode, of = strings.ToUpper(value), country
	if whole := decimalPostcode.FindStringSubmatch(postcode); whole != nil { // a program has kept it as a number
		postcode = whole[1]
	}
	if parts := postcodePrefix.FindStringSubmatch(postcode); parts != nil {
		// Without a sign between (L4360) it may be the foreigner's own: E1 6AN is in London.
		named, reason := importCountry(parts[1])
		if reason == "" && (country == "" || country == named) && (parts[2] != "" || garage.PostcodeShapes[named] != nil && garage.CheckPostcode(parts[3], named) == "") {
			of = named
			if postcode = parts[1] + "-" + parts[3]; garage.CheckPostcode(postcode, of) != "" || garage.PostcodeShapes[of] == nil {
				postcode = parts[3]
			}
		}
	}
	if joined := strings.ReplaceAll(postcode, " ", ""); joined != postcode && garage.CheckPostcode(postcode, of) != "" && garage.CheckPostcode(joined, of) == "" {
		postcode = joined
	}
	if parts := dutchPostcode.FindStringSubmatch(postcode); parts != nil && (of == "" || of == "NL") {
		return parts[1] + " " + parts[2], of
	}
	return postcode, of
}

// postcodeDigits are the lengths of the postcodes that may begin with a zero.
var postcodeDigits = map[string]int{
	"FR": 5, "DE": 5, "IT": 5, "ES": 5, "FI": 5, "HR": 5, "EE": 5, "LT": 5, "CZ": 5, "SK": 5, "US": 5, "MC": 5, "RO": 6, "TR": 5, "MA": 5, "DZ": 5,
}

// wholePostcode returns a postcode of bare digits with the zeros that its country's have.
func wholePostcode(postcode, country string) string {
	if missing := postcodeDigits[country] - len(postcode); garage.IsDigits(postcode) && missing > 0 && missing <= 2 {
		return "00"[:missing] + postcode
	}
	return postcode
}
