package mailbox

import (
	"bytes"
	"context"
	"errors"
	"net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/smtp"
)

// Copies are messages to be put among the sent ones.
type Copies struct {
	messages [][]byte
	Filed    []bool               // is there now
	Refused  []*smtp.ConnectError // the server does not take this one
	gone     string               // a mailbox that is not there although it was listed
	made     bool                 // it was made again
}

// NewCopies files copies of what an account sent in its own mailbox, over one connection that is kept.
func NewCopies(messages [][]byte) *Copies {
	return &Copies{messages: messages, Filed: make([]bool, len(messages)), Refused: make([]*smtp.ConnectError, len(messages))}
}

// errAnew asks for another connection: where a server refuses a literal the library ends the one it has.
var errAnew = errors.New("go on with another connection")

// File puts the copies there, in one visit or, where the server refuses one of them, several. begin, which may be nil, is
// called before the first is handed over. The error is about them all: two refusals in a row are no matter of one message.
func (c *Copies) File(ctx context.Context, account smtp.Account, begin func() error) error {
	size := 0
	for _, message := range c.messages {
		size += len(message)
	}
	for {
		err := visitMailboxes(ctx, account, size, func(m *mailboxes) error { return c.fileIn(m, begin) })
		if !errors.Is(err, errAnew) {
			return err
		}
		if general := c.refusedInRow(); general != nil {
			return general
		}
	}
}

// refusedInRow returns what a server answers whatever it is given, and takes it back from the messages.
func (c *Copies) refusedInRow() *smtp.ConnectError {
	for i := 1; i < len(c.Refused); i++ {
		first, second := c.Refused[i-1], c.Refused[i]
		if first != nil && second != nil && first.Reason == smtp.ReasonCopyRefused && second.Reason == smtp.ReasonCopyRefused {
			c.Refused[i-1], c.Refused[i] = nil, nil
			return &smtp.ConnectError{Step: smtp.StepContent, Reason: smtp.ReasonCopiesDenied, Broken: true, Reply: second.Reply, Err: second.Err}
		}
	}
	return nil
}

func (c *Copies) fileIn(m *mailboxes, begin func() error) error {
	sent, err := c.mailbox(m)
	if err != nil {
		return err
	}
	err = c.findIn(m, sent)
	for i, message := range c.messages {
		if err != nil {
			return c.again(sent, err)
		}
		if c.Filed[i] || c.Refused[i] != nil {
			continue
		}
		if c.Refused[i] = m.refusesSize(sent, len(message)); c.Refused[i] != nil {
			continue
		}
		if begin != nil {
			if err := begin(); err != nil {
				return &smtp.ConnectError{Step: smtp.StepContent, Reason: smtp.ReasonStore, Err: err}
			}
			begin = nil
		}
		if err = m.append(sent, message); err != nil && c.isOneMessages(m, i, err) {
			return errAnew
		}
		c.Filed[i] = err == nil
	}
	return c.again(sent, err)
}

// mailbox is the one for the copies, which is made when there is none.
func (c *Copies) mailbox(m *mailboxes) (string, error) {
	sent, err := m.sent()
	switch {
	case err != nil:
		return "", err
	case c.gone != "" && !c.made:
		c.made = true
		return c.gone, m.create(c.gone)
	case sent == "":
		return m.makeSent()
	}
	return sent, nil
}

// isOneMessages takes note of an answer that is about this message alone.
func (c *Copies) isOneMessages(m *mailboxes, i int, err error) bool {
	var failure *smtp.ConnectError
	if isMissing(err) || !errors.As(m.visit.explain(err), &failure) {
		return false
	}
	if failure.Reason != smtp.ReasonCopyRefused && failure.Reason != smtp.ReasonCopyTooLarge {
		return false
	}
	c.Refused[i] = failure
	return true
}

// again has a mailbox that is gone made in another visit, once.
func (c *Copies) again(sent string, err error) error {
	if !isMissing(err) {
		return err
	}
	if c.made {
		return atWork("create", err)
	}
	c.gone = sent
	return errAnew
}

// findIn marks those that are there.
func (c *Copies) findIn(m *mailboxes, sent string) error {
	var ids []string
	var which []int
	for i, message := range c.messages {
		if id := messageIDOf(message); id != "" && !c.Filed[i] && c.Refused[i] == nil {
			ids, which = append(ids, id), append(which, i)
		}
	}
	found, err := m.holds(sent, ids)
	for i := range found {
		c.Filed[which[i]] = c.Filed[which[i]] || found[i]
	}
	return err
}

// FindAll looks for several messages in one visit.
func FindAll(ctx context.Context, account smtp.Account, messageIDs []string) ([]bool, error) {
	found := make([]bool, len(messageIDs))
	for i, id := range messageIDs {
		if messageIDs[i] = strings.TrimSpace(id); messageIDs[i] == "" { // would be found in every message
			return nil, errors.New("look for a message without Message-ID")
		}
	}
	err := visitMailboxes(ctx, account, 0, func(m *mailboxes) error {
		sent, err := m.sent()
		if err != nil {
			return err
		}
		for _, name := range []string{sent, m.find(imap.MailboxAttrAll, allNames)} {
			if name == "" {
				continue
			}
			here, err := m.holds(name, messageIDs)
			if err != nil && !isMissing(err) {
				return err
			}
			for i := range here {
				found[i] = found[i] || here[i]
			}
		}
		return nil
	})
	return found, err
}

// TestMailboxes signs in where the copies of what the account sends are filed, and returns the mailbox for them, which is
// made when there is none. Its error is ErrNoIMAP, ctx's own or a *ConnectError.
func TestMailboxes(ctx context.Context, account smtp.Account) (mailbox string, err error) {
	err = visitMailboxes(ctx, account, 0, func(m *mailboxes) error {
		if mailbox, err = m.sent(); err == nil && mailbox == "" {
			mailbox, err = m.makeSent()
		}
		return err
	})
	return mailbox, err
}

// searchAtOnce is how many messages are looked for in one search: a server without an index reads all it has each time.
const searchAtOnce = 20

// holds opens a mailbox for reading only, looks for messages and leaves it: some servers take no message into a mailbox
// that the same connection reads.
func (m *mailboxes) holds(mailbox string, messageIDs []string) ([]bool, error) {
	found := make([]bool, len(messageIDs))
	if len(messageIDs) == 0 {
		return found, nil
	}
	selected, err := m.Select(mailbox, &imap.SelectOptions{ReadOnly: true}).Wait()
	if err != nil {
		return found, atWork("examine", err)
	}
	if selected.NumMessages > 0 {
		for first := 0; first < len(messageIDs); first += searchAtOnce {
			last := min(first+searchAtOnce, len(messageIDs))
			if err := m.searchFor(messageIDs[first:last], found[first:last]); err != nil {
				return found, atWork("search", err)
			}
		}
	}
	return found, m.leave()
}

// searchFor asks for all, and for each only when one of them is there, or the server does not take the question.
func (m *mailboxes) searchFor(messageIDs []string, found []bool) error {
	if len(messageIDs) > 1 {
		any, err := m.search(withAnyID(messageIDs))
		var answer *imap.Error
		if err == nil && !any || err != nil && !errors.As(err, &answer) {
			return err
		}
	}
	for i, id := range messageIDs {
		var err error
		if found[i], err = m.search(withAnyID([]string{id})); err != nil {
			return err
		}
	}
	return nil
}

func withAnyID(messageIDs []string) *imap.SearchCriteria {
	one := imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageIDs[0]}}}
	if len(messageIDs) == 1 {
		return &one
	}
	return &imap.SearchCriteria{Or: [][2]imap.SearchCriteria{{one, *withAnyID(messageIDs[1:])}}}
}

func (m *mailboxes) search(criteria *imap.SearchCriteria) (bool, error) {
	result, err := m.UIDSearch(criteria, nil).Wait()
	if err != nil {
		return false, err
	}
	return len(result.AllUIDs()) > 0, nil
}

// leave lets go of the mailbox that was looked through. CLOSE removes nothing from one that was opened for reading only.
func (m *mailboxes) leave() error {
	command := m.UnselectAndExpunge
	if caps := m.Caps(); caps.Has(imap.CapUnselect) || caps.Has(imap.CapIMAP4rev2) {
		command = m.Unselect
	}
	err := command().Wait()
	var answer *imap.Error
	if errors.As(err, &answer) {
		return nil // what comes next shows whether it matters
	}
	return err
}

// refusesSize tells a message that is larger than the server takes (RFC 7889), before it goes up.
func (m *mailboxes) refusesSize(mailbox string, size int) *smtp.ConnectError {
	for capability := range m.Caps() {
		most, isLimit := strings.CutPrefix(strings.ToUpper(string(capability)), "APPENDLIMIT")
		if !isLimit {
			continue
		}
		limit, err := strconv.ParseInt(strings.TrimPrefix(most, "="), 10, 64)
		if most == "" { // each mailbox has its own
			var status *imap.StatusData
			status, err = m.Status(mailbox, &imap.StatusOptions{AppendLimit: true}).Wait()
			if err == nil && status.AppendLimit != nil {
				limit = int64(*status.AppendLimit)
			}
		}
		if err == nil && limit > 0 && int64(size) > limit {
			return &smtp.ConnectError{Step: smtp.StepContent, Reason: smtp.ReasonCopyTooLarge, Reply: string(capability)}
		}
	}
	return nil
}

func (m *mailboxes) append(mailbox string, message []byte) error {
	m.visit.line.allow(len(message))
	defer m.visit.line.allow(0)
	command := m.Append(mailbox, int64(len(message)), &imap.AppendOptions{Flags: []imap.Flag{imap.FlagSeen}, Time: time.Now()})
	_, writing := command.Write(message)
	closing := command.Close()
	if _, err := command.Wait(); err != nil { // the server's words tell more than the broken line
		return atWork("append", err)
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
