package mailer

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// refusing refuses the even clients.
func refusing(point mailertest.Point, to string) error {
	for client := 2; client <= 10; client += 2 {
		if point == mailertest.Rcpt && to == mailertest.ClientAddress(client) {
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
		}
	}
	return nil
}

// refusingAll refuses all but the tenth.
func refusingAll(point mailertest.Point, to string) error {
	if point == mailertest.Rcpt && to != mailertest.ClientAddress(10) {
		return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
	}
	return nil
}

// at plays for an account without TLS: the servers with habits have none.
func (p *post) plain(options mailertest.Options) {
	server := mailertest.Start(p, options)
	p.serve(1, server)
	p.account = func(context.Context, int64) (smtp.Account, error) {
		account := accountOf(server, garage.Plain)
		account.UserID = 1
		return account, nil
	}
}

// uncounted is how many claims of these messages came to nothing through no fault of theirs.
func (p *post) uncounted(ids []int64) (count int) {
	p.Helper()
	for _, id := range ids {
		count += p.delivery(id).Uncounted
	}
	return count
}

// kept is what the file holds of the account's server.
func (p *post) kept() (known smtp.Learnt) {
	p.Helper()
	text, err := p.db.Setting(p.Context(), learntKey(1))
	if err == nil && text != "" {
		err = json.Unmarshal([]byte(text), &known)
	}
	if err != nil {
		p.Fatal(err)
	}
	known.Server = ""
	return known
}

// TestWorkerHabits sends to servers that end connections and lose commands as real ones do: what can go goes, once, nobody is
// charged, nobody is uncertain, and after a restart what was learnt keeps it from happening again.
func TestWorkerHabits(t *testing.T) {
	const known, unknown = "", mailertest.Unknown
	for name, test := range map[string]struct {
		greeting string
		habits   mailertest.Habits
		fault    mailertest.Fault
		learnt   smtp.Learnt
		spared   int // claims that came to nothing in the first run, at most; none in the second
	}{
		"swallows, nobody knows it":        {unknown, mailertest.Habits{Swallows: true}, nil, smtp.Learnt{}, 0},
		"swallows, though it says Postfix": {known, mailertest.Habits{Swallows: true}, nil, smtp.Learnt{NotAhead: true}, 1},
		"ends each, nobody knows it":       {unknown, mailertest.Habits{EndsEach: true}, nil, smtp.Learnt{PerConnection: 1, EndedAt: 1}, 2},
		"ends each, though it says Postfix": {
			known, mailertest.Habits{EndsEach: true}, nil, smtp.Learnt{NotAhead: true, PerConnection: 1, EndedAt: 1}, 3,
		},
		"answers late":                  {known, mailertest.Habits{Late: 20 * time.Millisecond}, nil, smtp.Learnt{}, 0},
		"answers late, nobody knows it": {unknown, mailertest.Habits{Late: 20 * time.Millisecond}, nil, smtp.Learnt{}, 0},
		"seven a connection, as Exim":   {unknown, mailertest.Habits{MostMessages: 7}, nil, smtp.Learnt{PerConnection: 7}, 1},
		"seven, ahead":                  {known, mailertest.Habits{MostMessages: 7}, nil, smtp.Learnt{PerConnection: 7}, 1},
		"seven, as OpenSMTPD":           {unknown, mailertest.Habits{MostMessages: 7, TooMany: mailertest.OpenSMTPD452}, nil, smtp.Learnt{PerConnection: 7}, 1},
		"one a connection":              {known, mailertest.Habits{MostMessages: 1}, nil, smtp.Learnt{PerConnection: 1}, 1},
		"many refused":                  {unknown, mailertest.Habits{}, refusing, smtp.Learnt{}, 0},
		"twenty errors, as Postfix":     {known, mailertest.Habits{MostErrors: 20}, refusingAll, smtp.Learnt{}, 0},
		"ten errors":                    {unknown, mailertest.Habits{MostErrors: 10}, refusingAll, smtp.Learnt{}, 0},
		"three errors":                  {known, mailertest.Habits{MostErrors: 3}, refusingAll, smtp.Learnt{Errors: 3}, 1},
		"three errors, without a word":  {unknown, mailertest.Habits{MostErrors: 3, Mute: true}, refusingAll, smtp.Learnt{Errors: 3}, 1},
		"one error":                     {unknown, mailertest.Habits{MostErrors: 1}, refusing, smtp.Learnt{Errors: 1}, 1},
		"one error and four a connection": {
			known, mailertest.Habits{MostErrors: 1, MostMessages: 4}, refusing, smtp.Learnt{Errors: 1}, 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPost(t, mailertest.Options{})
			p.plain(mailertest.Options{Greeting: test.greeting, Habits: test.habits, Fault: test.fault})
			for run := 1; run <= 2; run++ {
				var ids []int64
				for range 3 {
					ids = append(ids, p.queue(1, 1, 10)...)
				}
				_, stop := p.start(nil)
				p.until("all", func() bool { return p.counts().Left() == 0 })
				stop()
				p.checkHabits(test.fault, run)
				if got := p.uncounted(ids); got > test.spared || run == 2 && got > 0 {
					t.Errorf("run %d: %d claims came to nothing", run, got)
				}
			}
			if got := p.kept(); got != test.learnt {
				t.Errorf("learnt %+v, not %+v", got, test.learnt)
			}
		})
	}
}

// checkHabits holds the ledger to the mailbox after so many runs.
func (p *post) checkHabits(fault mailertest.Fault, runs int) {
	p.Helper()
	accepted, sent := p.servers[1].Recipients(), 0
	for client := 1; client <= 10; client++ {
		want := 3 * runs
		if fault != nil && fault(mailertest.Rcpt, mailertest.ClientAddress(client)) != nil {
			want = 0
		}
		if got := accepted[mailertest.ClientAddress(client)]; got != want {
			p.Errorf("client %d got %d of %d", client, got, want)
		}
		sent += want
	}
	if c := p.counts(); c.Sent != sent || c.Failed != 30*runs-sent || c.Uncertain > 0 {
		p.Errorf("%+v, %d to be sent", c, sent)
	}
}

// TestWorkerMuteServer: a server that takes messages and hangs up instead of answering leaves them uncertain, a few, and
// none of them goes twice.
func TestWorkerMuteServer(t *testing.T) {
	for _, greeting := range []string{"", mailertest.Unknown} {
		p := newPost(t, mailertest.Options{})
		p.plain(mailertest.Options{Greeting: greeting, Habits: mailertest.Habits{EndsMute: true}})
		p.queue(1, 1, 10)
		worker, stop := p.start(nil)
		for range uncertainLimit {
			p.until("it waits", func() bool { s := statusOf(worker, 1).State; return s == AccountWaiting || s == AccountStopped })
			p.ahead(time.Minute)
			worker.Wake()
			time.Sleep(50 * time.Millisecond)
		}
		p.until("stopped", func() bool { return statusOf(worker, 1).State == AccountStopped })
		stop()
		if c := p.counts(); c.Uncertain != uncertainLimit || c.Queued != 10-uncertainLimit {
			t.Errorf("%+v", c)
		}
		if got := len(p.servers[1].Messages()); got != uncertainLimit {
			t.Errorf("%d accepted", got)
		}
		if greeting == "" && !p.kept().NotAhead {
			t.Error("has not learnt")
		}
	}
}

// TestWorkerTwice: a server that answers each message twice. With what follows in one write nobody can tell what the answers
// belong to, once; with one thing at a time nothing is in doubt.
func TestWorkerTwice(t *testing.T) {
	for greeting, uncertain := range map[string]int{"": 1, mailertest.Unknown: 0} {
		p := newPost(t, mailertest.Options{})
		p.plain(mailertest.Options{Greeting: greeting, Habits: mailertest.Habits{Twice: true}})
		p.queue(1, 1, 10)
		worker, stop := p.start(nil)
		p.until("all", func() bool {
			p.ahead(time.Minute)
			worker.Wake()
			return p.counts().Left() == 0
		})
		stop()
		if c := p.counts(); c.Uncertain != uncertain || c.Sent != 10-uncertain {
			t.Errorf("%q: %+v", greeting, c)
		}
		if got := p.servers[1].Recipients(); len(got) != 10 || len(p.servers[1].Messages()) != 10 {
			t.Errorf("%q: %v", greeting, got)
		}
	}
}

// TestWorkerInnocent: a message that met the end of a connection is as if it had not been tried.
func TestWorkerInnocent(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	p.plain(mailertest.Options{Greeting: mailertest.Unknown, Habits: mailertest.Habits{MostMessages: 2}})
	ids := p.queue(1, 1, 3)
	told := make(chan Progress, 100)
	_, stop := p.start(func(options *Options) { options.OnProgress = func(progress Progress) { told <- progress } })
	p.until("all", func() bool { return p.counts().Sent == 3 })
	stop()
	close(told)
	for progress := range told {
		if progress.DeliveryID == ids[2] && progress.State == garage.Queued && (progress.Reason != "" || progress.Reply != "") {
			t.Errorf("told %+v", progress)
		}
	}
	if d := p.delivery(ids[2]); d.Attempt-d.Uncounted != 1 || d.Deferrals != 0 || d.Reason != "" {
		t.Errorf("%+v", d)
	}
}

// TestWorkerEximTen: a server that says Exim gets ten messages a connection, with the next envelope past the dot where its
// greeting is the stock one.
func TestWorkerEximTen(t *testing.T) {
	for _, greeting := range []string{"mx.example ESMTP Exim 4.96", "mx.example Exim at your service"} {
		p := newPost(t, mailertest.Options{})
		p.plain(mailertest.Options{Greeting: greeting})
		for range 3 {
			p.queue(1, 1, 10)
		}
		_, stop := p.start(nil)
		p.until("all", func() bool { return p.counts().Sent == 30 })
		stop()
		if got := p.servers[1].Connections(); got != 3 {
			t.Errorf("%s: %d connections", greeting, got)
		}
	}
}

func TestKnownServers(t *testing.T) {
	for greeting, want := range map[string]string{
		"mx.example ESMTP Postfix (Debian/GNU)":                                      "true 0",
		"mx.example ESMTP Postfix":                                                   "true 0",
		"mx.example ESMTP Exim 4.96 Sat, 28 Nov 2026 04:00:00 +0000":                 "true 10",
		"mx.example Exim":                                                            "false 10",
		"mx.example ESMTP Sendmail 8.17.1.9/8.17.1.9/Debian-2; Sat, 28 Nov 2026":     "true 0",
		"mx.example ESMTP OpenSMTPD":                                                 "false 0",
		"mx.example Dovecot (Debian) ready.":                                         "false 0",
		"mx.example ESMTP chasquid":                                                  "false 0",
		"mx.example ESMTP":                                                           "false 0",
		"mx.example ESMTP ***********":                                               "false 0",
		"scanner.example ready, in front of mx.example ESMTP Postfix":                "false 0",
		"mx.example Microsoft ESMTP MAIL Service ready at Sat, 28 Nov 2026 04:00:00": "false 0",
		"": "false 0",
	} {
		if got := smtp.ServerOf(greeting); fmt.Sprint(got.TakesAhead, got.Carries) != want {
			t.Errorf("%q: %v", greeting, got)
		}
	}
}

// TestSessionOneWrite: where PIPELINING is announced by a server that nobody knows, the envelope comes in one write after
// the answer to the message before, and nothing with that message's end.
func TestSessionOneWrite(t *testing.T) {
	var server *mailertest.TroubleServer
	for _, known := range []bool{false, true} {
		server = mailertest.StartTrouble(t, mailertest.TroubleOptions{Pipelining: true, Known: known})
		p := newPost(t, mailertest.Options{})
		p.account = func(context.Context, int64) (smtp.Account, error) { return troubledAccount(server), nil }
		p.queue(1, 1, 5)
		_, stop := p.start(nil)
		p.until("all", func() bool { return p.counts().Sent == 5 })
		stop()
		if server.Grouped() != known {
			t.Errorf("known %v: with the end of a message %v", known, server.Grouped())
		}
		if got := strings.Join(server.Envelopes(), " "); known && got != "MAIL-RCPT-DATA" || !known && got != strings.TrimSuffix(strings.Repeat("MAIL-RCPT-DATA ", 5), " ") {
			t.Errorf("known %v: %s", known, got)
		}
	}
}

// TestWorkerSlowRecipient: a server that takes its time over the next recipient keeps no result waiting: a program that dies
// meanwhile asks nobody about a message that was sent.
func TestWorkerSlowRecipient(t *testing.T) {
	asked, goOn := make(chan struct{}), make(chan struct{})
	p := newPost(t, mailertest.Options{})
	p.plain(mailertest.Options{Greeting: mailertest.Unknown, Fault: func(point mailertest.Point, to string) error {
		if point == mailertest.Rcpt && to == mailertest.ClientAddress(2) {
			close(asked)
			<-goOn
		}
		return nil
	}})
	ids := p.queue(1, 1, 3)
	p.start(func(options *Options) { options.Transport = smtp.SMTP{Timeout: time.Minute} })
	<-asked
	p.until("the first is told as sent", func() bool { return p.delivery(ids[0]).State == garage.Sent })
	if d := p.delivery(ids[1]); d.State != garage.Sending || !d.ClaimedAt.IsZero() {
		t.Errorf("the second has begun: %+v", d)
	}
	close(goOn)
	p.until("all", func() bool { return p.counts().Sent == 3 })
}
