package mailings

import (
	"strings"
	"testing"
	"time"

	"garagemail/mailer"
	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
)

func TestOutboxSaysWhenTheRestOfALimitedAccountLeaves(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	d.Work(t, nil, func(account *smtp.Account) { account.Limits = smtp.Limits{PerDay: 1} })
	desktest.Until(t, "the day's one message", func() bool { return d.Counts(t).Sent == 1 })
	desktest.Until(t, "the account waits", func() bool {
		accounts := d.Worker.Status().Accounts
		return len(accounts) == 1 && accounts[0].State == mailer.AccountWaiting
	})
	_, shown := desktest.PageWindow(t, d, NewOutboxPage)
	o := shown.(*OutboxPage)
	account := d.Worker.Status().Accounts[0]
	if account.DoneAt.Before(time.Now().Add(23 * time.Hour)) {
		t.Fatalf("the second message leaves %v", account.DoneAt)
	}
	for _, wanted := range []string{
		"Sophie : La limite d'envoi", "Prochain essai le " + d.Printer.Time(account.RetryAt), "partira vers le " + d.Printer.Time(account.DoneAt),
	} {
		if !strings.Contains(desktest.Plain(o.status.Text), desktest.Plain(wanted)) || o.status.Hidden {
			t.Errorf("the outbox says %q, not %q", o.status.Text, wanted)
		}
	}
	o.onPauseAll()
	if !d.Worker.Status().Paused || !strings.Contains(o.status.Text, "suspendu") {
		t.Errorf("paused %v, and the outbox says %q", d.Worker.Status().Paused, o.status.Text)
	}
	o.onPauseAll()
	if d.Worker.Status().Paused || strings.Contains(o.status.Text, "suspendu") {
		t.Errorf("paused %v, and the outbox says %q", d.Worker.Status().Paused, o.status.Text)
	}
}

func TestOutboxTriesAStoppedAccountAgain(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	server := d.Work(t, func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth {
			return mailertest.Refuse(535, [3]int{5, 7, 8}, "who are you")
		}
		return nil
	}, nil)
	stopped := func() bool {
		accounts := d.Worker.Status().Accounts
		return len(accounts) == 1 && accounts[0].State == mailer.AccountStopped
	}
	desktest.Until(t, "the account is stopped", stopped)
	_, shown := desktest.PageWindow(t, d, NewOutboxPage)
	o := shown.(*OutboxPage)
	if !strings.Contains(o.status.Text, "who are you") || strings.Contains(o.status.Text, "Prochain essai") {
		t.Errorf("the outbox says %q", o.status.Text)
	}
	server.SetFault(nil)
	o.onTryNow()
	desktest.Until(t, "all sent", func() bool { return d.Counts(t).Sent == 2 })
	desktest.Until(t, "the account is idle", func() bool { return !stopped() })
	o.Reload()
	if o.status.Text != "" || !o.status.Hidden {
		t.Errorf("the outbox still says %q", o.status.Text)
	}
}

func TestUncertainShowsTheServersAnswer(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{Search: "celine"})
	desktest.Check(t, err)
	_, err = storetest.SQL(t, d.DB).ExecContext(t.Context(), `UPDATE delivery SET state = 'uncertain', reason = ?, reply = '250-half', finished_at = queued_at
		WHERE id = ?`, store.ReasonFoundInSent, ids[0])
	desktest.Check(t, err)
	w, shown := desktest.PageWindow(t, d, NewOutboxPage)
	o := shown.(*OutboxPage)
	if o.Grid.Select(ids[0]); !strings.Contains(o.detail.Text, "messages envoyés") || !strings.Contains(o.detail.Text, "250-half") {
		t.Errorf("below the list stands %q", o.detail.Text)
	}
	askUncertain(d.App, w, ids)
	if w.Canvas().Overlays().Top() == nil {
		t.Fatal("nothing is asked")
	}
	rows, err := d.DB.DeliveryRows(t.Context(), ids)
	desktest.Check(t, err)
	text := uncertainText(d.App, len(ids), rows)
	for _, wanted := range []string{"celine@client.example", "messages envoyés", "250-half"} {
		if !strings.Contains(text, wanted) {
			t.Errorf("the question %q does not say %q", text, wanted)
		}
	}
}

func TestOutboxSaysThatCopiesWait(t *testing.T) {
	d := desktest.NewMail(t)
	status := mailer.Status{Holding: true, Unfiled: []mailer.FilingStatus{{UserID: 7, Reason: smtp.ReasonLoginRefused, Broken: true}}}
	lines := statusLines(d.App, status, map[int64]string{7: "Marc"}, 0)
	if len(lines) != 1 || !strings.HasPrefix(desktest.Plain(lines[0]), "Marc : les messages partent") || !strings.Contains(lines[0], d.Printer.T("reason.login_refused")) {
		t.Errorf("%q", lines)
	}
	if lines := statusLines(d.App, mailer.Status{}, nil, 3); len(lines) != 1 || lines[0] != d.Printer.T("report.other_program") {
		t.Errorf("another program sends: %q", lines)
	}
	if lines := statusLines(d.App, mailer.Status{}, nil, 0); len(lines) != 0 {
		t.Errorf("nothing waits: %q", lines)
	}
}

func TestOutboxShowsTheNextTry(t *testing.T) {
	d := desktest.NewMail(t)
	now := d.DB.Now()
	for _, test := range []struct {
		row    garage.DeliveryRow
		wanted string
	}{
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Queued, NextTryAt: now.Add(time.Hour)}}, d.Printer.Time(now.Add(time.Hour))},
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Queued, NextTryAt: now.Add(-time.Hour)}}, ""},
		{garage.DeliveryRow{Delivery: garage.Delivery{State: garage.Failed, NextTryAt: now.Add(time.Hour)}}, ""},
	} {
		if got := desk.NextTry(d.App, test.row); got != test.wanted {
			t.Errorf("%s: %q, wanted %q", test.row.State, got, test.wanted)
		}
	}
}
