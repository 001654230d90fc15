package compose

import (
	"html"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"garagemail/assets/lang"
	"garagemail/store/garage"
)

// mergeData is what the placeholders of one mail are filled with.
type mergeData struct {
	client   garage.Client
	vehicle  garage.Vehicle // the zero Vehicle when the client has none
	document *garage.Document
	company  garage.Company
	file     *garage.Case  // nil = the mail is of none
	printer  *lang.Printer // of the language of the mail
}

// companyName is <NOMSOC>: our company, or the client where the company's setting follows the Dutch manual.
func (d *mergeData) companyName() string {
	if d.company.NomSocIsClient {
		return d.client.WrittenName()
	}
	return d.company.Name
}

// plate is the document's plate when the mail carries one that names it, else that of the client's vehicle.
func (d *mergeData) plate() string {
	if d.document != nil && d.document.Plate != "" {
		return d.document.Plate
	}
	return d.vehicle.Plate
}

func (d *mergeData) date(iso string) string { return d.printer.Date(iso) }

func (d *mergeData) money(amount garage.Cents) string { return d.printer.Money(int64(amount)) }

// valueOf returns what fills a placeholder: one line, "" when the data has nothing. Those of a document need one.
func (d *mergeData) valueOf(p *Placeholder) string {
	return oneLine(p.value(d))
}

// structuredReference is the document's structured communication as it is printed, also where an import brought it in as its
// reference; "" for a document without a good one.
func structuredReference(d *garage.Document) string {
	for _, communication := range []string{d.OGM, d.Reference} {
		if communication != "" && garage.CheckOGM(communication) == "" {
			return garage.FormatOGM(communication)
		}
	}
	return ""
}

// oneLine makes text fit for a header or a sentence: valid UTF-8 on one line, single spaces, without control characters
// and without the bidirectional overrides that would turn the rest of the mail around. No-break spaces stay.
func oneLine(text string) string {
	if isTidy(text) {
		return text
	}
	var line strings.Builder
	space := false
	for _, r := range strings.ToValidUTF8(text, "\uFFFD") {
		switch {
		case r == '\u00a0' || r == '\u202f':
		case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
			space = line.Len() > 0
			continue
		case unicode.IsControl(r), isOverride(r):
			continue
		}
		if space {
			line.WriteByte(' ')
			space = false
		}
		line.WriteRune(r)
	}
	return line.String()
}

// isTidy reports that oneLine has nothing to do, as for nearly every value of the database.
func isTidy(text string) bool {
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c > '~' || c == ' ' && (i == 0 || i == len(text)-1 || text[i+1] == ' ') {
			return false
		}
	}
	return true
}

func isOverride(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff'
}

// escape says in what kind of text a value is put.
type escape byte

const (
	asText escape = 't'
	asHTML escape = 'h'
	asURL  escape = 'u' // inside an HTML attribute
)

// piece is literal text followed by a hole (number -1 = none). A text that is cut into pieces once is merged thousands of
// times without being parsed again, and a value cannot become markup: parsing is over when it comes in.
type piece struct {
	literal string
	hole    int
	escape  escape
}

// fill returns the pieces with the values of the holes. A value of nothing takes the space before it along, so that
// "Cher <TITRE|> Dupont" has no gap.
func fill(pieces []piece, values []string) string {
	size := 0
	for _, p := range pieces {
		size += len(p.literal) + 24
	}
	var filled strings.Builder
	filled.Grow(size)
	for i, p := range pieces {
		if p.hole < 0 {
			filled.WriteString(p.literal)
			continue
		}
		value := values[p.hole]
		if value == "" && i+1 < len(pieces) && takesGap(pieces[i+1]) {
			filled.WriteString(strings.TrimSuffix(p.literal, " "))
			continue
		}
		filled.WriteString(p.literal)
		switch p.escape {
		case asHTML:
			value = html.EscapeString(value)
		case asURL:
			value = strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
		}
		filled.WriteString(value)
	}
	return filled.String()
}

// takesGap reports that what follows needs no space before it: it has its own, or begins with a mark that takes none.
func takesGap(next piece) bool {
	if next.literal == "" {
		return next.hole < 0
	}
	return strings.ContainsRune(" ,.;\n", rune(next.literal[0]))
}

// valuesOf returns what fills each hole, and the placeholders that nothing can fill, each writing once. Those stay as they
// were written, which the preview shows; a mail that holds one is not sent.
func valuesOf(holes []hole, d *mergeData) ([]string, []Unresolved) {
	values := make([]string, len(holes))
	var open []Unresolved
	for i := range holes {
		h := &holes[i]
		value, trouble := h.fill(d)
		if trouble != "" {
			value = h.written
			if !slices.ContainsFunc(open, func(u Unresolved) bool { return u.Written == h.written }) {
				open = append(open, Unresolved{h.written, trouble, h.proposal, h.inSubject})
			}
		}
		values[i] = value
	}
	return values, open
}
