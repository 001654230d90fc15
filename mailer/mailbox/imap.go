// Package mailbox files copies of what was sent in the account's own mailbox over IMAP, and looks messages of unknown fate up there.
package mailbox

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// ErrNoIMAP says that an account has no IMAP server filled in.
var ErrNoIMAP = errors.New("the account has no IMAP server")

const (
	// imapLongest is how long a visit of the mailboxes may take, beside what the messages need for their way.
	imapLongest = 10 * time.Minute
	// imapGoodbye is how long a server may take to say goodbye: all that counts was answered before.
	imapGoodbye = 3 * time.Second
)

// visitMailboxes signs in at the account's IMAP server for as long as work takes; size is that of the messages which go up.
// Its error is ErrNoIMAP, ctx's own, one of work's that is no fault of the server, or a *ConnectError.
func visitMailboxes(ctx context.Context, account smtp.Account, size int, work func(*mailboxes) error) error {
	err := visitOnce(ctx, account, size, false, work)
	if errors.Is(err, errNames) {
		err = visitOnce(ctx, account, size, true, work)
	}
	return err
}

func visitOnce(ctx context.Context, account smtp.Account, size int, exact bool, work func(*mailboxes) error) error {
	if account.IMAP.Server == "" {
		return ErrNoIMAP
	}
	ending, cancel := context.WithTimeout(ctx, imapLongest+time.Duration(size/smtp.SlowestUpload)*time.Second)
	defer cancel()
	v := &mailboxVisit{account: account, step: smtp.StepResolve, exact: exact}
	err := v.run(ending, work)
	switch {
	case err == nil || errors.Is(err, errNames) || errors.Is(err, errAnew):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case ending.Err() != nil:
		return &smtp.ConnectError{Step: v.step, Reason: smtp.ReasonTimeout}
	}
	return v.explain(err)
}

// mailboxVisit is one connection to an IMAP server, and how far it came.
type mailboxVisit struct {
	account smtp.Account
	step    smtp.Step
	line    *imapLine
	exact   bool // the server has mailboxes with names that cannot be read: ask for those that we know, one by one
}

func (v *mailboxVisit) run(ctx context.Context, work func(*mailboxes) error) error {
	server := v.account.IMAP
	patience := cmp.Or(v.account.Patience, imapQuiet)
	dialing, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	bare, err := (&net.Dialer{}).DialContext(dialing, "tcp", net.JoinHostPort(server.Server, strconv.Itoa(server.Port)))
	if err != nil {
		return err
	}
	v.line = newIMAPLine(bare, patience)
	defer v.line.Close() //nolint:errcheck // what counts was answered
	// The library sets deadlines of its own on the line: ours can only close it.
	defer context.AfterFunc(ctx, func() { _ = v.line.Close() })()
	client, err := v.secure(ctx, v.line)
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // what counts was answered
	v.step = smtp.StepConnect
	if err := client.WaitGreeting(); err != nil {
		return err
	}
	v.step = smtp.StepLogin
	if err := v.signIn(ctx, client); err != nil {
		return err
	}
	v.step = smtp.StepContent
	if err := work(&mailboxes{Client: client, visit: v}); err != nil {
		return err
	}
	goodbye := time.AfterFunc(imapGoodbye, func() { _ = v.line.Close() })
	defer goodbye.Stop()
	_ = client.Logout().Wait()
	return nil
}

// secure protects the line as the account asks, never less.
func (v *mailboxVisit) secure(ctx context.Context, line net.Conn) (*imapclient.Client, error) {
	config := v.account.ServerTLS()
	config.ServerName = v.account.IMAP.Server
	switch v.account.IMAP.Security {
	case garage.Plain:
		return imapclient.New(line, nil), nil
	case garage.StartTLS:
		v.step = smtp.StepTLS
		return imapclient.NewStartTLS(line, &imapclient.Options{TLSConfig: config})
	}
	v.step = smtp.StepTLS
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
	a, caps := v.account, client.Caps()
	switch {
	case a.Tokens != nil:
		return v.signInByToken(ctx, client)
	case caps.Has(imap.AuthCap(sasl.Plain)):
		err := client.Authenticate(sasl.NewPlainClient("", a.Login, a.Password))
		var refusal *imap.Error
		if !errors.As(err, &refusal) || refusal.Type != imap.StatusResponseTypeBad || caps.Has(imap.CapLoginDisabled) {
			return err
		}
		// It announces what it does not do: the password is not what it refuses.
	case caps.Has(imap.CapLoginDisabled) && caps.Has(imap.AuthCap(sasl.Login)):
		return client.Authenticate(sasl.NewLoginClient(a.Login, a.Password))
	case caps.Has(imap.CapLoginDisabled):
		return smtp.ErrNoMechanism
	}
	return client.Login(a.Login, a.Password).Wait()
}

// errTokenRefused ends the dialogue where the server complains about the token: what follows is only its refusal.
var errTokenRefused = errors.New("the server does not take the access token")

// imapToken is XOAUTH2 for IMAP.
type imapToken struct{ login, token string }

// Start sends the token with the command itself.
func (t imapToken) Start() (mechanism string, answer []byte, err error) {
	return "XOAUTH2", smtp.XOAUTH2Answer(t.login, t.token), nil
}

// Next is asked only when the server complains.
func (t imapToken) Next([]byte) ([]byte, error) { return nil, errTokenRefused }

func (v *mailboxVisit) signInByToken(ctx context.Context, client *imapclient.Client) error {
	if v.account.IMAP.Security == garage.Plain {
		return smtp.ErrNoMechanism
	}
	token, fresh, err := v.account.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	err = client.Authenticate(imapToken{v.account.TokenLogin(), token})
	var refusal *imap.Error
	if !errors.Is(err, errTokenRefused) && !errors.As(err, &refusal) {
		return err
	}
	v.account.Tokens.Refused(token)
	if !fresh {
		return &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonTemporary, Err: errTokenRefused}
	}
	return &smtp.ConnectError{Step: smtp.StepLogin, Reason: smtp.ReasonSignInAgain, Broken: true, Err: errTokenRefused}
}
