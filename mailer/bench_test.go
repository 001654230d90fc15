package mailer

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

const (
	benchMessages = 1000
	benchRounds   = 3 // of each, in turn: what disturbs the machine disturbs both
)

// BenchmarkSending sends 1,000 messages of 80 KB through the outbox, with a durable commit for each, and through a bare
// go-mail loop on one kept connection, to the same sink. Required: ratio ≥ 0.5, and
// ≥ 0.3 to smtp-source.
func BenchmarkSending(b *testing.B) {
	server, port := startSink(b)
	attachment := make([]byte, 60<<10)
	if _, err := rand.Read(attachment); err != nil {
		b.Fatal(err)
	}
	account := smtp.Account{UserID: 1, Email: mailertest.Marie, Server: server, Port: port, Security: garage.Plain}
	for b.Loop() {
		var ours, bare, tuned, source time.Duration
		for range benchRounds {
			bare += bareLoop(b, server, port, attachment)
			ours += withLedger(b, account, attachment, benchMessages)
			source += smtpSource(b, server, port, attachment)
			tuned += bareLoop(b, server, port, attachment, gomail.WithoutNoop(), gomail.WithoutRset())
		}
		rate := func(took time.Duration) float64 { return benchRounds * benchMessages / took.Seconds() }
		b.ReportMetric(rate(ours), "outbox-msg/s")
		b.ReportMetric(rate(bare), "go-mail-msg/s")
		b.ReportMetric(rate(ours)/rate(bare), "ratio")
		if source > 0 {
			b.ReportMetric(rate(source), "smtp-source-msg/s")
			b.ReportMetric(rate(ours)/rate(source), "ratio-smtp-source")
		}
		b.ReportMetric(rate(ours)/rate(tuned), "ratio-no-noop-no-rset")
	}
}

// bareLoop is what a program without a ledger does.
func bareLoop(b *testing.B, server string, port int, attachment []byte, options ...gomail.Option) time.Duration {
	b.Helper()
	options = append(options, gomail.WithPort(port), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("garage.example"))
	client, err := gomail.NewClient(server, options...)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if err := client.DialWithContext(b.Context()); err != nil {
		b.Fatal(err)
	}
	for i := range benchMessages {
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
		if err := client.Send(message); err != nil {
			b.Fatal(err)
		}
	}
	took := time.Since(start)
	_ = client.Close() // the sink may be quicker to hang up
	return took
}

// smtpSource is Postfix's own generator: C, one kept session, the same bytes again and again, nothing remembered. Where it
// is missing it takes no time.
func smtpSource(b *testing.B, server string, port int, attachment []byte) time.Duration {
	b.Helper()
	root, err := filepath.Abs("../build/postfix")
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(root, "usr/sbin/smtp-source")
	if _, err := os.Stat(path); err != nil {
		return 0
	}
	size := len(invoices(attachment, 1)[0].Head)
	command := exec.CommandContext(b.Context(), path, "-d", "-s", "1", "-m", strconv.Itoa(benchMessages), "-l", strconv.Itoa(size),
		"-f", mailertest.Marie, "-t", "c1@client.example", net.JoinHostPort(server, strconv.Itoa(port)))
	command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+filepath.Join(root, "usr/lib/postfix"), "MAIL_CONFIG="+b.TempDir())
	command.Stderr = os.Stderr
	start := time.Now()
	if err := command.Run(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// startSink starts Postfix's smtp-sink where `make smtp-sink` or the system has put it, else a server of ours that throws
// everything away.
func startSink(b *testing.B) (server string, port int) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address, _ := listener.Addr().(*net.TCPAddr)
	root, err := filepath.Abs("../build/postfix")
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(root, "usr/sbin/smtp-sink")
	if _, err := os.Stat(path); err != nil {
		if path, err = exec.LookPath("smtp-sink"); err != nil {
			b.Log("without smtp-sink: a discarding server of go-smtp instead")
			sink := gosmtp.NewServer(gosmtp.BackendFunc(func(*gosmtp.Conn) (gosmtp.Session, error) { return discard{}, nil }))
			go func() { _ = sink.Serve(listener) }()
			b.Cleanup(func() { _ = sink.Close() })
			return address.IP.String(), address.Port
		}
	}
	if err := listener.Close(); err != nil {
		b.Fatal(err)
	}
	command := exec.CommandContext(b.Context(), path, "-u", "nobody", "127.0.0.1:"+strconv.Itoa(address.Port), "100")
	if os.Getuid() != 0 {
		command.Args = append(command.Args[:1], command.Args[3:]...)
	}
	command.Env = append(os.Environ(), "LD_LIBRARY_PATH="+filepath.Join(root, "usr/lib/postfix"), "MAIL_CONFIG="+b.TempDir())
	command.Stderr = os.Stderr
	if err := command.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		line, err := net.Dial("tcp", address.String())
		if err == nil {
			_ = line.Close()
			return address.IP.String(), address.Port
		}
		if time.Now().After(deadline) {
			b.Fatal("smtp-sink does not listen: ", err)
		}
	}
}

// discard takes every message and keeps none.
type discard struct{}

func (discard) Mail(string, *gosmtp.MailOptions) error { return nil }

func (discard) Rcpt(string, *gosmtp.RcptOptions) error { return nil }

func (discard) Reset() {}

func (discard) Logout() error { return nil }

func (discard) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
