package tabular

import (
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// onceOrTwice returns UTF8Twice for a file in which letters stand as UTF-8 that was taken for Windows-1252, else once.
func onceOrTwice(r io.ReaderAt, once Encoding) (Encoding, error) {
	words, err := wordsBeyondASCII(io.NewSectionReader(r, 0, encodingScan))
	if err != nil {
		return "", fmt.Errorf("look for letters written twice: %w", err)
	}
	for _, word := range words {
		if _, repaired := writtenOnce(nil, []byte(word)); repaired {
			return UTF8Twice, nil
		}
	}
	return once, nil
}

// writtenOnce appends line to buffer with each letter that was written twice as it was meant. No word has what such a letter
// looks like, so that a file of which only some lines went through the other program comes in right too.
func writtenOnce(buffer, line []byte) (out []byte, repaired bool) {
	for len(line) > 0 {
		first, size := utf8.DecodeRune(line)
		if more := sequenceLength(first); more > 0 {
			if meant, taken := meantBy(line, more); taken > 0 {
				buffer, line, repaired = utf8.AppendRune(buffer, meant), line[taken:], true
				continue
			}
		}
		buffer = append(buffer, line[:size]...)
		line = line[size:]
	}
	return buffer, repaired
}

// sequenceLength returns how many bytes the UTF-8 has of which a letter, read as Windows-1252, is the first: Â and Ã begin the
// letters with accents, Å the œ, â the typographic signs; 0 for others.
func sequenceLength(r rune) int {
	switch r {
	case 'Â', 'Ã', 'Å':
		return 2
	case 'â':
		return 3
	}
	return 0
}

// meantBy reads length letters as the bytes of one, and returns how much of the line they take; 0 where they are none.
func meantBy(line []byte, length int) (meant rune, taken int) {
	var bytes [3]byte
	for i := range length {
		r, size := utf8.DecodeRune(line[taken:])
		char, ok := charmap.Windows1252.EncodeRune(r)
		switch {
		case r >= 0x80 && r < 0xA0: // the five places that Windows-1252 leaves empty
			char, ok = byte(r), true
		case size == 0 || r == utf8.RuneError:
			return 0, 0
		}
		if !ok {
			return 0, 0
		}
		bytes[i] = char
		taken += size
	}
	meant, size := utf8.DecodeRune(bytes[:length])
	if size != length || length == 3 && (meant < 0x2010 || meant > 0x2122) {
		return 0, 0
	}
	return meant, taken
}
