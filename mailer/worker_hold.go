package mailer

import (
	"context"
	"errors"
	"sync"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// hold works under the lease until ctx ends or the lease is lost.
func (w *Worker) hold(ctx context.Context) error {
	// What a predecessor left in sending has an unknown fate; nobody but us can be sending now.
	unsure, err := w.DB.RecoverSending(ctx, w.holder)
	if err != nil {
		return w.lasting(ctx, err)
	}
	w.mu.Lock()
	w.uncertain += unsure
	w.mu.Unlock()
	w.forgetGone()
	w.setHolding(true)
	defer w.setHolding(false)

	sending, giveUp := context.WithCancel(context.WithoutCancel(ctx))
	defer giveUp()
	filing, endFiling := context.WithCancel(ctx)
	defer endFiling()
	var runs sync.WaitGroup
	w.wakeFiling() // what an earlier program left
	runs.Go(func() { w.runFiling(filing) })
	err = w.holdLoop(ctx, func(userID int64) {
		runs.Go(func() { w.runAccount(ctx, sending, userID) })
	})

	// Closing, or another program took over: the messages on their way may end, for a while.
	endFiling() // what is not filed yet is marked
	timer := time.AfterFunc(w.CloseWait, giveUp)
	runs.Wait()
	timer.Stop()
	release, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return errors.Join(err, w.DB.ReleaseLease(release, store.OutboxLease, w.holder))
}

// OverdueAfter is how long after its chosen time a mailing still leaves without a person being asked.
const OverdueAfter = store.OverdueAfter

// holdLoop renews the lease and starts the accounts that have work.
func (w *Worker) holdLoop(ctx context.Context, start func(userID int64)) error {
	for ctx.Err() == nil {
		if err := w.DB.RenewLease(ctx, store.OutboxLease, w.holder, w.LeaseTTL); err != nil {
			if errors.Is(err, store.ErrLeaseLost) {
				return nil
			}
			if err := w.lasting(ctx, err); err != nil {
				return err
			}
			w.sleep(ctx, time.Second)
			continue
		}
		if _, err := w.DB.RecoverPreparing(ctx); err != nil && w.lasting(ctx, err) != nil {
			return err
		}
		if err := w.holdOverdue(ctx); err != nil {
			if err := w.lasting(ctx, err); err != nil {
				return err
			}
			continue // nothing may leave unasked
		}
		looked := w.DB.Now()
		if err := w.startAccounts(ctx, start); err != nil && w.lasting(ctx, err) != nil {
			return err
		}
		w.sleep(ctx, w.untilNext(ctx, looked))
	}
	return nil
}

// holdOverdue keeps back what was to leave long ago, and tells of it.
func (w *Worker) holdOverdue(ctx context.Context) error {
	held, err := w.DB.HoldOverdue(ctx, w.DB.Now().Add(-OverdueAfter))
	if err != nil || held == 0 {
		return err
	}
	w.mu.Lock()
	w.held += held
	w.mu.Unlock()
	w.tell(Progress{})
	return nil
}

// lasting returns the error unless it can pass by itself: a full disk, another program in the file, the end of ctx.
func (w *Worker) lasting(ctx context.Context, err error) error {
	if errors.Is(err, garage.ErrDamaged) || errors.Is(err, garage.ErrReadOnly) {
		return err
	}
	w.sleep(ctx, time.Second)
	return nil
}

// startAccounts starts a run for every account that has something to send and is neither running, waiting nor stopped.
func (w *Worker) startAccounts(ctx context.Context, start func(userID int64)) error {
	counts, err := w.countLeft(ctx)
	if err != nil {
		return err
	}
	users, err := w.DB.WaitingUsers(ctx)
	if err != nil {
		return err
	}
	if counts.Sending > 0 && !w.isRunning() {
		// A claim whose answer was lost with the commit, or a result that could never be written.
		if _, err := w.DB.RecoverSending(ctx, w.holder); err != nil {
			return err
		}
	}
	now := w.DB.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.paused {
		return nil
	}
	for _, userID := range users {
		account := w.accounts[userID]
		if account == nil {
			account = &accountRun{status: AccountStatus{UserID: userID, State: AccountIdle}}
			w.accounts[userID] = account
		}
		status := account.status
		if account.running || status.State == AccountStopped || status.State == AccountWaiting && now.Before(status.RetryAt) {
			continue
		}
		account.running, account.halt = true, AccountStatus{}
		start(userID)
	}
	return nil
}

// countLeft puts what the file has left in the place of what the results since the last look at it made of that.
func (w *Worker) countLeft(ctx context.Context) (garage.DeliveryCounts, error) {
	w.counting.Lock()
	defer w.counting.Unlock()
	counts, err := w.DB.OutboxCounts(ctx)
	if err != nil {
		return counts, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.pace.left = counts.Left()
	return counts, nil
}

// isRunning reports whether any account is sending; only holdLoop starts one.
func (w *Worker) isRunning() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, account := range w.accounts {
		if account.running {
			return true
		}
	}
	return false
}

// untilNext is how long there is nothing to do after the file was looked at: until an account or a message may be tried
// again, also one that became due since, at most until the file is to be asked or the lease renewed.
func (w *Worker) untilNext(ctx context.Context, looked time.Time) time.Duration {
	pause := min(w.Poll, w.LeaseTTL/3)
	now := w.DB.Now()
	if next, err := w.DB.NextTry(ctx, looked); err == nil && !next.IsZero() {
		pause = min(pause, next.Sub(now))
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, account := range w.accounts {
		if account.status.State == AccountWaiting && !account.running {
			pause = min(pause, account.status.RetryAt.Sub(now))
		}
	}
	return max(pause, 10*time.Millisecond)
}
