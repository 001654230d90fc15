package intake

import (
	"slices"
	"strings"
	"unicode"

	"garagemail/store/garage"
)

// The reasons why a file found no document, as language keys.
const (
	PaperNotPDF   = "import.paper_not_pdf"
	PaperNoNumber = "import.paper_no_number"
	PaperSeveral  = "import.paper_several"
	PaperTwoFiles = "import.paper_two_files"
)

// PaperRefusal is a file that was not paired with a document.
type PaperRefusal struct {
	File   string
	Reason string // language key
}

// PairPapers finds the PDF of each document by the number in the file's name, whatever stands around it: "Facture
// 202400001.pdf", "F2026-00042_Dupont.pdf". Signs between letters and digits count alike, since no file name can hold
// the slash of 2026/00042. A wrong pair would send a client somebody else's invoice, so everything that could be meant
// in two ways is refused: a name with two numbers, a number that two documents have, two files for one number.
//
// Files come back as they were given, refusals in their order.
func PairPapers(names, numbers []string) (pairs map[string]string, refused []PaperRefusal) {
	byKey := map[string][]string{}
	for _, number := range numbers {
		if key := paperKey(number); strings.ContainsAny(key, "0123456789") {
			byKey[key] = append(byKey[key], number)
		}
	}
	found, reasons, files := make([]string, len(names)), make([]string, len(names)), map[string]int{}
	for i, name := range names {
		found[i], reasons[i] = paperNumber(name, byKey)
		files[found[i]]++
	}
	pairs = map[string]string{}
	for i, name := range names {
		if reasons[i] == "" && files[found[i]] > 1 {
			reasons[i] = PaperTwoFiles
		}
		if reasons[i] != "" {
			refused = append(refused, PaperRefusal{File: name, Reason: reasons[i]})
		} else {
			pairs[found[i]] = name
		}
	}
	return pairs, refused
}

// paperNumber returns the number that a file's name holds, or the reason why it holds none.
func paperNumber(name string, byKey map[string][]string) (number, reason string) {
	stem := name[strings.LastIndexAny(name, `/\`)+1:]
	if len(stem) < len(".pdf") || !strings.EqualFold(stem[len(stem)-len(".pdf"):], ".pdf") {
		return "", PaperNotPDF
	}
	spans := paperSpans([]rune(paperKey(stem[:len(stem)-len(".pdf")])), byKey)
	var meant []string
	for _, span := range spans {
		inside := func(other paperSpan) bool {
			return other.from <= span.from && span.to <= other.to && other.to-other.from > span.to-span.from
		}
		if !slices.ContainsFunc(spans, inside) && !slices.Contains(meant, span.key) {
			meant = append(meant, span.key)
		}
	}
	switch {
	case len(meant) == 0:
		return "", PaperNoNumber
	case len(meant) > 1 || len(byKey[meant[0]]) > 1:
		return "", PaperSeveral
	}
	return byKey[meant[0]][0], ""
}

// paperSpan is where a number stands in a name.
type paperSpan struct {
	key      string
	from, to int
}

// paperSpans finds all numbers in a name. They begin and end where digits, letters and signs meet, so 20240000 is not
// in 202400001.
func paperSpans(name []rune, byKey map[string][]string) []paperSpan {
	var edges []int
	for i := range len(name) + 1 {
		if i == 0 || i == len(name) || paperClass(name[i-1]) != paperClass(name[i]) {
			edges = append(edges, i)
		}
	}
	var spans []paperSpan
	for i, from := range edges {
		for _, to := range edges[i+1:] {
			key := string(name[from:to])
			if len(byKey[key]) > 0 && !partOfLonger(name, from, to) {
				spans = append(spans, paperSpan{key: key, from: from, to: to})
			}
		}
	}
	return spans
}

// partOfLonger reports a short number with more digits beside it: 42 in 2025-42 or in 42-03-2026 can be a year's number
// or a date as well.
func partOfLonger(name []rune, from, to int) bool {
	digits := 0
	for _, sign := range name[from:to] {
		if paperClass(sign) == '0' {
			digits++
		}
	}
	before := from > 1 && name[from-1] == '-' && paperClass(name[from-2]) == '0'
	after := to < len(name)-1 && name[to] == '-' && paperClass(name[to+1]) == '0'
	return digits < 6 && (before || after)
}

// paperKey writes a number or a name for comparing: without case and accents, with one hyphen for any signs between
// letters and digits, none around.
func paperKey(text string) string {
	parts := strings.FieldsFunc(garage.Fold(text), func(sign rune) bool { return paperClass(sign) == '-' })
	return strings.Join(parts, "-")
}

// paperClass tells digits, letters and other signs apart.
func paperClass(sign rune) rune {
	switch {
	case sign >= '0' && sign <= '9':
		return '0'
	case unicode.IsLetter(sign):
		return 'a'
	}
	return '-'
}
