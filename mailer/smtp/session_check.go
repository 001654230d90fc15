package smtp

import (
	"context"

	"garagemail/store/garage"
)

// CheckSender asks whether the server lets the account send as from, without sending anything.
func (s *Session) CheckSender(ctx context.Context, from string) Outcome {
	sender, utf8, err := garage.EnvelopeAddress(from)
	if err != nil {
		return Outcome{Verdict: Broken, Line: true, Reason: ReasonSenderRefused, Reply: CleanReply(err.Error())}
	}
	return s.check(ctx, command{StepSender, s.mailCommand(sender, utf8 && s.utf8, nil)})
}

// checkRecipient asks whether the server takes messages to an address from the sender that CheckSender has named, and
// forgets it again: no data follow.
func (s *Session) checkRecipient(ctx context.Context, to string) Outcome {
	outcome := s.check(ctx, command{StepRecipient, "RCPT TO:<" + to + ">"})
	if !s.lost {
		s.check(ctx, command{StepReset, "RSET"})
		s.stale = false
	}
	return outcome
}

func (s *Session) check(ctx context.Context, c command) Outcome {
	stop := context.AfterFunc(ctx, func() { _ = s.line.Close() })
	defer stop()
	s.line.read = 0
	refusal := s.envelope([][]command{{c}}, 0)
	s.stale = true
	if refusal != nil {
		return *refusal
	}
	return Outcome{Verdict: Accepted}
}
