package demo

import (
	"path/filepath"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/signin"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

func TestDemo(t *testing.T) {
	demo, err := Start(filepath.Join(t.TempDir(), "inbox"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := demo.Close(); err != nil {
			t.Error(err)
		}
	})
	came := make(chan struct{}, 1)
	demo.OnMessage(func() { came <- struct{}{} })
	account := signin.NewAccount(Account(garage.User{ID: 1, Email: mailertest.Marie}), "")
	if d := smtp.TestAccount(t.Context(), demo.Transport(), account); !d.OK() {
		t.Fatalf("%+v", d)
	}
	session, err := demo.Transport().Connect(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	message := "From: =?utf-8?q?Garage_=C3=89lise?= <marie@garage.example>\r\nTo: <elise@client.example>\r\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\r\n" +
		"Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour\r\n" +
		"--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Bonjour</p>\r\n--c--\r\n" +
		"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nUERG\r\n--b--\r\n"
	letter := smtp.Letter{From: mailertest.Marie, To: mailertest.Elise, Message: []byte(message)}
	if refusal := session.Begin(t.Context(), letter); refusal != nil {
		t.Fatalf("%+v", *refusal)
	}
	if outcome, _ := session.Deliver(t.Context(), letter, nil); outcome.Verdict != smtp.Accepted {
		t.Fatalf("%+v", outcome)
	}
	<-came
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	list, err := demo.Inbox().Messages()
	if err != nil || len(list) != 1 || list[0].Subject != "Été" || list[0].From != "Garage Élise <marie@garage.example>" || list[0].Date.IsZero() {
		t.Fatalf("%+v %v", list, err)
	}
	mail, err := demo.Inbox().Message(list[0].ID)
	if err != nil || mail.Text != "Bonjour" || mail.HTML != "<p>Bonjour</p>" || len(mail.Attachments) != 1 || mail.Attachments[0].Name != "a.pdf" || string(mail.Attachments[0].Bytes) != "PDF" {
		t.Errorf("%+v %v", mail, err)
	}
	if _, err := demo.Inbox().Message("../../etc/passwd"); err == nil {
		t.Error("a path was taken as an id")
	}
	if err := demo.Inbox().Clear(); err != nil {
		t.Fatal(err)
	}
	if list, err := demo.Inbox().Messages(); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// TestDemoReachesNothingElse gives the demo transport accounts of other servers, one of which really listens.
func TestDemoReachesNothingElse(t *testing.T) {
	demo, err := Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := demo.Close(); err != nil {
			t.Error(err)
		}
	})
	other := mailertest.Start(t, mailertest.Options{})
	for _, server := range []string{other.Host, "localhost", "smtp.gmail.com", ""} {
		account := smtp.Account{UserID: 1, Email: mailertest.Marie, Server: server, Port: other.Port, Security: garage.Plain, TLSConfig: other.TLSConfig()}
		d := smtp.TestAccount(t.Context(), demo.Transport(), account)
		if failed := d.Failed(); failed == nil || failed.Reason != smtp.ReasonDemoOnly {
			t.Errorf("%q: %+v", server, d)
		}
	}
	line, err := demoTransport{address: demo.address}.dial(t.Context(), "tcp", other.Host+":25")
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close() //nolint:errcheck // nothing was written
	if line.RemoteAddr().String() != demo.address.String() {
		t.Errorf("dialled %s", line.RemoteAddr())
	}
	if other.Connections() != 0 {
		t.Error("another server was reached")
	}
}
