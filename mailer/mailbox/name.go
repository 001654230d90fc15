package mailbox

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
)

// decodeName reads modified UTF-7 (RFC 3501, 5.1.3), which the library does for the names of mailboxes but not for the
// prefixes of namespaces. What is none stays as it is.
func decodeName(raw string) string {
	var name strings.Builder
	rest := raw
	for {
		before, after, shifted := strings.Cut(rest, "&")
		name.WriteString(before)
		if !shifted {
			return name.String()
		}
		code, tail, ended := strings.Cut(after, "-")
		if !ended {
			return raw
		}
		rest = tail
		if code == "" {
			name.WriteByte('&')
			continue
		}
		bytes, err := base64.RawStdEncoding.DecodeString(strings.ReplaceAll(code, ",", "/"))
		if err != nil || len(bytes)%2 != 0 {
			return raw
		}
		units := make([]uint16, 0, len(bytes)/2)
		for i := 0; i < len(bytes); i += 2 {
			units = append(units, uint16(bytes[i])<<8|uint16(bytes[i+1]))
		}
		name.WriteString(string(utf16.Decode(units)))
	}
}
