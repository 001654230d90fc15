package pictures

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
