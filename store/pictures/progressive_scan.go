package pictures

import (
	"fmt"
	"math/bits"
)

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
