package mailbox

import (
	"errors"
	"net"
	"slices"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"

	"garagemail/store/garage"
)

// mailboxes are an account's own, on one connection, and how they are laid out there.
type mailboxes struct {
	*imapclient.Client
	visit *mailboxVisit

	personal []imap.NamespaceDescriptor // where her own are; a new one goes to the first
	foreign  []string                   // what the names of others' begin with
	all      []*imap.ListData           // that can hold messages
}

// look reads where the mailboxes are (RFC 2342), and which there are.
func (m *mailboxes) look() error {
	if m.personal != nil {
		return nil
	}
	if err := m.lookAtNamespaces(); err != nil {
		return err
	}
	listed, err := m.list()
	if err != nil {
		return err
	}
	m.all = slices.DeleteFunc(listed, func(data *imap.ListData) bool {
		return hasMark(data, imap.MailboxAttrNoSelect) || hasMark(data, imap.MailboxAttrNonExistent) ||
			slices.ContainsFunc(m.foreign, func(prefix string) bool { return prefix != "" && strings.HasPrefix(data.Mailbox, prefix) })
	})
	if len(m.personal) == 0 {
		m.personal = guessedNamespaces(listed)
	}
	return nil
}

func (m *mailboxes) lookAtNamespaces() error {
	if caps := m.Caps(); !caps.Has(imap.CapNamespace) && !caps.Has(imap.CapIMAP4rev2) {
		return nil
	}
	spaces, err := m.Namespace().Wait()
	var answer *imap.Error
	if err != nil && !errors.As(err, &answer) {
		return err
	}
	if err != nil || spaces == nil {
		return nil //nolint:nilerr // it announces what it does not do: the list tells
	}
	for _, space := range spaces.Personal {
		if space.Prefix = decodeName(space.Prefix); !strings.HasPrefix(space.Prefix, "#") { // not of the machine's own kinds
			m.personal = append(m.personal, space)
		}
	}
	for _, space := range append(spaces.Other, spaces.Shared...) {
		m.foreign = append(m.foreign, decodeName(space.Prefix))
	}
	return nil
}

// guessedNamespaces tells the layout from the names alone: where all the others are below INBOX, a new one goes there too.
func guessedNamespaces(listed []*imap.ListData) []imap.NamespaceDescriptor {
	top := imap.NamespaceDescriptor{}
	below, others := 0, 0
	for _, data := range listed {
		top.Delim = data.Delim
		switch {
		case data.Delim != 0 && hasPrefixFold(data.Mailbox, "INBOX"+string(data.Delim)):
			below++
		case !strings.EqualFold(data.Mailbox, "INBOX"):
			others++
		}
	}
	if top.Delim == 0 {
		return []imap.NamespaceDescriptor{top}
	}
	inbox := imap.NamespaceDescriptor{Prefix: "INBOX" + string(top.Delim), Delim: top.Delim}
	if below > 0 && others == 0 {
		return []imap.NamespaceDescriptor{inbox, top}
	}
	return []imap.NamespaceDescriptor{top, inbox}
}

func hasPrefixFold(name, prefix string) bool {
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func (m *mailboxes) list() ([]*imap.ListData, error) {
	if m.visit.exact {
		return m.listExactly()
	}
	var options *imap.ListOptions
	if caps := m.Caps(); caps.Has(imap.CapSpecialUse) && caps.Has(imap.CapListExtended) || caps.Has(imap.CapIMAP4rev2) {
		options = &imap.ListOptions{ReturnSpecialUse: true}
	}
	listed, err := m.List("", "*", options).Collect()
	var answer *imap.Error
	if options != nil && errors.As(err, &answer) && answer.Type == imap.StatusResponseTypeBad {
		listed, err = m.List("", "*", nil).Collect() // it announces what it does not do
	}
	if err != nil && !errors.As(err, &answer) && givesUpOnNames(err) {
		return nil, errNames
	}
	return listed, atWork("list", err)
}

// givesUpOnNames says that the library has left the connection over a name that it cannot read. It may have closed it before the
// command was all written, and tells that instead.
func givesUpOnNames(err error) bool {
	return strings.Contains(err.Error(), "utf7") || strings.Contains(err.Error(), "invalid UTF-8") || errors.Is(err, net.ErrClosed)
}

// listExactly asks for the mailboxes with the usual names alone.
func (m *mailboxes) listExactly() ([]*imap.ListData, error) {
	spaces := m.personal
	if len(spaces) == 0 {
		spaces = []imap.NamespaceDescriptor{{}, {Prefix: "INBOX."}, {Prefix: "INBOX/"}}
	}
	var commands []*imapclient.ListCommand
	for _, space := range spaces {
		for _, name := range append(slices.Clone(sentNames), allNames...) {
			commands = append(commands, m.List("", space.Prefix+name, nil))
		}
	}
	var listed []*imap.ListData
	for _, command := range commands {
		found, err := command.Collect()
		if err != nil {
			return nil, atWork("list", err)
		}
		listed = append(listed, found...)
	}
	return listed, nil
}

func hasMark(data *imap.ListData, mark imap.MailboxAttr) bool {
	return slices.ContainsFunc(data.Attrs, func(a imap.MailboxAttr) bool { return strings.EqualFold(string(a), string(mark)) })
}

// The usual names, in French, Dutch, German and English, where a server does not mark its mailboxes (RFC 6154).
var (
	sentNames = []string{
		"Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail", "Sent e-mail", "Envoyés", "Éléments envoyés", "Messages envoyés",
		"Courrier envoyé", "Courriers envoyés", "Mails envoyés", "Objets envoyés", "Verzonden", "Verzonden items", "Verzonden berichten",
		"Verzonden e-mail", "Verzonden e-mails", "Verzonden mail", "Verzonden post", "Verstuurd", "Verstuurde berichten", "Verstuurde items",
		"Gesendet", "Gesendete Elemente", "Gesendete Objekte", "Gesendete Nachrichten", "Gesendete E-Mails", "Gesendete Mails",
	}
	allNames = []string{"All Mail", "Tous les messages", "Alle berichten", "Alle e-mails", "Alle Nachrichten"}
)

// find returns the mailbox that the server marks so, else the one with the first of the usual names at the top of her own,
// then of those below INBOX, then of those in a box that the provider has made ("[Gmail]/Sent Mail"). A mailbox of that name
// deeper down is one that she has put away. "" when there is none.
func (m *mailboxes) find(mark imap.MailboxAttr, names []string) string {
	for _, data := range m.all {
		if hasMark(data, mark) {
			return data.Mailbox
		}
	}
	for place := atTop; place <= inBox; place++ {
		for _, name := range names {
			for _, data := range m.all {
				if last, at := m.placeOf(data); at == place && garage.Fold(last) == garage.Fold(name) {
					return data.Mailbox
				}
			}
		}
	}
	return ""
}

// The places where a mailbox can stand, the likeliest first.
const (
	atTop = iota
	belowInbox
	inBox
	deeper
)

// placeOf splits the last part of its name off a mailbox, and says where it stands.
func (m *mailboxes) placeOf(data *imap.ListData) (last string, place int) {
	parent, last := "", data.Mailbox
	if data.Delim != 0 {
		if at := strings.LastIndex(last, string(data.Delim)); at >= 0 {
			parent, last = last[:at+len(string(data.Delim))], last[at+len(string(data.Delim)):]
		}
	}
	switch inbox := "INBOX" + string(data.Delim); {
	case strings.EqualFold(parent, inbox) && !strings.EqualFold(m.personal[0].Prefix, inbox):
		return last, belowInbox
	case parent == "" || slices.ContainsFunc(m.personal, func(space imap.NamespaceDescriptor) bool { return space.Prefix == parent }):
		return last, atTop
	case strings.HasPrefix(parent, "[") && strings.Count(parent, string(data.Delim)) == 1:
		return last, inBox
	}
	return last, deeper
}

// sent is the mailbox of the sent ones, "" when there is none.
func (m *mailboxes) sent() (string, error) {
	if err := m.look(); err != nil {
		return "", err
	}
	return m.find(imap.MailboxAttrSent, sentNames), nil
}

// makeSent makes the mailbox of the sent ones, where her own are. A second place is tried only when the answer is about the
// name: a server that does not let one be made is asked once.
func (m *mailboxes) makeSent() (name string, err error) {
	for _, space := range m.personal {
		name = space.Prefix + "Sent"
		err = m.create(name)
		var answer *imap.Error
		if !errors.As(err, &answer) || !hasWords(answer, nameWords) {
			break
		}
	}
	return name, err
}

// create makes a mailbox, marked where the server can do that, and lists it for the programs that show only such.
func (m *mailboxes) create(name string) error {
	var options *imap.CreateOptions
	if m.Caps().Has(imap.CapCreateSpecialUse) {
		options = &imap.CreateOptions{SpecialUse: []imap.MailboxAttr{imap.MailboxAttrSent}}
	}
	err := m.Create(name, options).Wait()
	var answer *imap.Error
	if options != nil && errors.As(err, &answer) && !isThere(answer) && !hasCode(answer, imap.ResponseCodeOverQuota) {
		err = m.Create(name, nil).Wait() // it may not take the mark
	}
	if errors.As(err, &answer) && isThere(answer) {
		return nil
	}
	if err == nil {
		_ = m.Subscribe(name).Wait()
	}
	return atWork("create", err)
}

func isThere(answer *imap.Error) bool {
	return hasCode(answer, imap.ResponseCodeAlreadyExists) || hasWords(answer, existsWords)
}
