package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"

	"garagemail/store/garage"
)

// helloName is how we introduce ourselves: by the sender's domain. The machine's name would tell whose PC it is, and is
// refused by servers that want a full one.
func helloName(address string) string {
	wire, _, err := garage.EnvelopeAddress(address)
	if err != nil {
		return "localhost"
	}
	return wire[strings.LastIndexByte(wire, '@')+1:]
}

// DefaultTimeout is how long a server may be silent before a connection is given up.
const DefaultTimeout = time.Minute

// Connection makes one connection, and remembers how far it came.
type Connection struct {
	Account          Account
	timeout          time.Duration
	dial             dialFunc
	step             Step
	certificateAsked bool         // by the server, of us
	line             *boundedLine // the bare connection, below TLS
	greeted          *greetedLine // the one on which the greeting comes
	ctx              context.Context
	release          func() bool // lets go of ctx: the line outlives the connecting
}

// Connect dials, secures the line as the account asks (never less) and signs in.
func Connect(ctx context.Context, account Account, timeout time.Duration, dial dialFunc) (*Session, error) {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	if account.Server == "" || account.Port <= 0 || account.Port > 65535 {
		return nil, &ConnectError{Step: StepResolve, Reason: ReasonNoAccount, Broken: true}
	}
	c := &Connection{Account: account, timeout: timeout, dial: dial, step: StepResolve, ctx: ctx}
	client, err := c.open(ctx)
	if c.release != nil && !c.release() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		if c.line != nil {
			_ = c.line.Close() // go-mail leaves it open when a step after the dial fails
		}
		return nil, c.explain(ctx, err)
	}
	return newSession(client, c), nil
}

func (c *Connection) open(ctx context.Context) (*smtp.Client, error) {
	options := []mail.Option{
		mail.WithPort(c.Account.Port), mail.WithTimeout(c.timeout), mail.WithHELO(helloName(c.Account.Email)),
		mail.WithTLSConfig(c.tlsConfig()), mail.WithDialContextFunc(c.dialLine), mail.WithoutSMTPUTF8(),
	}
	switch c.Account.Security {
	case garage.TLS:
		options = append(options, mail.WithSSL())
	case garage.Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	dialer, err := mail.NewClient(c.Account.Server, options...)
	if err != nil {
		return nil, err
	}
	client, err := dialer.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, err
	}
	c.step = StepLogin
	if err := c.Account.Gate.wait(ctx); err != nil {
		return client, err
	}
	if err := client.UpdateDeadline(c.timeout); err != nil { // the wait was not the server's
		return client, err
	}
	if c.Account.Tokens != nil {
		return client, c.signInByToken(ctx, client)
	}
	if c.Account.Login == "" {
		return client, nil
	}
	return client, c.signIn(client)
}

// dialLine resolves and connects as two steps, so that "no such server" and "it does not answer" are told apart. The line
// is closed when the connecting is given up: go-mail looks at its context for the dial alone.
func (c *Connection) dialLine(ctx context.Context, network, address string) (net.Conn, error) {
	line, err := c.dial(ctx, network, address)
	if err != nil {
		var dns *net.DNSError
		if !errors.As(err, &dns) {
			c.step = StepConnect
		}
		return nil, err
	}
	c.step = StepConnect
	c.Account.Gate.connected()
	c.line = &boundedLine{Conn: prompt(line), onStartTLS: func() { c.step = StepTLS }}
	c.release = context.AfterFunc(c.ctx, func() { _ = line.Close() }) //nolint:contextcheck // ctx ends with the dial, ours with the connecting
	if c.Account.Security != garage.TLS {
		return c.greet(c.line), nil
	}
	c.step = StepTLS
	secured := tls.Client(c.line, c.tlsConfig())
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	c.step = StepConnect
	return c.greet(secured), nil
}

func (c *Connection) greet(line net.Conn) net.Conn {
	c.greeted = &greetedLine{Conn: line}
	return c.greeted
}

// boundedLine counts what the server says, so that one that never ends its reply cannot fill the memory, and tells when
// the line is about to be secured, which go-mail does in one go with the rest.
type boundedLine struct {
	net.Conn
	read       int
	onStartTLS func()
}

const maxRepliesBytes = 1 << 20

// ErrTooMuchReply is returned when a server says more than any reply can be.
var ErrTooMuchReply = errors.New("server reply without end")

// Read fails once the server has said a megabyte since the last reset.
func (l *boundedLine) Read(p []byte) (int, error) {
	if l.read > maxRepliesBytes {
		return 0, ErrTooMuchReply
	}
	n, err := l.Conn.Read(p)
	l.read += n
	return n, err
}

// Write passes everything on.
func (l *boundedLine) Write(p []byte) (int, error) {
	if l.onStartTLS != nil && string(p) == "STARTTLS\r\n" {
		l.onStartTLS()
		l.onStartTLS = nil
	}
	return l.Conn.Write(p)
}
