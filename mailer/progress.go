package mailer

import (
	"time"

	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// AccountState is what the worker is doing with one account.
type AccountState string

// The states of an account. Stopped means that a person must mend it (see Worker.Retry), Waiting that the worker will try
// again at RetryAt.
const (
	AccountIdle       AccountState = "idle"
	AccountConnecting AccountState = "connecting"
	AccountSending    AccountState = "sending"
	AccountWaiting    AccountState = "waiting"
	AccountStopped    AccountState = "stopped"
)

// AccountStatus is the visible state of one account.
type AccountStatus struct {
	UserID  int64
	State   AccountState
	Reason  smtp.Reason // why it waits or is stopped
	Reply   string
	RetryAt time.Time
	DoneAt  time.Time // when the account's limits let the last message go that waits now, zero = no limit holds it back
}

// Status is the visible state of the worker.
type Status struct {
	Holding   bool // false: another program has this file's outbox, or the worker does not run
	Paused    bool
	Accounts  []AccountStatus // those that had something to send since the start, by user id
	Filing    bool            // copies of what was sent are being filed in the accounts' own mailboxes, or looked for
	Uncertain int             // messages that a program which died was sending: nobody knows whether they arrived
	Held      int             // mailings held back since the start because their time is long past
	Unfiled   []FilingStatus  // the accounts whose mailboxes cannot be used, by user id
}

// FilingStatus says why the mailboxes of an account cannot be used: the copies of what it sent are not filed, or its
// uncertain messages are not looked up. It keeps nothing from being sent.
type FilingStatus struct {
	UserID     int64
	Reason     smtp.Reason
	Broken     bool      // until a person has mended the account, see Worker.Retry
	RetryAt    time.Time // zero and Broken = only then
	Reply      string
	LookupOnly bool // no copy waits: only an uncertain message could not be looked up
}

// Progress tells of one result, or that the status changed (State ""). Sent and Failed count since the worker started,
// Left is what the outbox still holds for it.
type Progress struct {
	UserID     int64
	DeliveryID int64
	MailingID  int64
	ClientID   int64
	State      garage.DeliveryState
	Reason     smtp.Reason
	Reply      string
	Sent       int
	Failed     int
	Left       int
	TimeToGo   time.Duration // at the pace of the last minute, 0 = not known yet
}

// pace counts what was done since the start, and how fast.
type pace struct {
	sent, failed, left int
	finished           []time.Time // of the last messages, oldest first
}

const paceWindow = 100

func (p *pace) count(state garage.DeliveryState, now time.Time) {
	switch state {
	case garage.Sent:
		p.sent++
	case garage.Failed, garage.Uncertain:
		p.failed++
	default:
		return
	}
	p.left = max(p.left-1, 0)
	if p.finished = append(p.finished, now); len(p.finished) > paceWindow {
		p.finished = p.finished[1:]
	}
}

// timeToGo is what is left at the pace of the last messages, 0 when there is no pace yet.
func (p *pace) timeToGo() time.Duration {
	last := len(p.finished) - 1
	if last < 2 || p.left == 0 {
		return 0
	}
	return p.finished[last].Sub(p.finished[0]) / time.Duration(last) * time.Duration(p.left)
}
