package tabular

import (
	"errors"
	"strings"
)

// ErrDecimal is returned for a text that is no number in the form asked for, or one of more than eighteen digits.
var ErrDecimal = errors.New("not a number")

// DecimalForm is the mark that a column puts before its decimals. The other mark, spaces and apostrophes group digits.
type DecimalForm rune

const (
	DecimalComma DecimalForm = ','
	DecimalPoint DecimalForm = '.'
)

// Decimals counts what the numbers of a column say of their mark.
type Decimals struct {
	Comma int // read only so: 12,5 and 1.234.567
	Point int
}

// Add looks at one text of the column.
func (d *Decimals) Add(text string) {
	if !strings.ContainsAny(text, ",.") {
		return
	}
	_, errComma := ParseDecimal(text, DecimalComma)
	_, errPoint := ParseDecimal(text, DecimalPoint)
	switch {
	case errComma == nil && errPoint != nil:
		d.Comma++
	case errComma != nil && errPoint == nil:
		d.Point++
	}
}

// Form is what the column says; told is false where it says nothing or contradicts itself. One in twenty may be a typing
// error.
func (d Decimals) Form() (form DecimalForm, told bool) {
	switch {
	case d.Comma > 0 && d.Point*20 <= d.Comma:
		return DecimalComma, true
	case d.Point > 0 && d.Comma*20 <= d.Point:
		return DecimalPoint, true
	}
	return 0, false
}

// Decimal is an exact number: Units × 10^-Scale. Two equal numbers can have different scales.
type Decimal struct {
	Units int64
	Scale int
}

// At returns the number in units of 10^-scale, so At(2) gives cents and At(3) thousandths; false when it has more
// decimals than that (zeros do not count) or is too large.
func (d Decimal) At(scale int) (int64, bool) {
	units := d.Units
	for at := d.Scale; at > scale; at-- {
		if units%10 != 0 {
			return 0, false
		}
		units /= 10
	}
	for at := d.Scale; at < scale; at++ {
		if units > 1<<59 || units < -1<<59 {
			return 0, false
		}
		units *= 10
	}
	return units, true
}

// ParseDecimal reads a number exactly. Groups of digits must be of three, so a mark in the wrong form is an error and
// never a number a thousand times too large. A sign may stand before or after; €, EUR and % fall away, so "21 %" is 21.
func ParseDecimal(s string, form DecimalForm) (Decimal, error) {
	s, negative := bare(s)
	whole, fraction, _ := strings.Cut(s, string(rune(form)))
	whole, ok := ungrouped(whole, form)
	if !ok || whole == "" && fraction == "" || strings.HasSuffix(s, string(rune(form))) && whole == "" {
		return Decimal{}, ErrDecimal
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	if len(digits) > 18 || strings.Trim(fraction, "0123456789") != "" {
		return Decimal{}, ErrDecimal
	}
	number := Decimal{Scale: len(fraction)}
	for _, digit := range []byte(digits) {
		number.Units = number.Units*10 + int64(digit-'0')
	}
	if negative {
		number.Units = -number.Units
	}
	return number, nil
}

// withoutUnit takes what a number counts from it.
func withoutUnit(s string) string {
	s = strings.TrimFunc(s, isBlank)
	for _, unit := range []string{"€", "EUR", "eur", "%"} {
		s = strings.TrimFunc(strings.TrimPrefix(strings.TrimSuffix(s, unit), unit), isBlank)
	}
	return s
}

// bare takes the sign and the unit from a number: -12,50, 12,50- and, as accountants write it, (12,50). The dash of 12,- stands
// for no cents and is no sign.
func bare(s string) (digits string, negative bool) {
	s = withoutUnit(s)
	if inside, enclosed := strings.CutPrefix(s, "("); enclosed && strings.HasSuffix(inside, ")") {
		return withoutUnit(inside[:len(inside)-1]), true
	}
	if whole := strings.TrimRight(s, "-\u2013\u2014="); whole != s && (strings.HasSuffix(whole, ",") || strings.HasSuffix(whole, ".")) {
		s = whole[:len(whole)-1]
	}
	for _, sign := range []string{"-", "\u2212", "+"} {
		rest, before := strings.CutPrefix(s, sign)
		if !before && sign != "+" {
			rest, before = strings.CutSuffix(s, sign)
		}
		if before {
			rest = strings.TrimFunc(rest, isBlank)
			return strings.TrimFunc(strings.TrimPrefix(rest, "€"), isBlank), sign != "+"
		}
	}
	return s, false
}

// ungrouped takes the marks between groups of three digits away; one number uses one mark only.
func ungrouped(whole string, form DecimalForm) (string, bool) {
	other := '.'
	if form == DecimalPoint {
		other = ','
	}
	mark := rune(0)
	var digits strings.Builder
	group, groups := 0, 0
	for _, char := range whole {
		switch char {
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			digits.WriteRune(char)
			group++
		case other, ' ', '\u00A0', '\u202F', '\u2009', '\'', '\u2019':
			if mark != 0 && char != mark || group == 0 || group > 3 || groups > 0 && group != 3 || whole[0] == '0' {
				return "", false
			}
			mark, group, groups = char, 0, groups+1
		default:
			return "", false
		}
	}
	return digits.String(), groups == 0 || group == 3
}
