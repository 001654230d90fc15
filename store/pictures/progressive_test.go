package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/gen2brain/jpegli"

	"garagemail/store/pictures/picturetest"
)

// progressiveOf writes a picture in scans that become finer.
func progressiveOf(t testing.TB, picture image.Image, ratio image.YCbCrSubsampleRatio) []byte {
	t.Helper()
	var out bytes.Buffer
	check(t, jpegli.Encode(&out, picture, &jpegli.EncodingOptions{
		Quality: 90, ProgressiveLevel: 2, ChromaSubsampling: ratio, OptimizeCoding: true, AdaptiveQuantization: true,
	}))
	if !isProgressive(out.Bytes()) {
		t.Fatal("the test's own picture is not progressive")
	}
	return out.Bytes()
}

// drawn has slopes, edges and grain, in sides that no block divides.
func drawn(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{uint8(x * 255 / width), uint8(y * 255 / height), uint8(128 + x*y%13*4), 255} //nolint:gosec // below 256
			if x/100%3 == 0 && y/120%2 == 0 {
				c.R, c.G = c.G, 255-c.R
			}
			picture.SetRGBA(x, y, c)
		}
	}
	return picture
}

func grey(picture *image.RGBA) *image.Gray {
	out := image.NewGray(picture.Rect)
	for y := range picture.Rect.Dy() {
		for x := range picture.Rect.Dx() {
			out.Set(x, y, picture.At(x, y))
		}
	}
	return out
}

// meanColour is that of the part of a picture between parts of its sides, in hundredths.
func meanColour(picture image.Image, left, top, right, bottom int) (rgb [3]int) {
	size, count := picture.Bounds().Size(), 0
	for y := size.Y * top / 100; y < size.Y*bottom/100; y++ {
		for x := size.X * left / 100; x < size.X*right/100; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			rgb[0], rgb[1], rgb[2] = rgb[0]+int(r>>8), rgb[1]+int(g>>8), rgb[2]+int(b>>8)
			count++
		}
	}
	for i := range rgb {
		rgb[i] /= max(1, count)
	}
	return rgb
}

// mustLookLike holds the colours at 64 places to those of another picture.
func mustLookLike(t *testing.T, got, want image.Image, tolerance int) {
	t.Helper()
	for place := range 64 {
		left, top := place%8*12, place/8*12
		a, b := meanColour(got, left, top, left+12, top+12), meanColour(want, left, top, left+12, top+12)
		for i := range a {
			if difference := a[i] - b[i]; difference < -tolerance || difference > tolerance {
				t.Errorf("%v at %d%%, %d%%: %v, want %v", got.Bounds().Max, left, top, a, b)
				break
			}
		}
	}
}

// TestProgressive reads in every size what Go reads whole.
func TestProgressive(t *testing.T) {
	picture := drawn(1333, 1049)
	for name, data := range map[string][]byte{
		"444":  progressiveOf(t, picture, image.YCbCrSubsampleRatio444),
		"422":  progressiveOf(t, picture, image.YCbCrSubsampleRatio422),
		"420":  progressiveOf(t, picture, image.YCbCrSubsampleRatio420),
		"440":  progressiveOf(t, picture, image.YCbCrSubsampleRatio440),
		"grey": progressiveOf(t, grey(picture), image.YCbCrSubsampleRatio444),
	} {
		want, err := jpeg.Decode(bytes.NewReader(data))
		check(t, err)
		for side := 1; side <= 8; side++ {
			t.Run(fmt.Sprint(name, side), func(t *testing.T) {
				got, err := decodeProgressive(data, side)
				check(t, err)
				if size := got.Bounds().Size(); size != image.Pt(over(1333*side, 8), over(1049*side, 8)) {
					t.Fatalf("comes out as %v", size)
				}
				if got.ColorModel() != want.ColorModel() {
					t.Error("the colours are others")
				}
				if side < 8 {
					mustLookLike(t, shrunk(got, Info{Format: PNG}, 133), shrunk(want, Info{Format: PNG}, 133), 10)
					return
				}
				mustEqual(t, got, want)
			})
		}
	}
}

// mustEqual lets a value differ by what two ways of rounding do.
func mustEqual(t *testing.T, got, want image.Image) {
	t.Helper()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			a, b := values(got, x, y), values(want, x, y)
			for i := range a {
				if difference := int(a[i]) - int(b[i]); difference < -1 || difference > 1 {
					t.Fatalf("%d, %d: %v, want %v", x, y, a, b)
				}
			}
		}
	}
}

func values(picture image.Image, x, y int) [3]uint8 {
	switch c := picture.At(x, y).(type) {
	case color.YCbCr:
		return [3]uint8{c.Y, c.Cb, c.Cr}
	case color.Gray:
		return [3]uint8{c.Y}
	}
	return [3]uint8{}
}

// TestProgressiveComesOutAsBefore has a large one have the sides, the position and the colours that it had when Go read it whole.
func TestProgressiveComesOutAsBefore(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		for _, size := range []image.Point{{1064, 840}, {1595, 1201}} {
			data := progressiveOf(t, picturetest.StoredAs(orientation, size.X, size.Y), image.YCbCrSubsampleRatio420)
			info, err := inspect(data)
			check(t, err)
			if info.Orientation = orientation; orientation >= 5 {
				info.Width, info.Height = info.Height, info.Width
			}
			whole, err := decode(data, info, 200)
			check(t, err)
			for _, maxSide := range []int{133, 160, 200, 531, 5000} {
				read, err := decodeScaled(data, info, maxSide)
				check(t, err)
				got, want := shrunk(read, info, maxSide), shrunk(whole, info, maxSide)
				if got.Bounds() != want.Bounds() {
					t.Errorf("%v to %d: %v, want %v", size, maxSide, got.Bounds(), want.Bounds())
				}
				mustLookLike(t, got, want, 12)
			}
		}
	}
}

// TestProgressiveOfAnUnusualKind goes to a decoder that knows it: which one is a matter of its size.
func TestProgressiveOfAnUnusualKind(t *testing.T) {
	picture := image.NewCMYK(image.Rect(0, 0, 160, 96))
	for i := range picture.Pix {
		picture.Pix[i] = 100
	}
	data := progressiveOf(t, picture, image.YCbCrSubsampleRatio444)
	data = append([]byte("\xff\xd8\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"), data[2:]...)
	if _, err := decodeProgressive(data, 1); !errors.Is(err, errUnusual) {
		t.Error(err)
	}
	for want, info := range map[image.Point]Info{
		image.Pt(160, 96): {Format: JPEG, Width: 160, Height: 96, Orientation: 1},
		image.Pt(20, 12):  {Format: JPEG, Width: 16_000, Height: 9600, Orientation: 1}, // as if it were that large
	} {
		read, err := decodeScaled(data, info, 20)
		check(t, err)
		if size := read.Bounds().Size(); size != want {
			t.Errorf("%v, want %v", size, want)
		}
	}
}

// TestUnusualColours: ink that Adobe's programs write as paper, and colours that are none of brightness, come out the same whichever
// decoder the size asks for.
func TestUnusualColours(t *testing.T) {
	printed := image.NewCMYK(image.Rect(0, 0, 160, 96))
	for y := range 96 {
		for x := range 160 {
			printed.SetCMYK(x, y, color.CMYK{C: uint8(x), M: uint8(2 * y), Y: uint8(200 - x), K: uint8(y / 2)}) //nolint:gosec // below 256
		}
	}
	adobes := func(data []byte, transform byte) []byte {
		if size := int(data[4])<<8 | int(data[5]); data[3] == 0xe0 { // without JFIF
			data = append([]byte("\xff\xd8"), data[4+size:]...)
		}
		return append(append([]byte("\xff\xd8\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00"), transform), data[2:]...)
	}
	for name, data := range map[string][]byte{
		"CMYK": adobes(progressiveOf(t, printed, image.YCbCrSubsampleRatio444), 0),
		"YCCK": adobes(progressiveOf(t, printed, image.YCbCrSubsampleRatio444), 2),
		"RGB":  adobes(progressiveOf(t, drawn(160, 96), image.YCbCrSubsampleRatio444), 0),
	} {
		t.Run(name, func(t *testing.T) {
			want, err := decodeScaled(data, Info{Format: JPEG, Width: 160, Height: 96, Orientation: 1}, 160)
			check(t, err)
			got, err := decodeScaled(data, Info{Format: JPEG, Width: 16_000, Height: 9600, Orientation: 1}, 40) // as if it were that large
			check(t, err)
			mustLookLike(t, got, want, 12)
		})
	}
}

// TestTornProgressive cuts and bends one everywhere: it may come out wrong, but the reading ends.
func TestTornProgressive(t *testing.T) {
	data := progressiveOf(t, drawn(70, 50), image.YCbCrSubsampleRatio420)
	read := func(data []byte) (err error) {
		defer func() { // as shrink does
			if fault := recover(); fault != nil {
				err = fmt.Errorf("%v", fault)
				t.Error(err)
			}
		}()
		_, err = decodeProgressive(data, 3)
		return err
	}
	for at := 2; at < len(data); at++ {
		if read(data[:at]) == nil {
			t.Errorf("%d of %d bytes are taken for the whole", at, len(data))
		}
		for _, b := range []byte{0, 0x11, 0x7f, 0xff} {
			bent := bytes.Clone(data)
			bent[at] = b
			_ = read(bent)
		}
	}
	scan := data[bytes.Index(data, []byte("\xff\xda")) : len(data)-2]
	many := append(bytes.Clone(data[:len(data)-2]), bytes.Repeat(scan, maxScans)...)
	if err := read(append(many, 0xff, 0xd9)); !errors.Is(err, errCut) {
		t.Errorf("too many scans: %v", err)
	}
}

// scanWriter writes the bits of a scan.
type scanWriter struct {
	out   []byte
	bits  uint32
	count int
}

func (w *scanWriter) put(value uint32, size int) {
	for size--; size >= 0; size-- {
		w.bits = w.bits<<1 | value>>size&1
		if w.count++; w.count == 8 {
			w.out = append(w.out, byte(w.bits))
			if byte(w.bits) == 0xff {
				w.out = append(w.out, 0)
			}
			w.count = 0
		}
	}
}

func (w *scanWriter) finish() []byte {
	for w.count != 0 {
		w.put(1, 1)
	}
	return w.out
}

// largeProgressive writes one without colour left out whose left half is dark and whose right half is bright, with a restart at
// every row of blocks, block by block, so that the test itself holds nothing of it.
func largeProgressive(width, height int) []byte {
	segment := func(marker byte, content ...byte) []byte {
		return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...) //nolint:gosec // short
	}
	across, down := over(width, 8), over(height, 8)
	data := []byte{0xff, 0xd8}
	data = append(data, segment(0xdb, append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)...)...)
	data = append(data, segment(0xc2, 8, byte(height>>8), byte(height), byte(width>>8), byte(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0)...)
	data = append(data, segment(0xdd, byte(across>>8), byte(across))...)
	lengths := make([]byte, 16)
	lengths[1] = 3
	data = append(data, segment(0xc4, append(append([]byte{0x00}, lengths...), 0, 7, 8)...)...)          // 00: the same, 01 and 10: another brightness
	data = append(data, segment(0xc4, append(append([]byte{0x10}, lengths...), 0x00, 0x01, 0x11)...)...) // 00: no more, 01: one that is not zero
	scan := func(heading []byte, block func(w *scanWriter, x int)) {
		data = append(data, segment(0xda, heading...)...)
		for y := range down {
			w := &scanWriter{}
			for x := range across {
				block(w, x)
			}
			data = append(data, w.finish()...)
			if y < down-1 {
				data = append(data, 0xff, 0xd0+byte(y%8))
			}
		}
	}
	scan([]byte{3, 1, 0, 2, 0, 3, 0, 0, 0, 0}, func(w *scanWriter, x int) {
		switch x {
		case 0:
			w.put(0b01, 2)
			w.put(127-88, 7) // 88 below the middle
		case across / 2:
			w.put(0b10, 2)
			w.put(160, 8)
		default:
			w.put(0, 2)
		}
		w.put(0, 4)
	})
	for id := range byte(3) {
		scan([]byte{1, id + 1, 0, 1, 63, 0x01}, func(w *scanWriter, _ int) { w.put(0b01_1_00, 5) })
	}
	for id := range byte(3) {
		scan([]byte{1, id + 1, 0, 1, 63, 0x10}, func(w *scanWriter, _ int) { w.put(0b00_0, 3) })
	}
	return append(data, 0xff, 0xd9)
}

// peak is the most that the program held of the memory since forget was called, 0 where it cannot be told.
func peak(t testing.TB) int64 {
	t.Helper()
	content, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kilobytes int64
	for line := range strings.Lines(string(content)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			_, err := fmt.Sscan(rest, &kilobytes)
			check(t, err)
		}
	}
	return kilobytes << 10
}

// forget has peak begin anew from what is held now.
func forget(t testing.TB) {
	t.Helper()
	debug.FreeOSMemory()
	if runtime.GOOS != "linux" {
		return
	}
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Skip(err)
	}
}

// TestFiftyMegapixelsProgressive holds the memory of one within what a photo may take, by far.
func TestFiftyMegapixelsProgressive(t *testing.T) {
	data := largeProgressive(8688, 5792)
	forget(t)
	before := peak(t)
	small, err := Shrink(bytes.NewReader(data), 1600, 82)
	check(t, err)
	if more := peak(t) - before; more > 150<<20 {
		t.Errorf("%d MB more", more>>20)
	}
	picture, err := jpeg.Decode(bytes.NewReader(small))
	check(t, err)
	if size := picture.Bounds().Size(); size != image.Pt(1600, 1067) {
		t.Errorf("comes out as %v", size)
	}
	for x, want := range map[int]int{10: 40, 90: 200} {
		got := meanColour(picture, x-5, 20, x+5, 80)
		for _, value := range got {
			if value < want-3 || value > want+3 {
				t.Errorf("at %d%%: %v, want %d", x, got, want)
			}
		}
	}
	debug.FreeOSMemory()
	if stays := resident(t) - before; stays > 60<<20 { // a plane kept would be 50 MB, beside what the watch for races keeps
		t.Errorf("%d MB stay", stays>>20)
	}
}
