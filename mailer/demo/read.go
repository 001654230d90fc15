package demo

import (
	"bufio"
	"bytes"
	"io"

	_ "github.com/emersion/go-message/charset"
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"
)

// Read takes a message apart, as it was sent or as it arrived: its headers, its texts, its files. What cannot be read
// stays empty.
func Read(message []byte) ParsedMessage { return readDemoMail(message) }

// readDemoHeader reads what a list shows, and stops there. What cannot be read stays empty: the raw mail is kept.
func readDemoHeader(r io.Reader) ParsedMessage {
	parsed, err := textproto.ReadHeader(bufio.NewReader(r))
	if err != nil {
		return ParsedMessage{}
	}
	var header mail.Header
	header.Header.Header = parsed
	return demoHeader(&header)
}

func demoHeader(header *mail.Header) ParsedMessage {
	var read ParsedMessage
	read.From, read.To = addressText(header, "From"), addressText(header, "To")
	if subject, err := header.Subject(); err == nil {
		read.Subject = subject
	}
	if date, err := header.Date(); err == nil {
		read.Date = date
	}
	return read
}

func addressText(header *mail.Header, key string) string {
	list, err := header.AddressList(key)
	if err != nil || len(list) == 0 {
		return header.Get(key)
	}
	if list[0].Name == "" {
		return list[0].Address
	}
	return list[0].Name + " <" + list[0].Address + ">"
}

// readDemoMail reads a whole mail; a part that cannot be read ends the reading.
func readDemoMail(content []byte) ParsedMessage {
	reader, err := mail.CreateReader(bytes.NewReader(content))
	if err != nil && reader == nil {
		return ParsedMessage{}
	}
	read := demoHeader(&reader.Header)
	for {
		part, _ := reader.NextPart()
		if part == nil { // the end, or a part beyond reading; one of an unknown charset comes with an error
			return read
		}
		body, err := io.ReadAll(part.Body)
		if err != nil {
			return read
		}
		addPart(&read, part.Header, body)
	}
}

func addPart(read *ParsedMessage, header mail.PartHeader, body []byte) {
	switch header := header.(type) {
	case *mail.InlineHeader:
		mediaType, _, err := header.ContentType()
		switch {
		case err == nil && mediaType == "text/html" && read.HTML == "":
			read.HTML = string(body)
		case (err != nil || mediaType == "text/plain") && read.Text == "":
			read.Text = string(body)
		default:
			read.Attachments = append(read.Attachments, Attachment{MediaType: mediaType, Bytes: body})
		}
	case *mail.AttachmentHeader:
		attachment := Attachment{Bytes: body}
		if name, err := header.Filename(); err == nil {
			attachment.Name = name
		}
		if mediaType, _, err := header.ContentType(); err == nil {
			attachment.MediaType = mediaType
		}
		read.Attachments = append(read.Attachments, attachment)
	}
}
