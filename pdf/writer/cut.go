package writer

import (
	"encoding/binary"
	"errors"
	"slices"
)

// errFont says that a font's tables are not what they should be.
var errFont = errors.New("a table is missing or too short")

// kept are the tables that a PDF reader needs of a TrueType font (ISO 32000-1, 9.9), in the order of the format.
var kept = []string{"cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "prep"}

func be16(table []byte, at int) uint16 { return binary.BigEndian.Uint16(table[at:]) }

// readTables finds the tables that are kept.
func readTables(content []byte) (map[string][]byte, error) {
	tables := map[string][]byte{}
	if len(content) < 12 {
		return nil, errFont
	}
	count := int(be16(content, 4))
	if len(content) < 12+16*count {
		return nil, errFont
	}
	for i := range count {
		entry := content[12+16*i:]
		start, length := uint64(binary.BigEndian.Uint32(entry[8:])), uint64(binary.BigEndian.Uint32(entry[12:]))
		if start+length > uint64(len(content)) {
			return nil, errFont
		}
		if name := string(entry[:4]); slices.Contains(kept, name) {
			tables[name] = content[start : start+length]
		}
	}
	for name, least := range map[string]int{"glyf": 0, "head": 54, "hhea": 36, "hmtx": 4, "loca": 4, "maxp": 6} {
		if table, ok := tables[name]; !ok || len(table) < least {
			return nil, errFont
		}
	}
	return tables, nil
}

// outline returns what draws a glyph, nothing for a space.
func outline(tables map[string][]byte, index uint16) ([]byte, error) {
	loca, glyf := tables["loca"], tables["glyf"]
	var start, end uint64
	if be16(tables["head"], 50) == 0 {
		if len(loca) < 2*int(index)+4 {
			return nil, errFont
		}
		start, end = 2*uint64(be16(loca, 2*int(index))), 2*uint64(be16(loca, 2*int(index)+2))
	} else {
		if len(loca) < 4*int(index)+8 {
			return nil, errFont
		}
		start, end = uint64(binary.BigEndian.Uint32(loca[4*int(index):])), uint64(binary.BigEndian.Uint32(loca[4*int(index)+4:]))
	}
	if start > end || end > uint64(len(glyf)) {
		return nil, errFont
	}
	return glyf[start:end], nil
}

// parts of a glyph that is put together from others (OpenType, glyf: composite glyph description).
func parts(glyph []byte) ([]uint16, error) {
	if len(glyph) < 10 || int16(be16(glyph, 0)) >= 0 { //nolint:gosec // a signed number
		return nil, nil
	}
	const wordArguments, scale, more, twoScales, matrix = 1, 8, 32, 64, 128
	var found []uint16
	for at := 10; ; {
		if len(glyph) < at+4 {
			return nil, errFont
		}
		flags := be16(glyph, at)
		found = append(found, be16(glyph, at+2))
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&scale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&matrix != 0:
			at += 8
		}
		if flags&more == 0 {
			return found, nil
		}
	}
}

// cutFont returns a font with the outlines of these glyphs only, each under the number that it had.
func cutFont(tables map[string][]byte, glyphs []uint16) ([]byte, error) {
	outlines := map[uint16][]byte{}
	for waiting := append([]uint16{0}, glyphs...); len(waiting) > 0; {
		index := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if _, ok := outlines[index]; ok {
			continue
		}
		drawn, err := outline(tables, index)
		if err != nil {
			return nil, err
		}
		outlines[index] = drawn
		composed, err := parts(drawn)
		if err != nil {
			return nil, err
		}
		waiting = append(waiting, composed...)
	}
	count := int(be16(tables["maxp"], 4))
	loca, glyf, metrics := make([]byte, 0, 4*count+4), []byte(nil), slices.Clone(tables["hmtx"])
	long := int(be16(tables["hhea"], 34)) // from here on all glyphs have the last one's width
	for i := range count {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // smaller than the font, which has 32 bits
		drawn, ok := outlines[uint16(i)]                              //nolint:gosec // maxp counts in 16 bits
		if !ok && i < long-1 && len(metrics) >= 4*i+4 {
			clear(metrics[4*i : 4*i+4]) // what nobody draws packs to nothing
		}
		glyf = append(glyf, drawn...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf))) //nolint:gosec // as above
	head := slices.Clone(tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	return joinTables(map[string][]byte{
		"cvt ": tables["cvt "], "fpgm": tables["fpgm"], "prep": tables["prep"], "hhea": tables["hhea"], "maxp": tables["maxp"],
		"glyf": glyf, "loca": loca, "hmtx": metrics, "head": head,
	}), nil
}

// joinTables writes a font file with its checksums.
func joinTables(tables map[string][]byte) []byte {
	var names []string
	for _, name := range kept {
		if len(tables[name]) > 0 {
			names = append(names, name)
		}
	}
	power := 1
	for 2*power <= len(names) {
		power *= 2
	}
	selector := 0
	for 1<<(selector+1) <= power {
		selector++
	}
	font := []byte{0, 1, 0, 0}
	for _, n := range []int{len(names), 16 * power, selector, 16 * (len(names) - power)} {
		font = binary.BigEndian.AppendUint16(font, uint16(n)) //nolint:gosec // nine tables at most
	}
	start, head := len(font)+16*len(names), 0
	var body []byte
	for _, name := range names {
		table := tables[name]
		if name == "head" {
			head = start + len(body)
		}
		font = append(font, name...)
		for _, n := range []uint32{checksum(table), uint32(start + len(body)), uint32(len(table))} { //nolint:gosec // fonts have 32 bits
			font = binary.BigEndian.AppendUint32(font, n)
		}
		body = append(body, table...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	font = append(font, body...)
	binary.BigEndian.PutUint32(font[head+8:], 0xB1B0AFBA-checksum(font))
	return font
}

// checksum is the sum of a table's words of 32 bits.
func checksum(table []byte) uint32 {
	sum := uint32(0)
	for len(table) >= 4 {
		sum += binary.BigEndian.Uint32(table)
		table = table[4:]
	}
	var rest [4]byte
	copy(rest[:], table)
	return sum + binary.BigEndian.Uint32(rest[:])
}
