package pictures

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"io"

	"golang.org/x/image/webp"
)

var errNoFrame = errors.New("animation without a picture")

// chunksOf walks the chunks of a RIFF file.
func chunksOf(data []byte, found func(name string, content []byte) (more bool)) {
	for len(data) >= 8 {
		size := uint64(littleEndian(data[4:]))
		if size+size&1 > uint64(len(data)-8) {
			return
		}
		if !found(string(data[:4]), data[8:8+size]) {
			return
		}
		data = data[8+size+size&1:]
	}
}

// firstFrame makes a still picture of an animation's first one: the decoder reads no animations. One that is none comes back as it is.
func firstFrame(data []byte) ([]byte, error) {
	if len(data) < 21 || string(data[12:16]) != "VP8X" || data[20]&0x02 == 0 {
		return data, nil
	}
	var frame []byte
	chunksOf(data[12:], func(name string, content []byte) bool {
		if name == "ANMF" && len(content) > 16 {
			frame = content
		}
		return frame == nil
	})
	if frame == nil {
		return nil, errNoFrame
	}
	// Its size stands in the frame's heading; the picture needs a heading of its own only for transparency.
	size, picture := frame[6:12], frame[16:]
	body := []byte("WEBP")
	if bytes.HasPrefix(picture, []byte("ALPH")) {
		body = append(body, "VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"...)
		body = append(body, size...)
	}
	chunksOf(picture, func(name string, content []byte) bool {
		if name == "ALPH" || name == "VP8 " || name == "VP8L" {
			body = append(body, name...)
			body = binary.LittleEndian.AppendUint32(body, uint32(len(content))) //nolint:gosec // part of a file of MaxBytes
			body = append(body, content...)
			if len(content)%2 == 1 {
				body = append(body, 0)
			}
		}
		return true
	})
	still := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))) //nolint:gosec // part of a file of MaxBytes
	return append(still, body...), nil
}

func webpConfig(r io.Reader) (image.Config, error) {
	still, err := stillOf(r)
	if err != nil {
		return image.Config{}, err
	}
	return webp.DecodeConfig(bytes.NewReader(still))
}

func decodeWebP(r io.Reader) (image.Image, error) {
	still, err := stillOf(r)
	if err != nil {
		return nil, err
	}
	return webp.Decode(bytes.NewReader(still))
}

func stillOf(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return firstFrame(data)
}
