package tabular

import (
	"strings"
	"unicode"
)

// monthNames are the names of the months in French, Dutch, German and English, without accents; three letters of one are
// enough where no other month begins so.
var monthNames = [12][]string{
	{"janvier", "januari", "januar", "jaenner", "janner", "january"},
	{"fevrier", "februari", "februar", "february"},
	{"mars", "maart", "marz", "maerz", "march", "mrt", "mrz"},
	{"avril", "april"},
	{"mai", "mei", "may"},
	{"juin", "juni", "june"},
	{"juillet", "juli", "july", "jul"},
	{"aout", "augustus", "august"},
	{"septembre", "september"},
	{"octobre", "oktober", "october"},
	{"novembre", "november"},
	{"decembre", "december", "dezember"},
}

// monthNamed returns the month that a word names, whole or cut short, 0 for none or for several ("jui").
func monthNamed(word string) int {
	if len(word) < 3 {
		return 0
	}
	found := 0
	for i, names := range monthNames {
		for _, name := range names {
			if name == word {
				return i + 1
			}
			if strings.HasPrefix(name, word) {
				if found != 0 && found != i+1 {
					return 0
				}
				found = i + 1
			}
		}
	}
	return found
}

// dateFillers stand around the parts of a written date: the 1er, 3rd, le 5, den 5., days of the week cut to their first
// letters are told by isWeekday.
var dateFillers = []string{"le", "du", "den", "der", "de", "op", "am", "on", "the", "of", "er", "e", "ste", "st", "nd", "rd", "th"}

var weekdays = []string{
	"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag",
	"zaterdag", "zondag", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "monday", "tuesday",
	"wednesday", "thursday", "friday", "saturday", "sunday",
}

func isDateFiller(word string) bool {
	for _, filler := range dateFillers {
		if filler == word {
			return true
		}
	}
	for _, day := range weekdays {
		if len(word) >= 2 && strings.HasPrefix(day, word) {
			return true
		}
	}
	return false
}

var withoutAccents = strings.NewReplacer("é", "e", "è", "e", "ê", "e", "û", "u", "ù", "u", "ä", "a", "â", "a", "ö", "o", "ü", "u", "î", "i", "ï", "i")

// dateInWords reads a date whose month is a word: 5-nov-26, 12 février 2019, 3. März 2021, Nov 5, 2026.
func dateInWords(s string, rule DateRule) (string, error) {
	if len(s) > 60 {
		return "", ErrDate
	}
	month, word, numbers := 0, "", []string{}
	for _, part := range dateParts(withoutAccents.Replace(strings.ToLower(s))) {
		if _, ok := number(part); ok {
			numbers = append(numbers, part)
			continue
		}
		named := monthNamed(part)
		switch {
		case named != 0 && (month == 0 || word == "mar"): // the short Tuesday of the French
			month, word = named, part
		case !isDateFiller(part):
			return "", ErrDate
		}
	}
	if month == 0 {
		return monthInNumbers(s, numbers)
	}
	return wordedDate(numbers, month, rule)
}

// wordedDate puts day and year to a month.
func wordedDate(numbers []string, month int, rule DateRule) (string, error) {
	two := func(n int) string { return clock(n, 0, 0)[:2] }
	switch {
	case len(numbers) == 1 && (len(numbers[0]) == 4 && isYear(numbers[0]) || len(numbers[0]) == 2 && numbers[0] > "31"):
		return "", ErrNoDay
	case len(numbers) != 2:
		return "", ErrDate
	case len(numbers[0]) == 4:
		return isoDate(numbers[0], two(month), numbers[1], rule.LatestYear)
	}
	return isoDate(numbers[1], two(month), numbers[0], rule.LatestYear)
}

// monthInNumbers knows 05/2019 and 2019-05 for months.
func monthInNumbers(s string, numbers []string) (string, error) {
	if len(numbers) != 2 || strings.Trim(s, "0123456789/-. ") != "" {
		return "", ErrDate
	}
	for i, year := range numbers {
		month, _ := number(numbers[1-i])
		if len(year) == 4 && isYear(year) && month >= 1 && month <= 12 {
			return "", ErrNoDay
		}
	}
	return "", ErrDate
}

// dateParts cuts a text into numbers and words; any sign between them parts them.
func dateParts(s string) []string {
	var parts []string
	start, digits := -1, false
	for i, r := range s {
		isDigit := r >= '0' && r <= '9'
		isPart := isDigit || unicode.IsLetter(r)
		if start >= 0 && (!isPart || isDigit != digits) {
			parts = append(parts, s[start:i])
			start = -1
		}
		if start < 0 && isPart {
			start, digits = i, isDigit
		}
	}
	if start >= 0 {
		parts = append(parts, s[start:])
	}
	return parts
}
