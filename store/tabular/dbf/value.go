package dbf

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"time"
)

// appendDecimal reads digits as they stand in N and F; asterisks are a number that did not fit into its field.
func appendDecimal(out, raw []byte) ([]byte, bool) {
	raw = bytes.Trim(raw, " \x00")
	if len(raw) == 0 {
		return out, true
	}
	negative := raw[0] == '-'
	digits := raw
	if negative || raw[0] == '+' {
		digits = raw[1:]
	}
	point, seen := -1, 0
	for i, b := range digits {
		switch {
		case b >= '0' && b <= '9':
			seen++
		case (b == '.' || b == ',') && point < 0: // SET POINT TO "," is written by some
			point = i
		default:
			return appendExponent(out, raw)
		}
	}
	if seen == 0 {
		return out, false
	}
	whole, part := digits, []byte(nil)
	if point >= 0 {
		whole, part = digits[:point], bytes.TrimRight(digits[point+1:], "0")
	}
	whole = bytes.TrimLeft(whole, "0")
	if negative && len(whole)+len(part) > 0 {
		out = append(out, '-')
	}
	if len(whole) == 0 {
		whole = []byte("0")
	}
	out = append(out, whole...)
	if len(part) > 0 {
		out = append(append(out, '.'), part...)
	}
	return out, true
}

// appendExponent reads 1.25E+003.
func appendExponent(out, raw []byte) ([]byte, bool) {
	for _, b := range raw {
		if (b < '0' || b > '9') && b != '.' && b != '-' && b != '+' && b|0x20 != 'e' {
			return out, false
		}
	}
	value, err := strconv.ParseFloat(string(raw), 64)
	if err != nil {
		return out, false
	}
	return appendFloat(out, value)
}

// appendFloat writes fifteen digits, which is what a double keeps of a decimal, without an exponent.
func appendFloat(out []byte, value float64) ([]byte, bool) {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return out, false
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	if err != nil || rounded == 0 {
		rounded = 0 // no minus before it
	}
	return strconv.AppendFloat(out, rounded, 'f', -1, 64), true
}

// appendBinaryNumber reads the integers, doubles and amounts of FoxPro.
func appendBinaryNumber(out []byte, kind byte, raw []byte) ([]byte, bool) {
	switch {
	case kind == 'I' && len(raw) == 4:
		return strconv.AppendInt(out, int64(int32(binary.LittleEndian.Uint32(raw))), 10), true
	case kind == 'B' && len(raw) == 8:
		return appendFloat(out, math.Float64frombits(binary.LittleEndian.Uint64(raw)))
	case kind == 'Y' && len(raw) == 8:
		return appendAmount(out, int64(binary.LittleEndian.Uint64(raw))), true
	}
	return out, false
}

// appendAmount writes ten-thousandths.
func appendAmount(out []byte, value int64) []byte {
	units := uint64(value)
	if value < 0 {
		out, units = append(out, '-'), -units
	}
	out = strconv.AppendUint(out, units/10_000, 10)
	if part := units % 10_000; part != 0 {
		digits := strconv.AppendUint(nil, 10_000+part, 10)
		out = append(append(out, '.'), bytes.TrimRight(digits[1:], "0")...)
	}
	return out
}

// appendDate reads YYYYMMDD; spaces and zeros are no date.
func appendDate(out, raw []byte) ([]byte, bool) {
	raw = bytes.Trim(raw, " \x00")
	if len(raw) == 0 || len(bytes.Trim(raw, "0")) == 0 {
		return out, true
	}
	if len(raw) != 8 {
		return out, false
	}
	number := func(digits []byte) (n int) {
		for _, b := range digits {
			if b < '0' || b > '9' {
				return -1
			}
			n = n*10 + int(b-'0')
		}
		return n
	}
	year, month, day := number(raw[:4]), number(raw[4:6]), number(raw[6:])
	if year < 1 || month < 1 || month > 12 || day < 1 || day > time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day() {
		return out, false
	}
	out = append(append(out, raw[:4]...), '-')
	out = append(append(out, raw[4:6]...), '-')
	return append(out, raw[6:]...), true
}

// julianEpoch is the Julian day number of 1 January 1970.
const julianEpoch = 2440588

// appendDateTime reads a Julian day number and milliseconds. FoxPro's are often some milliseconds off, so they are rounded.
func appendDateTime(out, raw []byte) ([]byte, bool) {
	if len(raw) != 8 {
		return out, false
	}
	day, milliseconds := int64(int32(binary.LittleEndian.Uint32(raw))), int64(int32(binary.LittleEndian.Uint32(raw[4:])))
	if day == 0 && milliseconds == 0 || len(bytes.Trim(raw, " ")) == 0 {
		return out, true
	}
	const firstDay, lastDay = 1721426, 5373484 // 1 January of the year 1, 31 December 9999
	if day < firstDay || day > lastDay || milliseconds < 0 || milliseconds > 86_400_000 {
		return out, false
	}
	at := time.Unix((day-julianEpoch)*86_400+(milliseconds+500)/1000, 0).UTC()
	return at.AppendFormat(out, "2006-01-02T15:04:05"), true
}

// appendBool reads the letters of English, French, Dutch and German; a question mark and a space are neither.
func appendBool(out, raw []byte) ([]byte, bool) {
	if len(raw) != 1 {
		return out, false
	}
	switch raw[0] {
	case 'T', 't', 'Y', 'y', 'O', 'o', 'J', 'j', '1':
		return append(out, "true"...), true
	case 'F', 'f', 'N', 'n', '0':
		return append(out, "false"...), true
	case '?', ' ', 0:
		return out, true
	}
	return out, false
}
