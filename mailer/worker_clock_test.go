package mailer

import (
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
)

// TestWorkerClockMoved: the machine's clock goes back two days and on four, as when a battery is flat; everything leaves
// once, and a lease that was written in that future holds nobody up.
func TestWorkerClockMoved(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	p.ahead(48 * time.Hour)
	if acquired, err := p.db.AcquireLease(t.Context(), store.OutboxLease, "a program that died", 30*time.Second); err != nil || !acquired {
		t.Fatal(acquired, err)
	}
	p.ahead(-48 * time.Hour)
	p.queue(1, 1, 3)
	worker, _ := p.start(nil)
	p.until("three left", func() bool { return p.counts().Sent == 3 })
	for i, moved := range []time.Duration{-48 * time.Hour, 96 * time.Hour, -24 * time.Hour} {
		p.ahead(moved)
		p.queue(1, 4+2*i, 5+2*i)
		worker.Wake()
		p.until("two more left", func() bool { return p.counts().Sent == 5+2*i })
	}
	for address, count := range p.servers[1].Recipients() {
		if count != 1 {
			t.Errorf("%s got %d messages", address, count)
		}
	}
	if got := len(p.servers[1].Messages()); got != 9 {
		t.Errorf("%d messages arrived", got)
	}
}

// TestWorkerNetworkGoneForAnHour: in the middle of a run nothing answers any more. Nothing is lost or blamed on a message; the
// tries grow apart, and after the hour the rest leaves by itself.
func TestWorkerNetworkGoneForAnHour(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
		if point == mailertest.Data {
			time.Sleep(5 * time.Millisecond)
		}
		return nil
	}})
	first := p.servers[1]
	ids := p.queue(1, 1, 10)
	worker, _ := p.start(nil)
	p.until("some left", func() bool { return len(first.Messages()) > 2 })
	first.Close()
	p.until("it waits for the network", func() bool { return statusOf(worker, 1).State == AccountWaiting })
	for gone, last := time.Duration(0), time.Duration(0); gone < time.Hour; {
		status := statusOf(worker, 1)
		pause := status.RetryAt.Sub(p.db.Now())
		if pause < last/2 {
			t.Errorf("after %v it waits %v, and %v before", gone, pause, last)
		}
		last = pause
		p.ahead(pause + time.Millisecond)
		gone += pause
		worker.Wake()
		p.until("it has tried again", func() bool {
			now := statusOf(worker, 1)
			return now.State == AccountWaiting && now.RetryAt.After(status.RetryAt)
		})
	}
	unsure := p.counts().Uncertain
	for _, id := range ids {
		if d := p.delivery(id); d.State != garage.Sent && d.State != garage.Queued && d.State != garage.Uncertain || d.Deferrals > 0 {
			t.Errorf("%+v", d)
		}
	}
	second := mailertest.StartAt(t, first.Port, mailertest.Options{StartTLS: true, Login: "marie", Password: "s3cret-pass"})
	p.serve(1, second)
	p.ahead(time.Hour)
	worker.Wake()
	p.until("the rest left", func() bool { return p.counts().Sent == 10-unsure })
	arrived := map[string]int{}
	for _, server := range []*mailertest.Server{first, second} {
		for address, count := range server.Recipients() {
			arrived[address] += count
		}
	}
	for address, count := range arrived {
		if count != 1 {
			t.Errorf("%s got %d messages", address, count)
		}
	}
	if unsure > 1 || len(arrived) < 10-unsure {
		t.Errorf("%d uncertain, %d arrived", unsure, len(arrived))
	}
}
