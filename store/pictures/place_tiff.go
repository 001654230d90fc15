package pictures

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// Tags of TIFF under which something is said beside the picture.
var tiffTexts = []uint16{
	0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298, // description, maker, model, program, date, artist, computer, rights
	0x02bc, 0x83bb, 0x8649, 0x8769, 0x8825, 0x935c, 0xa005, // XMP, IPTC, Photoshop, EXIF, GPS, Photoshop's layers, interoperability
	0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f, // Windows' title, comment, author, keywords, subject
}

// Tags of what is built on TIFF and keeps more than can be known here: DNG, cameras' own pictures in a picture.
var tiffForeign = []uint16{0xc612, 0x014a, 0x927c, 0xc634, 0x02bd}

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*"))
}

// tiffSizes are the bytes that a value of each type takes.
var tiffSizes = []uint64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4}

// cleanTIFF takes the tags that say something beside the picture out of every directory, as scanners and programs write them,
// and writes over their values. Nothing moves. A camera's raw picture is none of these.
func cleanTIFF(data []byte) ([]byte, error) {
	clean := slices.Clone(data)
	t := &tiff{data: clean, order: binary.LittleEndian}
	if data[0] == 'M' {
		t.order = binary.BigEndian
	}
	if len(data) < 8 || len(data) >= 10 && string(data[8:10]) == "CR" {
		return nil, errCut
	}
	for at, directories := uint64(t.order.Uint32(data[4:])), 0; at != 0; directories++ {
		next, ok := t.clean(at)
		if !ok || directories > 1000 {
			return nil, errCut
		}
		at = next
	}
	if bytes.Equal(clean, data) {
		return data, nil
	}
	return clean, nil
}

type tiff struct {
	data  []byte
	order binary.ByteOrder
}

// clean takes the texts out of the directory at an offset, and returns where the next one begins, 0 = none.
func (t *tiff) clean(at uint64) (next uint64, ok bool) {
	if at+2 > uint64(len(t.data)) {
		return 0, false
	}
	count := uint64(t.order.Uint16(t.data[at:]))
	end := at + 2 + 12*count
	if end+4 > uint64(len(t.data)) {
		return 0, false
	}
	next = uint64(t.order.Uint32(t.data[end:]))
	kept := make([]byte, 0, 12*count)
	for entry := range slices.Chunk(t.data[at+2:end], 12) {
		tag := t.order.Uint16(entry)
		switch {
		case slices.Contains(tiffForeign, tag):
			return 0, false
		case !slices.Contains(tiffTexts, tag):
			kept = append(kept, entry...)
		case (tag == 0x8769 || tag == 0x8825) && !t.blankDirectory(uint64(t.order.Uint32(entry[8:]))), !t.blankValue(entry):
			return 0, false
		}
	}
	if len(kept) == int(12*count) { //nolint:gosec // at most 65535 entries
		return next, true
	}
	clear(t.data[at:end])
	clear(t.data[end : end+4])
	t.order.PutUint16(t.data[at:], uint16(len(kept)/12)) //nolint:gosec // fewer than before
	copy(t.data[at+2:], kept)
	t.order.PutUint32(t.data[at+2+uint64(len(kept)):], uint32(next)) //nolint:gosec // it was one
	return next, true
}

// blankValue writes over the value of an entry that does not fit into it.
func (t *tiff) blankValue(entry []byte) bool {
	kind := t.order.Uint16(entry[2:])
	if int(kind) >= len(tiffSizes) {
		return false
	}
	size := tiffSizes[kind] * uint64(t.order.Uint32(entry[4:]))
	if size <= 4 {
		return true
	}
	from := uint64(t.order.Uint32(entry[8:]))
	if from+size > uint64(len(t.data)) {
		return false
	}
	clear(t.data[from : from+size])
	return true
}

// blankDirectory writes over a directory of texts, with its values and those below it.
func (t *tiff) blankDirectory(at uint64) bool {
	if at+2 > uint64(len(t.data)) {
		return false
	}
	end := at + 2 + 12*uint64(t.order.Uint16(t.data[at:]))
	if end+4 > uint64(len(t.data)) {
		return false
	}
	entries := slices.Clone(t.data[at+2 : end])
	clear(t.data[at : end+4])
	for entry := range slices.Chunk(entries, 12) {
		below := t.order.Uint16(entry) == 0xa005 && !t.blankDirectory(uint64(t.order.Uint32(entry[8:])))
		if below || !t.blankValue(entry) {
			return false
		}
	}
	return true
}
