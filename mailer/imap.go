package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"garagemail/store"
)

// IMAPServer is where an account's own mailboxes are; the login is the one for sending.
type IMAPServer struct {
	Server   string // "" = the account has none that we know
	Port     int
	Security store.Security
}

// ErrNoIMAP says that an account has no IMAP server filled in.
var ErrNoIMAP = errors.New("the account has no IMAP server")

// imapTimeout is how long a visit of the mailboxes may take, beside what the message needs for its way.
const imapTimeout = time.Minute

// visitMailboxes signs in at the account's IMAP server for as long as work takes. Its error is ErrNoIMAP, ctx's own or a
// *ConnectError.
func visitMailboxes(ctx context.Context, account Account, size int, work func(*imapclient.Client) error) error {
	if account.IMAP.Server == "" {
		return ErrNoIMAP
	}
	ending, cancel := context.WithTimeout(ctx, imapTimeout+time.Duration(size/slowestUpload)*time.Second)
	defer cancel()
	v := &mailboxVisit{account: account, step: StepResolve}
	err := v.run(ending, work)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if ending.Err() != nil {
		return &ConnectError{Step: v.step, Reason: ReasonTimeout}
	}
	return v.explain(err)
}

// mailboxVisit is one connection to an IMAP server, and how far it came.
type mailboxVisit struct {
	account Account
	step    Step
}

func (v *mailboxVisit) run(ctx context.Context, work func(*imapclient.Client) error) error {
	server := v.account.IMAP
	line, err := (&net.Dialer{}).DialContext(ctx, "tcp", net.JoinHostPort(server.Server, strconv.Itoa(server.Port)))
	if err != nil {
		return err
	}
	// The library sets deadlines of its own on the line: ours can only close it.
	defer context.AfterFunc(ctx, func() { _ = line.Close() })()
	client, err := v.secure(ctx, &boundedLine{Conn: line})
	if err != nil {
		_ = line.Close()
		return err
	}
	defer client.Close() //nolint:errcheck // what counts was answered
	v.step = StepConnect
	if err := client.WaitGreeting(); err != nil {
		return err
	}
	v.step = StepLogin
	if err := v.signIn(ctx, client); err != nil {
		return err
	}
	v.step = StepContent
	if err := work(client); err != nil {
		return err
	}
	_ = client.Logout().Wait()
	return nil
}

// secure protects the line as the account asks, never less.
func (v *mailboxVisit) secure(ctx context.Context, line net.Conn) (*imapclient.Client, error) {
	config := v.account.tlsConfig()
	config.ServerName = v.account.IMAP.Server
	switch v.account.IMAP.Security {
	case store.Plain:
		return imapclient.New(line, nil), nil
	case store.StartTLS:
		v.step = StepTLS
		return imapclient.NewStartTLS(line, &imapclient.Options{TLSConfig: config})
	}
	v.step = StepTLS
	secured := tls.Client(line, config)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return imapclient.New(secured, nil), nil
}

func (v *mailboxVisit) signIn(ctx context.Context, client *imapclient.Client) error {
	if client.State() == imap.ConnStateAuthenticated { // by its greeting, as a server on the same machine may
		return nil
	}
	a := v.account
	switch {
	case a.Tokens != nil:
		return v.signInByToken(ctx, client)
	case client.Caps().Has(imap.AuthCap(sasl.Plain)):
		return client.Authenticate(sasl.NewPlainClient("", a.Login, a.Password))
	case client.Caps().Has(imap.CapLoginDisabled):
		return errNoMechanism
	}
	return client.Login(a.Login, a.Password).Wait()
}

// errTokenRefused ends the dialogue where the server complains about the token: what follows is only its refusal.
var errTokenRefused = errors.New("the server does not take the access token")

// imapToken is XOAUTH2 for IMAP.
type imapToken struct{ login, token string }

// Start sends the token with the command itself.
func (t imapToken) Start() (mechanism string, answer []byte, err error) {
	return "XOAUTH2", xoauth2Answer(t.login, t.token), nil
}

// Next is asked only when the server complains.
func (t imapToken) Next([]byte) ([]byte, error) { return nil, errTokenRefused }

func (v *mailboxVisit) signInByToken(ctx context.Context, client *imapclient.Client) error {
	if v.account.IMAP.Security == store.Plain {
		return errNoMechanism
	}
	token, fresh, err := v.account.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = client.Authenticate(imapToken{v.account.tokenLogin(), token})
	var refusal *imap.Error
	if !errors.Is(err, errTokenRefused) && !errors.As(err, &refusal) {
		return err
	}
	v.account.Tokens.Refused(token)
	if !fresh {
		return &ConnectError{Step: StepLogin, Reason: ReasonTemporary, Err: errTokenRefused}
	}
	return &ConnectError{Step: StepLogin, Reason: ReasonSignInAgain, Broken: true, Err: errTokenRefused}
}

// explain makes a ConnectError of whatever went wrong.
func (v *mailboxVisit) explain(err error) error {
	var explained *ConnectError
	if errors.As(err, &explained) {
		return explained
	}
	line := connection{account: v.account}
	failure := &ConnectError{Step: v.step, Err: line.redact(err)}
	var answer *imap.Error
	reason, isCertificate := certificateReason(err)
	switch {
	case isCertificate:
		failure.Reason, failure.Broken = reason, true
	case errors.Is(err, errNoMechanism):
		failure.Reason, failure.Broken = ReasonLoginUnsupported, true
	case errors.As(err, &answer):
		failure.Reply = cleanReply(line.hide(strings.TrimSpace(string(answer.Code) + " " + answer.Text)))
		failure.Reason, failure.Broken = v.refusal(answer)
	default:
		failure.Reason = networkReason(err)
	}
	return failure
}

func (v *mailboxVisit) refusal(answer *imap.Error) (reason Reason, broken bool) {
	switch {
	case answer.Code == imap.ResponseCodeUnavailable || answer.Code == imap.ResponseCodeInUse || answer.Code == imap.ResponseCodeLimit:
		return ReasonTemporary, false
	case v.step == StepTLS:
		return ReasonNoStartTLS, true
	case v.step == StepLogin:
		return ReasonLoginRefused, true
	case answer.Code == imap.ResponseCodeOverQuota:
		return ReasonMailboxFull, false
	}
	return ReasonRefused, false
}
