// Package mailertest is a mail server for tests: a real one on loopback, with STARTTLS or TLS, a login, faults at any
// point of the dialogue and a mailbox of what it accepted.
package mailertest

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say what kind of server to start. The zero value is a plain one without login.
type Options struct {
	StartTLS bool
	TLS      bool   // from the first byte
	Login    string // "" = no login is asked for
	Password string
	// AcceptToken makes the server take access tokens (XOAUTH2), and no passwords.
	AcceptToken func(login, token string) bool
	MaxSize     int64 // announced as SIZE, 0 = none
	UTF8        bool  // announces SMTPUTF8
	// CertificateName is the name in the certificate, "" = the server's own; Expired makes it an old one.
	CertificateName string
	Expired         bool
	// Fault is asked at every point of the dialogue; see Fault. It may be changed by SetFault.
	Fault Fault
	// Habits may be changed by SetHabits.
	Habits Habits
	// Greeting is what the server calls itself, "" = Postfix: it takes an envelope with the end of the message before.
	Greeting string
}

// Unknown is the Greeting of a server that nobody knows.
const Unknown = "mailertest.example"

// Point is where in the dialogue a fault is asked for.
type Point string

// The points. Data is after DATA was accepted and the content read: what it refuses has not been accepted. Accepted is
// after the message went into the mailbox and before the 250 leaves.
const (
	Auth     Point = "auth"
	Mail     Point = "mail"
	Rcpt     Point = "rcpt"
	Data     Point = "data"
	Accepted Point = "accepted"
)

// Fault is asked before the server answers; to is the recipient ("" before RCPT, the sender's address at Mail). It
// returns nil to go on, Refuse(…) to answer so, ErrDrop to reset the connection or ErrSilent to say nothing any more.
type Fault func(point Point, to string) error

// What a Fault may return beside Refuse.
var (
	ErrDrop   = errors.New("drop the connection")
	ErrSilent = errors.New("say nothing any more")
)

// Refuse answers with a code, an enhanced code ("5.1.1") and a text.
func Refuse(code int, enhanced [3]int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

// Message is what the server accepted.
type Message struct {
	From  string
	To    []string
	Bytes []byte
}

// Server is a running test server. It ends with its test.
type Server struct {
	Host string // 127.0.0.1
	Port int

	t            testing.TB
	options      Options
	authorities  *tls.Config
	authorityPEM []byte
	smtp         *smtp.Server
	listener     net.Listener
	silent       chan struct{}

	mu          sync.Mutex
	fault       Fault
	habits      Habits
	messages    []Message
	connections int
	logins      int
}

// Start starts a server that ends with the test.
func Start(t testing.TB, options Options) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, listener, options)
}

// StartAt starts a server on a port that an earlier one of the test had: the network is back.
func StartAt(t testing.TB, port int, options Options) *Server {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, listener, options)
}

func serve(t testing.TB, listener net.Listener, options Options) *Server {
	address, _ := listener.Addr().(*net.TCPAddr)
	s := &Server{
		Host: address.IP.String(), Port: address.Port, t: t, options: options, fault: options.Fault, habits: options.Habits,
		silent: make(chan struct{}),
	}
	certificate, authorities, authorityPEM := newCertificate(t, options)
	s.authorities, s.authorityPEM = authorities, authorityPEM
	s.smtp = smtp.NewServer(smtp.BackendFunc(s.newSession))
	s.smtp.Domain = cmp.Or(options.Greeting, "mailertest.example ESMTP Postfix")
	s.smtp.AllowInsecureAuth = true
	s.smtp.MaxMessageBytes = options.MaxSize
	s.smtp.EnableSMTPUTF8 = options.UTF8
	s.smtp.ErrorLog = quiet{}
	s.smtp.MaxLineLength = 1 << 20
	config := &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	if options.StartTLS {
		s.smtp.TLSConfig = config
	}
	if options.TLS {
		listener = tls.NewListener(listener, config)
	}
	if !options.StartTLS {
		listener = habitListener{listener, s.currentHabits}
	}
	s.listener = listener
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.smtp.Serve(listener) // ends by Close
	}()
	t.Cleanup(func() {
		s.Close()
		<-done
	})
	return s
}

// Close stops the server and drops its connections, as a network that goes down.
func (s *Server) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.silent:
	default:
		close(s.silent)
		_ = s.listener.Close() // Serve may not have got it yet
		_ = s.smtp.Close()
	}
}

// TLSConfig trusts the server's own authority, for Account.TLSConfig.
func (s *Server) TLSConfig() *tls.Config { return s.authorities.Clone() }

// AuthorityPEM is the server's own authority as a program reads it from a file (SSL_CERT_FILE).
func (s *Server) AuthorityPEM() []byte { return s.authorityPEM }

// SetFault changes what goes wrong from now on.
func (s *Server) SetFault(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// SetHabits changes what the server does time and again, from the next command on.
func (s *Server) SetHabits(habits Habits) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.habits = habits
}

func (s *Server) currentHabits() Habits {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.habits
}

// Messages returns what was accepted, in order.
func (s *Server) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Message(nil), s.messages...)
}

// Recipients counts the accepted messages by recipient.
func (s *Server) Recipients() map[string]int {
	counts := map[string]int{}
	for _, message := range s.Messages() {
		for _, to := range message.To {
			counts[to]++
		}
	}
	return counts
}

// Connections is the number of connections that said EHLO.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

// Logins is the number of logins tried.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

func (s *Server) newSession(c *smtp.Conn) (smtp.Session, error) {
	s.mu.Lock()
	s.connections++
	s.mu.Unlock()
	return &session{server: s, conn: c, signedIn: s.options.Login == "" && s.options.AcceptToken == nil}, nil
}

// session is one connection's dialogue.
type session struct {
	server   *Server
	conn     *smtp.Conn
	signedIn bool
	message  Message
}

var _ smtp.AuthSession = (*session)(nil)

// at asks for a fault and carries it out.
func (s *session) at(point Point, to string) error {
	s.server.mu.Lock()
	fault := s.server.fault
	s.server.mu.Unlock()
	if fault == nil {
		return nil
	}
	err := fault(point, to)
	switch {
	case errors.Is(err, ErrDrop):
		bare := s.conn.Conn()
		if line, ok := bare.(*habitLine); ok {
			bare = line.Conn
		}
		if line, ok := bare.(*net.TCPConn); ok {
			_ = line.SetLinger(0) // a reset, not a polite end
		}
		_ = s.conn.Conn().Close()
	case errors.Is(err, ErrSilent):
		select {
		case <-s.server.silent:
		case <-time.After(time.Minute):
		}
		_ = s.conn.Conn().Close()
	}
	return err
}

func (s *session) AuthMechanisms() []string {
	if s.server.options.AcceptToken != nil {
		return []string{XOAUTH2}
	}
	if s.server.options.Login == "" {
		return nil
	}
	return []string{sasl.Plain, sasl.Login}
}

func (s *session) Auth(mechanism string) (sasl.Server, error) {
	check := func(login, password string) error {
		s.server.mu.Lock()
		s.server.logins++
		s.server.mu.Unlock()
		if err := s.at(Auth, login); err != nil {
			return err
		}
		if login != s.server.options.Login || password != s.server.options.Password {
			return smtp.ErrAuthFailed
		}
		s.signedIn = true
		return nil
	}
	if mechanism == XOAUTH2 {
		s.server.mu.Lock()
		s.server.logins++
		s.server.mu.Unlock()
		return &tokenServer{accept: s.server.options.AcceptToken, good: func() { s.signedIn = true }}, nil
	}
	if mechanism == sasl.Plain {
		return sasl.NewPlainServer(func(_, login, password string) error { return check(login, password) }), nil
	}
	return &loginServer{check: check}, nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if !s.signedIn {
		return &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	s.message = Message{From: from}
	return s.at(Mail, from)
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.at(Rcpt, to); err != nil {
		return err
	}
	s.message.To = append(s.message.To, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	var content bytes.Buffer
	if _, err := io.Copy(&content, r); err != nil {
		return err
	}
	s.message.Bytes = content.Bytes()
	if err := s.at(Data, s.message.To[0]); err != nil {
		return err
	}
	s.server.mu.Lock()
	s.server.messages = append(s.server.messages, s.message)
	s.server.mu.Unlock()
	return s.at(Accepted, s.message.To[0])
}

func (s *session) Reset() { s.message = Message{} }

func (s *session) Logout() error { return nil }

// loginServer is the LOGIN mechanism, which go-sasl has for clients only.
type loginServer struct {
	login string
	step  int
	check func(login, password string) error
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.login = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.login, string(response))
}

// quiet drops the server's log: broken connections are the purpose here.
type quiet struct{}

func (quiet) Printf(string, ...any) {}

func (quiet) Println(...any) {}
