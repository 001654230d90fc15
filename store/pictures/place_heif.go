package pictures

import (
	"encoding/binary"
	"iter"
	"slices"
)

// placedBox is a part of a file of the family of MP4; its content is a part of the file's bytes, so that it can be written over.
type placedBox struct {
	name    string
	heading int // where it begins
	content []byte
}

// placedBoxes walks the boxes of a content that begins at an offset of the file; valid tells whether they made sense to the end.
func placedBoxes(content []byte, offset int, valid *bool) iter.Seq[placedBox] {
	return func(yield func(placedBox) bool) {
		*valid = true
		for at := 0; at < len(content); {
			rest := content[at:]
			if len(rest) < 8 {
				*valid = false
				return
			}
			size, head := uint64(binary.BigEndian.Uint32(rest)), uint64(8)
			switch {
			case size == 0:
				size = uint64(len(rest))
			case size == 1 && len(rest) >= 16:
				size, head = binary.BigEndian.Uint64(rest[8:]), 16
			}
			if size < head || size > uint64(len(rest)) {
				*valid = false
				return
			}
			if !yield(placedBox{string(rest[4:8]), offset + at, rest[head:size]}) {
				return
			}
			at += int(size) //nolint:gosec // no more than there is
		}
	}
}

// isStillHEIF tells HEIC and AVIF by their brand: a film of the same family is another matter.
func isStillHEIF(data []byte) bool {
	if len(data) < 12 || string(data[4:8]) != "ftyp" {
		return false
	}
	brands := []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis"}
	return slices.Contains(brands, string(data[8:12]))
}

// cleanHEIF writes over what HEIC and AVIF say beside the picture, in its place: nothing in the file moves. How the picture
// lies stands among its properties and stays.
func cleanHEIF(data []byte) ([]byte, error) {
	clean := slices.Clone(data)
	var valid bool
	found := false
	for b := range placedBoxes(clean, 0, &valid) {
		switch b.name {
		case "ftyp", "mdat", "free", "skip", "idat":
		case "meta":
			if found || !cleanMeta(clean, b.content) {
				return nil, errCut
			}
			found = true
		case "moov", "moof": // a film is in it too, whose texts are another matter
			return nil, errCut
		default: // of one maker: a film behind the picture, XMP, a proof of origin
			copy(clean[b.heading+4:], "free")
			clear(b.content)
		}
	}
	if !valid || !found {
		return nil, errCut
	}
	return clean, nil
}

// cleanMeta finds the items that are texts and writes over them.
func cleanMeta(data, meta []byte) bool {
	if len(meta) < 4 {
		return false
	}
	var valid bool
	var texts []uint32
	var locations, own []byte
	for b := range placedBoxes(meta[4:], 0, &valid) {
		switch b.name {
		case "iinf":
			items, ok := textItems(b.content)
			if !ok {
				return false
			}
			texts = items
		case "iloc":
			locations = b.content
		case "idat":
			own = b.content
		case "uuid", "udta":
			clear(b.content)
		}
	}
	if !valid {
		return false
	}
	return len(texts) == 0 || blankItems(data, own, locations, texts)
}

// textItems returns the ids of the items that are no pictures: EXIF, XMP and other texts.
func textItems(content []byte) (ids []uint32, ok bool) {
	if len(content) < 6 {
		return nil, false
	}
	entries := content[6:]
	if content[0] != 0 {
		if len(content) < 8 {
			return nil, false
		}
		entries = content[8:]
	}
	var valid bool
	for b := range placedBoxes(entries, 0, &valid) {
		if b.name != "infe" || len(b.content) < 12 || b.content[0] < 2 {
			return nil, false
		}
		id, rest := uint32(binary.BigEndian.Uint16(b.content[4:])), b.content[6:]
		if b.content[0] > 2 {
			if len(b.content) < 14 {
				return nil, false
			}
			id, rest = binary.BigEndian.Uint32(b.content[4:]), b.content[8:]
		}
		switch string(rest[2:6]) {
		case "Exif", "mime", "uri ":
			ids = append(ids, id)
		case "jpeg": // with a heading of its own
			return nil, false
		}
	}
	return ids, valid
}

// numbers takes numbers of given widths off the front of bytes.
type numbers struct {
	rest   []byte
	failed bool
}

func (r *numbers) number(width int) uint64 {
	if width > len(r.rest) {
		r.failed = true
		return 0
	}
	var n uint64
	for _, b := range r.rest[:width] {
		n = n<<8 | uint64(b)
	}
	r.rest = r.rest[width:]
	return n
}

// blankItems writes over the bytes of items, wherever the table of locations says that they lie.
func blankItems(data, own, locations []byte, wanted []uint32) bool {
	r := &numbers{rest: locations}
	version := r.number(1)
	r.number(3)
	sizes, more := r.number(1), r.number(1)
	offsetSize, lengthSize, baseSize, indexSize := int(sizes>>4), int(sizes&15), int(more>>4), int(more&15)
	idSize := 2
	if version == 2 {
		idSize = 4
	}
	if version > 2 || max(offsetSize, lengthSize, baseSize, indexSize) > 8 {
		return false
	}
	blanked := 0
	for range r.number(idSize) {
		id, method := uint32(r.number(idSize)), uint64(0) //nolint:gosec // at most four bytes
		if version > 0 {
			method = r.number(2) & 15
		}
		source := r.number(2)
		base := r.number(baseSize)
		isText := slices.Contains(wanted, id)
		for range r.number(2) {
			if version > 0 {
				r.number(indexSize)
			}
			offset, length := r.number(offsetSize), r.number(lengthSize)
			if r.failed {
				return false
			}
			if !isText {
				continue
			}
			from := data
			if method == 1 {
				from = own
			}
			at := base + offset
			if source != 0 || method > 1 || length == 0 || at < base || at > uint64(len(from)) || length > uint64(len(from))-at {
				return false
			}
			blank(from[at : at+length])
		}
		if isText {
			blanked++
		}
	}
	return !r.failed && blanked >= len(wanted)
}

// blank leaves of an item an EXIF block without a tag where it has the room: readers look for one and find nothing.
func blank(item []byte) {
	clear(item)
	const empty = "\x00\x00\x00\x00MM\x00*\x00\x00\x00\x08"
	if len(item) >= len(empty)+6 {
		copy(item, empty)
	}
}
