package smtp

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"
)

// explain makes a ConnectError of whatever stopped the connection.
func (c *Connection) explain(ctx context.Context, err error) *ConnectError {
	failure := &ConnectError{Step: c.step, Err: c.Redact(err)}
	if ctx.Err() != nil {
		failure.Reason, failure.Err = ReasonStopped, ctx.Err()
		return failure
	}
	var explained *ConnectError
	if errors.As(err, &explained) {
		return explained
	}
	if reason, found := c.tlsReason(err); found {
		failure.Step, failure.Reason, failure.Broken = StepTLS, reason, true
		return failure
	}
	var reply *textproto.Error
	if errors.As(err, &reply) {
		outcome := Explain(c.step, reply.Code, c.Hide(reply.Msg), Before{})
		if reply.Code < 400 { // a greeting or an answer that makes no sense here
			outcome = Outcome{Reason: ReasonServerStrange, Code: reply.Code, Reply: outcome.Reply}
		} else if c.step == StepConnect && outcome.Reason == ReasonRefused {
			outcome.Reason = ReasonPolicy
		} else if c.step == StepTLS && (outcome.Reason == ReasonTemporary || outcome.Reason == ReasonRefused) {
			outcome.Reason = ReasonTLSFailed
		}
		failure.Reason, failure.Code, failure.Reply = outcome.Reason, outcome.Code, outcome.Reply
		failure.Broken = outcome.Verdict == Broken || outcome.Verdict == Permanent
		return failure
	}
	switch {
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		failure.Step, failure.Reason, failure.Broken = StepTLS, ReasonNoStartTLS, true
	case errors.Is(err, ErrNoMechanism):
		failure.Reason, failure.Broken = ReasonLoginUnsupported, true
	default:
		failure.Reason = NetworkReason(err)
	}
	return failure
}

// NetworkReason tells the faults of the way to the server, which pass by themselves.
func NetworkReason(err error) Reason {
	var dns *net.DNSError
	var network net.Error
	var protocol textproto.ProtocolError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return ReasonServerUnknown
	case errors.As(err, &dns), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH),
		errors.Is(err, syscall.ENETDOWN):
		return ReasonNetworkDown
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded),
		errors.As(err, &network) && network.Timeout():
		return ReasonTimeout
	case errors.As(err, &protocol), errors.Is(err, ErrTooMuchReply):
		return ReasonServerStrange
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET),
		errors.Is(err, syscall.EPIPE), errors.Is(err, net.ErrClosed):
		return ReasonLineLost
	}
	return ReasonCannotConnect
}

// Hide takes the password out of what a server may repeat.
func (c *Connection) Hide(text string) string {
	if c.Account.Password == "" {
		return text
	}
	return strings.ReplaceAll(text, c.Account.Password, "•••")
}

// Redact keeps an error as it is unless it quotes the password.
func (c *Connection) Redact(err error) error {
	if text := err.Error(); c.Hide(text) != text {
		return errors.New(c.Hide(text))
	}
	return err
}
