package garage

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// OGM returns the twelve digits of the Belgian structured communication for a number of ten digits: the number and its
// rest modulo 97, a rest of 0 written 97. It returns "" for anything that is not ten digits.
func OGM(number string) string {
	if len(number) != 10 || !IsDigits(number) {
		return ""
	}
	value, _ := strconv.ParseInt(number, 10, 64) // ten digits, see above
	rest := value % 97
	if rest == 0 {
		rest = 97
	}
	return fmt.Sprintf("%s%02d", number, rest)
}

// CheckOGM checks a structured communication, bare or as it is printed.
func CheckOGM(communication string) (reason string) {
	digits := OGMDigits(communication)
	switch {
	case communication == "":
		return ""
	case len(digits) != 12 || !IsDigits(digits):
		return "check.ogm"
	case OGM(digits[:10]) != digits:
		return "check.ogm_digits"
	}
	return ""
}

// FormatOGM returns a structured communication as it is printed: +++123/4567/89002+++. What is none stays as it is.
func FormatOGM(communication string) string {
	digits := OGMDigits(communication)
	if len(digits) != 12 || !IsDigits(digits) {
		return communication
	}
	return "+++" + digits[:3] + "/" + digits[3:7] + "/" + digits[7:] + "+++"
}

// OGMDigits takes away what is printed around and between the digits.
func OGMDigits(communication string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("+*/", r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, communication)
}
