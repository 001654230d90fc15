package pdf

import (
	"strings"
	"sync"
	"unicode"

	"garagemail/assets"
	"garagemail/pdf/writer"
)

// family is how the fonts are named inside a PDF.
const family = "noto"

// typeface is a regular and a bold font, each with those that draw what it lacks.
type typeface struct {
	regular, bold writer.Face
}

// papersFace is that of all papers: the small fonts have nearly every rune of Western and Central Europe, the full ones those of more
// languages, the third one arrows, marks and the signs of mathematics.
var papersFace = sync.OnceValues(func() (*typeface, error) {
	face := &typeface{}
	for _, font := range []struct {
		name    string
		content []byte
		in      []*writer.Face
	}{
		{"NotoSans-Regular", assets.LatinRegular, []*writer.Face{&face.regular}},
		{"NotoSans-Bold", assets.LatinBold, []*writer.Face{&face.bold}},
		{"NotoSans-Regular", assets.FullRegular, []*writer.Face{&face.regular}},
		{"NotoSans-Bold", assets.FullBold, []*writer.Face{&face.bold}},
		{"DejaVuSans", assets.Symbols, []*writer.Face{&face.regular, &face.bold}},
	} {
		parsed, err := writer.ParseFont(font.name, font.content)
		if err != nil {
			return nil, err
		}
		for _, face := range font.in {
			*face = append(*face, parsed)
		}
	}
	return face, nil
})

func (f *typeface) of(bold bool) writer.Face {
	if bold {
		return f.bold
	}
	return f.regular
}

// missing stands for a rune that no font of ours draws: a script of another continent.
const missing = '□'

// clean makes text printable: valid UTF-8, no control signs, a box for what no font has.
func (f *typeface) clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case !f.regular.Has(r):
			return missing
		}
		return r
	}, strings.ToValidUTF8(text, "□"))
}

// width measures a text in millimetres at a size in points.
func (f *typeface) width(text string, size float64, bold bool) float64 {
	return f.of(bold).Width(text, size) * millimetresPerPoint
}

const millimetresPerPoint = 25.4 / 72

// wrap breaks a text into lines that fit a width in millimetres: at its line breaks, between words, and inside a word that
// is wider than the line.
func (f *typeface) wrap(text string, width, size float64, bold bool) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(text, "\n") {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			for {
				next := word
				if line != "" {
					next = line + " " + word
				}
				if f.width(next, size, bold) <= width {
					line = next
					break
				}
				if line != "" {
					lines, line = append(lines, line), ""
					continue
				}
				fits := f.fitting(word, width, size, bold)
				lines, word = append(lines, word[:fits]), word[fits:]
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// fitting returns how many bytes of a word fit, at least one rune.
func (f *typeface) fitting(word string, width, size float64, bold bool) int {
	last := 0
	for i, r := range word {
		end := i + len(string(r))
		if last > 0 && f.width(word[:end], size, bold) > width {
			break
		}
		last = end
	}
	return last
}
