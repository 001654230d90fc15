package smtp

import (
	"errors"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
)

const pipelining = "250-PIPELINING\r\n"

func letterTo(to string) Letter { return Letter{From: mailertest.Marie, To: to, Message: plainMail} }

// then is a Ready that names the letter to follow.
func then(next Letter) Ready { return func() (*Letter, error) { return &next, nil } }

func connectTo(t *testing.T, account Account) *Session {
	t.Helper()
	session, err := SMTP{Timeout: 300 * time.Millisecond}.Connect(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

// TestSessionNextRefused goes on after a refused envelope that went out with the end of another message.
func TestSessionNextRefused(t *testing.T) {
	server, account := secured(t, mailertest.Options{MaxSize: 10_000, Fault: mailertest.FaultAt(mailertest.Rcpt, "no@client.example", mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown"))})
	session := dial(t, account)
	large := letterTo("large@client.example")
	large.Message = []byte("Subject: large\r\n\r\n" + strings.Repeat("x\r\n", 5000))
	for _, test := range []struct {
		next   Letter
		reason Reason
	}{
		{letterTo("no@client.example"), ReasonMailboxUnknown},
		{large, ReasonTooLarge},
		{letterTo("jérôme@client.example"), ReasonNoUTF8},
		{letterTo("no one"), ReasonAddressInvalid},
	} {
		if refusal := session.Begin(t.Context(), letterTo(mailertest.Elise)); refusal != nil {
			t.Fatalf("before %s: %+v", test.next.To, refusal)
		}
		outcome, refusal := session.Deliver(t.Context(), letterTo(mailertest.Elise), then(test.next))
		if outcome.Verdict != Accepted {
			t.Errorf("before %s: %+v", test.next.To, outcome)
		}
		if refusal == nil || refusal.Verdict != Permanent || refusal.Reason != test.reason || !session.Alive() {
			t.Errorf("%s: %+v", test.next.To, refusal)
		}
	}
	if got := server.Recipients(); got[mailertest.Elise] != 4 || len(got) != 1 {
		t.Errorf("arrived: %v", got)
	}
}

// TestSessionNotReady leaves a message that may not be ended: no dot goes out, and the server keeps nothing.
func TestSessionNotReady(t *testing.T) {
	for name, size := range map[string]int{"small": 100, "large": smallLetter} {
		server, account := secured(t, mailertest.Options{})
		session := dial(t, account)
		letter := letterTo(mailertest.Elise)
		letter.Message = append([]byte("Subject: x\r\n\r\n"), []byte(strings.Repeat("x\r\n", size))...)
		if refusal := session.Begin(t.Context(), letter); refusal != nil {
			t.Fatalf("%+v", refusal)
		}
		outcome, _ := session.Deliver(t.Context(), letter, func() (*Letter, error) { return nil, errors.New("disk full") })
		if outcome.Verdict != Temporary || outcome.Reason != ReasonStopped || session.Alive() {
			t.Errorf("%s: %+v", name, outcome)
		}
		if next := dial(t, account); next.send(t.Context(), mailertest.Marie, "other@client.example", plainMail).Verdict != Accepted {
			t.Errorf("%s: the next is not accepted", name)
		}
		if got := server.Recipients(); got[mailertest.Elise] != 0 || got["other@client.example"] != 1 {
			t.Errorf("%s: arrived %v", name, got)
		}
	}
}

// TestSessionApart asks for the data by itself once a server has begun them for a recipient that it refused.
func TestSessionApart(t *testing.T) {
	refuse := map[string]string{"RCPT TO:<no@": "550 5.1.1 no\r\n"}
	account, _ := scripted(t, pipelining, polite(refuse))
	session := connectTo(t, account)
	if outcome := session.send(t.Context(), mailertest.Marie, "no@client.example", plainMail); outcome.Reason != ReasonMailboxUnknown {
		t.Errorf("%+v", outcome)
	}
	if session.Alive() || !session.apart {
		t.Fatal("has not learnt")
	}
	account, commands := scripted(t, pipelining, polite(refuse))
	session = connectTo(t, account)
	session.apart = true
	if refusal := session.Begin(t.Context(), letterTo(mailertest.Elise)); refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	outcome, refusal := session.Deliver(t.Context(), letterTo(mailertest.Elise), then(letterTo("no@client.example")))
	if outcome.Verdict != Accepted || refusal == nil || refusal.Reason != ReasonMailboxUnknown || !session.Alive() {
		t.Errorf("%+v %+v", outcome, refusal)
	}
	if refusal := session.Begin(t.Context(), letterTo("kim@client.example")); refusal != nil {
		t.Fatalf("%+v", refusal)
	}
	if outcome, _ := session.Deliver(t.Context(), letterTo("kim@client.example"), nil); outcome.Verdict != Accepted {
		t.Errorf("%+v", outcome)
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(commands(), "\n"); strings.Count(got, "DATA") != 2 || !strings.Contains(got, "RSET") {
		t.Error(got)
	}
}

// TestSessionRefusedTwice asks for the data of no refused recipient but the first, where nobody knows what the server makes of
// that: it may add them up. A server that is known forgets them with the next message.
func TestSessionRefusedTwice(t *testing.T) {
	for _, ahead := range []bool{false, true} {
		refuse := polite(map[string]string{"RCPT TO:<no@": "550 5.1.1 no\r\n"})
		refused := false
		account, commands := scripted(t, pipelining, func(command string) string {
			if command == dataCommand && refused {
				return "503 5.5.1 no recipient\r\n"
			}
			refused = strings.HasPrefix(command, "RCPT TO:<no@")
			return refuse(command)
		})
		session := connectTo(t, account)
		session.ahead = ahead
		for _, to := range []string{mailertest.Elise, "no@client.example", mailertest.Elise, "no@client.example", "no@client.example", mailertest.Elise} {
			if outcome := session.send(t.Context(), mailertest.Marie, to, plainMail); (outcome.Verdict == Accepted) != (to == mailertest.Elise) {
				t.Errorf("%s: %+v", to, outcome)
			}
		}
		if err := session.Close(); err != nil {
			t.Error(err)
		}
		want := 3 + 1 // of those who are there, and of the first who is not
		if ahead {
			want++
		}
		if got := strings.Join(commands(), "\n"); strings.Count(got, dataCommand) != want {
			t.Errorf("known %v:\n%s", ahead, got)
		}
	}
}

// TestSessionHalfLines takes no line for a reply before its end has come.
func TestSessionHalfLines(t *testing.T) {
	for name, test := range map[string]struct {
		place, reply string
		verdict      Verdict
	}{
		"250 without end":        {".", "250 queued", Uncertain},
		"two codes in one reply": {".", "250-queued\r\n550 or not\r\n", Uncertain},
		"250 without a word":     {".", "250\r\n", Accepted},
		"no separator":           {".", "2500 ok\r\n", Uncertain},
		"354 without end":        {"DATA", "354 go", Temporary},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, commands := scripted(t, pipelining, polite(map[string]string{test.place: test.reply}))
			session := connectTo(t, account)
			if outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail); outcome.Verdict != test.verdict {
				t.Errorf("%+v", outcome)
			}
			_ = session.Close()
			if got := strings.Join(commands(), "\n"); test.verdict == Temporary && strings.Contains(got, "\n.") {
				t.Errorf("sent the message:\n%s", got)
			}
		})
	}
}
