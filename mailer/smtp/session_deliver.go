package smtp

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"strings"
	"time"
)

// SlowestUpload is the number of bytes a second that a line must carry at least.
const SlowestUpload = 8 << 10

// Ready is asked before the final dot of a letter goes out, which is what makes the server take it, while the letter is on
// its way. It returns the letter whose envelope is to go out together with the dot (nil = none), or an error when the dot
// must not be sent.
type Ready func() (next *Letter, err error)

// smallLetter is what a line takes off our hands at once: the server reads it while we get Ready. Before a larger one Ready
// is asked first, lest what it has to say wait for the upload.
const smallLetter = 256 << 10

// readyWait is how long our own file may take to be Ready: its own patience ends before.
const readyWait = time.Hour

// readiness is what Ready has said.
type readiness struct {
	next *Letter
	err  error
}

// ask asks at once, or beside what the caller does.
func (ready Ready) ask(beside bool) chan readiness {
	said := make(chan readiness, 1)
	ask := func() {
		next, err := ready()
		said <- readiness{next, err}
	}
	if beside {
		go ask()
	} else {
		ask()
	}
	return said
}

func nothingNext() (*Letter, error) { return nil, nil } //nolint:nilnil // no letter follows, and nothing is against the dot

// Deliver sends the bytes of a letter that Begin has begun, and says what became of it. ready may be nil; a letter that
// it returns, which a session that goes Ahead alone takes, has been begun in its turn when refusal is nil. Whatever happens
// to the line, that one has not been delivered.
func (s *Session) Deliver(ctx context.Context, letter Letter, ready Ready) (outcome Outcome, refusal *Outcome) {
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	if ready == nil {
		ready = nothingNext
	}
	large := len(letter.Message) > smallLetter
	said := ready.ask(!large)
	if large {
		is := <-said
		if is.err != nil {
			s.cut = true
			s.hangUp()
			return Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}, s.untouched()
		}
		said <- is
	}
	s.line.read = 0
	s.deadline(s.timeout + time.Duration(len(letter.Message)/SlowestUpload)*time.Second)
	heard := s.listen()
	err := s.writeMessage(letter.Message)
	if err == nil {
		s.deadline(readyWait)
	}
	is := <-said
	if is.err != nil {
		s.cut = true
		s.hangUp()
		err = errors.Join(err, is.err)
	}
	if hears(heard, len(letter.Message)) { // what it says before the end of the data is no answer to it
		err = errors.Join(errOutOfStep, err)
	}
	if err != nil {
		return s.endEarly(ctx, heard, err)
	}
	return s.end(ctx, is.next, heard)
}

// end sends the final dot and the envelope of the letter that follows, and reads the answers to both.
func (s *Session) end(ctx context.Context, next *Letter, heard <-chan struct{}) (outcome Outcome, refusal *Outcome) {
	var groups [][]command
	if next != nil {
		var commands []command
		if commands, refusal = s.commands(*next); refusal == nil {
			groups = s.groups(commands, s.dataApart(0)) // the answer to the dot comes first, and ends the counting of errors
		}
	}
	outcome = s.finish(groups, heard)
	switch {
	case outcome.Verdict == Accepted:
		s.sent++
		s.Errors = 0
	case !outcome.Line:
		s.refused++
		s.Errors++
	}
	if groups == nil {
		return outcome, refusal
	}
	if s.lost {
		s.troubled = s.troubled || ctx.Err() == nil && outcome.Code == 0
		return outcome, s.untouched()
	}
	refusal = s.settle(ctx, s.envelope(groups, 1))
	switch {
	case s.outOfStep && outcome.Verdict == Accepted:
		// The 250 may have been the answer to something else.
		s.troubled = true
		outcome = Outcome{Verdict: Uncertain, Line: true, Code: outcome.Code, Reason: ReasonBrokenOff, Reply: CleanReply(errOutOfStep.Error())}
	case refusal != nil && isOutOfSequence(*refusal):
		// A transaction that it holds open, or not: nothing is wrong with the letter. A new connection knows.
		s.troubled, s.cut = true, true
		s.hangUp()
		return outcome, s.untouched()
	case refusal != nil && s.lost && refusal.Code == 0 && ctx.Err() == nil:
		s.troubled = true
	}
	return outcome, refusal
}

// isOutOfSequence tells a refusal of the way in which the commands came from one of what they say.
func isOutOfSequence(refusal Outcome) bool {
	words := strings.ToLower(refusal.Reply)
	return refusal.Code == 503 || refusal.Code >= 500 && (strings.Contains(words, "pipelining") || strings.Contains(words, "synchroni"))
}

// listen tells when the server says something, or hangs up. Nobody else may read before it has.
func (s *Session) listen() (heard <-chan struct{}) {
	done := make(chan struct{})
	go func() {
		_, _ = s.text.R.Peek(1) // an error comes again with the next read
		close(done)
	}()
	return done
}

// hears looks whether the server has spoken. After a large letter it takes its time: what was said during the upload may
// not have come up yet.
func hears(heard <-chan struct{}, size int) bool {
	if size > smallLetter {
		select {
		case <-heard:
		case <-time.After(earWait):
		}
	}
	select {
	case <-heard:
		return true
	default:
		return false
	}
}

const earWait = 5 * time.Millisecond

// untouched is the outcome of a letter whose envelope was lost with the line of another.
func (s *Session) untouched() *Outcome {
	return &Outcome{Verdict: Temporary, Line: true, Reason: ReasonLineLost}
}

// endEarly ends a session in the middle of the data: without the final dot no server has the message. A server that gave
// up listening may have said why.
func (s *Session) endEarly(ctx context.Context, heard <-chan struct{}, err error) (Outcome, *Outcome) {
	outcome := Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}
	if ctx.Err() == nil && !s.lost {
		s.deadline(min(s.timeout, time.Second))
		<-heard
		if code, reply, silent := s.reply(); silent == nil && code >= 400 {
			outcome = Explain(StepContent, code, reply, s.before())
		} else {
			outcome = s.lose(err)
		}
	}
	s.hangUp()
	<-heard
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
func (s *Session) finish(groups [][]command, heard <-chan struct{}) Outcome {
	s.deadline(5 * s.timeout)
	s.text.W.WriteString(".\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
	if len(groups) > 0 {
		s.write(groups[0])
	}
	err := s.text.W.Flush()
	var code int
	var reply string
	if err != nil {
		s.hangUp()
	}
	<-heard
	if err == nil {
		code, reply, err = s.reply()
	}
	switch {
	case err != nil:
		s.hangUp()
		return Outcome{Verdict: Uncertain, Line: true, Reason: ReasonBrokenOff, Reply: CleanReply(err.Error())}
	case code >= 200 && code < 300:
		return Outcome{Verdict: Accepted, Code: code, Reply: CleanReply(reply)}
	case code >= 400:
		if code == 421 {
			s.hangUp()
		}
		return Explain(StepContent, code, reply, s.before())
	}
	s.hangUp()
	return Outcome{Verdict: Uncertain, Line: true, Code: code, Reason: ReasonBrokenOff, Reply: CleanReply(reply)}
}

func writeLine(w *bufio.Writer, line string) error {
	w.WriteString(line + "\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
	return w.Flush()
}
