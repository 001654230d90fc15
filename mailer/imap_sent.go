package mailer

import (
	"bytes"
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// FileSent puts a copy of a message that was sent, read, among the sent ones of the account's own mailboxes. One that is
// there already stays alone: Google's and Microsoft's servers file what goes through them themselves.
func FileSent(ctx context.Context, account Account, message []byte) error {
	_, err := fileAll(ctx, account, [][]byte{message})
	return err
}

// fileAll files several messages in one visit, and says how many of them, from the first on, are there now.
func fileAll(ctx context.Context, account Account, messages [][]byte) (filed int, err error) {
	size := 0
	for _, message := range messages {
		size += len(message)
	}
	err = visitMailboxes(ctx, account, size, func(client *imapclient.Client) error {
		sent, err := sentMailbox(client)
		for _, message := range messages {
			if err == nil {
				err = fileOne(client, sent, message)
			}
			if err != nil {
				return err
			}
			filed++
		}
		return err
	})
	return filed, err
}

// sentMailbox is the mailbox of the sent ones, which is made when there is none.
func sentMailbox(client *imapclient.Client) (string, error) {
	mailboxes, err := listMailboxes(client)
	if err != nil {
		return "", err
	}
	if sent := mailboxFor(mailboxes, imap.MailboxAttrSent, sentNames); sent != "" {
		return sent, nil
	}
	return "Sent", client.Create("Sent", nil).Wait()
}

func fileOne(client *imapclient.Client, sent string, message []byte) error {
	if id := messageIDOf(message); id != "" {
		if found, err := holdsMessage(client, sent, id); found || err != nil {
			return err
		}
	}
	return appendMessage(client, sent, message)
}

// FindSent looks whether a message with this Message-ID (with its angle brackets) is among the sent ones or in "all
// mail". That it was not found is no proof that it did not go: not every server files what it sends.
func FindSent(ctx context.Context, account Account, messageID string) (found bool, err error) {
	all, err := findAll(ctx, account, []string{messageID})
	return err == nil && all[0], err
}

// findAll looks for several messages in one visit.
func findAll(ctx context.Context, account Account, messageIDs []string) ([]bool, error) {
	found := make([]bool, len(messageIDs))
	for _, id := range messageIDs {
		if strings.TrimSpace(id) == "" { // would be found in every message
			return nil, errors.New("look for a message without Message-ID")
		}
	}
	err := visitMailboxes(ctx, account, 0, func(client *imapclient.Client) error {
		mailboxes, err := listMailboxes(client)
		if err != nil {
			return err
		}
		for _, name := range []string{
			mailboxFor(mailboxes, imap.MailboxAttrSent, sentNames), mailboxFor(mailboxes, imap.MailboxAttrAll, allNames),
		} {
			for i, id := range messageIDs {
				if name == "" || found[i] {
					continue
				}
				if found[i], err = holdsMessage(client, name, strings.TrimSpace(id)); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return found, err
}

// The usual names, folded, where a server does not mark its mailboxes (RFC 6154).
var (
	sentNames = []string{
		"sent", "sent items", "sent messages", "sent mail", "envoyés", "éléments envoyés", "messages envoyés", "courrier envoyé",
		"verzonden", "verzonden items", "verzonden berichten", "verstuurd", "verzonden e-mail", "gesendet",
	}
	allNames = []string{"all mail", "tous les messages", "alle berichten", "alle e-mails"}
)

func listMailboxes(client *imapclient.Client) ([]*imap.ListData, error) {
	var options *imap.ListOptions
	if caps := client.Caps(); caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	return client.List("", "*", options).Collect()
}

// mailboxFor returns the mailbox that the server marks so, else the one with the first of the usual names, at the top or
// below another ("INBOX.Sent", "[Gmail]/Sent Mail"); "" when there is none.
func mailboxFor(mailboxes []*imap.ListData, mark imap.MailboxAttr, names []string) string {
	selectable := slices.DeleteFunc(slices.Clone(mailboxes), func(m *imap.ListData) bool {
		return slices.ContainsFunc(m.Attrs, func(a imap.MailboxAttr) bool {
			return strings.EqualFold(string(a), string(imap.MailboxAttrNoSelect)) || strings.EqualFold(string(a), string(imap.MailboxAttrNonExistent))
		})
	})
	for _, mailbox := range selectable {
		if slices.ContainsFunc(mailbox.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(mark)) }) {
			return mailbox.Mailbox
		}
	}
	for _, name := range names {
		for _, mailbox := range selectable {
			last := mailbox.Mailbox
			if mailbox.Delim != 0 {
				last = last[strings.LastIndex(last, string(mailbox.Delim))+1:]
			}
			if strings.EqualFold(last, name) {
				return mailbox.Mailbox
			}
		}
	}
	return ""
}

// holdsMessage opens a mailbox for reading only and searches it.
func holdsMessage(client *imapclient.Client, mailbox, messageID string) (bool, error) {
	if _, err := client.Select(mailbox, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		return false, err
	}
	result, err := client.UIDSearch(&imap.SearchCriteria{
		Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
	}, nil).Wait()
	if err != nil {
		return false, err
	}
	return len(result.AllUIDs()) > 0, nil
}

func appendMessage(client *imapclient.Client, mailbox string, message []byte) error {
	command := client.Append(mailbox, int64(len(message)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: time.Now()})
	_, writing := command.Write(message)
	closing := command.Close()
	if _, err := command.Wait(); err != nil { // the server's words tell more than the broken line
		return err
	}
	return errors.Join(writing, closing)
}

func messageIDOf(message []byte) string {
	parsed, err := mail.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(parsed.Header.Get("Message-Id"))
}
