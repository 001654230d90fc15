package intake

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"garagemail/store/garage"
	"garagemail/store/tabular"
)

// Words is what an import knows of the words in tables: which tables there are, how they name their columns, and by which
// words the encoding of a file is told. It is safe for use by several goroutines.
type Words struct {
	entities []*importEntity // those of files come first, for they have the columns of others too
	headings func() *headingUnion
	accented func() map[string]bool
}

// NewWords returns the words of all tables. files returns the texts of a language key by which tables name the columns
// and choices of files, one for each language in an order that is always the same, "" where it has none; places are names by
// which an encoding is told, and asked for when a file is read that needs them. Without them (nil) only keys are known.
func NewWords(files func(key string) []string, places func() []string) *Words {
	if files == nil {
		files = func(string) []string { return nil }
	}
	w := &Words{entities: append(caseEntities(files), recordEntities...)}
	w.headings = sync.OnceValue(func() *headingUnion { return unionOf(w.entities) })
	w.accented = sync.OnceValue(func() map[string]bool {
		texts := []string{accentedWords}
		if places != nil {
			texts = append(texts, places()...)
		}
		return wordsWithAccents(texts)
	})
	return w
}

// File is the source of a CSV or XLSX file on disk.
func (w *Words) File(path string) Source {
	return Source{Name: filepath.Base(path), words: w, open: func(options tabular.Options) (*tabular.File, error) {
		return tabular.Open(path, w.told(options))
	}}
}

// Bytes is the source of a file in memory.
func (w *Words) Bytes(name string, content []byte) Source {
	return Source{Name: name, words: w, open: func(options tabular.Options) (*tabular.File, error) {
		return tabular.NewFile(bytes.NewReader(content), int64(len(content)), w.told(options))
	}}
}

// told are options with what tells headings and encodings.
func (w *Words) told(options tabular.Options) tabular.Options {
	options.Heading, options.Known = w.knownHeadings, w.isKnown
	return options
}

// Entities returns what a table can hold, clients first.
func (w *Words) Entities() []string {
	sorted := slices.Clone(w.entities)
	slices.SortFunc(sorted, func(a, b *importEntity) int { return a.order - b.order })
	names := make([]string, len(sorted))
	for i, entity := range sorted {
		names[i] = entity.name
	}
	return names
}

// Fields returns the fields of an entity, and those without which its rows cannot be told apart.
func (w *Words) Fields(entity string) (fields, needed []string) {
	known := w.entityNamed(entity)
	if known == nil {
		return nil, nil
	}
	for _, field := range known.fields {
		fields = append(fields, field.key)
	}
	return fields, known.needs
}

// ProposeFields returns, for a heading of that entity, the field that each column names; "" where none is recognised.
func (w *Words) ProposeFields(entity string, header []string) []string {
	fields := make([]string, len(header))
	if known := w.entityNamed(entity); known != nil {
		columns, _ := known.columnsNamed(header)
		for i, field := range columns {
			if field != nil {
				fields[i] = field.key
			}
		}
	}
	return fields
}

func (w *Words) entityNamed(name string) *importEntity {
	if i := slices.IndexFunc(w.entities, func(e *importEntity) bool { return e.name == name }); i >= 0 {
		return w.entities[i]
	}
	return nil
}

// isKnown reports a word, in lower case, by which an encoding is told.
func (w *Words) isKnown(word string) bool {
	return w.accented()[word] || strings.HasSuffix(word, "straße")
}

// wordsWithAccents are the words of texts that an encoding changes.
func wordsWithAccents(texts []string) map[string]bool {
	known := map[string]bool{}
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \n-'/().", r) }) {
			if utf8.RuneCountInString(word) > 1 && !garage.IsASCII(word) {
				known[word] = true
			}
		}
	}
	return known
}

// accentedWords are words with accents of the languages of a garage's files: the first names, names and headings that are
// met most. By them the encoding of a file is told.
const accentedWords = `
andré andrée agnès aurélie aurélien amélie adélaïde anaïs andréa arsène barthélemy bénédicte benoît béatrice bérengère cécile cédric célestin céline célia chloé
clémence clément cléo cyrille daniël danièle désiré désirée dorothée édith édouard éléonore élie élisabeth élise éliane éloïse élodie émile émilie émilien éric étienne ève évelyne
félicien félix françois françoise frédéric frédérique gaël gaëlle gaëtan geneviève gérald gérard géraldine ghislaine grégory grégoire hélène héloïse hervé honoré irène ismaël inès
jérémie jérémy jérôme joël joëlle josé josée jürgen jörg günther léa léon léopold léonard léontine loïc ludivine maël maëlle marlène maïté mélanie mélissa michaël michèle micheline
mickaël moïse noé noël noëlle noémie océane océan odélie pénélope prévost raphaël raphaëlle régine régis rémi rémy rené renée renaud salomé sébastien ségolène sévérine solène stéphane stéphanie
théo théodore théophile thérèse timothée valérie valéry véronique vérène violaine yaël zélie zoé zoë
césar valère günter jörgen björn sönke jürg käthe bärbel böhm müller schröder schäfer köhler krämer kröger grün groß weiß krüger jäger bäcker löwe möller hübner
fernández nuñez ibañez özdemir çelik öztürk garcía gonzález hernández ibáñez jiménez lópez martín martínez pérez ramírez rodríguez sánchez suárez muñoz núñez peña josé maría jesús
coërs daniëls michiëls raës maës crèvecœur lefèvre lefébvre lemaître maréchal boulangé collège dubé hénin légat léonet noé péters rené sauvé séverin thiéry véry wéry
prénom numéro téléphone société adresse localité désignation quantité échéance référence réf modèle véhicule véhicules kilométrage catégorie privé réparation règlement
émission créé modifié général générale première dernière contrôle début état année période qualité intérêt délai libellé unité mobilité immatriculé côté avant après déjà voilà
où à là très février août décembre été éte œuvre cœur sœur main-d'œuvre pièce pièces huile crédit débit payé réglé facturé commandé gérant employé indépendant retraité marié célibataire
église école chaussée allée rivière château forêt pré prés hôtel hôpital étang évêque vallée cité résidence bâtiment boîte étage
één geïnteresseerd coördinatie coördinator financiële financieel officiële oekraïne belgië italië australië reünie zeeën ideeën patiënt cliënt cliënten klantgegevens beëindigd categorieën
geïnformeerd efficiënt variëteit hygiëne vacuüm industriële commerciële speciële tweeëntwintig drieëntwintig coöperatie coöperatieve zoölogie geëvalueerd
straße größe grün für über schlüssel österreich königstraße münchen köln düsseldorf nürnberg fällig fälligkeit geändert zurück prüfung gültig kürzel währung wählen vorname
liège tubize namêche béthune orléans besançon genève zürich châtelet péruwelz quiévrain gembloux etterbeek chênée flémalle eupen büllingen bütgenbach sankt-vith
`
