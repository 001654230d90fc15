package smtp

import (
	"context"
	"encoding/json"
	"errors"
	"net/textproto"
	"slices"
	"strings"

	"github.com/wneessen/go-mail/smtp"

	"garagemail/store/garage"
)

// xoauth2 is the mechanism by which Google's and Microsoft's servers take an access token.
type xoauth2 struct {
	login, token string
	complaint    string // the server's JSON, when it does not take the token
}

// XOAUTH2Answer is the mechanism's only line of ours.
func XOAUTH2Answer(login, token string) []byte {
	return []byte("user=" + login + "\x01auth=Bearer " + token + "\x01\x01")
}

// Start sends the token with the command itself.
func (x *xoauth2) Start(*smtp.ServerInfo) (mechanism string, answer []byte, err error) {
	return "XOAUTH2", XOAUTH2Answer(x.login, x.token), nil
}

// Next answers the server's complaint with an empty line, after which it refuses with its code.
func (x *xoauth2) Next(challenge []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	var complaint struct{ Status, Schemes, Scope string }
	x.complaint = "XOAUTH2"
	if json.Unmarshal(challenge, &complaint) == nil {
		x.complaint = "XOAUTH2 status " + complaint.Status
	}
	return []byte{}, nil
}

// TokenLogin is the name that goes with the token.
func (a Account) TokenLogin() string {
	if a.Login != "" {
		return a.Login
	}
	return a.Email
}

// signInByToken signs in with an access token, over a secured line only.
func (c *Connection) signInByToken(ctx context.Context, client *smtp.Client) error {
	_, announced := client.Extension("AUTH")
	if c.Account.Security == garage.Plain || !slices.Contains(strings.Fields(strings.ToUpper(announced)), "XOAUTH2") {
		return ErrNoMechanism
	}
	token, fresh, err := c.Account.Tokens.Token(ctx)
	if err != nil {
		return err
	}
	mechanism := &xoauth2{login: c.Account.TokenLogin(), token: token}
	err = client.Auth(mechanism)
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		return err
	}
	c.Account.Tokens.Refused(token)
	outcome := Explain(StepLogin, reply.Code, strings.ReplaceAll(reply.Msg, token, "•••"), Before{})
	failure := &ConnectError{
		Step: StepLogin, Reason: outcome.Reason, Code: outcome.Code, Broken: outcome.Verdict == Broken || outcome.Verdict == Permanent,
		Reply: CleanReply(strings.TrimSpace(outcome.Reply + " " + mechanism.complaint)),
	}
	switch {
	case failure.Broken && !fresh:
		// A token of an hour ago may have been withdrawn: a fresh one tells whether she has to do something.
		failure.Reason, failure.Broken = ReasonTemporary, false
	case outcome.Reason == ReasonLoginRefused || outcome.Reason == ReasonLoginAppPassword: // there is no password here
		failure.Reason = ReasonSignInAgain
	}
	return failure
}
