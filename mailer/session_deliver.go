package mailer

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"time"
)

// slowestUpload is the number of bytes a second that a line must carry at least.
const slowestUpload = 8 << 10

// Deliver sends the bytes of a letter that Begin has begun, and says what became of it. With next, which a Pipelined
// session alone takes, the envelope of the next letter goes out together with the end of this one: refusal is nil when
// the server waits for next's bytes. Whatever happens to the line, next has not been delivered.
func (s *Session) Deliver(ctx context.Context, letter Letter, next *Letter) (outcome Outcome, refusal *Outcome) {
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	s.line.read = 0
	s.deadline(s.timeout + time.Duration(len(letter.Message)/slowestUpload)*time.Second)
	if err := s.writeMessage(letter.Message); err != nil {
		return s.endEarly(ctx, err)
	}
	if s.speaksEarly() { // what it says before the end of the data is no answer to it
		return s.endEarly(ctx, errOutOfStep)
	}
	var groups [][]command
	if next != nil {
		var commands []command
		if commands, refusal = s.commands(*next); refusal == nil {
			groups = s.groups(commands)
		}
	}
	outcome = s.finish(groups)
	if outcome.Verdict == Accepted {
		s.sent++
	}
	if groups == nil {
		return outcome, refusal
	}
	if s.lost {
		return outcome, s.untouched()
	}
	refusal = s.settle(ctx, s.envelope(groups, 1))
	switch {
	case s.outOfStep && outcome.Verdict == Accepted:
		// The 250 may have been the answer to something else.
		outcome = Outcome{Verdict: Unsure, Line: true, Code: outcome.Code, Reason: ReasonBrokenOff, Reply: cleanReply(errOutOfStep.Error())}
	case refusal != nil && refusal.Code == 503:
		// A transaction that it holds open, or not: nothing is wrong with the letter. A new connection knows.
		s.hangUp()
		return outcome, s.untouched()
	}
	return outcome, refusal
}

// glance is how long a look at what the server has said already may take.
const glance = 50 * time.Microsecond

// speaksEarly reports whether the server has said something, or has hung up, although it is not its turn.
func (s *Session) speaksEarly() bool {
	if s.text.R.Buffered() > 0 {
		return true
	}
	s.deadline(glance)
	_, err := s.text.R.Peek(1)
	return !errors.Is(err, os.ErrDeadlineExceeded)
}

// untouched is the outcome of a letter whose envelope was lost with the line of another.
func (s *Session) untouched() *Outcome {
	return &Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}
}

// endEarly ends a session in the middle of the data: without the final dot no server has the message. A server that gave
// up listening may have said why.
func (s *Session) endEarly(ctx context.Context, err error) (Outcome, *Outcome) {
	outcome := Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}
	if ctx.Err() == nil {
		s.deadline(min(s.timeout, time.Second))
		if code, reply, silent := s.reply(); silent == nil && code >= 400 {
			outcome = Explain(StepContent, code, reply)
		} else {
			outcome = s.lose(err)
		}
	}
	s.hangUp()
	return outcome, s.untouched()
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

// finish sends the final dot, and the first group of what comes next. From here on, a line that breaks leaves a message
// that nobody knows about.
func (s *Session) finish(groups [][]command) Outcome {
	s.deadline(5 * s.timeout)
	s.text.W.WriteString(".\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
	if len(groups) > 0 {
		s.write(groups[0])
	}
	err := s.text.W.Flush()
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
