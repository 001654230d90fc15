package mailer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// fate is what became of the second message when it met a trouble and the worker had nothing more to do by itself, and
// of its account. The rest is asserted for every trouble alike: see check.
type fate struct {
	state   garage.DeliveryState
	account AccountState
}

// fates by their letter in the table.
var fates = map[string]fate{
	"S": {garage.Sent, AccountIdle},         // it went by itself, over another connection where the first broke
	"q": {garage.Queued, AccountIdle},       // it waits, the others went
	"w": {garage.Queued, AccountWaiting},    // the account waits with all that is left
	"x": {garage.Queued, AccountStopped},    // a person must look at the account
	"F": {garage.Failed, AccountIdle},       // the others went
	"U": {garage.Uncertain, AccountWaiting}, // the server may have it
}

// troubleTable has a row for each place, with the fate for each trouble. "/" divides the fate without PIPELINING from
// that at a server that takes the envelope with the end of the first message; of two beside each other either is right: a
// reset may be noticed before or after the message was written.
const troubleTable = `
		4xx 5xx silence reset half garbage drip 421 250,reset twice 2MB
greeting	w   x   w       w     w    w       w    w   w         x     w
EHLO		w   x   w       w     w    w       w    w   w         w     w
STARTTLS	w   x   w       w     w    w       w    w   w         S     w
AUTH		w   x   w       w     w    w       w    w   w         w     w
MAIL		w   x   S       S     S    S       S    S   S         S/w   S
RCPT		q   F   S       S     S    S       S    S   S         S/w   S
DATA		q   F   S       S     S    S       S    S   US        S     S
body		q   F   U       S     S    S       S    S   S         S     S
dot		q   F   U       U     U    U       S    S   S         S/U   U
QUIT		S   S   S       S     S    S       S    S   S         S     S
`

// isExpected reads the table.
func isExpected(options mailertest.TroubleOptions, got fate) bool {
	for _, row := range strings.Split(troubleTable, "\n") {
		cells := strings.Fields(row)
		if len(cells) != len(mailertest.Troubles)+1 || cells[0] != string(options.Place) {
			continue
		}
		without, with, differ := strings.Cut(cells[slices.Index(mailertest.Troubles, options.Trouble)+1], "/")
		if differ && options.Known {
			without = with
		}
		for _, letter := range without {
			if got == fates[string(letter)] {
				return true
			}
		}
	}
	return false
}

// troubled is one trouble's run: three messages, of which the second meets it.
type troubled struct {
	mailertest.TroubleOptions
	db     *store.DB
	server *mailertest.TroubleServer
	ids    []int64

	mu    sync.Mutex
	ahead time.Duration
}

func newTroubled(t *testing.T, options mailertest.TroubleOptions) *troubled {
	t.Helper()
	options.Recipient = 2
	db := storetest.New(t)
	run := &troubled{TroubleOptions: options, db: db, server: mailertest.StartTrouble(t, options)}
	db.SetClock(func() time.Time {
		run.mu.Lock()
		defer run.mu.Unlock()
		return time.Now().Add(run.ahead)
	})
	if _, err := storetest.SQL(t, db).ExecContext(t.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
		t.Fatal(err)
	}
	var mails []garage.NewDelivery
	for i := 1; i <= 3; i++ {
		id := fmt.Sprintf("<%d@garage.example>", i)
		head := []byte("Message-ID: " + id + "\r\nSubject: test\r\n\r\nBonjour\r\n")
		if i == 2 && options.Place == mailertest.AtBody && options.Trouble != mailertest.Silence {
			head = append(head, bytes.Repeat([]byte("0123456789\r\n"), 600_000)...) // more than the system takes off our hands
		}
		mails = append(mails, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindSingle, UserID: 1, Purpose: garage.Service, FromAddress: mailertest.Marie, ToAddress: mailertest.ClientAddress(i),
				Subject: "test", MessageID: id,
			},
			Head: head,
		})
	}
	var err error
	if run.ids, err = db.QueueDeliveries(t.Context(), mails); err != nil {
		t.Fatal(err)
	}
	return run
}

func troubledAccount(server *mailertest.TroubleServer) smtp.Account {
	return smtp.Account{
		UserID: 1, Email: mailertest.Marie, Server: server.Host, Port: server.Port, Security: garage.StartTLS, Login: "marie",
		Password: "s3cret-pass", TLSConfig: server.TLSConfig(),
	}
}

// play runs a worker until it has nothing more to do, notes the fate, lets the time pass for whatever waits and a person
// look at whatever is stopped, and checks what became of all.
func (r *troubled) play(ctx context.Context) (got fate, err error) {
	ctx, cancel := context.WithCancel(ctx)
	worker := NewWorker(Options{
		DB: r.db, Transport: smtp.SMTP{Timeout: time.Second}, Poll: 20 * time.Millisecond,
		Account: func(context.Context, int64) (smtp.Account, error) { return troubledAccount(r.server), nil },
	})
	done := make(chan error, 1)
	go func() { done <- worker.Run(ctx) }()
	defer func() {
		cancel()
		if ended := <-done; err == nil {
			err = ended
		}
	}()
	if err = r.until(ctx, func() (bool, error) { return r.isQuiet(ctx, worker) }); err != nil {
		return got, err
	}
	second, err := r.db.Delivery(ctx, r.ids[1])
	if err != nil {
		return got, err
	}
	got = fate{second.State, statusOf(worker, 1).State}
	r.mu.Lock()
	r.ahead += 10 * time.Minute
	r.mu.Unlock()
	worker.Retry(1)
	err = r.until(ctx, func() (bool, error) {
		counts, err := r.db.OutboxCounts(ctx)
		return counts.Left() == 0 && r.server.Troubled(), err
	})
	if err != nil {
		return got, err
	}
	return got, r.check(ctx)
}

// isQuiet reports whether the trouble has come and the worker is through with it.
func (r *troubled) isQuiet(ctx context.Context, worker *Worker) (bool, error) {
	counts, err := r.db.OutboxCounts(ctx)
	if err != nil || counts.Sending > 0 {
		return false, err
	}
	due, err := r.db.DueCount(ctx, 1, 1)
	worker.mu.Lock()
	defer worker.mu.Unlock()
	account := worker.accounts[1]
	if err != nil || account == nil || account.running || !r.server.Troubled() {
		return false, err
	}
	return due == 0 || account.status.State == AccountWaiting || account.status.State == AccountStopped, nil
}

func (r *troubled) until(ctx context.Context, holds func() (bool, error)) error {
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		reached, err := holds()
		if err != nil || reached {
			return err
		}
		if time.Now().After(deadline) {
			counts, err := r.db.OutboxCounts(ctx)
			if err == nil {
				err = errors.New("a minute has passed")
			}
			return fmt.Errorf("it never ends: %+v, troubled %v; %w", counts, r.server.Troubled(), err)
		}
	}
}

// check holds the ledger to the mailbox: nothing lost, nothing twice, the others unharmed, and one uncertain at most.
func (r *troubled) check(ctx context.Context) error {
	accepted, uncertain := r.server.Accepted(), 0
	for i, id := range r.ids {
		delivery, err := r.db.Delivery(ctx, id)
		if err != nil {
			return err
		}
		count := accepted[mailertest.ClientAddress(i+1)]
		fits := false
		switch delivery.State {
		case garage.Sent:
			fits = count == 1
		case garage.Failed:
			fits = count == 0 && i == 1
		case garage.Uncertain:
			// A server that answers twice casts doubt on the answer before, to the first message.
			fits = count <= 1 && (i == 1 || i == 0 && r.Trouble == mailertest.Twice && r.Known)
			uncertain++
		}
		if !fits {
			return fmt.Errorf("message %d is %s (%s %s) and was accepted %d times", i+1, delivery.State, delivery.Reason, delivery.Reply, count)
		}
	}
	if uncertain > 1 {
		return fmt.Errorf("%d are uncertain after one trouble", uncertain)
	}
	if r.server.Grouped() != r.Known {
		return fmt.Errorf("envelope with the end of the last message: %v", r.server.Grouped())
	}
	return nil
}

// TestTroubles plays every trouble at every place of the dialogue, with and without pipelining, and past the end of a message.
func TestTroubles(t *testing.T) {
	var group sync.WaitGroup
	atOnce := make(chan struct{}, 24) // most of them wait for a silent server
	kinds := []mailertest.TroubleOptions{{}, {Pipelining: true}, {Pipelining: true, Known: true}}
	for _, kind := range kinds {
		for _, kind.Place = range mailertest.Places {
			for _, kind.Trouble = range mailertest.Troubles {
				run := newTroubled(t, kind)
				atOnce <- struct{}{}
				group.Go(func() {
					defer func() { <-atOnce }()
					got, err := run.play(t.Context())
					if err != nil || !isExpected(run.TroubleOptions, got) {
						t.Errorf("%+v: %+v is not what the table says; %v", run.TroubleOptions, got, err)
					}
				})
			}
		}
	}
	group.Wait()
	t.Logf("%d troubles", len(kinds)*len(mailertest.Places)*len(mailertest.Troubles))
}
