package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// WithoutPlace returns the bytes of a picture without what the camera and the programs after it wrote beside it: the place,
// the owner, the serial number, small pictures of before it was cut. Its pixels, colours and orientation stay as they are;
// nothing is decoded. What is no picture, and a picture with nothing of the kind, comes back as it is. ErrHasPlace is one
// that may say where it was taken and could not be cleaned: of a format that is not known well enough, or damaged.
func WithoutPlace(data []byte) ([]byte, error) {
	clean, err := withoutPlace(data)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHasPlace, err)
	}
	return clean, nil
}

func withoutPlace(data []byte) ([]byte, error) {
	format, err := formatOf(data)
	switch {
	case format == JPEG:
		return cleanJPEG(data)
	case format == PNG:
		return cleanPNG(data)
	case format == WebP:
		return cleanWebP(data)
	case format == GIF:
		return cleanGIF(data)
	case isStillHEIF(data):
		return cleanHEIF(data)
	case errors.Is(err, ErrPDF):
		return data, nil
	case isTIFF(data):
		return cleanTIFF(data)
	case MayHavePlace(data):
		return nil, errUnread
	}
	return data, nil
}

var (
	errCut     = errors.New("the picture's parts make no sense")
	errUnread  = errors.New("pictures and films of this format are not read")
	exifMark   = []byte("Exif\x00\x00")
	iccMark    = []byte("ICC_PROFILE\x00")
	jpegStarts = []byte{0xff, 0xd8}
)

// orientationOf reads what an EXIF block says of how the picture lies, 1 = as it is stored.
func orientationOf(block []byte) int {
	info := Info{Orientation: 1}
	info.readExif(block)
	return info.Orientation
}

// orientationBlock is an EXIF block that says the orientation and nothing else.
func orientationBlock(orientation int) []byte {
	block := append([]byte("MM\x00*"), 0, 0, 0, 8, 0, 1) // one tag
	block = binary.BigEndian.AppendUint16(block, tagOrientation)
	block = append(block, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0)
	return append(block, 0, 0, 0, 0)
}

// cleanJPEG keeps of the heading what the pixels need (tables, frames, JFIF, Adobe's colours, the colour profile), then the
// scans, and drops what lies behind the end: further pictures, films.
func cleanJPEG(data []byte) ([]byte, error) {
	clean, orientation := make([]byte, 0, len(data)), 1
	clean = append(clean, jpegStarts...)
	at, dropped := 2, false
	for {
		start := at
		for at < len(data) && data[at] == 0xff {
			at++
		}
		if at == start || at >= len(data) {
			return nil, errCut
		}
		marker := data[at]
		at++
		switch {
		case marker == 0xd9:
			if dropped = dropped || at < len(data); !dropped {
				return data, nil
			}
			return withOrientation(append(clean, 0xff, 0xd9), orientation), nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7:
			clean = append(clean, 0xff, marker)
			continue
		case at+2 > len(data) || marker < 0xc0:
			return nil, errCut
		}
		end := at + int(binary.BigEndian.Uint16(data[at:]))
		if end < at+2 || end > len(data) {
			return nil, errCut
		}
		content := data[at+2 : end]
		if block, isExif := bytes.CutPrefix(content, exifMark); isExif && marker == 0xe1 && orientation == 1 {
			orientation = orientationOf(block)
			dropped = dropped || !bytes.Equal(block, orientationBlock(orientation))
		} else if !needed(marker, content) {
			dropped = true
		} else {
			clean = append(append(clean, 0xff, marker), data[at:end]...)
		}
		if at = end; marker == 0xda {
			end = scanEnd(data, at)
			clean = append(clean, data[at:end]...)
			at = end
		}
	}
}

// needed reports whether a segment says how the pixels are to be shown.
func needed(marker byte, content []byte) bool {
	switch marker {
	case 0xe2:
		return bytes.HasPrefix(content, iccMark)
	case 0xee:
		return bytes.HasPrefix(content, []byte("Adobe"))
	case 0xe0: // JFIF's own small picture comes as JFXX
		return bytes.HasPrefix(content, []byte("JFIF\x00")) && len(content) == 14
	}
	return marker < 0xe0 || marker > 0xef && marker < 0xf0
}

// scanEnd is where the pixels of a scan end: at the next marker that does not belong to them.
func scanEnd(data []byte, at int) int {
	for ; at+1 < len(data); at++ {
		if data[at] == 0xff && data[at+1] != 0 && (data[at+1] < 0xd0 || data[at+1] > 0xd7) && data[at+1] != 0xff {
			return at
		}
	}
	return len(data)
}

// withOrientation puts the orientation back, right behind the start: readers look for it there.
func withOrientation(clean []byte, orientation int) []byte {
	if orientation == 1 {
		return clean
	}
	block := append(slices.Clone(exifMark), orientationBlock(orientation)...)
	head := append(slices.Clone(jpegStarts), 0xff, 0xe1)
	head = binary.BigEndian.AppendUint16(head, uint16(len(block)+2)) //nolint:gosec // 34 bytes
	return slices.Concat(head, block, clean[2:])
}
