// Package decimal writes and reads exact numbers in the form that is stored, with a point and without groups: "12.50". How a
// person writes them in her language is assets/lang's, how the tables of other programs do is tabular's.
package decimal

import (
	"strconv"
	"strings"
)

// Text returns units of 10^-scale with exactly scale decimals: Text(1250, 2) is "12.50".
func Text(units int64, scale int) string {
	digits, sign := strconv.FormatInt(units, 10), ""
	if units < 0 {
		sign, digits = "-", digits[1:]
	}
	if scale == 0 {
		return sign + digits
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// ShortText is Text without the zeros at its end: ShortText(1250, 2) is "12.5".
func ShortText(units int64, scale int) string {
	for scale > 0 && units%10 == 0 {
		units, scale = units/10, scale-1
	}
	return Text(units, scale)
}

// Parse reads a number with at most scale decimals as units of 10^-scale; ok is false for what is no such number, or one
// with a group, an exponent, a plus or more than fifteen digits before its point.
func Parse(text string, scale int) (units int64, ok bool) {
	whole, decimals, pointed := strings.Cut(text, ".")
	digits, _ := strings.CutPrefix(whole, "-")
	if digits == "" || len(digits) > 15 || len(decimals) > scale || pointed && decimals == "" || strings.Trim(digits+decimals, "0123456789") != "" {
		return 0, false
	}
	units, err := strconv.ParseInt(whole+decimals+strings.Repeat("0", scale-len(decimals)), 10, 64)
	return units, err == nil
}
