package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestFileMailWrittenAnew: a mail that failed and was written anew cannot be tried again, one to somebody else can.
func TestFileMailWrittenAnew(t *testing.T) {
	w := newWorkshop(t)
	file := w.damage()
	user := storetest.User(t, w.db, store.User{Name: "Sophie"})
	number := 0
	queue := func(to string) int64 {
		number++
		ids, err := w.db.QueueFileMail(t.Context(), file.ID, "expert_visit", "Sophie", false, []store.NewDelivery{{Delivery: store.Delivery{
			ClientID: w.client.ID, UserID: user.ID, Purpose: store.Service, FromAddress: "g@garage.example", ToAddress: to,
			MessageID: fmt.Sprintf("<%d@garage.example>", number), Subject: "Expertise",
		}, Head: []byte("x")}})
		check(t, err)
		return ids[0]
	}
	fail := func() {
		_, err := w.db.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
		check(t, err)
		claim, err := w.db.FinishAndClaim(t.Context(), "here", user.ID, store.Handover{Claim: store.ClaimToSend})
		check(t, err)
		check(t, w.db.FinishDelivery(t.Context(), store.Result{
			DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: store.Failed, Reason: "reason.refused",
		}))
	}
	first := queue("luc@dumont.example")
	fail()
	other := queue("anne@dumont.example")
	fail()
	again := queue("LUC@dumont.example")
	if err := w.db.RetryDelivery(t.Context(), first); !errors.Is(err, store.ErrConflict) {
		t.Errorf("the one that was written anew: %v", err)
	}
	if replaced, err := w.db.Delivery(t.Context(), first); err != nil || replaced.ReplacedBy != again {
		t.Errorf("%+v %v", replaced, err)
	}
	if err := w.db.RetryDelivery(t.Context(), other); err != nil {
		t.Errorf("the one to somebody else: %v", err)
	}
}
