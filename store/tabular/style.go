package tabular

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// style is what a cell's number format makes of its number: one section for all, or several, each for some numbers.
type style []section

func (b *workbook) loadStyles(name string) error {
	var sheet struct {
		NumFmts struct {
			NumFmt []struct {
				ID   int    `xml:"numFmtId,attr"`
				Code string `xml:"formatCode,attr"`
			} `xml:"numFmt"`
		} `xml:"numFmts"`
		CellXfs struct {
			Xf []struct {
				NumFmtID int `xml:"numFmtId,attr"`
			} `xml:"xf"`
		} `xml:"cellXfs"`
	}
	if err := b.decode(name, &sheet); err != nil {
		return err
	}
	codes := map[int]string{}
	for _, format := range sheet.NumFmts.NumFmt {
		codes[format.ID] = format.Code
	}
	for _, xf := range sheet.CellXfs.Xf {
		if code, ok := codes[xf.NumFmtID]; ok {
			b.styles = append(b.styles, styleOf(code))
		} else {
			b.styles = append(b.styles, builtIn(xf.NumFmtID))
		}
	}
	return nil
}

// builtIn returns the style of the formats that have a number only.
func builtIn(id int) style {
	switch {
	case id == 9 || id == 10:
		return style{{form: percentForm}}
	case id == 22:
		return style{{form: dateForm, day: true, hour: true}}
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return style{{form: dateForm, day: true}}
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id >= 45 && id <= 47:
		return style{{form: dateForm, hour: true}}
	}
	return nil
}

// number returns what a numeric cell shows, in the forms that Kind promises.
func (b *workbook) number(raw, styleNumber string) (string, Kind) {
	value, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(value, 0) || math.IsNaN(value) {
		return raw, Text
	}
	at, err := strconv.Atoi(styleNumber)
	if err != nil || at < 0 || at >= len(b.styles) {
		return plain(value), Number
	}
	return b.styles[at].show(value, b.from1904)
}

// show returns what a number is under a style.
func (of style) show(value float64, from1904 bool) (string, Kind) {
	switch s := of.of(value); s.form {
	case dateForm:
		if value == 0 && s.day && !from1904 {
			return "", Date // Excel's 0 January 1900 is an empty date
		}
		if text, kind := s.date(value, from1904); text != "" {
			return text, kind
		}
	case percentForm:
		return plain(value*100) + "%", Number
	case paddedForm:
		if value >= 0 && value == math.Trunc(value) && value < 1e15 {
			return padded(s.padding, strconv.FormatInt(int64(value), 10)), Text
		}
	}
	return plain(value), Number
}

// plain writes a number as Excel keeps it, with fifteen digits and without an exponent.
func plain(value float64) string {
	if value == math.Trunc(value) && math.Abs(value) < 1e15 {
		return strconv.FormatInt(int64(value), 10)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	if err != nil {
		rounded = value
	}
	if rounded == 0 {
		return "0"
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// padded lays digits into the places of a code from the right; those left over stand before the first place.
func padded(code, digits string) string {
	var out []byte
	first := strings.IndexAny(code, "0#")
	for i := len(code) - 1; i >= 0; i-- {
		switch c := code[i]; c {
		case '0', '#':
			if digits != "" {
				out = append(out, digits[len(digits)-1])
				digits = digits[:len(digits)-1]
			} else if c == '0' {
				out = append(out, '0')
			}
			for i == first && digits != "" {
				out = append(out, digits[len(digits)-1])
				digits = digits[:len(digits)-1]
			}
		case 0x00:
			out = append(out, '0')
		case 0x01:
			out = append(out, '#')
		default:
			out = append(out, c)
		}
	}
	for i, j := 0, len(out)-1; i < j; i, j = i+1, j-1 {
		out[i], out[j] = out[j], out[i]
	}
	return string(out)
}

// date returns the ISO form of a day number, a clock time for a style that shows hours only, and "" outside the years
// that Excel knows.
func (s section) date(value float64, from1904 bool) (string, Kind) {
	day, part := math.Floor(value), value-math.Floor(value)
	seconds := int(math.Round(part * 86400))
	if s.hour && !s.day {
		if value < 0 {
			return "", Number
		}
		total := int(day)*86400 + seconds
		return clock(total/3600, total/60%60, total%60), Text
	}
	if seconds == 86400 {
		day, seconds = day+1, 0
	}
	date, ok := serialDate(int(day), from1904)
	if !ok {
		return "", Number
	}
	if s.hour && seconds != 0 {
		return date.Add(time.Duration(seconds) * time.Second).Format("2006-01-02T15:04:05"), Date
	}
	return date.Format(time.DateOnly), Date
}

func clock(hours, minutes, seconds int) string {
	two := func(n int) string {
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
		return strconv.Itoa(n)
	}
	return two(hours) + ":" + two(minutes) + ":" + two(seconds)
}

// serialDate returns the day of a number of Excel. Its calendar of 1900 has a 29 February that never was, day 60.
func serialDate(day int, from1904 bool) (time.Time, bool) {
	const last = 2958465 // 31 December 9999
	switch {
	case from1904 && day >= 0 && day <= last-1462:
		return time.Date(1904, 1, 1+day, 0, 0, 0, 0, time.UTC), true
	case from1904 || day < 1 || day == 60 || day > last:
		return time.Time{}, false
	case day < 60:
		return time.Date(1899, 12, 31+day, 0, 0, 0, 0, time.UTC), true
	}
	return time.Date(1899, 12, 30+day, 0, 0, 0, 0, time.UTC), true
}
