package intake

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"garagemail/store/garage"
)

// headingWords cuts a heading into the words that tell what it is: without case, accents, plural and punctuation, every
// way to write "number" as nr ("N° client", "KlantNr.", "customer_number").
func headingWords(heading string) []string {
	var words []string
	for _, word := range strings.FieldsFunc(garage.Fold(spreadOut(heading)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		word = numberWords.Replace(word)
		switch {
		case slices.Contains([]string{"no", "num", "nbr", "n"}, word):
			word = "nr"
		case slices.Contains([]string{"1ere", "1re", "1er", "1e", "1ste", "1st", "premiere", "premier", "eerste", "erste", "first"}, word):
			word = "1"
		case len(word) > 3 && strings.HasSuffix(word, "s"):
			word = strings.TrimSuffix(word, "s")
		}
		words = append(words, word)
	}
	return words
}

var numberWords = strings.NewReplacer("nummer", "nr", "numero", "nr", "number", "nr")

// spreadOut parts what programs write together: ClientNumber, and the sign in N°12.
func spreadOut(heading string) string {
	var out strings.Builder
	var before rune
	for _, r := range heading {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(before):
			out.WriteByte(' ')
		case r == '°' || r == 'º':
			r = ' '
		case r == '%':
			out.WriteString(" pct ")
		case r == '€':
			out.WriteString(" eur ")
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}

// fillers are words that say nothing of what a column holds.
var fillers = names("de|du|la|le|l|d|des|en|et|ou|van|het|der|den|the|of|und|oder|and|or|a|in|pct|eur|euro|pour|voor|fur|for")

// headingKeys returns what a heading may be called, the most telling first: all its words, those outside brackets, those
// that are no fillers, and those that do not name the table itself ("Nom du client" in a table of clients).
func headingKeys(heading string, own []string) []string {
	var keys []string
	add := func(words []string) {
		for _, key := range []string{strings.Join(words, ""), strings.Join(slices.Sorted(slices.Values(words)), "")} {
			if key != "" && !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	without := func(words, left []string) []string {
		return slices.DeleteFunc(slices.Clone(words), func(word string) bool { return slices.Contains(left, word) })
	}
	whole := headingWords(heading)
	outside := headingWords(withoutBrackets(heading))
	for _, words := range [][]string{whole, outside} {
		add(words)
		add(without(words, fillers))
	}
	for _, words := range [][]string{whole, outside} {
		add(without(without(words, fillers), own))
	}
	return keys
}

// withoutBrackets leaves out what a heading says in brackets, unless it turns its sense: a price (TVAC) is no net one.
func withoutBrackets(heading string) string {
	from := strings.IndexAny(heading, "([")
	if from <= 0 {
		return heading
	}
	inside, after := heading[from+1:], ""
	if to := strings.IndexAny(inside, ")]"); to >= 0 {
		inside, after = inside[:to], inside[to+1:]
	}
	if slices.ContainsFunc(headingWords(inside), func(word string) bool { return slices.Contains(turning, word) }) {
		return heading
	}
	return heading[:from] + after
}

var turning = names("tvac|ttc|tvacomprise|incl|inclu|inclus|inclusief|inclusive|inkl|brut|bruto|brutto|gross|comprise|compris|htva|ht|excl|exclusief|exkl|net|netto")

// headingIndex finds the fields of an entity by the keys of headings.
type headingIndex struct{ sure, perhaps map[string][]*importField }

var headingIndexes sync.Map // *importEntity → *headingIndex

func (e *importEntity) index() *headingIndex {
	if known, ok := headingIndexes.Load(e); ok {
		return known.(*headingIndex)
	}
	index := &headingIndex{sure: map[string][]*importField{}, perhaps: map[string][]*importField{}}
	for _, f := range e.fields {
		put := func(into map[string][]*importField, name string) {
			words := headingWords(name)
			for _, key := range []string{strings.Join(words, ""), strings.Join(slices.Sorted(slices.Values(words)), "")} {
				if key != "" && !slices.Contains(into[key], f) {
					into[key] = append(into[key], f)
				}
			}
		}
		put(index.sure, f.key)
		for _, name := range f.names {
			if name, weak := strings.CutPrefix(name, "~"); weak {
				put(index.perhaps, name)
			} else {
				put(index.sure, name)
			}
		}
	}
	headingIndexes.Store(e, index)
	return index
}

// columnsNamed returns the field that each heading names, and which fields were named. A name that could be another's too
// counts only for a field that no column names surely.
func (e *importEntity) columnsNamed(header []string) (columns []*importField, found map[string]bool) {
	columns, found = e.columnsOf(header, header)
	if prefix := commonPrefix(header); prefix != "" {
		stripped := make([]string, len(header))
		for i, heading := range header {
			stripped[i] = strings.TrimPrefix(heading, prefix)
		}
		if others, more := e.columnsOf(stripped, header); len(more) > len(found) {
			return others, more
		}
	}
	return columns, found
}

// columnsOf looks headings up; whole are the same as they stand in the file.
func (e *importEntity) columnsOf(header, whole []string) (columns []*importField, found map[string]bool) {
	columns, found = make([]*importField, len(header)), map[string]bool{}
	keys, deepest := make([][]string, len(header)), 0
	for i, heading := range header {
		keys[i] = headingKeys(heading, e.own)
		deepest = max(deepest, len(keys[i]))
	}
	index := e.index()
	for _, known := range []map[string][]*importField{index.sure, index.perhaps} {
		for depth := range deepest {
			for i, heading := range header {
				if columns[i] != nil || depth >= len(keys[i]) {
					continue
				}
				for _, f := range known[keys[i][depth]] {
					if columns[i] == nil && !found[f.key] && f.kind.fits(heading) {
						columns[i], found[f.key] = f, true
					}
				}
			}
		}
	}
	for i, heading := range header {
		if columns[i] != nil || !mayBeCut(whole[i]) {
			continue
		}
		if f := index.begun(cutKeys(heading), found); f != nil && f.kind.fits(heading) {
			columns[i], found[f.key] = f, true
		}
	}
	for i, heading := range header {
		if f := index.agreed(heading, e.own, found); columns[i] == nil && f != nil && f.kind.fits(heading) {
			columns[i], found[f.key] = f, true
		}
	}
	return columns, found
}

// agreed returns the field that all parts of a heading in two languages name: Naam/Nom, Postcode - Code postal.
func (x *headingIndex) agreed(heading string, own []string, found map[string]bool) *importField {
	parts := headingParts(heading)
	if len(parts) < 2 {
		return nil
	}
	var all []*importField
	for i, part := range parts {
		var named []*importField
		for _, key := range headingKeys(part, own) {
			named = append(append(named, x.sure[key]...), x.perhaps[key]...)
		}
		if i == 0 {
			all = named
		}
		all = slices.DeleteFunc(slices.Clone(all), func(f *importField) bool { return !slices.Contains(named, f) })
	}
	if at := slices.IndexFunc(all, func(f *importField) bool { return !found[f.key] }); at >= 0 {
		return all[at]
	}
	return nil
}

// headingParts cuts a heading at the signs between two languages.
func headingParts(heading string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(heading, " - ", "/"), func(r rune) bool { return strings.ContainsRune("/|\n–", r) })
}

// The names of a DBF are cut after ten bytes: IMMATRICUL, CODE_POSTA. So few letters as are left behind a prefix tell nothing.
const (
	cutHeading  = 10
	leastOfName = 5
)

// mayBeCut reports a heading of ten letters, or bytes in UTF-8, of which the last may have been a space.
func mayBeCut(heading string) bool {
	letters, size := utf8.RuneCountInString(heading), len(heading)
	return letters == cutHeading || letters == cutHeading-1 || size == cutHeading || size == cutHeading-1
}

// cutKeys returns what a name that was cut may begin with; that of a number may be cut in the word for it: KLANTNUMME.
func cutKeys(heading string) []string {
	keys := headingKeys(heading, nil)
	if len(keys) == 0 {
		return nil
	}
	for _, word := range []string{"nummer", "numero", "number"} {
		for length := len(word) - 1; length >= 2; length-- {
			if before, cut := strings.CutSuffix(keys[0], word[:length]); cut && before != "" {
				return []string{keys[0], before + "nr"}
			}
		}
	}
	return keys[:1]
}

// begun returns the only field of which a name begins with one of the keys and that no column has yet, nil for none or several.
func (x *headingIndex) begun(keys []string, found map[string]bool) (only *importField) {
	for _, key := range keys {
		if len(key) < leastOfName {
			continue
		}
		for name, fields := range x.sure {
			if !strings.HasPrefix(name, key) {
				continue
			}
			for _, f := range fields {
				switch {
				case found[f.key]:
				case only != nil && only != f:
					return nil
				default:
					only = f
				}
			}
		}
	}
	return only
}

// fits tells a percentage from an amount where the heading has a sign for it: "Remise €" is no percentage.
func (k cellKind) fits(heading string) bool {
	words := headingWords(heading)
	switch k {
	case percentCell:
		return !slices.Contains(words, "eur") && !slices.Contains(words, "montant")
	case centCell, priceCell, thousandthCell:
		return !slices.Contains(words, "pct")
	}
	return true
}

// commonPrefix is what old programs put before every field of a table, or nearly: CLNOM, CLADRESSE, beside DATEMAJ. A table of one
// or two columns has none.
func commonPrefix(header []string) string {
	if len(header) < 3 {
		return ""
	}
	prefix := header[0]
	for _, heading := range header[1:] {
		for heading != "" && !strings.HasPrefix(heading, prefix) {
			prefix = prefix[:len(prefix)-1]
		}
	}
	switch {
	case slices.Contains(header, prefix):
		return ""
	case prefix == "":
		return usualPrefix(header)
	}
	return prefix
}

// usualPrefix is the prefix of two to four letters that three in four fields have, "" for none.
func usualPrefix(header []string) string {
	for length := 4; length >= 2; length-- {
		having := map[string]int{}
		for _, heading := range header {
			if len(heading) > length {
				having[heading[:length]]++
			}
		}
		for prefix, count := range having {
			if count < len(header) && count*4 >= len(header)*3 {
				return prefix
			}
		}
	}
	return ""
}

// knownHeadings counts the cells that name a field of any table: by it the row of the headings is found. It is asked for the
// first cell of every row too, so that numbers and codes are told apart first.
func (w *Words) knownHeadings(cells []string) (count int) {
	prefix, filled := commonPrefix(cells), 0
	for _, cell := range cells {
		if cell == "" {
			continue
		}
		filled++
		if w.isKnownHeading(cell) || prefix != "" && w.isKnownHeading(strings.TrimPrefix(cell, prefix)) {
			count++
		}
	}
	if count == 1 && filled > 1 { // a Peugeot Partner is no heading
		return 0
	}
	return count
}

func (w *Words) isKnownHeading(cell string) bool {
	digits, letters := 0, false
	for i := range len(cell) {
		if cell[i] >= '0' && cell[i] <= '9' {
			digits++
		} else if cell[i] >= 'A' {
			letters = true
		}
	}
	if digits > 2 || len(cell) > 60 || !letters {
		return false
	}
	known := w.headings()
	isKnown := func(part string) bool {
		return slices.ContainsFunc(headingKeys(part, known.own), func(key string) bool { return known.keys[key] })
	}
	if isKnown(cell) {
		return true
	}
	parts := headingParts(cell)
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { return !isKnown(part) })
}

// headingUnion are the headings of all tables, so that one look tells whether a cell is any.
type headingUnion struct {
	own  []string
	keys map[string]bool
}

func unionOf(entities []*importEntity) *headingUnion {
	union := &headingUnion{keys: map[string]bool{}}
	for _, entity := range entities {
		union.own = append(union.own, entity.own...)
		index := entity.index()
		for _, keys := range []map[string][]*importField{index.sure, index.perhaps} {
			for key := range keys {
				union.keys[key] = true
			}
		}
	}
	return union
}
