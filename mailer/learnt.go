package mailer

import (
	"context"
	"encoding/json"
	"net"
	"strconv"
)

// learnt is what the server of an account has taught about its connections by ending them. It is kept with the account,
// over a restart, until the account has another server.
type learnt struct {
	Server        string `json:"server"`
	NotAhead      bool   `json:"notAhead,omitempty"`      // no envelope goes out with the end of a message any more
	Apart         bool   `json:"apart,omitempty"`         // see Session
	PerConnection int    `json:"perConnection,omitempty"` // messages that a connection carries, 0 = any number
	Errors        int    `json:"errors,omitempty"`        // refusals in a row that a connection stands, 0 = as mostErrors
	// EndedAt is after how many messages the last connection ended that ended without a word.
	EndedAt int `json:"endedAt,omitempty"`
}

// mostErrors is how many refusals in a row a connection gets before it is renewed: Postfix slows its answers after 10 and
// hangs up at 20, Exim after 10 commands that bring no message.
const mostErrors = 8

func learntKey(userID int64) string { return "account.learnt." + strconv.FormatInt(userID, 10) }

func serverName(account Account) string {
	return net.JoinHostPort(account.Server, strconv.Itoa(account.Port))
}

// loadLearnt reads what is known of the account's server, unless it is known already.
func (w *Worker) loadLearnt(ctx context.Context, account Account) error {
	server := serverName(account)
	w.mu.Lock()
	known := w.accounts[account.UserID].learnt.Server == server
	w.mu.Unlock()
	if known {
		return nil
	}
	text, err := w.DB.Setting(ctx, learntKey(account.UserID))
	if err != nil {
		return err
	}
	var kept learnt
	if text == "" || json.Unmarshal([]byte(text), &kept) != nil || kept.Server != server {
		kept = learnt{Server: server} // what cannot be read, or is of another server, is as good as not learnt
	}
	w.mu.Lock()
	w.accounts[account.UserID].learnt = kept
	w.mu.Unlock()
	return nil
}

func (w *Worker) learntOf(userID int64) learnt {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.accounts[userID].learnt
}

// learn changes what is known of an account's server, and keeps it. When it cannot be written now, it goes along with the
// next lesson.
func (w *Worker) learn(ctx context.Context, userID int64, change func(*learnt)) {
	w.mu.Lock()
	known := &w.accounts[userID].learnt
	before := *known
	change(known)
	after := *known
	w.mu.Unlock()
	if before == after {
		return
	}
	if encoded, err := json.Marshal(after); err == nil {
		_ = w.DB.SetSetting(context.WithoutCancel(ctx), learntKey(userID), string(encoded))
	}
}

// lesson is what the end of a connection teaches, after an outcome on it.
func (s *Session) lesson(outcome Outcome) func(*learnt) {
	settled, refusals := s.sent+s.refused, s.errors
	return func(known *learnt) {
		known.Apart = known.Apart || s.apart
		known.NotAhead = known.NotAhead || s.troubled
		switch ended := !s.Alive() && !s.cut; {
		case outcome.Reason == ReasonConnectionLimit && settled > 0:
			known.PerConnection = least(known.PerConnection, settled)
		case !ended || s.troubled || settled == 0 || outcome.Reason == ReasonStopped:
		case refusals > 0:
			known.Errors = least(known.Errors, refusals)
		case isLineLoss(outcome) && known.EndedAt == settled: // twice at the same: it is a rule
			known.PerConnection = least(known.PerConnection, settled)
		case isLineLoss(outcome):
			known.EndedAt = settled
		}
	}
}

// least is the smaller of two numbers of which 0 is none.
func least(a, b int) int {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}
