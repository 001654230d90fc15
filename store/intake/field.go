package intake

import (
	"context"
	"slices"
)

// cellKind is how a cell is read.
type cellKind int

const (
	textCell cellKind = iota
	emailCell
	phoneCell
	vatCell
	countryCell
	languageCell
	yesNoCell
	dateCell
	numberCell     // whole number
	thousandthCell // decimal as thousandths
	centCell       // decimal as cents
	priceCell      // decimal as millionths
	percentCell    // decimal as basis points
	kindCell       // kind of document
	decimalCell    // decimal of up to three places, as it is written with a point
	dateTimeCell   // CaseDateTimeLayout
	choiceCell     // one of importField.choices
)

// importField is a field of an entity, with the headings by which export files name it.
type importField struct {
	key     string
	kind    cellKind
	names   []string          // French, Dutch, German, English; with a ~ before it when it could be another's
	choices map[string]string // of a choiceCell: folded words and what they stand for
}

// rowOutcome says what a row did.
type rowOutcome int

const (
	rowUnchanged rowOutcome = iota
	rowNew
	rowChanged
)

// takeRow brings one row in; reason, a language key, refuses it whole.
type takeRow func(ctx context.Context, row *importRow) (outcome rowOutcome, reason string, err error)

// importEntity is a kind of table that can be imported. order: what others refer to comes first.
type importEntity struct {
	name   string
	order  int
	needs  []string // fields without which a heading is not this table's
	tells  []string // of these it has one at least
	also   []string // and one of these
	own    []string // words that name the table in its own headings and in the names of files
	fields []*importField
	begin  func(ctx context.Context, r *importRun) (takeRow, error)
}

func field(key string, kind cellKind, names ...string) *importField {
	return &importField{key: key, kind: kind, names: names}
}

// recordEntities are the tables of all but files.
var recordEntities = []*importEntity{lineEntity, documentEntity, visitEntity, vehicleEntity, contactEntity, clientEntity}

// recognised is what a heading is taken for.
type recognised struct {
	entity   *importEntity
	columns  []*importField
	proposed map[int]bool // columns told by what they hold
}

// recognise tells whose table a heading is and which field each column holds; no entity for a heading of no known table. Of
// two that fit it takes the one that knows more of the columns. hint is how the file or the sheet is called, held what each
// column holds: it counts where no heading names the field.
func (w *Words) recognise(header []string, hint string, held []holding) recognised {
	best, most := recognised{columns: make([]*importField, len(header))}, 0
	for _, entity := range w.entities {
		columns, _ := entity.columnsNamed(header)
		columns, proposed := entity.propose(columns, held)
		found, named := map[string]bool{}, entity.isNamed(hint)
		for _, field := range columns {
			if field != nil {
				found[field.key] = true
			}
		}
		if !entity.isToldBy(found, named) {
			continue
		}
		count := 2*len(found) - len(proposed)
		if named {
			count += 3
		}
		if count > most {
			best, most = recognised{entity, columns, proposed}, count
		}
	}
	return best
}

// isToldBy reports whether those fields are enough to say that a table is this entity's; one that is named so needs no more
// than what tells its rows apart.
func (e *importEntity) isToldBy(found map[string]bool, named bool) bool {
	has := func(key string) bool { return found[key] }
	missing := func(key string) bool { return !found[key] }
	if slices.ContainsFunc(e.needs, missing) {
		return false
	}
	return named || (len(e.tells) == 0 || slices.ContainsFunc(e.tells, has)) && (len(e.also) == 0 || slices.ContainsFunc(e.also, has))
}

// isNamed reports whether the name of a file or a sheet says that it holds this entity.
func (e *importEntity) isNamed(hint string) bool {
	return slices.ContainsFunc(headingWords(hint), func(word string) bool { return slices.Contains(e.own, word) })
}
