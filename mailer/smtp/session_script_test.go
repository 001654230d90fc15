package smtp

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

// scripted is a server that answers each command with the bytes that answer gives for it, right or wrong, and hangs up at
// "". It returns the account for it and the commands that it got.
func scripted(t *testing.T, extensions string, answer func(command string) string) (Account, func() []string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	commands := make(chan []string, 1)
	go func() {
		line, err := listener.Accept()
		if err != nil {
			commands <- nil
			return
		}
		defer line.Close() //nolint:errcheck // the end of the script
		var got []string
		defer func() { commands <- got }()
		fmt.Fprint(line, "220 mx.example ESMTP Postfix\r\n") //nolint:errcheck // the client's complaint is what is tested
		inData := false
		for reader := bufio.NewScanner(line); reader.Scan(); {
			command := reader.Text()
			if inData && command != "." {
				continue
			}
			got = append(got, command)
			reply := answer(command)
			if strings.HasPrefix(command, "EHLO") {
				reply = "250-hello\r\n" + extensions + "250 8BITMIME\r\n"
			}
			if reply == "" {
				return
			}
			inData = strings.HasPrefix(reply, "354")
			fmt.Fprint(line, reply) //nolint:errcheck // see above
		}
	}()
	t.Cleanup(func() { _ = listener.Close() })
	address, _ := listener.Addr().(*net.TCPAddr)
	return Account{Email: mailertest.Marie, Server: "127.0.0.1", Port: address.Port, Security: garage.Plain}, func() []string { return <-commands }
}

// polite answers as a server should, but for the commands that begin with a key of faults.
func polite(faults map[string]string) func(command string) string {
	return func(command string) string {
		for beginning, reply := range faults {
			if strings.HasPrefix(command, beginning) {
				return reply
			}
		}
		if command == "DATA" {
			return "354 go on\r\n"
		}
		return "250 ok\r\n"
	}
}

// strangeServers are what TestSessionStrangeServers tries.
var strangeServers = map[string]struct {
	extensions string
	faults     map[string]string
	verdict    Verdict
	reason     Reason
	alive      bool
}{
	"without PIPELINING":               {"", nil, Accepted, "", true},
	"refused without PIPELINING":       {"", map[string]string{"RCPT": "550 5.1.1 no\r\n"}, Permanent, ReasonMailboxUnknown, true},
	"reply of several lines":           {pipelining, map[string]string{".": "250-one\r\n250 two\r\n"}, Accepted, "", true},
	"354 after a refused recipient":    {pipelining, map[string]string{"RCPT": "550 5.1.1 no\r\n"}, Permanent, ReasonMailboxUnknown, false},
	"garbage to MAIL":                  {pipelining, map[string]string{"MAIL": "HTTP/1.1 400 Bad Request\r\n"}, Temporary, ReasonServerStrange, false},
	"354 to RCPT, out of step":         {pipelining, map[string]string{"RCPT": "354 go on\r\n"}, Temporary, ReasonServerStrange, false},
	"hangs up after the refusal":       {pipelining, map[string]string{"RCPT": "550 5.1.1 no\r\n", "DATA": ""}, Permanent, ReasonMailboxUnknown, false},
	"garbage after the message":        {pipelining, map[string]string{".": "thanks!\r\n"}, Uncertain, ReasonBrokenOff, false},
	"half a reply after the message":   {pipelining, map[string]string{".": "25"}, Uncertain, ReasonBrokenOff, false},
	"continued reply without end":      {pipelining, map[string]string{".": "250-ok\r\n"}, Uncertain, ReasonBrokenOff, false},
	"another 354 after the message":    {pipelining, map[string]string{".": "354 go on\r\n"}, Uncertain, ReasonBrokenOff, false},
	"421 after the message":            {pipelining, map[string]string{".": "421 4.3.2 closing\r\n"}, Temporary, ReasonTooFast, false},
	"a reply of 2 MB to RCPT":          {pipelining, map[string]string{"RCPT": "250 " + strings.Repeat("x", 2<<20) + "\r\n"}, Temporary, ReasonServerStrange, false},
	"hangs up at DATA":                 {pipelining, map[string]string{"DATA": ""}, Temporary, ReasonLineLost, false},
	"a code that does not exist":       {pipelining, map[string]string{"RCPT": "999 what\r\n"}, Temporary, ReasonServerStrange, false},
	"transaction of the last refused":  {pipelining, map[string]string{"DATA": "451 4.3.0 no\r\n"}, Temporary, ReasonTemporary, true},
	"SIZE without a number is no SIZE": {pipelining + "250-SIZE\r\n", nil, Accepted, "", true},
}

func TestSessionStrangeServers(t *testing.T) {
	for name, test := range strangeServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			account, commands := scripted(t, test.extensions, polite(test.faults))
			session, err := SMTP{Timeout: 300 * time.Millisecond}.Connect(t.Context(), account)
			if err != nil {
				t.Fatal(err)
			}
			outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail)
			if outcome.Verdict != test.verdict || outcome.Reason != test.reason || session.Alive() != test.alive {
				t.Errorf("%+v, alive %v", outcome, session.Alive())
			}
			if len(outcome.Reply) > maxReply+4 {
				t.Errorf("keeps %d bytes of reply", len(outcome.Reply))
			}
			again := session.Alive() && test.verdict != Accepted
			if again {
				session.send(t.Context(), mailertest.Marie, "next@client.example", plainMail)
			}
			if err := session.Close(); err != nil {
				t.Error(err)
			}
			got := strings.Join(commands(), "\n")
			if test.verdict != Accepted && test.verdict != Uncertain && strings.Contains(got, "\n.") && !again && outcome.Code != 421 {
				t.Errorf("a message went although it should not have:\n%s", got)
			}
			if again && !strings.Contains(got, "RSET\nMAIL") {
				t.Errorf("no RSET before the next message:\n%s", got)
			}
			if test.alive && !strings.HasSuffix(got, "QUIT") {
				t.Errorf("no QUIT:\n%s", got)
			}
			if !strings.HasPrefix(got, "EHLO garage.example") {
				t.Errorf("introduced itself otherwise:\n%s", got)
			}
		})
	}
}

func TestConnectStrangeServers(t *testing.T) {
	for name, test := range map[string]struct {
		greeting string
		reason   Reason
		broken   bool
	}{
		"554 greeting":     {"554 5.7.1 no access\r\n", ReasonPolicy, true},
		"421 greeting":     {"421 4.7.0 too many connections\r\n", ReasonTooManyConnections, false},
		"another protocol": {"HTTP/1.1 400 Bad Request\r\n\r\n", ReasonServerStrange, false},
		"silence":          {"", ReasonTimeout, false},
		"no end":           {strings.Repeat("x", 4<<20), ReasonServerStrange, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			listener, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = listener.Close() })
			go func() {
				line, err := listener.Accept()
				if err != nil {
					return
				}
				fmt.Fprint(line, test.greeting) //nolint:errcheck // the client may have had enough
				time.Sleep(time.Second)
				_ = line.Close()
			}()
			address, _ := listener.Addr().(*net.TCPAddr)
			_, err = SMTP{Timeout: 300 * time.Millisecond}.Connect(t.Context(),
				Account{Email: mailertest.Marie, Server: "127.0.0.1", Port: address.Port, Security: garage.StartTLS})
			failure, ok := err.(*ConnectError) //nolint:errorlint // it is returned bare
			if !ok || failure.Reason != test.reason || failure.Broken != test.broken || failure.Step != StepConnect {
				t.Errorf("%+v", err)
			}
		})
	}
}
