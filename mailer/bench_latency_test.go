package mailer

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net"
	"path/filepath"
	"sync"
	"testing"
	"time"

	gomail "github.com/wneessen/go-mail"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

const (
	oneWay        = 25 * time.Millisecond
	latencyRounds = 3
	latencyBare   = 8   // messages a round of the loop without kept connection: each takes most of a second
	latencyOurs   = 100 // messages a round over each connection
)

// BenchmarkLatency sends messages with a 60 KB attachment to a server 25 ms away, with STARTTLS and login: as a loop of
// go-mail's DialAndSend, through the outbox with its ledger over one connection and over four, and over one session
// without a ledger; the server is one that takes the next envelope with the end of a message. after-4 is the same over four
// connections to one that nobody knows, where it follows the answer. Required: ratio-1 ≥ 10, ratio-4 ≥ 55, after-4 ≥ 25,
// ledger ≥ 0.85.
func BenchmarkLatency(b *testing.B) {
	server := mailertest.Start(b, mailertest.Options{StartTLS: true, Login: "marie", Password: "s3cret-pass"})
	unknown := mailertest.Start(b, mailertest.Options{
		StartTLS: true, Login: "marie", Password: "s3cret-pass", Greeting: mailertest.Unknown,
	})
	port, unknownPort := farAway(b, server.Port), farAway(b, unknown.Port)
	attachment := make([]byte, 60<<10)
	if _, err := rand.Read(attachment); err != nil {
		b.Fatal(err)
	}
	account := smtp.Account{
		UserID: 1, Email: mailertest.Marie, Server: "127.0.0.1", Port: port, Security: garage.StartTLS, Login: "marie",
		Password: "s3cret-pass", TLSConfig: server.TLSConfig(),
	}
	for b.Loop() {
		var bare, one, four, after, session time.Duration
		for range latencyRounds {
			bare += dialAndSend(b, account, attachment)
			session += withoutLedger(b, account, attachment)
			one += withLedger(b, account, attachment, latencyOurs)
			account.Limits.Connections = 4
			four += withLedger(b, account, attachment, 4*latencyOurs)
			stranger := account
			stranger.Port, stranger.TLSConfig = unknownPort, unknown.TLSConfig()
			after += withLedger(b, stranger, attachment, 4*latencyOurs)
			account.Limits.Connections = 0
		}
		rate := func(messages int, took time.Duration) float64 {
			return float64(latencyRounds*messages) / took.Seconds()
		}
		loop := rate(latencyBare, bare)
		b.ReportMetric(loop, "go-mail-msg/s")
		b.ReportMetric(rate(latencyOurs, one), "outbox-msg/s")
		b.ReportMetric(rate(4*latencyOurs, four), "outbox-4-msg/s")
		b.ReportMetric(rate(latencyOurs, one)/loop, "ratio-1")
		b.ReportMetric(rate(4*latencyOurs, four)/loop, "ratio-4")
		b.ReportMetric(rate(4*latencyOurs, after)/loop, "after-4")
		b.ReportMetric(rate(latencyOurs, one)/rate(latencyOurs, session), "ledger")
	}
}

// farAway is a way to a port of this machine that takes oneWay in each direction, and a round more to connect.
func farAway(b *testing.B, port int) int {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				time.Sleep(2 * oneWay)
				far, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
				if err != nil {
					_ = near.Close()
					return
				}
				go carry(near, far)
				carry(far, near)
			}()
		}
	}()
	address, _ := listener.Addr().(*net.TCPAddr)
	return address.Port
}

// parcel is what was read at once, and when it arrives.
type parcel struct {
	bytes []byte
	due   time.Time
}

// carry brings everything from one side to the other, late and in order.
func carry(from, to net.Conn) {
	onTheWay := make(chan parcel, 1<<14)
	go func() {
		for p := range onTheWay {
			time.Sleep(time.Until(p.due))
			if _, err := to.Write(p.bytes); err != nil {
				break
			}
		}
		_ = to.Close()
	}()
	for {
		buffer := make([]byte, 64<<10)
		n, err := from.Read(buffer)
		if n > 0 {
			onTheWay <- parcel{buffer[:n], time.Now().Add(oneWay)}
		}
		if err != nil {
			close(onTheWay)
			return
		}
	}
}

// dialAndSend is the loop that a program without an outbox has.
func dialAndSend(b *testing.B, account smtp.Account, attachment []byte) time.Duration {
	b.Helper()
	client, err := gomail.NewClient(account.Server, gomail.WithPort(account.Port), gomail.WithTLSPolicy(gomail.TLSMandatory),
		gomail.WithTLSConfig(account.ServerTLS()), gomail.WithSMTPAuth(gomail.SMTPAuthPlain),
		gomail.WithUsername(account.Login), gomail.WithPassword(account.Password), gomail.WithHELO("garage.example"))
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	for i := range latencyBare {
		message := gomail.NewMsg()
		if err := message.From(mailertest.Marie); err != nil {
			b.Fatal(err)
		}
		if err := message.To(fmt.Sprintf("c%d@client.example", i)); err != nil {
			b.Fatal(err)
		}
		message.Subject(fmt.Sprintf("Facture %d", i))
		message.SetBodyString(gomail.TypeTextPlain, "Bonjour")
		message.AttachReadSeeker("facture.pdf", bytes.NewReader(attachment))
		if err := client.DialAndSend(message); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// invoices are messages with the attachment, ready to be queued.
func invoices(attachment []byte, count int) []garage.NewDelivery {
	body := base64.StdEncoding.EncodeToString(attachment)
	var lines bytes.Buffer
	for ; len(body) > 76; body = body[76:] {
		lines.WriteString(body[:76] + "\r\n")
	}
	mails := make([]garage.NewDelivery, count)
	for i := range mails {
		id := fmt.Sprintf("<%d@garage.example>", i)
		mails[i] = garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindSingle, UserID: 1, Purpose: garage.Service, FromAddress: mailertest.Marie,
				ToAddress: fmt.Sprintf("c%d@client.example", i), Subject: "Facture", MessageID: id,
			},
			Head: fmt.Appendf(nil, "Message-ID: %s\r\nSubject: Facture %d\r\n\r\n%s", id, i, lines.Bytes()),
		}
	}
	return mails
}

// withoutLedger sends over one pipelined session and remembers nothing.
func withoutLedger(b *testing.B, account smtp.Account, attachment []byte) time.Duration {
	b.Helper()
	mails := invoices(attachment, latencyOurs)
	start := time.Now()
	session, err := smtp.SMTP{}.Connect(b.Context(), account)
	if err != nil {
		b.Fatal(err)
	}
	letter := func(i int) smtp.Letter {
		return smtp.Letter{From: mailertest.Marie, To: mails[i].ToAddress, Message: mails[i].Head}
	}
	if refusal := session.Begin(b.Context(), letter(0)); refusal != nil {
		b.Fatalf("%+v", refusal)
	}
	for i := range mails {
		next := func() (*smtp.Letter, error) {
			if i+1 == len(mails) {
				return nil, nil //nolint:nilnil // the last
			}
			after := letter(i + 1)
			return &after, nil
		}
		if outcome, refusal := session.Deliver(b.Context(), letter(i), next); outcome.Verdict != smtp.Accepted || refusal != nil {
			b.Fatalf("%+v %+v", outcome, refusal)
		}
	}
	took := time.Since(start)
	_ = session.Close()
	return took
}

// withLedger queues messages beforehand and takes the time from the worker's start to the last result.
func withLedger(b *testing.B, account smtp.Account, attachment []byte, count int) time.Duration {
	b.Helper()
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "garage.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // the file is thrown away
	if _, err := storetest.SQL(b, db).ExecContext(b.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
		b.Fatal(err)
	}
	if _, err := db.QueueDeliveries(b.Context(), invoices(attachment, count)); err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var once sync.Once
	finished := make(chan struct{})
	worker := NewWorker(Options{
		DB: db, Transport: smtp.SMTP{}, Account: func(context.Context, int64) (smtp.Account, error) { return account, nil },
		OnProgress: func(p Progress) {
			if p.Sent == count {
				once.Do(func() { close(finished) })
			}
		},
	})
	done := make(chan error, 1)
	start := time.Now()
	go func() { done <- worker.Run(ctx) }()
	<-finished
	took := time.Since(start)
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	if counts, err := db.OutboxCounts(b.Context()); err != nil || counts.Sent != count {
		b.Fatalf("%+v %v", counts, err)
	}
	return took
}
