// Package pictures looks at the photos of a file and makes them small: upright, without what the camera wrote into them
// (place, owner, serial number), in little memory whatever comes in.
package pictures

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"os"

	"github.com/gen2brain/avif"
	"github.com/gen2brain/heic"
	"golang.org/x/image/bmp"
)

// Why a file is not taken as a picture; errors.Is tells them apart.
var (
	// ErrTooLarge is a picture of more than MaxPixels, by its heading alone: it may be a bomb of a few bytes.
	ErrTooLarge = errors.New("picture has too many pixels")
	// ErrTruncated is a picture whose end is missing or whose data make no sense.
	ErrTruncated = errors.New("picture is not whole")
	// ErrNoPicture is a file of something else.
	ErrNoPicture = errors.New("file is no picture")
	// ErrHasPlace is a picture or film of a format that is not read here and may say where it was taken; see MayHavePlace.
	ErrHasPlace = errors.New("picture may say where it was taken")
	// ErrPDF is a PDF, whatever its name ends in.
	ErrPDF = errors.New("file is a PDF")
)

const (
	// MaxPixels is how many pixels a picture may have; a large JPEG is read in small, and may have twice as many.
	MaxPixels = 100_000_000
	// What a picture may have that is written in a way that takes more memory: 12 to 20 bytes a pixel for HEIC and a progressive JPEG of
	// an unusual kind, 70 for AVIF.
	maxProgressive = 60_000_000
	maxHEIC        = 50_000_000
	maxAVIF        = 13_000_000
	// MaxBytes is how big a picture's file may be.
	MaxBytes = 128 << 20
	// ThumbnailSide is the longer side of a thumbnail in pixels.
	ThumbnailSide = 320

	thumbnailQuality = 80
)

// Format is how a picture is written.
type Format string

// The formats that are read.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	WebP Format = "webp"
	GIF  Format = "gif"
	BMP  Format = "bmp"
	HEIC Format = "heic"
	AVIF Format = "avif"
)

// Ending returns how the name of a file of this format ends.
func (f Format) Ending() string {
	if f == JPEG {
		return ".jpg"
	}
	return "." + string(f)
}

// Info is what a picture's heading says.
type Info struct {
	Format        Format
	Width, Height int    // as it is looked at, upright
	Orientation   int    // of EXIF: 1 to 8, 1 = as it is stored
	TakenAt       string // by the camera's clock, 2026-01-31T09:30:00; "" = not said
}

// stored is the size before it is turned upright.
func (info Info) stored() image.Point {
	if info.Orientation >= 5 {
		return image.Pt(info.Height, info.Width)
	}
	return image.Pt(info.Width, info.Height)
}

// readFile reads a picture's file, and refuses one that is too big to be one before it fills the memory.
func readFile(path string) ([]byte, error) {
	file, err := os.Open(path) //nolint:gosec // the path is one that she picked
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, MaxBytes+1))
	if err == nil && len(data) > MaxBytes {
		err = fmt.Errorf("more than %d bytes: %w", MaxBytes, ErrTooLarge)
	}
	return data, err
}

func inspect(data []byte) (Info, error) {
	format, err := formatOf(data)
	if err != nil {
		return Info{}, err
	}
	config, err := decoders[format].config(bytes.NewReader(data))
	if err != nil {
		return Info{}, fmt.Errorf("%s: %w: %w", format, ErrTruncated, err)
	}
	if config.Width <= 0 || config.Height <= 0 {
		return Info{}, fmt.Errorf("%s of no size: %w", format, ErrTruncated)
	}
	if int64(config.Width)*int64(config.Height) > maxPixels(format, data, config) {
		return Info{}, fmt.Errorf("%d x %d: %w", config.Width, config.Height, ErrTooLarge)
	}
	if !isWhole(format, data) {
		return Info{}, fmt.Errorf("%s without its end: %w", format, ErrTruncated)
	}
	info := Info{Format: format, Width: config.Width, Height: config.Height, Orientation: 1}
	info.readExif(exifOf(format, data))
	switch format { // their own boxes turn them; what EXIF says beside those does not count
	case HEIC:
		info.Orientation = 1
	case AVIF:
		h, _ := readHeading(data)
		info.Orientation = h.orientation
	}
	if info.Orientation >= 5 { // lies on its side
		info.Width, info.Height = info.Height, info.Width
	}
	return info, nil
}

// maxPixels is how many pixels a picture may have by the way in which it is written.
func maxPixels(format Format, data []byte, config image.Config) int64 {
	switch {
	case format == HEIC:
		return maxHEIC
	case format == AVIF:
		return maxAVIF
	case format == JPEG && isProgressive(data):
		return maxProgressive
	case format == JPEG && (config.ColorModel == color.YCbCrModel || config.ColorModel == color.GrayModel):
		return 2*MaxPixels + MaxPixels/10 // a sensor of 200 megapixels has a few more
	case config.ColorModel == color.NRGBA64Model || config.ColorModel == color.RGBA64Model:
		return MaxPixels / 2
	}
	return MaxPixels
}

// decoders of the formats: image.Decode would also read whatever some other package has registered.
var decoders = map[Format]struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}{
	JPEG: {jpeg.DecodeConfig, jpeg.Decode},
	PNG:  {png.DecodeConfig, png.Decode},
	WebP: {webpConfig, decodeWebP},
	GIF:  {gif.DecodeConfig, gif.Decode},
	BMP:  {bmp.DecodeConfig, bmp.Decode},
	HEIC: {heicConfig, heic.Decode},
	AVIF: {avifConfig, avif.Decode},
}

// formatOf tells a format by the first bytes.
func formatOf(data []byte) (Format, error) {
	begins := func(magic string) bool { return bytes.HasPrefix(data, []byte(magic)) }
	switch {
	case begins("\xff\xd8\xff"):
		return JPEG, nil
	case begins("\x89PNG\r\n\x1a\n"):
		return PNG, nil
	case begins("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return WebP, nil
	case begins("GIF87a"), begins("GIF89a"):
		return GIF, nil
	case begins("BM"):
		return BMP, nil
	case bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")):
		return "", ErrPDF
	}
	if format, is := isHEIF(data); is {
		return format, nil
	}
	return "", ErrNoPicture
}

// isWhole looks for the end of a picture without decoding it; a copy from a card that was pulled out lacks it. What
// cameras put behind the end does not matter.
func isWhole(format Format, data []byte) bool {
	switch format {
	case JPEG:
		scan := 0
		for segment := range segmentsOf(data) {
			scan = segment.end
		}
		return bytes.Contains(data[scan:], []byte("\xff\xd9"))
	case PNG:
		return bytes.Contains(data, []byte("IEND\xae\x42\x60\x82"))
	case WebP:
		return uint64(len(data)) >= uint64(littleEndian(data[4:8]))+8
	case HEIC, AVIF:
		return isWholeHEIF(data)
	}
	return true // decoding tells
}

// MayHavePlace reports whether the beginning of a file is that of a picture or film in which cameras write the place, and which
// is not read here: TIFF and what is built on it (DNG, CR2, NEF, ARW), JPEG XL, and the family of MP4 (MOV, CR3).
func MayHavePlace(beginning []byte) bool {
	for _, signature := range []string{"II*\x00", "MM\x00*", "II+\x00", "MM\x00+", "IIRO", "IIU\x00", "\xff\x0a", "\x00\x00\x00\x0cJXL ", "FUJIFILMCCD-RAW"} {
		if bytes.HasPrefix(beginning, []byte(signature)) {
			return true
		}
	}
	return len(beginning) >= 12 && string(beginning[4:8]) == "ftyp"
}
