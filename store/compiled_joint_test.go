package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// together runs parts while the writer is busy, so that they all wait, and returns what each heard.
func (o *outbox) together(parts ...func(tx sqlite.CompiledTx) error) []error {
	o.t.Helper()
	busy, err := o.Writer.Conn(o.ctx)
	o.must(err)
	answers := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() { answers[i] = o.writeCompiled(o.ctx, fmt.Sprint("part ", i), part) })
	}
	o.waits(len(parts))
	o.must(busy.Close())
	all.Wait()
	return answers
}

func (o *outbox) waits(count int) {
	o.t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		o.joint.mu.Lock()
		waiting := len(o.joint.waiting)
		o.joint.mu.Unlock()
		if waiting == count {
			return
		}
		if time.Now().After(deadline) {
			o.t.Fatalf("%d wait, not %d", waiting, count)
		}
	}
}

func (o *outbox) named(name string) bool {
	o.t.Helper()
	var found bool
	o.must(o.Reader.QueryRowContext(o.ctx, `SELECT EXISTS (SELECT 1 FROM user WHERE name = ?)`, name).Scan(&found))
	return found
}

func TestJointCommitIsOneTransaction(t *testing.T) {
	o := newOutbox(t)
	var mu sync.Mutex
	transactions := map[any]bool{}
	var parts []func(tx sqlite.CompiledTx) error
	for i := range 4 {
		parts = append(parts, func(tx sqlite.CompiledTx) error {
			mu.Lock()
			transactions[tx.Tx] = true
			mu.Unlock()
			_, err := tx.ExecContext(o.ctx, `INSERT INTO user (name) VALUES (?)`, fmt.Sprint("u", i))
			return err
		})
	}
	for i, err := range o.together(parts...) {
		if err != nil || !o.named(fmt.Sprint("u", i)) {
			t.Errorf("part %d: %v", i, err)
		}
	}
	if len(transactions) != 1 {
		t.Errorf("%d transactions", len(transactions))
	}
}

func TestJointCommitFaultIsItsOwn(t *testing.T) {
	o := newOutbox(t)
	wrong := errors.New("wrong")
	insert := func(name string, err error) func(tx sqlite.CompiledTx) error {
		return func(tx sqlite.CompiledTx) error {
			_, failed := tx.ExecContext(o.ctx, `INSERT INTO user (name) VALUES (?)`, name)
			return errors.Join(failed, err)
		}
	}
	answers := o.together(insert("one", nil), insert("two", wrong), insert("three", nil))
	if answers[0] != nil || !errors.Is(answers[1], wrong) || answers[2] != nil {
		t.Error(answers)
	}
	if !o.named("one") || o.named("two") || !o.named("three") {
		t.Error("a part was lost, or one that failed was kept")
	}
}

func TestJointCommitLeavesOutWhoGaveUp(t *testing.T) {
	o := newOutbox(t)
	busy, err := o.Writer.Conn(o.ctx)
	o.must(err)
	ctx, giveUp := context.WithCancel(o.ctx)
	insert := func(ctx context.Context, name string) chan error {
		answer := make(chan error, 1)
		go func() {
			answer <- o.writeCompiled(ctx, name, func(tx sqlite.CompiledTx) error {
				_, err := tx.ExecContext(o.ctx, `INSERT INTO user (name) VALUES (?)`, name)
				return err
			})
		}()
		return answer
	}
	leader := insert(ctx, "leader")
	o.waits(1)
	second := insert(ctx, "second")
	o.waits(2)
	stays := insert(o.ctx, "stays")
	o.waits(3)
	giveUp()
	for _, answer := range []chan error{leader, second} {
		if err := <-answer; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	o.must(busy.Close())
	o.must(<-stays)
	if o.named("leader") || o.named("second") || !o.named("stays") {
		t.Error("what was given up was kept, or what stayed was lost")
	}
}

// TestConnectionsHandOverTogether: the results and claims of four connections in one commit: each gets another message.
func TestConnectionsHandOverTogether(t *testing.T) {
	o := newOutbox(t)
	o.mailing(garage.Service, 1, 2, 3, 4)
	o.mailing(garage.Service, 1, 2, 3, 4)
	var first []*Claim
	for range 4 {
		first = append(first, o.claim())
	}
	busy, err := o.Writer.Conn(o.ctx)
	o.must(err)
	next := make([]*Claim, 4)
	failed := make([]error, 4)
	var all sync.WaitGroup
	for i, claim := range first {
		all.Go(func() {
			next[i], failed[i] = o.FinishAndClaim(o.ctx, worker, 1, Handover{
				Results: []Result{{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent}}, Claim: ClaimToSend,
			})
		})
	}
	o.waits(4)
	o.must(busy.Close())
	all.Wait()
	claimed := map[int64]bool{}
	for i, claim := range next {
		if failed[i] != nil || claim == nil {
			t.Fatal(failed[i], claim)
		}
		claimed[claim.Delivery.ID] = true
	}
	counts, err := o.OutboxCounts(o.ctx)
	o.must(err)
	if len(claimed) != 4 || counts.Sent != 4 || counts.Sending != 4 {
		t.Errorf("%d claimed, %+v", len(claimed), counts)
	}
}
