package store

import (
	"errors"
	"slices"
	"testing"
	"time"

	"garagemail/store/garage"
)

func TestUnfiledIsKeptWithTheResult(t *testing.T) {
	o := newOutbox(t)
	var sent []int64
	for client := range int64(4) {
		o.queued(client + 1)
		claim := o.claim()
		state := garage.Sent
		if client == 1 {
			state = garage.Failed
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
	id := o.in(garage.Uncertain)
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
	if err := o.NoteLookup(o.ctx, id, garage.ReasonBrokenOff); err == nil {
		t.Error("any reason may be written")
	}
	o.must(o.NoteLookup(o.ctx, id, ReasonNotFoundInSent))
	if lookUp(o.clock) != 0 {
		t.Error("looked up a second time")
	}
	if d, err := o.Delivery(o.ctx, id); err != nil || d.State != garage.Uncertain || d.Reason != ReasonNotFoundInSent {
		t.Error(d, err)
	}
	o.must(o.ResolveUncertain(o.ctx, id, true))
	if err := o.NoteLookup(o.ctx, id, ReasonFoundInSent); !errors.Is(err, garage.ErrConflict) {
		t.Error("a person's word was overwritten:", err)
	}
	other := o.in(garage.Uncertain)
	o.exec(`UPDATE delivery SET user_id = 2 WHERE id = ?`, other)
	if lookUp(o.clock) != 0 {
		t.Error("an account without mailboxes")
	}
}

// TestFilingIsKept walks through what is known of an account's copies, until she changes it.
func TestFilingIsKept(t *testing.T) {
	o := newOutbox(t)
	o.exec(`UPDATE user SET imap_server = 'imap.garage.example' WHERE id = 1`)
	var sent []int64
	for client := range int64(3) {
		o.queued(client + 1)
		claim := o.claim()
		o.must(o.FinishDelivery(o.ctx, Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent, ToFile: true}))
		sent = append(sent, claim.Delivery.ID)
	}
	filing := func() Filing {
		t.Helper()
		f, err := o.FilingOf(o.ctx, 1)
		o.must(err)
		return f
	}
	if got, want := filing(), (Filing{UserID: 1, Waiting: 3}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	o.must(o.SetFiling(o.ctx, sent...))
	o.must(o.SetFiling(o.ctx, 4711))
	marks, err := o.Unfiled(o.ctx, 1, 10, false)
	if o.must(err); len(marks) != 3 || !marks[0].TriedAt.Equal(o.Now().Truncate(time.Millisecond)) && marks[0].TriedAt.IsZero() {
		t.Errorf("%+v", marks)
	}
	o.must(o.SetCopyRefused(o.ctx, sent[1], "reason.copy_too_large"))
	retry := o.Now().Add(time.Hour).Truncate(time.Second).UTC()
	o.must(o.NoteFiling(o.ctx, Filing{UserID: 1, Reason: "reason.login_refused", Reply: "no", RetryAt: retry}))
	want := Filing{UserID: 1, Waiting: 2, Reason: "reason.login_refused", Reply: "no", RetryAt: retry, Refused: 1, RefusedReason: "reason.copy_too_large"}
	if got := filing(); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if marks, err = o.Unfiled(o.ctx, 1, 10, true); err != nil || len(marks) != 2 {
		t.Errorf("%+v, %v", marks, err)
	}
	user, err := o.User(o.ctx, 1)
	o.must(err)
	_, err = o.SaveUser(o.ctx, user)
	o.must(err)
	if got, want := filing(), (Filing{UserID: 1, Waiting: 3}); got != want {
		t.Errorf("after a change of the account: %+v, want %+v", got, want)
	}
	o.must(o.SetFiled(o.ctx, sent...))
	if got, want := filing(), (Filing{UserID: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if err := o.NoteFiling(o.ctx, Filing{UserID: 4711, Reason: "reason.copies_folder"}); err == nil {
		t.Error("noted for nobody")
	}
}

// TestResolvedAsSentHasACopy marks a message of which a person has found out that it arrived, where there are mailboxes.
func TestResolvedAsSentHasACopy(t *testing.T) {
	for server, want := range map[string]int{"imap.garage.example": 1, "": 0} {
		o := newOutbox(t)
		o.exec(`UPDATE user SET imap_server = '` + server + `' WHERE id = 1`)
		id := o.in(garage.Uncertain)
		o.must(o.ResolveUncertain(o.ctx, id, true))
		if marks, err := o.Unfiled(o.ctx, 1, 10, false); err != nil || len(marks) != want {
			t.Errorf("%q: %+v, %v", server, marks, err)
		}
	}
}
