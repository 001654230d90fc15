package mailer

import (
	"context"
	"errors"

	"garagemail/store"
)

// line sends over one connection, until nothing is due or something ends it. Between two messages it makes one durable
// commit: the results of those that ended, that the data of the one whose envelope was accepted begins, and the claim of
// the one after, whose envelope goes out with the end of these data. So at most one message's fate is unknown whenever
// the program dies.
type line struct {
	worker       *Worker
	ctx, sending context.Context //nolint:containedctx // the two of one run, of which sending lasts longer
	account      Account
	session      *Session
	claims       int // on this connection
	over         bool
	ended        []ending // not committed yet
}

// ending is a message whose sending has ended.
type ending struct {
	delivery *store.Delivery
	result   store.Result
}

func letterOf(claim *store.Claim) Letter {
	return Letter{From: claim.Delivery.FromAddress, To: claim.Delivery.ToAddress, Message: claim.Message}
}

func (l *line) run() {
	w := l.worker
	w.mu.Lock()
	l.session.apart = w.accounts[l.account.UserID].apart
	l.session.proven = w.accounts[l.account.UserID].sent > 0
	w.mu.Unlock()
	claim, err := l.handOver(nil)
	for claim != nil && err == nil {
		if refusal := l.session.Begin(l.sending, letterOf(claim)); refusal != nil {
			l.judge(claim, *refusal, l.session.sent > 0)
			claim, err = l.handOver(nil)
			continue
		}
		claim, err = l.deliver(claim)
	}
	w.mu.Lock()
	w.accounts[l.account.UserID].apart = w.accounts[l.account.UserID].apart || l.session.apart
	w.mu.Unlock()
	_ = l.session.Close() // every message has its outcome by now
	if err != nil && !errors.Is(err, store.ErrLeaseLost) && !errors.Is(err, store.ErrConflict) && l.ctx.Err() == nil {
		w.halt(l.account.UserID, w.waiting(ReasonStore, cleanReply(err.Error()), storePause))
	}
}

// deliver sends the data of a claim whose envelope was accepted, and of those after it as long as their envelopes are
// accepted with the end of the last. It returns the claim with which all begins anew.
func (l *line) deliver(claim *store.Claim) (next *store.Claim, err error) {
	for {
		reused := l.session.sent > 0
		outcome, refusal := l.session.Deliver(l.sending, letterOf(claim), func() (*Letter, error) {
			if !l.session.Pipelined() {
				return nil, nil //nolint:nilnil // its data may go out since it was claimed, and nothing with it
			}
			if next, err = l.handOver(claim); next == nil {
				return nil, err
			}
			letter := letterOf(next)
			return &letter, nil
		})
		l.judge(claim, outcome, reused)
		if err != nil {
			l.record()
			return nil, err
		}
		if next == nil {
			return l.handOver(nil)
		}
		if refusal != nil {
			l.judge(next, *refusal, true)
			return l.handOver(nil)
		}
		claim, next = next, nil
	}
}

// judge takes note of an outcome: what becomes of the message, and whether the connection or the account goes on. reused
// says that the connection has served another message: that it broke then is nobody's fault.
func (l *line) judge(claim *store.Claim, outcome Outcome, reused bool) {
	w, delivery := l.worker, &claim.Delivery
	if w.isOneMessages(l.account, delivery, outcome) {
		outcome.Verdict, outcome.Line = Permanent, false
		if outcome.InDoubt {
			outcome.Reason = ReasonNotRelayed
		}
	}
	result := w.result(delivery, outcome, reused)
	result.ToFile = l.account.wantsFiling()
	l.ended = append(l.ended, ending{delivery, result})
	if outcome.Verdict != Accepted && outcome.Verdict != Unsure {
		w.untake(l.account.UserID)
	}
	status, ends := w.judgeAccount(l.account.UserID, outcome, reused)
	if ends {
		l.over = true
	}
	if status.State != "" {
		w.halt(l.account.UserID, status)
	}
}

// handOver commits the results, that begin's data begins, and the claim of the next message where one may go. When that
// cannot be done it records the results alone: nothing is as important as that.
func (l *line) handOver(begin *store.Claim) (*store.Claim, error) {
	mode := l.claimMode()
	if len(l.ended) == 0 && begin == nil && mode == store.ClaimNone {
		return nil, nil //nolint:nilnil // nothing may go: the ordinary end of a run
	}
	handover := store.Handover{Begin: begin, Claim: mode}
	for _, end := range l.ended {
		handover.Results = append(handover.Results, end.result)
	}
	claim, err := l.worker.DB.FinishAndClaim(l.sending, l.worker.holder, l.account.UserID, handover)
	if mode != store.ClaimNone && claim == nil {
		l.worker.untake(l.account.UserID)
	}
	if err != nil && !errors.Is(err, store.ErrLeaseLost) && !errors.Is(err, store.ErrConflict) {
		l.record()
		return nil, err
	}
	l.report()
	if claim != nil {
		l.claims++
	}
	return claim, err
}

// record writes the results one by one.
func (l *line) record() {
	for _, end := range l.ended {
		l.worker.record(l.sending, end.result)
	}
	l.report()
}

func (l *line) report() {
	for _, end := range l.ended {
		if end.result.State == store.Sent && end.result.ToFile {
			l.worker.wakeFiling() // before anybody hears that nothing is left to do
		}
		l.worker.reportResult(end.delivery, end.result)
	}
	l.ended = nil
}

// claimMode says whether another message may be claimed for this connection, and how.
func (l *line) claimMode() store.ClaimMode {
	most := l.account.Limits.PerConnection
	if l.over || !l.session.Alive() || l.ctx.Err() != nil || most > 0 && l.claims >= most || !l.worker.take(l.account.UserID) {
		return store.ClaimNone
	}
	if l.session.Pipelined() {
		return store.ClaimAhead
	}
	return store.ClaimToSend
}
