package main

import (
	"bytes"
	"fmt"
	"strconv"
	"sync/atomic"
	"testing"

	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// ledger is what the file says of its messages, held against what the server accepted.
type ledger struct {
	queued    int // messages that were ever queued
	accepted  int
	sent      int
	failed    int
	waiting   int
	uncertain int
	lost      int // sent says the file, and the server has nothing; or gone from the file
	doubled   int
}

func (l *ledger) add(other ledger) {
	l.queued += other.queued
	l.accepted += other.accepted
	l.sent += other.sent
	l.failed += other.failed
	l.waiting += other.waiting
	l.uncertain += other.uncertain
	l.lost += other.lost
	l.doubled += other.doubled
}

const (
	postClients     = 30
	queuedDocuments = 300
)

// newPost makes a file with clients and one account, at a server without login, by the commands of a nightly task.
func newPost(t testing.TB, path string, server *mailertest.Server) {
	t.Helper()
	runProgram(t, program(t, path, "account", "set", "--user", "Sophie", "--email", "sophie@garage.example", "--server", server.Host,
		"--port", strconv.Itoa(server.Port), "--security", "none")).must(t, exitDone, nil)
	withFile(t, path, func(db *store.DB) {
		for i := range postClients {
			storetest.Client(t, db, garage.Client{Name: fmt.Sprintf("Client %d", i), Email: fmt.Sprintf("c%d@client.example", i)})
		}
	})
}

// withFile opens the file for a moment: between two programs nobody has it open, as after a crash of the only one.
func withFile(t testing.TB, path string, do func(db *store.DB)) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	do(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// serial makes Message-IDs and names that no other message of the run has.
var serial atomic.Int64

// queueDocuments queues documents, each with its own attachment; every fifteenth goes to an address that is refused.
func queueDocuments(t testing.TB, db *store.DB, count int) {
	t.Helper()
	var documents []garage.NewDelivery
	for range count {
		n := serial.Add(1)
		id, to := fmt.Sprintf("<document.%d@garage.example>", n), fmt.Sprintf("d%d@client.example", n)
		if n%15 == 0 {
			to = "refused-" + to
		}
		documents = append(documents, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindDocument, ClientID: 1 + n%postClients, UserID: 1, Purpose: garage.Service,
				FromAddress: "sophie@garage.example", ToAddress: to, Subject: "Facture", MessageID: id,
			},
			Head: []byte("Message-ID: " + id + "\r\nSubject: Facture\r\n\r\n"),
			Tail: bytes.Repeat([]byte(strconv.FormatInt(n, 10)+"\r\n"), 200),
		})
	}
	if _, err := db.QueueDeliveries(t.Context(), documents); err != nil {
		t.Fatal(err)
	}
}

// newDraft makes a mailing to all clients and returns its name.
func newDraft(t testing.TB, db *store.DB) (id int64, name string) {
	t.Helper()
	name = fmt.Sprintf("Pneus d'hiver %d", serial.Add(1))
	id, err := db.NewMailing(t.Context(), garage.Mailing{
		Name: name, Purpose: garage.Service, UserID: 1, FallbackLanguage: "fr",
		Texts: map[string]garage.Text{"fr": {Subject: name, Body: "Bonjour <NOM>,\n\nvos pneus sont prêts."}},
	})
	if err != nil {
		t.Fatal(err)
	}
	clients, err := db.ClientIDs(t.Context(), store.ClientFilter{})
	if err == nil {
		err = db.SetRecipients(t.Context(), id, clients)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id, name
}

// queue adds documents and a mailing, and lets a minute go by for those that were put off.
func (x *torture) queue() {
	x.Helper()
	withFile(x, x.path, func(db *store.DB) {
		queueDocuments(x, db, queuedDocuments)
		id, _ := newDraft(x, db)
		if _, err := compose.QueueMailing(x.Context(), db, id, nil); err != nil {
			x.Fatal(err)
		}
		x.queued += queuedDocuments + postClients
		letTimePass(x, db)
	})
}

// letTimePass makes every message due that waits for its next try.
func letTimePass(t testing.TB, db *store.DB) {
	t.Helper()
	direct := storetest.SQL(t, db)
	if _, err := direct.ExecContext(t.Context(), `UPDATE delivery SET next_try_at = ''`); err != nil {
		t.Fatal(err)
	}
	if err := direct.Close(); err != nil {
		t.Fatal(err)
	}
}

// finish runs the program until nothing can go any more.
func (x *torture) finish() {
	x.Helper()
	for range 5 {
		withFile(x, x.path, func(db *store.DB) { letTimePass(x, db) })
		r := runProgram(x, program(x, x.path, "outbox", "run", "--json", "--lease", killLease.String()))
		var answer runAnswer
		if r.must(x, r.code, &answer); r.code == exitUsage || answer.Error != "" {
			x.Fatalf("the last run ended with %d: %s\n%s", r.code, r.stdout, r.stderr)
		}
		if answer.Waiting == 0 {
			return
		}
	}
	x.Error("something still waits after five runs without a fault")
}

// resolve says of every uncertain message what is true.
func (x *torture) resolve() {
	x.Helper()
	accepted := acceptedMessages(x, x.server)
	words := map[string][]string{}
	withFile(x, x.path, func(db *store.DB) {
		for _, d := range deliveries(x, db) {
			if d.State == garage.Uncertain {
				word := "--again"
				if accepted[d.MessageID] > 0 {
					word = "--sent"
				}
				words[word] = append(words[word], strconv.FormatInt(d.ID, 10))
			}
		}
	})
	for word, ids := range words {
		runProgram(x, program(x, x.path, append([]string{"outbox", "resolve", word}, ids...)...)).must(x, exitDone, nil)
	}
}

func deliveries(t testing.TB, db *store.DB) []garage.DeliveryRow {
	t.Helper()
	ids, err := db.Deliveries(t.Context(), garage.DeliveryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.DeliveryRows(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// acceptedMessages counts what the server accepted by Message-ID; each went to exactly one recipient.
func acceptedMessages(t testing.TB, server *mailertest.Server) map[string]int {
	t.Helper()
	accepted := map[string]int{}
	for _, message := range server.Messages() {
		_, after, _ := bytes.Cut(message.Bytes, []byte("Message-ID: "))
		id, _, found := bytes.Cut(after, []byte("\r\n"))
		if !found || len(message.To) != 1 {
			t.Errorf("a message without Message-ID or with %d recipients: %.200q", len(message.To), message.Bytes)
			continue
		}
		accepted[string(id)]++
	}
	return accepted
}

// compare holds the file against the server.
func (x *torture) compare(when string) ledger {
	x.Helper()
	var l ledger
	withFile(x, x.path, func(db *store.DB) { l = compareLedger(x, when, db, x.server) })
	if l.queued != x.queued {
		l.lost += x.queued - l.queued
		x.Errorf("%s: the file holds %d messages of %d", when, l.queued, x.queued)
	}
	return l
}

func compareLedger(t testing.TB, when string, db *store.DB, server *mailertest.Server) ledger {
	t.Helper()
	accepted := acceptedMessages(t, server)
	var l ledger
	for _, d := range deliveries(t, db) {
		count := accepted[d.MessageID]
		l.queued++
		l.accepted += count
		if count > 1 {
			l.doubled++
			t.Errorf("%s: %s to %s was accepted %d times; the file says %s after %d attempts", when, d.MessageID, d.ToAddress, count, d.State, d.Attempt)
		}
		state := d.State
		if state == garage.Sending && d.ClaimedAt.IsZero() {
			state = garage.Queued // claimed ahead: the next worker queues it again
		}
		switch state {
		case garage.Sent:
			l.sent++
			if count == 0 {
				l.lost++
				t.Errorf("%s: %s to %s is sent, says the file, and the server has never had it", when, d.MessageID, d.ToAddress)
			}
			continue
		case garage.Uncertain, garage.Sending: // the next worker makes uncertain what is in sending when nobody sends
			l.uncertain++
			continue
		case garage.Failed:
			l.failed++
		default:
			l.waiting++
		}
		if count > 0 {
			t.Errorf("%s: %s to %s is %s, says the file, and the server has it", when, d.MessageID, d.ToAddress, d.State)
		}
	}
	return l
}
