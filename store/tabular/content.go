package tabular

import (
	"bytes"

	"garagemail/store/tabular/dbf"
	"garagemail/store/tabular/xls"
)

// content is what the first bytes of a file say that it is.
type content int

const (
	contentText content = iota
	contentZip
	contentCompound // the container of old Office files and of encrypted new ones
	contentDBF
	contentFlatDocument // an OpenDocument in one XML file
	contentOther
)

var (
	magicCompound = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	// Programs call a web page ".xls" and trust Excel to swallow it; we say that it is no table.
	markup = [][]byte{[]byte("<!doctype"), []byte("<html"), []byte("<?xml"), []byte("<table")}
)

func contentOf(head []byte) content {
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return contentZip
	case bytes.HasPrefix(head, magicCompound):
		return contentCompound
	case xls.IsBare(head):
		return contentCompound
	case dbf.Recognise(head):
		return contentDBF
	}
	if whatOf(head) != "" {
		return contentOther
	}
	if bytes.Contains(head[:min(len(head), 4096)], []byte("<office:document ")) {
		return contentFlatDocument
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
