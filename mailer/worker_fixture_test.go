package mailer

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// post is a file with two users and ten clients, a mail server for each user, and a worker when one is started.
type post struct {
	testing.TB
	db      *store.DB
	servers map[int64]*mailertest.Server
	account signin.AccountOf

	mu       sync.Mutex
	progress []Progress
	clock    time.Duration // how far the file's clock is ahead of the machine's
}

func newPost(t testing.TB, options mailertest.Options) *post {
	t.Helper()
	db := storetest.New(t)
	p := &post{TB: t, db: db, servers: map[int64]*mailertest.Server{}}
	db.SetClock(func() time.Time {
		p.mu.Lock()
		defer p.mu.Unlock()
		return time.Now().Add(p.clock)
	})
	direct := storetest.SQL(t, db)
	for id := int64(1); id <= 2; id++ {
		if _, err := direct.ExecContext(t.Context(), `INSERT INTO user (id, name) VALUES (?, ?)`, id, strconv.FormatInt(id, 10)); err != nil {
			t.Fatal(err)
		}
	}
	for id := 1; id <= 10; id++ {
		if _, err := direct.ExecContext(t.Context(), `INSERT INTO client (id, number, name, name_fold, accepts_promotional, created_at, changed_at)
			VALUES (?1, ?1, 'Client' || ?1, 'client' || ?1, 1, '', '')`, strconv.Itoa(id)); err != nil {
			t.Fatal(err)
		}
	}
	options.StartTLS, options.Login, options.Password = true, "marie", "s3cret-pass"
	p.serve(1, mailertest.Start(t, options))
	p.account = func(_ context.Context, userID int64) (smtp.Account, error) {
		p.mu.Lock()
		defer p.mu.Unlock()
		account := accountOf(p.servers[userID], garage.StartTLS)
		account.UserID, account.Login, account.Password = userID, "marie", "s3cret-pass"
		return account, nil
	}
	return p
}

func (p *post) serve(userID int64, server *mailertest.Server) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.servers[userID] = server
}

// ahead moves the file's clock on.
func (p *post) ahead(by time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clock += by
}

// queue queues messages of a user to clients from … to.
func (p *post) queue(userID int64, from, to int) []int64 {
	p.Helper()
	var mails []garage.NewDelivery
	for client := from; client <= to; client++ {
		id := fmt.Sprintf("<%d.%d.%d@garage.example>", userID, client, time.Now().UnixNano())
		mails = append(mails, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindSingle, ClientID: int64(client), UserID: userID, Purpose: garage.Service, FromAddress: mailertest.Marie,
				ToAddress: mailertest.ClientAddress(client), Subject: "test", MessageID: id,
			},
			Head: []byte("Message-ID: " + id + "\r\nSubject: test\r\n\r\nBonjour\r\n"),
		})
	}
	ids, err := p.db.QueueDeliveries(p.Context(), mails)
	if err != nil {
		p.Fatal(err)
	}
	return ids
}

// start runs a worker until stop is called or the test ends.
func (p *post) start(change func(options *Options)) (worker *Worker, stop func()) {
	p.Helper()
	options := Options{
		DB: p.db, Transport: smtp.SMTP{Timeout: time.Second}, Account: p.account, CloseWait: 300 * time.Millisecond,
		Poll: 20 * time.Millisecond, LeaseTTL: 2 * time.Second,
		OnProgress: func(progress Progress) {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.progress = append(p.progress, progress)
		},
	}
	if change != nil {
		change(&options)
	}
	worker = NewWorker(options)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- worker.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				p.Error("run:", err)
			}
		case <-time.After(5 * time.Second):
			p.Error("the worker does not stop")
		}
	})
	p.Cleanup(stop)
	return worker, stop
}

// until waits for a condition that the worker brings about.
func (p *post) until(what string, holds func() bool) {
	p.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			counts, err := p.db.OutboxCounts(p.Context())
			p.Fatalf("waited in vain for: %s; outbox %+v %v", what, counts, err)
		}
	}
}

func (p *post) counts() garage.DeliveryCounts {
	p.Helper()
	counts, err := p.db.OutboxCounts(p.Context())
	if err != nil {
		p.Fatal(err)
	}
	return counts
}

func (p *post) delivery(id int64) garage.Delivery {
	p.Helper()
	delivery, err := p.db.Delivery(p.Context(), id)
	if err != nil {
		p.Fatal(err)
	}
	return delivery
}

// statusOf returns the worker's status of an account.
func statusOf(worker *Worker, userID int64) AccountStatus {
	for _, account := range worker.Status().Accounts {
		if account.UserID == userID {
			return account
		}
	}
	return AccountStatus{}
}

// accountOf is an account at a server, without a login.
func accountOf(server *mailertest.Server, security garage.Security) smtp.Account {
	return smtp.Account{
		UserID: 1, Email: mailertest.Marie, Server: server.Host, Port: server.Port, Security: security, TLSConfig: server.TLSConfig(),
	}
}
