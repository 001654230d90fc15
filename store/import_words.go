package store

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"garagemail/store/tabular"
)

// ImportWords is what an import knows of the words in tables: which tables there are, how they name their columns, and by which
// words the encoding of a file is told. It is safe for use by several goroutines.
type ImportWords struct {
	entities []*importEntity // those of files come first, for they have the columns of others too
	headings func() *headingUnion
	accented func() map[string]bool
}

// NewImportWords returns the words of all tables. files returns the texts of a language key by which tables name the columns
// and choices of files, one for each language in an order that is always the same, "" where it has none; places are names by
// which an encoding is told, and asked for when a file is read that needs them. Without them (nil) only keys are known.
func NewImportWords(files func(key string) []string, places func() []string) *ImportWords {
	if files == nil {
		files = func(string) []string { return nil }
	}
	w := &ImportWords{entities: append(fileEntities(files), recordEntities...)}
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
func (w *ImportWords) File(path string) ImportSource {
	return ImportSource{Name: filepath.Base(path), words: w, open: func(options tabular.Options) (*tabular.File, error) {
		return tabular.Open(path, w.told(options))
	}}
}

// Bytes is the source of a file in memory.
func (w *ImportWords) Bytes(name string, content []byte) ImportSource {
	return ImportSource{Name: name, words: w, open: func(options tabular.Options) (*tabular.File, error) {
		return tabular.NewFile(bytes.NewReader(content), int64(len(content)), w.told(options))
	}}
}

// told are options with what tells headings and encodings.
func (w *ImportWords) told(options tabular.Options) tabular.Options {
	options.Heading, options.Known = w.knownHeadings, w.isKnown
	return options
}

// Entities returns what a table can hold, clients first.
func (w *ImportWords) Entities() []string {
	sorted := slices.Clone(w.entities)
	slices.SortFunc(sorted, func(a, b *importEntity) int { return a.order - b.order })
	names := make([]string, len(sorted))
	for i, entity := range sorted {
		names[i] = entity.name
	}
	return names
}

// Fields returns the fields of an entity, and those without which its rows cannot be told apart.
func (w *ImportWords) Fields(entity string) (fields, needed []string) {
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
func (w *ImportWords) ProposeFields(entity string, header []string) []string {
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

func (w *ImportWords) entityNamed(name string) *importEntity {
	if i := slices.IndexFunc(w.entities, func(e *importEntity) bool { return e.name == name }); i >= 0 {
		return w.entities[i]
	}
	return nil
}

// isKnown reports a word, in lower case, by which an encoding is told.
func (w *ImportWords) isKnown(word string) bool {
	return w.accented()[word] || strings.HasSuffix(word, "straße")
}

// wordsWithAccents are the words of texts that an encoding changes.
func wordsWithAccents(texts []string) map[string]bool {
	known := map[string]bool{}
	for _, text := range texts {
		for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" \n-'/().", r) }) {
			if utf8.RuneCountInString(word) > 1 && !isASCII(word) {
				known[word] = true
			}
		}
	}
	return known
}
