package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"garagemail/store/garage"
	"garagemail/store/storetest/newfile"
)

// outbox is a file with a user, clients 1 … 5 who accept promotional mail, and a clock that only moves by hand.
type outbox struct {
	*DB
	t     *testing.T
	ctx   context.Context
	clock time.Time
}

const worker = "worker 1"

func newOutbox(t *testing.T) *outbox {
	t.Helper()
	o := &outbox{DB: openOutbox(t, filepath.Join(t.TempDir(), "garage.db")), t: t, ctx: t.Context()}
	o.clock = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	o.SetClock(func() time.Time { return o.clock })
	o.exec(`INSERT INTO user (id, name, email) VALUES (1, 'Marie', 'marie@garage.example'), (2, 'Jan', 'jan@garage.example')`)
	for id := 1; id <= 5; id++ {
		o.exec(`INSERT INTO client (id, number, name, first_name, name_fold, email, language, accepts_promotional, created_at, changed_at)
			VALUES (?, ?, ?, 'Ann', ?, ?, 'nl', 1, '', '')`, id, fmt.Sprint(id), fmt.Sprintf("Client%d", id),
			fmt.Sprintf("client%d ann", id), fmt.Sprintf("c%d@client.example", id))
	}
	o.hold(worker)
	return o
}

func openOutbox(t *testing.T, path string) *DB {
	t.Helper()
	newfile.Put(t, path, Open)
	db, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func (o *outbox) exec(statement string, args ...any) {
	o.t.Helper()
	if _, err := o.Writer.ExecContext(o.ctx, statement, args...); err != nil {
		o.t.Fatal(err)
	}
}

func (o *outbox) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *outbox) mustBe(err, want error) {
	o.t.Helper()
	if !errors.Is(err, want) {
		o.t.Fatalf("got %v, want %v", err, want)
	}
}

func (o *outbox) hold(holder string) {
	o.t.Helper()
	acquired, err := o.AcquireLease(o.ctx, OutboxLease, holder, time.Minute)
	if err != nil || !acquired {
		o.t.Fatal(holder, acquired, err)
	}
}

// messageNumber makes Message-IDs that differ.
var messageNumber = func() func() string {
	var mu sync.Mutex
	n := 0
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		n++
		return fmt.Sprintf("<%d@garage.example>", n)
	}
}()

func newSingle(client int64) garage.NewDelivery {
	return garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindSingle, ClientID: client, UserID: 1, Purpose: garage.Service, FromAddress: "marie@garage.example",
			ToAddress: fmt.Sprintf("c%d@client.example", client), ToName: fmt.Sprintf("Élise Client%d", client),
			Subject: "Votre véhicule", MessageID: messageNumber(),
		},
		Language: "fr",
		Head:     fmt.Appendf(nil, "Subject: %d\r\n\r\n", client),
	}
}

// queued returns the id of a queued delivery to a client.
func (o *outbox) queued(client int64) int64 {
	o.t.Helper()
	id, err := o.QueueDelivery(o.ctx, newSingle(client))
	o.must(err)
	return id
}

// mailing queues a mailing to the clients and returns its id.
func (o *outbox) mailing(purpose garage.Purpose, clients ...int64) int64 {
	o.t.Helper()
	id, err := o.NewMailing(o.ctx, garage.Mailing{Name: "Pneus", Purpose: purpose, UserID: 1, Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}}})
	o.must(err)
	o.must(o.SetRecipients(o.ctx, id, clients))
	o.must(o.BeginQueue(o.ctx, id))
	o.must(o.AddDeliveries(o.ctx, id, newMails(purpose, clients...), nil))
	o.must(o.FinishQueue(o.ctx, id))
	return id
}

var sharedTail = []byte("the attachment\r\n")

func newMails(purpose garage.Purpose, clients ...int64) []garage.NewDelivery {
	var mails []garage.NewDelivery
	for _, client := range clients {
		mail := newSingle(client)
		mail.Purpose, mail.Tail = purpose, sharedTail
		mails = append(mails, mail)
	}
	return mails
}

func (o *outbox) claim() *Claim {
	o.t.Helper()
	claim, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{Claim: ClaimToSend})
	o.must(err)
	return claim
}

func (o *outbox) finish(claim *Claim, state garage.DeliveryState) {
	o.t.Helper()
	o.must(o.FinishDelivery(o.ctx, Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: state}))
}

// in brings a new delivery into a state, by the ways that lead there.
func (o *outbox) in(state garage.DeliveryState) int64 {
	o.t.Helper()
	id := o.queued(1)
	switch state {
	case garage.Queued:
	case garage.Cancelled:
		o.must(o.CancelDelivery(o.ctx, id))
	default:
		claim := o.claim()
		if claim == nil || claim.Delivery.ID != id {
			o.t.Fatalf("claimed %+v, want %d", claim, id)
		}
		if state != garage.Sending {
			o.finish(claim, state)
		}
	}
	o.is(id, state)
	return id
}

func (o *outbox) is(id int64, want garage.DeliveryState) garage.Delivery {
	o.t.Helper()
	delivery, err := o.Delivery(o.ctx, id)
	o.must(err)
	if delivery.State != want {
		o.t.Fatalf("delivery %d is %s, want %s", id, delivery.State, want)
	}
	return delivery
}

func (o *outbox) contents() (count int) {
	o.t.Helper()
	o.must(o.Reader.QueryRowContext(o.ctx, `SELECT count(*) FROM content`).Scan(&count))
	return count
}

func TestClaim(t *testing.T) {
	t.Run("gives the oldest with its exact bytes, once", func(t *testing.T) {
		o := newOutbox(t)
		first := newSingle(1)
		first.Tail = sharedTail
		id, err := o.QueueDelivery(o.ctx, first)
		o.must(err)
		o.queued(2)
		claim := o.claim()
		if claim.Delivery.ID != id || string(claim.Message) != "Subject: 1\r\n\r\nthe attachment\r\n" {
			t.Errorf("claimed %d: %q", claim.Delivery.ID, claim.Message)
		}
		if d := claim.Delivery; d.Attempt != 1 || d.State != garage.Sending || !d.FirstTriedAt.Equal(o.clock) || !d.ClaimedAt.Equal(o.clock) {
			t.Errorf("claim %+v", d)
		}
		if next := o.claim(); next == nil || next.Delivery.ID == id {
			t.Errorf("then claimed %+v", next)
		}
		if third := o.claim(); third != nil {
			t.Errorf("a third claim of two: %+v", third)
		}
	})
	t.Run("of one account only", func(t *testing.T) {
		o := newOutbox(t)
		jans := newSingle(1)
		jans.UserID = 2
		_, err := o.QueueDelivery(o.ctx, jans)
		o.must(err)
		if claim := o.claim(); claim != nil {
			t.Errorf("user 1 claimed %+v", claim)
		}
		if users, err := o.WaitingUsers(o.ctx); err != nil || !slices.Equal(users, []int64{2}) {
			t.Error(users, err)
		}
	})
	t.Run("not before its time", func(t *testing.T) {
		o := newOutbox(t)
		later := newSingle(1)
		later.NextTryAt = o.clock.Add(time.Hour)
		_, err := o.QueueDelivery(o.ctx, later)
		o.must(err)
		if claim := o.claim(); claim != nil {
			t.Fatal("claimed too early")
		}
		if next, err := o.NextTry(o.ctx, o.clock); err != nil || !next.Equal(later.NextTryAt) {
			t.Error(next, err)
		}
		o.clock = o.clock.Add(time.Hour)
		if o.claim() == nil {
			t.Error("not claimed when due")
		}
	})
}

func TestClaimHoldsBack(t *testing.T) {
	t.Run("without the lease", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		_, err := o.FinishAndClaim(o.ctx, "worker 2", 1, Handover{Claim: ClaimToSend})
		o.mustBe(err, ErrLeaseLost)
		o.is(id, garage.Queued)
	})
	t.Run("opted out meanwhile", func(t *testing.T) {
		o := newOutbox(t)
		o.mailing(garage.Promotional, 1, 2)
		o.exec(`UPDATE client SET accepts_promotional = 0 WHERE id = 1`)
		claim := o.claim()
		if claim == nil || claim.Delivery.ClientID != 2 {
			t.Fatalf("claimed %+v", claim)
		}
		ids, err := o.Deliveries(o.ctx, garage.DeliveryFilter{ClientID: 1})
		o.must(err)
		if d := o.is(ids[0], garage.Cancelled); d.Reason != garage.ReasonOptedOut {
			t.Error(d.Reason)
		}
	})
	t.Run("service mail goes to those who accept no promotion", func(t *testing.T) {
		o := newOutbox(t)
		o.exec(`UPDATE client SET accepts_promotional = 0`)
		o.mailing(garage.Service, 1)
		if o.claim() == nil {
			t.Error("not claimed")
		}
	})
}

func TestFinish(t *testing.T) {
	t.Run("and claim in one commit", func(t *testing.T) {
		o := newOutbox(t)
		first, second := o.queued(1), o.queued(2)
		claim := o.claim()
		next, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{
			Results: []Result{{DeliveryID: first, Attempt: claim.Delivery.Attempt, State: garage.Sent, Reply: "2.0.0 ok", ReplyCode: 250}},
			Claim:   ClaimToSend,
		})
		o.must(err)
		if next.Delivery.ID != second {
			t.Errorf("claimed %d", next.Delivery.ID)
		}
		if d := o.is(first, garage.Sent); d.Reply != "2.0.0 ok" || d.ReplyCode != 250 || !d.FinishedAt.Equal(o.clock) {
			t.Errorf("%+v", d)
		}
		o.is(second, garage.Sending)
	})
	t.Run("is recorded although the lease was lost", func(t *testing.T) {
		o := newOutbox(t)
		first, second := o.queued(1), o.queued(2)
		claim := o.claim()
		o.must(o.ReleaseLease(o.ctx, OutboxLease, worker))
		o.hold("worker 2")
		_, err := o.FinishAndClaim(o.ctx, worker, 1, Handover{
			Results: []Result{{DeliveryID: first, Attempt: claim.Delivery.Attempt, State: garage.Sent}}, Claim: ClaimToSend,
		})
		o.mustBe(err, ErrLeaseLost)
		o.is(first, garage.Sent)
		o.is(second, garage.Queued)
	})
}

func TestFinishOfAnotherClaim(t *testing.T) {
	t.Run("of an older claim is refused", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		old := o.claim()
		o.finish(old, garage.Queued)
		o.claim()
		err := o.FinishDelivery(o.ctx, Result{DeliveryID: id, Attempt: old.Delivery.Attempt, State: garage.Failed})
		o.mustBe(err, garage.ErrConflict)
		o.is(id, garage.Sending)
	})
	t.Run("sent counts although a person queued it again", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		claim := o.claim()
		_, err := o.RecoverSending(o.ctx, worker)
		o.must(err)
		o.must(o.ResolveUncertain(o.ctx, id, false))
		o.finish(claim, garage.Sent)
		o.is(id, garage.Sent)
	})
	t.Run("temporary", func(t *testing.T) {
		o := newOutbox(t)
		id := o.queued(1)
		claim := o.claim()
		o.must(o.FinishDelivery(o.ctx, Result{DeliveryID: id, Attempt: claim.Delivery.Attempt, State: garage.Queued, Deferral: true, NextTryAt: o.clock.Add(time.Minute)}))
		if d := o.is(id, garage.Queued); d.Deferrals != 1 || !d.NextTryAt.Equal(o.clock.Add(time.Minute)) || !d.FinishedAt.IsZero() {
			t.Errorf("%+v", d)
		}
		if o.claim() != nil {
			t.Error("claimed during the pause")
		}
	})
}

func TestRecoverSending(t *testing.T) {
	o := newOutbox(t)
	id := o.in(garage.Sending)
	waiting := o.queued(2)
	_, err := o.RecoverSending(o.ctx, "worker 2")
	o.mustBe(err, ErrLeaseLost)
	count, err := o.RecoverSending(o.ctx, worker)
	o.must(err)
	if d := o.is(id, garage.Uncertain); count != 1 || d.Reason != garage.ReasonBrokenOff {
		t.Error(count, d.Reason)
	}
	o.is(waiting, garage.Queued)
}
