package tabular

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much is looked through for words with accents, and how many are shown.
const (
	accentRows  = 300
	accentWords = 6
)

// accentsOf returns some words of the first rows with letters beyond ASCII: by them a person sees whether the encoding is
// right.
func accentsOf(f *File) []string {
	var words []string
	take := func(cells []string) {
		for _, cell := range cells {
			if len(words) < accentWords && !isASCII(cell) {
				words = addAccents(words, cell)
			}
		}
	}
	rows, _, err := f.Preview(accentRows)
	if err != nil && len(rows) == 0 {
		return nil
	}
	for _, row := range rows {
		take(row.Cells)
	}
	take(f.header) // names first: they tell more
	return words
}

func addAccents(words []string, text string) []string {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r < utf8.RuneSelf && !unicode.IsLetter(r) }) {
		if len(words) < accentWords && !isASCII(word) && utf8.RuneCountInString(word) > 1 && len(word) <= 60 && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return words
}

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
