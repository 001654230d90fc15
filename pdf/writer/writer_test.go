package writer

import (
	"bytes"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/gofont/gosmallcaps"
)

func parsed(t *testing.T, name string, content []byte) *Font {
	t.Helper()
	font, err := ParseFont(name, content)
	if err != nil {
		t.Fatal(err)
	}
	return font
}

// run runs a program that the Makefile installs on a file of these bytes; {} among the arguments is its path.
func run(t *testing.T, content []byte, name string, args ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "made.pdf")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "{}", path)
	}
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, output)
	}
	return string(output)
}

// TestText: what was drawn is copied out as it was written, of two fonts, on several pages, with every letter of the font.
func TestText(t *testing.T) {
	face := Face{parsed(t, "Go-Regular", goregular.TTF), parsed(t, "Go-Smallcaps", gosmallcaps.TTF)}
	f := New(595, 842, Info{Title: "Un titre à é (x) \\", Author: "Zoë", Creator: "tests", Language: "fr", Created: time.Date(2026, 11, 5, 0, 0, 0, 0, time.UTC)})
	f.AddPage()
	var all strings.Builder
	for r := rune(0x21); r < 0x180; r++ {
		if r != 0xAD && face.Has(r) { // a soft hyphen is no letter
			all.WriteRune(r)
		}
	}
	lines := []string{"Crèvecœur & Fils (a) \\ <b>"}
	for part := range slices.Chunk([]rune(all.String()), 40) {
		lines = append(lines, string(part))
	}
	y := 20.0
	for _, line := range lines {
		f.Text(Point{10, y}, line, Style{face, 9, Color{Red: 200}})
		y += 15
	}
	f.AddPage()
	f.Text(Point{10, 20}, "page deux", Style{face, 9, Color{}})
	content, err := f.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	run(t, content, "qpdf", "--check", "{}")
	words := run(t, content, "pdftotext", "-raw", "{}", "-")
	for _, want := range append(lines, "page deux") {
		if !strings.Contains(words, strings.ReplaceAll(want, "\u00a0", " ")) {
			t.Errorf("%q is not in %q", want, words)
		}
	}
	about := run(t, content, "pdfinfo", "{}")
	for _, want := range []string{"Un titre à é (x) \\", "Zoë", "Pages:           2"} {
		if !strings.Contains(about, want) {
			t.Errorf("%q is not in %s", want, about)
		}
	}
}

// TestPictures: each kind of picture is on the page in its colours; the same one twice is kept once; what is none is refused.
func TestPictures(t *testing.T) {
	red := color.NRGBA{R: 200, G: 30, B: 60, A: 255}
	of := func(made interface {
		image.Image
		Set(x, y int, c color.Color)
	}, encode func(b *bytes.Buffer, m image.Image) error,
	) []byte {
		for y := range 16 {
			for x := range 16 {
				made.Set(x, y, red)
			}
		}
		var b bytes.Buffer
		if err := encode(&b, made); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	asPNG := func(b *bytes.Buffer, m image.Image) error { return png.Encode(b, m) }
	box := image.Rect(0, 0, 16, 16)
	for name, content := range map[string][]byte{
		"rgb":     of(image.NewRGBA(box), asPNG),
		"alpha":   of(image.NewNRGBA(image.Rect(0, 0, 16, 17)), asPNG), // its last line is not drawn: transparent
		"deep":    of(image.NewRGBA64(box), asPNG),
		"palette": of(image.NewPaletted(box, palette.WebSafe), asPNG),
		"gray":    of(image.NewGray(box), asPNG),
		"jpeg":    of(image.NewRGBA(box), func(b *bytes.Buffer, m image.Image) error { return jpeg.Encode(b, m, &jpeg.Options{Quality: 100}) }),
	} {
		f := New(100, 100, Info{})
		f.AddPage()
		for _, x := range []float64{0, 50} {
			if err := f.Picture(x, 0, 50, 100, content); err != nil {
				t.Fatal(name, err)
			}
		}
		made, err := f.Bytes()
		if err != nil {
			t.Fatal(name, err)
		}
		run(t, made, "qpdf", "--check", "{}")
		if count := bytes.Count(made, []byte("/Subtype/Image")); count != 1 {
			t.Errorf("%s: kept %d times", name, count)
		}
		checkColor(t, name, made, red)
	}
	var other bytes.Buffer
	if err := gif.Encode(&other, image.NewPaletted(box, palette.Plan9), nil); err != nil {
		t.Fatal(err)
	}
	f := New(100, 100, Info{})
	f.AddPage()
	for _, content := range [][]byte{nil, []byte("no picture"), other.Bytes()} {
		if err := f.Picture(0, 0, 50, 50, content); err == nil {
			t.Errorf("%d bytes were taken", len(content))
		}
	}
}

// checkColor looks at a spot of each of the two pictures.
func checkColor(t *testing.T, name string, made []byte, want color.NRGBA) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	run(t, made, "pdftoppm", "-r", "72", "-png", "-singlefile", "{}", out)
	content, err := os.ReadFile(out + ".png")
	if err != nil {
		t.Fatal(err)
	}
	page, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	if name == "gray" {
		want = color.NRGBAModel.Convert(color.GrayModel.Convert(want)).(color.NRGBA) //nolint:forcetypeassert // the model's own
	}
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 8 }
	for _, x := range []int{20, 80} {
		got := color.NRGBAModel.Convert(page.At(x, 40)).(color.NRGBA) //nolint:forcetypeassert // the model's own
		same := near(got.R, want.R) && near(got.G, want.G) && near(got.B, want.B)
		if !same && (name != "palette" || got.R < 90) {
			t.Errorf("%s: %v at %d, want %v", name, got, x, want)
		}
	}
}

// TestBadFonts: a font that ends early or whose tables lie elsewhere is refused, not drawn.
func TestBadFonts(t *testing.T) {
	for _, length := range []int{0, 11, 40, 200, 5000, len(goregular.TTF) / 2} {
		if _, err := ParseFont("Short", goregular.TTF[:length]); err == nil {
			t.Errorf("a font of %d bytes was taken", length)
		}
	}
}
