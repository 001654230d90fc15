package mailer

import (
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// mailboxesWith starts a server with faults for user 1.
func (p *post) mailboxesWith(t *testing.T, options mailertest.IMAPOptions) *mailertest.IMAP {
	options.Login, options.Password = "marie", "s3cret-pass"
	server := mailertest.StartIMAP(t, options)
	p.withMailboxes(server, nil)
	return server
}

func (p *post) filing() store.Filing {
	p.Helper()
	filing, err := p.db.FilingOf(p.Context(), 1)
	if err != nil {
		p.Fatal(err)
	}
	return filing
}

func (p *post) told() []Progress {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.progress)
}

func asked(server *mailertest.IMAP, verb string) int {
	return strings.Count("\n"+strings.Join(server.Commands(), "\n"), "\n"+verb+" ")
}

// TestWorkerAsksForAFolderOnce has a server that makes none: it is asked once, also over a restart, until she says so.
func TestWorkerAsksForAFolderOnce(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	var allowed atomic.Bool
	server := p.mailboxesWith(t, mailertest.IMAPOptions{Faults: mailertest.IMAPFaults{Create: func(string) error {
		if allowed.Load() {
			return nil
		}
		return mailertest.IMAPNo("", "Permission denied")
	}}})
	p.queue(1, 1, 3)
	worker, stop := p.start(nil)
	p.until("sent", func() bool { return p.counts().Sent == 3 })
	p.until("said", func() bool { return len(worker.Status().Unfiled) == 1 && !worker.Status().Filing })
	if said := worker.Status().Unfiled[0]; said.Reason != smtp.ReasonCopiesFolder || !said.Broken || said.Reply != "Permission denied" || said.LookupOnly {
		t.Errorf("%+v", said)
	}
	stop()
	if kept := p.filing(); kept.Waiting != 3 || kept.Reason != string(smtp.ReasonCopiesFolder) || kept.Reply != "Permission denied" || !kept.RetryAt.IsZero() {
		t.Errorf("%+v", kept)
	}
	p.ahead(48 * time.Hour)
	p.queue(1, 4, 6)
	worker, _ = p.start(nil)
	p.until("sent after a restart", func() bool { return p.counts().Sent == 6 })
	p.until("said again", func() bool { return len(worker.Status().Unfiled) == 1 && !worker.Status().Filing })
	if made := asked(server, "CREATE"); made != 1 {
		t.Fatal("asked", made, "times")
	}
	allowed.Store(true)
	worker.Retry(1)
	p.until("filed", func() bool { return p.unfiled() == 0 && len(worker.Status().Unfiled) == 0 })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 6 || p.filing() != (store.Filing{UserID: 1}) {
		t.Errorf("%d copies, %+v", messages, p.filing())
	}
}

// TestWorkerHearsOfAMendedAccount has another program change the account.
func TestWorkerHearsOfAMendedAccount(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	var allowed atomic.Bool
	p.mailboxesWith(t, mailertest.IMAPOptions{Faults: mailertest.IMAPFaults{Create: func(string) error {
		if allowed.Load() {
			return nil
		}
		return mailertest.IMAPNo(imap.ResponseCodeNoPerm, "no")
	}}})
	p.queue(1, 1, 2)
	worker, _ := p.start(nil)
	p.until("said", func() bool { return len(worker.Status().Unfiled) == 1 })
	allowed.Store(true)
	user, err := p.db.User(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.db.SaveUser(t.Context(), user); err != nil {
		t.Fatal(err)
	}
	worker.wakeFiling()
	p.until("filed", func() bool { return p.unfiled() == 0 && len(worker.Status().Unfiled) == 0 })
}

// TestWorkerFilesOnceOverLostAnswers files copies whose answer never comes.
func TestWorkerFilesOnceOverLostAnswers(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := p.mailboxesWith(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{LosesReplies: 4}})
	p.queue(1, 1, 10)
	worker, _ := p.start(nil)
	p.until("sent", func() bool { return p.counts().Sent == 10 })
	for range 8 {
		p.ahead(2 * time.Hour)
		worker.wakeFiling()
		time.Sleep(100 * time.Millisecond)
	}
	p.until("filed", func() bool { return p.unfiled() == 0 })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 10 {
		t.Errorf("%d copies of 10", messages)
	}
}

// TestWorkerWaitsForACopyUnderWay begins where a program died while it handed a copy over.
func TestWorkerWaitsForACopyUnderWay(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := newMailboxes(t)
	closed := mailertest.ClosedPort(t)
	p.withMailboxes(server, func(account *smtp.Account) {
		if p.clock == 0 {
			account.IMAP.Port = closed
		}
	})
	ids := p.queue(1, 1, 2)
	worker, stop := p.start(nil)
	p.until("sent", func() bool { return p.counts().Sent == 2 && !worker.Status().Filing })
	stop()
	p.ahead(time.Hour)
	if err := p.db.SetFiling(t.Context(), ids...); err != nil {
		t.Fatal(err)
	}
	worker, _ = p.start(nil)
	p.until("it works", func() bool { return worker.Status().Holding })
	time.Sleep(300 * time.Millisecond)
	if !worker.Status().Filing || asked(server, "APPEND") != 0 {
		t.Fatal("filed while the server may still be filing it, or told as done")
	}
	p.ahead(copySettles)
	worker.wakeFiling()
	p.until("filed", func() bool { return p.unfiled() == 0 && !worker.Status().Filing })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 2 {
		t.Error(messages)
	}
}

// TestWorkerSaysRefusedCopies has a server that takes all but one, and lets the others not wait for it.
func TestWorkerSaysRefusedCopies(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := p.mailboxesWith(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
		Append: func(_ string, message []byte) error {
			if strings.Contains(string(message), "<1.2.") {
				return mailertest.IMAPNo(imap.ResponseCodeTooBig, "too big")
			}
			return nil
		},
	}})
	p.queue(1, 1, 4)
	worker, stop := p.start(nil)
	p.until("filed", func() bool { return p.counts().Sent == 4 && p.filing().Refused == 1 && p.filing().Waiting == 0 })
	p.until("at rest", func() bool { return !worker.Status().Filing })
	stop()
	before := asked(server, "APPEND")
	worker, _ = p.start(nil)
	p.until("looked", func() bool { return worker.Status().Holding && !worker.Status().Filing })
	if again := asked(server, "APPEND"); again != before || p.filing().RefusedReason != string(smtp.ReasonCopyTooLarge) {
		t.Errorf("tried %d times, then %d; %+v", before, again, p.filing())
	}
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 3 {
		t.Error(messages)
	}
	worker.Retry(1)
	p.until("tried once more", func() bool { return asked(server, "APPEND") == before+1 && p.filing().Refused == 1 })
}

// TestWorkerFilesWhatFits goes on with the small ones while a big one finds no room.
func TestWorkerFilesWhatFits(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	var room atomic.Bool
	server := p.mailboxesWith(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
		Append: func(_ string, message []byte) error {
			if !room.Load() && strings.Contains(string(message), "<1.1.") {
				return mailertest.IMAPNo("", "Over quota")
			}
			return nil
		},
	}})
	ids := p.queue(1, 1, 4)
	if _, err := storetest.SQL(t, p.db).ExecContext(t.Context(), `UPDATE delivery SET size = 1000000 WHERE id = ?`, ids[0]); err != nil {
		t.Fatal(err)
	}
	worker, _ := p.start(nil)
	p.until("said", func() bool { return len(worker.Status().Unfiled) == 1 && p.counts().Sent == 4 })
	if said := worker.Status().Unfiled[0]; said.Reason != smtp.ReasonCopiesFull || said.Broken || said.RetryAt.IsZero() {
		t.Errorf("%+v", said)
	}
	p.ahead(2 * time.Hour)
	worker.wakeFiling()
	p.until("the small ones are filed", func() bool { return p.unfiled() == 1 })
	room.Store(true)
	p.ahead(2 * time.Hour)
	worker.wakeFiling()
	p.until("all are filed", func() bool { return p.unfiled() == 0 })
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 4 {
		t.Error(messages)
	}
}

// TestWorkerSaysThatItCannotLookUp has a login refused while only an uncertain message is looked up.
func TestWorkerSaysThatItCannotLookUp(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	p.withMailboxes(mailertest.StartIMAP(t, mailertest.IMAPOptions{Login: "marie", Password: "another"}), nil)
	id := p.queue(1, 1, 1)[0]
	p.breakOff(id)
	worker, _ := p.start(nil)
	p.until("it is uncertain", func() bool { return p.delivery(id).State == garage.Uncertain })
	p.ahead(2 * lookupAfter)
	worker.wakeFiling()
	p.until("said", func() bool { return len(worker.Status().Unfiled) == 1 })
	if said := worker.Status().Unfiled[0]; said.Reason != smtp.ReasonLoginRefused || !said.LookupOnly || !said.Broken {
		t.Errorf("%+v", said)
	}
	p.until("told", func() bool { // after it stands in the file
		return slices.ContainsFunc(p.told(), func(progress Progress) bool { return progress.UserID == 1 && progress.State == "" })
	})
}

// TestWorkerLooksUpWhereNothingCanBeFiled has no folder for copies, and a message in "all mail".
func TestWorkerLooksUpWhereNothingCanBeFiled(t *testing.T) {
	p := newPost(t, mailertest.Options{})
	server := p.mailboxesWith(t, mailertest.IMAPOptions{
		Mailboxes: []string{"Archief"}, Marks: map[string]imap.MailboxAttr{"Archief": imap.MailboxAttrAll},
		Faults: mailertest.IMAPFaults{Create: func(string) error { return mailertest.IMAPNo(imap.ResponseCodeNoPerm, "no") }},
	})
	uncertain := p.queue(1, 1, 1)[0]
	p.breakOff(uncertain)
	message, err := p.db.DeliveryMessage(t.Context(), uncertain)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := server.User.Append("Archief", mailertest.IMAPLiteral{Reader: strings.NewReader(string(message))}, &imap.AppendOptions{}); err != nil {
		t.Fatal(err)
	}
	p.queue(1, 2, 3)
	worker, _ := p.start(nil)
	p.until("nothing can be filed", func() bool { return p.counts().Sent == 2 && len(worker.Status().Unfiled) == 1 })
	p.ahead(2 * lookupAfter)
	worker.wakeFiling()
	p.until("looked up", func() bool { return p.delivery(uncertain).Reason == store.ReasonFoundInSent })
	if said := worker.Status().Unfiled; len(said) != 1 || said[0].Reason != smtp.ReasonCopiesFolder || said[0].LookupOnly {
		t.Errorf("%+v", said)
	}
}
