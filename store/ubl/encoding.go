package ubl

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
)

// plainText turns UTF-16 into UTF-8, because an XML header in UTF-16 cannot be read as it stands, and takes a mark away.
// settled tells that the bytes have shown their encoding, whatever the header says.
func plainText(content []byte) (text []byte, settled bool, err error) {
	order := unicode.LittleEndian
	switch {
	case bytes.HasPrefix(content, []byte("\xEF\xBB\xBF")):
		return content[3:], true, nil
	case bytes.HasPrefix(content, []byte("\xFE\xFF")), bytes.HasPrefix(content, []byte("\x00<\x00")):
		order = unicode.BigEndian
	case bytes.HasPrefix(content, []byte("\xFF\xFE")), bytes.HasPrefix(content, []byte("<\x00")):
	default:
		return content, false, nil
	}
	text, err = unicode.UTF16(order, unicode.UseBOM).NewDecoder().Bytes(content)
	return text, true, err
}

// charsetReader returns what the XML decoder calls when the header states another encoding than UTF-8.
func charsetReader(settled bool) func(label string, input io.Reader) (io.Reader, error) {
	return func(label string, input io.Reader) (io.Reader, error) {
		label = strings.TrimSpace(label)
		// A header that can be read byte by byte is not in UTF-16: programs write that name into files of UTF-8.
		if settled || strings.HasPrefix(strings.ToLower(label), "utf-16") {
			return input, nil
		}
		found := encodingOf(label)
		if found == nil {
			return nil, refuse(Encoding, "%s", label)
		}
		return found.NewDecoder().Reader(input), nil
	}
}

// encodingOf returns nil for an unknown name. The web's table comes first: its ISO-8859-1 is Windows-1252, which has the
// euro sign where programs that state ISO-8859-1 put it.
func encodingOf(label string) encoding.Encoding {
	if found, err := htmlindex.Get(label); err == nil && found != encoding.Replacement {
		return found
	}
	found, err := ianaindex.IANA.Encoding(label)
	if err != nil {
		return nil
	}
	return found
}
