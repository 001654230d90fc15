// Package picturetest draws photos for tests: as a camera stores them, turned, with the place where they were taken.
package picturetest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// The corners of the drawn picture as it is looked at.
var (
	topLeft     = color.RGBA{200, 20, 20, 255}
	topRight    = color.RGBA{20, 180, 20, 255}
	bottomLeft  = color.RGBA{20, 20, 200, 255}
	bottomRight = color.RGBA{230, 230, 230, 255}
)

func corner(width, height, x, y int) color.RGBA {
	switch {
	case x < width/2 && y < height/2:
		return topLeft
	case y < height/2:
		return topRight
	case x < width/2:
		return bottomLeft
	}
	return bottomRight
}

// StoredAs draws what a camera stores that was held so that the picture wants this orientation. The table is the one of the
// EXIF standard: which side of the picture the first row is, and which the first column.
func StoredAs(orientation, width, height int) image.Image {
	sides := [][2]string{
		{"top", "left"},
		{"top", "right"},
		{"bottom", "right"},
		{"bottom", "left"},
		{"left", "top"},
		{"right", "top"},
		{"right", "bottom"},
		{"left", "bottom"},
	}[orientation-1]
	rows, columns := height, width
	if orientation >= 5 {
		rows, columns = width, height
	}
	picture := image.NewRGBA(image.Rect(0, 0, columns, rows))
	for row := range rows {
		for column := range columns {
			x, y := 0, 0
			for i, side := range sides {
				along := []int{row, column}[i]
				switch side {
				case "top":
					y = along
				case "bottom":
					y = height - 1 - along
				case "left":
					x = along
				case "right":
					x = width - 1 - along
				}
			}
			picture.SetRGBA(column, row, corner(width, height, x, y))
		}
	}
	return picture
}

// TakenAt is what the camera says of the time.
const TakenAt = "2026:01:31 09:30:15"

// ExifBlock is what a phone writes: orientation, date, and where it was.
func ExifBlock(order binary.AppendByteOrder, orientation int) []byte {
	read := order.(binary.ByteOrder)
	mark := "II*\x00"
	if read.String() == "BigEndian" {
		mark = "MM\x00*"
	}
	block := order.AppendUint32([]byte(mark), 8)
	entry := func(tag, kind uint16, count uint32, value []byte) {
		block = order.AppendUint32(order.AppendUint16(order.AppendUint16(block, tag), kind), count)
		block = append(block, append(value, 0, 0, 0, 0)[:4]...)
	}
	offset := func(at uint32) []byte { return order.AppendUint32(nil, at) }
	const shot, place, date = 8 + 2 + 3*12 + 4, 8 + 2 + 3*12 + 4 + 2 + 12 + 4, 8 + 2 + 3*12 + 4 + 2*(2+12+4)
	block = order.AppendUint16(block, 3)
	entry(0x0112, 3, 1, order.AppendUint16(nil, uint16(orientation))) //nolint:gosec // 1 to 8
	entry(0x8769, 4, 1, offset(shot))
	entry(0x8825, 4, 1, offset(place))
	block = append(block, 0, 0, 0, 0)
	block = order.AppendUint16(block, 1)
	entry(0x9003, 2, 20, offset(date))
	block = append(block, 0, 0, 0, 0)
	block = order.AppendUint16(block, 1)
	entry(0x0001, 2, 2, []byte("N\x00"))
	block = append(block, 0, 0, 0, 0)
	return append(block, TakenAt+"\x00GPS50.4674N4.8720E"...)
}

// JPEG writes a picture as a camera does, with the block in front.
func JPEG(t testing.TB, picture image.Image, exif []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, picture, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	if exif == nil {
		return out.Bytes()
	}
	block := append([]byte("Exif\x00\x00"), exif...)
	head := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(block)+2))...) //nolint:gosec // small
	return append(append(head, block...), out.Bytes()[2:]...)
}

// Photo is a JPEG of a camera that was held so that its picture wants this orientation: upright it is width x height, with a
// red, a green, a blue and a grey corner; it says when and where it was taken.
func Photo(t testing.TB, orientation, width, height int) []byte {
	t.Helper()
	return JPEG(t, StoredAs(orientation, width, height), ExifBlock(binary.BigEndian, orientation))
}

// MustShow looks at the four corners of a JPEG.
func MustShow(t testing.TB, what string, data []byte, width, height int) {
	t.Helper()
	picture, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	if size := picture.Bounds().Size(); size != image.Pt(width, height) {
		t.Errorf("%s: %v, want %d x %d", what, size, width, height)
		return
	}
	for _, x := range []int{1, width - 2} {
		for _, y := range []int{1, height - 2} {
			want := corner(width, height, x, y)
			r, g, b, _ := picture.At(x, y).RGBA()
			if far(r>>8, want.R) || far(g>>8, want.G) || far(b>>8, want.B) {
				t.Errorf("%s: at %d, %d is %d %d %d, want %v", what, x, y, r>>8, g>>8, b>>8, want)
			}
		}
	}
}

func far(got uint32, want uint8) bool { return got > uint32(want)+24 || got+24 < uint32(want) }

// Card writes a folder of photos of 12 megapixels, some 5 MB each, as a camera's card has them.
func Card(b testing.TB, count int) (paths []string) {
	b.Helper()
	folder := b.TempDir()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // invented
	picture := image.NewRGBA(image.Rect(0, 0, 4000, 3000))
	for y := range 3000 {
		for x := range 4000 {
			at := picture.PixOffset(x, y)
			grain := byte(random.IntN(24))
			copy(picture.Pix[at:], []byte{byte(x/16) + grain, byte(y/12) + grain, byte((x+y)/28) + grain, 255})
		}
	}
	data := JPEG(b, picture, ExifBlock(binary.LittleEndian, 6))
	b.Logf("%.1f MB each", float64(len(data))/1e6)
	for i := range count {
		path := filepath.Join(folder, fmt.Sprintf("DSC_%04d.JPG", i))
		if err := os.WriteFile(path, append(data, byte(i)), 0o600); err != nil { // what cameras put behind the end makes them differ
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}
