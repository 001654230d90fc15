package pictures

// scaler makes rows of bytes smaller by the mean of the area that each pixel covers: nothing flickers, and a plate stays
// readable. It is fed row by row and never holds the picture.
type scaler struct {
	width, height int // of what comes out
	columns, rows []span
	out           []byte
	sum           []uint32 // of the row that is being made
	row           []uint32 // the last row that came in, made narrow
	in, made      int      // rows so far
}

// span is what one pixel of the small picture covers of the large one: weights that come to one (1<<16).
type span struct {
	from    int
	weights []uint32
}

const one = 1 << 16

func newScaler(fromWidth, fromHeight, width, height int) *scaler {
	return &scaler{
		width: width, height: height, columns: spans(fromWidth, width), rows: spans(fromHeight, height),
		out: make([]byte, width*height), sum: make([]uint32, width), row: make([]uint32, width),
	}
}

func spans(from, to int) []span {
	all := make([]span, to)
	for i := range all {
		begin, end := i*from, (i+1)*from // in parts of a pixel: there are to of them in one
		s := span{from: begin / to}
		left := uint32(one)
		for at := s.from; at*to < end; at++ {
			covered := min(end, (at+1)*to) - max(begin, at*to)
			weight := uint32(int64(covered) * one / int64(from)) //nolint:gosec // at most one
			s.weights = append(s.weights, weight)
			left -= weight
		}
		s.weights[len(s.weights)/2] += left // what rounding lost
		all[i] = s
	}
	return all
}

// add takes the next row.
func (s *scaler) add(row []byte) {
	for x, column := range s.columns {
		pixels := row[column.from : column.from+len(column.weights)]
		var sum uint32
		for i, weight := range column.weights {
			sum += uint32(pixels[i]) * weight
		}
		s.row[x] = sum >> 8
	}
	// The last row of one span may be the first of the next.
	for s.made < s.height {
		span := s.rows[s.made]
		if s.in < span.from {
			break
		}
		weight := span.weights[s.in-span.from]
		for x, value := range s.row {
			s.sum[x] += value * weight
		}
		if s.in < span.from+len(span.weights)-1 {
			break
		}
		s.finishRow()
	}
	s.in++
}

func (s *scaler) finishRow() {
	out := s.out[s.made*s.width:][:s.width]
	for x, sum := range s.sum {
		out[x] = byte(min(sum/one+1<<7, 0xff00) >> 8)
		s.sum[x] = 0
	}
	s.made++
}
