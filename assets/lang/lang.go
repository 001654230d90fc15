// Package lang speaks the languages of the program: the screens' (French, Dutch, English) and those of the people who get
// its mails and documents (the same and German). Several live at once: a Printer is a value, not a global.
package lang

import (
	"embed"
	"encoding/json"
	"fmt"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"garagemail/assets/lang/languages"
)

//go:embed *.json
var files embed.FS

// bundle is read once: the files are embedded, so a fault in them is a fault of the build that the tests find.
var bundle = sync.OnceValue(func() *i18n.Bundle {
	b := i18n.NewBundle(language.French)
	b.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, tag := range languages.Recipient {
		content, err := files.ReadFile(tag + ".json")
		if err == nil {
			_, err = b.ParseMessageFileBytes(typeset(tag, content), tag+".json")
		}
		if err != nil {
			panic(fmt.Sprintf("lang: %s.json: %v", tag, err))
		}
	}
	return b
})

// Printer gives texts, numbers and dates in one language. It is safe for use by several goroutines.
type Printer struct {
	tag       string
	localizer *i18n.Localizer
}

// New returns the printer of a language ("fr", "nl", "en" or "de"); any other gives the reference language.
func New(tag string) *Printer {
	if !languages.IsRecipient(tag) {
		tag = languages.Reference
	}
	return &Printer{tag: tag, localizer: i18n.NewLocalizer(bundle(), tag)}
}

// Everywhere returns the text of key in each of languages.Recipient, in their order; "" where a language has none.
func Everywhere(key string) []string {
	texts := make([]string, len(languages.Recipient))
	for i, language := range languages.Recipient {
		if p := New(language); p.Has(key) {
			texts[i] = p.T(key)
		}
	}
	return texts
}

// Language returns the printer's language.
func (p *Printer) Language() string { return p.tag }

// T returns the text of key. pairs are the placeholders' names and values in turn: T("import.row", "Number", 12).
// A key that the language has not gives the key itself, which the tests of the language files rule out.
func (p *Printer) T(key string, pairs ...any) string {
	return p.localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: data(pairs)}, key)
}

// N returns the text of key for a count, in the language's plural form, with the count as {{.Count}}.
func (p *Printer) N(key string, count int, pairs ...any) string {
	values := data(pairs)
	if values == nil {
		values = map[string]any{}
	}
	values["Count"] = p.Number(int64(count))
	return p.localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: count, TemplateData: values}, key)
}

// Has reports whether the language has a text for key.
func (p *Printer) Has(key string) bool {
	_, tag, err := p.localizer.LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key, PluralCount: 2})
	return err == nil && tag.String() == p.tag
}

func (p *Printer) localize(config *i18n.LocalizeConfig, key string) string {
	text, err := p.localizer.Localize(config)
	if err != nil && text == "" {
		return key
	}
	return text
}

func data(pairs []any) map[string]any {
	if len(pairs) == 0 {
		return nil
	}
	values := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		values[fmt.Sprint(pairs[i])] = pairs[i+1]
	}
	return values
}
