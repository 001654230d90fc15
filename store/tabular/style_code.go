package tabular

import (
	"strconv"
	"strings"
)

// section is one part of a number format: "dd/mm/yyyy", or `[<=99999999]0#" "##" "##" "##`.
type section struct {
	form    styleForm
	day     bool   // the date shows a day, month or year
	hour    bool   // and a time
	padding string // of paddedForm: the code, digits and text only
	holds   func(value float64) bool
}

type styleForm int

const (
	plainForm styleForm = iota
	dateForm
	percentForm
	paddedForm // "00000": leading zeros are part of what is seen, as in postcodes and telephone numbers
)

// styleOf reads a format code such as dd/mm/yyyy, 0.00%, "tél." 0000000000, General" km".
func styleOf(code string) style {
	codes := sectionsOf(code)
	var all style
	for i, one := range codes {
		read := readSection(one)
		if read.holds == nil {
			read.holds = usualRange(i, len(codes))
		}
		all = append(all, read)
	}
	return all
}

// of returns the section by which a number is shown.
func (s style) of(value float64) section {
	for _, one := range s {
		if one.holds == nil || one.holds(value) {
			return one
		}
	}
	if len(s) > 0 {
		return s[min(len(s), 3)-1] // what no condition takes
	}
	return section{}
}

// usualRange is which numbers a section shows that states no condition: positive; negative; zero; text.
func usualRange(at, count int) func(float64) bool {
	switch {
	case count == 1:
		return nil
	case at == 0 && count == 2:
		return func(value float64) bool { return value >= 0 }
	case at == 0:
		return func(value float64) bool { return value > 0 }
	case at == 1:
		return func(value float64) bool { return value < 0 }
	case at == 2:
		return nil
	}
	return func(float64) bool { return false }
}

// sectionsOf cuts a code at the semicolons outside quotes.
func sectionsOf(code string) []string {
	var parts []string
	start, quoted := 0, false
	for i := 0; i < len(code); i++ {
		switch {
		case code[i] == '"':
			quoted = !quoted
		case code[i] == '\\' && !quoted:
			i++
		case code[i] == ';' && !quoted:
			parts = append(parts, code[start:i])
			start = i + 1
		}
	}
	return append(parts, code[start:])
}

// generals are how programs call the format that shows a number as it is.
var generals = []string{"general", "standard", "standaard"}

// sectionReading is what the signs of a code add up to.
type sectionReading struct {
	section

	letters   bool // of a date or a time, before any digit
	month     bool
	digits    int
	zeroFirst bool // the first digit is always shown
	other     bool // a decimal point, groups, an exponent
	percent   bool
	general   bool
	text      strings.Builder
}

func readSection(code string) section {
	var s sectionReading
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			inside, _, _ := strings.Cut(code[i+1:], `"`)
			i += len(inside) + 1
			s.literal(inside)
		case '[':
			inside, _, _ := strings.Cut(code[i+1:], "]")
			i += len(inside) + 1
			s.bracket(inside)
		case '\\', '_', '*':
			if i++; c == '\\' && i < len(code) {
				s.literal(code[i : i+1])
			}
		default:
			if word := generalAt(code[i:]); word > 0 {
				s.general, i = true, i+word-1
				continue
			}
			s.sign(c)
		}
	}
	return s.result()
}

func generalAt(code string) int {
	for _, word := range generals {
		if len(code) >= len(word) && strings.EqualFold(code[:len(word)], word) {
			return len(word)
		}
	}
	return 0
}

// literal is text that is shown as it stands.
func (s *sectionReading) literal(text string) {
	s.text.WriteString(strings.NewReplacer("0", "\x00", "#", "\x01").Replace(text))
}

// bracket reads [Red], [$-80C], [h] (hours beyond 24) and conditions such as [<=9999].
func (s *sectionReading) bracket(inside string) {
	if inside == "" {
		return
	}
	if strings.Trim(strings.ToLower(inside), strings.ToLower(inside[:1])) == "" && strings.ContainsAny(inside[:1], "hHmMsS") {
		s.hour, s.letters = true, s.digits == 0
		return
	}
	limit, err := strconv.ParseFloat(strings.TrimLeft(inside, "<>="), 64)
	if err != nil || !strings.ContainsAny(inside[:1], "<>=") {
		return
	}
	sign := inside[:len(inside)-len(strings.TrimLeft(inside, "<>="))]
	s.holds = func(value float64) bool {
		return strings.Contains(sign, "=") && sign != "<>" && value == limit ||
			strings.Contains(sign, "<") && value < limit || strings.Contains(sign, ">") && value > limit
	}
}

// sign reads one sign outside quotes.
func (s *sectionReading) sign(c byte) {
	switch c {
	case 'y', 'Y', 'd', 'D':
		s.day, s.letters = true, s.letters || s.digits == 0
	case 'h', 'H', 's', 'S':
		s.hour, s.letters = true, s.letters || s.digits == 0
	case 'm', 'M':
		s.month, s.letters = true, s.letters || s.digits == 0
	case '%':
		s.percent = true
	case '0', '#', '?':
		s.zeroFirst = s.zeroFirst || s.digits == 0 && c == '0'
		s.digits++
		s.other = s.other || c == '?'
		s.text.WriteByte(c)
	case '.', ',', '@', 'E', 'e':
		s.other = true
	default:
		s.text.WriteByte(c)
	}
}

// result says what the signs make of a number. A date has its letters before any digit: "0 d" counts days.
func (s *sectionReading) result() section {
	read := section{holds: s.holds}
	switch {
	case s.general:
	case s.letters && (s.day || s.hour || s.month):
		read.form, read.day, read.hour = dateForm, s.day || s.month && !s.hour, s.hour
	case s.percent:
		read.form = percentForm
	case s.zeroFirst && s.digits > 1 && !s.other:
		read.form, read.padding = paddedForm, s.text.String()
	}
	return read
}
