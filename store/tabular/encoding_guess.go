package tabular

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of the words that a page is told by.
const (
	guessWords   = 3000
	guessWordMax = 60 // bytes
)

// pages are the encodings of one byte a letter, in the order in which they win when two read the words equally well.
var pages = []Encoding{Windows1252, Latin9, DOS, DOS437, MacRoman}

// guessPage tells by which page the words of a text are words: by the letters that French, Dutch and German have, where in a
// word and beside which others they stand, and by the words that the caller knows.
func guessPage(r io.Reader, known func(word string) bool) (Encoding, error) {
	words, err := wordsBeyondASCII(r)
	if err != nil {
		return "", err
	}
	best, most := Windows1252, 0
	for i, page := range pages {
		sum := 0
		for _, word := range words {
			sum += scoreOf(word, tables[page], known)
		}
		if i == 0 {
			most = sum + 2 // nearly all files are of this one
		} else if sum > most {
			best, most = page, sum
		}
	}
	return best, nil
}

// wordsBeyondASCII returns the different words of a text that hold a byte beyond ASCII: what stands between spaces, digits
// and the signs of ASCII.
func wordsBeyondASCII(r io.Reader) ([]string, error) {
	seen := map[string]bool{}
	var words []string
	block, kept := make([]byte, 64<<10), 0 // what is kept of the last block is a word that goes on
	for len(words) < guessWords {
		n, err := io.ReadFull(r, block[kept:])
		last := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
		if err != nil && !last {
			return nil, fmt.Errorf("guess page: %w", err)
		}
		read := block[:kept+n]
		for from := 0; ; {
			word, end := wordBeyondASCII(read, from)
			if len(word) <= guessWordMax && (end < len(read) || last) && !ascii(word) && !seen[string(word)] {
				seen[string(word)] = true
				words = append(words, string(word))
			}
			if from = end; end == len(read) {
				kept = copy(block, word[:min(len(word), guessWordMax+1)])
				break
			}
		}
		if last {
			break
		}
	}
	return words, nil
}

// wordBeyondASCII returns the next word that holds a byte beyond ASCII, and where it ends. A word that a block ends is
// returned though it may hold none yet.
func wordBeyondASCII(text []byte, from int) (word []byte, end int) {
	start := from
	for ; from < len(text); from++ {
		b := text[from]
		if b < utf8.RuneSelf {
			if !isWordByte[b] {
				start = from + 1
			}
			continue
		}
		for from++; from < len(text) && isWordByte[text[from]]; {
			from++
		}
		return text[start:from], from
	}
	return text[min(start, len(text)):], len(text)
}

// isWordByte holds for letters and for what is none of ASCII.
var isWordByte = func() (is [256]bool) {
	for b := range is {
		is[b] = b >= utf8.RuneSelf || b|0x20 >= 'a' && b|0x20 <= 'z'
	}
	return is
}()

// scoreOf says how much a word is one when it is read by a page: below zero it is none.
func scoreOf(word string, table *[256]rune, known func(word string) bool) int {
	runes := make([]rune, 0, len(word))
	for i := range len(word) {
		runes = append(runes, table[word[i]])
	}
	sum := 0
	for i, r := range runes {
		if r < utf8.RuneSelf {
			continue
		}
		before, after := rune(0), rune(0)
		if i > 0 {
			before = runes[i-1]
		}
		if i+1 < len(runes) {
			after = runes[i+1]
		}
		if unicode.IsLetter(r) && r != 'º' && r != 'ª' {
			sum += letterScore(r, before, after)
		} else {
			sum += signScore(r, before, after)
		}
	}
	if known != nil && sum > -8*len(runes) && knowsPart(runes, known) {
		sum += 8
	}
	return sum
}

// knowsPart asks for the word without the signs around it, and for each part of l’hôtel.
func knowsPart(runes []rune, known func(word string) bool) bool {
	parts := strings.FieldsFunc(strings.ToLower(string(runes)), func(r rune) bool { return !unicode.IsLetter(r) })
	return slices.ContainsFunc(parts, func(part string) bool { return !isASCII(part) && known(part) })
}

// letters of French, Dutch and German, by how often they are met.
var letterWeights = map[rune]int{
	'é': 4, 'è': 3, 'ê': 3, 'ë': 3, 'ç': 3, 'ü': 3, 'ö': 3, 'ï': 3, 'à': 3, 'â': 2, 'ä': 2, 'î': 2, 'ô': 2, 'û': 2, 'œ': 2, 'ß': 2, 'ñ': 2, 'ù': 1, 'á': 0, 'í': 1,
	'ó': 1, 'ú': 1, 'æ': 0, 'ÿ': 0, 'ò': 0, 'ì': 0, 'ã': 0, 'õ': 0, 'ø': 0, 'å': 0, 'ý': 0, 'š': 0, 'ž': 0,
}

// Where a small letter is hardly ever met.
const (
	seldomFirst = "ôûëïèùñß"
	seldomLast  = "öïçâäœæôîñúû"
)

// letterScore is high for a letter of ours in a place where it can stand.
func letterScore(r, before, after rune) int {
	weight, ours := letterWeights[unicode.ToLower(r)]
	if !ours {
		weight = -1
		if r > 'ƒ' || unicode.Is(unicode.Greek, r) {
			return -8
		}
	}
	first, last := !unicode.IsLetter(before), !unicode.IsLetter(after)
	switch {
	case first && last && r == 'à':
		return 3
	case first && last:
		return -3
	case unicode.IsUpper(r) && unicode.IsLower(before), unicode.IsLower(r) && unicode.IsUpper(after):
		return -6
	case unicode.IsUpper(r) && unicode.IsUpper(before) && unicode.IsLower(after):
		return -3
	case r == 'ß' && !strings.ContainsRune("aeiouäöüy", before):
		return -3
	case r == 'à' && last && !strings.ContainsRune("ljç", before), first && strings.ContainsRune(seldomFirst, r), last && strings.ContainsRune(seldomLast, r):
		return -2
	case r == 'à' && last:
		return 1 // là, déjà: or l…, that is met as often
	}
	return weight
}

// signScore is high for a sign that people write, where it can stand; no sign parts the letters of a word but ’.
func signScore(r, before, after rune) int {
	inside := unicode.IsLetter(before) && unicode.IsLetter(after)
	switch r {
	case '’':
		if inside {
			return 3
		}
		return 1
	case '“', '«', '„', '‘':
		if unicode.IsLetter(before) {
			return -6
		}
		return 3
	case '”', '»':
		if unicode.IsLetter(after) {
			return -6
		}
		return 3
	case '€', '°':
		if inside {
			return -6
		}
		return 2
	case '…':
		if unicode.IsLetter(after) {
			return -3
		}
		if !unicode.IsLetter(before) {
			return -1
		}
		return 1
	case '–', '—', '•', '·':
		if inside {
			return -1
		}
		return 1
	case '\u00A0', '\u202F':
		return 0
	case '²', '³', '½', '¼', '¾', 'º', 'ª', '§', '©', '®', '™', '±', '×', '´', '¨', '`', 'µ', '‚', '‰', '†', '£':
		if inside {
			return -6
		}
		return 0
	}
	return -8
}
