package programtest

import (
	"bytes"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
)

// Ledger is what the file says of its messages, held against what the server accepted.
type Ledger struct {
	Queued    int // messages that were ever queued
	Accepted  int
	Sent      int
	Failed    int
	Waiting   int
	Uncertain int
	Lost      int // sent says the file, and the server has nothing; or gone from the file
	Doubled   int
}

func (l *Ledger) Add(other Ledger) {
	l.Queued += other.Queued
	l.Accepted += other.Accepted
	l.Sent += other.Sent
	l.Failed += other.Failed
	l.Waiting += other.Waiting
	l.Uncertain += other.Uncertain
	l.Lost += other.Lost
	l.Doubled += other.Doubled
}

func Deliveries(t testing.TB, db *store.DB) []garage.DeliveryRow {
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

// AcceptedMessages counts what the server accepted by Message-ID; each went to exactly one recipient.
func AcceptedMessages(t testing.TB, server *mailertest.Server) map[string]int {
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

func CompareLedger(t testing.TB, when string, db *store.DB, server *mailertest.Server) Ledger {
	t.Helper()
	accepted := AcceptedMessages(t, server)
	var l Ledger
	for _, d := range Deliveries(t, db) {
		count := accepted[d.MessageID]
		l.Queued++
		l.Accepted += count
		if count > 1 {
			l.Doubled++
			t.Errorf("%s: %s to %s was accepted %d times; the file says %s after %d attempts", when, d.MessageID, d.ToAddress, count, d.State, d.Attempt)
		}
		state := d.State
		if state == garage.Sending && d.ClaimedAt.IsZero() {
			state = garage.Queued // claimed ahead: the next worker queues it again
		}
		switch state {
		case garage.Sent:
			l.Sent++
			if count == 0 {
				l.Lost++
				t.Errorf("%s: %s to %s is sent, says the file, and the server has never had it", when, d.MessageID, d.ToAddress)
			}
			continue
		case garage.Uncertain, garage.Sending: // the next worker makes uncertain what is in sending when nobody sends
			l.Uncertain++
			continue
		case garage.Failed:
			l.Failed++
		default:
			l.Waiting++
		}
		if count > 0 {
			t.Errorf("%s: %s to %s is %s, says the file, and the server has it", when, d.MessageID, d.ToAddress, d.State)
		}
	}
	return l
}
