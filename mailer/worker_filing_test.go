package mailer

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailbox"
	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// withMailboxes gives user 1's account mailboxes at an IMAP server.
func (p *post) withMailboxes(server *mailertest.IMAP, change func(account *smtp.Account)) {
	p.Helper()
	if _, err := storetest.SQL(p, p.db).ExecContext(p.Context(), `UPDATE user SET imap_server = '127.0.0.1' WHERE id = 1`); err != nil {
		p.Fatal(err)
	}
	inner := p.account
	p.account = func(ctx context.Context, userID int64) (smtp.Account, error) {
		account, err := inner(ctx, userID)
		if userID != 1 {
			return account, err
		}
		account.IMAP = smtp.IMAPServer{Server: server.Host, Port: server.Port, Security: garage.Plain}
		if change != nil {
			p.mu.Lock()
			defer p.mu.Unlock()
			change(&account)
		}
		return account, err
	}
}

func newMailboxes(t *testing.T, names ...string) *mailertest.IMAP {
	return mailertest.StartIMAP(t, mailertest.IMAPOptions{Login: "marie", Password: "s3cret-pass", Mailboxes: append([]string{"Sent"}, names...)})
}

// unfiled is how many copies are still to be filed.
func (p *post) unfiled() int {
	p.Helper()
	marks, err := p.db.Unfiled(p.Context(), 1, 1000, false)
	if err != nil {
		p.Fatal(err)
	}
	return len(marks)
}

func TestWorkerFilesCopies(t *testing.T) {
	p := newPost(t, mailertest.Options{Fault: mailertest.FaultAt(mailertest.Rcpt, mailertest.ClientAddress(3), mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown"))})
	server := newMailboxes(t)
	p.withMailboxes(server, nil)
	p.queue(1, 1, 10)
	worker, _ := p.start(nil)
	p.until("all sent", func() bool { return p.counts().Sent == 9 && p.counts().Failed == 1 })
	p.until("all filed", func() bool { return !worker.Status().Filing && p.unfiled() == 0 })
	if messages, unread := mailertest.MailboxHolds(t, server, "Sent"); messages != 9 || unread != 0 {
		t.Errorf("%d copies, %d unread", messages, unread)
	}
}

// TestWorkerFilesMoreThanABatch sends from two accounts; only one has mailboxes.
func TestWorkerFilesMoreThanABatch(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	p.serve(2, p.servers[1])
	server := newMailboxes(t)
	p.withMailboxes(server, nil)
	for range 5 {
		p.queue(1, 1, 10)
	}
	p.queue(2, 1, 10)
	p.start(nil)
	p.until("all sent", func() bool { return p.counts().Sent == 60 })
	p.until("all filed", func() bool {
		messages, _ := mailertest.MailboxHolds(t, server, "Sent")
		return messages == 50 && p.unfiled() == 0
	})
}

// TestWorkerFilesAfterARestart stops the program between the sending and the filing, and between the filing of a copy and
// the note of it.
func TestWorkerFilesAfterARestart(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := newMailboxes(t)
	closed := mailertest.ClosedPort(t)
	p.withMailboxes(server, func(account *smtp.Account) {
		if p.clock == 0 {
			account.IMAP.Port = closed
		}
	})
	ids := p.queue(1, 1, 3)
	worker, stop := p.start(nil)
	p.until("all sent though nothing can be filed", func() bool { return p.counts().Sent == 3 })
	p.until("the copies wait", func() bool { return len(worker.Status().Unfiled) == 1 && !worker.Status().Filing })
	if status := worker.Status().Unfiled[0]; status.UserID != 1 || status.Reason != smtp.ReasonCannotConnect || status.Broken {
		t.Errorf("%+v", status)
	}
	stop()
	message, err := p.db.DeliveryMessage(t.Context(), ids[1])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.User.Append("Sent", mailertest.IMAPLiteral{Reader: strings.NewReader(string(message))}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
	if p.unfiled() != 3 {
		t.Fatal(p.unfiled(), "marks are kept")
	}
	p.ahead(time.Second)
	p.start(nil)
	p.until("all filed", func() bool { return p.unfiled() == 0 })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 3 {
		t.Errorf("%d copies: one was filed twice, or is missing", messages)
	}
}

func TestWorkerMendedMailboxes(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := newMailboxes(t)
	strange := mailertest.StartIMAP(t, mailertest.IMAPOptions{Login: "marie", Password: "another"})
	mended := false
	p.withMailboxes(server, func(account *smtp.Account) {
		if !mended {
			account.IMAP.Port = strange.Port // it knows another password
		}
	})
	p.queue(1, 1, 2)
	worker, _ := p.start(nil)
	p.until("sent", func() bool { return p.counts().Sent == 2 })
	p.until("refused", func() bool { return len(worker.Status().Unfiled) == 1 })
	if status := worker.Status().Unfiled[0]; status.Reason != smtp.ReasonLoginRefused || !status.Broken {
		t.Errorf("%+v", status)
	}
	p.ahead(24 * time.Hour) // the password is not tried again and again
	time.Sleep(300 * time.Millisecond)
	if p.unfiled() != 2 {
		t.Error("filed with a wrong password")
	}
	p.mu.Lock()
	mended = true
	p.mu.Unlock()
	worker.Retry(1)
	p.until("filed", func() bool { return p.unfiled() == 0 && len(worker.Status().Unfiled) == 0 })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 2 {
		t.Error(messages)
	}
}

func TestWorkerLeavesFilingToItsProvider(t *testing.T) {
	for server, wanted := range map[string]bool{"smtp.gmail.com": true, "SMTP.office365.com ": true, "smtp.garage.be": false} {
		if got := mailbox.FilesItself((smtp.Account{Server: server})); got != wanted {
			t.Error(server, got)
		}
	}
	p := newPost(t, mailertest.Options{})
	server := newMailboxes(t)
	p.withMailboxes(server, func(account *smtp.Account) { account.IMAP.Server = "" })
	p.queue(1, 1, 2)
	p.start(nil)
	p.until("sent", func() bool { return p.counts().Sent == 2 })
	if p.unfiled() != 0 {
		t.Error(p.unfiled(), "are to be filed nowhere")
	}
}

// TestWorkerLooksUncertainUp asks what becomes of a message whose line broke at the end, by what is among the sent ones.
func TestWorkerLooksUncertainUp(t *testing.T) {
	for name, test := range map[string]struct {
		there, filesItself bool
		state              garage.DeliveryState
		reason             string
	}{
		"nowhere":                           {false, false, garage.Uncertain, store.ReasonNotFoundInSent},
		"nowhere, at one that files":        {false, true, garage.Uncertain, store.ReasonNotFoundInSent},
		"among the sent":                    {true, false, garage.Uncertain, store.ReasonFoundInSent},
		"among the sent, of one that files": {true, true, garage.Sent, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPost(t, mailertest.Options{})
			server := newMailboxes(t)
			filesItself := test.filesItself
			p.withMailboxes(server, nil)
			id := p.queue(1, 1, 1)[0]
			p.breakOff(id)
			message, err := p.db.DeliveryMessage(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if test.there {
				if _, err := server.User.Append("Sent", mailertest.IMAPLiteral{Reader: strings.NewReader(string(message))}, &imap.AppendOptions{}); err != nil {
					t.Fatal(err)
				}
			}
			inner := p.account
			worker, _ := p.start(func(o *Options) {
				o.Account = func(ctx context.Context, userID int64) (smtp.Account, error) {
					account, err := inner(ctx, userID)
					if filesItself {
						account.Server = mailbox.OwnFilers[0]
					}
					return account, err
				}
			})
			p.until("it is uncertain", func() bool { return p.delivery(id).State == garage.Uncertain })
			time.Sleep(250 * time.Millisecond)
			if d := p.delivery(id); d.Reason != string(smtp.ReasonBrokenOff) {
				t.Fatalf("looked up before the server had time to file it: %+v", d)
			}
			p.ahead(2 * lookupAfter)
			worker.wakeFiling()
			p.until("looked up", func() bool { return p.delivery(id).Reason != string(smtp.ReasonBrokenOff) })
			if d := p.delivery(id); d.State != test.state || d.Reason != test.reason || d.Attempt != 1 {
				t.Errorf("%+v", d)
			}
			if len(p.servers[1].Messages()) != 0 {
				t.Error("it was sent again without a person")
			}
		})
	}
}

// breakOff claims a message for a program that dies then.
func (p *post) breakOff(id int64) {
	p.Helper()
	if acquired, err := p.db.AcquireLease(p.Context(), store.OutboxLease, "crashed", time.Minute); err != nil || !acquired {
		p.Fatal(acquired, err)
	}
	if claim, err := p.db.FinishAndClaim(p.Context(), "crashed", 1, store.Handover{Claim: store.ClaimToSend}); err != nil || claim.Delivery.ID != id {
		p.Fatal(claim, err)
	}
	if err := p.db.ReleaseLease(p.Context(), store.OutboxLease, "crashed"); err != nil {
		p.Fatal(err)
	}
}
