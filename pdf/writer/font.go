package writer

import (
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf16"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Font is a TrueType font, read once for all files and safe for several goroutines.
type Font struct {
	name   string // as a PDF names it
	tables map[string][]byte
	parsed *sfnt.Font
	units  fixed.Int26_6 // of the em square
	glyphs sync.Map      // rune to glyph
}

// glyph is how a font draws a rune: its number, 0 = not at all, and its width in thousandths of the size.
type glyph struct {
	index uint16
	width float64
}

// ParseFont reads a TrueType font; name is a PostScript name. It fails on one whose tables it cannot read.
func ParseFont(name string, content []byte) (*Font, error) {
	parsed, err := sfnt.Parse(content)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	tables, err := readTables(content)
	if err != nil {
		return nil, fmt.Errorf("font %s: %w", name, err)
	}
	return &Font{name: name, tables: tables, parsed: parsed, units: fixed.I(int(parsed.UnitsPerEm()))}, nil
}

// glyph of a rune.
func (f *Font) glyph(r rune) glyph {
	if known, ok := f.glyphs.Load(r); ok {
		return known.(glyph) //nolint:forcetypeassert // nothing else is ever in there
	}
	var buffer sfnt.Buffer
	index, err := f.parsed.GlyphIndex(&buffer, r)
	if err != nil {
		index = 0
	}
	g := glyph{index: uint16(index)}
	if advance, err := f.parsed.GlyphAdvance(&buffer, index, f.units, font.HintingNone); err == nil {
		g.width = float64(advance) / float64(f.units) * 1000
	}
	f.glyphs.Store(r, g)
	return g
}

// Face is fonts in the order in which they are asked for a rune.
type Face []*Font

// Has reports that a font of the face draws a rune.
func (f Face) Has(r rune) bool {
	for _, font := range f {
		if font.glyph(r).index != 0 {
			return true
		}
	}
	return false
}

// of is the font that draws a rune: the first where none does.
func (f Face) of(r rune) *Font {
	for _, font := range f {
		if font.glyph(r).index != 0 {
			return font
		}
	}
	return f[0]
}

// Width measures a text in points at a size in points.
func (f Face) Width(text string, size float64) float64 {
	total := 0.0
	for _, r := range text {
		total += f.of(r).glyph(r).width
	}
	return total * size / 1000
}

// runs are the parts of a text that one font draws.
func (f Face) runs(text string) iter.Seq2[*Font, string] {
	return func(yield func(*Font, string) bool) {
		start, current := 0, (*Font)(nil)
		for i, r := range text {
			font := f.of(r)
			if font == current {
				continue
			}
			if current != nil && !yield(current, text[start:i]) {
				return
			}
			start, current = i, font
		}
		if current != nil {
			yield(current, text[start:])
		}
	}
}

// usedFont is a font in one file: each rune that was drawn has a code of its own, so that what is copied out of the file is
// what was written.
type usedFont struct {
	*Font
	name  int
	codes map[rune]uint16
	runes []rune // by code, from 1
}

func (f *File) use(font *Font) *usedFont {
	used := f.byFont[font]
	if used == nil {
		used = &usedFont{Font: font, name: len(f.fonts) + 1, codes: map[rune]uint16{}, runes: []rune{0}}
		f.fonts, f.byFont[font] = append(f.fonts, used), used
	}
	return used
}

func (u *usedFont) code(r rune) uint16 {
	code, ok := u.codes[r]
	if !ok {
		code = uint16(len(u.runes)) //nolint:gosec // a font has at most 65,535 glyphs, and no other rune comes here
		u.codes[r], u.runes = code, append(u.runes, r)
	}
	return code
}

// write adds the font, cut to what was drawn (ISO 32000-1, 9.7.4 and 9.8).
func (u *usedFont) write(o *objects) (int, error) {
	glyphs, widths := make([]byte, 0, 2*len(u.runes)), make([]string, 0, len(u.runes))
	var indexes []uint16
	for code, r := range u.runes {
		g := glyph{width: 500}
		if code > 0 {
			g = u.glyph(r)
		}
		glyphs = append(glyphs, byte(g.index>>8), byte(g.index))
		widths = append(widths, string(number(nil, g.width)))
		indexes = append(indexes, g.index)
	}
	cut, err := cutFont(u.tables, indexes)
	if err != nil {
		return 0, fmt.Errorf("font %s: %w", u.Font.name, err)
	}
	name := subsetTag(indexes) + "+" + u.Font.name
	file := o.stream(fmt.Sprintf("/Length1 %d", len(cut)), cut)
	shape := u.shape()
	descriptor := o.add(fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[%s]/ItalicAngle 0/Ascent %s/Descent %s/CapHeight %s/StemV 80/FontFile2 %d 0 R>>",
		name, shape.box, shape.ascent, shape.descent, shape.ascent, file))
	descendant := o.add(fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 500/W[0[%s]]/CIDToGIDMap %d 0 R>>",
		name, descriptor, strings.Join(widths, " "), o.stream("", glyphs)))
	return o.add(fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>",
		name, descendant, o.stream("", u.toUnicode()))), nil
}

// subsetTag marks a font that was cut, by what it was cut to.
func subsetTag(glyphs []uint16) string {
	sum := fnv.New64a()
	for _, g := range slices.Sorted(slices.Values(glyphs)) {
		_, _ = sum.Write([]byte{byte(g >> 8), byte(g)})
	}
	rest, tag := sum.Sum64(), make([]byte, 6)
	for i := range tag {
		tag[i] = byte('A' + rest%26)
		rest /= 26
	}
	return string(tag)
}

// shape is what the descriptor says of a font, in thousandths.
type shape struct{ box, ascent, descent string }

func (f *Font) shape() shape {
	head, hhea := f.tables["head"], f.tables["hhea"]
	scaled := func(table []byte, at int) string {
		return string(number(nil, float64(int16(be16(table, at)))*1000/float64(f.units.Round()))) //nolint:gosec // a signed table
	}
	var box []string
	for at := 36; at < 44; at += 2 {
		box = append(box, scaled(head, at))
	}
	return shape{strings.Join(box, " "), scaled(hhea, 4), scaled(hhea, 6)}
}

// toUnicode says which rune each code is, in blocks of at most a hundred.
func (u *usedFont) toUnicode() []byte {
	var m strings.Builder
	m.WriteString("/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def" +
		"/CMapName/Adobe-Identity-UCS def/CMapType 2 def 1 begincodespacerange<0000><FFFF>endcodespacerange\n")
	code := 1
	for block := range slices.Chunk(u.runes[1:], 100) {
		fmt.Fprintf(&m, "%d beginbfchar\n", len(block))
		for _, r := range block {
			fmt.Fprintf(&m, "<%04X><", code)
			for _, unit := range utf16.AppendRune(nil, r) {
				fmt.Fprintf(&m, "%04X", unit)
			}
			m.WriteString(">\n")
			code++
		}
		m.WriteString("endbfchar\n")
	}
	m.WriteString("endcmap CMapName currentdict/CMap defineresource pop end end")
	return []byte(m.String())
}
