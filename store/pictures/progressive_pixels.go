package pictures

import (
	"image"
	"math"
)

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
