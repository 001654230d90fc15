package pictures

import (
	"bytes"
	"encoding/binary"
	"iter"
	"strings"
	"time"
)

// segment is a part of a JPEG's heading.
type segment struct {
	marker byte
	data   []byte
	end    int // where what follows begins
}

// segmentsOf walks the heading of a JPEG up to and with the first scan.
func segmentsOf(data []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for at := 2; at+4 <= len(data); {
			if data[at] != 0xff {
				return
			}
			marker := data[at+1]
			if marker == 0xff { // filling
				at++
				continue
			}
			if marker == 0x01 || marker >= 0xd0 && marker <= 0xd8 { // stands alone
				at += 2
				continue
			}
			end := at + 2 + int(binary.BigEndian.Uint16(data[at+2:]))
			if marker == 0xd9 || end > len(data) || end < at+4 {
				return
			}
			if !yield(segment{marker, data[at+4 : end], end}) || marker == 0xda {
				return
			}
			at = end
		}
	}
}

// exifOf returns the EXIF block of a picture, nil when it has none.
func exifOf(format Format, data []byte) []byte {
	switch format {
	case JPEG:
		for s := range segmentsOf(data) {
			if block, ok := bytes.CutPrefix(s.data, []byte("Exif\x00\x00")); ok && s.marker == 0xe1 {
				return block
			}
		}
	case PNG:
		return chunk(data[8:], "eXIf", func(head []byte) (name string, size uint32, skip int) {
			return string(head[4:8]), binary.BigEndian.Uint32(head), 4 // the checksum
		})
	case WebP:
		block := chunk(data[12:], "EXIF", func(head []byte) (name string, size uint32, skip int) {
			size = littleEndian(head[4:])
			return string(head[:4]), size, int(size & 1)
		})
		block, _ = bytes.CutPrefix(block, []byte("Exif\x00\x00"))
		return block
	case HEIC, AVIF:
		return exifOfHEIF(data)
	}
	return nil
}

// chunk returns the contents of the chunk of this name. read tells the name and size of a heading of eight bytes, and how
// many bytes follow the contents.
func chunk(data []byte, wanted string, read func(head []byte) (name string, size uint32, skip int)) []byte {
	for len(data) >= 8 {
		name, size, skip := read(data)
		rest := data[8:]
		if uint64(size)+uint64(skip) > uint64(len(rest)) {
			return nil
		}
		if name == wanted {
			return rest[:size]
		}
		data = rest[int(size)+skip:]
	}
	return nil
}

func littleEndian(data []byte) uint32 { return binary.LittleEndian.Uint32(data) }

// The tags of EXIF that count here.
const (
	tagOrientation = 0x0112
	tagChangedAt   = 0x0132
	tagExif        = 0x8769 // where the tags of the shot stand
	tagTakenAt     = 0x9003
)

// readExif sets the orientation and the date. A block that makes no sense says nothing: many cameras write such ones.
func (info *Info) readExif(block []byte) {
	if len(block) < 8 {
		return
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(block[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return
	}
	changed := ""
	readTags(block, order, order.Uint32(block[4:]), func(tag uint16, value []byte) {
		switch tag {
		case tagOrientation:
			if o := int(order.Uint16(value)); o >= 1 && o <= 8 {
				info.Orientation = o
			}
		case tagChangedAt:
			changed = exifDate(block, order, value)
		case tagExif:
			readTags(block, order, order.Uint32(value), func(tag uint16, value []byte) {
				if tag == tagTakenAt {
					info.TakenAt = exifDate(block, order, value)
				}
			})
		}
	})
	if info.TakenAt == "" {
		info.TakenAt = changed
	}
}

// readTags hands over the tags of one directory with their four bytes of value or offset.
func readTags(block []byte, order binary.ByteOrder, at uint32, found func(tag uint16, value []byte)) {
	if uint64(at)+2 > uint64(len(block)) {
		return
	}
	entries := block[at+2:]
	for range order.Uint16(block[at:]) {
		if len(entries) < 12 {
			return
		}
		found(order.Uint16(entries), entries[8:12])
		entries = entries[12:]
	}
}

// exifDate reads 2026:01:31 09:30:00, the camera's clock, "" when it was never set.
func exifDate(block []byte, order binary.ByteOrder, value []byte) string {
	const layout = "2006:01:02 15:04:05"
	at := uint64(order.Uint32(value))
	if at+uint64(len(layout)) > uint64(len(block)) {
		return ""
	}
	taken, err := time.Parse(layout, strings.TrimRight(string(block[at:at+uint64(len(layout))]), "\x00 "))
	if err != nil || taken.Year() < 1990 {
		return ""
	}
	return taken.Format("2006-01-02T15:04:05")
}
