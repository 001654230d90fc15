package pictures

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	tiffcodec "golang.org/x/image/tiff"
	"golang.org/x/image/webp"

	"garagemail/store/pictures/picturetest"
)

// secret is what no picture may carry out of the house.
const secret = "GPS50.4674N4.8720E"

func segmentOf(marker byte, content string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(content)+2)), content...) //nolint:gosec // small
}

// samePixels decodes both and compares every pixel.
func samePixels(t *testing.T, decode func(data []byte) (image.Image, error), before, after []byte) {
	t.Helper()
	first, err := decode(before)
	check(t, err)
	second, err := decode(after)
	check(t, err)
	if first.Bounds() != second.Bounds() {
		t.Fatalf("%v became %v", first.Bounds(), second.Bounds())
	}
	for y := range first.Bounds().Dy() {
		for x := range first.Bounds().Dx() {
			if first.At(x, y) != second.At(x, y) {
				t.Fatalf("pixel %d, %d changed", x, y)
			}
		}
	}
}

func decoderOf[T image.Image](decode func(data *bytes.Reader) (T, error)) func(data []byte) (image.Image, error) {
	return func(data []byte) (image.Image, error) { return decode(bytes.NewReader(data)) }
}

var (
	asJPEG = decoderOf(func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) })
	asPNG  = decoderOf(func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) })
	asGIF  = decoderOf(func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) })
	asWebP = decoderOf(func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) })
	asTIFF = decoderOf(func(r *bytes.Reader) (image.Image, error) { return tiffcodec.Decode(r) })
)

// cleaned takes the place out, and again: the second time there is nothing left to do.
func cleaned(t *testing.T, data []byte) []byte {
	t.Helper()
	before := slices.Clone(data)
	clean, err := WithoutPlace(data)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(clean, []byte(secret)) {
		t.Error("the place is still there")
	}
	again, err := WithoutPlace(clean)
	if err != nil || !bytes.Equal(again, clean) {
		t.Errorf("the second time changes it: %v", err)
	}
	if !bytes.Equal(before, data) {
		t.Error("what was handed over was written to")
	}
	return clean
}

func TestWithoutPlaceJPEG(t *testing.T) {
	for orientation := 1; orientation <= 8; orientation++ {
		for _, order := range []binary.AppendByteOrder{binary.BigEndian, binary.LittleEndian} {
			picture := picturetest.StoredAs(orientation, 60, 40)
			data := picturetest.JPEG(t, picture, picturetest.ExifBlock(order, orientation))
			clean := cleaned(t, data)
			samePixels(t, asJPEG, data, clean)
			info, err := inspect(clean)
			if err != nil || info.Orientation != orientation || info.TakenAt != "" {
				t.Errorf("orientation %d: %+v, %v", orientation, info, err)
			}
		}
	}
	bare := picturetest.JPEG(t, picturetest.StoredAs(1, 60, 40), nil)
	if clean := cleaned(t, bare); !bytes.Equal(clean, bare) {
		t.Error("a picture without a place was changed")
	}
	icc := segmentOf(0xe2, "ICC_PROFILE\x00\x01\x01colours")
	for name, extra := range map[string][]byte{
		"XMP":               segmentOf(0xe1, "http://ns.adobe.com/xap/1.0/\x00<exif:GPSLatitude>"+secret),
		"IPTC":              segmentOf(0xed, "Photoshop 3.0\x008BIM"+secret),
		"comment":           segmentOf(0xfe, secret),
		"index of pictures": segmentOf(0xe2, "MPF\x00"+secret),
		"a maker's own":     segmentOf(0xe7, secret),
		"second EXIF":       segmentOf(0xe1, "Exif\x00\x00"+secret),
	} {
		data := slices.Concat(bare[:2], icc, extra, bare[2:])
		clean := cleaned(t, data)
		samePixels(t, asJPEG, data, clean)
		if !bytes.Contains(clean, icc) {
			t.Errorf("%s: the colours are gone", name)
		}
	}
	behind := slices.Concat(bare, []byte("\x00\x00\x00\x18ftypmp42"+secret))
	if clean := cleaned(t, behind); !bytes.Equal(clean, bare) {
		t.Error("the film behind the picture is still there")
	}
	two := slices.Concat(bare, picturetest.Photo(t, 6, 40, 30))
	if clean := cleaned(t, two); !bytes.Equal(clean, bare) {
		t.Error("the picture behind the picture is still there")
	}
	for _, cut := range []int{3, 10, len(bare) / 2, len(bare) - 1} {
		if _, err := WithoutPlace(picturetest.Photo(t, 6, 60, 40)[:cut]); !errors.Is(err, ErrHasPlace) {
			t.Errorf("cut after %d: %v", cut, err)
		}
	}
}

func TestWithoutPlacePNG(t *testing.T) {
	bare := pngOf(t, picturetest.StoredAs(6, 60, 40))
	with := func(chunks ...[]byte) []byte { return slices.Concat(bare[:33], slices.Concat(chunks...), bare[33:]) }
	if clean := cleaned(t, bare); !bytes.Equal(clean, bare) {
		t.Error("a picture without a place was changed")
	}
	profile := pngChunk("gAMA", []byte{0, 0, 0xb1, 0x8f})
	for name, extra := range map[string][]byte{
		"eXIf":          pngChunk("eXIf", picturetest.ExifBlock(binary.BigEndian, 6)),
		"tEXt":          pngChunk("tEXt", []byte("Comment\x00"+secret)),
		"zTXt":          pngChunk("zTXt", []byte("Raw profile type exif\x00\x00"+secret)),
		"XMP":           pngChunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+secret)),
		"a maker's own": pngChunk("prVt", []byte(secret)),
	} {
		data := with(profile, extra)
		clean := cleaned(t, data)
		samePixels(t, asPNG, data, clean)
		info, err := inspect(clean)
		if want := map[bool]int{true: 6, false: 1}[name == "eXIf"]; err != nil || info.Orientation != want || !bytes.Contains(clean, profile) {
			t.Errorf("%s: %+v, %v", name, info, err)
		}
	}
	if clean := cleaned(t, append(slices.Clone(bare), secret...)); !bytes.Equal(clean, bare) {
		t.Error("what lies behind is still there")
	}
	if _, err := WithoutPlace(bare[:len(bare)-6]); !errors.Is(err, ErrHasPlace) {
		t.Errorf("cut: %v", err)
	}
}

//go:embed testdata/pixels.webp
var webpPixels []byte

// webpWith is a WebP in the extended container, with chunks behind its pixels.
func webpWith(extra ...[]byte) []byte {
	pixels := webpPixels[12:] // the one chunk that the simple container has
	flags := byte(0)
	if len(extra) > 0 {
		flags = 0x0c
	}
	content := slices.Concat([]byte("WEBPVP8X\x0a\x00\x00\x00"), []byte{flags, 0, 0, 0, 15, 0, 0, 7, 0, 0}, pixels, slices.Concat(extra...))
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(content))), content...) //nolint:gosec // small
}

func webpChunk(name string, content []byte) []byte {
	chunk := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(content))) //nolint:gosec // small
	chunk = append(chunk, content...)
	return append(chunk, make([]byte, len(content)%2)...)
}

func TestWithoutPlaceWebP(t *testing.T) {
	bare := webpWith()
	if clean := cleaned(t, bare); !bytes.Equal(clean, bare) {
		t.Error("a picture without a place was changed")
	}
	data := webpWith(webpChunk("EXIF", picturetest.ExifBlock(binary.LittleEndian, 6)), webpChunk("XMP ", []byte(secret)), webpChunk("priv", []byte(secret)))
	clean := cleaned(t, data)
	samePixels(t, asWebP, data, clean)
	if info, err := inspect(clean); err != nil || info.Orientation != 6 || info.TakenAt != "" {
		t.Errorf("%+v, %v", info, err)
	}
	if clean := cleaned(t, append(slices.Clone(bare), secret...)); !bytes.Equal(clean, bare) {
		t.Error("what lies behind is still there")
	}
	if _, err := WithoutPlace(data[:len(data)-6]); !errors.Is(err, ErrHasPlace) {
		t.Errorf("cut: %v", err)
	}
}

func TestWithoutPlaceGIF(t *testing.T) {
	colours := color.Palette{color.Black, color.White, color.RGBA{200, 0, 0, 255}}
	animation := &gif.GIF{LoopCount: 3}
	for i := range 3 {
		frame := image.NewPaletted(image.Rect(0, 0, 20, 10), colours)
		frame.SetColorIndex(i, i, uint8(i)) //nolint:gosec // three
		animation.Image, animation.Delay = append(animation.Image, frame), append(animation.Delay, 5)
	}
	var out bytes.Buffer
	check(t, gif.EncodeAll(&out, animation))
	bare := out.Bytes()
	if clean := cleaned(t, bare); !bytes.Equal(clean, bare) {
		t.Error("a picture without a place was changed")
	}
	block := func(kind byte, parts ...string) []byte {
		made := []byte{0x21, kind}
		for _, part := range parts {
			made = append(append(made, byte(len(part))), part...)
		}
		return append(made, 0)
	}
	at := bytes.Index(bare, []byte{0x21, 0xff})
	for name, extra := range map[string][]byte{
		"comment": block(0xfe, secret), "XMP": block(0xff, "XMP DataXMP", secret), "a maker's own": block(0xff, "MAKERNOTE01", secret, secret),
	} {
		data := slices.Concat(bare[:at], extra, bare[at:])
		if clean := cleaned(t, data); !bytes.Equal(clean, bare) {
			t.Errorf("%s: %d bytes of %d", name, len(clean), len(bare))
		}
		samePixels(t, asGIF, data, bare)
	}
	if _, err := WithoutPlace(bare[:len(bare)-1]); !errors.Is(err, ErrHasPlace) {
		t.Errorf("cut: %v", err)
	}
}

// tiffWith is a TIFF with tags beside those of its pixels; the values stand at the end.
func tiffWith(t *testing.T, picture image.Image, tags map[uint16][]byte) []byte {
	t.Helper()
	var out bytes.Buffer
	check(t, tiffcodec.Encode(&out, picture, nil))
	data, order := out.Bytes(), binary.LittleEndian
	at := order.Uint32(data[4:])
	count := order.Uint16(data[at:])
	entries := slices.Clone(data[at+2 : at+2+12*uint32(count)])
	for tag, value := range tags {
		entry := order.AppendUint32(order.AppendUint16(order.AppendUint16(nil, tag), 7), uint32(len(value))) //nolint:gosec // small
		if tag == 0x8825 || tag == 0x8769 {
			entry = order.AppendUint32(order.AppendUint16(order.AppendUint16(nil, tag), 4), 1)
		}
		entries = append(entries, order.AppendUint32(entry, uint32(len(data)))...) //nolint:gosec // small
		data = append(data, value...)
	}
	sorted := slices.SortedFunc(slices.Chunk(entries, 12), func(a, b []byte) int { return int(order.Uint16(a)) - int(order.Uint16(b)) })
	entries = slices.Concat(sorted...)
	order.PutUint32(data[4:], uint32(len(data)))                                 //nolint:gosec // small
	data = append(order.AppendUint16(data, uint16(len(entries)/12)), entries...) //nolint:gosec // small
	return append(data, 0, 0, 0, 0)
}

func TestWithoutPlaceTIFF(t *testing.T) {
	picture := picturetest.StoredAs(1, 30, 20)
	bare := tiffWith(t, picture, nil)
	if clean := cleaned(t, bare); !bytes.Equal(clean, bare) {
		t.Error("a scan without a place was changed")
	}
	order := binary.LittleEndian
	place := func(at int) []byte { // a directory of one value that follows it
		directory := order.AppendUint16(order.AppendUint16(order.AppendUint16(nil, 1), 2), 7)
		directory = order.AppendUint32(order.AppendUint32(directory, uint32(len(secret))), uint32(at+18)) //nolint:gosec // small
		return append(append(directory, 0, 0, 0, 0), secret...)
	}
	plain := tiffWith(t, picture, nil)
	size := int(order.Uint32(plain[4:])) // where values of more tags begin
	for name, tags := range map[string]map[uint16][]byte{
		"GPS": {0x8825: place(size)}, "EXIF": {0x8769: place(size)}, "XMP": {0x02bc: []byte(secret)}, "IPTC": {0x83bb: []byte(secret)},
		"description": {0x010e: []byte(secret)},
	} {
		t.Run(name, func(t *testing.T) {
			data := tiffWith(t, picture, tags)
			if !bytes.Contains(data, []byte(secret)) {
				t.Fatal("no place to take out")
			}
			samePixels(t, asTIFF, data, cleaned(t, data))
		})
	}
	for name, foreign := range map[string][]byte{
		"DNG": tiffWith(t, picture, map[uint16][]byte{0xc612: []byte("1400")}), "pictures in it": tiffWith(t, picture, map[uint16][]byte{0x014a: []byte("0000")}),
		"cut": bare[:len(bare)-30],
	} {
		if _, err := WithoutPlace(foreign); !errors.Is(err, ErrHasPlace) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWithoutPlaceHEIC reads what libheif wrote of a photo with EXIF and XMP, as HEIC and as AVIF.
func TestWithoutPlaceHEIC(t *testing.T) {
	for _, name := range []string{"testdata/place.heic", "testdata/place.avif"} {
		data, err := os.ReadFile(name)
		check(t, err)
		if !bytes.Contains(data, []byte(secret)) {
			t.Fatalf("%s has no place to take out", name)
		}
		clean := cleaned(t, data)
		changed := 0
		for i := range data {
			if data[i] != clean[i] {
				changed++
			}
		}
		if len(clean) != len(data) || changed == 0 || changed > len(picturetest.ExifBlock(binary.BigEndian, 6))+10 {
			t.Errorf("%s: %d bytes of %d changed, of which there are %d now", name, changed, len(data), len(clean))
		}
		film := append(slices.Clone(data), "\x00\x00\x00\x1ampvd"+secret...)
		if clean := cleaned(t, film); len(clean) != len(film) {
			t.Errorf("%s with a film: %d bytes", name, len(clean))
		}
		for _, cut := range []int{40, 300, len(data) - 3} {
			if _, err := WithoutPlace(data[:cut]); !errors.Is(err, ErrHasPlace) {
				t.Errorf("%s cut after %d: %v", name, cut, err)
			}
		}
		sequence := append(slices.Clone(data), "\x00\x00\x00\x08moov"...)
		if _, err := WithoutPlace(sequence); !errors.Is(err, ErrHasPlace) {
			t.Errorf("%s with a film of pictures: %v", name, err)
		}
	}
}

// TestWithoutPlaceOthers leaves alone what is no picture, and refuses what cannot be read.
func TestWithoutPlaceOthers(t *testing.T) {
	for _, other := range []string{"", "x", "%PDF-1.7 " + secret, "BM" + strings.Repeat("x", 60), "name;city\nDupont;Namur\n", "PK\x03\x04"} {
		if clean, err := WithoutPlace([]byte(other)); err != nil || string(clean) != other {
			t.Errorf("%q: %v", other, err)
		}
	}
	for _, unread := range []string{"\x00\x00\x00\x18ftypmp42" + secret, "\x00\x00\x00\x18ftypqt  ", "\xff\x0a\x00\x00", "IIU\x00" + secret, "FUJIFILMCCD-RAW", "\x00\x00\x00\x18ftypcrx "} {
		if _, err := WithoutPlace([]byte(unread)); !errors.Is(err, ErrHasPlace) {
			t.Errorf("%q: %v", unread, err)
		}
	}
}

// FuzzWithoutPlace looks for what makes it fall over, and for what is different the second time.
func FuzzWithoutPlace(f *testing.F) {
	for _, name := range []string{"testdata/place.heic", "testdata/place.avif"} {
		data, err := os.ReadFile(name)
		check(f, err)
		f.Add(data)
	}
	f.Add(picturetest.Photo(f, 6, 20, 10))
	f.Add(pngOf(f, picturetest.StoredAs(6, 20, 10)))
	f.Add(webpWith(webpChunk("EXIF", picturetest.ExifBlock(binary.LittleEndian, 6))))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		clean, err := WithoutPlace(data)
		if err != nil {
			return
		}
		if again, err := WithoutPlace(clean); err != nil || !bytes.Equal(again, clean) {
			t.Errorf("the second time: %v", err)
		}
	})
}
