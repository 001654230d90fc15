package store_test

import (
	"errors"
	"testing"

	"garagemail/store"
)

func (g *busyGarage) mustBeLive(message store.NewDelivery, want store.DeliveryState) {
	g.Helper()
	_, err := g.db.QueueDelivery(g.Context(), message)
	var live *store.LiveError
	if !errors.As(err, &live) || !errors.Is(err, store.ErrConflict) || live.State != want || live.Address != message.ToAddress {
		g.Errorf("%v, want a message that is %s", err, want)
	}
}

// TestDocumentGoesOnce: not a second time while the first may still arrive.
func TestDocumentGoesOnce(t *testing.T) {
	g := newBusyGarage(t)
	invoice := g.issue(g.draft())
	g.queue(g.message("first", invoice.ID))
	again := g.message("again", invoice.ID)
	g.mustBeLive(again, store.Queued)
	elsewhere := g.message("elsewhere", invoice.ID)
	elsewhere.ToAddress = "second@maes.example"
	g.queue(elsewhere)
	claim, err := g.db.FinishAndClaim(t.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
	check(t, err)
	again.ToAddress = "MAES@maes.example"
	g.mustBeLive(again, store.Sending)
	before := func() store.DocumentRecipient {
		t.Helper()
		recipients, err := g.db.DocumentRecipients(t.Context(), []int64{invoice.ID})
		check(t, err)
		return recipients[0]
	}
	if got := before(); !got.OnItsWay || got.Sent || got.Dead != nil || got.Cancelled {
		t.Errorf("while it is sent: %+v", got)
	}
	check(t, g.db.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: store.Uncertain}))
	g.mustBeLive(again, store.Uncertain)
	check(t, g.db.ResolveUncertain(t.Context(), claim.Delivery.ID, true))
	g.queue(again) // she knows that it arrived, and wants it to go again
}

// TestMendedDocumentCountsOnce: what failed is made up for by what goes to the same address, or in the place of one that the
// client no longer has; what failed at another of his addresses still stands.
func TestMendedDocumentCountsOnce(t *testing.T) {
	g := newBusyGarage(t)
	invoice := g.issue(g.draft())
	contact := store.Contact{ClientID: g.client.ID, Name: "Boekhouding", Email: "boekhouding@maes.example"}
	_, err := g.db.SaveContact(t.Context(), contact)
	check(t, err)
	for _, address := range []string{g.client.Email, "gone@maes.example", contact.Email} {
		message := g.message(address, invoice.ID)
		message.ToAddress = address
		g.queue(message)
		claim, err := g.db.FinishAndClaim(t.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
		check(t, err)
		check(t, g.db.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: store.Failed}))
	}
	before, err := g.db.DocumentRecipients(t.Context(), []int64{invoice.ID})
	if check(t, err); before[0].OnItsWay || before[0].Sent || len(before[0].Dead) != 2 || before[0].Cancelled {
		t.Errorf("before it is mended: %+v", before)
	}
	g.queue(g.message("mended", invoice.ID))
	before, err = g.db.DocumentRecipients(t.Context(), []int64{invoice.ID})
	if check(t, err); !before[0].OnItsWay || len(before[0].Dead) != 1 {
		t.Errorf("mended: %+v", before)
	}
	counts, err := g.db.OutboxCounts(t.Context())
	if check(t, err); counts.Failed != 1 || counts.Queued != 1 {
		t.Errorf("%+v", counts)
	}
}

// TestPaperThatLeftIsKept: the first PDF that goes out is the document's own from then on.
func TestPaperThatLeftIsKept(t *testing.T) {
	g := newBusyGarage(t)
	invoice := g.issue(g.draft())
	for _, name := range []string{"first", "second"} {
		message := g.message(name, invoice.ID)
		message.Paper = []byte("%PDF-1.7 " + name)
		g.queue(message)
		g.send()
	}
	if kept, err := g.db.KeptPaper(t.Context(), invoice.ID); err != nil || string(kept) != "%PDF-1.7 first" {
		t.Errorf("%q %v", kept, err)
	}
}
