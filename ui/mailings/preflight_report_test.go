package mailings

import (
	"context"
	"strings"
	"testing"
	"time"

	"garagemail/mailer"
	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
)

func TestPreflightListsByNameWhoGetsNothing(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Cher <PRENOM>")
	f := newPreflightWindow(d.App, d.Mailing)
	got := map[string]compose.IssueKind{}
	for _, issue := range f.grid.Rows() {
		if issue.Blocking {
			got[issue.Name] = issue.Kind
		}
	}
	if len(got) != 2 || got["Bram Bram"] != compose.NoAddress || got["Céline"] != compose.EmptyPlaceholder {
		t.Fatalf("listed %v", got)
	}
	if f.send.Disabled() || f.report.Going != 1 {
		t.Errorf("%d go, sending disabled %v", f.report.Going, f.send.Disabled())
	}

	bram := d.Clients[1]
	bram.Email = "bram@client.example"
	desktest.Check(t, d.DB.SaveClient(t.Context(), &bram, garage.ConsentNote{}))
	d.Bus.Announce(desk.TopicClients)
	if f.report.Going != 2 {
		t.Errorf("after the sheet was mended %d go", f.report.Going)
	}

	for i, issue := range f.grid.Rows() {
		if issue.ClientID == d.Clients[2].ID && issue.Blocking {
			f.grid.Select(int64(i + 1))
		}
	}
	f.takeOut(f.grid.SelectedRows())
	ids, err := d.DB.RecipientIDs(t.Context(), d.Mailing)
	desktest.Check(t, err)
	if len(ids) != 2 || len(f.report.LeftOut()) != 0 {
		t.Errorf("the list has %d, left out %v", len(ids), f.report.LeftOut())
	}
}

func TestNothingLeavesWithAMistakeInTheText(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Cher <PRENON>")
	f := newPreflightWindow(d.App, d.Mailing)
	if !f.send.Disabled() {
		t.Error("an unknown placeholder can be sent")
	}
	f.onSend()
	counts, err := d.DB.OutboxCounts(t.Context())
	desktest.Check(t, err)
	if counts.Total() != 0 {
		t.Errorf("%d messages were queued", counts.Total())
	}
}

// send queues the draft through its check and has a real worker send it to a real server that knows no Céline.
func send(d *desktest.MailDesk, t *testing.T) *mailertest.Server {
	t.Helper()
	server := mailertest.Start(t, mailertest.Options{StartTLS: true, Login: "sophie", Password: "geheim-123"})
	server.SetFault(func(point mailertest.Point, to string) error {
		if point == mailertest.Rcpt && strings.HasPrefix(to, "celine@") {
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "user unknown")
		}
		return nil
	})
	worker := mailer.NewWorker(mailer.Options{
		DB: d.DB, Transport: smtp.SMTP{Timeout: 5 * time.Second}, Poll: 20 * time.Millisecond, CloseWait: time.Second,
		Account: func(context.Context, int64) (smtp.Account, error) {
			account := signin.NewAccount(d.User, "geheim-123")
			account.Server, account.Port, account.Login, account.TLSConfig = server.Host, server.Port, "sophie", server.TLSConfig()
			return account, nil
		},
	})
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- worker.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		desktest.Check(t, <-done)
	})
	return server
}

// settled waits until the outbox has nothing left to do.
func settled(d *desktest.MailDesk, t *testing.T) garage.DeliveryCounts {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		counts, err := d.DB.OutboxCounts(t.Context())
		desktest.Check(t, err)
		if counts.Total() > 0 && counts.Left() == 0 {
			return counts
		}
	}
	t.Fatal("the outbox is not empty after 20 s")
	return garage.DeliveryCounts{}
}

func TestReportNamesWhoGotNothingAndResendsToTheMended(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	server := send(d, t)
	newPreflightWindow(d.App, d.Mailing).onSend()
	counts := settled(d, t)
	if counts.Sent != 1 || counts.Failed != 1 {
		t.Fatalf("the outbox has %+v", counts)
	}

	r := newReportWindow(d.App, d.Mailing)
	got := map[string]garage.UnsentRecipient{}
	for _, row := range r.grid.Rows() {
		got[row.Name] = row
	}
	if len(got) != 2 || got["Bram Bram"].Reason != "left_out.no_address" || got["Céline"].State != garage.Failed {
		t.Fatalf("listed %+v", r.grid.Rows())
	}
	for i, row := range r.grid.Rows() {
		if row.Name == "Céline" {
			r.grid.Select(int64(i + 1))
		}
	}
	if !strings.Contains(r.reply.Text, "user unknown") {
		t.Errorf("the server's words are not shown: %q", r.reply.Text)
	}

	bram := d.Clients[1]
	bram.Email = "bram@client.example"
	desktest.Check(t, d.DB.SaveClient(t.Context(), &bram, garage.ConsentNote{}))
	r.grid.SelectAll()
	r.grid.Select(rowOf(t, r, "Bram Bram"))
	r.onResend()
	settled(d, t)
	r.load()
	if rows := r.grid.Rows(); len(rows) != 1 || rows[0].Name != "Céline" {
		t.Errorf("after mending the report lists %+v", rows)
	}
	if all := server.Recipients(); all["ana@client.example"] != 1 || all["bram@client.example"] != 1 {
		t.Errorf("the server has %v", all)
	}
}

func rowOf(t *testing.T, r *reportWindow, name string) int64 {
	t.Helper()
	for i, row := range r.grid.Rows() {
		if row.Name == name {
			return int64(i + 1)
		}
	}
	t.Fatalf("the report has no %s", name)
	return 0
}

func TestPausedMailingSaysSoAndCancelledOnesStay(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	newPreflightWindow(d.App, d.Mailing).onSend()
	r := newReportWindow(d.App, d.Mailing)
	r.onPause()
	if !r.report.Mailing.Paused || r.state.Text != d.Printer.T("report.paused") {
		t.Errorf("paused %v, says %q", r.report.Mailing.Paused, r.state.Text)
	}
	r.change(func(ctx context.Context) error {
		_, err := d.DB.CancelMailing(ctx, d.Mailing)
		return err
	})
	if len(r.grid.Rows()) != 3 || r.report.Counts.Cancelled != 2 {
		t.Errorf("the report has %+v", r.report)
	}
}
