package kit

import "strings"

func trimmed(text string) string { return strings.TrimSpace(text) }

var spaces = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// spaced writes a text of several lines on one.
func spaced(text string, broken bool) string {
	if !broken {
		return text
	}
	return spaces.Replace(text)
}
