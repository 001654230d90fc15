package tabular

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"

	"garagemail/store/tabular/dbf"
)

// content is what the first bytes of a file say that it is.
type content int

const (
	contentText content = iota
	contentZip
	contentCompound // the container of old Office files and of encrypted new ones
	contentDBF
	contentOther
)

var (
	magicCompound = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	magicOther    = [][]byte{
		[]byte("%PDF"), []byte("\x89PNG"), []byte("\xFF\xD8\xFF"), []byte("GIF8"), []byte("{\\rtf"), []byte("\x1F\x8B"),
		[]byte("Rar!"), []byte("7z\xBC\xAF"), []byte("RIFF"), []byte("SQLite format 3"),
	}
	// Programs call a web page ".xls" and trust Excel to swallow it; we say that it is no table.
	markup = [][]byte{[]byte("<!doctype"), []byte("<html"), []byte("<?xml"), []byte("<table")}
)

func contentOf(head []byte) content {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return contentZip
	case bytes.HasPrefix(head, magicCompound):
		return contentCompound
	case dbf.Recognise(head):
		return contentDBF
	}
	for _, magic := range magicOther {
		if bytes.HasPrefix(head, magic) {
			return contentOther
		}
	}
	start := bytes.ToLower(bytes.TrimLeft(head[:min(len(head), 64)], "\xEF\xBB\xBF \t\r\n"))
	for _, tag := range markup {
		if bytes.HasPrefix(start, tag) {
			return contentOther
		}
	}
	if utf16Of(head) != "" {
		return contentText
	}
	controls := 0
	for _, b := range head {
		switch {
		case b == 0:
			return contentOther
		case b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != 0x0B && b != 0x1A:
			controls++
		}
	}
	if controls > 8 && controls*50 > len(head) {
		return contentOther
	}
	return contentText
}

// compoundError tells an encrypted workbook from an old one by the names in the container's directory.
func compoundError(r io.ReaderAt, head []byte) error {
	if len(head) < 512 {
		return ErrNotTable
	}
	shift := binary.LittleEndian.Uint16(head[30:])
	if shift != 9 && shift != 12 {
		return ErrNotTable
	}
	directory := make([]byte, 4096)
	n, err := r.ReadAt(directory, (int64(binary.LittleEndian.Uint32(head[48:]))+1)<<shift)
	if n == 0 && err != nil {
		return ErrNotTable
	}
	names := directory[:n]
	switch {
	case bytes.Contains(names, wide("EncryptionInfo")), bytes.Contains(names, wide("EncryptedPackage")):
		return ErrPassword
	case bytes.Contains(names, wide("Workbook")), bytes.Contains(names, wide("Book\x00")):
		return ErrOldExcel
	}
	return ErrNotTable
}

func wide(s string) []byte {
	var out []byte
	for _, unit := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return out
}
