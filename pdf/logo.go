package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"

	xdraw "golang.org/x/image/draw"
)

// Errors of a logo.
var (
	ErrNotPicture   = errors.New("not a picture")
	ErrLargePicture = errors.New("picture with too many pixels")
)

// maxLogoPixels keeps a picture bomb from being unpacked; maxLogoWidth is sharp in print at the size of a letterhead.
const (
	maxLogoPixels = 40_000_000
	maxLogoWidth  = 900
)

// PrepareLogo returns a picture as the PDF writer takes it: an 8-bit PNG on white, not interlaced, at most 900 pixels wide. It
// returns ErrNotPicture or ErrLargePicture.
func PrepareLogo(content []byte) ([]byte, error) {
	form, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("logo: %w (%w)", ErrNotPicture, err)
	}
	if form.Width < 1 || form.Height < 1 || form.Width*form.Height > maxLogoPixels {
		return nil, fmt.Errorf("logo of %d × %d: %w", form.Width, form.Height, ErrLargePicture)
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("logo: %w (%w)", ErrNotPicture, err)
	}
	width, height := form.Width, form.Height
	if width > maxLogoWidth {
		width, height = maxLogoWidth, max(1, height*maxLogoWidth/width)
	}
	plain := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(plain, plain.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	xdraw.CatmullRom.Scale(plain, plain.Bounds(), picture, picture.Bounds(), xdraw.Over, nil)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, plain); err != nil {
		return nil, fmt.Errorf("logo: %w", err)
	}
	return encoded.Bytes(), nil
}
