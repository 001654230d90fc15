package pictures

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
)

// A progressive JPEG tells every part of the picture again and again, each time finer, so that all coefficients are held until
// the last scan. Of a large one only those are held here that the small picture shows, in two bytes each; of the others only
// whether they are zero, since the finer scans are written by that.

// errUnusual is a progressive JPEG that is read by another decoder: of four colours, of RGB.
var errUnusual = errors.New("progressive JPEG of an unusual kind")

// maxScans is how many scans are read: ten are usual, and a few bytes can be one over the whole picture.
const maxScans = 250

// zigzag is where the coefficients stand in their block, by the order in which they are written.
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

type progressive struct {
	side          int       // of a block as it comes out, 1 to 8 pixels
	slots         [64]int16 // where a coefficient is held among those of its block, -1 = it is not
	width, height int
	across, down  int // units of all components
	components    []component
	quantum       [4][64]uint16
	huffman       [2][4]*huffmanTable
	restart       int // units between two restarts, 0 = none
	hasJFIF       bool
	isAdobeRGB    bool // as Adobe's programs say it
	tables, scans int  // so far
	bits          bitReader
	skip          int // blocks that have no more in this scan
}

type component struct {
	id, table     byte
	h, v          int
	across, down  int // blocks that are held: whole units
	width, height int // blocks that a scan of this component alone has
	held          []int16
	present       []uint64 // a bit for each coefficient that is not zero
	predicted     int32
}

// decodeProgressive reads a progressive JPEG whose blocks of eight pixels come out as such of side pixels.
func decodeProgressive(data []byte, side int) (image.Image, error) {
	p := &progressive{side: side}
	for i, natural := range zigzag {
		p.slots[i] = -1
		if x, y := int(natural%8), int(natural/8); x < side && y < side {
			p.slots[i] = int16(y*side + x) //nolint:gosec // below 64
		}
	}
	for at := 2; at+2 <= len(data); {
		if data[at] != 0xff || data[at+1] == 0 || data[at+1] == 0xff || data[at+1] >= 0xd0 && data[at+1] <= 0xd8 {
			at++ // filling between segments, or the rest of a scan that was left out
			continue
		}
		marker := data[at+1]
		if marker == 0xd9 && p.scans > 0 {
			return p.picture(), nil
		}
		if at+4 > len(data) {
			break
		}
		size := int(binary.BigEndian.Uint16(data[at+2:]))
		end := at + 2 + size
		if size < 2 || end > len(data) {
			return nil, fmt.Errorf("segment %x: %w", marker, errCut)
		}
		read, err := p.segment(marker, data[at+4:end], data[end:])
		if err != nil {
			return nil, err
		}
		at = end + read
	}
	return nil, errCut
}

// segment takes one segment; of a scan it returns how many of the bytes behind it were read.
func (p *progressive) segment(marker byte, content, behind []byte) (read int, err error) {
	switch {
	case marker == 0xc4:
		return 0, p.readHuffman(content)
	case marker == 0xdb:
		return 0, p.readQuanta(content)
	case marker == 0xda:
		return p.scan(content, behind)
	case marker == 0xdd && len(content) >= 2:
		p.restart = int(binary.BigEndian.Uint16(content))
	case marker == 0xe0 && len(content) >= 5 && string(content[:5]) == "JFIF\x00":
		p.hasJFIF = true
	case marker == 0xee && len(content) >= 12 && string(content[:5]) == "Adobe":
		p.isAdobeRGB = content[11] == 0
	case marker >= 0xc0 && marker <= 0xcf && marker != 0xc8 && marker != 0xcc:
		return 0, p.readFrame(marker, content)
	}
	return 0, nil
}

func (p *progressive) readFrame(marker byte, content []byte) error {
	if marker != 0xc2 || p.components != nil {
		return errUnusual
	}
	if len(content) < 6 || len(content) < 6+3*int(content[5]) {
		return errCut
	}
	p.height, p.width = int(binary.BigEndian.Uint16(content[1:])), int(binary.BigEndian.Uint16(content[3:]))
	if content[0] != 8 || content[5] != 1 && content[5] != 3 || p.width == 0 || p.height == 0 {
		return errUnusual
	}
	for entry := content[6:]; len(p.components) < int(content[5]); entry = entry[3:] {
		c := component{id: entry[0], h: int(entry[1] >> 4), v: int(entry[1] & 15), table: entry[2]}
		if c.table > 3 {
			return errCut
		}
		if content[5] == 1 {
			c.h, c.v = 1, 1
		}
		p.components = append(p.components, c)
	}
	first := p.components[0]
	if len(p.components) == 3 {
		second, third := p.components[1], p.components[2]
		isRGB := !p.hasJFIF && (p.isAdobeRGB || first.id == 'R' && second.id == 'G' && third.id == 'B')
		if isRGB || p.ratio() < 0 || second.h != third.h || second.v != third.v {
			return errUnusual
		}
	}
	p.across, p.down = over(p.width, 8*first.h), over(p.height, 8*first.v)
	for i := range p.components {
		c := &p.components[i]
		c.across, c.down = p.across*c.h, p.down*c.v
		c.width, c.height = over(over(p.width*c.h, first.h), 8), over(over(p.height*c.v, first.v), 8)
		c.held = make([]int16, c.across*c.down*p.side*p.side)
		if p.side > 1 {
			c.present = make([]uint64, c.across*c.down)
		}
	}
	return nil
}

func over(a, b int) int { return (a + b - 1) / b }

// ratio is how much more there is of brightness than of colour, -1 = in a way that Go's pictures do not know.
func (p *progressive) ratio() image.YCbCrSubsampleRatio {
	first, second := p.components[0], p.components[1]
	if second.h == 0 || second.v == 0 || first.h%second.h != 0 || first.v%second.v != 0 {
		return -1
	}
	switch [2]int{first.h / second.h, first.v / second.v} {
	case [2]int{1, 1}:
		return image.YCbCrSubsampleRatio444
	case [2]int{1, 2}:
		return image.YCbCrSubsampleRatio440
	case [2]int{2, 1}:
		return image.YCbCrSubsampleRatio422
	case [2]int{2, 2}:
		return image.YCbCrSubsampleRatio420
	case [2]int{4, 1}:
		return image.YCbCrSubsampleRatio411
	case [2]int{4, 2}:
		return image.YCbCrSubsampleRatio410
	}
	return -1
}

func (p *progressive) readQuanta(content []byte) error {
	for len(content) > 0 {
		wide, which := int(content[0]>>4), content[0]&15
		content = content[1:]
		if wide > 1 || which > 3 || len(content) < 64*(1+wide) {
			return errCut
		}
		for i := range p.quantum[which] {
			if wide == 1 {
				p.quantum[which][i] = binary.BigEndian.Uint16(content[2*i:])
			} else {
				p.quantum[which][i] = uint16(content[i])
			}
		}
		content = content[64*(1+wide):]
	}
	return nil
}
