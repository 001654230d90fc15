package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"iter"
)

// HEIF is the container of HEIC and AVIF (ISO/IEC 23008-12): boxes in boxes. Its heading is read here, since the decoders would
// start their machine only to tell a size.

var errBoxes = errors.New("boxes make no sense")

// nextBox cuts the first box off; ok is false where its size makes no sense or it ends behind the data.
func nextBox(data []byte) (name string, content, rest []byte, ok bool) {
	if len(data) < 8 {
		return "", nil, nil, false
	}
	size, head := uint64(binary.BigEndian.Uint32(data)), uint64(8)
	switch {
	case size == 1 && len(data) >= 16:
		size, head = binary.BigEndian.Uint64(data[8:]), 16
	case size == 0: // to the end
		size = uint64(len(data))
	}
	if size < head || size > uint64(len(data)) {
		return "", nil, nil, false
	}
	return string(data[4:8]), data[head:size], data[size:], true
}

// boxesOf walks the boxes that stand beside each other.
func boxesOf(data []byte) iter.Seq2[string, []byte] {
	return func(yield func(name string, content []byte) bool) {
		for {
			name, content, rest, ok := nextBox(data)
			if !ok || !yield(name, content) {
				return
			}
			data = rest
		}
	}
}

// boxAt returns what stands in a box in a box; meta has four bytes before its first one.
func boxAt(data []byte, path ...string) []byte {
	for _, wanted := range path {
		var found []byte
		for name, content := range boxesOf(data) {
			if name == wanted {
				found = content
				break
			}
		}
		if wanted == "meta" && len(found) >= 4 {
			found = found[4:]
		}
		data = found
	}
	return data
}

// isHEIF tells the family by its first box, and AVIF by the brands in it.
func isHEIF(data []byte) (format Format, is bool) {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return "", false
	}
	brands := boxAt(data, "ftyp")
	if brands == nil { // cut short in its first box
		brands = data[8:12]
	}
	for len(brands) >= 4 {
		switch string(brands[:4]) {
		case "avif", "avis":
			return AVIF, true
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
			format, is = HEIC, true
		}
		brands = brands[4:]
	}
	return format, is
}

// heading is what the boxes say of the primary picture.
type heading struct {
	width, height int // as it is stored
	orientation   int // as EXIF counts
}

// orientations are those of EXIF for a turn by quarters against the clock: without a mirror, and with one laid over it after,
// top to bottom or left to right.
var orientations = [3][4]int{{1, 8, 3, 6}, {4, 5, 2, 7}, {2, 7, 4, 5}}

func readHeading(data []byte) (heading, error) {
	meta := boxAt(data, "meta")
	primary, ok := primaryItem(boxAt(meta, "pitm"))
	if !ok {
		return heading{}, errBoxes
	}
	h := heading{}
	turn, mirror := 0, 0
	for name, property := range propertiesOf(boxAt(meta, "iprp"), primary) {
		switch {
		case name == "ispe" && len(property) >= 12:
			h.width, h.height = int(binary.BigEndian.Uint32(property[4:])), int(binary.BigEndian.Uint32(property[8:]))
		case name == "irot" && len(property) >= 1:
			turn = int(property[0] & 3)
		case name == "imir" && len(property) >= 1:
			mirror = 1 + int(property[0]&1)
		}
	}
	h.orientation = orientations[mirror][turn]
	return h, nil
}

// heicConfig is the size as it is looked at: its decoder turns the picture.
func heicConfig(r io.Reader) (image.Config, error) {
	config, h, err := heifConfig(r)
	if h.orientation >= 5 {
		config.Width, config.Height = config.Height, config.Width
	}
	return config, err
}

// avifConfig is the size as it is stored: its decoder turns nothing.
func avifConfig(r io.Reader) (image.Config, error) {
	config, _, err := heifConfig(r)
	return config, err
}

func heifConfig(r io.Reader) (image.Config, heading, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return image.Config{}, heading{}, err
	}
	h, err := readHeading(data)
	return image.Config{ColorModel: color.YCbCrModel, Width: h.width, Height: h.height}, h, err
}

// primaryItem returns the number of the picture that is meant where a file holds several.
func primaryItem(pitm []byte) (item uint32, ok bool) {
	switch {
	case len(pitm) >= 6 && pitm[0] == 0:
		return uint32(binary.BigEndian.Uint16(pitm[4:])), true
	case len(pitm) >= 8 && pitm[0] == 1:
		return binary.BigEndian.Uint32(pitm[4:]), true
	}
	return 0, false
}

// propertiesOf returns the properties of an item, in the order in which they apply.
func propertiesOf(iprp []byte, item uint32) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		type property struct {
			name    string
			content []byte
		}
		var all []property
		for name, content := range boxesOf(boxAt(iprp, "ipco")) {
			all = append(all, property{name, content})
		}
		for _, index := range associations(boxAt(iprp, "ipma"), item) {
			if index >= 1 && index <= len(all) && !yield(all[index-1].name, all[index-1].content) {
				return
			}
		}
	}
}

// associations returns the numbers of the properties of an item, counted from one.
func associations(ipma []byte, item uint32) (indexes []int) {
	if len(ipma) < 8 {
		return nil
	}
	wideItem, wideIndex := ipma[0] >= 1, ipma[3]&1 == 1
	r := bytes.NewReader(ipma[8:])
	number := func(wide bool, narrow int) uint32 {
		size := narrow
		if wide {
			size *= 2
		}
		var buffer [4]byte
		_, _ = io.ReadFull(r, buffer[4-size:])
		return binary.BigEndian.Uint32(buffer[:])
	}
	for range binary.BigEndian.Uint32(ipma[4:]) {
		if r.Len() == 0 {
			return indexes
		}
		which := number(wideItem, 2)
		for range number(false, 1) {
			index := number(wideIndex, 1)
			if wideIndex {
				index &= 0x7fff
			} else {
				index &= 0x7f
			}
			if which == item {
				indexes = append(indexes, int(index))
			}
		}
	}
	return indexes
}

// isWholeHEIF says that every box of the file ends in it and that it has data.
func isWholeHEIF(data []byte) bool {
	hasData := false
	for len(data) >= 8 {
		name, _, rest, ok := nextBox(data)
		if !ok {
			return false
		}
		hasData, data = hasData || name == "mdat", rest
	}
	return hasData
}

// exifOfHEIF finds the EXIF block by its first bytes: it is an item among the data of the pictures, with or without a name before it.
func exifOfHEIF(data []byte) []byte {
	for _, begins := range []string{"Exif\x00\x00II*\x00", "Exif\x00\x00MM\x00*", "II*\x00", "MM\x00*"} {
		if at := bytes.Index(data, []byte(begins)); at >= 0 {
			return data[at+len(begins)-4:]
		}
	}
	return nil
}
