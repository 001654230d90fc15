package smtp

import (
	"encoding/csv"
	"fmt"
	"os"
	"strings"
	"testing"

	"garagemail/assets/lang"
)

// readReplies reads a table of replies by the names of its columns.
func readReplies(t *testing.T, name string) []map[string]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var replies []map[string]string
	for _, row := range rows[1:] {
		reply := map[string]string{}
		for i, column := range rows[0] {
			reply[column] = row[i]
		}
		replies = append(replies, reply)
	}
	return replies
}

// stepsSaid are the steps as the tables write them.
var stepsSaid = map[string][]Step{
	"connect": {StepConnect}, "AUTH": {StepLogin}, "AUTH PLAIN": {StepLogin}, "MAIL": {StepSender}, "RCPT": {StepRecipient},
	"DATA end": {StepContent}, "end of data": {StepContent}, "RSET": {StepReset},
	"RSET or MAIL after refused recipients": {StepReset, StepSender},
}

// explainSaid explains a reply as it stands in a table: its code, and its words.
func explainSaid(t *testing.T, step Step, reply string, before Before) Outcome {
	t.Helper()
	var code int
	if _, err := fmt.Sscanf(reply, "%3d", &code); err != nil {
		t.Fatalf("%q: %v", reply, err)
	}
	return Explain(step, code, reply[4:], before)
}

// verdictSaid is a verdict in the words of the tables.
func verdictSaid(step Step, outcome Outcome) string {
	account := step == StepConnect || step == StepLogin || outcome.Line
	switch {
	case outcome.Verdict == Reconnect:
		return "connection"
	case outcome.Verdict == Broken && account:
		return "account"
	case outcome.Verdict == Temporary:
		return "temporary"
	case outcome.Verdict == Permanent:
		return "permanent"
	}
	return fmt.Sprintf("verdict %d", outcome.Verdict)
}

// TestRepliesOfRealServers goes through what seven real servers answered: the verdict, and what she reads of it in French.
func TestRepliesOfRealServers(t *testing.T) {
	said := map[string]struct {
		reason   Reason
		sentence string // a part of it
	}{
		"login needed": {ReasonLoginNeeded, "Le serveur demande un login et un mot de passe."},
		"this server does not deliver to that address":       {ReasonNotRelayed, "ne transmet pas de mails à cette adresse"},
		"closed after refused recipients":                    {ReasonConnectionClosed, "après plusieurs adresses refusées"},
		"sender not allowed for this login":                  {ReasonSenderRefused, "n'accepte pas l'envoi au nom de votre adresse"},
		"greylisted":                                         {ReasonGreylisted, "réessayer un peu plus tard"},
		"too fast":                                           {ReasonTooFast, "demande d'aller moins vite"},
		"too large":                                          {ReasonTooLarge, "trop gros"},
		"mailbox or domain unknown":                          {ReasonMailboxOrDomain, "n'existe pas, ou c'est ce qui suit le @"},
		"limit of messages per connection":                   {ReasonConnectionLimit, "un certain nombre de messages par liaison"},
		"a line is too long":                                 {ReasonLineTooLong, "une ligne du message est trop longue"},
		"login refused":                                      {ReasonLoginRefused, "refuse le login ou le mot de passe"},
		"mailbox unknown":                                    {ReasonMailboxUnknown, "Cette adresse n'existe pas chez le destinataire"},
		"mailbox unknown or not delivered to by this server": {ReasonMailboxOrRelay, "elle n'existe pas, ou il ne transmet pas de mails"},
		"too many connections":                               {ReasonTooManyConnections, "n'accepte pas plus de liaisons"},
		"try the next mechanism it offers":                   {ReasonLoginUnsupported, "aucune façon de s'identifier"},
	}
	french := lang.New("fr")
	replies := readReplies(t, "testdata/replies.csv")
	if len(replies) != 20 {
		t.Fatalf("%d replies", len(replies))
	}
	for _, reply := range replies {
		want, known := said[reply["reason"]]
		if !known {
			t.Fatalf("no reason for %q", reply["reason"])
		}
		before := Before{}
		switch {
		case strings.Contains(reply["server"], "after messages went"):
			before = Before{AccountSent: true, Taken: 3}
		case strings.Contains(reply["step"], "after refused"):
			before = Before{Refused: 10}
		case reply["verdict"] == "connection":
			before = Before{AccountSent: true, Taken: 100}
		}
		for _, step := range stepsSaid[reply["step"]] {
			got := explainSaid(t, step, reply["reply"], before)
			if verdict := verdictSaid(step, got); verdict != reply["verdict"] || got.Reason != want.reason {
				t.Errorf("%s, %s: %s\n\tgot %s, %s; want %s, %s", reply["server"], step, reply["reply"], verdict, got.Reason, reply["verdict"], want.reason)
			}
			if sentence := french.T(string(got.Reason)); !strings.Contains(sentence, want.sentence) {
				t.Errorf("%s: says %q, not %q", reply["reply"], sentence, want.sentence)
			}
		}
		if len(stepsSaid[reply["step"]]) == 0 {
			t.Errorf("no step %q", reply["step"])
		}
	}
}

// TestRepliesOfMoreServers does the same for others, in their own words.
func TestRepliesOfMoreServers(t *testing.T) {
	befores := map[string]Before{
		"": {}, "login": {SignedIn: true}, "sent": {AccountSent: true},
		"taken": {SignedIn: true, AccountSent: true, Taken: 20}, "refused": {Refused: 10},
	}
	replies := append(readReplies(t, "testdata/replies_more.csv"), readReplies(t, "testdata/replies_postmaster.csv")...)
	if len(replies) < 240 {
		t.Fatalf("%d replies", len(replies))
	}
	for _, reply := range replies {
		before, known := befores[reply["before"]]
		if !known || len(stepsSaid[reply["step"]]) != 1 {
			t.Fatalf("%v", reply)
		}
		step := stepsSaid[reply["step"]][0]
		got := explainSaid(t, step, reply["reply"], before)
		verdict, want := verdictSaid(step, got), Reason("reason."+reply["reason"])
		if verdict != reply["verdict"] || got.Reason != want {
			t.Errorf("%s, %s (%s): %s\n\tgot %s, %s; want %s, %s", reply["server"], step, reply["before"], reply["reply"], verdict, got.Reason, reply["verdict"], want)
		}
	}
}
