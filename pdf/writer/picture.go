package writer

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
)

// picture is one of a file, however often it is drawn.
type picture struct {
	name          int
	width, height int
	entries       string // of its dictionary, besides its size
	content       []byte
	packed        bool // content is as its entries say, else it is packed first
}

// PictureSize returns the width and the height of a PNG or JPEG in pixels.
func PictureSize(content []byte) (width, height int, err error) {
	form, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return 0, 0, fmt.Errorf("picture: %w", err)
	}
	return form.Width, form.Height, nil
}

// Picture draws a PNG or JPEG into a rectangle. It fails on what it cannot read; the page stays as it was.
func (f *File) Picture(x, y, width, height float64, content []byte) error {
	p := f.byContent[string(content)]
	if p == nil {
		var err error
		if p, err = readPicture(content); err != nil {
			return fmt.Errorf("picture: %w", err)
		}
		p.name = len(f.pictures) + 1
		f.pictures, f.byContent[string(content)] = append(f.pictures, p), p
	}
	fmt.Fprintf(f.page(), "q %.5f 0 0 %.5f %.5f %.5f cm /P%d Do Q\n", width, height, x, f.height-y-height, p.name)
	return nil
}

func readPicture(content []byte) (*picture, error) {
	form, kind, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	p := &picture{width: form.Width, height: form.Height}
	if kind == "jpeg" {
		return p, p.readJPEG(content, form)
	}
	if p.readPNG(content) {
		return p, nil
	}
	return p, p.decodePNG(content)
}

// readJPEG takes a photo as it is: PDF reads JPEG.
func (p *picture) readJPEG(content []byte, form image.Config) error {
	if _, err := jpeg.DecodeConfig(bytes.NewReader(content)); err != nil {
		return err
	}
	space := "/ColorSpace/DeviceRGB"
	switch form.ColorModel {
	case color.GrayModel:
		space = "/ColorSpace/DeviceGray"
	case color.CMYKModel:
		space = "/ColorSpace/DeviceCMYK/Decode[1 0 1 0 1 0 1 0]" // as the programs write it that make such files
	}
	p.entries, p.content, p.packed = space+"/BitsPerComponent 8/Filter/DCTDecode", content, true
	return nil
}

// readPNG takes a PNG's packed lines as they are, where PDF has the same: no transparency, not interlaced, at most eight bits.
func (p *picture) readPNG(content []byte) bool {
	const header = 8 + 8
	if len(content) < header+13 || content[header+8] > 8 || content[header+12] != 0 {
		return false
	}
	bits, space, colors := content[header+8], "", 1
	switch content[header+9] {
	case 0:
		space = "/DeviceGray"
	case 2:
		space, colors = "/DeviceRGB", 3
	case 3:
		space = "/Indexed"
	default:
		return false
	}
	var palette []byte
	for rest := content[8:]; len(rest) >= 12; {
		length := int(binary.BigEndian.Uint32(rest))
		if length > len(rest)-12 {
			return false
		}
		switch body := rest[8 : 8+length]; string(rest[4:8]) {
		case "tRNS":
			return false
		case "PLTE":
			palette = body
		case "IDAT":
			p.content = append(p.content, body...)
		}
		rest = rest[12+length:]
	}
	if len(p.content) == 0 || space == "/Indexed" && len(palette) == 0 {
		return false
	}
	if space == "/Indexed" {
		space = fmt.Sprintf("[/Indexed/DeviceRGB %d<%X>]", len(palette)/3-1, palette)
	}
	p.packed = true
	p.entries = fmt.Sprintf("/ColorSpace%s/BitsPerComponent %d/Filter/FlateDecode/DecodeParms<</Predictor 15/Colors %d/BitsPerComponent %d/Columns %d>>",
		space, bits, colors, bits, p.width)
	return true
}

// decodePNG puts any other PNG on white.
func (p *picture) decodePNG(content []byte) error {
	decoded, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return err
	}
	plain := image.NewRGBA(image.Rect(0, 0, p.width, p.height))
	draw.Draw(plain, plain.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(plain, plain.Bounds(), decoded, decoded.Bounds().Min, draw.Over)
	p.content = make([]byte, 0, 3*p.width*p.height)
	for at := 0; at < len(plain.Pix); at += 4 {
		p.content = append(p.content, plain.Pix[at:at+3]...)
	}
	p.entries = "/ColorSpace/DeviceRGB/BitsPerComponent 8"
	return nil
}

func (p *picture) write(o *objects) int {
	entries := fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d%s", p.width, p.height, p.entries)
	if p.packed {
		return o.raw(entries, p.content)
	}
	return o.stream(entries, p.content)
}
