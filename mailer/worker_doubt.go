package mailer

import (
	"time"

	"garagemail/mailer/smtp"
)

const (
	// doubtLimit is how many refusals to deliver elsewhere in a row it takes until nobody else is asked about for a while.
	doubtLimit = 3
	// doubtPause is how long such a message waits, and the account when there is no other.
	doubtPause = time.Minute
	// relayPause is how long the account waits once the limit is reached. A smarthost that knows its senders by their
	// network takes them again when the computer is back in it, so no answer of this kind stops an account for ever.
	relayPause = 5 * time.Minute
)

// judgeDoubt says what a refusal to deliver elsewhere means for an account that has sent nothing yet: the first may be about
// its recipient alone, and the messages behind it tell. The caller holds mu.
func (w *Worker) judgeDoubt(account *accountRun, outcome smtp.Outcome) (status AccountStatus, ends bool) {
	account.doubts = append(account.doubts, outcome)
	if len(account.doubts) < doubtLimit {
		return AccountStatus{}, false
	}
	account.doubts = nil
	return w.waiting(outcome.Reason, outcome.Reply, relayPause), true
}

// doubtful is the status of an account whose run ended with nothing but a few such refusals, the zero one otherwise.
func (w *Worker) doubtful(userID int64) AccountStatus {
	w.mu.Lock()
	defer w.mu.Unlock()
	doubts := w.accounts[userID].doubts
	if len(doubts) == 0 {
		return AccountStatus{}
	}
	last := doubts[len(doubts)-1]
	return w.waiting(last.Reason, last.Reply, doubtPause)
}
