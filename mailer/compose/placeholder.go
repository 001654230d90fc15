package compose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"garagemail/store/garage"
)

// PlaceholderContext says which mails can fill a placeholder.
type PlaceholderContext string

// The contexts of placeholders: of any mail, of mails to clients with a vehicle, of mails that carry a document, of mails of a
// bodyshop or breakdown file.
const (
	OfClient   PlaceholderContext = "client"
	OfVehicle  PlaceholderContext = "vehicle"
	OfDocument PlaceholderContext = "document"
	OfCase     PlaceholderContext = "file"
)

// Placeholder is a name that stands between angle brackets in a text and is filled with the recipient's data.
type Placeholder struct {
	Name    string // upper case, without the brackets
	Context PlaceholderContext

	value func(*mergeData) string
}

// Placeholders lists all there are, in the order of the menu.
var Placeholders = slices.Concat([]Placeholder{
	{"TITRE", OfClient, func(d *mergeData) string { return d.client.Title }},
	{"NOM", OfClient, func(d *mergeData) string { return d.client.Name }},
	{"PRENOM", OfClient, func(d *mergeData) string { return d.client.FirstName }},
	{"NOMCLIENT", OfClient, func(d *mergeData) string { return d.client.WrittenName() }},
	{"NOMSOC", OfClient, (*mergeData).companyName},
	{"MARQUE", OfVehicle, func(d *mergeData) string { return d.vehicle.Make }},
	{"MODELE", OfVehicle, func(d *mergeData) string { return d.vehicle.Model }},
	{"PLAQUE", OfVehicle, (*mergeData).plate},
	{"DATECT", OfVehicle, func(d *mergeData) string { return d.date(d.vehicle.NextInspection) }},
	{"NUMFACT", OfDocument, func(d *mergeData) string { return d.document.Number }},
	{"DATEFACT", OfDocument, func(d *mergeData) string { return d.date(d.document.Date) }},
	{"TOTAL", OfDocument, func(d *mergeData) string { return d.money(d.document.Total) }},
	{"ECHEANCE", OfDocument, func(d *mergeData) string { return d.date(d.document.DueDate) }},
	{"SOLDE", OfDocument, func(d *mergeData) string { return d.money(d.document.Open) }},
	{"OGM", OfDocument, func(d *mergeData) string { return structuredReference(d.document) }},
}, ofCases())

// ofCases are the placeholders that the kinds of file bring with them.
func ofCases() []Placeholder {
	var all []Placeholder
	for _, one := range garage.CasePlaceholders {
		all = append(all, Placeholder{one.Name, OfCase, func(d *mergeData) string { return d.caseValue(one) }})
	}
	return all
}

// LabelKey returns the language key of the placeholder's line in the menu.
func (p Placeholder) LabelKey() string { return "placeholder." + strings.ToLower(p.Name) }

// Insert returns the text that the menu puts into the mail.
func (p Placeholder) Insert() string { return "<" + p.Name + ">" }

var placeholderByName = func() map[string]*Placeholder {
	byName := make(map[string]*Placeholder, len(Placeholders))
	for i := range Placeholders {
		byName[Placeholders[i].Name] = &Placeholders[i]
	}
	return byName
}()

// written finds what can be a placeholder: <NOM>, <nom>, <PRENOM|client>, and the forms that a copy from a web page or an
// escaping editor leaves, &lt;NOM&gt; and \<NOM\>.
var written = regexp.MustCompile(
	`(?:\\?<|&lt;)[ \t]*([\p{L}\p{N}_][\p{L}\p{N}_ '’.-]{0,38}?)[ \t]*(?:(\|)([^<>|\n\r]*?))?[ \t]*(?:\\?>|&gt;)`)

// hole is a place in a text that is filled when the mail is merged.
type hole struct {
	written     string       // as it stands in the text
	placeholder *Placeholder // nil = unknown
	proposal    string       // for an unknown one: the placeholder that was probably meant, "" = none
	hasDefault  bool
	defaultText string // what stands there for a client who has nothing to fill in
	inSubject   bool
}

// readHole tells whether a match of written is a placeholder, a mistyped one, or just text such as <b>.
func readHole(match []string) (hole, bool) {
	name, hasDefault := match[1], match[2] != ""
	h := hole{written: match[0], hasDefault: hasDefault, defaultText: oneLine(match[3])}
	if h.placeholder = placeholderByName[strings.ToUpper(name)]; h.placeholder != nil {
		return h, true
	}
	h.proposal = proposal(name)
	letters := strings.ContainsFunc(name, unicode.IsLetter) && utf8.RuneCountInString(name) > 1
	meant := h.proposal != "" || hasDefault || letters && strings.ToUpper(name) == name
	return h, meant
}

// otherNames are words that people write for a placeholder, in the other languages of the program and in full.
var otherNames = map[string]string{
	"aanhef": "TITRE", "titel": "TITRE", "title": "TITRE", "civilite": "TITRE",
	"naam": "NOM", "name": "NOM", "lastname": "NOM",
	"voornaam": "PRENOM", "firstname": "PRENOM",
	"naamklant": "NOMCLIENT", "klantnaam": "NOMCLIENT", "klant": "NOMCLIENT", "client": "NOMCLIENT",
	"societe": "NOMSOC", "bedrijf": "NOMSOC", "company": "NOMSOC",
	"merk": "MARQUE", "make": "MARQUE",
	"model": "MODELE",
	"plaat": "PLAQUE", "nummerplaat": "PLAQUE", "plate": "PLAQUE", "immatriculation": "PLAQUE",
	"datekeuring": "DATECT", "keuring": "DATECT", "datumkeuring": "DATECT", "controletechnique": "DATECT",
	"numerofacture": "NUMFACT", "factuurnummer": "NUMFACT", "facture": "NUMFACT",
	"datefacture": "DATEFACT", "factuurdatum": "DATEFACT",
	"totaal":    "TOTAL",
	"vervaldag": "ECHEANCE", "saldo": "SOLDE", "vcs": "OGM",
}

// proposal returns the placeholder that an unknown name comes close to, "" when there is none.
func proposal(name string) string {
	typed := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, garage.Fold(name))
	if other, ok := otherNames[typed]; ok {
		return other
	}
	best, bestDistance := "", 3
	for _, p := range Placeholders {
		allowed := 2
		if len(p.Name) < 6 {
			allowed = 1
		}
		if d := distance(typed, strings.ToLower(p.Name)); d <= allowed && d < bestDistance {
			best, bestDistance = p.Name, d
		}
	}
	return best
}

// distance is the number of letters to insert, drop, change or swap with their neighbour to make b out of a.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// Unresolved is a placeholder that a mail cannot fill. It never leaves the house: the mail is not sent.
type Unresolved struct {
	Written   string // as it stands in the text: <PRENON>
	Kind      IssueKind
	Proposal  string // what was probably meant, "" = no idea; for UnknownPlaceholder
	InSubject bool
}

// fill returns what stands in the hole, or why nothing can.
func (h *hole) fill(d *mergeData) (value string, trouble IssueKind) {
	switch {
	case h.placeholder == nil:
		return "", UnknownPlaceholder
	case h.placeholder.Context == OfDocument && d.document == nil:
		return "", DocumentPlaceholder
	case h.placeholder.Context == OfCase && d.file == nil:
		return "", UnknownPlaceholder
	}
	value = d.valueOf(h.placeholder)
	if value == "" {
		value = h.defaultText
		if !h.hasDefault {
			trouble = EmptyPlaceholder
		}
	}
	return value, trouble
}
