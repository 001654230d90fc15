package garage

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/language"
)

// The checks of values that a person types or a file holds, all in this file and its check_… neighbours. Each returns ""
// for a good value and for "", which is "nothing to check", else the language key of the sentence that says what is wrong.

// earliestYear is the oldest year that a date of a garage can lie in: the first cars.
const earliestYear = 1886

// CheckDate checks an ISO date (2026-01-31) that exists in the calendar.
func CheckDate(date string) (reason string) {
	if date == "" {
		return ""
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil || day.Year() < earliestYear || day.Year() > 2200 {
		return "check.date"
	}
	return ""
}

// CheckPhone checks a phone number as a person writes it: digits with + in front, spaces, dots, slashes, dashes and
// brackets. Words have no place in it: they belong to the notes.
func CheckPhone(phone string) (reason string) {
	if phone == "" {
		return ""
	}
	digits := 0
	for i, r := range phone {
		switch {
		case '0' <= r && r <= '9':
			digits++
		case r == '+' && (i == 0 || strings.TrimLeft(phone[:i], " (") == ""):
		case strings.ContainsRune(" ./-()\u00a0", r):
		default:
			return "check.phone_signs"
		}
	}
	if digits < 6 || digits > 15 {
		return "check.phone_length"
	}
	return ""
}

// PhoneDigits returns the digits of a phone number in the one form that is compared: national with its 0 for Belgian
// numbers (0475123456), 00 and the country for others.
func PhoneDigits(phone string) string {
	phone = strings.ReplaceAll(phone, "(0)", "")
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if strings.HasPrefix(strings.TrimLeft(phone, " ("), "+") {
		digits = "00" + digits
	}
	if national, belgian := strings.CutPrefix(digits, "0032"); belgian {
		return "0" + strings.TrimPrefix(national, "0")
	}
	return digits
}

// FormatPhone returns a Belgian number as Belgians write it (0475 12 34 56, 02 123 45 67, 081 12 34 56), whatever the
// separators and the country's prefix. Other numbers come back as they are.
func FormatPhone(phone string) string {
	digits := PhoneDigits(phone)
	if CheckPhone(phone) != "" || !strings.HasPrefix(digits, "0") || strings.HasPrefix(digits, "00") {
		return strings.TrimSpace(phone)
	}
	switch {
	case len(digits) == 10: // mobile
		return digits[:4] + " " + digits[4:6] + " " + digits[6:8] + " " + digits[8:]
	case len(digits) == 9 && strings.ContainsRune("2349", rune(digits[1])): // Brussels, Antwerp, Liège, Ghent
		return digits[:2] + " " + digits[2:5] + " " + digits[5:7] + " " + digits[7:]
	case len(digits) == 9:
		return digits[:3] + " " + digits[3:5] + " " + digits[5:7] + " " + digits[7:]
	}
	return strings.TrimSpace(phone)
}

// HomeCountry is the country that a client without one is taken to live in.
const HomeCountry = "BE"

// PostcodeShapes are the postcodes of the countries that a Belgian garage writes to.
var PostcodeShapes = map[string]*regexp.Regexp{
	"BE": regexp.MustCompile(`^[1-9]\d{3}$`),
	"LU": regexp.MustCompile(`^(L-?)?[1-9]\d{3}$`),
	"NL": regexp.MustCompile(`^[1-9]\d{3} ?[A-Z]{2}$`),
	"FR": regexp.MustCompile(`^(F-?)?\d{5}$`),
	"DE": regexp.MustCompile(`^(D-?)?\d{5}$`),
	"GB": regexp.MustCompile(`^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$`),
}

// CheckPostcode checks a postcode by the shape of its country; "" is HomeCountry. Those of other countries are only held
// to be short and without signs.
func CheckPostcode(postcode, country string) (reason string) {
	if postcode == "" {
		return ""
	}
	if country == "" {
		country = HomeCountry
	}
	if shape, known := PostcodeShapes[country]; known {
		if !shape.MatchString(postcode) {
			return "check.postcode"
		}
		return ""
	}
	if len(postcode) > 12 || strings.ContainsFunc(postcode, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' && r != '-'
	}) {
		return "check.postcode"
	}
	return ""
}

// CheckServerName checks the name or the number of a mail server, without a scheme and without a port.
func CheckServerName(name string) (reason string) {
	if len(name) > 253 || strings.ContainsFunc(name, func(r rune) bool {
		return unicode.IsSpace(r) || isInvisible(r) || strings.ContainsRune("/@,;<>\"'\\", r)
	}) {
		return "check.server"
	}
	return ""
}

// ContainsInvisible says that a text of one line holds a line break or another sign that cannot be seen.
func ContainsInvisible(text string) bool {
	return strings.ContainsFunc(text, isInvisible)
}

// CheckCountry returns why a country is none of ISO 3166-1's two letters, as a language key; "" when it is one, or none is said.
func CheckCountry(country string) (reason string) {
	if country == "" {
		return ""
	}
	region, err := language.ParseRegion(country)
	if err != nil || len(country) != 2 || !region.IsCountry() {
		return "check.country"
	}
	return ""
}

// Trim takes the spaces off both ends of texts.
func Trim(texts ...*string) {
	for _, text := range texts {
		*text = strings.TrimSpace(*text)
	}
}
