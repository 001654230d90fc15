// Package mailer empties the outbox: its worker claims messages, hands them to sessions, goes as fast as the server allows, waits when
// it must, and records what became of each.
package mailer

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
)

// Options are what a Worker needs. DB, Transport and Account must be set.
type Options struct {
	DB         *store.DB
	Transport  smtp.Transport
	Account    signin.AccountOf
	OnProgress func(Progress) // called by the worker's goroutines, one call at a time; it must return soon
	// CloseWait is how long Run may go on with the message on its way once its context has ended, 0 = 10 seconds.
	CloseWait time.Duration
	// Poll is how often the file is asked for work that another program queued, 0 = 10 seconds.
	Poll time.Duration
	// LeaseTTL is how long another program waits before it takes over from one that died, 0 = 30 seconds.
	LeaseTTL time.Duration
}

// Worker empties the outbox of one file: the only one to do so, however many programs have the file open. It stands
// outside the screens.
type Worker struct {
	Options
	holder string
	wake   chan struct{}

	mu        sync.Mutex
	holding   bool
	paused    bool
	accounts  map[int64]*accountRun
	pace      pace
	filing    filing
	uncertain int        // messages of unknown fate that a dead program left, see Status
	held      int        // mailings held back since the start, see OverdueAfter
	telling   sync.Mutex // OnProgress is called by one goroutine at a time
	counting  sync.Mutex // what pace has left is from the latest look at the file
}

// accountRun is what the worker knows of one account; guarded by the worker's mu.
type accountRun struct {
	status    AccountStatus
	running   bool
	mended    bool          // while it ran: see Retry
	halt      AccountStatus // why the run ends, "" = it goes on
	speed     speed
	learnt    smtp.Learnt
	troubles  int            // connections or lines that failed in a row
	uncertain int            // messages of unknown fate in a row
	doubts    []smtp.Outcome // refusals since the last acceptance that may mean the account, see Outcome
	sent      int            // since the account was last mended: an account that works is not broken by one answer
}

// NewWorker returns a worker that does nothing before Run.
func NewWorker(options Options) *Worker {
	if options.CloseWait <= 0 {
		options.CloseWait = 10 * time.Second
	}
	if options.Poll <= 0 {
		options.Poll = 10 * time.Second
	}
	if options.LeaseTTL <= 0 {
		options.LeaseTTL = 30 * time.Second
	}
	return &Worker{
		Options: options, wake: make(chan struct{}, 1), accounts: map[int64]*accountRun{},
		holder: fmt.Sprintf("%d-%s", os.Getpid(), rand.Text()),
		// Until it has looked there may be copies that an earlier program left.
		filing: filing{wake: make(chan struct{}, 1), accounts: map[int64]*filingRun{}, due: true},
	}
}

// Wake makes the worker look for work now. It never blocks.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Retry forgets that an account was stopped or waits, because its settings were changed or a person says so.
func (w *Worker) Retry(userID int64) {
	w.mu.Lock()
	if account := w.accounts[userID]; account != nil {
		if account.mended = account.running; !account.running { // what a run meets with the old settings says nothing
			account.forget()
		}
	}
	*w.filingOf(userID) = filingRun{known: true, forget: true}
	w.mu.Unlock()
	w.wakeFiling()
	w.tell(Progress{UserID: userID})
	w.Wake()
}

// forget is called with the worker's mu held.
func (account *accountRun) forget() {
	account.status = AccountStatus{UserID: account.status.UserID, State: AccountIdle}
	account.troubles, account.uncertain, account.sent, account.doubts = 0, 0, 0, nil
	account.speed.learnt, account.speed.singleAt = 0, time.Time{}
	account.mended = false
}

// Pause stops the sending of everything after the messages on their way (of each connection the one whose data goes, and
// the one whose envelope goes with it), until Unpause.
func (w *Worker) Pause() { w.setPaused(true) }

// Unpause lets the worker go on.
func (w *Worker) Unpause() { w.setPaused(false) }

func (w *Worker) setPaused(paused bool) {
	w.mu.Lock()
	w.paused = paused
	w.mu.Unlock()
	w.tell(Progress{})
	w.Wake()
}

// Status returns the visible state of the worker.
func (w *Worker) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	status := Status{Holding: w.holding, Paused: w.paused, Filing: w.filing.due, Held: w.held, Uncertain: w.uncertain}
	for userID, run := range w.filing.accounts {
		if run.reason != "" {
			status.Unfiled = append(status.Unfiled, FilingStatus{userID, run.reason, run.broken, run.retryAt, run.reply, !run.copies})
		}
	}
	slices.SortFunc(status.Unfiled, func(a, b FilingStatus) int { return int(a.UserID - b.UserID) })
	for _, account := range w.accounts {
		status.Accounts = append(status.Accounts, account.status)
	}
	slices.SortFunc(status.Accounts, func(a, b AccountStatus) int { return int(a.UserID - b.UserID) })
	return status
}

// Run empties the outbox until ctx ends, whenever there is work and no other program does it. Once ctx has ended, a
// message on its way may take CloseWait to end. It returns nil then; any other end is a fault of the file.
func (w *Worker) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		acquired, err := w.DB.AcquireLease(ctx, store.OutboxLease, w.holder, w.LeaseTTL)
		if err != nil && w.lasting(ctx, err) != nil {
			return err
		}
		if acquired {
			if err := w.hold(ctx); err != nil {
				return err
			}
			continue
		}
		w.rested(true) // another program sends, and files
		w.sleep(ctx, w.Poll)
	}
	return nil
}

// sleep waits for a Wake, the end of the pause or of ctx.
func (w *Worker) sleep(ctx context.Context, pause time.Duration) {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-timer.C:
	}
}

func (w *Worker) setHolding(holding bool) {
	w.mu.Lock()
	w.holding = holding
	w.mu.Unlock()
	w.tell(Progress{})
}

// tell reports progress with the counts of now.
func (w *Worker) tell(progress Progress) {
	if w.OnProgress == nil {
		return
	}
	w.telling.Lock()
	defer w.telling.Unlock()
	w.mu.Lock()
	progress.Sent, progress.Failed, progress.Left = w.pace.sent, w.pace.failed, w.pace.left
	progress.TimeToGo = w.pace.timeToGo()
	w.mu.Unlock()
	w.OnProgress(progress)
}
