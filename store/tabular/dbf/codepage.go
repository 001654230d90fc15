package dbf

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// codePages are what the byte 29 of the header stands for, as dBASE and FoxPro write it.
var codePages = map[byte]int{
	0x01: 437, 0x02: 850, 0x03: 1252, 0x04: 10000, 0x08: 865, 0x09: 437, 0x0A: 850, 0x0B: 437, 0x0D: 437, 0x0E: 850, 0x0F: 437, 0x10: 850, 0x11: 437,
	0x12: 850, 0x13: 932, 0x14: 850, 0x15: 437, 0x16: 850, 0x17: 865, 0x18: 437, 0x19: 437, 0x1A: 850, 0x1B: 437, 0x1C: 863, 0x1D: 850, 0x1F: 852,
	0x22: 852, 0x23: 852, 0x24: 860, 0x25: 850, 0x26: 866, 0x37: 850, 0x40: 852, 0x4D: 936, 0x4E: 949, 0x4F: 950, 0x50: 874, 0x57: 1252, 0x58: 1252,
	0x59: 1252, 0x64: 852, 0x65: 866, 0x66: 865, 0x6C: 863, 0x78: 950, 0x79: 949, 0x7A: 936, 0x7B: 932, 0x7C: 874, 0x7D: 1255, 0x7E: 1256, 0x87: 852,
	0x96: 10007, 0xC8: 1250, 0xC9: 1251, 0xCA: 1254, 0xCB: 1253, 0xCC: 1257,
}

var pages = map[int]encoding.Encoding{
	437: charmap.CodePage437, 850: charmap.CodePage850, 852: charmap.CodePage852, 855: charmap.CodePage855, 858: charmap.CodePage858, 860: charmap.CodePage860,
	862: charmap.CodePage862, 863: charmap.CodePage863, 865: charmap.CodePage865, 866: charmap.CodePage866, 874: charmap.Windows874,
	932: japanese.ShiftJIS, 936: simplifiedchinese.GBK, 949: korean.EUCKR, 950: traditionalchinese.Big5,
	1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252, 1253: charmap.Windows1253, 1254: charmap.Windows1254,
	1255: charmap.Windows1255, 1256: charmap.Windows1256, 1257: charmap.Windows1257, 1258: charmap.Windows1258, 10000: charmap.Macintosh,
	10007: charmap.MacintoshCyrillic, 28591: charmap.Windows1252, 28592: charmap.ISO8859_2, 28595: charmap.ISO8859_5, 28605: charmap.ISO8859_15,
	65001: encoding.Nop,
}

// namedCodePage reads what a .cpg file says.
func namedCodePage(name string) int {
	name = strings.ToLower(strings.Trim(name, " \r\n\t\x00\uFEFF\x1A"))
	bare := strings.NewReplacer(" ", "", "-", "", "_", "").Replace(name)
	for _, before := range []string{"ansi", "oem", "cp", "ibm", "windows", "iso"} {
		bare = strings.TrimPrefix(bare, before)
	}
	switch bare {
	case "utf8", "65001":
		return 65001
	case "88591", "latin1", "":
		return 28591
	case "885915":
		return 28605
	case "88592":
		return 28592
	case "88595":
		return 28595
	case "macroman", "macintosh":
		return 10000
	}
	if id, ok := strings.CutPrefix(bare, "ldid/"); ok {
		number, _ := strconv.ParseUint(id, 10, 8) // 0 is no code page
		return codePages[byte(number)]
	}
	number, err := strconv.Atoi(bare)
	if err != nil || pages[number] == nil {
		return 0
	}
	return number
}

// Decode appends raw, text of a code page, to out as UTF-8.
type Decode func(out, raw []byte) []byte

// DecodeOf returns the decoder of a code page by its Windows number, nil for one that is not known. Bytes that a page does not have,
// and those of UTF-8 that are cut, become U+FFFD.
func DecodeOf(codePage int) Decode {
	page := pages[codePage]
	switch page := page.(type) {
	case nil:
		return nil
	case *charmap.Charmap:
		var table [256]rune
		for i := range table {
			table[i] = page.DecodeByte(byte(i))
		}
		return func(out, raw []byte) []byte {
			for _, b := range raw {
				if b < utf8.RuneSelf {
					out = append(out, b)
				} else {
					out = utf8.AppendRune(out, table[b])
				}
			}
			return out
		}
	}
	if codePage == 65001 {
		return func(out, raw []byte) []byte { return append(out, strings.ToValidUTF8(string(raw), "\uFFFD")...) }
	}
	return func(out, raw []byte) []byte {
		text, err := page.NewDecoder().Bytes(raw)
		if err != nil {
			return append(out, strings.ToValidUTF8(string(raw), "\uFFFD")...)
		}
		return append(out, text...)
	}
}
