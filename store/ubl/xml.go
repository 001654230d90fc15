package ubl

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// writing builds the XML of a document. An element without content is left out: Peppol refuses empty ones (PEPPOL-EN16931-R008).
type writing struct{ bytes.Buffer }

// in writes an element around what inside writes; nothing when inside writes nothing.
func (w *writing) in(name string, inside func()) {
	before := w.Len()
	w.WriteString("<" + name + ">\n")
	begun := w.Len()
	if inside(); w.Len() == begun {
		w.Truncate(before)
		return
	}
	w.WriteString("</" + name + ">\n")
}

// text writes an element of a text; attributes are name, value in turn.
func (w *writing) text(name, content string, attributes ...string) {
	if content = plain(content); content == "" {
		return
	}
	w.startTag(name, attributes)
	w.escape(content)
	w.WriteString("</" + name + ">\n")
}

func (w *writing) startTag(name string, attributes []string) {
	w.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		if value := plain(attributes[i+1]); value != "" {
			w.WriteString(" " + attributes[i] + `="`)
			w.escape(value)
			w.WriteString(`"`)
		}
	}
	w.WriteString(">")
}

// binary writes an element of bytes in base64.
func (w *writing) binary(name string, content []byte, attributes ...string) {
	w.startTag(name, attributes)
	w.Grow(base64.StdEncoding.EncodedLen(len(content)) + len(name) + 4)
	w.Write(base64.StdEncoding.AppendEncode(w.AvailableBuffer(), content))
	w.WriteString("</" + name + ">\n")
}

var escaped = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

func (w *writing) escape(text string) {
	_, _ = escaped.WriteString(w, text) // a buffer takes all
}

// plain takes out of a text what XML 1.0 forbids (production 2: control signs but tab and line breaks, halves of surrogates, U+FFFE and
// U+FFFF) and bytes that are no UTF-8, each for a space, and the spaces at both ends.
func plain(text string) string {
	forbidden := func(sign rune) bool {
		return sign < ' ' && sign != '\t' && sign != '\n' || sign == 0xFFFE || sign == 0xFFFF || sign == utf8.RuneError
	}
	if strings.ContainsFunc(text, forbidden) {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.Map(func(sign rune) rune {
			switch {
			case sign == '\r':
				return '\n'
			case forbidden(sign):
				return ' '
			}
			return sign
		}, text)
	}
	return strings.TrimSpace(text)
}
