package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"garagemail/mailer"
	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// work has a real worker send for the desk, from accounts that change may alter, at a real server.
func (d *mailDesk) work(t *testing.T, fault mailertest.Fault, change func(*smtp.Account)) *mailertest.Server {
	t.Helper()
	server := mailertest.Start(t, mailertest.Options{StartTLS: true, Login: "sophie", Password: "geheim-123", Fault: fault})
	d.worker = mailer.NewWorker(mailer.Options{
		DB: d.db, Transport: smtp.SMTP{Timeout: 5 * time.Second}, Poll: 20 * time.Millisecond, CloseWait: time.Second,
		Account: func(context.Context, int64) (smtp.Account, error) {
			account := signin.NewAccount(d.user, "geheim-123")
			account.Server, account.Port, account.Login, account.TLSConfig = server.Host, server.Port, "sophie", server.TLSConfig()
			if change != nil {
				change(&account)
			}
			return account, nil
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.worker.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		check(t, <-done)
	})
	return server
}

// until waits for what the worker brings about.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("waited in vain for: ", what)
		}
	}
}

func (d *mailDesk) counts(t *testing.T) garage.DeliveryCounts {
	t.Helper()
	counts, err := d.db.OutboxCounts(t.Context())
	check(t, err)
	return counts
}

func TestOutboxSaysWhenTheRestOfALimitedAccountLeaves(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	d.work(t, nil, func(account *smtp.Account) { account.Limits = smtp.Limits{PerDay: 1} })
	until(t, "the day's one message", func() bool { return d.counts(t).Sent == 1 })
	until(t, "the account waits", func() bool {
		accounts := d.worker.Status().Accounts
		return len(accounts) == 1 && accounts[0].State == mailer.AccountWaiting
	})
	_, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	account := d.worker.Status().Accounts[0]
	if account.DoneAt.Before(time.Now().Add(23 * time.Hour)) {
		t.Fatalf("the second message leaves %v", account.DoneAt)
	}
	for _, wanted := range []string{
		"Sophie : La limite d'envoi", "Prochain essai le " + d.p.Time(account.RetryAt), "partira vers le " + d.p.Time(account.DoneAt),
	} {
		if !strings.Contains(o.status.Text, wanted) || o.status.Hidden {
			t.Errorf("the outbox says %q, not %q", o.status.Text, wanted)
		}
	}
	o.onPauseAll()
	if !d.worker.Status().Paused || !strings.Contains(o.status.Text, "suspendu") {
		t.Errorf("paused %v, and the outbox says %q", d.worker.Status().Paused, o.status.Text)
	}
	o.onPauseAll()
	if d.worker.Status().Paused || strings.Contains(o.status.Text, "suspendu") {
		t.Errorf("paused %v, and the outbox says %q", d.worker.Status().Paused, o.status.Text)
	}
}

func TestOutboxTriesAStoppedAccountAgain(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	server := d.work(t, func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth {
			return mailertest.Refuse(535, [3]int{5, 7, 8}, "who are you")
		}
		return nil
	}, nil)
	stopped := func() bool {
		accounts := d.worker.Status().Accounts
		return len(accounts) == 1 && accounts[0].State == mailer.AccountStopped
	}
	until(t, "the account is stopped", stopped)
	_, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	if !strings.Contains(o.status.Text, "who are you") || strings.Contains(o.status.Text, "Prochain essai") {
		t.Errorf("the outbox says %q", o.status.Text)
	}
	server.SetFault(nil)
	o.onTryNow()
	until(t, "all sent", func() bool { return d.counts(t).Sent == 2 })
	until(t, "the account is idle", func() bool { return !stopped() })
	o.reload()
	if o.status.Text != "" || !o.status.Hidden {
		t.Errorf("the outbox still says %q", o.status.Text)
	}
}

func TestUncertainShowsTheServersAnswer(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.mailing).onSend()
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{Search: "celine"})
	check(t, err)
	_, err = storetest.SQL(t, d.db).ExecContext(t.Context(), `UPDATE delivery SET state = 'uncertain', reason = ?, reply = '250-half', finished_at = queued_at
		WHERE id = ?`, store.ReasonFoundInSent, ids[0])
	check(t, err)
	w, shown := pageWindow(t, d, newOutboxPage)
	o := shown.(*outboxPage)
	if o.grid.Select(ids[0]); !strings.Contains(o.detail.Text, "messages envoyés") || !strings.Contains(o.detail.Text, "250-half") {
		t.Errorf("below the list stands %q", o.detail.Text)
	}
	d.askUncertain(w, ids)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("nothing is asked")
	}
	rows, err := d.db.DeliveryRows(t.Context(), ids)
	check(t, err)
	text := d.uncertainText(len(ids), rows)
	for _, wanted := range []string{"celine@client.example", "messages envoyés", "250-half"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the question %q does not say %q", text, wanted)
		}
	}
}

func TestOutboxSaysThatCopiesWait(t *testing.T) {
	d := newMailDesk(t)
	status := mailer.Status{Holding: true, Unfiled: []mailer.FilingStatus{{UserID: 7, Reason: smtp.ReasonLoginRefused, Broken: true}}}
	lines := d.statusLines(status, map[int64]string{7: "Marc"}, 0)
	if len(lines) != 1 || !strings.HasPrefix(lines[0], "Marc : les messages partent") || !strings.Contains(lines[0], d.p.T("reason.login_refused")) {
		t.Errorf("%q", lines)
	}
	if lines := d.statusLines(mailer.Status{}, nil, 3); len(lines) != 1 || lines[0] != d.p.T("report.other_program") {
		t.Errorf("another program sends: %q", lines)
	}
	if lines := d.statusLines(mailer.Status{}, nil, 0); len(lines) != 0 {
		t.Errorf("nothing waits: %q", lines)
	}
}

func TestOutboxShowsTheNextTry(t *testing.T) {
	d := newMailDesk(t)
	now := d.db.Now()
	for _, test := range []struct {
		row    garage.DeliveryRow
		wanted string
	}{
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Queued, NextTryAt: now.Add(time.Hour)}}, d.p.Time(now.Add(time.Hour))},
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Queued, NextTryAt: now.Add(-time.Hour)}}, ""},
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Failed, NextTryAt: now.Add(time.Hour)}}, ""},
	} {
		if got := nextTry(d.App, test.row); got != test.wanted {
			t.Errorf("%s: %q, wanted %q", test.row.State, got, test.wanted)
		}
	}
}
