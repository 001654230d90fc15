package compose

import (
	"mime"
	"net/textproto"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"

	"garagemail/store/garage"
)

// maxFileName is in characters: longer names are cut before their ending.
const maxFileName = 120

// attachmentName returns the name a file has in a mail: without folders, and without what a file system or a header could
// take for something else.
func attachmentName(name string) string {
	name = path.Base(strings.ReplaceAll(oneLine(name), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`"*/:<>?\|`, r) {
			return '_'
		}
		return r
	}, name)
	name = strings.Trim(name, " .")
	if name == "" {
		return "document"
	}
	ending := path.Ext(name)
	if utf8.RuneCountInString(ending) > 12 {
		ending = ""
	}
	return cutRunes(strings.TrimSuffix(name, ending), maxFileName) + ending
}

// maxMediaType is what RFC 6838 allows a type and its subtype.
const maxMediaType = 127 + 1 + 127

var mediaType = regexp.MustCompile(`^[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*$`)

// safeMediaType returns the bare type, and application/octet-stream for one that is malformed or may not be in base64.
func safeMediaType(declared string) string {
	bare, _, _ := strings.Cut(strings.ToLower(declared), ";")
	bare = strings.TrimSpace(bare)
	if len(bare) > maxMediaType || !mediaType.MatchString(bare) || strings.HasPrefix(bare, "multipart/") || strings.HasPrefix(bare, "message/") {
		return "application/octet-stream"
	}
	return bare
}

// withHeaders writes an attachment's headers in place of go-mail's, whose file names strict readers show encoded.
func withHeaders(name, declaredType string) gomail.FileOption {
	return func(file *gomail.File) {
		file.Header = textproto.MIMEHeader{}
		file.Header.Set("Content-Type", safeMediaType(declaredType)+nameParameter(name))
		file.Header.Set("Content-Disposition", "attachment"+fileNameParameter(name))
		file.Header.Set("Content-Transfer-Encoding", "base64")
		file.Enc = gomail.EncodingB64
	}
}

// nameParameter is the form that older Outlook versions read: an RFC 2047 word in quotes.
func nameParameter(name string) string {
	encoded := mime.BEncoding.Encode("UTF-8", name)
	return ";\r\n name=\"" + strings.ReplaceAll(encoded, "?= =?", "?=\r\n =?") + `"`
}

// fileNameParameter is the form of the standard, RFC 2231, in pieces when it is long. Plain names need no encoding.
func fileNameParameter(name string) string {
	const pieceLength = 55
	if garage.IsASCII(name) {
		return ";\r\n filename=\"" + name + `"`
	}
	encoded := "UTF-8''" + percentEncode(name)
	if len(encoded) <= pieceLength {
		return ";\r\n filename*=" + encoded
	}
	var parameter strings.Builder
	for number := 0; encoded != ""; number++ {
		length := min(pieceLength, len(encoded))
		for range 2 { // not through the middle of a %C3
			if length < len(encoded) && strings.IndexByte(encoded[length-min(2, length):length], '%') >= 0 {
				length--
			}
		}
		parameter.WriteString(";\r\n filename*" + strconv.Itoa(number) + "*=" + encoded[:length])
		encoded = encoded[length:]
	}
	return parameter.String()
}

func percentEncode(text string) string {
	const digits = "0123456789ABCDEF"
	var encoded strings.Builder
	for i := range len(text) {
		c := text[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			encoded.WriteByte(c)
			continue
		}
		encoded.WriteString("%" + string(digits[c>>4]) + string(digits[c&15]))
	}
	return encoded.String()
}
