package store

import (
	"errors"
	"slices"
	"testing"
	"time"
)

func TestUnfiledIsKeptWithTheResult(t *testing.T) {
	o := newOutbox(t)
	var sent []int64
	for client := range int64(4) {
		o.queued(client + 1)
		claim := o.claim()
		state := Sent
		if client == 1 {
			state = Failed
		}
		o.must(o.FinishDelivery(o.ctx, Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: state, ToFile: client != 2}))
		if client == 0 || client == 3 {
			sent = append(sent, claim.Delivery.ID)
		}
	}
	unfiled := func(userID int64, limit int) (ids []int64) {
		t.Helper()
		found, err := o.Unfiled(o.ctx, userID, limit, false)
		o.must(err)
		for _, f := range found {
			ids = append(ids, f.DeliveryID)
			if f.UserID != userID || f.Size == 0 {
				t.Errorf("%+v", f)
			}
		}
		return ids
	}
	if got := unfiled(1, 10); !slices.Equal(got, sent) {
		t.Errorf("to be filed: %v, sent: %v", got, sent)
	}
	if got := unfiled(1, 1); !slices.Equal(got, sent[:1]) {
		t.Errorf("the oldest: %v", got)
	}
	if got := unfiled(2, 10); got != nil {
		t.Errorf("another account's: %v", got)
	}
	if users, err := o.UnfiledUsers(o.ctx); err != nil || !slices.Equal(users, []int64{1}) {
		t.Error(users, err)
	}
	o.must(o.SetFiled(o.ctx, sent[0], 4711))
	if got := unfiled(1, 10); !slices.Equal(got, sent[1:]) {
		t.Errorf("after one was filed: %v", got)
	}
}

func TestUncertainToLookUpOnce(t *testing.T) {
	o := newOutbox(t)
	o.exec(`UPDATE user SET imap_server = 'imap.garage.example' WHERE id = 1`)
	id := o.in(Uncertain)
	lookUp := func(before time.Time) int {
		t.Helper()
		found, err := o.UncertainToLookUp(o.ctx, before)
		o.must(err)
		if len(found) > 0 && (found[0].ID != id || found[0].MessageID == "") {
			t.Errorf("%+v", found)
		}
		return len(found)
	}
	if lookUp(o.clock.Add(-time.Second)) != 0 || lookUp(o.clock) != 1 {
		t.Error("one that is uncertain since now was not, or too early")
	}
	if err := o.NoteLookup(o.ctx, id, ReasonBrokenOff); err == nil {
		t.Error("any reason may be written")
	}
	o.must(o.NoteLookup(o.ctx, id, ReasonNotFoundInSent))
	if lookUp(o.clock) != 0 {
		t.Error("looked up a second time")
	}
	if d, err := o.Delivery(o.ctx, id); err != nil || d.State != Uncertain || d.Reason != ReasonNotFoundInSent {
		t.Error(d, err)
	}
	o.must(o.ResolveUncertain(o.ctx, id, true))
	if err := o.NoteLookup(o.ctx, id, ReasonFoundInSent); !errors.Is(err, ErrConflict) {
		t.Error("a person's word was overwritten:", err)
	}
	other := o.in(Uncertain)
	o.exec(`UPDATE delivery SET user_id = 2 WHERE id = ?`, other)
	if lookUp(o.clock) != 0 {
		t.Error("an account without mailboxes")
	}
}
