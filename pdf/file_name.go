package pdf

import (
	"strings"
	"unicode"

	"garagemail/store/garage"
)

// FileName returns the name of a document's PDF: its number in plain ASCII, F2026-00042.pdf. It is never empty and has
// nothing that a file system or a mail header could take for something else.
func FileName(number string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_' || r == '.'):
			return r
		case unicode.IsLetter(r):
			return []rune(garage.Fold(string(r)) + "_")[0]
		}
		return '-'
	}, number)
	plain = strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return '_'
		}
		return r
	}, plain)
	if plain = strings.Trim(plain, "-_. "); plain == "" {
		plain = "document"
	}
	if len(plain) > 80 {
		plain = plain[:80]
	}
	return plain + ".pdf"
}
