package lang

import "strings"

// narrowNoBreak is U+202F, the fine space of French before ; ! and ?.
const narrowNoBreak = "\u202f"

// frenchSpaces puts the spaces that French has before ; : ! ? » % € and after « beyond the reach of the end of a line. The files
// are written with those of the keyboard, so that no text can be without.
var frenchSpaces = strings.NewReplacer(
	" ;", narrowNoBreak+";", " !", narrowNoBreak+"!", " ?", narrowNoBreak+"?",
	" :", noBreak+":", " »", noBreak+"»", "« ", "«"+noBreak, " %", noBreak+"%", " €", noBreak+"€",
)

// typeset gives the content of a language's file the spaces of that language.
func typeset(tag string, content []byte) []byte {
	if tag != "fr" {
		return content
	}
	return []byte(frenchSpaces.Replace(string(content)))
}
