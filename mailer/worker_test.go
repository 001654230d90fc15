package mailer

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

func TestWorkerSendsAll(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	ids := p.queue(1, 1, 10)
	worker, _ := p.start(nil)
	p.until("10 sent", func() bool { return p.counts().Sent == 10 })
	for client, to := 1, p.servers[1].Recipients(); client <= 10; client++ {
		if to[mailertest.ClientAddress(client)] != 1 {
			t.Errorf("client %d got %d", client, to[mailertest.ClientAddress(client)])
		}
	}
	stored, err := p.db.DeliveryMessage(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	if got := p.servers[1].Messages()[0].Bytes; strings.ReplaceAll(string(got), "\r\n", "\n") != strings.ReplaceAll(string(stored), "\r\n", "\n") {
		t.Errorf("arrived %q, kept %q", got, stored)
	}
	if d := p.delivery(ids[0]); d.ReplyCode != 250 || d.Reply == "" || d.FinishedAt.IsZero() {
		t.Errorf("%+v", d)
	}
	if p.servers[1].Logins() != 1 {
		t.Errorf("%d logins for one run", p.servers[1].Logins())
	}
	p.until("idle", func() bool { return statusOf(worker, 1).State == AccountIdle })
	p.until("told that nothing is left", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		last := p.progress[len(p.progress)-1]
		return last.Sent == 10 && last.Failed == 0 && last.Left == 0
	})

	p.queue(1, 1, 1)
	worker.Wake()
	p.until("one more sent", func() bool { return p.counts().Sent == 11 })
}

// TestWorkerFaults asserts the server's mailbox and the ledger after a fault for one of three messages.
func TestWorkerFaults(t *testing.T) {
	refuse := mailertest.Refuse
	for _, test := range []struct {
		name    string
		point   mailertest.Point
		fault   error
		state   garage.DeliveryState
		reason  smtp.Reason
		arrived int // of the message with the fault
	}{
		{"550 at RCPT", mailertest.Rcpt, refuse(550, [3]int{5, 1, 1}, "User unknown"), garage.Failed, smtp.ReasonMailboxUnknown, 0},
		{"450 at RCPT", mailertest.Rcpt, refuse(450, [3]int{4, 2, 0}, "Greylisted"), garage.Queued, smtp.ReasonGreylisted, 0},
		{"421 at RCPT", mailertest.Rcpt, refuse(421, [3]int{4, 3, 0}, "Going down"), garage.Queued, smtp.ReasonTemporary, 0},
		{"drop at RCPT", mailertest.Rcpt, mailertest.ErrDrop, garage.Queued, smtp.ReasonLineLost, 0},
		{"relay denied, though others went", mailertest.Rcpt, refuse(554, [3]int{5, 7, 1}, "Relay access denied"), garage.Failed, smtp.ReasonNotRelayed, 0},
		{"554 to the content", mailertest.Data, refuse(554, [3]int{5, 7, 1}, "spam"), garage.Failed, smtp.ReasonSpam, 0},
		{"451 to the content", mailertest.Data, refuse(451, [3]int{4, 3, 0}, "Local error"), garage.Queued, smtp.ReasonTemporary, 0},
		{"drop after the dot", mailertest.Data, mailertest.ErrDrop, garage.Uncertain, smtp.ReasonBrokenOff, 0},
		{"drop before the 250", mailertest.Accepted, mailertest.ErrDrop, garage.Uncertain, smtp.ReasonBrokenOff, 1},
		{"silence after the dot", mailertest.Data, mailertest.ErrSilent, garage.Uncertain, smtp.ReasonBrokenOff, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel() // each waits for the pause of its line
			p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(test.point, mailertest.ClientAddress(2), test.fault)})
			ids := p.queue(1, 1, 3)
			_, stop := p.start(func(o *Options) { o.Transport = smtp.SMTP{Timeout: 200 * time.Millisecond} })
			p.until("the others sent", func() bool { return p.counts().Sent == 2 })
			p.until("the second has its state", func() bool {
				d := p.delivery(ids[1])
				return d.State == test.state && d.Attempt > 0
			})
			stop()
			if d := p.delivery(ids[1]); d.Reason != string(test.reason) {
				t.Errorf("%+v", d)
			}
			to := p.servers[1].Recipients()
			if to[mailertest.ClientAddress(1)] != 1 || to[mailertest.ClientAddress(2)] != test.arrived || to[mailertest.ClientAddress(3)] != 1 {
				t.Errorf("arrived: %v", to)
			}
		})
	}
}

func TestWorkerBrokenAccount(t *testing.T) {
	for name, fault := range map[string]mailertest.Fault{
		"login refused":  mailertest.FaultAt(mailertest.Auth, "", mailertest.Refuse(535, [3]int{5, 7, 8}, "Authentication failed")),
		"sender refused": mailertest.FaultAt(mailertest.Mail, "", mailertest.Refuse(553, [3]int{5, 7, 1}, "Sender address rejected: not owned by user")),
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, mailertest.Options{Fault: fault})
			p.serve(2, mailertest.Start(t, mailertest.Options{StartTLS: true, Login: "marie", Password: "s3cret-pass"}))
			p.queue(1, 1, 5)
			p.queue(2, 6, 10)
			worker, _ := p.start(nil)
			p.until("the other account's are sent", func() bool { return p.counts().Sent == 5 })
			p.until("the account is stopped", func() bool { return statusOf(worker, 1).State == AccountStopped })
			worker.Wake() // must not try the password again and again
			time.Sleep(100 * time.Millisecond)
			if counts := p.counts(); counts.Queued != 5 || counts.Failed != 0 || p.servers[1].Logins() != 1 {
				t.Errorf("%+v, %d logins", counts, p.servers[1].Logins())
			}
			if status := statusOf(worker, 1); status.Reason != smtp.ReasonLoginRefused && status.Reason != smtp.ReasonSenderRefused || status.Reply == "" {
				t.Errorf("%+v", status)
			}
			p.servers[1].SetFault(nil)
			worker.Retry(1)
			p.until("all sent after the mend", func() bool { return p.counts().Sent == 10 })
		})
	}
}

func TestWorkerNetworkComesBack(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	port := p.servers[1].Port
	p.servers[1].Close()
	ids := p.queue(1, 1, 3)
	worker, _ := p.start(nil)
	p.until("it waits", func() bool { return statusOf(worker, 1).State == AccountWaiting })
	if d := p.delivery(ids[0]); d.State != garage.Queued || d.Attempt != 0 {
		t.Errorf("a message was claimed without a line: %+v", d)
	}
	p.serve(1, mailertest.StartAt(t, port, mailertest.Options{StartTLS: true, Login: "marie", Password: "s3cret-pass"}))
	p.until("it goes on by itself", func() bool { return p.counts().Sent == 3 })
}

func TestWorkerTemporaryForTwoDays(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(mailertest.Rcpt, "", mailertest.Refuse(451, [3]int{4, 3, 0}, "Not now"))})
	id := p.queue(1, 1, 1)[0]
	p.start(nil)
	last := time.Duration(0)
	for setback := 1; setback <= len(messagePauses); setback++ {
		p.until("a setback", func() bool { return p.delivery(id).Deferrals == setback })
		d := p.delivery(id)
		pause := d.NextTryAt.Sub(p.db.Now())
		if d.State != garage.Queued || pause <= last {
			t.Fatalf("setback %d: %s, pause %v after %v", setback, d.State, pause, last)
		}
		last = pause / 2 // jitter
		p.ahead(pause + time.Millisecond)
	}
	p.ahead(giveUpAfter)
	p.until("given up", func() bool { return p.delivery(id).State == garage.Failed })
	if d := p.delivery(id); d.Reason != string(smtp.ReasonGaveUp) || !strings.Contains(d.Reply, "Not now") {
		t.Errorf("%+v", d)
	}
}

func TestWorkerClosesInTime(t *testing.T) {
	for name, test := range map[string]struct {
		point mailertest.Point
		state garage.DeliveryState
	}{
		"before the server has it":   {mailertest.Rcpt, garage.Queued},
		"while the server has it":    {mailertest.Data, garage.Uncertain},
		"after it answered, at once": {"", garage.Sent},
	} {
		t.Run(name, func(t *testing.T) {
			var reached atomic.Bool
			p := newPost(t, mailertest.Options{Fault: func(point mailertest.Point, to string) error {
				if to != mailertest.ClientAddress(1) {
					return nil
				}
				if point == mailertest.Rcpt {
					reached.Store(true)
				}
				if point == test.point {
					return mailertest.ErrSilent
				}
				return nil
			}})
			ids := p.queue(1, 1, 1)
			_, stop := p.start(func(o *Options) { o.Transport = smtp.SMTP{Timeout: time.Minute} })
			p.until("on its way", reached.Load)
			start := time.Now()
			stop()
			if took := time.Since(start); took > 1500*time.Millisecond {
				t.Errorf("closing took %v", took)
			}
			if d := p.delivery(ids[0]); d.State != test.state {
				t.Errorf("%+v", d)
			}
			p.servers[1].Close()
		})
	}
}

func TestWorkerPause(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	worker, _ := p.start(nil)
	worker.Pause()
	p.queue(1, 1, 3)
	worker.Wake()
	time.Sleep(100 * time.Millisecond)
	if p.counts().Queued != 3 || !worker.Status().Paused {
		t.Errorf("%+v", p.counts())
	}
	worker.Unpause()
	p.until("sent", func() bool { return p.counts().Sent == 3 })
}

func TestWorkerOneOfTwoPrograms(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	first, stopFirst := p.start(nil)
	p.until("the first holds", func() bool { return first.Status().Holding })
	other, err := store.Open(t.Context(), p.db.Path())
	if err != nil {
		t.Fatal(err)
	}
	second, stopSecond := p.start(func(o *Options) { o.DB = other })
	t.Cleanup(func() {
		stopSecond()
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	p.queue(1, 1, 10)
	p.until("sent", func() bool { return p.counts().Sent == 10 })
	if second.Status().Holding {
		t.Error("two hold")
	}
	stopFirst()
	p.until("the second takes over", func() bool { return second.Status().Holding })
	p.queue(1, 1, 10)
	p.until("sent by the second", func() bool { return p.counts().Sent == 20 })
	for to, count := range p.servers[1].Recipients() {
		if count != 2 {
			t.Errorf("%s got %d of 2", to, count)
		}
	}
}

func TestWorkerAfterACrash(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	ids := p.queue(1, 1, 2)
	if acquired, err := p.db.AcquireLease(t.Context(), store.OutboxLease, "crashed", time.Minute); err != nil || !acquired {
		t.Fatal(acquired, err)
	}
	if _, err := p.db.FinishAndClaim(t.Context(), "crashed", 1, store.Handover{Claim: store.ClaimToSend}); err != nil {
		t.Fatal(err)
	}
	worker, _ := p.start(nil)
	time.Sleep(60 * time.Millisecond)
	if worker.Status().Holding {
		t.Fatal("took the lease of one that may live")
	}
	p.ahead(2 * time.Minute)
	p.until("the other is sent", func() bool { return p.delivery(ids[1]).State == garage.Sent })
	if d := p.delivery(ids[0]); d.State != garage.Uncertain || d.Reason != string(smtp.ReasonBrokenOff) {
		t.Errorf("%+v", d)
	}
	if err := p.db.ResolveUncertain(t.Context(), ids[0], false); err != nil {
		t.Fatal(err)
	}
	worker.Wake()
	p.until("sent again by a person's word", func() bool { return p.delivery(ids[0]).State == garage.Sent })
	if got := string(p.servers[1].Messages()[1].Bytes); !strings.Contains(got, p.delivery(ids[0]).MessageID) {
		t.Errorf("another Message-ID: %s", got)
	}
}

func TestWorkerUnsureServer(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(mailertest.Accepted, "", mailertest.ErrDrop)})
	p.queue(1, 1, 10)
	worker, _ := p.start(func(o *Options) { o.LeaseTTL = time.Minute })
	for i := 1; i < uncertainLimit; i++ {
		p.until("one more uncertain", func() bool { return p.counts().Uncertain == i })
		p.until("it waits", func() bool { return statusOf(worker, 1).State == AccountWaiting })
		p.ahead(10 * time.Minute)
		worker.Wake()
	}
	p.until("stopped", func() bool { return statusOf(worker, 1).State == AccountStopped })
	if counts := p.counts(); counts.Uncertain != uncertainLimit || counts.Queued != 10-uncertainLimit {
		t.Errorf("%+v", counts)
	}
}
