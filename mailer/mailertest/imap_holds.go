package mailertest

import (
	"strings"
	"testing"

	"github.com/emersion/go-imap/v2"
)

// MailboxHolds is the number of messages, and of unread ones, in a mailbox.
func MailboxHolds(t *testing.T, server *IMAP, mailbox string) (messages, unread uint32) {
	t.Helper()
	status, err := server.User.Status(mailbox, &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		t.Fatal(mailbox, err)
	}
	return *status.NumMessages, *status.NumUnseen
}

// IMAPLiteral is a message as a mailbox takes it.
type IMAPLiteral struct{ *strings.Reader }

// Size is its length in bytes.
func (l IMAPLiteral) Size() int64 { return l.Reader.Size() }

// IMAPNo is a NO of an IMAP server, with a response code and words.
func IMAPNo(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}
