package smtp

// Learnt is what the server of an account has taught about its connections by ending them. It is kept with the account,
// over a restart, until the account has another server.
type Learnt struct {
	Server        string `json:"server"`
	NotAhead      bool   `json:"notAhead,omitempty"`      // no envelope goes out with the end of a message any more
	Apart         bool   `json:"apart,omitempty"`         // see Session
	PerConnection int    `json:"perConnection,omitempty"` // messages that a connection carries, 0 = any number
	Errors        int    `json:"errors,omitempty"`        // refusals in a row that a connection stands, 0 = as MostErrors
	// EndedAt is after how many messages the last connection ended that ended without a word.
	EndedAt int `json:"endedAt,omitempty"`
}

// MostErrors is how many refusals in a row a connection gets before it is renewed: Postfix slows its answers after 10 and
// hangs up at 20, Exim after 10 commands that bring no message.
const MostErrors = 8

// Lesson is what the end of a connection teaches, after an outcome on it.
func (s *Session) Lesson(outcome Outcome) func(*Learnt) {
	settled, refusals := s.sent+s.refused, s.Errors
	return func(known *Learnt) {
		known.Apart = known.Apart || s.apart
		known.NotAhead = known.NotAhead || s.troubled
		switch ended := !s.Alive() && !s.cut; {
		case outcome.Reason == ReasonConnectionLimit && settled > 0:
			known.PerConnection = LeastKnown(known.PerConnection, settled)
		case !ended || s.troubled || settled == 0 || outcome.Reason == ReasonStopped:
		case refusals > 0:
			known.Errors = LeastKnown(known.Errors, refusals)
		case IsConnectionLoss(outcome) && known.EndedAt == settled: // twice at the same: it is a rule
			known.PerConnection = LeastKnown(known.PerConnection, settled)
		case IsConnectionLoss(outcome):
			known.EndedAt = settled
		}
	}
}

// LeastKnown is the smaller of two numbers of which 0 is none.
func LeastKnown(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// IsConnectionLoss tells a connection that just ended from a server that asks for patience.
func IsConnectionLoss(outcome Outcome) bool {
	return outcome.Verdict == Temporary && outcome.Line &&
		(outcome.Code == 0 || outcome.Code == 421 && outcome.Reason == ReasonTemporary)
}
