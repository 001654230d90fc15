package mailertest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
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
	Mailboxes     []string
	Marks         map[string]imap.MailboxAttr // of mailboxes, as RFC 6154 marks them
	AcceptToken   func(login, token string) bool
	Certificate   Options // CertificateName and Expired
}

// IMAP is a running server with mailboxes in memory.
type IMAP struct {
	Host      string
	Port      int
	TLSConfig *tls.Config // trusts it
	CA        []byte      // its authority, PEM
	User      *imapmemserver.User
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
	for _, name := range append([]string{"INBOX"}, options.Mailboxes...) {
		if err := user.Create(name, nil); err != nil {
			t.Fatal(err)
		}
	}
	memory := imapmemserver.New()
	memory.AddUser(user)
	serving := imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			inner, _ := memory.NewSession().(imapserver.SessionIMAP4rev2)
			return &imapSession{SessionIMAP4rev2: inner, options: options}, nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapSpecialUse: {}, imap.CapListExtended: {}},
		Logger:       log.New(io.Discard, "", 0),
		InsecureAuth: !options.StartTLS,
	}
	if options.StartTLS {
		serving.TLSConfig = config
	}
	if options.TLS {
		listener = tls.NewListener(listener, config)
	}
	server := imapserver.New(&serving)
	go server.Serve(listener) //nolint:errcheck // it ends by Close
	t.Cleanup(func() { _ = server.Close() })
	return &IMAP{Host: address.IP.String(), Port: address.Port, TLSConfig: trusting, CA: authority, User: user}
}

// imapSession adds marked mailboxes and tokens to the library's own.
type imapSession struct {
	imapserver.SessionIMAP4rev2
	options IMAPOptions
}

var _ imapserver.SessionSASL = (*imapSession)(nil)

func (s *imapSession) List(w *imapserver.ListWriter, ref string, patterns []string, options *imap.ListOptions) error {
	if len(s.options.Marks) == 0 || !options.ReturnSpecialUse {
		return s.SessionIMAP4rev2.List(w, ref, patterns, options)
	}
	for _, name := range append([]string{"INBOX"}, s.options.Mailboxes...) {
		data := &imap.ListData{Mailbox: name, Delim: '/'}
		if mark, found := s.options.Marks[name]; found {
			data.Attrs = []imap.MailboxAttr{mark}
		}
		if err := w.WriteList(data); err != nil {
			return err
		}
	}
	return nil
}

func (s *imapSession) AuthenticateMechanisms() []string {
	if s.options.AcceptToken != nil {
		return []string{XOAUTH2}
	}
	return []string{sasl.Plain}
}

func (s *imapSession) Authenticate(mechanism string) (sasl.Server, error) {
	if mechanism == XOAUTH2 && s.options.AcceptToken != nil {
		return &tokenServer{accept: func(login, token string) bool {
			if !s.options.AcceptToken(login, token) {
				return false
			}
			return s.Login(s.options.Login, s.options.Password) == nil
		}, good: func() {}}, nil
	}
	if mechanism == sasl.Plain && s.options.AcceptToken == nil {
		return sasl.NewPlainServer(func(_, login, password string) error { return s.Login(login, password) }), nil
	}
	return nil, imapserver.ErrAuthFailed
}
