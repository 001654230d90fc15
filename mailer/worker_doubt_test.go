package mailer

import (
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// TestFirstRecipientIsNotRelayed has a server refuse the first recipient and take the others: it was about that one.
func TestFirstRecipientIsNotRelayed(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(mailertest.Rcpt, mailertest.ClientAddress(1), mailertest.Refuse(554, [3]int{5, 7, 1}, "Relay access denied"))})
	ids := p.queue(1, 1, 3)
	worker, _ := p.start(nil)
	p.until("the others sent", func() bool { return p.counts().Sent == 2 })
	if d := p.delivery(ids[0]); d.State != garage.Queued {
		t.Errorf("the refused one before its second try: %+v", d)
	}
	p.ahead(2 * time.Minute)
	worker.Wake()
	p.until("the first is told of", func() bool { return p.delivery(ids[0]).State == garage.Failed })
	if d := p.delivery(ids[0]); d.Reason != string(smtp.ReasonNotRelayed) {
		t.Errorf("%+v", d)
	}
	if status := statusOf(worker, 1); status.State == AccountStopped {
		t.Errorf("the account is stopped: %+v", status)
	}
}

// TestRelayRefusedForAll has a server refuse everybody until the computer is back in its network: the account waits, is not
// stopped, charges no message and goes on by itself.
func TestRelayRefusedForAll(t *testing.T) {
	server := mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
		if point == mailertest.Rcpt {
			return mailertest.Refuse(554, [3]int{5, 7, 1}, "Relay access denied")
		}
		return nil
	}}
	for _, count := range []int{1, 8} {
		p := newPost(t, server)
		ids := p.queue(1, 1, count)
		worker, stop := p.start(nil)
		p.until("the account waits", func() bool { return statusOf(worker, 1).State == AccountWaiting })
		if status := statusOf(worker, 1); status.Reason != smtp.ReasonRelayDenied || !strings.Contains(status.Reply, "Relay access denied") {
			t.Errorf("%+v", status)
		}
		for _, id := range ids {
			if d := p.delivery(id); d.State != garage.Queued || d.Deferrals != 0 {
				t.Errorf("%+v", d)
			}
		}
		p.servers[1].SetFault(nil)
		p.ahead(6 * time.Minute)
		worker.Wake()
		p.until("all sent", func() bool { return p.counts().Sent == count })
		stop()
	}
}
