package tabular

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// ErrDate is returned for a text that is no date in the form asked for, 31/02/2026 among them.
var ErrDate = errors.New("not a date")

// DateForm is the order in which a column writes its dates.
type DateForm string

// The forms; / - . and spaces separate all alike. "" stands for a column without a date.
const (
	DayMonthYear DateForm = "dd/mm/yyyy" // also d-m-yy
	MonthDayYear DateForm = "mm/dd/yyyy" // also m-d-yy
	YearMonthDay DateForm = "yyyy-mm-dd"
	CompactDate  DateForm = "yyyymmdd"
	SerialDate   DateForm = "serial" // days since 1900, what Excel leaves of a date that lost its format
)

// DateForms lists the forms, the most usual one first.
func DateForms() []DateForm {
	return []DateForm{DayMonthYear, YearMonthDay, MonthDayYear, CompactDate, SerialDate}
}

// Dates tells how a column writes its dates. Ambiguous: Also reads the samples as well as Form does, as when no day is
// beyond the twelfth; the user must say. Refused counts the samples that Form cannot read.
type Dates struct {
	Form      DateForm
	Also      DateForm
	Ambiguous bool
	Refused   int
}

// DetectDates finds the form that reads most of the samples; blank ones do not count.
func DetectDates(samples []string) Dates {
	var found Dates
	best, all := 0, 0
	counts := map[DateForm]int{}
	for _, sample := range samples {
		if strings.TrimFunc(sample, isBlank) == "" {
			continue
		}
		all++
		for _, form := range DateForms() {
			if _, err := ParseDate(sample, form); err == nil {
				counts[form]++
			}
		}
	}
	for _, form := range DateForms() {
		switch n := counts[form]; {
		case n > best:
			best, found = n, Dates{Form: form}
		case n == best && n > 0:
			found.Also, found.Ambiguous = form, true
		}
	}
	found.Refused = all - best
	return found
}

// ParseDate returns the day that s names in a form as ISO, "2026-01-31". A time after it is read and left out. Years of
// two digits: 00 to 49 are 2000 to 2049 (an inspection lies in years to come), 50 to 99 are 1950 to 1999. Years of four
// digits go from 1800 to 9999. Anything else returns ErrDate; so does a blank text.
func ParseDate(s string, form DateForm) (string, error) {
	s = strings.TrimFunc(s, isBlank)
	if form == SerialDate {
		return parseSerial(s)
	}
	s = withoutTime(s)
	if form == CompactDate {
		if len(s) != 8 {
			return "", ErrDate
		}
		return isoDate(s[:4], s[4:6], s[6:])
	}
	first, second, third, ok := threeParts(s)
	if !ok {
		return "", ErrDate
	}
	switch form {
	case DayMonthYear:
		return isoDate(third, second, first)
	case MonthDayYear:
		return isoDate(third, first, second)
	case YearMonthDay:
		if len(first) != 4 {
			return "", ErrDate
		}
		return isoDate(first, second, third)
	}
	return "", ErrDate
}

func parseSerial(s string) (string, error) {
	s, _, _ = strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	day, ok := number(s)
	if !ok || len(s) > 7 {
		return "", ErrDate
	}
	date, ok := serialDate(day, false)
	if !ok {
		return "", ErrDate
	}
	return date.Format(time.DateOnly), nil
}

// withoutTime takes a clock time from the end: "31/01/2026 14:05:00.000", "2026-01-31T14:05:00Z".
func withoutTime(s string) string {
	at := strings.IndexAny(s, "Tt")
	if at < 0 {
		at = strings.LastIndexByte(s, ' ')
	}
	if at < 6 {
		return s
	}
	clock := strings.TrimRight(s[at+1:], "Zz")
	if before, after, zoned := strings.Cut(clock, "+"); zoned && strings.Trim(after, "0123456789:") == "" {
		clock = before
	}
	hour, rest, ok := strings.Cut(clock, ":")
	if h, isHour := number(hour); !ok || !isHour || h > 24 || len(rest) < 2 || strings.Trim(rest, "0123456789:.,") != "" {
		return s
	}
	return strings.TrimRight(s[:at], " ")
}

// threeParts cuts at two equal separators.
func threeParts(s string) (first, second, third string, ok bool) {
	at := strings.IndexAny(s, "/-. ")
	if at < 0 {
		return "", "", "", false
	}
	parts := strings.Split(s, s[at:at+1])
	if len(parts) != 3 {
		return "", "", "", false
	}
	return parts[0], parts[1], parts[2], true
}

// isoDate joins a year of two or four digits, a month and a day, if there is such a day.
func isoDate(year, month, day string) (string, error) {
	y, okYear := number(year)
	m, okMonth := number(month)
	d, okDay := number(day)
	if !okYear || !okMonth || !okDay || len(month) > 2 || len(day) > 2 {
		return "", ErrDate
	}
	switch {
	case len(year) == 2 && y < 50:
		y += 2000
	case len(year) == 2:
		y += 1900
	case len(year) != 4 || y < 1800:
		return "", ErrDate
	}
	date := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if date.Year() != y || int(date.Month()) != m || date.Day() != d {
		return "", ErrDate
	}
	return date.Format(time.DateOnly), nil
}

// number reads digits and nothing else.
func number(s string) (int, bool) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
