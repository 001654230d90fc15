// Package demo is the mail server that is built in: it keeps what it is sent and reaches nobody.
package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// ServerName is the mail server of a demo user: the demo's own, on whatever port it listens. No name server knows it.
const ServerName = "demo.localhost"

// Account are the settings of a demo user's mail account: a name of the demo's server, and no password.
func Account(user garage.User) garage.User {
	user.SMTPServer, user.SMTPPort, user.Security, user.SMTPLogin = ServerName, 587, garage.Plain, ""
	return user
}

// Server is a real mail server on loopback that keeps what it gets in a folder and sends nothing anywhere.
type Server struct {
	address netip.AddrPort
	inbox   *Inbox
	smtp    *gosmtp.Server
	listen  net.Listener
	done    chan error

	mu        sync.Mutex
	onMessage func()
}

// demoMaxSize is what the demo's server takes, as most providers do.
const demoMaxSize = 25 << 20

// Start starts the server on a free port of this machine; mails go into folder, which is made if need be.
func Start(folder string) (*Server, error) {
	inbox, err := openDemoInbox(folder)
	if err != nil {
		return nil, fmt.Errorf("start demo server: %w", err)
	}
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, fmt.Errorf("start demo server: %w", err)
	}
	s := &Server{inbox: inbox, listen: listener, done: make(chan error, 1)}
	s.address = netip.MustParseAddrPort(listener.Addr().String())
	s.smtp = gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return &demoSession{server: s}, nil }))
	s.smtp.Domain = ServerName
	s.smtp.MaxMessageBytes = demoMaxSize
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.ReadTimeout, s.smtp.WriteTimeout = 5*time.Minute, time.Minute
	s.smtp.ErrorLog = quietLog{}
	go func() { s.done <- s.smtp.Serve(listener) }()
	return s, nil
}

// Close stops the server; the inbox stays.
func (s *Server) Close() error {
	err := s.smtp.Close()
	if closed := s.listen.Close(); !errors.Is(closed, net.ErrClosed) { // the server may not have taken it yet
		err = errors.Join(err, closed)
	}
	return errors.Join(err, <-s.done)
}

// Inbox returns what the server has got.
func (s *Server) Inbox() *Inbox { return s.inbox }

// OnMessage sets the function that is called, by a goroutine of the server, when a mail has come in.
func (s *Server) OnMessage(call func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onMessage = call
}

// Transport returns the only transport of demo mode. It cannot leave the machine: it dials the address that the server
// listens on and no other, whatever the account says.
func (s *Server) Transport() smtp.Transport { return demoTransport{address: s.address} }

// demoTransport knows one address, of a listener that Start opened on loopback.
type demoTransport struct {
	address netip.AddrPort
}

var errDemoOnly = errors.New("demo mode reaches the demo server only")

// Connect refuses accounts of any other server, so that a newcomer who types a real one is told.
func (d demoTransport) Connect(ctx context.Context, account smtp.Account) (*smtp.Session, error) {
	if account.Server != ServerName {
		return nil, &smtp.ConnectError{Step: smtp.StepResolve, Reason: smtp.ReasonDemoOnly, Broken: true, Err: errDemoOnly}
	}
	account.Security, account.Login = garage.Plain, ""
	return smtp.Connect(ctx, account, smtp.DefaultTimeout, d.dial)
}

// dial takes no address from anybody.
func (d demoTransport) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if !d.address.Addr().IsLoopback() {
		return nil, errDemoOnly
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "tcp", d.address.String())
}

// demoSession takes every mail.
type demoSession struct {
	server *Server
}

func (s *demoSession) Mail(string, *gosmtp.MailOptions) error { return nil }

func (s *demoSession) Rcpt(string, *gosmtp.RcptOptions) error { return nil }

func (s *demoSession) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := s.server.inbox.add(content); err != nil {
		return &gosmtp.SMTPError{Code: 452, EnhancedCode: gosmtp.EnhancedCode{4, 3, 1}, Message: "demo inbox cannot be written"}
	}
	s.server.mu.Lock()
	call := s.server.onMessage
	s.server.mu.Unlock()
	if call != nil {
		call()
	}
	return nil
}

func (s *demoSession) Reset() {}

func (s *demoSession) Logout() error { return nil }

// quietLog keeps broken connections out of the program's output.
type quietLog struct{}

func (quietLog) Printf(string, ...any) {}

func (quietLog) Println(...any) {}
