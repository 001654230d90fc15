// Package smtp speaks with mail servers: it connects, signs in, hands messages over and says what a reply means. It keeps nothing.
package smtp

import (
	"errors"
	"fmt"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// Session is one kept connection to a mail server, signed in. It is for one goroutine.
type Session struct {
	text      *textproto.Conn
	line      *boundedLine
	timeout   time.Duration
	Server    KnownServer
	pipelined bool // an envelope goes out in one write
	ahead     bool // and with the end of the message before: this server is known to take it
	utf8      bool
	eightBit  bool
	maxSize   int64 // 0 = not announced
	apart     bool  // DATA waits for the answers to the envelope: this server begins data for recipients it refused
	sent      int   // messages accepted on this connection
	refused   int   // messages refused on this connection
	Errors    int   // refusing answers since the last accepted message
	signedIn  bool
	Proven    bool // the account has sent before this connection was made
	stale     bool // a refused message left its transaction open: RSET comes first
	outOfStep bool // an answer belonged to another command
	troubled  bool // what went out with the end of a message was not answered as it should
	cut       bool // we ended it ourselves
	lost      bool
}

func newSession(client *smtp.Client, c *Connection) *Session {
	s := &Session{text: client.Text, line: c.line, timeout: c.timeout, Server: ServerOf(c.greeted.greeting())}
	s.signedIn = c.Account.Tokens != nil || c.Account.Login != ""
	s.pipelined, _ = client.Extension("PIPELINING")
	s.ahead = s.pipelined && s.Server.TakesAhead
	s.utf8, _ = client.Extension("SMTPUTF8")
	s.eightBit, _ = client.Extension("8BITMIME")
	if announced, size := client.Extension("SIZE"); announced {
		s.maxSize, _ = strconv.ParseInt(strings.TrimSpace(size), 10, 64) // nonsense is as good as none
	}
	return s
}

// Teach tells the session what earlier connections to its server have learnt.
func (s *Session) Teach(known Learnt) {
	s.apart = s.apart || known.Apart
	s.ahead = s.ahead && !known.NotAhead
}

// before is what the next reply comes after.
func (s *Session) before() Before {
	return Before{SignedIn: s.signedIn, AccountSent: s.Proven || s.sent > 0, Taken: s.sent, Refused: s.refused}
}

// Alive reports whether another message can go over this connection.
func (s *Session) Alive() bool { return !s.lost }

// Ahead reports whether the envelope of the next message may go out together with the end of the last: the server is
// known to take it.
func (s *Session) Ahead() bool { return s.ahead && !s.troubled }

// Settled reports that the connection has brought a message to its end.
func (s *Session) Settled() bool { return s.before().settled() }

func (s *Session) mailCommand(sender string, utf8 bool, message []byte) string {
	command := "MAIL FROM:<" + sender + ">"
	if s.maxSize > 0 {
		command += fmt.Sprintf(" SIZE=%d", len(message))
	}
	if s.eightBit && !isASCIIBytes(message) {
		command += " BODY=8BITMIME"
	}
	if utf8 {
		command += " SMTPUTF8"
	}
	return command
}

func isASCIIBytes(message []byte) bool {
	for _, b := range message {
		if b >= 0x80 {
			return false
		}
	}
	return true
}

// lose ends a session whose line broke before the server can have had the message.
func (s *Session) lose(err error) Outcome {
	s.hangUp()
	reason := NetworkReason(err)
	if reason == ReasonCannotConnect {
		reason = ReasonLineLost
	}
	return Outcome{Verdict: Temporary, Line: true, Reason: reason, Reply: CleanReply(err.Error())}
}

func (s *Session) hangUp() {
	s.lost = true
	_ = s.line.Close()
}

func (s *Session) deadline(wait time.Duration) {
	s.line.SetDeadline(time.Now().Add(wait)) //nolint:errcheck // it fails on a closed line only, which the next read tells
}

// Close says QUIT, briefly, and closes the connection.
func (s *Session) Close() error {
	if !s.lost {
		s.deadline(min(s.timeout, time.Second))
		if err := writeLine(s.text.W, "QUIT"); err == nil {
			_, _, _ = s.reply()
		}
	}
	s.lost = true
	err := s.line.Close()
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
