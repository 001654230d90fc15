package garage

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// vatShapes are the VAT numbers of the Union's countries and its neighbours, without the prefix.
var vatShapes = map[string]*regexp.Regexp{
	"AT": regexp.MustCompile(`^U\d{8}$`), "BG": regexp.MustCompile(`^\d{9,10}$`), "CY": regexp.MustCompile(`^\d{8}[A-Z]$`),
	"CZ": regexp.MustCompile(`^\d{8,10}$`), "DE": regexp.MustCompile(`^\d{9}$`), "DK": regexp.MustCompile(`^\d{8}$`),
	"EE": regexp.MustCompile(`^\d{9}$`), "EL": regexp.MustCompile(`^\d{9}$`), "ES": regexp.MustCompile(`^[A-Z0-9]\d{7}[A-Z0-9]$`),
	"FI": regexp.MustCompile(`^\d{8}$`), "FR": regexp.MustCompile(`^[A-Z0-9]{2}\d{9}$`), "HR": regexp.MustCompile(`^\d{11}$`),
	"HU": regexp.MustCompile(`^\d{8}$`), "IE": regexp.MustCompile(`^\d[A-Z0-9+*]\d{5}[A-Z]{1,2}$`), "IT": regexp.MustCompile(`^\d{11}$`),
	"LT": regexp.MustCompile(`^(\d{9}|\d{12})$`), "LU": regexp.MustCompile(`^\d{8}$`), "LV": regexp.MustCompile(`^\d{11}$`),
	"MT": regexp.MustCompile(`^\d{8}$`), "NL": regexp.MustCompile(`^\d{9}B\d{2}$`), "PL": regexp.MustCompile(`^\d{10}$`),
	"PT": regexp.MustCompile(`^\d{9}$`), "RO": regexp.MustCompile(`^\d{2,10}$`), "SE": regexp.MustCompile(`^\d{12}$`),
	"SI": regexp.MustCompile(`^\d{8}$`), "SK": regexp.MustCompile(`^\d{10}$`), "XI": regexp.MustCompile(`^(\d{9}|\d{12})$`),
	"GB": regexp.MustCompile(`^(\d{9}|\d{12})$`), "CH": regexp.MustCompile(`^E\d{9}(TVA|MWST|IVA)?$`),
}

// CheckVATNumber checks a VAT number with or without separators and prefix: a Belgian one by its check digits, those of
// other countries by their shape. Without a prefix it is held to be Belgian.
func CheckVATNumber(number string) (reason string) {
	number = NormalizeVAT(number)
	if number == "" {
		return ""
	}
	if digits, belgian := strings.CutPrefix(number, "BE"); belgian {
		return CheckEnterpriseNumber(digits)
	}
	if len(number) < 4 {
		return "check.vat"
	}
	if shape, known := vatShapes[number[:2]]; !known || !shape.MatchString(number[2:]) {
		return "check.vat"
	}
	return ""
}

// NormalizeVAT returns a VAT number in the form that is stored: the country's prefix and the number in upper case,
// without separators. Nine or ten bare digits are Belgian and get BE and, where it was left out, the leading 0. It does
// not check: see CheckVATNumber.
func NormalizeVAT(number string) string {
	number = LettersAndDigits(number)
	digits := strings.TrimPrefix(number, "BE")
	if !IsDigits(digits) || len(digits) < 9 || len(digits) > 10 {
		return number
	}
	return "BE" + strings.Repeat("0", 10-len(digits)) + digits
}

// CheckEnterpriseNumber checks a Belgian enterprise number, with or without separators: ten digits, the first 0 or 1, the
// last two 97 less the rest of the first eight divided by 97.
func CheckEnterpriseNumber(number string) (reason string) {
	number = LettersAndDigits(number)
	if number == "" {
		return ""
	}
	if len(number) != 10 || !IsDigits(number) || number[0] > '1' {
		return "check.enterprise_length"
	}
	first, _ := strconv.Atoi(number[:8]) // ten digits, see above
	last, _ := strconv.Atoi(number[8:])
	if 97-first%97 != last {
		return "check.enterprise_digits"
	}
	return ""
}

// ibanLengths are the lengths of the IBANs that a Belgian garage pays and is paid by; others are only held to the general
// bounds of ISO 13616.
var ibanLengths = map[string]int{
	"BE": 16, "NL": 18, "LU": 20, "FR": 27, "DE": 22, "GB": 22, "IE": 22, "ES": 24, "IT": 27, "PT": 25, "AT": 20, "CH": 21, "PL": 28,
}

// CheckIBAN checks an IBAN, with or without spaces, by its length and its rest modulo 97.
func CheckIBAN(iban string) (reason string) {
	iban = LettersAndDigits(iban)
	if iban == "" {
		return ""
	}
	if len(iban) < 15 || len(iban) > 34 || !unicode.IsLetter(rune(iban[0])) || !unicode.IsLetter(rune(iban[1])) || !IsDigits(iban[2:4]) {
		return "check.iban"
	}
	if length, known := ibanLengths[iban[:2]]; known && length != len(iban) {
		return "check.iban_length"
	}
	rest := 0
	for _, r := range iban[4:] + iban[:4] {
		switch {
		case '0' <= r && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case 'A' <= r && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		default:
			return "check.iban"
		}
	}
	if rest != 1 {
		return "check.iban_digits"
	}
	return ""
}

var bicShape = regexp.MustCompile(`^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$`)

// CheckBIC checks the shape of a BIC: eight or eleven letters and digits.
func CheckBIC(bic string) (reason string) {
	bic = LettersAndDigits(bic)
	if bic != "" && !bicShape.MatchString(bic) {
		return "check.bic"
	}
	return ""
}

// LettersAndDigits takes separators away and writes in capitals.
func LettersAndDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-/_\u00a0\t", r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, text)
}

// IsDigits says whether a text is digits alone, at least one.
func IsDigits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
