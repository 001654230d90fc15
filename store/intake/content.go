package intake

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/tabular"
)

// holding is what the values of a column are by themselves, whatever its heading says.
type holding string

const (
	holdsEmails    holding = "email"
	holdsPlates    holding = "plate"
	holdsVINs      holding = "vin"
	holdsVAT       holding = "vat_number"
	holdsIBANs     holding = "iban"
	holdsMobiles   holding = "gsm"
	holdsPhones    holding = "phone"
	holdsPostcodes holding = "postcode"
	holdsPast      holding = "first_registration" // dates of years gone by
	holdsFuture    holding = "next_inspection"    // dates to come, or just past
	holdsDates     holding = "date"
)

var (
	enterpriseShape = regexp.MustCompile(`^[01]?\d{3}\.\d{3}\.\d{3}$`) // 081 22 33 45 is a telephone
	plateShape      = regexp.MustCompile(`^([1-9T]?-?[A-Z]{3}[- .]?\d{3}|\d{3}[- .]?[A-Z]{3}|[1-9][- .]?\d{3}[- .]?[A-Z]{3}|[A-Z]{2}-\d{3}-[A-Z]{2})$`)
	vinShape        = regexp.MustCompile(`^[A-HJ-NPR-Z0-9]{17}$`)
)

// holdings tell a kind of content by a single value, the surest first, with the least number of values that is enough.
var holdings = []struct {
	what  holding
	least int
	is    func(value string) bool
}{
	{holdsEmails, 1, func(value string) bool { return strings.Contains(value, "@") && garage.CheckEmail(value) == "" }},
	{holdsIBANs, 1, func(value string) bool {
		return len(value) > 14 && isLetters(value[:2]) && garage.CheckIBAN(value) == ""
	}},
	{holdsVINs, 1, func(value string) bool {
		return vinShape.MatchString(strings.ToUpper(value)) && strings.ContainsAny(value, "0123456789") && strings.Trim(value, "0123456789") != ""
	}},
	{holdsVAT, 1, isVATNumber},
	{holdsPlates, 1, func(value string) bool { return plateShape.MatchString(strings.ToUpper(value)) }},
	{holdsMobiles, 1, func(value string) bool { return isPhone(value) && isMobile(value) }},
	{holdsPhones, 1, isPhone},
	{holdsDates, 1, func(value string) bool { return contentDate(value) != "" }},
	{holdsPostcodes, 3, func(value string) bool {
		return garage.CheckPostcode(value, garage.HomeCountry) == "" && !isYear(value)
	}},
}

func isLetters(text string) bool {
	return strings.Trim(strings.ToUpper(text), "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isVATNumber(value string) bool {
	return len(value) > 4 && isLetters(value[:2]) && garage.CheckVATNumber(garage.NormalizeVAT(value)) == "" ||
		enterpriseShape.MatchString(value) && garage.CheckEnterpriseNumber(value) == ""
}

// isPhone asks for a 0 or a + in front: a number of nine digits alone may be anything.
func isPhone(value string) bool {
	digits := garage.PhoneDigits(value)
	return garage.CheckPhone(value) == "" && strings.HasPrefix(digits, "0") && len(digits) >= 9 && contentDate(value) == ""
}

func isMobile(value string) bool {
	digits := garage.PhoneDigits(value)
	return len(digits) == 10 && strings.HasPrefix(digits, "04") || strings.HasPrefix(digits, "00336") || strings.HasPrefix(digits, "00316") ||
		strings.HasPrefix(digits, "00491") || strings.HasPrefix(digits, "003526")
}

func isYear(value string) bool {
	return strings.HasPrefix(value, "19") || strings.HasPrefix(value, "20")
}

// contentDate returns the day that a value names with its year, month and day, "" for none.
func contentDate(value string) string {
	if len(value) < 8 || strings.Trim(value, "0123456789") == "" {
		return ""
	}
	if _, err := tabular.ParseDecimal(value, tabular.DecimalPoint); err == nil {
		return ""
	}
	if day, err := tabular.ParseDate(value, tabular.DateRule{}); err == nil && garage.CheckDate(day) == "" {
		return day
	}
	return ""
}

// contentOf tells what a column holds by nine in ten of its values, "" = nothing that can be told.
func contentOf(values []string, now time.Time) holding {
	if len(values) == 0 {
		return ""
	}
	for _, kind := range holdings {
		good := 0
		for _, value := range values {
			if kind.is(value) {
				good++
			}
		}
		if len(values) < kind.least || good*10 < len(values)*9 || kind.what == holdsEmails && !areOwn(values) {
			continue
		}
		if kind.what == holdsDates {
			return datesOf(values, now)
		}
		return kind.what
	}
	return ""
}

// areOwn reports that most values stand once: a column with the mail address of one of three salesmen is not the client's.
func areOwn(values []string) bool {
	different := map[string]bool{}
	for _, value := range values {
		different[strings.ToLower(value)] = true
	}
	return len(values) < 4 || len(different)*2 > len(values)
}

// datesOf tells dates that are all past and go back for years from those that are mostly to come.
func datesOf(values []string, now time.Time) holding {
	today, longAgo := garage.Day(now), garage.Day(now.AddDate(-2, 0, 0))
	past, old := 0, 0
	for _, value := range values {
		day := contentDate(value)
		if day <= today {
			past++
		}
		if day < longAgo {
			old++
		}
	}
	switch {
	case past == len(values) && old*2 >= len(values):
		return holdsPast
	case past*2 < len(values):
		return holdsFuture
	}
	return holdsDates
}

// propose gives columns that no name tells the field of what they hold, where the entity has it, no column has it, and only
// one column holds such values.
func (e *importEntity) propose(columns []*importField, held []holding) (filled []*importField, proposed map[int]bool) {
	filled, proposed = slices.Clone(columns), map[int]bool{}
	for i, what := range held {
		if columns[i] != nil || what == "" || columnsHolding(columns, held, what) > 1 {
			continue
		}
		field := e.fieldKeyed(string(what))
		if field == nil && (what == holdsPast || what == holdsFuture) {
			field = e.fieldKeyed(string(holdsDates))
		}
		if field == nil && what == holdsPhones {
			field = e.fieldKeyed(string(holdsMobiles))
		}
		if field == nil || slices.Contains(filled, field) {
			continue
		}
		filled[i], proposed[i] = field, true
	}
	return filled, proposed
}

// columnsHolding counts the columns without a name that hold such values.
func columnsHolding(columns []*importField, held []holding, what holding) (count int) {
	for i, other := range held {
		if columns[i] == nil && other == what {
			count++
		}
	}
	return count
}
