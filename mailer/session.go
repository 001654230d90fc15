package mailer

import (
	"bufio"
	"bytes"
	"context"
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
	pipelined bool
	utf8      bool
	eightBit  bool
	maxSize   int64 // 0 = not announced
	sent      int   // messages accepted on this connection
	stale     bool  // a refused message left its transaction open: RSET comes first
	lost      bool
}

func newSession(client *smtp.Client, line *boundedLine, timeout time.Duration) *Session {
	s := &Session{text: client.Text, line: line, timeout: timeout}
	s.pipelined, _ = client.Extension("PIPELINING")
	s.utf8, _ = client.Extension("SMTPUTF8")
	s.eightBit, _ = client.Extension("8BITMIME")
	if announced, size := client.Extension("SIZE"); announced {
		s.maxSize, _ = strconv.ParseInt(strings.TrimSpace(size), 10, 64) // nonsense is as good as none
	}
	return s
}

// Alive reports whether another message can go over this connection.
func (s *Session) Alive() bool { return !s.lost }

// Send sends the exact bytes of one message to one address. It returns within a second after ctx ends. Whatever
// happens, the outcome says what is known about this message; after one that is not Alive the session can only be closed.
func (s *Session) Send(ctx context.Context, from, to string, message []byte) Outcome {
	sender, senderUTF8, err := envelopeAddress(from)
	if err != nil {
		return Outcome{Verdict: Broken, Line: true, Reason: ReasonSenderRefused, Reply: cleanReply(err.Error())}
	}
	recipient, recipientUTF8, err := envelopeAddress(to)
	if err != nil {
		return Outcome{Verdict: Permanent, Reason: ReasonAddressInvalid, Reply: cleanReply(err.Error())}
	}
	if (senderUTF8 || recipientUTF8) && !s.utf8 {
		return Outcome{Verdict: Permanent, Reason: ReasonNoUTF8}
	}
	if s.maxSize > 0 && int64(len(message)) > s.maxSize {
		return Outcome{Verdict: Permanent, Reason: ReasonTooLarge, Reply: fmt.Sprintf("SIZE %d", s.maxSize)}
	}
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	outcome := s.dialogue(s.mailCommand(sender, senderUTF8 || recipientUTF8, message), recipient, message)
	if s.lost && ctx.Err() != nil && outcome.Verdict == Temporary {
		outcome = Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}
	}
	if outcome.Verdict == Accepted {
		s.sent++
	}
	return outcome
}

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

// command is one line of the dialogue and the step it belongs to.
type command struct {
	step Step
	text string
}

// dialogue speaks MAIL, RCPT, DATA and the message. Every reply is read, in order, also those of commands that went out
// together with a refused one.
func (s *Session) dialogue(mail, recipient string, message []byte) Outcome {
	s.line.read = 0
	commands := []command{{StepSender, mail}, {StepRecipient, "RCPT TO:<" + recipient + ">"}, {StepContent, "DATA"}}
	if s.stale {
		commands = append([]command{{StepSender, "RSET"}}, commands...)
	}
	if refusal, err := s.envelope(commands); err != nil {
		return s.lose(err)
	} else if refusal != nil {
		s.stale = true
		return *refusal
	}
	s.stale = false
	s.deadline(s.timeout + time.Duration(len(message)/slowestUpload)*time.Second)
	if err := s.writeMessage(message); err != nil {
		return s.lose(err) // without the final dot no server has the message
	}
	return s.finish()
}

// slowestUpload is the number of bytes a second that a line must carry at least.
const slowestUpload = 8 << 10

// envelope sends the commands, all at once where the server allows it, and returns the first refusal.
func (s *Session) envelope(commands []command) (refusal *Outcome, err error) {
	s.deadline(s.timeout)
	if s.pipelined {
		for _, c := range commands {
			s.text.W.WriteString(c.text + "\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
		}
		if err := s.text.W.Flush(); err != nil {
			return nil, err
		}
	}
	for _, c := range commands {
		if !s.pipelined {
			if refusal != nil {
				return refusal, nil
			}
			if err := s.text.PrintfLine("%s", c.text); err != nil {
				return nil, err
			}
		}
		code, reply, err := s.reply()
		if err != nil {
			if refusal != nil { // it said why before it hung up
				s.lost = true
				return refusal, nil
			}
			return nil, err
		}
		if refusal, err = s.judge(c, code, reply, refusal); err != nil || s.lost {
			return refusal, err
		}
	}
	return refusal, nil
}

// judge looks at one reply of the envelope.
func (s *Session) judge(c command, code int, reply string, refusal *Outcome) (*Outcome, error) {
	wanted := code >= 250 && code < 260
	if c.text == "DATA" {
		wanted = code == 354
	}
	switch {
	case wanted && c.text == "DATA" && refusal != nil:
		// The server would take a message although it refused the sender or the recipient: hang up rather than send one.
		s.hangUp()
	case wanted:
	case code < 400, c.text == "RSET":
		return nil, textproto.ProtocolError(fmt.Sprintf("%s answered %d", c.step, code))
	case refusal == nil:
		outcome := Explain(c.step, code, reply)
		refusal = &outcome
		if code == 421 {
			s.hangUp()
		}
	}
	return refusal, nil
}

// reply reads one reply, whatever its code.
func (s *Session) reply() (code int, text string, err error) {
	code, text, err = s.text.ReadResponse(0)
	if err == nil && (code < 200 || code > 599) {
		err = textproto.ProtocolError(fmt.Sprintf("reply code %d", code))
	}
	return code, text, err
}

// writeMessage writes the bytes with their dots doubled, all but the final one.
func (s *Session) writeMessage(message []byte) error {
	w := s.text.W
	atLineStart := true
	for rest := message; len(rest) > 0; {
		if atLineStart && rest[0] == '.' {
			w.WriteByte('.') //nolint:errcheck // a bufio.Writer keeps its error for Flush
		}
		end := bytes.Index(rest, []byte("\n.")) + 1
		if atLineStart = end > 0; !atLineStart {
			end = len(rest)
		}
		if _, err := w.Write(rest[:end]); err != nil {
			return err
		}
		rest = rest[end:]
	}
	if !bytes.HasSuffix(message, []byte("\r\n")) {
		w.WriteString("\r\n") //nolint:errcheck // see above
	}
	return w.Flush()
}

// finish sends the final dot. From here on, a line that breaks leaves a message that nobody knows about.
func (s *Session) finish() Outcome {
	s.deadline(5 * s.timeout)
	err := writeLine(s.text.W, ".")
	var code int
	var reply string
	if err == nil {
		code, reply, err = s.reply()
	}
	switch {
	case err != nil:
		s.hangUp()
		return Outcome{Verdict: Unsure, Line: true, Reason: ReasonBrokenOff, Reply: cleanReply(err.Error())}
	case code >= 200 && code < 300:
		return Outcome{Verdict: Accepted, Code: code, Reply: cleanReply(reply)}
	case code >= 400:
		if code == 421 {
			s.hangUp()
		}
		return Explain(StepContent, code, reply)
	}
	s.hangUp()
	return Outcome{Verdict: Unsure, Line: true, Code: code, Reason: ReasonBrokenOff, Reply: cleanReply(reply)}
}

func writeLine(w *bufio.Writer, line string) error {
	w.WriteString(line + "\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
	return w.Flush()
}

// lose ends a session whose line broke before the server can have had the message.
func (s *Session) lose(err error) Outcome {
	s.hangUp()
	reason := networkReason(err)
	if reason == ReasonCannotConnect {
		reason = ReasonLineLost
	}
	return Outcome{Verdict: Temporary, Line: true, Reason: reason, Reply: cleanReply(err.Error())}
}

func (s *Session) hangUp() {
	s.lost = true
	_ = s.line.Close()
}

func (s *Session) deadline(wait time.Duration) {
	s.line.SetDeadline(time.Now().Add(wait)) //nolint:errcheck // it fails on a closed line only, which the next read tells
}

// CheckSender asks whether the server lets the account send as from, without sending anything.
func (s *Session) CheckSender(ctx context.Context, from string) Outcome {
	sender, utf8, err := envelopeAddress(from)
	if err != nil {
		return Outcome{Verdict: Broken, Line: true, Reason: ReasonSenderRefused, Reply: cleanReply(err.Error())}
	}
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	s.line.read = 0
	refusal, err := s.envelope([]command{{StepSender, s.mailCommand(sender, utf8 && s.utf8, nil)}})
	switch {
	case err != nil:
		return s.lose(err)
	case refusal != nil:
		return *refusal
	}
	s.stale = true
	return Outcome{Verdict: Accepted}
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
