package pdf

import (
	"strings"
	"sync"
	"unicode"

	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/repository"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"garagemail/assets"
)

// family is how the fonts are named inside a PDF.
const family = "noto"

// typeface is a regular and a bold font, for maroto and for measuring.
type typeface struct {
	fonts   []*entity.CustomFont
	regular *sfnt.Font
	bold    *sfnt.Font
}

// latinFace is small and enough for nearly every document; fullFace is for the runes it has not.
var (
	latinFace = sync.OnceValues(func() (*typeface, error) { return newTypeface(assets.LatinRegular, assets.LatinBold) })
	fullFace  = sync.OnceValues(func() (*typeface, error) { return newTypeface(assets.FullRegular, assets.FullBold) })
)

func newTypeface(regular, bold []byte) (face *typeface, err error) {
	face = &typeface{}
	if face.regular, err = sfnt.Parse(regular); err != nil {
		return nil, err
	}
	if face.bold, err = sfnt.Parse(bold); err != nil {
		return nil, err
	}
	face.fonts, err = repository.New().AddUTF8FontFromBytes(family, fontstyle.Normal, regular).
		AddUTF8FontFromBytes(family, fontstyle.Bold, bold).Load()
	return face, err
}

// has reports that the face draws every rune of a text.
func (f *typeface) has(text string) bool {
	var buffer sfnt.Buffer
	for _, r := range text {
		if r == '\n' {
			continue
		}
		if index, err := f.regular.GlyphIndex(&buffer, r); err != nil || index == 0 {
			return false
		}
	}
	return true
}

// missing stands for a rune that no font of ours draws: an emoji, a script of another continent.
const missing = '□'

// clean makes text printable: valid UTF-8, no control signs, a box for what the face has no glyph for. The PDF writer
// crashes on runes above U+FFFF.
func (f *typeface) clean(text string) string {
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r):
			return -1
		case r > 0xFFFF:
			return missing
		}
		if index, err := f.regular.GlyphIndex(&buffer, r); err != nil || index == 0 {
			return missing
		}
		return r
	}, strings.ToValidUTF8(text, "□"))
}

// width measures a text in millimetres at a size in points.
func (f *typeface) width(text string, size float64, bold bool) float64 {
	face := f.regular
	if bold {
		face = f.bold
	}
	var buffer sfnt.Buffer
	total := fixed.Int26_6(0)
	for _, r := range text {
		index, err := face.GlyphIndex(&buffer, r)
		if err != nil {
			continue
		}
		advance, err := face.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone)
		if err == nil {
			total += advance
		}
	}
	return float64(total) / 64 / 1000 * size * millimetresPerPoint
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
