package mailer

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
)

func no(code imap.ResponseCode, text string) error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

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
		reason Reason
		broken bool
		filed  int // of four, of which the second is refused
	}{
		"Quota exceeded (mailbox for user is full)": {imap.ResponseCodeOverQuota, ReasonCopiesFull, false, 1}, // Dovecot
		"Over quota":                                {"", ReasonCopiesFull, false, 1}, // Cyrus
		"The mailbox is full.":                      {"", ReasonCopiesFull, false, 1},
		"Permission denied":                         {imap.ResponseCodeNoPerm, ReasonCopiesDenied, true, 1},
		"permission denied":                         {"", ReasonCopiesDenied, true, 1}, // Cyrus
		"Mailbox is locked, try again":              {imap.ResponseCodeInUse, ReasonTemporary, false, 1},
		"Backend is away":                           {imap.ResponseCodeUnavailable, ReasonTemporary, false, 1},
		"Internal error occurred. Refer to the log": {imap.ResponseCodeServerBug, ReasonTemporary, false, 1},
		"User is authenticated but not connected.":  {"", ReasonTemporary, false, 1}, // Exchange
		"Message too large":                         {imap.ResponseCodeTooBig, "", false, 3},
		"message size exceeds the maximum":          {"", "", false, 3},
		"Message contains bare newlines":            {"", "", false, 3}, // Cyrus
	} {
		t.Run(answer, func(t *testing.T) {
			server := startIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
				Append: func(_ string, message []byte) error {
					if strings.Contains(string(message), "<n2@") {
						return no(want.code, answer)
					}
					return nil
				},
			}})
			these := newCopies(numbered(4))
			err := these.file(t.Context(), imapAccount(server, garage.Plain), nil)
			var failure *ConnectError
			if want.reason == "" {
				if err != nil || these.refused[1] == nil || these.refused[1].Reply == "" {
					t.Errorf("%v, refused %v", err, these.refused)
				}
			} else if !errors.As(err, &failure) || failure.Reason != want.reason || failure.Broken != want.broken || failure.Reply == "" {
				t.Errorf("%+v", err)
			}
			if messages, _ := holds(t, server, "Sent"); int(messages) != want.filed {
				t.Error(messages, "copies")
			}
			if these.filed[1] {
				t.Error("told as filed")
			}
		})
	}
}

// TestWhateverItIsGiven refuses each copy with words that nobody knows: it is asked twice, not once a message.
func TestWhateverItIsGiven(t *testing.T) {
	server := startIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Sent"}, Faults: mailertest.IMAPFaults{
		Append: func(string, []byte) error { return no("", "Niet vandaag.") },
	}})
	err := newCopies(numbered(10)).file(t.Context(), imapAccount(server, garage.Plain), nil)
	var failure *ConnectError
	if !errors.As(err, &failure) || failure.Reason != ReasonCopiesDenied || !failure.Broken || failure.Reply != "Niet vandaag." {
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
	these := newCopies(append(numbered(25), []byte(sentMessage))) // the last is there
	if err := these.file(t.Context(), account, nil); err != nil {
		t.Fatal(err)
	}
	if messages, _ := holds(t, server, "Sent"); messages != 26 {
		t.Error(messages)
	}
}

func TestFolderThatCannotBeMade(t *testing.T) {
	for answer, want := range map[string]struct {
		code   imap.ResponseCode
		reason Reason
		broken bool
	}{
		"Client tried to access nonexistent namespace. (Mailbox name should probably be prefixed with: INBOX.)": {"", ReasonCopiesFolder, true},
		"Invalid mailbox name.": {"", ReasonCopiesFolder, true},
		"Permission denied":     {"", ReasonCopiesFolder, true},
		"Not yours":             {imap.ResponseCodeNoPerm, ReasonCopiesFolder, true},
		"Too many mailboxes":    {imap.ResponseCodeLimit, ReasonCopiesFolder, true},
		"Over quota":            {"", ReasonCopiesFull, false},
		"Busy":                  {imap.ResponseCodeInUse, ReasonTemporary, false},
	} {
		server := startIMAP(t, mailertest.IMAPOptions{
			Layout: mailertest.IMAPLayout{Namespaces: spaces("", '/')},
			Faults: mailertest.IMAPFaults{Create: func(string) error { return no(want.code, answer) }},
		})
		err := newCopies(numbered(5)).file(t.Context(), imapAccount(server, garage.Plain), nil)
		var failure *ConnectError
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
		reason   Reason // "" = filed
		broken   bool
	}{
		"refused before it went up":     {"", answers{"APPEND": "{tag} NO [OVERQUOTA] Full"}, ReasonCopiesFull, false},
		"the literal is too large":      {"", answers{"APPEND": "{tag} BAD Literal too large"}, ReasonCopyTooLarge, false},
		"gone although listed":          {"", answers{"APPEND": "{tag} NO [TRYCREATE] No such mailbox", "CREATE": "{tag} NO no"}, ReasonCopiesFolder, true},
		"gone, made, and gone":          {"", answers{"APPEND": "{tag} NO [TRYCREATE] No such mailbox"}, ReasonCopiesFolder, true},
		"an end in the middle":          {"", answers{"APPENDED": "* BYE shutting down"}, ReasonLineLost, false},
		"an end before the message":     {"", answers{"APPEND": ""}, ReasonLineLost, false},
		"too many connections":          {"* BYE [UNAVAILABLE] Too many connections", nil, ReasonTemporary, false},
		"no greeting of IMAP":           {"220 mail.example ESMTP", nil, ReasonServerStrange, false},
		"a login that is refused":       {"", answers{"LOGIN": "{tag} NO [AUTHENTICATIONFAILED] Wrong"}, ReasonLoginRefused, true},
		"a login that is refused, bare": {"", answers{"LOGIN": "{tag} NO Login failed."}, ReasonLoginRefused, true},
		"a login that can wait":         {"", answers{"LOGIN": "{tag} NO Temporary authentication failure."}, ReasonTemporary, false},
		"too many at once":              {"", answers{"LOGIN": "{tag} NO Maximum number of connections from user+IP exceeded"}, ReasonTemporary, false},
		"a login that wants TLS":        {"", answers{"LOGIN": "{tag} NO [PRIVACYREQUIRED] Use TLS"}, ReasonLoginUnsupported, true},
		"not to be read":                {"", answers{"EXAMINE": "{tag} NO [NOPERM] Permission denied"}, ReasonCopiesDenied, true},
		"no search by several at once":  {"", answers{"UID SEARCH": "{tag} BAD Too complex"}, ReasonCopiesDenied, true},
		"CLOSE is refused":              {"", answers{"CLOSE": "{tag} NO what for"}, "", false},
		"no namespaces after all":       {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 NAMESPACE\n{tag} OK", "NAMESPACE": "{tag} BAD unknown"}, "", false},
		"no room for it":                {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT=20\n{tag} OK"}, ReasonCopyTooLarge, false},
		"room for it":                   {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT=20000\n{tag} OK"}, "", false},
		"no room, told by the mailbox":  {"", answers{"CAPABILITY": "* CAPABILITY IMAP4rev1 APPENDLIMIT\n{tag} OK", "STATUS": "* STATUS \"Sent\" (APPENDLIMIT 20)\n{tag} OK"}, ReasonCopyTooLarge, false},
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
			var failure *ConnectError
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
			account.patience = 300 * time.Millisecond
			if err := fileSent(t.Context(), account, []byte(sentMessage)); failureOf(err).Reason != ReasonTimeout {
				t.Errorf("%+v", err)
			}
		})
	}
}
