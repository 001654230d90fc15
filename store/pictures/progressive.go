package pictures

import (
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"math"
	"math/bits"
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

// huffmanTable tells by the next 16 bits how long a code is and what it says: length<<8 | value, 0 = no code.
type huffmanTable [1 << 16]uint16

func (p *progressive) readHuffman(content []byte) error {
	for len(content) > 0 {
		class, which := content[0]>>4, content[0]&15
		if class > 1 || which > 3 || len(content) < 17 {
			return errCut
		}
		if p.tables++; p.tables > 8*maxScans {
			return errCut
		}
		counts, values := content[1:17], content[17:]
		table, code := new(huffmanTable), 0
		for i, count := range counts {
			length := i + 1
			if int(count) > len(values) {
				return errCut
			}
			for _, value := range values[:count] {
				span := 1 << (16 - length)
				if code+span > len(table) {
					return errCut
				}
				for j := range span {
					table[code+j] = uint16(length)<<8 | uint16(value) //nolint:gosec // at most 16
				}
				code += span
			}
			values = values[count:]
		}
		p.huffman[class][which] = table
		content = values
	}
	return nil
}

// scanned is what one scan tells: the coefficients from first to last, down to the bit low.
type scanned struct {
	parts       []scannedPart
	first, last int
	low         uint
	isFiner     bool // one more bit of what earlier scans told
}

type scannedPart struct {
	*component
	dc, ac *huffmanTable
}

func (p *progressive) readScan(heading []byte) (s *scanned, err error) {
	s = &scanned{}
	if len(heading) == 0 || p.components == nil {
		return s, errCut
	}
	count := int(heading[0])
	if count == 0 || count > len(p.components) || len(heading) < 4+2*count {
		return s, errCut
	}
	for i := range count {
		id, tables := heading[1+2*i], heading[2+2*i]
		if tables>>4 > 3 || tables&15 > 3 {
			return s, errCut
		}
		for j := range p.components {
			if c := &p.components[j]; c.id == id {
				s.parts = append(s.parts, scannedPart{c, p.huffman[0][tables>>4], p.huffman[1][tables&15]})
			}
		}
	}
	rest := heading[1+2*count:]
	s.first, s.last, s.low, s.isFiner = int(rest[0]), int(rest[1]), uint(rest[2]&15), rest[2]>>4 != 0
	if len(s.parts) != count || s.last > 63 || s.first > s.last || s.first == 0 && s.last != 0 || s.first > 0 && count != 1 || s.low > 13 {
		return s, errCut
	}
	for _, part := range s.parts {
		if s.first > 0 && part.ac == nil || s.first == 0 && !s.isFiner && part.dc == nil {
			return s, errCut
		}
	}
	p.scans++
	if p.scans > maxScans {
		return s, fmt.Errorf("more than %d scans: %w", maxScans, errCut)
	}
	return s, nil
}

// scan reads one scan, or leaves it out where nothing of it is shown.
func (p *progressive) scan(heading, data []byte) (read int, err error) {
	s, err := p.readScan(heading)
	if err != nil || s.first > 0 && p.side == 1 {
		return 0, err
	}
	p.bits = bitReader{data: data}
	p.startAnew()
	across, down := p.across, p.down
	if len(s.parts) == 1 {
		across, down = s.parts[0].width, s.parts[0].height
	}
	left := p.restart
	for y := range down {
		for x := range across {
			if p.restart > 0 {
				if left == 0 {
					if !p.bits.passRestart() {
						return 0, errCut
					}
					p.startAnew()
					left = p.restart
				}
				left--
			}
			p.unit(s, x, y)
		}
		if p.bits.failed {
			return 0, errCut
		}
	}
	return p.bits.at, nil
}

func (p *progressive) startAnew() {
	p.skip = 0
	for i := range p.components {
		p.components[i].predicted = 0
	}
}

// unit reads a block of one component, or those of all that belong together.
func (p *progressive) unit(s *scanned, x, y int) {
	if len(s.parts) == 1 {
		p.block(s, s.parts[0], y*s.parts[0].across+x)
		return
	}
	for _, part := range s.parts {
		for row := range part.v {
			for column := range part.h {
				p.block(s, part, (y*part.v+row)*part.across+x*part.h+column)
			}
		}
	}
}

func (p *progressive) block(s *scanned, part scannedPart, block int) {
	held := part.held[block*p.side*p.side:][:p.side*p.side]
	switch {
	case s.first == 0 && s.isFiner:
		held[0] |= int16(p.bits.take(1) << s.low) //nolint:gosec // two bytes are enough for what is in range
	case s.first == 0:
		part.predicted += p.bits.signed(uint(p.bits.symbol(part.dc)))
		held[0] = int16(part.predicted << s.low) //nolint:gosec // the same
	case s.isFiner:
		p.finer(s, part.ac, held, &part.present[block])
	default:
		p.coarse(s, part.ac, held, &part.present[block])
	}
}

// coarse reads coefficients for the first time.
func (p *progressive) coarse(s *scanned, table *huffmanTable, held []int16, present *uint64) {
	if p.skip > 0 {
		p.skip--
		return
	}
	for i := s.first; i <= s.last; i++ {
		symbol := p.bits.symbol(table)
		zeros, size := int(symbol>>4), uint(symbol&15)
		if size == 0 {
			if zeros < 15 {
				p.skip = 1<<zeros + int(p.bits.take(uint(zeros))) - 1
				return
			}
			i += 15
			continue
		}
		i += zeros
		value := p.bits.signed(size)
		if i > s.last {
			p.bits.failed = true
			return
		}
		p.set(i, int16(value<<s.low), held, present) //nolint:gosec // the same
	}
}

func (p *progressive) set(i int, value int16, held []int16, present *uint64) {
	*present |= 1 << i
	if slot := p.slots[i]; slot >= 0 {
		held[slot] = value
	}
}

// finer reads one more bit of coefficients, and those that are new in it.
func (p *progressive) finer(s *scanned, table *huffmanTable, held []int16, present *uint64) {
	i := s.first
	if p.skip == 0 {
		for i <= s.last {
			symbol := p.bits.symbol(table)
			zeros, size := int(symbol>>4), symbol&15
			if size == 0 && zeros < 15 {
				p.skip = 1<<zeros + int(p.bits.take(uint(zeros)))
				break
			}
			value := int16(0)
			if size > 0 {
				value = int16(1) << s.low
				if p.bits.take(1) == 0 {
					value = -value
				}
			}
			i = p.refine(i, s, zeros, held, *present)
			if size > 1 || i > s.last {
				p.bits.failed = true
				return
			}
			if value != 0 {
				p.set(i, value, held, present)
			}
			i++
		}
	}
	if p.skip > 0 {
		p.skip--
		p.refine(i, s, 64, held, *present)
	}
}

// refine reads a bit of each coefficient that is not zero, until it has passed so many that are, and returns where it stands.
func (p *progressive) refine(i int, s *scanned, zeros int, held []int16, present uint64) int {
	for ; i <= s.last; i++ {
		rest := present >> i
		if rest&1 == 0 {
			run := min(bits.TrailingZeros64(rest), s.last+1-i)
			if zeros < run {
				return i + zeros
			}
			zeros -= run
			i += run - 1
			continue
		}
		if p.bits.take(1) == 0 {
			continue
		}
		if slot := p.slots[i]; slot >= 0 {
			if held[slot] >= 0 {
				held[slot] += 1 << s.low
			} else {
				held[slot] -= 1 << s.low
			}
		}
	}
	return i
}

// picture makes pixels of the coefficients.
func (p *progressive) picture() image.Image {
	rect := image.Rect(0, 0, over(p.width*p.side, 8), over(p.height*p.side, 8))
	y, stride := p.pixels(&p.components[0])
	if len(p.components) == 1 {
		return &image.Gray{Pix: y, Stride: stride, Rect: rect}
	}
	cb, colourStride := p.pixels(&p.components[1])
	cr, _ := p.pixels(&p.components[2])
	return &image.YCbCr{Y: y, Cb: cb, Cr: cr, YStride: stride, CStride: colourStride, SubsampleRatio: p.ratio(), Rect: rect}
}

// pixels makes those of one component, and lets its coefficients go.
func (p *progressive) pixels(c *component) (pixels []byte, stride int) {
	side, size := p.side, p.side*p.side
	stride = c.across * side
	pixels = make([]byte, stride*c.down*side)
	wave := waves(side)
	var quantum [64]float32
	for i, slot := range p.slots {
		if slot >= 0 {
			quantum[slot] = float32(p.quantum[c.table][i])
		}
	}
	var block, across [64]float32
	for at := 0; at < len(c.held); at += size {
		for i, value := range c.held[at : at+size] {
			block[i] = float32(value) * quantum[i]
		}
		for row := range side {
			for x := range side {
				var sum float32
				for u := range side {
					sum += block[row*side+u] * wave[x*side+u]
				}
				across[row*side+x] = sum
			}
		}
		left, top := at/size%c.across*side, at/size/c.across*side
		for y := range side {
			out := pixels[(top+y)*stride+left:][:side]
			for x := range out {
				sum := float32(128.5)
				for v := range side {
					sum += across[v*side+x] * wave[y*side+v]
				}
				out[x] = byte(max(0, min(255, sum)))
			}
		}
	}
	c.held, c.present = nil, nil
	return pixels, stride
}

// waves are the cosines of a block of side pixels, by pixel and coefficient, for coefficients of one of eight.
func waves(side int) (wave []float32) {
	for x := range side {
		for u := range side {
			height := math.Sqrt(2.0 / 8)
			if u == 0 {
				height = math.Sqrt(1.0 / 8)
			}
			wave = append(wave, float32(height*math.Cos(float64((2*x+1)*u)*math.Pi/float64(2*side))))
		}
	}
	return wave
}

// bitReader reads the bits of a scan up to the next marker.
type bitReader struct {
	data   []byte
	at     int
	bits   uint64 // the next ones, from the top
	count  uint
	failed bool // more was read than there is
}

func (r *bitReader) fill() {
	for r.count <= 56 && r.at < len(r.data) {
		b := r.data[r.at]
		if b == 0xff {
			if r.at+1 >= len(r.data) || r.data[r.at+1] != 0 {
				return
			}
			r.at++
		}
		r.at++
		r.bits |= uint64(b) << (56 - r.count)
		r.count += 8
	}
}

func (r *bitReader) take(size uint) uint32 {
	if size > r.count {
		r.fill()
		if size > r.count {
			r.failed, r.count, r.bits = true, 0, 0
			return 0
		}
	}
	value := uint32(r.bits >> 32 >> (32 - size)) //nolint:gosec // at most 16 bits
	r.bits <<= size
	r.count -= size
	return value
}

// signed reads a number whose first bit says whether it is above zero.
func (r *bitReader) signed(size uint) int32 {
	if size > 16 {
		r.failed = true
		return 0
	}
	value := int32(r.take(size)) //nolint:gosec // at most 16 bits
	if size > 0 && value < 1<<(size-1) {
		value += -1<<size + 1
	}
	return value
}

func (r *bitReader) symbol(table *huffmanTable) byte {
	if r.count < 16 {
		r.fill()
	}
	entry := table[r.bits>>48]
	if entry == 0 {
		r.failed = true
		return 0
	}
	r.take(uint(entry >> 8))
	return byte(entry)
}

// passRestart goes over the marker from which a scan begins anew.
func (r *bitReader) passRestart() bool {
	for r.at+1 < len(r.data) && r.data[r.at] == 0xff && r.data[r.at+1] == 0xff { // filling
		r.at++
	}
	if r.failed || r.at+1 >= len(r.data) || r.data[r.at] != 0xff || r.data[r.at+1] < 0xd0 || r.data[r.at+1] > 0xd7 || r.count >= 8 {
		return false
	}
	r.at += 2
	r.bits, r.count = 0, 0
	return true
}
