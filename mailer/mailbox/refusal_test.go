package mailbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
)

// numbered are messages that differ by their Message-ID.
func numbered(count int) [][]byte {
	var messages [][]byte
	for i := range count {
		messages = append(messages, []byte(strings.ReplaceAll(sentMessage, "<1@", fmt.Sprintf("<n%d@", i+1))))
	}
	return messages
}

// TestRefusedCopies has what real servers answer to an APPEND, after the message was read.
func TestRefusedCopies(t *testing.T) {
	for answer, want := range map[string]struct {
		code   imap.ResponseCode
		reason smtp.Reason
		broken bool
		filed  int // of four, of which the second is refused
	}{
		"Quota exceeded (mailbox for user is full)": {imap.ResponseCodeOverQuota, smtp.ReasonCopiesFull, false, 1}, // Dovecot
		"Over quota":                                {"", smtp.ReasonCopiesFull, false, 1}, // Cyrus
		"The mailbox is full.":                      {"", smtp.ReasonCopiesFull, false, 1},
		"Permission denied":                         {imap.ResponseCodeNoPerm, smtp.ReasonCopiesDenied, true, 1},
		"permission denied":                         {"", smtp.ReasonCopiesDenied, true, 1}, // Cyrus
		"Mailbox is locked, try again":              {imap.ResponseCodeInUse, smtp.ReasonTemporary, false, 1},
		"Backend is away":                           {imap.ResponseCodeUnavailable, smtp.ReasonTemporary, false, 1},
		"Internal error occurred. Refer to the log": {imap.ResponseCodeServerBug, smtp.ReasonTemporary, false, 1},
		"User is authenticated but not connected.":  {"", smtp.ReasonTemporary, false, 1}, // Exchange
		"Message too large":                         {imap.ResponseCodeTooBig, "", false, 3},
		"message size exceeds the maximum":          {"", "", false, 3},
		"Message contains bare newlines":            {"", "", false, 3}, // Cyrus
	} {
		t.Run(answer, func(t *testing.T) {
			server := startIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
				Append: func(_ string, message []byte) error {
					if strings.Contains(string(message), "<n2@") {
						return mailertest.IMAPNo(want.code, answer)
					}
					return nil
				},
			}})
			these := NewCopies(numbered(4))
			err := these.File(t.Context(), imapAccount(server, garage.Plain), nil)
			var failure *smtp.ConnectError
			if want.reason == "" {
				if err != nil || these.Refused[1] == nil || these.Refused[1].Reply == "" {
					t.Errorf("%v, refused %v", err, these.Refused)
				}
			} else if !errors.As(err, &failure) || failure.Reason != want.reason || failure.Broken != want.broken || failure.Reply == "" {
				t.Errorf("%+v", err)
			}
			if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); int(messages) != want.filed {
				t.Error(messages, "copies")
			}
			if these.Filed[1] {
				t.Error("told as filed")
			}
		})
	}
}

// TestWhateverItIsGiven refuses each copy with words that nobody knows: it is asked twice, not once a message.
func TestWhateverItIsGiven(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
		Append: func(string, []byte) error { return mailertest.IMAPNo("", "Niet vandaag.") },
	}})
	err := NewCopies(numbered(10)).File(t.Context(), imapAccount(server, garage.Plain), nil)
	var failure *smtp.ConnectError
	if !errors.As(err, &failure) || failure.Reason != smtp.ReasonCopiesDenied || !failure.Broken || failure.Reply != "Niet vandaag." {
		t.Errorf("%+v", err)
	}
	if asked := strings.Count(strings.Join(server.Commands(), "\n"), "APPEND"); asked != 2 {
		t.Error("asked", asked, "times")
	}
}

func TestNothingIsPutIntoAnExaminedMailbox(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{ReadOnlyAppend: true}})
	account := imapAccount(server, garage.Plain)
	if err := fileSent(t.Context(), account, []byte(sentMessage)); err != nil {
		t.Fatal(err)
	}
	these := NewCopies(append(numbered(25), []byte(sentMessage))) // the last is there
	if err := these.File(t.Context(), account, nil); err != nil {
		t.Fatal(err)
	}
	if messages, _ := mailertest.MailboxHolds(t, server, "Sent"); messages != 26 {
		t.Error(messages)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	for answer, want := range map[string]struct {
		code   imap.ResponseCode
		reason smtp.Reason
		broken bool
	}{
		"Client tried to access nonexistent namespace. (Mailbox name should probably be prefixed with: INBOX.)": {"", smtp.ReasonCopiesFolder, true},
		"Invalid mailbox name.": {"", smtp.ReasonCopiesFolder, true},
		"Permission denied":     {"", smtp.ReasonCopiesFolder, true},
		"Not yours":             {imap.ResponseCodeNoPerm, smtp.ReasonCopiesFolder, true},
		"Too many mailboxes":    {imap.ResponseCodeLimit, smtp.ReasonCopiesFolder, true},
		"Over quota":            {"", smtp.ReasonCopiesFull, false},
		"Busy":                  {imap.ResponseCodeInUse, smtp.ReasonTemporary, false},
	} {
		server := startIMAP(t, mailertest.IMAPOptions{
			Layout: mailertest.IMAPLayout{Namespaces: spaces("", '/')},
			Faults: mailertest.IMAPFaults{Create: func(string) error { return mailertest.IMAPNo(want.code, answer) }},
		})
		err := NewCopies(numbered(5)).File(t.Context(), imapAccount(server, garage.Plain), nil)
		var failure *smtp.ConnectError
		if !errors.As(err, &failure) || failure.Reason != want.reason || failure.Broken != want.broken || !strings.Contains(failure.Reply, answer) {
			t.Errorf("%s: %+v", answer, err)
		}
		if asked := strings.Count(strings.Join(server.Commands(), "\n"), "CREATE"); asked != 1 {
			t.Error(answer, "asked", asked, "times")
		}
	}
}

// TestScriptedServers has what no library does: refusals before the message goes up, silence, an end in the middle.
func TestScriptedServers(t *testing.T) {
	type answers map[string]string
	for name, test := range map[string]struct {
		greeting string
		answers  answers
		reason   smtp.Reason // "" = filed
		broken   bool
	}{
		"refused before it went up":     {"", answers{"APPEND": "{tag} NO [OVERQUOTA] Full"}, smtp.ReasonCopiesFull, false},
		"the literal is too large":      {"", answers{"APPEND": "{tag} BAD Literal too large"}, smtp.ReasonCopyTooLarge, false},
		"gone although listed":          {"", answers{"APPEND": "{tag} NO [TRYCREATE] No such mailbox", "CREATE": "{tag} NO no"}, smtp.ReasonCopiesFolder, true},
		"gone, made, and gone":          {"", answers{"APPEND": "{tag} NO [TRYCREATE] No such mailbox"}, smtp.ReasonCopiesFolder, true},
		"an end in the middle":          {"", answers{"APPENDED": "* BYE shutting down"}, smtp.ReasonLineLost, false},
		"an end before the message":     {"", answers{"APPEND": ""}, smtp.ReasonLineLost, false},
		"too many connections":          {"* BYE [UNAVAILABLE] Too many connections", nil, smtp.ReasonTemporary, false},
		"no greeting of IMAP":           {"220 mail.example ESMTP", nil, smtp.ReasonServerStrange, false},
		"a login that is refused":       {"", answers{"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] Wrong"}, smtp.ReasonLoginRefused, true},
		"a login that is refused, bare": {"", answers{"LOGIN": "{tag} NO Login failed."}, smtp.ReasonLoginRefused, true},
		"a login that can wait":         {"", answers{"LOGIN": "{tag} NO Temporary authentication failure."}, smtp.ReasonTemporary, false},
		"too many at once":              {"", answers{"LOGIN": "{tag} NO Maximum number of connections from user+IP exceeded"}, smtp.ReasonTemporary, false},
		"a login that wants TLS":        {"", answers{"LOGIN": "{tag} NO [PRIVACYREQUIRED] Use TLS"}, smtp.ReasonLoginUnsupported, true},
		"not to be read":                {"", answers{"EXAMINE": "{tag} NO [NOPERM] Permission denied"}, smtp.ReasonCopiesDenied, true},
		"no search by several at once":  {"", answers{"UID SEARCH": "{tag} BAD Too complex"}, smtp.ReasonCopiesDenied, true},
		"CLOSE is refused":              {"", answers{"CLOSE": "{tag} NO what for"}, "", false},
		"no namespaces after all":       {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 NAMESPACE\n{tag} OK", "NAMESPACE": "{tag} BAD unknown"}, "", false},
		"no room for it":                {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT=20\n{tag} OK"}, smtp.ReasonCopyTooLarge, false},
		"room for it":                   {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT=20000\n{tag} OK"}, "", false},
		"no room, told by the mailbox":  {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT\n{tag} OK", "STATUS": "* STATUS \"Sent\" (APPENDLIMIT 20)\n{tag} OK"}, smtp.ReasonCopyTooLarge, false},
		"PLAIN is announced, not done":  {"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi", answers{"AUTHENTICATE": "{tag} BAD no such thing"}, "", false},
		"no goodbye":                    {"", answers{"LOGOUT": ""}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			server := mailertest.ListenIMAP(t, mailertest.IMAPScript{Greeting: test.greeting, Answer: func(command string) string {
				for verb, answer := range test.answers {
					if strings.HasPrefix(command, verb+" ") || command == verb {
						return answer
					}
				}
				return orderly(command)
			}})
			err := fileSent(t.Context(), imapAccount(server, garage.Plain), []byte(sentMessage))
			var failure *smtp.ConnectError
			switch {
			case test.reason == "" && err != nil:
				t.Errorf("%+v", err)
			case test.reason != "" && (!errors.As(err, &failure) || failure.Reason != test.reason || failure.Broken != test.broken):
				t.Errorf("%+v", err)
			}
		})
	}
}

// orderly answers as a server does that has a mailbox "Sent" with one message.
func orderly(command string) string {
	switch verb, _, _ := strings.Cut(command, " "); verb {
	case "CAPABILITY":
		return "* CAPABILITY IMAP4rev1\n{tag} OK"
	case "LIST":
		return "* LIST () \"/\" \"Sent\"\n{tag} OK"
	case "EXAMINE":
		return "* 1 EXISTS\n{tag} OK [READ-ONLY]"
	case "UID":
		return "* SEARCH\n{tag} OK"
	case "APPEND":
		return "+"
	}
	return "{tag} OK"
}

// TestSilentMailboxes says nothing from some step on: nobody waits for it without limit.
func TestSilentMailboxes(t *testing.T) {
	for _, step := range []string{"CAPABILITY", "LOGIN", "LIST", "EXAMINE", "UID SEARCH", "CLOSE", "APPEND", "APPENDED"} {
		t.Run(step, func(t *testing.T) {
			t.Parallel()
			server := mailertest.ListenIMAP(t, mailertest.IMAPScript{Greeting: "* OK hi", Answer: func(command string) string {
				if strings.HasPrefix(command, step) {
					return mailertest.SaysNothing
				}
				return orderly(command)
			}})
			account := imapAccount(server, garage.Plain)
			account.Patience = 300 * time.Millisecond
			if err := fileSent(t.Context(), account, []byte(sentMessage)); FailureOf(err).Reason != smtp.ReasonTimeout {
				t.Errorf("%+v", err)
			}
		})
	}
}
