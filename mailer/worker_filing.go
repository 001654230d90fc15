package mailer

import (
	"context"
	"log/slog"
	"time"

	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/store"
)

// filing is what the worker knows of the account's own mailboxes: it files copies there and looks uncertain messages up,
// beside the sending, which never waits for it. Guarded by the worker's mu.
type filing struct {
	wake     chan struct{}
	due      bool // there may be something that can be done now
	accounts map[int64]*filingRun
}

type filingRun struct {
	known    bool        // what the file knows of it was read
	forget   bool        // what the file knows of it counts no more
	reason   smtp.Reason // why it waits, "" = it does not
	reply    string
	broken   bool      // until a person has mended the account
	again    time.Time // when what an earlier program found broken is tried once more, zero = not by itself
	kept     bool      // the file keeps it over a restart
	retryAt  time.Time
	lookUpAt time.Time // while only the copies cannot be filed
	troubles int       // in a row
	copies   bool      // it was the copies that could not be filed, not an uncertain message that could not be looked up
}

const (
	filingBatch     = 20
	filingBatchSize = 8 << 20
	filingPoll      = time.Minute
	// lookupAfter is how long a server gets to file what it accepted just before the line broke.
	lookupAfter = time.Minute
	// copySettles is how long a server gets to file a copy that it was being given when the program ended.
	copySettles = 5 * time.Second
	// loginPause is after how long a login that was refused is tried again by another start of the program: many in a row
	// have an account locked.
	loginPause = 24 * time.Hour
)

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
		w.forgetFilings(ctx)
		again, pause := w.fileCopies(ctx)
		w.lookUpUncertain(ctx)
		if again {
			continue
		}
		if pause == 0 {
			w.rested(false)
			pause = min(filingPoll, 10*w.Poll)
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-w.filing.wake:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// forgetFilings takes out of the file what a person says is mended.
func (w *Worker) forgetFilings(ctx context.Context) {
	w.mu.Lock()
	var users []int64
	for userID, run := range w.filing.accounts {
		if run.forget {
			users = append(users, userID)
		}
	}
	w.mu.Unlock()
	for _, userID := range users {
		if err := w.DB.ForgetFiling(ctx, userID); err != nil {
			slog.Warn("filing not forgotten", "user", userID, "error", err)
			continue
		}
		w.mu.Lock()
		w.filingOf(userID).forget = false
		w.mu.Unlock()
	}
}

// rested takes note that nothing of the filing can be done now, unless somebody has asked for it since.
func (w *Worker) rested(elsewhere bool) {
	w.mu.Lock()
	changed := w.filing.due && (elsewhere || len(w.filing.wake) == 0)
	if changed {
		w.filing.due = false
	}
	w.mu.Unlock()
	if changed {
		w.tell(Progress{})
	}
}

// fileCopies files a batch of copies of every account. It reports whether there are more that may go now, or after which
// pause, 0 = nothing is known to come.
func (w *Worker) fileCopies(ctx context.Context) (more bool, pause time.Duration) {
	users, err := w.DB.UnfiledUsers(ctx)
	if err != nil {
		return false, 0 // the file cannot be read now: the sending says so
	}
	for _, userID := range users {
		if !w.mayVisit(ctx, userID, true) {
			continue
		}
		left, settles, err := w.fileBatch(ctx, userID)
		if settles > 0 {
			pause = max(pause, settles)
			continue
		}
		w.visited(ctx, userID, err, true)
		more = more || left && err == nil
	}
	return more, pause
}

// fileBatch files the oldest copies of an account. more says that some were left for the next batch, settles that the
// server may still be filing one of them.
func (w *Worker) fileBatch(ctx context.Context, userID int64) (more bool, settles time.Duration, err error) {
	batch, more, err := w.nextBatch(ctx, userID)
	if err != nil || len(batch) == 0 {
		return false, 0, err
	}
	if settles = w.settling(batch); settles > 0 {
		return more, settles, nil
	}
	account, err := w.Account(ctx, userID)
	if err != nil {
		return false, 0, err
	}
	ids := make([]int64, len(batch))
	messages := make([][]byte, len(batch))
	for i, copied := range batch {
		ids[i] = copied.DeliveryID
		if messages[i], err = w.DB.DeliveryMessage(ctx, ids[i]); err != nil {
			return false, 0, err
		}
	}
	if !mailbox.WantsFiling(account) { // any more: there is nowhere to file them
		return more, 0, w.DB.SetFiled(ctx, ids...)
	}
	these := mailbox.NewCopies(messages)
	err = these.File(ctx, account, func() error { return w.DB.SetFiling(ctx, ids...) })
	return more, 0, w.noteCopies(ctx, account, ids, these, err)
}

// noteCopies records what became of a batch, also when ctx has ended meanwhile.
func (w *Worker) noteCopies(ctx context.Context, account smtp.Account, ids []int64, these *mailbox.Copies, err error) error {
	ctx = context.WithoutCancel(ctx)
	var filed []int64
	for i, id := range ids {
		if these.Filed[i] {
			filed = append(filed, id)
		}
		if refused := these.Refused[i]; refused != nil {
			slog.Warn("copy of a sent message not taken", "account", account, "delivery", id, "reason", refused.Reason, "reply", refused.Reply)
			if marking := w.DB.SetCopyRefused(ctx, id, string(refused.Reason)); marking != nil {
				return marking
			}
		}
	}
	if marking := w.DB.SetFiled(ctx, filed...); marking != nil {
		return marking
	}
	return err
}

// settling is how long the server may still be filing one of these, which it was being given when the program ended.
func (w *Worker) settling(batch []store.ToFile) (left time.Duration) {
	now := w.DB.Now()
	for _, copied := range batch {
		if since := now.Sub(copied.TriedAt); since >= 0 {
			left = max(left, copySettles-since)
		}
	}
	return left
}

func (w *Worker) nextBatch(ctx context.Context, userID int64) (batch []store.ToFile, more bool, err error) {
	w.mu.Lock()
	full := w.filingOf(userID).reason == smtp.ReasonCopiesFull
	w.mu.Unlock()
	unfiled, err := w.DB.Unfiled(ctx, userID, filingBatch+1, full)
	var size int64
	for _, copied := range unfiled {
		if size += copied.Size; len(batch) > 0 && (len(batch) == filingBatch || size > filingBatchSize) {
			return batch, true, err
		}
		batch = append(batch, copied)
	}
	return batch, false, err
}

// filingOf is called with mu held.
func (w *Worker) filingOf(userID int64) *filingRun {
	if w.filing.accounts[userID] == nil {
		w.filing.accounts[userID] = &filingRun{}
	}
	return w.filing.accounts[userID]
}

// mayVisit reports whether an account's mailboxes may be tried now, to file copies or to look messages up: not while the
// file knows, from this program or another, that only a person can mend it.
func (w *Worker) mayVisit(ctx context.Context, userID int64, copies bool) bool {
	w.mu.Lock()
	before := *w.filingOf(userID)
	w.mu.Unlock()
	var filing store.Filing
	if !before.known || before.kept {
		var err error
		if filing, err = w.DB.FilingOf(ctx, userID); err != nil {
			return false
		}
	}
	w.mu.Lock()
	run := w.filingOf(userID)
	switch {
	case before.kept && filing.Reason == "": // another program has mended it
		*run = filingRun{}
	case !before.known && filing.Reason != "":
		run.reason, run.reply, run.broken, run.kept, run.copies = smtp.Reason(filing.Reason), filing.Reply, true, true, filing.Waiting > 0
		run.again = filing.RetryAt
	}
	run.known = true
	may := run.may(w.DB.Now(), copies)
	changed := run.reason != before.reason
	w.mu.Unlock()
	if changed {
		w.tell(Progress{UserID: userID})
	}
	return may
}

func (r *filingRun) may(now time.Time, copies bool) bool {
	switch {
	case !copies && isAboutCopies(r.reason):
		return !now.Before(r.lookUpAt)
	case r.broken:
		return !r.again.IsZero() && !now.Before(r.again)
	}
	return !now.Before(r.retryAt)
}

// isAboutCopies tells what keeps copies from being filed but no message from being looked up.
func isAboutCopies(reason smtp.Reason) bool {
	return reason == smtp.ReasonCopiesFolder || reason == smtp.ReasonCopiesDenied || reason == smtp.ReasonCopiesFull
}

// visited takes note of how a visit of an account's mailboxes ended, for copies or to look uncertain messages up: that it
// failed is told, and what only a person can mend is kept. Nothing of it touches the sending.
func (w *Worker) visited(ctx context.Context, userID int64, err error, copies bool) {
	if ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	before := *w.filingOf(userID)
	w.mu.Unlock()
	if before.forget { // mended meanwhile: what was met with the old settings says nothing
		return
	}
	after := before
	after.note(w.DB.Now(), err, copies)
	// It is in the file before anybody can see it: whoever mends it, also with another program, takes it out of there.
	w.keepFiling(ctx, userID, before, after)
	w.mu.Lock()
	mended := w.filingOf(userID).forget
	if !mended {
		*w.filingOf(userID) = after
	}
	w.mu.Unlock()
	if mended {
		return
	}
	if after.reason != before.reason || after.copies != before.copies {
		if err != nil {
			slog.Warn("the account's own mailboxes cannot be used", "user", userID, "copies", copies, "error", err)
		}
		w.tell(Progress{UserID: userID})
	}
}

func (r *filingRun) note(now time.Time, err error, copies bool) {
	if !copies && isAboutCopies(r.reason) {
		if r.lookUpAt = (time.Time{}); err != nil {
			r.lookUpAt = now.Add(pauseAfter(messagePauses, 1))
		}
		return
	}
	if err == nil {
		*r = filingRun{known: true}
		return
	}
	failure := mailbox.FailureOf(err)
	r.troubles++
	r.copies = copies || r.reason != "" && r.copies
	r.reason, r.reply, r.broken, r.again = failure.Reason, failure.Reply, failure.Broken, time.Time{}
	r.retryAt = now.Add(pauseAfter(messagePauses, r.troubles))
	r.kept = r.broken && (isAboutCopies(r.reason) || r.reason == smtp.ReasonLoginRefused)
}

// keepFiling keeps what only a person can mend, so that each start does not try it again.
func (w *Worker) keepFiling(ctx context.Context, userID int64, before, after filingRun) {
	var err error
	switch {
	case after.kept:
		filing := store.Filing{UserID: userID, Reason: string(after.reason), Reply: after.reply}
		if !isAboutCopies(after.reason) {
			filing.RetryAt = w.DB.Now().Add(loginPause)
		}
		err = w.DB.NoteFiling(ctx, filing)
	case before.kept:
		err = w.DB.ForgetFiling(ctx, userID)
	}
	if err != nil {
		slog.Warn("filing not noted", "user", userID, "error", err)
	}
}
