package pictures

// plane is one channel of a picture, row after row without gaps.
type plane struct {
	pix           []byte
	width, height int
}

func shrinkPlane(pix []byte, stride, fromWidth, fromHeight, width, height int) plane {
	s := newScaler(fromWidth, fromHeight, width, height)
	for y := range fromHeight {
		s.add(pix[y*stride:][:fromWidth])
	}
	return plane{s.out, width, height}
}

// stretched repeats pixels: only the colour of pictures that hardly become smaller, and had little of it, needs it.
func (p plane) stretched(width, height int) plane {
	if p.width == width && p.height == height {
		return p
	}
	out := plane{make([]byte, width*height), width, height}
	for y := range height {
		for x := range width {
			out.pix[y*width+x] = p.pix[y*p.height/height*p.width+x*p.width/width]
		}
	}
	return out
}

// upright turns and mirrors a plane by the orientation of EXIF, which says how the camera was held.
func upright(p plane, orientation int) plane {
	if orientation <= 1 || orientation > 8 {
		return p
	}
	out := plane{make([]byte, len(p.pix)), p.width, p.height}
	if orientation >= 5 {
		out.width, out.height = p.height, p.width
	}
	right, bottom := p.width-1, p.height-1
	// Where the pixel at x, y of the upright picture stands in the stored one.
	stored := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return right - x, y },
		3: func(x, y int) (int, int) { return right - x, bottom - y },
		4: func(x, y int) (int, int) { return x, bottom - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, bottom - x },
		7: func(x, y int) (int, int) { return right - y, bottom - x },
		8: func(x, y int) (int, int) { return right - y, x },
	}[orientation]
	for y := range out.height {
		for x := range out.width {
			fromX, fromY := stored(x, y)
			out.pix[y*out.width+x] = p.pix[fromY*p.width+fromX]
		}
	}
	return out
}
