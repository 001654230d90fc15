package compose

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"html"
	"net/url"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
)

// openPage writes the beginning of a complete HTML document: some mail programs guess language and letters without it.
func openPage(page *strings.Builder, language, title string) {
	fmt.Fprintf(page, `<!DOCTYPE html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>%s</title>
</head>
<body style="%s">
<div style="%s">
`, language, html.EscapeString(title), pageStyle, columnStyle)
}

func closePage(page *strings.Builder) { page.WriteString("</div>\n</body>\n</html>\n") }

// writeFooter writes how to object to advertising, which every such mail must say (Art. XII.13 CDE).
func writeFooter(page *strings.Builder, sentence, label, target string) {
	fmt.Fprintf(page, "<p style=\"%s\">%s <a href=\"%s\" style=\"color:#767676\">%s</a></p>\n",
		footerStyle, html.EscapeString(sentence), html.EscapeString(target), html.EscapeString(label))
}

func breakText(sentence string) string {
	var text strings.Builder
	(&block{}).write(&text, sentence)
	return text.String()
}

// unsubscribeURL returns the mailto URL that asks to be left alone. A desktop program has no web address to offer.
func unsubscribeURL(sender, token string) string {
	return "mailto:" + strings.ReplaceAll(url.PathEscape(sender), "%40", "@") + "?subject=" + url.PathEscape("STOP "+token)
}

// seal makes and reads the tokens that name a client in a mail without telling anybody else who it is.
type seal struct{ block cipher.Block }

// newSeal derives the seal from the random id of the file, which never leaves the machine.
func newSeal(fileID string) *seal {
	key := sha256.Sum256([]byte("garagemail unsubscribe " + fileID))
	block, err := aes.NewCipher(key[:16])
	if err != nil {
		panic(err) // a key of 16 bytes cannot be refused
	}
	return &seal{block: block}
}

var tokenLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// token returns 26 letters and digits. They hold the client's id and eight zero bytes, which make a forged one recognizable.
func (s *seal) token(clientID int64) string {
	var sealed [aes.BlockSize]byte
	binary.BigEndian.PutUint64(sealed[:8], uint64(clientID)) //nolint:gosec // ids are positive
	s.block.Encrypt(sealed[:], sealed[:])
	return tokenLetters.EncodeToString(sealed[:])
}

// Unsubscriber returns the client who wrote a mail with this subject, "STOP" and the token of a promotional mail: who is to
// be left alone from now on. It returns garage.ErrNotFound for any other subject.
func Unsubscriber(ctx context.Context, db *store.DB, subject string) (int64, error) {
	fileID, err := db.FileID(ctx)
	if err != nil {
		return 0, err
	}
	seal := newSeal(fileID)
	for word := range strings.FieldsSeq(subject) {
		if id, ok := seal.client(word); ok {
			return id, nil
		}
	}
	return 0, fmt.Errorf("unsubscriber: %w", garage.ErrNotFound)
}

// client reads a token back; false for one that this file did not make.
func (s *seal) client(token string) (int64, bool) {
	sealed, err := tokenLetters.DecodeString(strings.ToUpper(strings.TrimSpace(token)))
	if err != nil || len(sealed) != aes.BlockSize {
		return 0, false
	}
	s.block.Decrypt(sealed, sealed)
	id := binary.BigEndian.Uint64(sealed[:8])
	return int64(id), binary.BigEndian.Uint64(sealed[8:]) == 0 && id > 0 && id <= 1<<62 //nolint:gosec // bounded beside
}
