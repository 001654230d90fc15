package store

import (
	"strings"
	"sync"
	"testing"
	"time"
)

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
	mailing := o.mailing(Service, 1, 2)
	single := o.queued(3)
	failed := o.in(Queued)
	for name, test := range map[string]struct {
		filter DeliveryFilter
		want   int
	}{
		"all":                   {DeliveryFilter{}, 4},
		"mailing":               {DeliveryFilter{MailingID: mailing}, 2},
		"client":                {DeliveryFilter{ClientID: 1}, 2},
		"kinds":                 {DeliveryFilter{Kinds: []DeliveryKind{KindSingle, KindTest}}, 2},
		"states":                {DeliveryFilter{States: []DeliveryState{Sent, Failed}}, 0},
		"search without accent": {DeliveryFilter{Search: "ELISE votre client3"}, 1},
		"search for a sign":     {DeliveryFilter{Search: "100%"}, 0},
		"user":                  {DeliveryFilter{UserID: 2}, 0},
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
	o.mustBe(err, ErrNotFound)
}
