package assets

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// The size of the demo's pictures: a phone's would only take longer to draw.
const (
	demoPictureWidth  = 1280
	demoPictureHeight = 960
)

// DemoView is what a picture of the demo shows of a car.
type DemoView int

// The views, in the order in which an expert wants them.
const (
	DemoWholeCar DemoView = iota
	DemoDamage
	DemoOnTruck
)

// DemoPicture draws a car in a colour, hit at the front or the back: no car of anybody stands in the demo. The same seed
// gives the same picture.
func DemoPicture(view DemoView, paint color.RGBA, seed uint64) image.Image {
	p := &demoPainter{
		canvas: image.NewRGBA(image.Rect(0, 0, demoPictureWidth, demoPictureHeight)), paint: paint,
		random: rand.New(rand.NewPCG(seed, uint64(view)+1)), //nolint:gosec // a drawing needs no secret
		scale:  1,
	}
	p.ground()
	switch view {
	case DemoDamage:
		p.scale, p.dx, p.dy = 2.6, 40-2000*float32(seed%2), -1000
	case DemoOnTruck:
		p.truck()
		p.dy = -150
	}
	p.car()
	p.damage(seed%2 == 0)
	return p.canvas
}

// demoPainter fills shapes; points are those of the whole picture, moved and scaled by the view.
type demoPainter struct {
	canvas        *image.RGBA
	paint         color.RGBA
	random        *rand.Rand
	scale, dx, dy float32
}

func (p *demoPainter) ground() {
	for y := range demoPictureHeight {
		shade := color.RGBA{uint8(170 + y/16), uint8(195 + y/20), 235, 255}
		if y > 600 {
			grey := uint8(110 - (y-600)/12) //nolint:gosec // 80 to 110
			shade = color.RGBA{grey, grey, grey + 4, 255}
		}
		draw.Draw(p.canvas, image.Rect(0, y, demoPictureWidth, y+1), image.NewUniform(shade), image.Point{}, draw.Src)
	}
}

// fill paints a shape; only its own part of the picture is looked at.
func (p *demoPainter) fill(shade color.RGBA, points ...float32) {
	left, top, right, bottom := float32(demoPictureWidth), float32(demoPictureHeight), float32(0), float32(0)
	moved := make([]float32, len(points))
	for i := 0; i+1 < len(points); i += 2 {
		x, y := points[i]*p.scale+p.dx, points[i+1]*p.scale+p.dy
		moved[i], moved[i+1] = x, y
		left, top, right, bottom = min(left, x), min(top, y), max(right, x), max(bottom, y)
	}
	box := image.Rect(int(left)-1, int(top)-1, int(right)+2, int(bottom)+2)
	raster := vector.NewRasterizer(box.Dx(), box.Dy())
	for i := 0; i+1 < len(moved); i += 2 {
		x, y := moved[i]-float32(box.Min.X), moved[i+1]-float32(box.Min.Y)
		if i == 0 {
			raster.MoveTo(x, y)
		} else {
			raster.LineTo(x, y)
		}
	}
	raster.ClosePath()
	mask := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy())) // a shape may stick out of the picture
	raster.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	draw.DrawMask(p.canvas, box, image.NewUniform(shade), image.Point{}, mask, image.Point{}, draw.Over)
}

func (p *demoPainter) disc(shade color.RGBA, x, y, radius float32) {
	var points []float32
	for i := range 40 {
		angle := float64(i) * math.Pi / 20
		points = append(points, x+radius*float32(math.Cos(angle)), y+radius*float32(math.Sin(angle)))
	}
	p.fill(shade, points...)
}

var (
	demoGlass = color.RGBA{60, 80, 100, 255}
	demoTyre  = color.RGBA{25, 25, 28, 255}
	demoSteel = color.RGBA{185, 190, 195, 255}
	demoDark  = color.RGBA{20, 20, 20, 200}
)

func (p *demoPainter) car() {
	p.fill(p.paint, 180, 640, 190, 520, 330, 480, 470, 370, 800, 360, 930, 480, 1080, 520, 1100, 640)
	p.fill(demoGlass, 480, 470, 540, 395, 650, 390, 650, 470)
	p.fill(demoGlass, 670, 470, 670, 390, 780, 385, 860, 470)
	p.fill(color.RGBA{255, 240, 190, 255}, 1060, 540, 1095, 545, 1095, 575, 1060, 570)
	p.fill(color.RGBA{190, 30, 30, 255}, 188, 540, 215, 540, 215, 580, 186, 580)
	for _, x := range []float32{370, 910} {
		p.disc(demoTyre, x, 640, 82)
		p.disc(demoSteel, x, 640, 48)
		p.disc(demoTyre, x, 640, 12)
	}
}

// damage is a dent with scratches, at the back or at the front.
func (p *demoPainter) damage(back bool) {
	x := float32(1000)
	if back {
		x = 230
	}
	for i := range 14 {
		angle, reach := p.random.Float64()*2*math.Pi, 20+p.random.Float32()*60
		cos, sin := float32(math.Cos(angle)), float32(math.Sin(angle))
		y := 580 + p.random.Float32()*40
		p.fill(demoDark, x, y, x+cos*reach, y+sin*reach*0.6, x+cos*reach*0.5+4, y+sin*reach*0.4+float32(i))
	}
	p.disc(color.RGBA{p.paint.R / 2, p.paint.G / 2, p.paint.B / 2, 255}, x, 590, 24)
}

func (p *demoPainter) truck() {
	p.fill(color.RGBA{240, 180, 30, 255}, 60, 700, 60, 640, 1230, 560, 1230, 700)
	p.fill(color.RGBA{40, 40, 44, 255}, 60, 725, 60, 700, 1230, 700, 1230, 725)
	for _, x := range []float32{180, 320, 1130} {
		p.disc(demoTyre, x, 740, 60)
		p.disc(demoSteel, x, 740, 30)
	}
}
