package xls

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// What the flags of a text say that it has.
const (
	flagWide  = 0x01 // two bytes a letter
	flagAsian = 0x04 // reading aids behind it
	flagRich  = 0x08 // formats of its letters
)

// text8 reads a text of BIFF8: its length in size bytes, flags, letters. Where the letters go on in another record, that one begins
// with flags of its own.
func (c *chunks) text8(size int) string {
	letters := c.number(size)
	flags := c.number(1)
	formats, aids := 0, 0
	if flags&flagRich != 0 {
		formats = c.number(2)
	}
	if flags&flagAsian != 0 {
		aids = c.number(4)
	}
	text := c.letters(letters, flags&flagWide != 0)
	c.bytes(4*formats+aids, func([]byte) {})
	return text
}

func (c *chunks) letters(n int, wide bool) string {
	var out []byte
	var units []uint16
	for n > 0 && !c.bad {
		if len(c.rest) == 0 {
			if !c.more() || len(c.rest) == 0 {
				c.bad = true
				break
			}
			wide = c.rest[0]&flagWide != 0
			c.rest = c.rest[1:]
			continue
		}
		if !wide {
			piece := c.rest[:min(n, len(c.rest))]
			out = appendUnits(out, &units)
			for _, b := range piece {
				out = utf8.AppendRune(out, rune(b)) // the lower half of UTF-16
			}
			c.rest, n = c.rest[len(piece):], n-len(piece)
			continue
		}
		count := min(n, len(c.rest)/2)
		if count == 0 {
			c.bad = true
			break
		}
		for i := range count {
			units = append(units, uint16(c.rest[2*i])|uint16(c.rest[2*i+1])<<8)
		}
		c.rest, n = c.rest[2*count:], n-count
	}
	return clean(string(appendUnits(out, &units)))
}

func appendUnits(out []byte, units *[]uint16) []byte {
	if len(*units) == 0 {
		return out
	}
	for _, r := range utf16.Decode(*units) {
		out = utf8.AppendRune(out, r)
	}
	*units = (*units)[:0]
	return out
}

// clean makes line breaks \n, and takes away the zeros that some writers end a text with.
func clean(text string) string {
	text = strings.TrimRight(text, "\x00")
	if strings.ContainsRune(text, '\r') {
		text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	}
	return text
}

// pages are the code pages of BIFF5 by their number in the workbook.
var pages = map[int]*charmap.Charmap{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 866: charmap.CodePage866, 1250: charmap.Windows1250, 1251: charmap.Windows1251,
	1252: charmap.Windows1252, 1253: charmap.Windows1253, 1254: charmap.Windows1254, 1257: charmap.Windows1257, 10000: charmap.Macintosh, 0x8000: charmap.Macintosh,
	0x8001: charmap.Windows1252,
}

// pageWide is what Gnumeric writes into BIFF5: each text beyond ASCII in UTF-16, the others with a byte a letter.
const pageWide = 1200

// text5 turns a text of BIFF5 into UTF-8.
func (b *Book) text5(raw []byte) string {
	page := pages[b.page]
	if page == nil {
		page = charmap.Windows1252
	}
	if b.page == pageWide && len(raw)%2 == 0 && bytes.IndexByte(raw, 0) >= 0 {
		units := make([]uint16, 0, len(raw)/2)
		for at := 0; at < len(raw); at += 2 {
			units = append(units, uint16(raw[at])|uint16(raw[at+1])<<8)
		}
		return clean(string(utf16.Decode(units)))
	}
	out := make([]byte, 0, len(raw))
	for _, one := range raw {
		out = utf8.AppendRune(out, page.DecodeByte(one))
	}
	return clean(string(out))
}

// text reads the text of the record from a place on, with its length in size bytes.
func (b *Book) text(r *records, at, size int) string {
	c := r.chunks(at)
	if b.biff8 {
		return c.text8(size)
	}
	length := c.number(size)
	var raw []byte
	c.bytes(length, func(piece []byte) { raw = append(raw, piece...) })
	return b.text5(raw)
}
