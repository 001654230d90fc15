package tabular

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Errors of ParseDate.
var (
	ErrDate      = errors.New("not a date")                            // 31/02/2026 among them
	ErrNoDay     = errors.New("a year or a month without its day")     // 2019, 05/2019, mars 2019
	ErrDateOrder = errors.New("a date that may be read in two orders") // 05/11/2026 where the column has both orders
)

// DateOrder is what comes first in a date of which the numbers do not tell: 05/11/2026.
type DateOrder int

const (
	DayFirst DateOrder = iota
	MonthFirst
	UnknownOrder // the column contradicts itself
)

// DateRule says how to read what a date leaves open.
type DateRule struct {
	Order DateOrder
	// LatestYear is the latest that a year of two digits can mean: 49 of a first registration is 1949, of an inspection
	// 2049. 0 stands for 2049.
	LatestYear int
}

// Dates counts what the dates of a column say of their order.
type Dates struct {
	DayFirst   int // read only so: 13/02/2026
	MonthFirst int
	HalfDays   int // with a time of a.m. or p.m., that few write who put the day first
}

// Add looks at one text of the column.
func (d *Dates) Add(text string) {
	if isHalfDay(text) {
		d.HalfDays++
	}
	day, month, year, ok := threeNumbers(withoutClock(strings.TrimFunc(text, isBlank)))
	if !ok || len(day) == 4 {
		return
	}
	_, errDay := isoDate(year, month, day, 0)
	_, errMonth := isoDate(year, day, month, 0)
	switch {
	case errDay == nil && errMonth != nil:
		d.DayFirst++
	case errDay != nil && errMonth == nil:
		d.MonthFirst++
	}
}

func isHalfDay(text string) bool {
	text = strings.TrimRight(text, " .\u00A0")
	if text == "" || text[len(text)-1]|0x20 != 'm' || !strings.Contains(text, ":") {
		return false
	}
	found := clockTime.FindStringSubmatch(text)
	return found != nil && found[3] != ""
}

// Order is what the column says; told is false where it says nothing, and its days come first as they do in Belgium. One
// in twenty may be a typing error.
func (d Dates) Order() (order DateOrder, told bool) {
	switch {
	case d.DayFirst+d.MonthFirst == 0:
		return DayFirst, false
	case d.MonthFirst*20 <= d.DayFirst:
		return DayFirst, true
	case d.DayFirst*20 <= d.MonthFirst:
		return MonthFirst, true
	}
	return UnknownOrder, true
}

// ParseDate returns the day that s names as ISO, "2026-01-31": in numbers, with the name of the month in French, Dutch,
// German or English, in one piece, or as the number of a day that Excel leaves of a date that lost its format. A time after
// it is left out. What programs write where there is no date (00/00/0000, 30/12/1899) is "".
func ParseDate(s string, rule DateRule) (string, error) {
	s = strings.TrimFunc(s, isBlank)
	if isNoDate(s) {
		return "", nil
	}
	if bare := withoutClock(s); bare != s {
		if s = bare; isNoDate(s) {
			return "", nil
		}
	}
	if first, second, third, ok := threeNumbers(s); ok {
		return orderedDate(first, second, third, rule)
	}
	if strings.Trim(s, "0123456789") == "" {
		return dateInOne(s, rule)
	}
	if whole, part, ok := strings.Cut(strings.Replace(s, ",", ".", 1), "."); ok && len(whole) == 5 && strings.Trim(whole+part, "0123456789") == "" {
		return dateInOne(whole, rule)
	}
	return dateInWords(s, rule)
}

// orderedDate reads three numbers, of which the first or the last is the year.
func orderedDate(first, second, third string, rule DateRule) (string, error) {
	if len(first) == 4 {
		return isoDate(first, second, third, rule.LatestYear)
	}
	switch rule.Order {
	case DayFirst:
		return isoDate(third, second, first, rule.LatestYear)
	case MonthFirst:
		return isoDate(third, first, second, rule.LatestYear)
	}
	dayFirst, errDay := isoDate(third, second, first, rule.LatestYear)
	monthFirst, errMonth := isoDate(third, first, second, rule.LatestYear)
	switch {
	case errDay == nil && errMonth == nil && dayFirst != monthFirst:
		return "", ErrDateOrder
	case errDay == nil:
		return dayFirst, nil
	}
	return monthFirst, errMonth
}

// dateInOne reads 20261105, 05112026 and 46331, and knows a year alone.
func dateInOne(digits string, rule DateRule) (string, error) {
	switch len(digits) {
	case 8:
		if date, err := isoDate(digits[:4], digits[4:6], digits[6:], 0); err == nil {
			return date, nil
		}
		return orderedDate(digits[:2], digits[2:4], digits[4:], rule)
	case 5:
		const first, last = 18264, 73050 // 1950 to 2099: an amount or a number of kilometres is no date
		day, _ := number(digits)
		if date, ok := serialDate(day, false); ok && day >= first && day <= last {
			return date.Format(time.DateOnly), nil
		}
	case 4:
		if isYear(digits) {
			return "", ErrNoDay
		}
	}
	return "", ErrDate
}

func isYear(digits string) bool { return digits >= "1886" && digits <= "2199" }

// noDates are the days that programs write for none: of Access, .NET and SQL Server.
var noDates = map[string]bool{"18991230": true, "30121899": true, "18991231": true, "31121899": true, "00010101": true, "01010001": true, "19000101": true, "01011900": true, "19000100": true, "00011900": true}

// isNoDate also holds for zeros and separators alone.
func isNoDate(s string) bool {
	if strings.Trim(s, "0/.-_: \u00A0T") == "" {
		return true
	}
	if len(s) > 10 || !strings.Contains(s, "1899") && !strings.Contains(s, "1900") && !strings.Contains(s, "0001") {
		return false // not one of noDates
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("/.- ", r) {
			return -1
		}
		return r
	}, s)
	return noDates[digits]
}

// clockTime is a time behind a date: "T00:00:00", " 14:05:00.000", " 2:05 PM", " à 14h05", with the zone.
var clockTime = regexp.MustCompile(`(?i)(?:\s*T|\s+(?:(?:à|a|om|um|at)\s+)?)(\d{1,2})[:h](\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(?:Z|UTC|GMT|uur|Uhr|[+-]\d{2}:?\d{2})?$`)

func withoutClock(s string) string {
	if len(s) < 10 || !strings.ContainsAny(s, ":hH") {
		return s
	}
	if at := clockTime.FindStringIndex(s); at != nil && at[0] >= 5 {
		return strings.TrimRight(s[:at[0]], " ,")
	}
	return s
}

// ParseClock returns the time behind a date as "14:05", "" when there is none.
func ParseClock(s string) string {
	found := clockTime.FindStringSubmatch(strings.TrimFunc(s, isBlank))
	if found == nil {
		return ""
	}
	hour, _ := number(found[1])
	minute, _ := number(found[2])
	switch half := strings.ToLower(found[3]); {
	case half == "":
	case half[0] == 'p' && hour < 12:
		hour += 12
	case half[0] == 'a' && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 {
		return ""
	}
	return clock(hour, minute, 0)[:5]
}

// threeNumbers cuts at two equal separators.
func threeNumbers(s string) (first, second, third string, ok bool) {
	at := strings.IndexAny(s, "/-. ")
	if at < 1 || at > 4 {
		return "", "", "", false
	}
	mark := s[at : at+1]
	first, rest := s[:at], s[at+1:]
	if second, third, ok = strings.Cut(rest, mark); !ok {
		return "", "", "", false
	}
	if mark == "." {
		third = strings.TrimSuffix(third, ".")
	}
	first, second, third = strings.TrimSpace(first), strings.TrimSpace(second), strings.TrimSpace(third)
	_, okFirst := number(first)
	_, okSecond := number(second)
	_, okThird := number(third)
	return first, second, third, okFirst && okSecond && okThird
}

// isoDate joins a year of two or four digits, a month and a day, if there is such a day.
func isoDate(year, month, day string, latest int) (string, error) {
	y, okYear := number(year)
	m, okMonth := number(month)
	d, okDay := number(day)
	if !okYear || !okMonth || !okDay || len(month) > 2 || len(day) > 2 {
		return "", ErrDate
	}
	switch {
	case len(year) == 2:
		y = fullYear(y, latest)
	case len(year) != 4 || y < 1800:
		return "", ErrDate
	}
	date := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if date.Year() != y || int(date.Month()) != m || date.Day() != d {
		return "", ErrDate
	}
	return date.Format(time.DateOnly), nil
}

// fullYear is the last year that ends in these two digits and is not beyond the latest.
func fullYear(twoDigits, latest int) int {
	if latest == 0 {
		latest = 2049
	}
	year := latest - latest%100 + twoDigits
	if year > latest {
		year -= 100
	}
	return year
}

// number reads digits and nothing else.
func number(s string) (int, bool) {
	if s == "" || len(s) > 9 || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	return n, err == nil
}
