package smtp

import (
	"encoding/base64"
	"strings"
	"testing"

	"garagemail/assets/lang"
	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

// TestDiagnosisFindsARelayThatRefuses goes as far as a recipient elsewhere, and sends nothing.
func TestDiagnosisFindsARelayThatRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		refusal error
		login   bool
		reason  Reason
	}{
		"submission port without login": {mailertest.Refuse(554, [3]int{5, 7, 1}, "<x@example.net>: Recipient address rejected: Access denied"), false, ReasonLoginNeeded},
		"relay, without login":          {mailertest.Refuse(550, [3]int{5, 7, 1}, "relay not permitted"), false, ReasonLoginNeeded},
		"relay, with login":             {mailertest.Refuse(554, [3]int{5, 7, 1}, "Relay access denied"), true, ReasonRelayDenied},
		"OpenSMTPD":                     {mailertest.Refuse(550, [3]int{5, 7, 0}, "Invalid recipient: <x@example.com>"), true, ReasonMailboxOrRelay},
		"an address that takes no mail": {mailertest.Refuse(556, [3]int{5, 1, 10}, "Domain example.com does not accept mail (nullMX)"), true, ""},
		"an unknown mailbox there":      {mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown"), true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			options := mailertest.Options{Fault: func(point mailertest.Point, to string) error {
				if point == mailertest.Rcpt && strings.HasSuffix(to, "@example.com") {
					return test.refusal
				}
				return nil
			}}
			server, account := secured(t, options)
			if !test.login {
				server = mailertest.Start(t, options)
				account = accountAt(server, garage.Plain)
			}
			d := TestAccount(t.Context(), patience, account)
			failed := d.Failed()
			switch {
			case test.reason == "" && !d.OK():
				t.Errorf("%+v", failed)
			case test.reason != "" && (failed == nil || failed.Step != StepRecipient || failed.Reason != test.reason):
				t.Errorf("%+v", d)
			}
			if len(server.Messages()) != 0 {
				t.Error("a test sent something")
			}
			if failed != nil && !lang.New("fr").Has(failed.TestKey()) {
				t.Errorf("no sentence %s", failed.TestKey())
			}
			if !test.login && (!d.Unprotected() || d.Steps[2].State != Absent || d.Steps[3].State != Absent) {
				t.Errorf("protected and signed in: %+v", d.Steps)
			}
		})
	}
}

// TestDiagnosisClearsAway asks in a dialogue that can be read: RSET after the recipient, no DATA.
func TestDiagnosisClearsAway(t *testing.T) {
	account, commands := scripted(t, "", polite(nil))
	if d := TestAccount(t.Context(), patience, account); !d.OK() {
		t.Errorf("%+v", d)
	}
	want := "EHLO garage.example\nMAIL FROM:<marie@garage.example>\nRCPT TO:<" + outsideAddress + ">\nRSET\nQUIT"
	if got := strings.Join(commands(), "\n"); got != want {
		t.Errorf("the dialogue was\n%s", got)
	}
}

// TestSignInTriesTheNextMechanism answers the mechanisms that a server offers and does not know after all.
func TestSignInTriesTheNextMechanism(t *testing.T) {
	b64 := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	login := map[string]string{
		"AUTH LOGIN": "334 VXNlcm5hbWU6\r\n", b64("marie"): "334 UGFzc3dvcmQ6\r\n", b64("s3cret-pass"): "235 2.7.0 welcome\r\n",
	}
	for name, test := range map[string]struct {
		offers string
		faults map[string]string
		reason Reason
		tried  string
	}{
		"PLAIN is unknown": {"PLAIN LOGIN", map[string]string{"AUTH PLAIN": "504 5.5.4 Unrecognized authentication type\r\n"}, "", "AUTH PLAIN, AUTH LOGIN"},
		"SCRAM and PLAIN are": {
			"SCRAM-SHA-256 PLAIN LOGIN",
			map[string]string{"AUTH SCRAM": "504 no\r\n", "AUTH PLAIN": "502 5.5.1 no\r\n"},
			"", "AUTH SCRAM-SHA-256, AUTH PLAIN, AUTH LOGIN",
		},
		"none is known":         {"PLAIN", map[string]string{"AUTH PLAIN": "504 5.7.4 Unrecognized Authentication Type\r\n"}, ReasonLoginUnsupported, "AUTH PLAIN"},
		"a refusal ends it":     {"PLAIN LOGIN", map[string]string{"AUTH PLAIN": "535 5.7.8 no\r\n"}, ReasonLoginRefused, "AUTH PLAIN"},
		"the prompts are plain": {"LOGIN", map[string]string{"AUTH LOGIN": "334 Username:\r\n"}, "", "AUTH LOGIN"},
	} {
		t.Run(name, func(t *testing.T) {
			answers := map[string]string{}
			for command, answer := range login {
				answers[command] = answer
			}
			for command, answer := range test.faults {
				answers[command] = answer
			}
			account, commands := scripted(t, "250-AUTH "+test.offers+"\r\n", polite(answers))
			account.Login, account.Password = "marie", "s3cret-pass"
			session, err := patience.Connect(t.Context(), account)
			if session != nil {
				_ = session.Close()
			}
			failure, _ := err.(*ConnectError) //nolint:errorlint // it is returned bare
			if test.reason == "" && err != nil || test.reason != "" && (failure == nil || failure.Reason != test.reason) {
				t.Errorf("%+v", err)
			}
			var tried []string
			for _, command := range commands() {
				if words := strings.Fields(command); len(words) > 1 && words[0] == "AUTH" {
					tried = append(tried, words[0]+" "+words[1])
				}
			}
			if got := strings.Join(tried, ", "); got != test.tried {
				t.Errorf("tried %s", got)
			}
		})
	}
}
