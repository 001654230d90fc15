package mailer

import (
	"context"
	"errors"
	"sync"
	"time"

	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// runAccount sends what waits from one account, over as many connections as it allows and as the work is worth, until
// nothing is due, the account is in trouble, its pace is reached or ctx ends. sending outlives ctx for the messages on
// their way.
func (w *Worker) runAccount(ctx, sending context.Context, userID int64) {
	defer func() {
		w.mu.Lock()
		account := w.accounts[userID]
		if account.running = false; account.mended {
			account.forget()
		}
		w.mu.Unlock()
		w.tell(Progress{UserID: userID})
		w.Wake()
	}()
	w.setAccount(userID, AccountStatus{State: AccountConnecting})
	account, err := w.Account(ctx, userID)
	if err == nil {
		err = w.loadPace(ctx, account)
	}
	if err == nil {
		err = w.loadLearnt(ctx, account)
	}
	if err != nil {
		w.connectFailed(ctx, userID, err)
		return
	}
	if status := w.heldBack(ctx, userID); status.State != "" {
		w.setAccount(userID, status)
		return
	}
	if err := w.runLines(ctx, sending, account); err != nil {
		w.connectFailed(ctx, userID, err)
		return
	}
	// A look at the file while the last message left may have counted it; without a new one the last that is told stays wrong.
	_, _ = w.countLeft(ctx)
	w.setAccount(userID, w.ending(ctx, userID))
}

// runLines sends over the first connection and those beside it, until all have ended. It returns why the first could not be
// had: then there were no others either.
func (w *Worker) runLines(ctx, sending context.Context, account smtp.Account) error {
	first, beside := account, account
	first.Gate, beside.Gate = smtp.NewGate()
	connecting, giveUp := context.WithCancel(ctx)
	defer giveUp()
	lines := &connections{worker: w, ctx: ctx, sending: sending, account: account}
	var others sync.WaitGroup
	for range w.worthConnections(ctx, account.UserID) - 1 {
		others.Go(func() {
			if session := w.connectBeside(connecting, beside); session != nil {
				lines.run(session)
			}
		})
	}
	session, err := w.Transport.Connect(ctx, first)
	if err != nil {
		giveUp()
		others.Wait()
		return err
	}
	first.Gate.Stands.Give()
	first.Gate.Open.Give()
	w.setAccount(account.UserID, AccountStatus{State: AccountSending})
	lines.run(session)
	others.Wait()
	return nil
}

// worthConnections is how many connections the account allows and its work is worth: a login costs as much as some
// messages.
func (w *Worker) worthConnections(ctx context.Context, userID int64) int {
	w.mu.Lock()
	allowed := w.accounts[userID].speed.connections(w.DB.Now())
	w.mu.Unlock()
	if allowed == 1 {
		return 1
	}
	due, err := w.DB.DueCount(ctx, userID, allowed*worthMessages)
	if err != nil {
		return 1
	}
	return max(1, due/worthMessages)
}

const worthMessages = 5

// connectBeside makes a connection beside the first, which has shown that the account works: that it cannot be had stops
// nothing. It returns nil then.
func (w *Worker) connectBeside(ctx context.Context, account smtp.Account) *smtp.Session {
	if account.Gate != nil && account.Gate.Stands.Heard(ctx) != nil {
		return nil
	}
	session, err := w.Transport.Connect(ctx, account)
	if err == nil {
		return session
	}
	var failure *smtp.ConnectError
	if errors.As(err, &failure) && (failure.Reason == smtp.ReasonTooFast || failure.Reason == smtp.ReasonTooManyConnections) {
		w.mu.Lock()
		w.accounts[account.UserID].speed.singleAt = w.DB.Now()
		w.mu.Unlock()
	}
	return nil
}

// connections are what the connections of a run share.
type connections struct {
	worker       *Worker
	ctx, sending context.Context //nolint:containedctx // see line
	account      smtp.Account
	ahead        store.ReadAhead
}

// run sends over a connection, and over another at once when that has ended though there is more to send: a server may end
// one after so many messages or refusals.
func (r *connections) run(session *smtp.Session) {
	for session != nil {
		l := &connection{worker: r.worker, ctx: r.ctx, sending: r.sending, account: r.account, session: session, ahead: &r.ahead}
		l.run()
		session = nil
		// One that has settled nothing makes no circle: the next run asks what is wrong.
		if !l.failed && l.session.Settled() && l.mayGoOn() && r.isMore() {
			session = r.worker.connectBeside(r.ctx, r.account)
		}
	}
}

// isMore reports whether a message may leave now.
func (r *connections) isMore() bool {
	w, userID := r.worker, r.account.UserID
	w.mu.Lock()
	next, _ := w.accounts[userID].speed.next(w.DB.Now())
	w.mu.Unlock()
	if !next.IsZero() {
		return false
	}
	due, err := w.DB.DueCount(r.ctx, userID, 1)
	return err == nil && due > 0
}

// ending is the status after all connections of a run have ended.
func (w *Worker) ending(ctx context.Context, userID int64) AccountStatus {
	w.mu.Lock()
	status := w.accounts[userID].halt
	w.mu.Unlock()
	if status.State == "" && ctx.Err() == nil {
		status = w.heldBack(ctx, userID)
	}
	if status.State == "" && ctx.Err() == nil {
		status = w.doubtful(userID)
	}
	if status.State == "" {
		status.State = AccountIdle
	}
	return status
}

// halt ends the run of all connections of an account; that it is stopped counts more than that it waits.
func (w *Worker) halt(userID int64, status AccountStatus) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if account := w.accounts[userID]; account.halt.State == "" || status.State == AccountStopped {
		account.halt = status
	}
}

// isOneMessages tells an answer that condemns the account from one that is about this message after all: the account has
// sent others, or the message has another sender than the account has now.
func (w *Worker) isOneMessages(account smtp.Account, delivery *garage.Delivery, outcome smtp.Outcome) bool {
	if outcome.Verdict != smtp.Broken {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return outcome.InDoubt && w.accounts[account.UserID].sent > 0 ||
		outcome.Reason == smtp.ReasonSenderRefused && delivery.FromAddress != account.Email
}

// judgeAccount says what an outcome means for the account, and whether its run ends.
func (w *Worker) judgeAccount(userID int64, outcome smtp.Outcome, reused bool) (status AccountStatus, ends bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	account := w.accounts[userID]
	if outcome.Reason == smtp.ReasonTooFast {
		account.speed.slowDown(w.DB.Now())
	}
	if outcome.Reason == smtp.ReasonTooManyConnections {
		account.speed.singleAt = w.DB.Now()
	}
	switch {
	case outcome.Verdict == smtp.Accepted:
		account.troubles, account.uncertain, account.doubts = 0, 0, nil
		account.sent++
		return AccountStatus{}, false
	case outcome.Verdict == smtp.Reconnect:
		return AccountStatus{}, true
	case outcome.Verdict == smtp.Broken && outcome.InDoubt:
		return w.judgeDoubt(account, outcome)
	case outcome.Verdict == smtp.Broken:
		return AccountStatus{State: AccountStopped, Reason: outcome.Reason, Reply: outcome.Reply}, true
	case outcome.Verdict == smtp.Uncertain:
		if account.uncertain++; account.uncertain >= uncertainLimit {
			return AccountStatus{State: AccountStopped, Reason: smtp.ReasonServerStrange, Reply: outcome.Reply}, true
		}
	case !outcome.Line || outcome.Reason == smtp.ReasonStopped:
		return AccountStatus{}, false
	case reused && smtp.IsConnectionLoss(outcome):
		return AccountStatus{}, true // a server may end a connection after some messages: dial again at once
	}
	account.troubles++
	return w.waiting(outcome.Reason, outcome.Reply, connectionPause(outcome.Reason, account.troubles)), true
}

// uncertainLimit is after how many messages of unknown fate in a row an account is stopped: a server that loses its tongue
// after every message would make the whole outbox uncertain.
const uncertainLimit = 3

func (w *Worker) waiting(reason smtp.Reason, reply string, pause time.Duration) AccountStatus {
	return AccountStatus{State: AccountWaiting, Reason: reason, Reply: reply, RetryAt: w.DB.Now().Add(pause)}
}

// connectFailed stops the account, or lets it wait, without having touched a message.
func (w *Worker) connectFailed(ctx context.Context, userID int64, err error) {
	if ctx.Err() != nil {
		w.setAccount(userID, AccountStatus{State: AccountIdle})
		return
	}
	var failure *smtp.ConnectError
	if !errors.As(err, &failure) {
		failure = &smtp.ConnectError{Reason: smtp.ReasonStore, Reply: smtp.CleanReply(err.Error())}
	}
	if failure.Broken {
		w.setAccount(userID, AccountStatus{State: AccountStopped, Reason: failure.Reason, Reply: failure.Reply})
		return
	}
	w.mu.Lock()
	account := w.accounts[userID]
	account.troubles++
	if failure.Reason == smtp.ReasonTooFast || failure.Reason == smtp.ReasonTooManyConnections {
		account.speed.singleAt = w.DB.Now()
	}
	pause := connectionPause(failure.Reason, account.troubles)
	w.mu.Unlock()
	w.setAccount(userID, w.waiting(failure.Reason, failure.Reply, pause))
}

func (w *Worker) setAccount(userID int64, status AccountStatus) {
	status.UserID = userID
	w.mu.Lock()
	w.accounts[userID].status = status
	w.mu.Unlock()
	w.tell(Progress{UserID: userID, Reason: status.Reason, Reply: status.Reply})
}
