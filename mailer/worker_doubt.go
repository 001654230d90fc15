package mailer

import "time"

const (
	// doubtLimit is how many recipients in a row a server refuses to deliver to before nobody else is asked about.
	doubtLimit = 3
	// doubtPause is how long such a message, and then the account, waits. A smarthost that knows its senders by their
	// network takes them again when the computer is back in it, so no answer of this kind stops an account for ever.
	doubtPause = time.Minute
)

// judgeDoubt says what a refusal to deliver elsewhere means for an account that has sent nothing yet: the first may be about
// its recipient alone, and the messages behind it tell. The caller holds mu.
func (w *Worker) judgeDoubt(account *accountRun, outcome Outcome) (status AccountStatus, ends bool) {
	if account.doubts = append(account.doubts, outcome); len(account.doubts) < doubtLimit {
		return AccountStatus{}, false
	}
	return w.doubt(account), true
}

// doubtful is the status of an account whose run ended with nothing but such refusals, the zero one otherwise.
func (w *Worker) doubtful(userID int64) AccountStatus {
	w.mu.Lock()
	defer w.mu.Unlock()
	if account := w.accounts[userID]; len(account.doubts) > 0 {
		return w.doubt(account)
	}
	return AccountStatus{}
}

func (w *Worker) doubt(account *accountRun) AccountStatus {
	last := account.doubts[len(account.doubts)-1]
	account.doubts = account.doubts[:0]
	account.troubles++
	return w.waiting(last.Reason, last.Reply, max(doubtPause, linePause(last.Reason, account.troubles)))
}
