package mailer

import (
	"context"
	"sync"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// plan queues a mailing to two clients that leaves in an hour.
func (p *post) plan(userID int64) int64 {
	p.Helper()
	must := func(err error) {
		p.Helper()
		if err != nil {
			p.Fatal(err)
		}
	}
	id, err := p.db.NewMailing(p.Context(), garage.Mailing{
		Name: "Pneus", Purpose: garage.Service, UserID: userID, Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}},
	})
	must(err)
	must(p.db.SetRecipients(p.Context(), id, []int64{9, 10}))
	must(p.db.BeginQueue(p.Context(), id))
	var mails []garage.NewDelivery
	for client := 9; client <= 10; client++ {
		mails = append(mails, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindMailing, ClientID: int64(client), UserID: userID, Purpose: garage.Service, FromAddress: mailertest.Marie,
				ToAddress: mailertest.ClientAddress(client), Subject: "Pneus", MessageID: "<planned-" + mailertest.ClientAddress(client) + ">", NextTryAt: p.db.Now().Add(time.Hour),
			},
			Head: []byte("Subject: Pneus\r\n\r\nBonjour\r\n"),
		})
	}
	must(p.db.AddDeliveries(p.Context(), id, mails, nil))
	must(p.db.FinishQueue(p.Context(), id))
	return id
}

// TestWorkerAsksAboutAMailingSleptOverWhileItSends: the computer sleeps over a mailing's time just after the worker has looked
// for such mailings: before the run of the account begins, or in the middle of it. It is held all the same.
func TestWorkerAsksAboutAMailingSleptOverWhileItSends(t *testing.T) {
	for name, sleepsAt := range map[string]string{"as the account is read": "account", "between two messages": "message"} {
		t.Run(name, func(t *testing.T) {
			var p *post
			sleep := sync.OnceFunc(func() { p.ahead(15 * time.Hour) })
			p = newPost(t, mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
				if point == mailertest.Data && sleepsAt == "message" {
					sleep()
				}
				return nil
			}})
			inner := p.account
			p.account = func(ctx context.Context, userID int64) (smtp.Account, error) {
				if sleepsAt == "account" {
					sleep()
				}
				return inner(ctx, userID)
			}
			id := p.plan(1)
			p.queue(1, 1, 2)
			worker, _ := p.start(nil)
			p.until("the others left and it is held", func() bool { return p.counts().Sent >= 2 && worker.Status().Held == 1 })
			mailing, err := p.db.Mailing(t.Context(), id)
			if err != nil || !mailing.Paused {
				t.Errorf("paused %v, %v", mailing.Paused, err)
			}
			if got := p.servers[1].Recipients(); got[mailertest.ClientAddress(9)] != 0 || got[mailertest.ClientAddress(10)] != 0 || len(got) != 2 {
				t.Errorf("it left unasked: %v", got)
			}
			if err := p.db.SendPlannedNow(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			worker.Wake()
			p.until("as she said", func() bool { return p.counts().Sent == 4 })
		})
	}
}

// TestWorkerSeesWhatBecameDueWhileItLooked: a message whose time comes between the look at the file and the sleep after it
// does not wait for the next look.
func TestWorkerSeesWhatBecameDueWhileItLooked(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	p.plan(1)
	worker := NewWorker(Options{DB: p.db})
	looked := p.db.Now()
	if pause := worker.untilNext(t.Context(), looked); pause < 9*time.Second {
		t.Errorf("it looks again after %v", pause)
	}
	p.ahead(time.Hour + time.Second)
	if pause := worker.untilNext(t.Context(), looked); pause > time.Second {
		t.Errorf("it looks again after %v, and something is due", pause)
	}
}

// TestWorkerMendedDuringARun: an account is mended while a run of it is still on its way to fail with the old settings, as
// when she types the password while the server takes its time to refuse the old one.
func TestWorkerMendedDuringARun(t *testing.T) {
	asked, answer := make(chan struct{}), make(chan struct{})
	refuse := sync.OnceValue(func() error {
		close(asked)
		<-answer
		return mailertest.Refuse(535, [3]int{5, 7, 8}, "Authentication failed")
	})
	p := newPost(t, mailertest.Options{})
	old := true
	p.servers[1].SetFault(func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth && old {
			old = false
			return refuse()
		}
		return nil
	})
	p.queue(1, 1, 2)
	worker, _ := p.start(func(options *Options) { options.Transport = smtp.SMTP{Timeout: time.Minute} })
	<-asked
	worker.Retry(1)
	close(answer)
	p.until("sent", func() bool { return p.counts().Sent == 2 })
}

// TestFilingMendedDuringAVisit: what a visit of the mailboxes meets with the settings from before is not kept.
func TestFilingMendedDuringAVisit(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	worker := NewWorker(Options{DB: p.db})
	refused := &smtp.ConnectError{Reason: smtp.ReasonLoginRefused, Broken: true}
	worker.Retry(1)
	worker.visited(t.Context(), 1, refused, true)
	if unfiled := worker.Status().Unfiled; len(unfiled) != 0 {
		t.Errorf("%+v", unfiled)
	}
	worker.forgetFilings(t.Context())
	worker.visited(t.Context(), 1, refused, true)
	if unfiled := worker.Status().Unfiled; len(unfiled) != 1 {
		t.Errorf("%+v", unfiled)
	}
}
