package pictures

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"garagemail/store/pictures/picturetest"
)

// TestWhatPhonesWrite reads HEIC and AVIF as libheif and libavif write them, turned by their own boxes, and the first picture of an
// animation.
func TestWhatPhonesWrite(t *testing.T) {
	for name, want := range map[string]Info{
		"photo.heic":             {Format: HEIC, Width: 640, Height: 384, Orientation: 1, TakenAt: "2026-01-31T09:30:15"},
		"photo.avif":             {Format: AVIF, Width: 160, Height: 96, Orientation: 1, TakenAt: "2026-01-31T09:30:15"},
		"turned.avif":            {Format: AVIF, Width: 160, Height: 96, Orientation: 6},
		"animated-lossless.webp": {Format: WebP, Width: 160, Height: 96, Orientation: 1},
		"animated-lossy.webp":    {Format: WebP, Width: 160, Height: 96, Orientation: 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join("testdata", name)
			info, err := inspectFile(path)
			check(t, err)
			if info != want {
				t.Errorf("%+v, want %+v", info, want)
			}
			data, err := os.ReadFile(path)
			check(t, err)
			small, err := Shrink(bytes.NewReader(data), 80, 90)
			check(t, err)
			picturetest.MustShow(t, name, small, 80, 48)
			for cut := range len(data) {
				if _, err := inspect(data[:cut]); err == nil {
					t.Fatalf("%d of %d bytes are taken for the whole", cut, len(data))
				}
			}
		})
	}
}

// largeJPEG writes a picture as a camera of many megapixels does, in bands so that the test itself holds little of it.
func largeJPEG(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	picture := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	for y := range height {
		row := picture.Y[y*picture.YStride:][:width]
		for x := range row {
			row[x] = 40
			if x >= width/2 {
				row[x] = 200
			}
		}
	}
	for i := range picture.Cb {
		picture.Cb[i], picture.Cr[i] = 128, 128
	}
	check(t, jpeg.Encode(&out, picture, nil))
	return out.Bytes()
}

// TestTwoHundredMegapixels makes a picture small that would not fit into the memory, in a part of what it would take whole.
func TestTwoHundredMegapixels(t *testing.T) {
	const width, height = 16_320, 12_240
	data := largeJPEG(t, width, height)
	debug.FreeOSMemory()
	info, err := inspect(data)
	check(t, err)
	if info.Width != width || info.Height != height {
		t.Fatalf("%+v", info)
	}
	before := resident(t)
	small, err := shrink(data, info, 1600, 82)
	check(t, err)
	picture, err := jpeg.Decode(bytes.NewReader(small))
	check(t, err)
	if size := picture.Bounds().Size(); size != image.Pt(1600, 1200) {
		t.Errorf("comes out as %v", size)
	}
	if left, _, _, _ := picture.At(100, 600).RGBA(); left>>8 > 60 {
		t.Errorf("the left half is %d", left>>8)
	}
	if right, _, _, _ := picture.At(1500, 600).RGBA(); right>>8 < 180 {
		t.Errorf("the right half is %d", right>>8)
	}
	if after := resident(t); after-before > 100<<20 {
		t.Errorf("%d MB stay", (after-before)>>20)
	}
	if _, err := inspectFile(fileOf(t, "cut.jpg", data[:len(data)/2])); !errors.Is(err, ErrTruncated) {
		t.Errorf("half of it: %v", err)
	}
}

// resident is what the program holds of the memory now.
func resident(t *testing.T) int64 {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	content, err := os.ReadFile("/proc/self/statm")
	check(t, err)
	fields := strings.Fields(string(content))
	pages := int64(0)
	for _, digit := range fields[1] {
		pages = pages*10 + int64(digit-'0')
	}
	return pages * int64(os.Getpagesize())
}
