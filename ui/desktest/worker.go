package desktest

import (
	"context"
	"slices"
	"testing"
	"time"

	"garagemail/mailer"
	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
)

// Outbox is how many messages there are.
func (d *MailDesk) Outbox(t *testing.T) int {
	t.Helper()
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{})
	Check(t, err)
	return len(ids)
}

// Work has a real worker send for the desk, from accounts that change may alter, at a real server.
func (d *MailDesk) Work(t *testing.T, fault mailertest.Fault, change func(*smtp.Account)) *mailertest.Server {
	t.Helper()
	server := mailertest.Start(t, mailertest.Options{StartTLS: true, Login: "sophie", Password: "geheim-123", Fault: fault})
	d.Worker = mailer.NewWorker(mailer.Options{
		DB: d.DB, Transport: smtp.SMTP{Timeout: 5 * time.Second}, Poll: 20 * time.Millisecond, CloseWait: time.Second,
		Account: func(context.Context, int64) (smtp.Account, error) {
			account := signin.NewAccount(d.User, "geheim-123")
			account.Server, account.Port, account.Login, account.TLSConfig = server.Host, server.Port, "sophie", server.TLSConfig()
			if change != nil {
				change(&account)
			}
			return account, nil
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Worker.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		Check(t, <-done)
	})
	return server
}

// Until waits for what the worker brings about.
func Until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for: ", what)
		}
	}
}

// Counts are what the outbox counts.
func (d *MailDesk) Counts(t *testing.T) garage.DeliveryCounts {
	t.Helper()
	counts, err := d.DB.OutboxCounts(t.Context())
	Check(t, err)
	return counts
}

// FinishAll gives every message that waits the same end.
func FinishAll(t *testing.T, d *MailDesk, state garage.DeliveryState) {
	t.Helper()
	finish(t, d, func(garage.Delivery) (garage.DeliveryState, string) { return state, "" })
}

// FinishSome lets what waits for these addresses fail and the rest be sent.
func FinishSome(t *testing.T, d *MailDesk, failing ...string) {
	t.Helper()
	finish(t, d, func(delivery garage.Delivery) (garage.DeliveryState, string) {
		if slices.Contains(failing, delivery.ToAddress) {
			return garage.Failed, "reason.mailbox_unknown"
		}
		return garage.Sent, ""
	})
	d.Bus.Announce(desk.TopicOutbox)
}

// finish claims each message that waits, as the worker does, and gives it the end that is chosen for it.
func finish(t *testing.T, d *MailDesk, end func(garage.Delivery) (garage.DeliveryState, string)) {
	t.Helper()
	acquired, err := d.DB.AcquireLease(t.Context(), store.OutboxLease, "test", time.Second)
	if Check(t, err); !acquired {
		t.Fatal("no lease")
	}
	for {
		claim, err := d.DB.FinishAndClaim(t.Context(), "test", d.User.ID, store.Handover{Claim: store.ClaimToSend})
		Check(t, err)
		if claim == nil {
			break
		}
		state, reason := end(claim.Delivery)
		Check(t, d.DB.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: state, Reason: reason}))
	}
	Check(t, d.DB.ReleaseLease(t.Context(), store.OutboxLease, "test"))
}
