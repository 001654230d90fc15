package mailer

import (
	"context"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// goneAt are the times of count messages, one a second from start on.
func goneAt(start time.Time, count int) (gone []time.Time) {
	for i := range count {
		gone = append(gone, start.Add(time.Duration(i)*time.Second))
	}
	return gone
}

func TestSpeedNext(t *testing.T) {
	for name, test := range map[string]struct {
		limits smtp.Limits
		gone   []time.Time
		next   time.Time
		reason smtp.Reason
	}{
		"no limit":                    {smtp.Limits{}, goneAt(noon.Add(-time.Minute), 50), time.Time{}, ""},
		"below the minute's":          {smtp.Limits{PerMinute: 10}, goneAt(noon.Add(-20*time.Second), 9), time.Time{}, ""},
		"the minute's are gone":       {smtp.Limits{PerMinute: 10}, goneAt(noon.Add(-20*time.Second), 10), noon.Add(40 * time.Second), smtp.ReasonPace},
		"a minute later":              {smtp.Limits{PerMinute: 10}, goneAt(noon.Add(-80*time.Second), 10), time.Time{}, ""},
		"the day's are gone":          {smtp.Limits{PerDay: 10}, goneAt(noon.Add(-2*time.Hour), 10), noon.Add(22 * time.Hour), smtp.ReasonDailyLimit},
		"more than the day's":         {smtp.Limits{PerDay: 10}, goneAt(noon.Add(-2*time.Hour), 12), noon.Add(22*time.Hour + 2*time.Second), smtp.ReasonDailyLimit},
		"both, the day counts":        {smtp.Limits{PerMinute: 5, PerDay: 10}, goneAt(noon.Add(-10*time.Second), 10), noon.Add(day - 10*time.Second), smtp.ReasonDailyLimit},
		"a clock that was set back":   {smtp.Limits{PerDay: 10}, goneAt(noon.Add(time.Hour), 10), time.Time{}, ""},
		"yesterday counts no more":    {smtp.Limits{PerDay: 10}, goneAt(noon.Add(-25*time.Hour), 10), time.Time{}, ""},
		"a day's, gone at other days": {smtp.Limits{PerDay: 2}, []time.Time{noon.Add(-25 * time.Hour), noon.Add(-time.Hour)}, time.Time{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := speed{limits: test.limits, gone: test.gone}
			if next, reason := s.next(noon); !next.Equal(test.next) || reason != test.reason {
				t.Errorf("%v %s", next, reason)
			}
		})
	}
}

// TestSpeedDoneAt holds the forecast to a play of the days: one message after the other, each when the limits let it.
func TestSpeedDoneAt(t *testing.T) {
	for _, limits := range []smtp.Limits{{PerDay: 10}, {PerDay: 7}, {PerDay: 1}} {
		for gone := 0; gone <= limits.PerDay; gone += 3 {
			for _, count := range []int{1, 3, 9, 25} {
				forecast := speed{limits: limits, gone: goneAt(noon.Add(-time.Hour), gone)}
				got := forecast.doneAt(noon, count)
				played := speed{limits: limits, gone: goneAt(noon.Add(-time.Hour), gone)}
				now := noon
				for range count {
					if next, _ := played.next(now); !next.IsZero() {
						now = next
					}
					played.gone = append(played.gone, now)
				}
				if !got.Equal(now) {
					t.Errorf("%d more after %d of %d a day: %v, played %v", count, gone, limits.PerDay, got, now)
				}
			}
		}
	}
	s := speed{limits: smtp.Limits{PerMinute: 30}}
	if got := s.doneAt(noon, 300); !got.Equal(noon.Add(10 * time.Minute)) {
		t.Errorf("300 at 30 a minute: %v", got)
	}
}

func TestSpeedLearns(t *testing.T) {
	s := speed{limits: smtp.Limits{Connections: 4}, gone: goneAt(noon.Add(-30*time.Second), 20)}
	if s.connections(noon) != 4 {
		t.Error("does not begin with what is allowed")
	}
	s.slowDown(noon)
	if got := s.perMinute(noon); got != 10 || s.connections(noon) != 1 {
		t.Errorf("after one refusal %d a minute, %d connections", got, s.connections(noon))
	}
	s.slowDown(noon.Add(time.Second))
	if got := s.perMinute(noon); got != 10 {
		t.Errorf("told twice at once, %d", got)
	}
	s.slowDown(noon.Add(slowDownAgain))
	if got := s.perMinute(noon); got != 5 {
		t.Errorf("after two %d", got)
	}
	if got := s.perMinute(noon.Add(slowDownAgain + easeAfter)); got != 10 {
		t.Errorf("eased to %d", got)
	}
	if got := s.perMinute(noon.Add(day)); got != 0 || s.connections(noon.Add(day)) != 4 {
		t.Errorf("the day after %d, %d connections", got, s.connections(noon.Add(day)))
	}
	limited := speed{limits: smtp.Limits{PerMinute: 3}, learnt: 8, learntAt: noon}
	if got := limited.perMinute(noon); got != 3 {
		t.Errorf("learnt more than is allowed: %d", got)
	}
}

func TestLimits(t *testing.T) {
	for _, test := range []struct {
		server, address string
		want            smtp.Limits
	}{
		{"smtp.gmail.com", "marie@gmail.com", smtp.Limits{PerDay: 500}},
		{"SMTP.gmail.com ", "marie@garage.example", smtp.Limits{PerDay: 2000}},
		{"smtp.office365.com", "marie@garage.example", smtp.Limits{PerMinute: 30, PerDay: 10_000}},
		{"mail.garage.example", "marie@garage.example", smtp.Limits{}},
	} {
		if got := signin.DefaultLimits(test.server, test.address); got != test.want {
			t.Errorf("%s %s: %+v", test.server, test.address, got)
		}
	}
	p := newPost(t, mailertest.Options{})
	account := smtp.Account{UserID: 1, Server: "smtp.gmail.com", Email: "marie@gmail.com"}
	chosen := smtp.Limits{PerMinute: 5, PerConnection: 7, Connections: 3}
	for _, limits := range []*smtp.Limits{&chosen, nil} {
		if err := signin.SaveLimits(t.Context(), p.db, 1, limits); err != nil {
			t.Fatal(err)
		}
		want := smtp.Limits{PerDay: 500}
		if limits != nil {
			want = *limits
		}
		if got, err := signin.LimitsOf(t.Context(), p.db, account); err != nil || got != want {
			t.Errorf("%+v %v", got, err)
		}
	}
}

// limited gives the account of a post its limits.
func (p *post) limited(limits smtp.Limits) {
	account := p.account
	p.account = func(ctx context.Context, userID int64) (smtp.Account, error) {
		one, err := account(ctx, userID)
		one.Limits = limits
		return one, err
	}
}

func TestWorkerKeepsThePace(t *testing.T) {
	t.Run("of the minute", func(t *testing.T) {
		p := newPost(t, mailertest.Options{})
		p.limited(smtp.Limits{PerMinute: 4})
		p.queue(1, 1, 10)
		worker, _ := p.start(nil)
		for sent := 4; sent < 10; sent += 4 {
			p.until("a minute's", func() bool { return p.counts().Sent == sent && statusOf(worker, 1).State == AccountWaiting })
			if status := statusOf(worker, 1); status.Reason != smtp.ReasonPace || status.DoneAt.IsZero() {
				t.Errorf("%+v", status)
			}
			time.Sleep(50 * time.Millisecond)
			if got := p.counts().Sent; got != sent {
				t.Errorf("%d sent", got)
			}
			p.ahead(time.Minute)
			worker.Wake()
		}
		p.until("all", func() bool { return p.counts().Sent == 10 })
	})
	t.Run("of the day, also after a new start", func(t *testing.T) {
		p := newPost(t, mailertest.Options{})
		p.limited(smtp.Limits{PerDay: 4})
		p.queue(1, 1, 10)
		worker, stop := p.start(nil)
		p.until("a day's", func() bool { return p.counts().Sent == 4 && statusOf(worker, 1).State == AccountWaiting })
		stop()
		logins := p.servers[1].Logins()
		worker, _ = p.start(nil)
		p.until("it waits", func() bool { return statusOf(worker, 1).State == AccountWaiting })
		status, now := statusOf(worker, 1), p.db.Now()
		if status.Reason != smtp.ReasonDailyLimit || status.RetryAt.Sub(now) < day-time.Minute || status.DoneAt.Sub(now) < 2*day-time.Minute ||
			status.DoneAt.Sub(now) > 2*day {
			t.Errorf("%+v at %v", status, now)
		}
		if p.counts().Sent != 4 || p.servers[1].Logins() != logins {
			t.Error("did not wait")
		}
		p.ahead(day)
		worker.Wake()
		p.until("the next day's", func() bool { return p.counts().Sent == 8 })
	})
}

func TestWorkerKeepsWhatTheServerAllows(t *testing.T) {
	t.Run("of the connection", func(t *testing.T) {
		p := newPost(t, mailertest.Options{})
		p.limited(smtp.Limits{PerConnection: 3})
		p.queue(1, 1, 10)
		p.start(nil)
		p.until("all", func() bool { return p.counts().Sent == 10 })
		if got := p.servers[1].Logins(); got != 4 {
			t.Errorf("%d logins", got)
		}
	})
	t.Run("that a server teaches", func(t *testing.T) {
		p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(mailertest.Rcpt, mailertest.ClientAddress(7), mailertest.Refuse(451, [3]int{4, 7, 0}, "Sending rate exceeded, slow down"))})
		p.queue(1, 1, 10)
		worker, _ := p.start(nil)
		p.until("it waits", func() bool { return statusOf(worker, 1).Reason == smtp.ReasonTooFast })
		p.servers[1].SetFault(nil)
		sent := p.counts().Sent
		p.ahead(2 * time.Minute) // the pause, and the minute
		worker.Wake()
		p.until("the slower pace", func() bool { return statusOf(worker, 1).Reason == smtp.ReasonPace || p.counts().Sent == 10 })
		if got := p.counts().Sent; sent != 6 || got != 9 {
			t.Errorf("%d, then %d sent", sent, got)
		}
	})
}

// TestWorkerConnections sends over several connections at once, among messages that are refused.
func TestWorkerConnections(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: func(point mailertest.Point, to string) error {
		if point == mailertest.Rcpt && (to == mailertest.ClientAddress(3) || to == mailertest.ClientAddress(8)) {
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
		}
		if point == mailertest.Data {
			time.Sleep(5 * time.Millisecond) // or the first connection has sent all before the others are there
		}
		return nil
	}})
	p.limited(smtp.Limits{Connections: 9})
	for range 10 {
		p.queue(1, 1, 10)
	}
	p.start(nil)
	p.until("all", func() bool { c := p.counts(); return c.Sent == 80 && c.Failed == 20 })
	if got := p.servers[1].Logins(); got != smtp.MaxConnections {
		t.Errorf("%d logins", got)
	}
	for client, to := 1, p.servers[1].Recipients(); client <= 10; client++ {
		if want := 10; client != 3 && client != 8 && to[mailertest.ClientAddress(client)] != want {
			t.Errorf("client %d got %d", client, to[mailertest.ClientAddress(client)])
		}
	}
}

// TestWorkerConnectionsRefused keeps on sending when a server takes one connection only.
func TestWorkerConnectionsRefused(t *testing.T) {
	var logins atomic.Int32
	p := newPost(t, mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth && logins.Add(1) > 1 {
			return mailertest.Refuse(421, [3]int{4, 7, 0}, "Too many concurrent connections")
		}
		if point == mailertest.Data {
			time.Sleep(5 * time.Millisecond) // or the first has sent all before the others are there
		}
		return nil
	}})
	p.limited(smtp.Limits{Connections: 4})
	p.queue(1, 1, 10)
	p.queue(1, 1, 10)
	worker, _ := p.start(nil)
	p.until("all", func() bool { return p.counts().Sent == 20 })
	if got := logins.Load(); got != 4 {
		t.Errorf("%d logins", got)
	}
	p.until("idle", func() bool { return statusOf(worker, 1).State == AccountIdle })
	logins.Store(0)
	p.queue(1, 1, 10)
	worker.Wake()
	p.until("the second run", func() bool { return p.counts().Sent == 30 })
	if got := logins.Load(); got != 1 {
		t.Errorf("%d logins after it took one only", got)
	}
}

// TestWorkerDiesAhead lets another program take over from one that died with a message claimed ahead.
func TestWorkerDiesAhead(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	ids := p.queue(1, 1, 4)
	const dead = "died"
	if acquired, err := p.db.AcquireLease(t.Context(), store.OutboxLease, dead, time.Minute); err != nil || !acquired {
		t.Fatal(acquired, err)
	}
	first, err := p.db.FinishAndClaim(t.Context(), dead, 1, store.Handover{Claim: store.ClaimAhead})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.FinishAndClaim(t.Context(), dead, 1, store.Handover{Begin: first, Claim: store.ClaimAhead}); err != nil {
		t.Fatal(err)
	}
	worker, _ := p.start(nil)
	p.ahead(2 * time.Minute)
	worker.Wake()
	p.until("all but one", func() bool { return p.counts().Sent == 3 })
	for i, want := range []garage.DeliveryState{garage.Uncertain, garage.Sent, garage.Sent, garage.Sent} {
		if got := p.delivery(ids[i]).State; got != want {
			t.Errorf("message %s is %s", strconv.Itoa(i+1), got)
		}
	}
}
