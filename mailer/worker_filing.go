package mailer

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"
)

// filing is what the worker knows of the account's own mailboxes: it files copies there and looks uncertain messages up,
// beside the sending, which never waits for it. Guarded by the worker's mu.
type filing struct {
	wake     chan struct{}
	due      bool // there may be something that can be done now
	accounts map[int64]*filingRun
}

type filingRun struct {
	reason   Reason // why it waits, "" = it does not
	broken   bool   // until a person has mended the account
	retryAt  time.Time
	troubles int            // in a row
	refused  map[int64]bool // deliveries whose copies the server did not take; tried again after a restart
}

const (
	filingBatch     = 20
	filingBatchSize = 8 << 20
	filingPoll      = time.Minute
	// lookupAfter is how long a server gets to file what it accepted just before the line broke.
	lookupAfter = time.Minute
)

// ownFilers are the servers that file among the sent ones what goes through them.
var ownFilers = []string{"smtp.gmail.com", "smtp.googlemail.com", "smtp.office365.com", "smtp-mail.outlook.com"}

// FilesItself reports whether the account's server files itself what it accepts, so that a message that is not there
// was not accepted, and one that is there was.
func (a Account) FilesItself() bool {
	return a.Tokens != nil || slices.Contains(ownFilers, strings.ToLower(strings.TrimSpace(a.Server)))
}

// wantsFiling says whether a copy of what the account sends is to be filed by us.
func (a Account) wantsFiling() bool { return a.IMAP.Server != "" && !a.FilesItself() }

// wakeFiling makes the worker look for copies to file. It never blocks.
func (w *Worker) wakeFiling() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.filing.due = true
	select {
	case w.filing.wake <- struct{}{}:
	default:
	}
}

// runFiling works beside the accounts' runs until ctx ends. What it did not come to is still marked in the file.
func (w *Worker) runFiling(ctx context.Context) {
	for ctx.Err() == nil {
		again := w.fileCopies(ctx)
		w.lookUpUncertain(ctx)
		if again {
			continue
		}
		w.mu.Lock()
		if len(w.filing.wake) == 0 {
			w.filing.due = false
		}
		w.mu.Unlock()
		timer := time.NewTimer(min(filingPoll, 10*w.Poll))
		select {
		case <-ctx.Done():
		case <-w.filing.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// fileCopies files a batch of copies of every account. It reports whether there are more that may go now.
func (w *Worker) fileCopies(ctx context.Context) (more bool) {
	users, err := w.DB.UnfiledUsers(ctx)
	if err != nil {
		return false // the file cannot be read now: the sending says so
	}
	for _, userID := range users {
		if !w.mayVisit(userID) {
			continue
		}
		left, err := w.fileBatch(ctx, userID)
		w.visited(ctx, userID, err, true)
		more = more || left && err == nil
	}
	return more
}

// fileBatch files the oldest copies of an account. more says that some were left for the next batch.
func (w *Worker) fileBatch(ctx context.Context, userID int64) (more bool, err error) {
	batch, more, err := w.nextBatch(ctx, userID)
	if err != nil || len(batch) == 0 {
		return false, err
	}
	account, err := w.Account(ctx, userID)
	if err != nil {
		return false, err
	}
	var messages [][]byte
	for _, id := range batch {
		message, err := w.DB.DeliveryMessage(ctx, id)
		if err != nil {
			return false, err
		}
		messages = append(messages, message)
	}
	filed, err := fileAll(ctx, account, messages)
	if errors.Is(err, ErrNoIMAP) { // she has taken the server out since: there is nowhere to file them
		filed, err = len(batch), nil
	}
	// What is filed is filed, also when ctx has ended meanwhile.
	if marking := w.DB.SetFiled(context.WithoutCancel(ctx), batch[:filed]...); marking != nil {
		return false, marking
	}
	var failure *ConnectError
	if errors.As(err, &failure) && failure.Step == StepContent && failure.Reason == ReasonRefused && filed < len(batch) {
		slog.Warn("copy of a sent message not taken", "account", account, "delivery", batch[filed], "reply", failure.Reply)
		w.refuse(userID, batch[filed])
		return true, nil // the others are not its fault
	}
	return more, err
}

func (w *Worker) nextBatch(ctx context.Context, userID int64) (batch []int64, more bool, err error) {
	w.mu.Lock()
	refused := w.filingOf(userID).refused
	skipped := len(refused)
	w.mu.Unlock()
	unfiled, err := w.DB.Unfiled(ctx, userID, filingBatch+skipped+1)
	var size int64
	for _, copied := range unfiled {
		if refused[copied.DeliveryID] { // only this goroutine writes it
			continue
		}
		if size += copied.Size; len(batch) > 0 && (len(batch) == filingBatch || size > filingBatchSize) {
			return batch, true, err
		}
		batch = append(batch, copied.DeliveryID)
	}
	return batch, false, err
}

func (w *Worker) refuse(userID, deliveryID int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	run := w.filingOf(userID)
	if run.refused == nil {
		run.refused = map[int64]bool{}
	}
	run.refused[deliveryID] = true
}

// filingOf is called with mu held.
func (w *Worker) filingOf(userID int64) *filingRun {
	if w.filing.accounts[userID] == nil {
		w.filing.accounts[userID] = &filingRun{}
	}
	return w.filing.accounts[userID]
}

func (w *Worker) mayVisit(userID int64) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	run := w.filingOf(userID)
	return !run.broken && !w.DB.Now().Before(run.retryAt)
}

// visited takes note of how a visit of an account's mailboxes ended: that copies wait is told, that nothing could be looked
// up is not, for the messages say themselves that they are uncertain. Nothing of it touches the sending.
func (w *Worker) visited(ctx context.Context, userID int64, err error, copies bool) {
	if ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	run := w.filingOf(userID)
	before := run.reason
	if err == nil {
		run.reason, run.troubles, run.broken, run.retryAt = "", 0, false, time.Time{}
	} else {
		failure := &ConnectError{Reason: ReasonStore}
		_ = errors.As(err, &failure)
		run.troubles++
		run.broken = failure.Broken
		if copies {
			run.reason = failure.Reason
		}
		run.retryAt = w.DB.Now().Add(pauseAfter(messagePauses, run.troubles))
	}
	changed := run.reason != before
	w.mu.Unlock()
	if changed {
		if err != nil {
			slog.Warn("copies of sent messages wait", "user", userID, "error", err)
		}
		w.tell(Progress{UserID: userID})
	}
}
