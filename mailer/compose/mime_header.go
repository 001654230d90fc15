package compose

import (
	"encoding/base64"
	"net/mail"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"garagemail/store/garage"
)

// looksEncoded reports that a text of ASCII may be read as an RFC 2047 word, which encoders pass through: who typed it
// means these very characters, and what they would be decoded to may hold line ends.
func looksEncoded(text string) bool { return strings.Contains(text, "=?") && garage.IsASCII(text) }

// wordBytes makes words of 72 characters, of the 75 that one may have.
const wordBytes = 45

// encodeWords makes RFC 2047 words of a text of ASCII.
func encodeWords(text string) []string {
	var words []string
	for len(text) > 0 {
		length := min(len(text), wordBytes)
		words = append(words, "=?UTF-8?B?"+base64.StdEncoding.EncodeToString([]byte(text[:length]))+"?=")
		text = text[length:]
	}
	return words
}

// setAddress sets the one address of a header. net/mail puts a name of ASCII between quotes as it is, and many a reader
// decodes there what looks like an encoded word.
func setAddress(message *gomail.Msg, header gomail.AddrHeader, address *mail.Address) {
	if !looksEncoded(address.Name) {
		message.SetAddrHeaderFromMailAddress(header, address)
		return
	}
	bare := mail.Address{Address: address.Address}
	message.SetGenHeaderPreformatted(gomail.Header(header), strings.Join(append(encodeWords(address.Name), bare.String()), "\r\n "))
}

// encodedSubject is a subject as go-mail is to get it.
func encodedSubject(subject string) string {
	if looksEncoded(subject) {
		return strings.Join(encodeWords(subject), " ")
	}
	return subject
}
