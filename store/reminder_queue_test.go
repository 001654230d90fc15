package store_test

import (
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestQueueOwed: a reminder and its message come into being together, never for what is paid, of another, or fresh.
func TestQueueOwed(t *testing.T) {
	f := newFirm(t)
	user := storetest.User(t, f.db, store.User{Name: "Sophie"})
	other := storetest.Client(t, f.db, store.Client{Name: "Adam"})
	due := func(client int64) store.Document {
		d := f.draft()
		d.ClientID, d.Date, d.DueDate = client, "2026-09-01", "2026-10-01"
		return f.issue(d)
	}
	late, paid, foreign := due(f.client.ID), due(f.client.ID), due(other.ID)
	serial := 0
	queue := func(tone store.Tone, listed ...store.Document) error {
		t.Helper()
		serial++
		_, err := f.db.QueueOwed(t.Context(), store.NewDelivery{Delivery: store.Delivery{
			Kind: store.KindDocument, ClientID: f.client.ID, UserID: user.ID, Purpose: store.Service, FromAddress: "g@garage.example",
			ToAddress: "maes@client.example", Subject: "Rappel", MessageID: "<" + string(rune('a'+serial)) + "@garage.example>",
		}, Head: []byte("x")}, listed, tone)
		return err
	}
	expect := func(what string, deliveries int, tone store.Tone) {
		t.Helper()
		ids, err := f.db.Deliveries(t.Context(), store.DeliveryFilter{ClientID: f.client.ID})
		check(t, err)
		all, err := f.db.ReminderProposals(t.Context(), "2027-01-31")
		check(t, err)
		last := store.Tone(0)
		for _, proposal := range all {
			for _, d := range proposal.Documents {
				last = max(last, d.LastTone)
			}
		}
		if len(ids) != deliveries || last != tone {
			t.Errorf("%s: %d messages, last tone %d; want %d and %d", what, len(ids), last, deliveries, tone)
		}
	}
	if _, err := f.db.SetPaid(t.Context(), []int64{paid.ID}, true, "2026-11-01"); err != nil {
		t.Fatal(err)
	}
	mustFail(t, queue(1, late, paid), store.ErrConflict)
	mustFail(t, queue(1, late, f.document(paid.ID)), store.ErrConflict) // its open amount is right: nothing
	mustFail(t, queue(1, late, foreign), store.ErrConflict)
	wrong := late
	wrong.Open--
	mustFail(t, queue(1, wrong), store.ErrConflict)
	expect("after refusals", 0, 0)
	check(t, queue(0, late))
	expect("a statement", 1, 0)
	check(t, queue(1, late))
	expect("a reminder", 2, 1)
	mustFail(t, queue(2, late), store.ErrReminded)
	expect("a second press", 2, 1)
	f.db.SetClock(func() time.Time { return time.Date(2026, 12, 1, 10, 0, 0, 0, time.Local) })
	check(t, queue(2, late))
	expect("eight days later", 3, 2)
	if queue(4, late) == nil {
		t.Error("a fourth tone is kept")
	}
}
