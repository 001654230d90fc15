package store

import (
	"testing"
	"time"
)

// TestFilingIsKept walks through what is known of an account's copies, until she changes it.
func TestFilingIsKept(t *testing.T) {
	o := newOutbox(t)
	o.exec(`UPDATE user SET imap_server = 'imap.garage.example' WHERE id = 1`)
	var sent []int64
	for client := range int64(3) {
		o.queued(client + 1)
		claim := o.claim()
		o.must(o.FinishDelivery(o.ctx, Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: Sent, ToFile: true}))
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
		id := o.in(Uncertain)
		o.must(o.ResolveUncertain(o.ctx, id, true))
		if marks, err := o.Unfiled(o.ctx, 1, 10, false); err != nil || len(marks) != want {
			t.Errorf("%q: %+v, %v", server, marks, err)
		}
	}
}
