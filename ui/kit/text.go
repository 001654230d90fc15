package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// ShowText shows words, or nothing at all.
func ShowText(label *widget.Label, text string) {
	label.SetText(text)
	if text == "" {
		label.Hide()
	} else {
		label.Show()
	}
}

func trimmed(text string) string { return strings.TrimSpace(text) }

var spaces = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\t", " ")

// spaced writes a text of several lines on one.
func spaced(text string, broken bool) string {
	if !broken {
		return text
	}
	return spaces.Replace(text)
}

// WrappedLabel returns a label that breaks its lines.
func WrappedLabel() *widget.Label {
	label := widget.NewLabel("")
	label.Wrapping = fyne.TextWrapWord
	return label
}
