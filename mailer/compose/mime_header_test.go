package compose

import (
	"bytes"
	netmail "net/mail"
	"strings"
	"testing"

	"github.com/emersion/go-message/mail"
)

// TestEncodedWordsAreEncoded types what looks like an encoded word into every field of a header, and reads it back with two
// other libraries than the one that wrote it.
func TestEncodedWordsAreEncoded(t *testing.T) {
	for _, typed := range []string{
		"=?utf-8?q?Garage=0D=0ABcc:_evil@evil.example?=",
		"=?UTF-8?B?R2FyYWdlDQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=",
		"=?iso-8859-1?Q?Dupont?= & Fils",
		"Dupont =?utf-8?q?=0A=0D?=",
		"=?utf-8?q?a?= =?utf-8?q?b?=",
		"=?utf-8?q?never ends",
		"=?utf-8?q?" + strings.Repeat("=0D=0Ax", 20) + "?=",
		"Été =?utf-8?q?=0D=0Ax?=",
		`"=?utf-8?q?x?=" <evil@evil.example>`,
		"=?=?=?=",
	} {
		want := cutRunes(typed, maxName)
		raw := headOf(t, Mail{FromName: typed, ToName: typed, Subject: typed, Language: "fr", Text: "t", HTML: "h"})
		r := read(t, raw)
		if r.subject != typed || len(r.from) != 1 || r.from[0].Name != want || len(r.to) != 1 || r.to[0].Name != want {
			t.Errorf("%q came back as %q, from %+v, to %+v", typed, r.subject, r.from, r.to)
		}
		message, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		for _, header := range []string{"From", "To", "Subject"} {
			if value := message.Header.Get(header); strings.Contains(value, typed) {
				t.Errorf("%s passes it through: %q", header, value)
			}
		}
		from, err := message.Header.AddressList("From")
		if err != nil || len(from) != 1 || from[0].Name != want || from[0].Address != "sophie@garage.example" {
			t.Errorf("%q: from %+v, %v", typed, from, err)
		}
		if names := headerNames(t, raw); strings.Contains(strings.Join(names, " "), "Bcc") {
			t.Errorf("headers %q", names)
		}
		checkLines(t, raw)
		checkLines(t, tailHeaders(t, typed+".pdf"))
	}
}

// tailHeaders are the headers of an attachment of that name, whose name must come back as attachmentName makes it.
func tailHeaders(t *testing.T, name string) []byte {
	t.Helper()
	c := &composer{}
	if err := c.encodeTail([]namedContent{{name, "application/pdf", []byte("%PDF")}}, "test"); err != nil {
		t.Fatal(err)
	}
	whole := append([]byte("Content-Type: multipart/mixed; boundary=\""+c.boundary+"\"\r\n\r\n--"+c.boundary+"\r\n\r\n"), c.tail...)
	reader, err := mail.CreateReader(bytes.NewReader(whole))
	if err != nil {
		t.Fatal(err)
	}
	for {
		part, err := reader.NextPart()
		if err != nil {
			t.Fatalf("no attachment: %v", err)
		}
		if header, ok := part.Header.(*mail.AttachmentHeader); ok {
			if got, err := header.Filename(); err != nil || got != attachmentName(name) {
				t.Errorf("file %q came back as %q, %v", name, got, err)
			}
			return c.tail
		}
	}
}

// TestNoLineIsTooLong makes mails of all that is long, without a space to break at: a server may refuse a line of more than
// 998 octets, and some do.
func TestNoLineIsTooLong(t *testing.T) {
	for name, long := range map[string]string{
		"letters": strings.Repeat("x", 5000), "accents": strings.Repeat("é", 5000), "emoji": strings.Repeat("🚗", 3000),
		"a web address": "https://garage.example/" + strings.Repeat("%20abc", 800), "equals": strings.Repeat("=", 3000),
		"encoded words": strings.Repeat("=?utf-8?q?x?=", 300), "quotes": strings.Repeat(`"\`, 2000),
	} {
		raw := headOf(t, Mail{FromName: long, ToName: long, Subject: long, Language: "fr", Text: long, HTML: "<p>" + long + "</p>"})
		address := strings.Repeat("a", 60) + "@" + strings.Repeat(strings.Repeat("b", 60)+".", 3) + "example"
		other := headOf(t, Mail{FromAddress: address, ToAddress: address, Subject: long, Text: long, HTML: long, unsubscribe: "mailto:" + address + "?subject=STOP"})
		c := &composer{}
		if err := c.encodeTail([]namedContent{{long, "application/" + strings.Repeat("y", 3000), []byte(long)}}, "test"); err != nil {
			t.Fatal(err)
		}
		for _, message := range [][]byte{raw, other, c.tail} {
			for line := range bytes.SplitSeq(message, []byte("\r\n")) {
				if len(line) > 998 || bytes.ContainsAny(line, "\r\n") {
					t.Errorf("%s: a line of %d octets: %.80q…", name, len(line), line)
				}
			}
		}
	}
}
