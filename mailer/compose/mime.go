package compose

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/pictures"
)

// errAddress is the error of what no mail can be addressed to, or come from.
func errAddress(address string) error { return fmt.Errorf("%q is no mail address", address) }

// headerAddress returns a name and address as go-mail wants them, the domain in its ASCII form.
func headerAddress(name, address string) (*mail.Address, error) {
	if !garage.IsEmail(address) {
		return nil, errAddress(address)
	}
	wire, _, err := garage.EnvelopeAddress(address)
	return &mail.Address{Name: cutRunes(oneLine(name), maxName), Address: wire}, err
}

// newMessageID returns a Message-ID in angle brackets, in the sender's domain: the machine's name is nobody's business.
func newMessageID(from string) (string, error) {
	if !garage.IsEmail(from) {
		return "", errAddress(from)
	}
	wire, _, err := garage.EnvelopeAddress(from)
	if err != nil {
		return "", err
	}
	var random [15]byte
	if _, err := rand.Read(random[:]); err != nil {
		return "", err
	}
	return "<" + strings.ToLower(base32.StdEncoding.EncodeToString(random[:])) + wire[strings.LastIndexByte(wire, '@'):] + ">", nil
}

// head returns the bytes of a message that are this recipient's own: all of it, or all that comes before the tail.
func (c *composer) head(m *Mail, messageID string, date time.Time) ([]byte, error) {
	message := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithCharset(gomail.CharsetUTF8))
	from, err := headerAddress(m.FromName, m.FromAddress)
	if err != nil {
		return nil, fmt.Errorf("sender: %w", err)
	}
	to, err := headerAddress(m.ToName, m.ToAddress)
	if err != nil {
		return nil, fmt.Errorf("recipient: %w", err)
	}
	setAddress(message, gomail.HeaderFrom, from)
	setAddress(message, gomail.HeaderTo, to)
	message.Subject(encodedSubject(cutRunes(oneLine(m.Subject), maxSubject)))
	message.SetMessageIDWithValue(strings.Trim(messageID, "<>"))
	message.SetDateWithValue(date.Local())
	message.SetGenHeader(gomail.HeaderContentLang, m.Language)
	if m.unsubscribe != "" {
		message.SetGenHeader(gomail.HeaderListUnsubscribe, "<"+m.unsubscribe+">")
	}
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	message.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	var head bytes.Buffer
	head.Grow(2*len(m.HTML) + 2048)
	if _, err := message.WriteTo(&head); err != nil {
		return nil, err
	}
	if len(c.tail) == 0 {
		return head.Bytes(), nil
	}
	return wrapMixed(head.Bytes(), c.boundary)
}

// wrapMixed puts a multipart/alternative message into the first part of a multipart/mixed one, and leaves that open for
// the tail. go-mail would choose a boundary for each message anew, and the attachments could not be shared.
func wrapMixed(message []byte, boundary string) ([]byte, error) {
	const alternative = "\r\nContent-Type: multipart/alternative;"
	header, _, _ := bytes.Cut(message, []byte("\r\n\r\n"))
	at := bytes.Index(header, []byte(alternative)) // the value of another field cannot begin a line
	if at < 0 {
		return nil, errors.New("message is no multipart/alternative")
	}
	mixed := fmt.Sprintf("\r\nContent-Type: multipart/mixed;\r\n boundary=\"%s\"\r\n\r\n--%s", boundary, boundary)
	wrapped := make([]byte, 0, len(message)+len(mixed))
	wrapped = append(wrapped, message[:at]...)
	wrapped = append(wrapped, mixed...)
	return append(wrapped, message[at:]...), nil
}

// namedContent is a file to attach.
type namedContent struct {
	name, mediaType string
	bytes           []byte
}

// loadTail reads and encodes the attachments: what follows the head in every message of the mailing, byte for byte the
// same, so that it is stored once.
func (c *composer) loadTail(ctx context.Context, db *store.DB) error {
	if len(c.attachments) == 0 {
		return nil
	}
	var files []namedContent
	for _, attachment := range c.attachments {
		content, err := db.AttachmentBytes(ctx, attachment.ID)
		if err != nil {
			return err
		}
		files = append(files, namedContent{attachment.Name, attachment.MediaType, content})
	}
	return c.encodeTail(files, fmt.Sprintf("mailing %d", c.mailing.ID))
}

// encodeTail makes the tail of files; owner, of what they belong to, keeps the same files of two mailings apart.
func (c *composer) encodeTail(files []namedContent, owner string) error {
	carrier := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	carrier.SetBodyString(gomail.TypeTextPlain, "")
	fingerprint := sha256.New()
	fingerprint.Write([]byte(owner + "\n"))
	size := 0
	for _, file := range files {
		// What was attached by an older version, or by other hands than the screens', has not been looked at. What cannot
		// be cleaned goes because she said so.
		if clean, err := pictures.WithoutPlace(file.bytes); err == nil {
			file.bytes = clean
		}
		fingerprint.Write(fmt.Appendf(nil, "%s\n%d\n", file.name, len(file.bytes)))
		fingerprint.Write(file.bytes)
		size += len(file.bytes)
		name := attachmentName(file.name)
		carrier.AttachReadSeeker(name, bytes.NewReader(file.bytes), withHeaders(name, file.mediaType))
	}
	// "=_" stands in no encoded line, neither of base64 nor of quoted-printable
	c.boundary = "=_garagemail_" + hex.EncodeToString(fingerprint.Sum(nil)[:16])
	carrier.SetBoundary(c.boundary)
	var whole bytes.Buffer
	whole.Grow(size/3*4 + size/50 + 4096)
	if _, err := carrier.WriteTo(&whole); err != nil {
		return fmt.Errorf("encode attachments: %w", err)
	}
	return c.cutTail(whole.Bytes())
}

// cutTail keeps what stands after the carrier's empty text.
func (c *composer) cutTail(carrier []byte) error {
	delimiter := []byte("\r\n--" + c.boundary + "\r\n")
	first := bytes.Index(carrier, delimiter)
	if first < 0 {
		return errors.New("encode attachments: no first part")
	}
	next := bytes.Index(carrier[first+len(delimiter):], delimiter)
	if next < 0 {
		return errors.New("encode attachments: no second part")
	}
	c.tail = carrier[first+len(delimiter)+next:]
	return nil
}
