package smtp

import (
	"context"
	"fmt"
	"net"
	"time"
)

// Transport connects to the mail server of an account. There are two: SMTP, and the demo server's, which reaches nothing
// but itself.
type Transport interface {
	// Connect dials, secures the line and signs in. Its error is always a *ConnectError.
	Connect(ctx context.Context, account Account) (*Session, error)
}

// ConnectError says at which step no connection came about, and why in words for her.
type ConnectError struct {
	Step   Step
	Reason Reason
	Broken bool // trying again is of no use before a person has changed something
	Code   int
	Reply  string
	Err    error
}

// Error gives the technical side; a screen shows Reason.
func (e *ConnectError) Error() string {
	text := fmt.Sprintf("%s: %s", e.Step, e.Reason)
	if e.Code != 0 {
		text += fmt.Sprintf(": %d %s", e.Code, e.Reply)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }

// SMTP is the transport to real mail servers. Its zero value has the ordinary patience.
type SMTP struct {
	// Timeout is how long one step of the dialogue may take, 0 = a minute. The upload gets more by its size, the server's
	// last word five times as much: giving up there leaves a message that nobody knows about.
	Timeout time.Duration
}

var _ Transport = SMTP{}

// Connect dials the account's server.
func (s SMTP) Connect(ctx context.Context, account Account) (*Session, error) {
	var dialer net.Dialer
	return Connect(ctx, account, s.Timeout, dialer.DialContext)
}

// dialFunc opens the bare connection to an address "host:port".
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)
