package smtp

import (
	"context"
	"fmt"
	"net/textproto"

	"garagemail/store/garage"
)

// Letter is one message to one address: its envelope and its exact bytes.
type Letter struct {
	From    string
	To      string
	Message []byte
}

// command is one line of the dialogue and the step it belongs to.
type command struct {
	step Step
	text string
}

const dataCommand = "DATA"

// commands are those of a letter's envelope, or the reason why this server cannot be asked to take it.
func (s *Session) commands(letter Letter) ([]command, *Outcome) {
	sender, senderUTF8, err := garage.EnvelopeAddress(letter.From)
	if err != nil {
		return nil, &Outcome{Verdict: Broken, Line: true, Reason: ReasonSenderRefused, Reply: CleanReply(err.Error())}
	}
	recipient, recipientUTF8, err := garage.EnvelopeAddress(letter.To)
	if err != nil {
		return nil, &Outcome{Verdict: Permanent, Reason: ReasonAddressInvalid, Reply: CleanReply(err.Error())}
	}
	if (senderUTF8 || recipientUTF8) && !s.utf8 {
		return nil, &Outcome{Verdict: Permanent, Reason: ReasonNoUTF8}
	}
	if s.maxSize > 0 && int64(len(letter.Message)) > s.maxSize {
		return nil, &Outcome{Verdict: Permanent, Reason: ReasonTooLarge, Reply: fmt.Sprintf("SIZE %d", s.maxSize)}
	}
	mail := s.mailCommand(sender, senderUTF8 || recipientUTF8, letter.Message)
	commands := []command{{StepSender, mail}, {StepRecipient, "RCPT TO:<" + recipient + ">"}, {StepContent, dataCommand}}
	if s.stale {
		commands = append([]command{{StepReset, "RSET"}}, commands...)
	}
	return commands, nil
}

// dataApart reports whether DATA waits for the answer to the recipient once this connection has had refusals: a refused DATA
// counts as another error. Postfix forgets errors with the next accepted message; a server that we do not know may add them up
// for the whole connection, as Courier does, and pause longer after each.
func (s *Session) dataApart(errors int) bool {
	return s.apart || errors > 0 || s.refused > 0 && !s.ahead
}

// groups cuts commands into what may go out together.
func (s *Session) groups(commands []command, apart bool) [][]command {
	if s.pipelined && !apart {
		return [][]command{commands}
	}
	var groups [][]command
	for i, c := range commands {
		if s.pipelined && i > 0 && c.text != dataCommand {
			groups[0] = append(groups[0], c)
			continue
		}
		groups = append(groups, []command{c})
	}
	return groups
}

// Begin sends the envelope of a letter. It returns nil when the server waits for the message, which Deliver then sends,
// and the outcome otherwise. It returns within a second after ctx ends.
func (s *Session) Begin(ctx context.Context, letter Letter) *Outcome {
	commands, refusal := s.commands(letter)
	if refusal != nil {
		return refusal
	}
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	s.line.read = 0
	return s.settle(ctx, s.envelope(s.groups(commands, s.dataApart(s.Errors)), 0))
}

// settle keeps what an envelope's answers mean for the next one, and tells a line that we cut ourselves.
func (s *Session) settle(ctx context.Context, refusal *Outcome) *Outcome {
	s.stale = refusal != nil
	if refusal != nil && !refusal.Line {
		s.refused++
	}
	if refusal != nil && s.lost && ctx.Err() != nil && refusal.Verdict == Temporary {
		return &Outcome{Verdict: Temporary, Line: true, Reason: ReasonStopped}
	}
	return refusal
}

// envelope sends the groups of commands that have not been written yet and reads the replies of all. Every reply is read,
// in order, also those of commands that went out together with a refused one. It returns the first refusal.
func (s *Session) envelope(groups [][]command, written int) *Outcome {
	for i, group := range groups {
		s.deadline(s.timeout)
		if i >= written {
			s.write(group)
			if err := s.text.W.Flush(); err != nil {
				outcome := s.lose(err)
				return &outcome
			}
		}
		refusal, err := s.answers(group)
		switch {
		case err != nil && refusal == nil:
			outcome := s.lose(err)
			return &outcome
		case err != nil: // it said why before it hung up
			s.hangUp()
			return refusal
		case refusal != nil:
			return refusal
		}
	}
	if s.text.R.Buffered() > 0 {
		outcome := s.lose(errOutOfStep)
		return &outcome
	}
	return nil
}

func (s *Session) write(group []command) {
	for _, c := range group {
		s.text.W.WriteString(c.text + "\r\n") //nolint:errcheck // a bufio.Writer keeps its error for Flush
	}
}

// answers reads the reply to each command of a group.
func (s *Session) answers(group []command) (refusal *Outcome, err error) {
	for _, c := range group {
		code, reply, err := s.reply()
		if err != nil {
			return refusal, err
		}
		if refusal, err = s.judge(c, code, reply, refusal); err != nil || s.lost {
			return refusal, err
		}
	}
	return refusal, nil
}

// errOutOfStep is an answer that belongs to another command: what was read before may have been misread too.
var errOutOfStep error = textproto.ProtocolError("replies out of step")

// judge looks at one reply of the envelope.
func (s *Session) judge(c command, code int, reply string, refusal *Outcome) (*Outcome, error) {
	done, goOn := code >= 250 && code < 260, code == 354
	switch {
	case c.text == dataCommand && goOn && refusal != nil:
		// The server would take a message although it refused the sender or the recipient: hang up rather than send one.
		s.apart, s.cut = true, true
		s.hangUp()
	case c.text == dataCommand && goOn, c.text != dataCommand && done:
	case done, goOn:
		s.outOfStep = true
		return nil, errOutOfStep
	case code < 400:
		return nil, textproto.ProtocolError(fmt.Sprintf("%s answered %d", c.step, code))
	default:
		if refusal == nil {
			outcome := Explain(c.step, code, reply, s.before())
			refusal = &outcome
		}
		if code != 421 && refusal.Verdict != Reconnect {
			s.Errors++
		}
		if code == 421 || refusal.Verdict == Reconnect { // also behind a refusal: it ends the connection all the same
			s.hangUp()
		}
	}
	return refusal, nil
}
