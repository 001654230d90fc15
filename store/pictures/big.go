package pictures

import (
	"bytes"
	"errors"
	"image"
	"runtime/debug"

	"github.com/gen2brain/jpegli"
)

// decode reads a picture whole, or a large JPEG in little more than the size it is made to: nobody looks at 200 megapixels, and
// all of them would take more memory than the program may.
func decode(data []byte, info Info, maxSide int) (image.Image, error) {
	pixels := info.Width * info.Height
	if info.Format == JPEG && (pixels > bigPixels || isProgressive(data) && pixels > bigProgressive) {
		return decodeScaled(data, info, maxSide)
	}
	if info.Format == HEIC || info.Format == AVIF {
		defer debug.FreeOSMemory() // the memory of their machine is as large as it ever was, and nobody's any more
	}
	return decoders[info.Format].decode(bytes.NewReader(data))
}

// decodeScaled has the decoder leave out what a picture of maxSide does not show.
func decodeScaled(data []byte, info Info, maxSide int) (image.Image, error) {
	defer debug.FreeOSMemory()
	stored := info.stored()
	width, height := fit(stored.X, stored.Y, maxSide)
	if isProgressive(data) { // what is held of it depends on the size too
		side := 1
		for side < 8 && (over(stored.X*side, 8) < width || over(stored.Y*side, 8) < height) {
			side++
		}
		picture, err := decodeProgressive(data, side)
		if !errors.Is(err, errUnusual) {
			return picture, err
		}
		if info.Width*info.Height <= bigUnusual {
			return decoders[JPEG].decode(bytes.NewReader(data))
		}
	}
	picture, err := jpegli.DecodeWithOptions(bytes.NewReader(data), &jpegli.DecodingOptions{ScaleTarget: image.Rect(0, 0, width, height)})
	if printed, is := picture.(*image.CMYK); is && isAdobes(data) {
		for i, ink := range printed.Pix { // they write how much of the paper is left, and jpegli gives it out as it stands
			printed.Pix[i] = 255 - ink
		}
	}
	return picture, err
}

// isAdobes says that the colours are written as Adobe's programs do.
func isAdobes(data []byte) bool {
	for segment := range segmentsOf(data) {
		if segment.marker == 0xee && bytes.HasPrefix(segment.data, []byte("Adobe")) {
			return true
		}
	}
	return false
}

// isProgressive says that all coefficients are held until the last scan.
func isProgressive(data []byte) bool {
	for segment := range segmentsOf(data) {
		if segment.marker == 0xc2 {
			return true
		}
	}
	return false
}
