package store

import (
	"strings"
	"sync"
	"testing"
	"time"

	"garagemail/store/garage"
)

func (o *outbox) handOver(handover Handover) *Claim {
	o.t.Helper()
	claim, err := o.FinishAndClaim(o.ctx, worker, 1, handover)
	o.must(err)
	return claim
}

func sentResult(claim *Claim) Result {
	return Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent}
}

// TestHandover walks a connection that claims one message ahead, and lets it die at every step.
func TestHandover(t *testing.T) {
	for _, test := range []struct {
		name string
		dies int // after this many commits
		want [3]garage.DeliveryState
	}{
		{"after the claim of the first", 1, [3]garage.DeliveryState{garage.Queued, garage.Queued, garage.Queued}},
		{"after the first has begun", 2, [3]garage.DeliveryState{garage.Uncertain, garage.Queued, garage.Queued}},
		{"after the second has begun", 3, [3]garage.DeliveryState{garage.Sent, garage.Uncertain, garage.Queued}},
		{"after the third has begun", 4, [3]garage.DeliveryState{garage.Sent, garage.Sent, garage.Uncertain}},
		{"after the last result", 5, [3]garage.DeliveryState{garage.Sent, garage.Sent, garage.Sent}},
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
				if o.is(ids[i], want); want == garage.Uncertain {
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
		o.finish(claim, garage.Queued)
		o.handOver(Handover{Claim: ClaimAhead})
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		o.is(id, garage.Queued)
	})
	t.Run("one of a cancelled mailing does not go back", func(t *testing.T) {
		o := newOutbox(t)
		mailing := o.mailing(garage.Service, 1)
		claim := o.handOver(Handover{Claim: ClaimAhead})
		o.exec(`UPDATE mailing SET state = 'cancelled' WHERE id = ?`, mailing)
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		if d := o.is(claim.Delivery.ID, garage.Cancelled); d.FinishedAt.IsZero() {
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
		o.mustBe(err, garage.ErrConflict)
		o.is(first, garage.Sent) // the server's answer is a fact
		o.is(second, garage.Queued)
		taken := o.claim()
		_, err = o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: next})
		o.mustBe(err, garage.ErrConflict)
		o.is(taken.Delivery.ID, garage.Sending)
	})
	for name, change := range map[string]string{
		"nothing begins of a mailing that was cancelled":      `UPDATE mailing SET state = 'cancelled'`,
		"nothing begins to who no longer accepts promotional": `UPDATE client SET accepts_promotional = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			o := newOutbox(t)
			o.mailing(garage.Promotional, 1)
			claim := o.handOver(Handover{Claim: ClaimAhead})
			o.exec(change)
			_, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: claim})
			o.mustBe(err, garage.ErrConflict)
			back := sentResult(claim)
			back.State = garage.Queued
			if next := o.handOver(Handover{Results: []Result{back}, Claim: ClaimToSend}); next != nil {
				t.Errorf("claimed %d", next.Delivery.ID)
			}
			o.is(claim.Delivery.ID, garage.Cancelled)
		})
	}
	t.Run("nothing begins without the lease", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		claim := o.handOver(Handover{Claim: ClaimAhead})
		o.must(o.ReleaseLease(o.ctx, OutboxLease, worker))
		_, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{Begin: claim})
		o.mustBe(err, ErrLeaseLost)
		if d := o.is(id, garage.Sending); !d.ClaimedAt.IsZero() {
			t.Error("has begun")
		}
	})
	t.Run("two results and a claim", func(t *testing.T) {
		o := newOutbox(t)
		first, second, third := o.queued(1), o.queued(2), o.queued(3)
		one, two := o.claim(), o.handOver(Handover{Claim: ClaimAhead})
		refused := sentResult(two)
		refused.State, refused.Reason = garage.Failed, "reason.mailbox_unknown"
		claim := o.handOver(Handover{Results: []Result{sentResult(one), refused}, Claim: ClaimAhead})
		o.is(first, garage.Sent)
		o.is(second, garage.Failed)
		if o.is(third, garage.Sending); claim.Delivery.ID != third {
			t.Errorf("claimed %d", claim.Delivery.ID)
		}
	})
}

func TestSentSince(t *testing.T) {
	o := newOutbox(t)
	start := o.clock
	for range 3 {
		o.clock = o.clock.Add(time.Hour)
		o.in(garage.Sent)
	}
	o.in(garage.Uncertain)
	o.in(garage.Failed)
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

func TestTwoProgramsNeverClaimTheSame(t *testing.T) {
	o := newOutbox(t)
	other := openOutbox(t, o.Path())
	other.SetClock(o.now)
	const messages = 60
	for range messages {
		o.queued(1)
	}
	var mu sync.Mutex
	claimed := map[int64]int{}
	var programs sync.WaitGroup
	for _, db := range []*DB{o.DB, other} { // both believe to be the holder
		programs.Go(func() {
			for {
				claim, err := db.FinishAndClaim(o.ctx, worker, 1, Handover{Claim: ClaimToSend})
				if err != nil {
					t.Error(err)
				}
				if claim == nil {
					return
				}
				mu.Lock()
				claimed[claim.Delivery.ID]++
				mu.Unlock()
			}
		})
	}
	programs.Wait()
	if len(claimed) != messages {
		t.Errorf("claimed %d of %d", len(claimed), messages)
	}
	for id, times := range claimed {
		if times != 1 {
			t.Errorf("delivery %d was claimed %d times", id, times)
		}
	}
}

func TestLease(t *testing.T) {
	o := newOutbox(t)
	other := openOutbox(t, o.Path())
	other.SetClock(func() time.Time { return o.clock })
	take := func(db *DB, holder string, want bool) {
		t.Helper()
		if got, err := db.AcquireLease(o.ctx, "test", holder, time.Minute); err != nil || got != want {
			t.Fatalf("%s acquired: %v, %v, want %v", holder, got, err, want)
		}
	}
	take(o.DB, "a", true)
	take(other, "b", false)
	take(o.DB, "a", true)
	o.clock = o.clock.Add(59 * time.Second)
	o.must(o.RenewLease(o.ctx, "test", "a", time.Minute))
	o.clock = o.clock.Add(59 * time.Second)
	take(other, "b", false)
	o.clock = o.clock.Add(2 * time.Second)
	take(other, "b", true)
	o.mustBe(o.RenewLease(o.ctx, "test", "a", time.Minute), ErrLeaseLost)
	o.must(o.ReleaseLease(o.ctx, "test", "a")) // not a's any more: nothing happens
	take(o.DB, "a", false)
	o.must(other.ReleaseLease(o.ctx, "test", "b"))
	take(o.DB, "a", true)

	o.clock = o.clock.AddDate(-1, 0, 0) // the clock was a year ahead: the lease must not hold until then
	take(other, "b", true)
}

func TestDeliveryFilter(t *testing.T) {
	o := newOutbox(t)
	mailing := o.mailing(garage.Service, 1, 2)
	single := o.queued(3)
	failed := o.in(garage.Queued)
	for name, test := range map[string]struct {
		filter garage.DeliveryFilter
		want   int
	}{
		"all":                   {garage.DeliveryFilter{}, 4},
		"mailing":               {garage.DeliveryFilter{MailingID: mailing}, 2},
		"client":                {garage.DeliveryFilter{ClientID: 1}, 2},
		"kinds":                 {garage.DeliveryFilter{Kinds: []garage.DeliveryKind{garage.KindSingle, garage.KindTest}}, 2},
		"states":                {garage.DeliveryFilter{States: []garage.DeliveryState{garage.Sent, garage.Failed}}, 0},
		"search without accent": {garage.DeliveryFilter{Search: "ELISE votre client3"}, 1},
		"search for a sign":     {garage.DeliveryFilter{Search: "100%"}, 0},
		"user":                  {garage.DeliveryFilter{UserID: 2}, 0},
	} {
		ids, err := o.Deliveries(o.ctx, test.filter)
		if err != nil || len(ids) != test.want {
			t.Errorf("%s: %v, %v, want %d", name, ids, err, test.want)
		}
	}
	rows, err := o.DeliveryRows(o.ctx, []int64{failed, single})
	o.must(err)
	if len(rows) != 2 || rows[0].ID != failed || rows[1].ClientName != "Client3 Ann" || rows[1].UserName != "Marie" {
		t.Errorf("%+v", rows)
	}
	counts, err := o.OutboxCounts(o.ctx)
	if err != nil || counts.Queued != 4 || counts.Left() != 4 || counts.Total() != 4 {
		t.Error(counts, err)
	}
	if message, err := o.DeliveryMessage(o.ctx, single); err != nil || !strings.HasPrefix(string(message), "Subject: 3") {
		t.Errorf("%q %v", message, err)
	}
	_, err = o.DeliveryMessage(o.ctx, 999)
	o.mustBe(err, garage.ErrNotFound)
}
