package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

const (
	// readAheadBytes bounds what is kept of messages that have not been claimed.
	readAheadBytes = 2 << 20
	// readAheadCount is as many as the connections of an account can claim while they wait for their servers.
	readAheadCount = 8
)

// ReadAhead holds the bytes of the messages of one account that come next, read while its connections wait for the server.
// It is safe for several of them. Its zero value is ready.
type ReadAhead struct {
	mu       sync.Mutex
	reading  bool
	messages map[string][]byte // by Message-ID, which no other message ever has
	bytes    int
}

// take returns the bytes of a message once, nil when they have not been read.
func (r *ReadAhead) take(delivery *Delivery) []byte {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	message := r.messages[delivery.MessageID]
	delete(r.messages, delivery.MessageID)
	r.bytes -= len(message)
	return message
}

// begin reports whether the caller is to read: one at a time does, and only when there is room.
func (r *ReadAhead) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reading || len(r.messages) >= readAheadCount/2 {
		return false
	}
	r.reading = true
	return true
}

func (r *ReadAhead) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reading = false
}

func (r *ReadAhead) has(messageID string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.messages[messageID] != nil
}

// put keeps the bytes where there is room for them.
func (r *ReadAhead) put(messageID string, message []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bytes+len(message) > readAheadBytes {
		return
	}
	if r.messages == nil {
		r.messages = map[string][]byte{}
	}
	r.messages[messageID] = message
	r.bytes += len(message)
}

// keep forgets the messages that are not among the next ones: cancelled, or claimed before they were read.
func (r *ReadAhead) keep(next map[string]bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for messageID, message := range r.messages {
		if !next[messageID] {
			delete(r.messages, messageID)
			r.bytes -= len(message)
		}
	}
}

const nextDeliveries = `SELECT delivery.id, delivery.message_id, delivery.size
	FROM delivery INDEXED BY delivery_queue
	WHERE user_id = ? AND state = 'queued' AND next_try_at <= ? AND ` + mayGo + ` ORDER BY delivery.id LIMIT ?`

// ReadAhead reads the bytes of the messages of a user's account that are to be claimed next. It claims none of them.
func (db *DB) ReadAhead(ctx context.Context, userID int64, ahead *ReadAhead) error {
	if !ahead.begin() {
		return nil
	}
	defer ahead.end()
	rows, err := db.nextUp.query(ctx, db.reader, nextDeliveries, userID, formatTime(db.Now()), readAheadCount)
	if err != nil {
		return fmt.Errorf("read ahead for user %d: %w", userID, fault(err))
	}
	next, err := collect(rows, func(rows *sql.Rows) (d Delivery, err error) {
		return d, rows.Scan(&d.ID, &d.MessageID, &d.Size)
	})
	if err != nil {
		return fmt.Errorf("read ahead for user %d: %w", userID, fault(err))
	}
	ids := make(map[string]bool, len(next))
	for _, delivery := range next {
		ids[delivery.MessageID] = true
	}
	ahead.keep(ids)
	for _, delivery := range next {
		if delivery.Size > readAheadBytes || ahead.has(delivery.MessageID) {
			continue
		}
		message, err := db.DeliveryMessage(ctx, delivery.ID)
		if errors.Is(err, ErrNotFound) {
			continue // it is gone since
		}
		if err != nil {
			return err
		}
		ahead.put(delivery.MessageID, message)
	}
	return nil
}
