package smtp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

// accountAt is an account of marie at a test server.
func accountAt(server *mailertest.Server, security garage.Security) Account {
	return Account{
		UserID: 1, Email: mailertest.Marie, Server: server.Host, Port: server.Port, Security: security, TLSConfig: server.TLSConfig(),
	}
}

// secured is a server with STARTTLS and a login, as most providers have it, and the account for it.
func secured(t *testing.T, options mailertest.Options) (*mailertest.Server, Account) {
	t.Helper()
	options.StartTLS, options.Login, options.Password = true, "marie", "s3cret-pass"
	server := mailertest.Start(t, options)
	account := accountAt(server, garage.StartTLS)
	account.Login, account.Password = "marie", "s3cret-pass"
	return server, account
}

var patience = SMTP{Timeout: 2 * time.Second}

func dial(t *testing.T, account Account) *Session {
	t.Helper()
	session, err := patience.Connect(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = session.Close() })
	return session
}

var plainMail = []byte("From: marie@garage.example\r\nSubject: test\r\n\r\nBonjour\r\n")

// send sends the exact bytes of one message to one address, alone, as the worker does with a letter.
func (s *Session) send(ctx context.Context, from, to string, message []byte) Outcome {
	letter := Letter{From: from, To: to, Message: message}
	if refusal := s.Begin(ctx, letter); refusal != nil {
		return *refusal
	}
	outcome, _ := s.Deliver(ctx, letter, nil)
	return outcome
}

func TestSessionSendsExactBytes(t *testing.T) {
	server, account := secured(t, mailertest.Options{})
	session := dial(t, account)
	messages := [][]byte{
		plainMail,
		[]byte(".first\r\n..\r\n.\r\n\r\n.last line\r\n.\r\n"),
		[]byte("Subject: accents\r\n\r\nÉlise à l'été\r\n"),
		bytes.Repeat([]byte(strings.Repeat("x", 70)+"\r\n.\r\n"), 4000),
	}
	for i, message := range messages {
		if outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, message); outcome.Verdict != Accepted || outcome.Code != 250 {
			t.Fatalf("message %d: %+v", i, outcome)
		}
	}
	got := server.Messages()
	if len(got) != len(messages) || server.Connections() != 2 { // EHLO before and after STARTTLS
		t.Fatalf("%d messages over %d connections", len(got), server.Connections())
	}
	for i := range got {
		// go-smtp hands the lines on with LF.
		if !bytes.Equal(bytes.ReplaceAll(got[i].Bytes, []byte("\r\n"), []byte("\n")), bytes.ReplaceAll(messages[i], []byte("\r\n"), []byte("\n"))) {
			t.Errorf("message %d arrived changed: %d bytes of %d", i, len(got[i].Bytes), len(messages[i]))
		}
		if got[i].From != mailertest.Marie || len(got[i].To) != 1 || got[i].To[0] != mailertest.Elise {
			t.Errorf("message %d went from %s to %v", i, got[i].From, got[i].To)
		}
	}
}

// TestSessionOutcomes puts a fault at each point of the dialogue and looks at the outcome, at the mailbox and at whether
// the next message goes over the same session.
func TestSessionOutcomes(t *testing.T) {
	refuse := mailertest.Refuse
	for _, test := range []struct {
		name    string
		point   mailertest.Point
		fault   error
		verdict Verdict
		line    bool
		reason  Reason
		alive   bool
		arrived int
	}{
		{"unknown mailbox", mailertest.Rcpt, refuse(550, [3]int{5, 1, 1}, "User unknown"), Permanent, false, ReasonMailboxUnknown, true, 0},
		{"greylisting", mailertest.Rcpt, refuse(451, [3]int{4, 7, 1}, "Greylisting in action, please come back later"), Temporary, false, ReasonGreylisted, true, 0},
		{"421 at RCPT", mailertest.Rcpt, refuse(421, [3]int{4, 3, 0}, "Going down"), Temporary, true, ReasonTemporary, false, 0},
		{"drop at RCPT", mailertest.Rcpt, mailertest.ErrDrop, Temporary, true, ReasonLineLost, false, 0},
		{"too fast at MAIL", mailertest.Mail, refuse(450, [3]int{4, 7, 0}, "Too many messages"), Temporary, true, ReasonTooFast, true, 0},
		{"sender refused", mailertest.Mail, refuse(553, [3]int{5, 7, 1}, "Sender address rejected: not owned by user"), Broken, true, ReasonSenderRefused, true, 0},
		{"drop at MAIL", mailertest.Mail, mailertest.ErrDrop, Temporary, true, ReasonLineLost, false, 0},
		{"spam", mailertest.Data, refuse(554, [3]int{5, 7, 1}, "Message identified as SPAM"), Permanent, false, ReasonSpam, true, 0},
		{"4xx to the content", mailertest.Data, refuse(451, [3]int{4, 3, 0}, "Local error"), Temporary, false, ReasonTemporary, true, 0},
		{"drop after the dot", mailertest.Data, mailertest.ErrDrop, Uncertain, true, ReasonBrokenOff, false, 0},
		{"drop before the 250", mailertest.Accepted, mailertest.ErrDrop, Uncertain, true, ReasonBrokenOff, false, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			server, account := secured(t, mailertest.Options{})
			session := dial(t, account)
			server.SetFault(func(point mailertest.Point, _ string) error {
				if point == test.point {
					return test.fault
				}
				return nil
			})
			outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail)
			if outcome.Verdict != test.verdict || outcome.Line != test.line || outcome.Reason != test.reason {
				t.Errorf("got %+v", outcome)
			}
			if session.Alive() != test.alive {
				t.Errorf("alive: %v", session.Alive())
			}
			if got := len(server.Messages()); got != test.arrived {
				t.Errorf("%d arrived", got)
			}
			server.SetFault(nil)
			if !test.alive {
				return
			}
			if next := session.send(t.Context(), mailertest.Marie, "next@client.example", plainMail); next.Verdict != Accepted {
				t.Errorf("the next one: %+v", next)
			}
			if to := server.Recipients(); to["next@client.example"] != 1 || to[mailertest.Elise] != 0 {
				t.Errorf("arrived: %v", to)
			}
		})
	}
}

func TestSessionSilentServer(t *testing.T) {
	for point, want := range map[mailertest.Point]Verdict{mailertest.Rcpt: Temporary, mailertest.Data: Uncertain} {
		server, account := secured(t, mailertest.Options{})
		session, err := SMTP{Timeout: 200 * time.Millisecond}.Connect(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		server.SetFault(func(at mailertest.Point, _ string) error {
			if at == point {
				return mailertest.ErrSilent
			}
			return nil
		})
		if outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail); outcome.Verdict != want {
			t.Errorf("silent at %s: %+v", point, outcome)
		}
		server.Close()
	}
}

func TestSessionCancelWithinASecond(t *testing.T) {
	for point, want := range map[mailertest.Point]Outcome{
		mailertest.Rcpt: {Verdict: Temporary, Reason: ReasonStopped},
		mailertest.Data: {Verdict: Uncertain, Reason: ReasonBrokenOff},
	} {
		server, account := secured(t, mailertest.Options{})
		session := dial(t, account)
		ctx, cancel := context.WithCancel(t.Context())
		server.SetFault(func(at mailertest.Point, _ string) error {
			if at != point {
				return nil
			}
			time.AfterFunc(50*time.Millisecond, cancel)
			return mailertest.ErrSilent
		})
		start := time.Now()
		outcome := session.send(ctx, mailertest.Marie, mailertest.Elise, plainMail)
		if outcome.Verdict != want.Verdict || outcome.Reason != want.Reason {
			t.Errorf("cancelled at %s: %+v", point, outcome)
		}
		if took := time.Since(start); took > time.Second {
			t.Errorf("cancelled at %s after %v", point, took)
		}
		server.Close()
	}
}

func TestSessionAddresses(t *testing.T) {
	t.Run("IDN and UTF-8", func(t *testing.T) {
		server := mailertest.Start(t, mailertest.Options{UTF8: true})
		session := dial(t, accountAt(server, garage.Plain))
		for _, to := range []string{"info@müller.example", "élise@client.example"} {
			if outcome := session.send(t.Context(), mailertest.Marie, to, plainMail); outcome.Verdict != Accepted {
				t.Errorf("%s: %+v", to, outcome)
			}
		}
		if to := server.Recipients(); to["info@xn--mller-kva.example"] != 1 || to["élise@client.example"] != 1 {
			t.Errorf("arrived: %v", to)
		}
	})
	server := mailertest.Start(t, mailertest.Options{MaxSize: 1000})
	session := dial(t, accountAt(server, garage.Plain))
	for name, test := range map[string]struct {
		to      string
		message []byte
		reason  Reason
	}{
		"accent without SMTPUTF8": {"élise@client.example", plainMail, ReasonNoUTF8},
		"line break":              {"elise@client.example>\r\nRCPT TO:<spy@evil.example", plainMail, ReasonAddressInvalid},
		"no domain":               {"elise", plainMail, ReasonAddressInvalid},
		"over the announced size": {mailertest.Elise, bytes.Repeat([]byte("0123456789\r\n"), 100), ReasonTooLarge},
	} {
		if outcome := session.send(t.Context(), mailertest.Marie, test.to, test.message); outcome.Verdict != Permanent || outcome.Reason != test.reason {
			t.Errorf("%s: %+v", name, outcome)
		}
	}
	if got := server.Messages(); len(got) != 0 || !session.Alive() {
		t.Errorf("%d arrived, alive %v", len(got), session.Alive())
	}
}

// connectFailures are what TestConnectFailures tries.
var connectFailures = map[string]struct {
	options mailertest.Options
	change  func(account *Account)
	step    Step
	reason  Reason
	broken  bool
}{
	"no STARTTLS": {
		mailertest.Options{Login: "marie", Password: "s3cret-pass"},
		func(a *Account) { a.Security = garage.StartTLS }, StepTLS, ReasonNoStartTLS, true,
	},
	"wrong password": {
		mailertest.Options{StartTLS: true, Login: "marie", Password: "another"},
		nil, StepLogin, ReasonLoginRefused, true,
	},
	"no way to sign in": {mailertest.Options{StartTLS: true}, nil, StepLogin, ReasonLoginUnsupported, true},
	"certificate of another name": {
		mailertest.Options{StartTLS: true, CertificateName: "other.example"}, nil, StepTLS, ReasonCertificateName, true,
	},
	"expired certificate": {
		mailertest.Options{StartTLS: true, Expired: true}, nil, StepTLS, ReasonCertificateExpired, true,
	},
	"unknown authority": {
		mailertest.Options{StartTLS: true}, func(a *Account) { a.TLSConfig = nil }, StepTLS, ReasonCertificateUnknown, true,
	},
	"unknown authority, TLS": {
		mailertest.Options{TLS: true},
		func(a *Account) { a.TLSConfig, a.Security = nil, garage.TLS }, StepTLS, ReasonCertificateUnknown, true,
	},
	"TLS to a plain port": {
		mailertest.Options{}, func(a *Account) { a.Security = garage.TLS }, StepTLS, ReasonTLSFailed, true,
	},
	"nobody listens": {
		mailertest.Options{}, func(a *Account) { a.Port = 1 }, StepConnect, ReasonCannotConnect, false,
	},
	"no such server": {
		mailertest.Options{}, func(a *Account) { a.Server = "nowhere.invalid" }, StepResolve, "", false,
	},
	"no server": {mailertest.Options{}, func(a *Account) { a.Server = "" }, StepResolve, ReasonNoAccount, true},
}

func TestConnectFailures(t *testing.T) {
	for name, test := range connectFailures {
		t.Run(name, func(t *testing.T) {
			server := mailertest.Start(t, test.options)
			account := accountAt(server, garage.StartTLS)
			account.Login, account.Password = "marie", "s3cret-pass"
			if test.change != nil {
				test.change(&account)
			}
			session, err := patience.Connect(t.Context(), account)
			if err == nil {
				_ = session.Close()
				t.Fatal("connected")
			}
			var failure *ConnectError
			if !errors.As(err, &failure) {
				t.Fatalf("%T: %v", err, err)
			}
			if failure.Step != test.step || test.reason != "" && failure.Reason != test.reason || failure.Broken != test.broken {
				t.Errorf("%+v", failure)
			}
			if strings.Contains(fmt.Sprintf("%v %+v", err, *failure), "s3cret-pass") {
				t.Error("the password is in the error")
			}
			if test.step == StepTLS && server.Logins() != 0 {
				t.Error("the password went over a line that is not protected")
			}
		})
	}
}

func TestConnectTLS(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{TLS: true, Login: "marie", Password: "p"})
	account := accountAt(server, garage.TLS)
	account.Login, account.Password = "marie", "p"
	if outcome := dial(t, account).send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail); outcome.Verdict != Accepted {
		t.Errorf("%+v", outcome)
	}
}

func TestConnectCancelled(t *testing.T) {
	server, account := secured(t, mailertest.Options{Fault: func(mailertest.Point, string) error { return mailertest.ErrSilent }})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	_, err := SMTP{}.Connect(ctx, account)
	if took := time.Since(start); err == nil || took > time.Second {
		t.Errorf("%v after %v", err, took)
	}
	server.Close()
}

func TestServerRepeatsThePassword(t *testing.T) {
	_, account := secured(t, mailertest.Options{Fault: func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth {
			return mailertest.Refuse(535, [3]int{5, 7, 8}, "marie/s3cret-pass is wrong")
		}
		return nil
	}})
	_, err := patience.Connect(t.Context(), account)
	var failure *ConnectError
	if !errors.As(err, &failure) || strings.Contains(fmt.Sprintf("%+v %v", *failure, err), "s3cret-pass") {
		t.Errorf("%+v", err)
	}
}

func TestAccountPrintsWithoutPassword(t *testing.T) {
	account := Account{Email: mailertest.Marie, Login: "marie", Password: "s3cret-pass"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, value := range []any{account, &account, struct{ A Account }{account}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, "s3cret") || strings.Contains(text, "7333637265742d70617373") {
				t.Errorf("%s shows it: %s", verb, text)
			}
		}
	}
}

func TestDiagnosis(t *testing.T) {
	server, account := secured(t, mailertest.Options{})
	if d := TestAccount(t.Context(), patience, account); !d.OK() || len(d.Steps) != 6 || d.Unprotected() {
		t.Errorf("%+v", d)
	}
	account.Password = "wrong"
	d := TestAccount(t.Context(), patience, account)
	failed := d.Failed()
	if d.OK() || failed == nil || failed.Step != StepLogin || failed.Reason != ReasonLoginRefused {
		t.Fatalf("%+v", d)
	}
	if d.Steps[2].State != Passed || d.Steps[4].State != Skipped {
		t.Errorf("%+v", d.Steps)
	}
	account.Password = "s3cret-pass"
	server.SetFault(func(point mailertest.Point, _ string) error {
		if point == mailertest.Mail {
			return mailertest.Refuse(550, [3]int{5, 7, 60}, "SendAsDenied")
		}
		return nil
	})
	if failed := TestAccount(t.Context(), patience, account).Failed(); failed == nil || failed.Reason != ReasonSenderRefused {
		t.Errorf("%+v", failed)
	}
	if len(server.Messages()) != 0 {
		t.Error("a test sent something")
	}
}
