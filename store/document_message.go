package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// DocumentMessage is what became of a document in one message.
type DocumentMessage struct {
	DeliveryID int64
	State      DeliveryState
	At         time.Time // when it left or failed; while it is on its way, when it was queued
	To         string
	Reason     string // language key of why it failed
}

// readMessages reads the messages of a row, oldest first, and what they come to.
func (r *DocumentRow) readMessages(encoded []byte) error {
	var all []struct {
		ID             int64
		State          DeliveryState
		At, To, Reason string
	}
	if err := json.Unmarshal(encoded, &all); err != nil {
		return fmt.Errorf("messages of document %d: %w", r.ID, err)
	}
	for _, one := range all {
		message := DocumentMessage{DeliveryID: one.ID, State: one.State, At: parseTime(one.At), To: one.To, Reason: one.Reason}
		r.Messages = append(r.Messages, message)
	}
	r.sumUp()
	return nil
}

// sentRanks say which state a document is in whose messages are in several: the last of them counts. sentVerdicts do the same for a whole
// journal.
var sentRanks = []DeliveryState{Cancelled, Sent, Queued, Sending, Failed, Uncertain}

func (r *DocumentRow) sumUp() {
	for _, m := range r.Messages {
		if slices.Index(sentRanks, m.State) >= slices.Index(sentRanks, r.Sent) {
			r.Sent, r.SentAt, r.SentReason = m.State, m.At, m.Reason
		}
	}
	r.SentTo = strings.Join(r.AddressesIn(r.Sent), ", ")
}

// AddressesIn returns the addresses to which a message of the document is in one of these states, each once.
func (r DocumentRow) AddressesIn(states ...DeliveryState) (addresses []string) {
	for _, m := range r.Messages {
		same := func(address string) bool { return Fold(address) == Fold(m.To) }
		if slices.Contains(states, m.State) && !slices.ContainsFunc(addresses, same) {
			addresses = append(addresses, m.To)
		}
	}
	return addresses
}
