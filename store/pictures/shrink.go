package pictures

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"io"
	"sync"
)

const (
	// bigPixels is from how many pixels on a picture is worked on alone.
	bigPixels = 30_000_000
	// bigProgressive is the same for a JPEG whose coefficients are all held.
	bigProgressive = 8_000_000
	// bigUnusual is the same for one that is not read here.
	bigUnusual = 16_000_000
)

// At most two pictures are in memory at once, whoever asks.
var (
	places   = make(chan struct{}, 2)
	entering sync.Mutex // held by one that takes both places: two with one place each would wait for ever
)

func enter(info Info) (leave func()) {
	count := 1
	if info.Width*info.Height > bigPixels || info.Format == HEIC || info.Format == AVIF {
		count = cap(places)
	}
	entering.Lock()
	defer entering.Unlock()
	for range count {
		places <- struct{}{}
	}
	return func() {
		for range count {
			<-places
		}
	}
}

// Shrink returns the picture as JPEG with its longer side at most maxSide, upright, without anything that the camera wrote
// beside it. A smaller one keeps its size. quality is that of JPEG, 1 to 100.
func Shrink(r io.Reader, maxSide, quality int) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("more than %d bytes: %w", MaxBytes, ErrTooLarge)
	}
	info, err := inspect(data)
	if err != nil {
		return nil, err
	}
	return shrink(data, info, maxSide, quality)
}

func shrink(data []byte, info Info, maxSide, quality int) (small []byte, err error) {
	defer enter(info)()
	defer func() { // a decoder that stumbles over one picture must not take the program with it
		if fault := recover(); fault != nil {
			small, err = nil, fmt.Errorf("%s: %w: %v", info.Format, ErrTruncated, fault)
		}
	}()
	picture, err := decode(data, info, maxSide)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", info.Format, ErrTruncated, err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, shrunk(picture, info, maxSide), &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// shrunk returns the picture upright with its longer side at most maxSide.
func shrunk(picture image.Image, info Info, maxSide int) image.Image {
	orientation, size := info.Orientation, picture.Bounds().Size()
	if info.Format == JPEG { // one that was read in small has sides that are rounded
		size = info.stored()
	}
	width, height := fit(size.X, size.Y, maxSide)
	switch picture := picture.(type) {
	case *image.YCbCr:
		return smallYCbCr(picture, orientation, width, height)
	case *image.Gray:
		bounds := picture.Bounds()
		y := upright(shrinkPlane(picture.Pix, picture.Stride, bounds.Dx(), bounds.Dy(), width, height), orientation)
		return &image.Gray{Pix: y.pix, Stride: y.width, Rect: image.Rect(0, 0, y.width, y.height)}
	}
	return smallRGB(picture, orientation, width, height)
}

// fit returns the size that a picture is made small to.
func fit(width, height, maxSide int) (int, int) {
	longer := max(width, height)
	if longer <= maxSide {
		return width, height
	}
	return max(1, (width*maxSide+longer/2)/longer), max(1, (height*maxSide+longer/2)/longer)
}

// smallYCbCr makes brightness and colour small each on its own, as the camera stored them: to make RGB of every pixel
// first takes longer than all the rest.
func smallYCbCr(p *image.YCbCr, orientation, width, height int) image.Image {
	bounds := p.Bounds()
	chroma := chromaSize(p)
	colourWidth, colourHeight := (width+1)/2, (height+1)/2
	y := upright(shrinkPlane(p.Y, p.YStride, bounds.Dx(), bounds.Dy(), width, height), orientation)
	cb := upright(shrinkPlane(p.Cb, p.CStride, chroma.X, chroma.Y, min(colourWidth, chroma.X), min(colourHeight, chroma.Y)).
		stretched(colourWidth, colourHeight), orientation)
	cr := upright(shrinkPlane(p.Cr, p.CStride, chroma.X, chroma.Y, min(colourWidth, chroma.X), min(colourHeight, chroma.Y)).
		stretched(colourWidth, colourHeight), orientation)
	return &image.YCbCr{
		Y: y.pix, Cb: cb.pix, Cr: cr.pix, YStride: y.width, CStride: cb.width,
		SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: image.Rect(0, 0, y.width, y.height),
	}
}

// chromaSize is the size of the colour planes.
func chromaSize(p *image.YCbCr) image.Point {
	across, down := 1, 1
	switch p.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	}
	size := p.Bounds().Size()
	return image.Pt((size.X+across-1)/across, (size.Y+down-1)/down)
}

// smallRGB is for all other pictures, which come as colours with transparency. What is behind them is white.
func smallRGB(picture image.Image, orientation, width, height int) image.Image {
	bounds := picture.Bounds()
	row := image.NewRGBA(image.Rect(0, 0, bounds.Dx(), 1))
	channel := make([]byte, bounds.Dx())
	var scalers [3]*scaler
	for c := range scalers {
		scalers[c] = newScaler(bounds.Dx(), bounds.Dy(), width, height)
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		draw.Draw(row, row.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(row, row.Rect, picture, image.Pt(bounds.Min.X, y), draw.Over)
		for c, s := range scalers {
			for x := range channel {
				channel[x] = row.Pix[4*x+c]
			}
			s.add(channel)
		}
	}
	var planes [3]plane
	for c, s := range scalers {
		planes[c] = upright(plane{s.out, width, height}, orientation)
	}
	out := image.NewRGBA(image.Rect(0, 0, planes[0].width, planes[0].height))
	for i := range planes[0].pix {
		out.Pix[4*i], out.Pix[4*i+1], out.Pix[4*i+2], out.Pix[4*i+3] = planes[0].pix[i], planes[1].pix[i], planes[2].pix[i], 0xff
	}
	return out
}
