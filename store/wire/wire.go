// Package wire takes the bytes of a message apart into its own and the files that stand in it in base64, and puts them together again, so
// that a file is kept once however many messages have it. What comes out is what went in, to the byte.
package wire

import (
	"bytes"
	"encoding/base64"
	"slices"
)

// File is one that stands in a message in base64 (RFC 2045, 6.8): in lines of 76 characters, each but the last with its line break.
type File struct {
	At    int // where it stands in the message's own bytes
	Bytes []byte
}

const (
	lineLength = 76
	lineBytes  = lineLength / 4 * 3
	// least is the size in bytes of a file that is worth being kept apart.
	least = 1024
)

// Cut returns the message's own bytes and its files in their order. What Join would not make the very same again stays in its own bytes.
// The own bytes may be those of encoded itself: they are not to be changed.
func Cut(encoded []byte) (own []byte, files []File) {
	from := 0
	for next := 0; ; {
		gap := bytes.Index(encoded[next:], []byte("\r\n\r\n")) // the end of a part's header
		if gap < 0 {
			break
		}
		start := next + gap + 4
		next = next + gap + 2 // a header may be empty
		length := blockLength(encoded[start:])
		if length < least/3*4 {
			continue
		}
		block := encoded[start : start+length]
		file := make([]byte, base64.StdEncoding.DecodedLen(length))
		count, err := base64.StdEncoding.Decode(file, block) // it passes over line breaks
		if file = file[:count]; err != nil || !bytes.Equal(appendLines(nil, file), block) {
			continue
		}
		own = append(own, encoded[from:start]...)
		files = append(files, File{At: len(own), Bytes: file})
		from, next = start+length, start+length
	}
	if len(files) == 0 {
		return encoded, nil
	}
	return append(own, encoded[from:]...), files
}

// blockLength is that of the lines of base64 that something begins with, without the last one's break.
func blockLength(encoded []byte) int {
	length := 0
	for at := 0; ; {
		end := at
		for end < len(encoded) && end-at < lineLength && isBase64(encoded[end]) {
			end++
		}
		ends := end == len(encoded) || bytes.HasPrefix(encoded[end:], []byte("\r\n"))
		if end == at || !ends {
			return length
		}
		if length = end; end-at < lineLength || end == len(encoded) {
			return length
		}
		at = end + 2
	}
}

func isBase64(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/' || c == '='
}

// Join appends the message to made and returns it. The files have to be in their order, and each to stand in own.
func Join(made, own []byte, files []File) []byte {
	size := len(own)
	for _, file := range files {
		size += encodedLength(len(file.Bytes))
	}
	made = slices.Grow(made, size)
	from := 0
	for _, file := range files {
		made = appendLines(append(made, own[from:file.At]...), file.Bytes)
		from = file.At
	}
	return append(made, own[from:]...)
}

// encodedLength is the length of a file in base64 with its line breaks.
func encodedLength(size int) int {
	encoded := (size + 2) / 3 * 4
	if encoded == 0 {
		return 0
	}
	return encoded + (encoded-1)/lineLength*2
}

func appendLines(made, file []byte) []byte {
	made = slices.Grow(made, encodedLength(len(file)))
	for first := true; len(file) > 0; first = false {
		if !first {
			made = append(made, "\r\n"...)
		}
		line := file[:min(lineBytes, len(file))]
		made = base64.StdEncoding.AppendEncode(made, line)
		file = file[len(line):]
	}
	return made
}
