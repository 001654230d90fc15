package mailertest

import (
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-sasl"
)

// IMAPOptions say what kind of server with mailboxes to start.
type IMAPOptions struct {
	StartTLS, TLS bool
	Login         string
	Password      string
	Mailboxes     []string                    // with their prefix
	Marks         map[string]imap.MailboxAttr // of mailboxes, as RFC 6154 marks them
	AcceptToken   func(login, token string) bool
	Certificate   Options // CertificateName and Expired
	Layout        IMAPLayout
	Faults        IMAPFaults
}

// IMAPLayout is where a server has the mailboxes. Its zero value has them at the top, with the separator '/', and does not
// tell.
type IMAPLayout struct {
	Namespaces *imap.NamespaceData // what it tells of it, nil = it does not know the command
	Prefix     string              // "INBOX.": nothing is made elsewhere
	Delim      rune
}

// IMAPFaults are what real servers refuse. A function that is nil refuses nothing.
type IMAPFaults struct {
	Create         func(name string) error
	Append         func(name string, message []byte) error // after the message was read
	Select         func(name string) error
	ReadOnlyAppend bool // as Courier: nothing is put into a mailbox that the same connection examines
	LosesReplies   int  // so many times a message is filed and the line ends before the answer
}

// IMAP is a running server with mailboxes in memory.
type IMAP struct {
	Host      string
	Port      int
	TLSConfig *tls.Config // trusts it
	CA        []byte      // its authority, PEM
	User      *imapmemserver.User

	options   IMAPOptions
	mu        sync.Mutex
	mailboxes []string
	commands  []string
	lost      int
}

// StartIMAP starts a server that ends with the test.
func StartIMAP(t testing.TB, options IMAPOptions) *IMAP {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, _ := listener.Addr().(*net.TCPAddr)
	certificate, trusting, authority := newCertificate(t, options.Certificate)
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	user := imapmemserver.NewUser(options.Login, options.Password)
	if options.Layout.Delim == 0 {
		options.Layout.Delim = '/'
	}
	server := &IMAP{
		Host: address.IP.String(), Port: address.Port, TLSConfig: trusting, CA: authority, User: user, options: options,
		mailboxes: append([]string{"INBOX"}, options.Mailboxes...),
	}
	for _, name := range server.mailboxes {
		if err := user.Create(name, nil); err != nil {
			t.Fatal(err)
		}
	}
	memory := imapmemserver.New()
	memory.AddUser(user)
	serving := imapserver.Options{
		NewSession: func(connection *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			inner, _ := memory.NewSession().(imapserver.SessionIMAP4rev2)
			return &imapSession{SessionIMAP4rev2: inner, server: server, line: connection.NetConn()}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapSpecialUse: {}, imap.CapListExtended: {}},
		Logger:       log.New(io.Discard, "", 0),
		InsecureAuth: !options.StartTLS,
	}
	if options.Layout.Namespaces != nil {
		serving.Caps[imap.CapNamespace] = struct{}{}
	}
	if options.StartTLS {
		serving.TLSConfig = config
	}
	if options.TLS {
		listener = tls.NewListener(listener, config)
	}
	running := imapserver.New(&serving)
	go running.Serve(listener) //nolint:errcheck // it ends by Close
	t.Cleanup(func() { _ = running.Close() })
	return server
}

// Commands returns what was asked for so far: the command and the mailbox.
func (s *IMAP) Commands() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.commands)
}

func (s *IMAP) note(command string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands = append(s.commands, command)
}

// Mailboxes returns the names of all mailboxes.
func (s *IMAP) Mailboxes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.mailboxes)
}

// imapSession adds to the library's own what real servers have: layouts, marks, tokens and faults.
type imapSession struct {
	imapserver.SessionIMAP4rev2
	server   *IMAP
	line     net.Conn
	examined string
}

var _ imapserver.SessionSASL = (*imapSession)(nil)

// Namespace answers what the layout says.
func (s *imapSession) Namespace() (*imap.NamespaceData, error) {
	return s.server.options.Layout.Namespaces, nil
}

func (s *imapSession) List(w *imapserver.ListWriter, _ string, patterns []string, options *imap.ListOptions) error {
	s.server.note("LIST " + strings.Join(patterns, " "))
	for _, name := range s.server.Mailboxes() {
		if !slices.ContainsFunc(patterns, func(pattern string) bool { return pattern == "*" || pattern == name }) {
			continue
		}
		data := &imap.ListData{Mailbox: name, Delim: s.server.options.Layout.Delim}
		if mark, found := s.server.options.Marks[name]; found && options.ReturnSpecialUse {
			data.Attrs = []imap.MailboxAttr{mark}
		}
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

func (s *imapSession) Create(name string, options *imap.CreateOptions) error {
	s.server.note("CREATE " + name)
	if fault := s.server.options.Faults.Create; fault != nil {
		if err := fault(name); err != nil {
			return err
		}
	}
	if !strings.HasPrefix(name, s.server.options.Layout.Prefix) {
		return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "Invalid mailbox name."}
	}
	err := s.SessionIMAP4rev2.Create(name, options)
	if err == nil {
		s.server.mu.Lock()
		s.server.mailboxes = append(s.server.mailboxes, name)
		s.server.mu.Unlock()
	}
	return err
}

func (s *imapSession) Select(name string, options *imap.SelectOptions) (*imap.SelectData, error) {
	s.server.note("SELECT " + name)
	s.examined = ""
	if fault := s.server.options.Faults.Select; fault != nil {
		if err := fault(name); err != nil {
			return nil, err
		}
	}
	data, err := s.SessionIMAP4rev2.Select(name, options)
	if err == nil && options.ReadOnly {
		s.examined = name
	}
	return data, err
}

func (s *imapSession) Unselect() error {
	s.examined = ""
	return s.SessionIMAP4rev2.Unselect()
}

// errLineLost ends the connection.
var errLineLost = errors.New("the line is cut")

func (s *imapSession) Append(name string, r imap.LiteralReader, options *imap.AppendOptions) (*imap.AppendData, error) {
	s.server.note("APPEND " + name)
	faults := s.server.options.Faults
	message, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if faults.ReadOnlyAppend && s.examined == name {
		return nil, &imap.Error{Type: imap.StatusResponseTypeNo, Text: "Current box is selected READ-ONLY."}
	}
	if faults.Append != nil {
		if err := faults.Append(name, message); err != nil {
			return nil, err
		}
	}
	data, err := s.SessionIMAP4rev2.Append(name, &readLiteral{strings.NewReader(string(message))}, options)
	s.server.mu.Lock()
	lose := err == nil && s.server.lost < faults.LosesReplies
	if lose {
		s.server.lost++
	}
	s.server.mu.Unlock()
	if lose {
		_ = s.line.Close()
		return nil, errLineLost
	}
	return data, err
}

type readLiteral struct{ *strings.Reader }

func (l *readLiteral) Size() int64 { return l.Reader.Size() }

func (s *imapSession) AuthenticateMechanisms() []string {
	if s.server.options.AcceptToken != nil {
		return []string{XOAUTH2}
	}
	return []string{sasl.Plain}
}

func (s *imapSession) Authenticate(mechanism string) (sasl.Server, error) {
	options := s.server.options
	if mechanism == XOAUTH2 && options.AcceptToken != nil {
		return &tokenServer{accept: func(login, token string) bool {
			if !options.AcceptToken(login, token) {
				return false
			}
			return s.Login(options.Login, options.Password) == nil
		}, good: func() {}}, nil
	}
	if mechanism == sasl.Plain && options.AcceptToken == nil {
		return sasl.NewPlainServer(func(_, login, password string) error { return s.Login(login, password) }), nil
	}
	return nil, imapserver.ErrAuthFailed
}
