package mailer

import (
	"context"
	"errors"
	"sync"
	"time"

	"garagemail/mailer/mailbox"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

// connection sends over one connection, until nothing is due or something ends it. Between two messages it makes one durable
// commit: the results of those that ended, that the data of the one whose envelope was accepted begins, and the claim of
// the one after, whose envelope goes out with the end of these data or follows the answer to it. So at most one message's
// fate is unknown whenever the program dies.
type connection struct {
	worker       *Worker
	ctx, sending context.Context //nolint:containedctx // the two of one run, of which sending lasts longer
	account      smtp.Account
	session      *smtp.Session
	ahead        *store.ReadAhead
	known        smtp.Learnt // when the connection began
	claims       int         // on this connection
	over         bool
	failed       bool     // our own file, or the lease: another connection would not go further
	ended        []ending // not committed yet
	reading      sync.WaitGroup
}

// ending is a message whose sending has ended.
type ending struct {
	delivery *garage.Delivery
	result   store.Result
}

func letterOf(claim *store.Claim) smtp.Letter {
	return smtp.Letter{From: claim.Delivery.FromAddress, To: claim.Delivery.ToAddress, Message: claim.Message}
}

func (l *connection) run() {
	w := l.worker
	l.known = w.learntOf(l.account.UserID)
	l.session.Teach(l.known)
	w.mu.Lock()
	l.session.Proven = w.accounts[l.account.UserID].sent > 0
	w.mu.Unlock()
	claim, err := l.handOver(nil)
	for claim != nil && err == nil {
		if refusal := l.session.Begin(l.sending, letterOf(claim)); refusal != nil {
			l.judge(claim, *refusal, l.session.Settled())
			claim, err = l.handOver(nil)
			continue
		}
		claim, err = l.deliver(claim)
	}
	_ = l.session.Close() // every message has its outcome by now
	l.reading.Wait()
	l.failed = err != nil
	if err != nil && !errors.Is(err, store.ErrLeaseLost) && !errors.Is(err, garage.ErrConflict) && l.ctx.Err() == nil {
		w.halt(l.account.UserID, w.waiting(smtp.ReasonStore, smtp.CleanReply(err.Error()), storePause))
	}
}

// deliver sends the data of a claim whose envelope was accepted, and of those after it as long as their envelopes are
// accepted. It returns the claim with which all begins anew.
func (l *connection) deliver(claim *store.Claim) (next *store.Claim, err error) {
	for {
		ahead := l.session.Ahead()
		outcome, refusal := l.session.Deliver(l.sending, letterOf(claim), func() (*smtp.Letter, error) {
			if next, err = l.handOver(claim); next == nil || !ahead {
				return nil, err
			}
			letter := letterOf(next)
			return &letter, nil
		})
		l.judge(claim, outcome, l.session.Settled())
		if err != nil {
			l.record()
			return nil, err
		}
		if next == nil {
			return l.handOver(nil)
		}
		if !ahead {
			if !l.session.Alive() || l.over || !l.mayGoOn() {
				l.putBack(next)
				return l.handOver(nil)
			}
			refusal = l.follow(next)
		}
		if refusal != nil {
			l.judge(next, *refusal, true)
			return l.handOver(nil)
		}
		claim, next = next, nil
	}
}

// slowAnswer is how long a result waits to be committed with what comes next.
const slowAnswer = 250 * time.Millisecond

// follow begins a claim after the answer to the message before. A server that takes its time keeps no result waiting:
// should the program die meanwhile, that message was sent.
func (l *connection) follow(next *store.Claim) *smtp.Outcome {
	done := make(chan struct{})
	early := time.AfterFunc(slowAnswer, func() {
		defer close(done)
		l.commitEarly()
	})
	refusal := l.session.Begin(l.sending, letterOf(next))
	if !early.Stop() {
		<-done
	}
	return refusal
}

// commitEarly writes the results alone. What cannot be written now goes along with the next commit.
func (l *connection) commitEarly() {
	if _, err := l.worker.DB.FinishAndClaim(l.sending, l.worker.holder, l.account.UserID, l.results()); err == nil {
		l.report()
	}
}

func (l *connection) results() (handover store.Handover) {
	for _, end := range l.ended {
		handover.Results = append(handover.Results, end.result)
	}
	return handover
}

// putBack gives a claim back of which nothing has gone out.
func (l *connection) putBack(claim *store.Claim) {
	l.worker.untake(l.account.UserID)
	l.ended = append(l.ended, ending{&claim.Delivery, store.Result{
		DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Queued, Innocent: true,
	}})
}

// mayGoOn reports whether nothing has stopped the sending since the last claim.
func (l *connection) mayGoOn() bool {
	w := l.worker
	w.mu.Lock()
	defer w.mu.Unlock()
	return l.ctx.Err() == nil && !w.paused && w.accounts[l.account.UserID].halt.State == ""
}

// judge takes note of an outcome: what becomes of the message, and whether the connection or the account goes on. reused
// says that the connection has served another message: that it broke then is nobody's fault.
func (l *connection) judge(claim *store.Claim, outcome smtp.Outcome, reused bool) {
	w, delivery := l.worker, &claim.Delivery
	if w.isOneMessages(l.account, delivery, outcome) {
		outcome.Verdict, outcome.Line = smtp.Permanent, false
		if outcome.InDoubt {
			outcome.Reason = smtp.ReasonNotRelayed
		}
	}
	result := w.result(delivery, outcome, reused)
	result.ToFile = mailbox.WantsFiling(l.account)
	l.ended = append(l.ended, ending{delivery, result})
	if outcome.Verdict != smtp.Accepted && outcome.Verdict != smtp.Uncertain {
		w.untake(l.account.UserID)
	}
	w.learn(l.sending, l.account.UserID, l.session.Lesson(outcome))
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
func (l *connection) handOver(begin *store.Claim) (*store.Claim, error) {
	mode := l.claimMode()
	if len(l.ended) == 0 && begin == nil && mode == store.ClaimNone {
		return nil, nil //nolint:nilnil // nothing may go: the ordinary end of a run
	}
	handover := l.results()
	handover.Begin, handover.Claim, handover.Ahead = begin, mode, l.ahead
	claim, err := l.worker.DB.FinishAndClaim(l.sending, l.worker.holder, l.account.UserID, handover)
	if mode != store.ClaimNone && claim == nil {
		l.worker.untake(l.account.UserID)
	}
	if err != nil && !errors.Is(err, store.ErrLeaseLost) && !errors.Is(err, garage.ErrConflict) {
		l.record()
		return nil, err
	}
	l.report()
	if claim != nil {
		l.claims++
		l.reading.Go(func() { _ = l.worker.DB.ReadAhead(l.sending, l.account.UserID, l.ahead) }) // whoever claims says what is wrong
	}
	return claim, err
}

// record writes the results one by one.
func (l *connection) record() {
	for _, end := range l.ended {
		l.worker.record(l.sending, end.result)
	}
	l.report()
}

func (l *connection) report() {
	for _, end := range l.ended {
		if end.result.State == garage.Sent && end.result.ToFile {
			l.worker.wakeFiling() // before anybody hears that nothing is left to do
		}
		l.worker.reportResult(end.delivery, end.result)
	}
	l.ended = nil
}

// claimMode says whether another message may be claimed for this connection.
func (l *connection) claimMode() store.ClaimMode {
	if l.over || !l.session.Alive() || l.ctx.Err() != nil || l.isFull() || !l.worker.take(l.account.UserID) {
		return store.ClaimNone
	}
	return store.ClaimAhead
}

// isFull reports whether the connection carries no more: by the account's limits, by what is known of such a server, or by
// what this one has taught.
func (l *connection) isFull() bool {
	most := smtp.LeastKnown(smtp.LeastKnown(l.account.Limits.PerConnection, l.known.PerConnection), l.session.Server.Carries)
	return most > 0 && l.claims >= most || l.session.Errors >= smtp.LeastKnown(l.known.Errors, smtp.MostErrors)
}
