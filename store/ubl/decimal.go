package ubl

import (
	"math/big"
	"strings"
)

// maxDigits bounds a number; the largest that is of any use has far less.
const maxDigits = 60

// exactNumber is an exact number: units × 10^-scale, without zeros at its end.
type exactNumber struct {
	units *big.Int
	scale int
}

// parseDecimal reads a number as XML Schema writes it: sign, digits and a point, no exponent, no groups.
func parseDecimal(s string) (exactNumber, bool) {
	digits, negative := strings.CutPrefix(s, "-")
	if !negative {
		digits = strings.TrimPrefix(s, "+")
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction = strings.TrimRight(fraction, "0")
	if strings.Trim(digits, ".") == "" || len(digits) > maxDigits || strings.Trim(whole+fraction, "0123456789") != "" {
		return exactNumber{}, false
	}
	units, ok := new(big.Int).SetString("0"+whole+fraction, 10)
	if !ok {
		return exactNumber{}, false
	}
	if negative {
		units.Neg(units)
	}
	return exactNumber{units: units, scale: len(fraction)}, true
}

// exact returns the number in units of 10^-scale; false when it has more decimals or is larger than limit.
func (d exactNumber) exact(scale int, limit int64) (int64, bool) {
	if d.scale > scale {
		return 0, false
	}
	return d.rounded(scale, limit)
}

// rounded returns the number in units of 10^-scale, half away from zero; false when it is larger than limit.
func (d exactNumber) rounded(scale int, limit int64) (int64, bool) {
	units, divisor := new(big.Int).Set(d.units), powerOfTen(d.scale-scale)
	units = quotient(units.Mul(units, powerOfTen(scale-d.scale)), divisor)
	if !units.IsInt64() || units.Int64() > limit || units.Int64() < -limit {
		return 0, false
	}
	return units.Int64(), true
}

// perUnit returns the number divided by another that is not zero, in units of 10^-scale, half away from zero, and
// whether that is exact.
func (d exactNumber) perUnit(by exactNumber, scale int, limit int64) (units int64, exact, ok bool) {
	top := new(big.Int).Mul(d.units, powerOfTen(by.scale+scale))
	bottom := new(big.Int).Mul(by.units, powerOfTen(d.scale))
	if bottom.Sign() < 0 {
		top.Neg(top)
		bottom.Neg(bottom)
	}
	exact = new(big.Int).Rem(top, bottom).Sign() == 0
	result := quotient(top, bottom)
	if !result.IsInt64() || result.Int64() > limit || result.Int64() < -limit {
		return 0, false, false
	}
	return result.Int64(), exact, true
}

// String returns the number without needless zeros.
func (d exactNumber) String() string {
	if d.units == nil {
		return ""
	}
	digits := new(big.Int).Abs(d.units).String()
	if missing := d.scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if at := len(digits) - d.scale; d.scale > 0 {
		digits = digits[:at] + "." + digits[at:]
	}
	if d.units.Sign() < 0 {
		return "-" + digits
	}
	return digits
}

func powerOfTen(exponent int) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(exponent, 0))), nil)
}

// quotient divides by a positive number and rounds half away from zero, as accountants do.
func quotient(value, by *big.Int) *big.Int {
	half := new(big.Int).Mul(big.NewInt(int64(value.Sign())), by)
	value = new(big.Int).Mul(value, big.NewInt(2))
	return value.Add(value, half).Quo(value, new(big.Int).Mul(by, big.NewInt(2)))
}

// rational returns the number as a fraction.
func (d exactNumber) rational() *big.Rat {
	return new(big.Rat).SetFrac(d.units, powerOfTen(d.scale))
}
