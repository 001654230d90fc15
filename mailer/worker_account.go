package mailer

import (
	"context"
	"errors"
	"time"

	"garagemail/store"
)

// runAccount sends what waits from one account, over one connection, until nothing is due, the account is in trouble or
// ctx ends. sending outlives ctx for the message on its way.
func (w *Worker) runAccount(ctx, sending context.Context, userID int64) {
	defer func() {
		w.mu.Lock()
		w.accounts[userID].running = false
		w.mu.Unlock()
		w.tell(Progress{UserID: userID})
		w.Wake()
	}()
	w.setAccount(userID, AccountStatus{State: AccountConnecting})
	account, err := w.Account(ctx, userID)
	var session *Session
	if err == nil {
		session, err = w.Transport.Connect(ctx, account)
	}
	if err != nil {
		w.connectFailed(ctx, userID, err)
		return
	}
	defer session.Close() //nolint:errcheck // every message has its outcome by now
	w.setAccount(userID, AccountStatus{State: AccountSending})
	if status := w.sendAll(ctx, sending, account, session); status.State != "" {
		w.setAccount(userID, status)
		return
	}
	w.setAccount(userID, AccountStatus{State: AccountIdle})
}

// sendAll claims and sends one message after the other. It returns the status that ends the run, the zero one when
// nothing is left or the run may start again at once.
func (w *Worker) sendAll(ctx, sending context.Context, account Account, session *Session) AccountStatus {
	claim, err := w.DB.ClaimDelivery(ctx, w.holder, account.UserID)
	for err == nil && claim != nil {
		reused := session.sent > 0
		delivery := &claim.Delivery
		outcome := session.Send(sending, delivery.FromAddress, delivery.ToAddress, claim.Message)
		if w.isOneMessages(account, delivery, outcome) {
			outcome.Verdict, outcome.Line = Permanent, false
		}
		result := w.result(delivery, outcome, reused)
		status, ends := w.judgeAccount(account.UserID, outcome, reused)
		if ends || !session.Alive() || ctx.Err() != nil || w.isPaused() {
			w.record(sending, result)
			claim = nil
		} else {
			claim, err = w.recordAndClaim(sending, result, account.UserID)
		}
		w.reportResult(delivery, result)
		if ends {
			return status
		}
	}
	if err != nil && !errors.Is(err, store.ErrLeaseLost) && ctx.Err() == nil {
		return w.waiting(ReasonStore, cleanReply(err.Error()), time.Second)
	}
	return AccountStatus{}
}

// isOneMessages tells an answer that condemns the account from one that is about this message after all: the account has
// sent others, or the message has another sender than the account has now.
func (w *Worker) isOneMessages(account Account, delivery *store.Delivery, outcome Outcome) bool {
	if outcome.Verdict != Broken {
		return false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return outcome.Reason == ReasonRelayDenied && w.accounts[account.UserID].sent > 0 ||
		outcome.Reason == ReasonSenderRefused && delivery.FromAddress != account.Email
}

// judgeAccount says what an outcome means for the account, and whether its run ends.
func (w *Worker) judgeAccount(userID int64, outcome Outcome, reused bool) (status AccountStatus, ends bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	account := w.accounts[userID]
	switch {
	case outcome.Verdict == Accepted:
		account.troubles, account.unsure = 0, 0
		account.sent++
		return AccountStatus{}, false
	case outcome.Verdict == Broken:
		return AccountStatus{State: AccountStopped, Reason: outcome.Reason, Reply: outcome.Reply}, true
	case outcome.Verdict == Unsure:
		if account.unsure++; account.unsure >= unsureLimit {
			return AccountStatus{State: AccountStopped, Reason: ReasonServerStrange, Reply: outcome.Reply}, true
		}
	case !outcome.Line || outcome.Reason == ReasonStopped:
		return AccountStatus{}, false
	case reused && isLineLoss(outcome):
		return AccountStatus{}, true // a server may end a connection after some messages: dial again at once
	}
	account.troubles++
	return w.waiting(outcome.Reason, outcome.Reply, linePause(outcome.Reason, account.troubles)), true
}

// unsureLimit is after how many messages of unknown fate in a row an account is stopped: a server that loses its tongue
// after every message would make the whole outbox uncertain.
const unsureLimit = 3

// isLineLoss tells a connection that just ended from a server that asks for patience.
func isLineLoss(outcome Outcome) bool {
	return outcome.Verdict == Temporary && outcome.Line &&
		(outcome.Code == 0 || outcome.Code == 421 && outcome.Reason == ReasonTemporary)
}

func (w *Worker) waiting(reason Reason, reply string, pause time.Duration) AccountStatus {
	return AccountStatus{State: AccountWaiting, Reason: reason, Reply: reply, RetryAt: w.DB.Now().Add(pause)}
}

// connectFailed stops the account, or lets it wait, without having touched a message.
func (w *Worker) connectFailed(ctx context.Context, userID int64, err error) {
	if ctx.Err() != nil {
		w.setAccount(userID, AccountStatus{State: AccountIdle})
		return
	}
	var failure *ConnectError
	if !errors.As(err, &failure) {
		failure = &ConnectError{Reason: ReasonStore, Reply: cleanReply(err.Error())}
	}
	if failure.Broken {
		w.setAccount(userID, AccountStatus{State: AccountStopped, Reason: failure.Reason, Reply: failure.Reply})
		return
	}
	w.mu.Lock()
	account := w.accounts[userID]
	account.troubles++
	pause := linePause(failure.Reason, account.troubles)
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

func (w *Worker) isPaused() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.paused
}
