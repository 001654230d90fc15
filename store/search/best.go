package search

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"garagemail/store/garage"
)

// Best returns the ids of the lines that match what was typed, the best match first: whose name it is, or begins with it; whose number
// it is; of whose name all words are parts; whose number begins with it; then those of whom words stand elsewhere, the fewer the
// sooner. Equal ones stand in the order of the list. Nothing typed is all.
func (s *Index) Best(ctx context.Context, reader *sql.DB, typed string) ([]int64, error) {
	lines, err := s.Now(ctx, reader)
	if err != nil {
		return nil, err
	}
	query := parseSearch(typed)
	if len(query) == 0 {
		return slices.Clone(lines.ids), nil
	}
	whole := []byte(garage.Fold(strings.TrimSpace(typed)))
	type ranked struct {
		line int32
		rank int
	}
	found := slices.Concat(each(lines, func(from, to int) (part []ranked) {
		for _, line := range lines.findIn(query, from, to) {
			part = append(part, ranked{line, lines.rank(int(line), query, whole)})
		}
		return part
	})...)
	slices.SortStableFunc(found, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	ids := make([]int64, len(found))
	for i, one := range found {
		ids[i] = lines.ids[one.line]
	}
	return ids, nil
}

// The ranks of a line, the best first. elsewhere grows with the words that are not of the name.
const (
	nameIs = iota
	nameBeginsWithWords
	numberIs
	nameBegins
	nameHasWords
	nameHas
	numberBegins
	elsewhere
)

// rank of a line that matches a query; whole is all that was typed, folded.
func (l *Snapshot) rank(line int, query searchQuery, whole []byte) int {
	start, end := l.starts[line], l.starts[line+1]
	name := l.text[start : start+uint32(l.names[line])]
	rest := bytes.TrimRight(l.text[start+uint32(l.names[line]):end], "\n")
	rest = bytes.TrimPrefix(rest, []byte{nameEnd}) // it begins with the number
	switch {
	case bytes.Equal(name, whole):
		return nameIs
	case bytes.HasPrefix(name, whole) && name[len(whole)] == ' ':
		return nameBeginsWithWords
	case bytes.HasPrefix(rest, whole) && (len(rest) == len(whole) || rest[len(whole)] == ' '):
		return numberIs
	case bytes.HasPrefix(name, whole):
		return nameBegins
	}
	within, begin, outside := 0, 0, 0
	for _, word := range query {
		switch {
		case word.begins(name):
			begin++
		case word.in(name):
			within++
		case !word.begins(rest):
			outside++
		}
	}
	switch {
	case begin == len(query):
		return nameHasWords
	case begin+within == len(query):
		return nameHas
	case bytes.HasPrefix(rest, whole):
		return numberBegins
	}
	return elsewhere + 4*(len(query)-begin-within) + 2*min(1, outside) + min(1, within)
}

func (w searchWord) in(text []byte) bool {
	return slices.ContainsFunc(w, func(form []byte) bool { return bytes.Contains(text, form) })
}

// begins reports that a form of the word stands at the beginning of a word of the text.
func (w searchWord) begins(text []byte) bool {
	for _, form := range w {
		for from := 0; ; {
			at := bytes.Index(text[from:], form)
			if at < 0 {
				break
			}
			if at += from; at == 0 || !isLetterOrDigit(text[at-1]) {
				return true
			}
			from = at + 1
		}
	}
	return false
}

func isLetterOrDigit(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 0x80 }

// Elsewhere returns those of the texts that have words which were typed and do not stand in the name: why a row is found whose name
// does not say it. Plates and phone numbers are found in any way of writing.
func Elsewhere(typed, name string, texts []string) (found []string) {
	folded := []byte(garage.Fold(name))
	for _, text := range texts {
		written := []byte(garage.Fold(text) + " " + garage.FoldPlate(text) + " " + garage.PhoneDigits(text))
		has := func(word searchWord) bool { return !word.in(folded) && word.in(written) }
		if text != "" && !slices.Contains(found, text) && slices.ContainsFunc(parseSearch(typed), has) {
			found = append(found, text)
		}
	}
	return found
}
