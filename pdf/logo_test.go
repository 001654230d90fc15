package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"
)

// TestPrepareLogo: whatever she chooses becomes a picture that the PDF takes, or is refused with its reason.
func TestPrepareLogo(t *testing.T) {
	deep := image.NewNRGBA64(image.Rect(0, 0, 1600, 400))
	for x := range 1600 {
		deep.Set(x, 10, color.NRGBA64{uint16(x), 0x8000, 0xffff, uint16(x * 40)})
	}
	var sixteen, photo bytes.Buffer
	if err := errors.Join(png.Encode(&sixteen, deep), jpeg.Encode(&photo, deep, nil)); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"16 bits": sixteen.Bytes(), "JPEG": photo.Bytes()} {
		prepared, err := PrepareLogo(content)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		form, kind, err := image.DecodeConfig(bytes.NewReader(prepared))
		if err != nil || kind != "png" || form.Width != maxLogoWidth || form.Height != 225 {
			t.Errorf("%s: %s of %d × %d, %v", name, kind, form.Width, form.Height, err)
		}
		p := invoice("fr")
		p.Company.Logo = prepared
		made(t, p)
	}
	if _, err := PrepareLogo([]byte("%PDF-1.7")); !errors.Is(err, ErrNotPicture) {
		t.Errorf("a PDF: %v", err)
	}
	if _, err := PrepareLogo(bomb()); !errors.Is(err, ErrLargePicture) {
		t.Errorf("a bomb: %v", err)
	}
}

// bomb is the head of a PNG that says it has 30,000 × 30,000 pixels.
func bomb() []byte {
	head := append([]byte("IHDR"), 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 2, 0, 0, 0)
	content := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(content, crc32.ChecksumIEEE(head))
}
