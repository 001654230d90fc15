package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"garagemail/store/pictures/picturetest"
)

func TestEveryOrientationComesOutUpright(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			data := picturetest.JPEG(t, picturetest.StoredAs(orientation, 160, 96), picturetest.ExifBlock(order, orientation))
			info, err := inspectFile(fileOf(t, "IMG_0001.JPG", data))
			check(t, err)
			want := Info{Format: JPEG, Width: 160, Height: 96, Orientation: orientation, TakenAt: "2026-01-31T09:30:15"}
			if info != want {
				t.Errorf("%d %v: %+v, want %+v", orientation, order, info, want)
			}
			for _, side := range []int{80, 1000} {
				shrunk, err := Shrink(bytes.NewReader(data), side, 90)
				check(t, err)
				width := min(side, 160)
				picturetest.MustShow(t, order.String(), shrunk, width, width*96/160)
			}
		}
	}
}

func TestNothingOfTheCameraIsLeft(t *testing.T) {
	data := picturetest.JPEG(t, picturetest.StoredAs(6, 160, 96), picturetest.ExifBlock(binary.LittleEndian, 6))
	if !bytes.Contains(data, []byte("GPS50.4674N")) || !bytes.Contains(data, []byte(picturetest.TakenAt)) {
		t.Fatal("the test's own picture has no place")
	}
	for _, make := range []func() ([]byte, error){
		func() ([]byte, error) { return Shrink(bytes.NewReader(data), 1600, 85) },
		func() ([]byte, error) { return Shrink(bytes.NewReader(data), ThumbnailSide, thumbnailQuality) },
	} {
		small, err := make()
		check(t, err)
		for _, trace := range []string{"Exif", "GPS", picturetest.TakenAt, "MM\x00*", "II*\x00"} {
			if bytes.Contains(small, []byte(trace)) {
				t.Errorf("%q is left", trace)
			}
		}
		for segment := range segmentsOf(small) {
			if segment.marker >= 0xe1 && segment.marker <= 0xef || segment.marker == 0xfe {
				t.Errorf("segment %x is left", segment.marker)
			}
		}
	}
}

func TestOtherFormats(t *testing.T) {
	drawn := picturetest.StoredAs(1, 160, 96)
	var asGIF, asBMP bytes.Buffer
	check(t, gif.Encode(&asGIF, drawn, nil))
	check(t, bmp.Encode(&asBMP, drawn))
	for format, data := range map[Format][]byte{PNG: pngOf(t, drawn), GIF: asGIF.Bytes(), BMP: asBMP.Bytes()} {
		info, err := inspectFile(fileOf(t, "picture", data))
		check(t, err)
		if want := (Info{Format: format, Width: 160, Height: 96, Orientation: 1}); info != want {
			t.Errorf("%+v, want %+v", info, want)
		}
		small, err := Shrink(bytes.NewReader(data), 80, 90)
		check(t, err)
		picturetest.MustShow(t, string(format), small, 80, 48)
	}
	// What is behind a picture is white.
	clear := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	small, err := Shrink(bytes.NewReader(pngOf(t, clear)), 20, 90)
	check(t, err)
	picture, err := decoders[JPEG].decode(bytes.NewReader(small))
	check(t, err)
	if r, g, b, _ := picture.At(10, 10).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 {
		t.Errorf("nothing became %d %d %d", r>>8, g>>8, b>>8)
	}
	grey := image.NewGray(image.Rect(0, 0, 64, 32))
	for i := range grey.Pix {
		grey.Pix[i] = 77
	}
	small, err = Shrink(bytes.NewReader(picturetest.JPEG(t, grey, picturetest.ExifBlock(binary.BigEndian, 8))), 32, 95)
	check(t, err)
	if picture, err = decoders[JPEG].decode(bytes.NewReader(small)); err != nil || picture.Bounds().Size() != image.Pt(16, 32) {
		t.Fatal(err, picture.Bounds())
	}
	if y := color.GrayModel.Convert(picture.At(8, 8)).(color.Gray).Y; y < 75 || y > 79 {
		t.Errorf("grey 77 became %d", y)
	}
}

// bomb is a PNG of a few bytes that says it is enormous.
func bomb(width, height uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), width), height)
	head = append(head, 8, 2, 0, 0, 0)
	data := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	data = binary.BigEndian.AppendUint32(append(data, head...), crc32.ChecksumIEEE(head))
	return append(data, "\x00\x00\x00\x00IEND\xae\x42\x60\x82"...)
}

func TestWhatIsRefused(t *testing.T) {
	whole := picturetest.JPEG(t, picturetest.StoredAs(1, 400, 300), picturetest.ExifBlock(binary.LittleEndian, 1))
	for _, test := range []struct {
		name string
		data []byte
		want error
	}{
		{"IMG_0001.HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), ErrTruncated},
		{"named.jpg", []byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic"), ErrTruncated},
		{"bomb.png", bomb(60_000, 60_000), ErrTooLarge},
		{"200mp.png", bomb(20_000, 10_000), ErrTooLarge},
		{"half.jpg", whole[:len(whole)/2], ErrTruncated},
		{"end.jpg", whole[:len(whole)-2], ErrTruncated},
		{"head.jpg", whole[:30], ErrTruncated},
		{"half.png", pngOf(t, picturetest.StoredAs(1, 80, 80))[:90], ErrTruncated},
		{"invoice.jpg", []byte("%PDF-1.7\n1 0 obj"), ErrPDF},
		{"bom.jpg", []byte("\xef\xbb\xbf%PDF-1.4\n"), ErrPDF},
		{"empty.jpg", nil, ErrNoPicture},
		{"film.mp4", []byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00"), ErrNoPicture},
		{"text.jpg", []byte("Bonjour, voici les photos"), ErrNoPicture},
	} {
		path := fileOf(t, test.name, test.data)
		if _, err := inspectFile(path); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
		if _, err := Shrink(bytes.NewReader(test.data), 100, 80); !errors.Is(err, test.want) {
			t.Errorf("%s: shrinking gives %v, want %v", test.name, err, test.want)
		}
	}
	if _, err := inspectFile(filepath.Join(t.TempDir(), "gone.jpg")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	// A fault in the middle has its end and shows when it is decoded.
	torn := append([]byte{}, whole...)
	copy(torn[len(torn)/2:], bytes.Repeat([]byte{0xff, 0xc4}, 200))
	if _, err := Shrink(bytes.NewReader(torn), 100, 80); !errors.Is(err, ErrTruncated) {
		t.Error("torn:", err)
	}
	// What a phone puts behind the end, a film for example, does not matter.
	if _, err := inspectFile(fileOf(t, "film behind.jpg", append(whole[:len(whole):len(whole)], strings.Repeat("film", 999)...))); err != nil {
		t.Error(err)
	}
}

// TestTornHeadings cuts and bends the EXIF block everywhere: it may say nothing, but never stop the reading.
func TestTornHeadings(t *testing.T) {
	block := picturetest.ExifBlock(binary.LittleEndian, 6)
	for cut := range block {
		var info Info
		info.readExif(block[:cut])
		bent := append([]byte{}, block...)
		bent[cut] = 0xff
		info.readExif(bent)
	}
	data := picturetest.JPEG(t, picturetest.StoredAs(1, 16, 16), block)
	for cut := range data {
		if _, err := inspect(data[:cut]); err == nil {
			t.Errorf("%d of %d bytes are taken for whole", cut, len(data))
		}
	}
}

// TestMeanOfTheArea holds the small picture to the mean of what it covers, worked out here with real numbers.
func TestMeanOfTheArea(t *testing.T) {
	const width, height = 97, 61
	pix := make([]byte, width*height)
	for i := range pix {
		pix[i] = byte(i * i / 7)
	}
	for _, size := range [][2]int{{97, 61}, {48, 30}, {31, 20}, {1, 1}, {96, 60}, {97, 3}} {
		got := shrinkPlane(pix, width, width, height, size[0], size[1])
		for y := range size[1] {
			for x := range size[0] {
				want := mean(pix, width, height, size, x, y)
				if difference := float64(got.pix[y*size[0]+x]) - want; difference > 1 || difference < -1 {
					t.Fatalf("%v at %d, %d: %d, want %.2f", size, x, y, got.pix[y*size[0]+x], want)
				}
			}
		}
	}
}

func mean(pix []byte, width, height int, size [2]int, x, y int) float64 {
	covered := func(at, i, from, to int) float64 {
		begin, end := float64(i)*float64(from)/float64(to), float64(i+1)*float64(from)/float64(to)
		return max(0, min(end, float64(at+1))-max(begin, float64(at)))
	}
	var sum, area float64
	for row := range height {
		for column := range width {
			a := covered(column, x, width, size[0]) * covered(row, y, height, size[1])
			sum += a * float64(pix[row*width+column])
			area += a
		}
	}
	return sum / area
}

// TestMayHavePlace: what cameras write their place into and is not read here, and nothing of what goes with a mail every day.
func TestMayHavePlace(t *testing.T) {
	for beginning, want := range map[string]bool{
		"II*\x00\x08\x00\x00\x00": true, "MM\x00*\x00\x00\x00\x08": true, "\x00\x00\x00\x18ftypisom\x00\x00": true,
		"\x00\x00\x00\x0cJXL \r\n": true, "%PDF-1.7": false, "PK\x03\x04 a spreadsheet": false, "Bonjour": false, "": false,
	} {
		if MayHavePlace([]byte(beginning)) != want {
			t.Errorf("%q: %v", beginning, !want)
		}
	}
}
