package desktest

import (
	"fmt"
	"testing"

	"garagemail/mailer/demo"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/ui/desk"
)

// NewDemo is a desk whose mails end up in a demo inbox.
func NewDemo(t *testing.T) *desk.App {
	t.Helper()
	a := New(t)
	demo, err := demo.Start(t.TempDir())
	Check(t, err)
	t.Cleanup(func() { Check(t, demo.Close()) })
	a.Demo, a.Transport = demo, demo.Transport()
	return a
}

// SendDemo has a mail arrive in the demo inbox.
func SendDemo(t *testing.T, a *desk.App, to, subject, text string) {
	t.Helper()
	session, err := a.Transport.Connect(t.Context(), smtp.Account{Server: demo.ServerName, Port: 25, Security: garage.Plain})
	Check(t, err)
	message := fmt.Sprintf("From: garage@garage.example\r\nTo: %s\r\nSubject: %s\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\n%s\r\n", to, subject, text)
	letter := smtp.Letter{From: "garage@garage.example", To: to, Message: []byte(message)}
	if refusal := session.Begin(t.Context(), letter); refusal != nil {
		t.Fatalf("%+v", *refusal)
	}
	if outcome, _ := session.Deliver(t.Context(), letter, nil); outcome.Reason != "" {
		t.Fatalf("%+v", outcome)
	}
	Check(t, session.Close())
}
