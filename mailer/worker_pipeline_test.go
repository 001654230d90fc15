package mailer

import (
	"context"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
)

// TestWorkerLearnsApart sends to many refused recipients over few connections, although the server begins data for them.
func TestWorkerLearnsApart(t *testing.T) {
	server := mailertest.StartTrouble(t, mailertest.TroubleOptions{Pipelining: true, Eager: true, Refuses: "c2@"})
	p := newPost(t, mailertest.Options{})
	p.account = func(context.Context, int64) (smtp.Account, error) { return troubledAccount(server), nil }
	p.queue(1, 1, 3)
	p.queue(1, 2, 3)
	p.queue(1, 2, 3)
	p.start(nil)
	p.until("all", func() bool { c := p.counts(); return c.Sent == 4 && c.Failed == 3 })
	if got := server.Connections(); got != 2 {
		t.Errorf("%d connections", got)
	}
	if got := server.Accepted(); got[mailertest.ClientAddress(1)] != 1 || got[mailertest.ClientAddress(2)] != 0 || got[mailertest.ClientAddress(3)] != 3 {
		t.Errorf("accepted %v", got)
	}
}
