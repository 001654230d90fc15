package store

import (
	"testing"
	"time"
)

func (o *outbox) handOver(handover Handover) *Claim {
	o.t.Helper()
	claim, err := o.FinishAndClaim(o.ctx, worker, 1, handover)
	o.must(err)
	return claim
}

func sentResult(claim *Claim) Result {
	return Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: Sent}
}

// TestHandover walks a connection that claims one message ahead, and lets it die at every step.
func TestHandover(t *testing.T) {
	for _, test := range []struct {
		name string
		dies int // after this many commits
		want [3]DeliveryState
	}{
		{"after the claim of the first", 1, [3]DeliveryState{Queued, Queued, Queued}},
		{"after the first has begun", 2, [3]DeliveryState{Uncertain, Queued, Queued}},
		{"after the second has begun", 3, [3]DeliveryState{Sent, Uncertain, Queued}},
		{"after the third has begun", 4, [3]DeliveryState{Sent, Sent, Uncertain}},
		{"after the last result", 5, [3]DeliveryState{Sent, Sent, Sent}},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := newOutbox(t)
			ids := [3]int64{o.queued(1), o.queued(2), o.queued(3)}
			var current, next *Claim
			for commit := 1; commit <= test.dies; commit++ {
				handover := Handover{Begin: next, Claim: ClaimAhead}
				if current != nil {
					handover.Results = []Result{sentResult(current)}
				}
				current, next = next, o.handOver(handover)
			}
			count, err := o.RecoverSending(o.ctx, worker)
			o.must(err)
			uncertain := 0
			for i, want := range test.want {
				if o.is(ids[i], want); want == Uncertain {
					uncertain++
				}
			}
			if count != uncertain {
				t.Errorf("says %d uncertain, not %d", count, uncertain)
			}
		})
	}
	t.Run("a second attempt that is ahead again goes back again", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		claim := o.claim()
		o.finish(claim, Queued)
		o.handOver(Handover{Claim: ClaimAhead})
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		o.is(id, Queued)
	})
	t.Run("one of a cancelled mailing does not go back", func(t *testing.T) {
		o := newOutbox(t)
		mailing := o.mailing(Service, 1)
		claim := o.handOver(Handover{Claim: ClaimAhead})
		o.exec(`UPDATE mailing SET state = 'cancelled' WHERE id = ?`, mailing)
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		if d := o.is(claim.Delivery.ID, Cancelled); d.FinishedAt.IsZero() {
			t.Error("no time of the end")
		}
	})
	t.Run("nothing begins that another worker has taken back", func(t *testing.T) {
		o := newOutbox(t)
		first, second := o.queued(1), o.queued(2)
		current := o.handOver(Handover{Claim: ClaimToSend})
		next := o.handOver(Handover{Claim: ClaimAhead})
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		_, err = o.FinishAndClaim(o.ctx, worker, 1, Handover{Results: []Result{sentResult(current)}, Begin: next, Claim: ClaimAhead})
		o.mustBe(err, ErrConflict)
		o.is(first, Sent) // the server's answer is a fact
		o.is(second, Queued)
		taken := o.claim()
		_, err = o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: next})
		o.mustBe(err, ErrConflict)
		o.is(taken.Delivery.ID, Sending)
	})
	for name, change := range map[string]string{
		"nothing begins of a mailing that was cancelled":      `UPDATE mailing SET state = 'cancelled'`,
		"nothing begins to who no longer accepts promotional": `UPDATE client SET accepts_promotional = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			o := newOutbox(t)
			o.mailing(Promotional, 1)
			claim := o.handOver(Handover{Claim: ClaimAhead})
			o.exec(change)
			_, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: claim})
			o.mustBe(err, ErrConflict)
			back := sentResult(claim)
			back.State = Queued
			if next := o.handOver(Handover{Results: []Result{back}, Claim: ClaimToSend}); next != nil {
				t.Errorf("claimed %d", next.Delivery.ID)
			}
			o.is(claim.Delivery.ID, Cancelled)
		})
	}
	t.Run("nothing begins without the lease", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		claim := o.handOver(Handover{Claim: ClaimAhead})
		o.must(o.ReleaseLease(o.ctx, OutboxLease, worker))
		_, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: claim})
		o.mustBe(err, ErrLeaseLost)
		if d := o.is(id, Sending); !d.ClaimedAt.IsZero() {
			t.Error("has begun")
		}
	})
	t.Run("two results and a claim", func(t *testing.T) {
		o := newOutbox(t)
		first, second, third := o.queued(1), o.queued(2), o.queued(3)
		one, two := o.claim(), o.handOver(Handover{Claim: ClaimAhead})
		refused := sentResult(two)
		refused.State, refused.Reason = Failed, "reason.mailbox_unknown"
		claim := o.handOver(Handover{Results: []Result{sentResult(one), refused}, Claim: ClaimAhead})
		o.is(first, Sent)
		o.is(second, Failed)
		if o.is(third, Sending); claim.Delivery.ID != third {
			t.Errorf("claimed %d", claim.Delivery.ID)
		}
	})
}

func TestSentSince(t *testing.T) {
	o := newOutbox(t)
	start := o.clock
	for range 3 {
		o.clock = o.clock.Add(time.Hour)
		o.in(Sent)
	}
	o.in(Uncertain)
	o.in(Failed)
	times, err := o.SentSince(o.ctx, 1, start.Add(time.Hour))
	o.must(err)
	if len(times) != 3 || !times[0].Equal(start.Add(2*time.Hour)) {
		t.Errorf("%v", times)
	}
	if other, err := o.SentSince(o.ctx, 2, start); err != nil || len(other) != 0 {
		t.Error(other, err)
	}
	o.queued(1)
	o.queued(2)
	for limit, want := range map[int]int{1: 1, 5: 2} {
		if got, err := o.DueCount(o.ctx, 1, limit); err != nil || got != want {
			t.Errorf("due %d %v, up to %d", got, err, limit)
		}
	}
}
