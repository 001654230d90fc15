package garage

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// letters that Unicode does not decompose but that a person types without their mark.
var plainLetters = map[rune]string{
	'œ': "oe", 'æ': "ae", 'ß': "ss", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i",
}

// Fold returns text in lower case, without accents and with single spaces: the key by which names sort and are found.
func Fold(text string) string {
	if isPlain(text) {
		return text
	}
	var folded strings.Builder
	folded.Grow(len(text))
	space := false
	if !IsASCII(text) {
		text = norm.NFD.String(text)
	}
	for _, r := range text {
		r = unicode.ToLower(r)
		switch {
		case unicode.IsSpace(r):
			space = folded.Len() > 0
			continue
		case r >= utf8.RuneSelf && unicode.Is(unicode.Mn, r):
			continue
		}
		if space {
			folded.WriteByte(' ')
			space = false
		}
		if r < utf8.RuneSelf {
			folded.WriteByte(byte(r))
		} else if plain, ok := plainLetters[r]; ok {
			folded.WriteString(plain)
		} else {
			folded.WriteRune(r)
		}
	}
	return folded.String()
}

// IsASCII reports that a text has ASCII characters alone, so that no letter of it can be taken apart into a letter and its accent.
func IsASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// isPlain reports that text is its own fold, as most stored keys and typed words are.
func isPlain(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c <= ' ' && (c != ' ' || i == 0 || i == len(text)-1 || text[i+1] == ' ') || c >= 0x7f || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

// FoldPlate returns the letters and digits of a number plate in lower case: 1-ABC-123, 1abc123 and "1 ABC 123" are one.
func FoldPlate(plate string) string {
	if IsASCII(plate) {
		folded := make([]byte, 0, 16)
		for i := range len(plate) {
			switch char := plate[i]; {
			case char >= '0' && char <= '9', char >= 'a' && char <= 'z':
				folded = append(folded, char)
			case char >= 'A' && char <= 'Z':
				folded = append(folded, char-'A'+'a')
			}
		}
		return string(folded)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, Fold(plate))
}

// SortByFold sorts short lists as the screens do.
func SortByFold[T any](all []T, name func(T) string) {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(Fold(name(a)), Fold(name(b))) })
}
