package tabular

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding names how a text file writes its letters.
type Encoding string

// The encodings that are read. UTF8 is also the name of plain ASCII. DOS is code page 850, what the oldest programs write.
// Latin1 is read as Windows-1252, that has all its letters.
const (
	UTF8        Encoding = "UTF-8"
	UTF8BOM     Encoding = "UTF-8 BOM"
	UTF8Twice   Encoding = "UTF-8 twice" // taken for Windows-1252 by a program and written as UTF-8 once more: NoÃ«l
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
	Latin1      Encoding = "ISO-8859-1"
	Latin9      Encoding = "ISO-8859-15"
	DOS         Encoding = "CP850"
	DOS437      Encoding = "CP437"
	MacRoman    Encoding = "Mac Roman"
)

// Encodings lists the encodings that Options can ask for.
func Encodings() []Encoding {
	return []Encoding{UTF8, UTF8Twice, UTF16LE, UTF16BE, Windows1252, Latin1, Latin9, DOS, DOS437, MacRoman}
}

// encodingNames are other names of the encodings, without signs.
var encodingNames = map[string]Encoding{
	"utf8bom": UTF8BOM, "utf8sig": UTF8BOM, "utf16": UTF16LE, "unicode": UTF16LE, "cp1252": Windows1252, "1252": Windows1252, "ansi": Windows1252,
	"win1252": Windows1252, "latin1": Latin1, "88591": Latin1, "latin9": Latin9, "885915": Latin9, "850": DOS, "cp858": DOS, "ibm850": DOS,
	"dos": DOS, "oem": DOS, "437": DOS437, "ibm437": DOS437, "mac": MacRoman, "macintosh": MacRoman, "xmacroman": MacRoman, "ascii": UTF8,
}

// ParseEncoding returns the encoding that a person names: "utf-8", "latin1", "cp1252", "mac".
func ParseEncoding(name string) (Encoding, bool) {
	bare := func(name string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" -_.", r) {
				return -1
			}
			return r
		}, strings.ToLower(name))
	}
	for _, known := range Encodings() {
		if bare(string(known)) == bare(name) {
			return known, true
		}
	}
	found, ok := encodingNames[bare(name)]
	return found, ok
}

// encodingScan is how far a file is looked through for its first accents; later bytes are judged row by row.
const encodingScan = 32 << 20

// detectEncoding looks at the marks first, then at what the bytes above ASCII form: UTF-8, else the words of a page of one
// byte a letter.
func detectEncoding(r io.ReaderAt, head []byte, known func(word string) bool) (Encoding, error) {
	if len(head) >= 3 && head[0] == 0xEF && head[1] == 0xBB && head[2] == 0xBF {
		return onceOrTwice(r, UTF8BOM)
	}
	if wide := utf16Of(head); wide != "" {
		return wide, nil
	}
	var seen tally
	rest := io.NewSectionReader(r, 0, encodingScan)
	buffer, kept := make([]byte, 64<<10), 0
	for {
		n, err := rest.Read(buffer[kept:])
		n += kept
		kept = seen.add(buffer[:n], err != nil)
		copy(buffer, buffer[n-kept:n])
		if errors.Is(err, io.EOF) {
			if seen.multi == 0 && seen.invalid == 0 {
				return UTF8, nil
			}
			if seen.invalid == 0 || seen.multi > seen.invalid {
				return onceOrTwice(r, UTF8)
			}
			return guessPage(io.NewSectionReader(r, 0, encodingScan), known)
		}
		if err != nil {
			return "", fmt.Errorf("detect encoding: %w", err)
		}
	}
}

// tally counts what the bytes above ASCII look like.
type tally struct {
	multi   int // well-formed characters of UTF-8
	invalid int // bytes that no UTF-8 has there
}

// add counts data and returns how many bytes at its end belong to a character that goes on.
func (t *tally) add(data []byte, last bool) int {
	for i := 0; i < len(data); {
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !last && !utf8.FullRune(data[i:]) {
			return len(data) - i
		}
		char, size := utf8.DecodeRune(data[i:])
		if char == utf8.RuneError && size == 1 {
			t.invalid++
		} else {
			t.multi++
		}
		i += size
	}
	return 0
}

// utf16Of returns the UTF-16 that the head is written in, or "". Without a mark it goes by the zero bytes, that
// western text has in every second place.
func utf16Of(head []byte) Encoding {
	if len(head) >= 2 {
		switch {
		case head[0] == 0xFF && head[1] == 0xFE:
			return UTF16LE
		case head[0] == 0xFE && head[1] == 0xFF:
			return UTF16BE
		}
	}
	pairs := min(len(head)/2, 4096)
	if pairs == 0 {
		return ""
	}
	var zeros [2]int
	for i := range pairs * 2 {
		if head[i] == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case zeros[1]*10 > pairs*7 && zeros[0]*20 < pairs:
		return UTF16LE
	case zeros[0]*10 > pairs*7 && zeros[1]*20 < pairs:
		return UTF16BE
	}
	return ""
}

// plainText returns the bytes to cut into lines, without a mark: UTF-16 becomes UTF-8, the others stay as they are
// and are turned line by line, which costs nothing where a line is ASCII.
func plainText(r io.Reader, encoding Encoding) io.Reader {
	order := unicode.LittleEndian
	switch encoding {
	case UTF16BE:
		order = unicode.BigEndian
	case UTF16LE:
	default:
		return r
	}
	return transform.NewReader(r, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
}

var tables = map[Encoding]*[256]rune{
	Windows1252: tableOf(charmap.Windows1252), Latin1: tableOf(charmap.Windows1252), Latin9: tableOf(charmap.ISO8859_15),
	DOS: tableOf(charmap.CodePage850), DOS437: tableOf(charmap.CodePage437), MacRoman: tableOf(charmap.Macintosh),
}

func tableOf(page *charmap.Charmap) *[256]rune {
	var table [256]rune
	for i := range table {
		table[i] = page.DecodeByte(byte(i))
	}
	return &table
}

// toUTF8 appends line to buffer as UTF-8; stray reports bytes that are not UTF-8 in a file that should be.
func toUTF8(buffer, line []byte, table *[256]rune) (out []byte, stray bool) {
	if table != nil {
		for _, b := range line {
			if b < utf8.RuneSelf {
				buffer = append(buffer, b)
			} else {
				buffer = utf8.AppendRune(buffer, table[b])
			}
		}
		return buffer, false
	}
	for len(line) > 0 {
		char, size := utf8.DecodeRune(line)
		if char == utf8.RuneError && size == 1 {
			char, stray = tables[Windows1252][line[0]], true
		}
		buffer = utf8.AppendRune(buffer, char)
		line = line[size:]
	}
	return buffer, stray
}
