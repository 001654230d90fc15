package storetest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// BusyGarage is a firm with an account whose messages leave as soon as they are queued.
type BusyGarage struct {
	*Firm
	User garage.User
}

// NewBusyGarage has a firm of a file of its own, and the lease of the outbox.
func NewBusyGarage(t *testing.T) *BusyGarage {
	f := NewFirm(t)
	g := &BusyGarage{Firm: f, User: User(t, f.DB, garage.User{Email: "sophie@garage.example"})}
	acquired, err := f.DB.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
	if Check(t, err); !acquired {
		t.Fatal("no lease")
	}
	return g
}

// Message is one to the client, about a document when there is an id.
func (g *BusyGarage) Message(name string, documentID int64) garage.NewDelivery {
	return garage.NewDelivery{
		Delivery: garage.Delivery{
			Kind: garage.KindDocument, DocumentID: documentID, ClientID: g.Client.ID, UserID: g.User.ID, Purpose: garage.Service,
			FromAddress: g.User.Email, ToAddress: g.Client.Email, ToName: "Maes", Subject: name, MessageID: "<" + name + "@garage.example>",
		},
		Head: []byte("Subject: " + name + "\r\n\r\n"), Tail: []byte("tail of " + name),
	}
}

// Attached is the tail of a message with these files, as a mail library writes it.
func Attached(files ...[]byte) []byte {
	var tail bytes.Buffer
	for i, file := range files {
		fmt.Fprintf(&tail, "\r\n--=_b\r\nContent-Type: application/octet-stream;\r\n name=\"%d\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", i)
		for text := base64.StdEncoding.EncodeToString(file); text != ""; {
			line := text[:min(76, len(text))]
			tail.WriteString(line + "\r\n")
			text = text[len(line):]
		}
	}
	tail.WriteString("\r\n--=_b--\r\n")
	return tail.Bytes()
}

// Queue has a message wait in the outbox.
func (g *BusyGarage) Queue(message garage.NewDelivery) {
	g.Helper()
	_, err := g.DB.QueueDelivery(g.Context(), message)
	Check(g, err)
}

// Send claims the next message and records that it left.
func (g *BusyGarage) Send() {
	g.Helper()
	claim, err := g.DB.FinishAndClaim(g.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
	Check(g, err)
	Check(g, g.DB.FinishDelivery(g.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Sent, Reply: "250 taken"}))
}

// Contact gives the client one more person with an address.
func (g *BusyGarage) Contact(name, email string) garage.Contact {
	g.Helper()
	contact := garage.Contact{ClientID: g.Client.ID, Name: name, Email: email}
	id, err := g.DB.SaveContact(g.Context(), contact)
	Check(g, err)
	contact.ID = id
	return contact
}

// Fail claims the next message and records that it was refused for good.
func (g *BusyGarage) Fail() {
	g.Helper()
	claim, err := g.DB.FinishAndClaim(g.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
	Check(g, err)
	Check(g, g.DB.FinishDelivery(g.Context(), store.Result{
		DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Failed, Reason: "reason.mailbox_unknown",
	}))
}

// MustHaveFailed fails the test unless so many messages have failed.
func (g *BusyGarage) MustHaveFailed(want int) {
	g.Helper()
	counts, err := g.DB.OutboxCounts(g.Context())
	if Check(g, err); counts.Failed != want {
		g.Errorf("%d failed, want %d", counts.Failed, want)
	}
}

// MustBeLive fails the test unless the message is refused for the live one of that state.
func (g *BusyGarage) MustBeLive(message garage.NewDelivery, want garage.DeliveryState) {
	g.Helper()
	_, err := g.DB.QueueDelivery(g.Context(), message)
	var live *store.LiveError
	if !errors.As(err, &live) || !errors.Is(err, garage.ErrConflict) || live.State != want || live.Address != message.ToAddress {
		g.Errorf("%v, want a message that is %s", err, want)
	}
}
