package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// ClaimMode says whether, and how, a Handover claims the next delivery.
type ClaimMode int

// The modes of a claim. After a worker's death a delivery that was claimed ahead is queued again; any other is uncertain.
const (
	ClaimNone   ClaimMode = iota
	ClaimAhead            // its envelope may go out, its data not before a Handover has begun it
	ClaimToSend           // its data may go out
)

// Handover is what one connection commits between two messages, all of it or nothing.
type Handover struct {
	Results []Result   // of the messages that have ended
	Begin   *Claim     // claimed ahead: from now on its data may be on its way; nil = none
	Claim   ClaimMode  // of the next message
	Ahead   *ReadAhead // what was read of the messages that come next, nil = nothing
}

// FinishAndClaim carries out a Handover in one durable commit and returns the new claim, nil when nothing is due or none
// was asked for. A result of a delivery that a person has decided about meanwhile is dropped. With ErrLeaseLost, or with
// ErrConflict when Begin is no longer the caller's, the results have been recorded, and nothing was begun or claimed.
func (db *DB) FinishAndClaim(ctx context.Context, holder string, userID int64, handover Handover) (*Claim, error) {
	var claim *Claim
	var refused error
	err := db.writeCompiled(ctx, "finish and claim", func(tx sqlite.CompiledTx) (err error) {
		claim, refused = nil, nil
		now := db.Now()
		for _, result := range handover.Results {
			if err := finishDelivery(ctx, tx, result, now); err != nil && !errors.Is(err, garage.ErrConflict) {
				return err
			}
		}
		if handover.Begin == nil && handover.Claim == ClaimNone {
			return nil
		}
		if refused = mustHold(ctx, tx, holder); refused == nil && handover.Begin != nil {
			refused = beginDelivery(ctx, tx, handover.Begin, now)
		}
		if errors.Is(refused, ErrLeaseLost) || errors.Is(refused, garage.ErrConflict) {
			return nil
		}
		if refused != nil || handover.Claim == ClaimNone {
			return refused
		}
		claim, err = claimDelivery(ctx, tx, userID, now, handover.Claim == ClaimAhead)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil || claim == nil {
		return nil, err
	}
	if err := db.readClaim(ctx, claim, handover.Ahead); err != nil {
		return nil, err
	}
	return claim, nil
}

// readClaim puts the bytes to a claim: after the commit, which is waited for by others. One whose bytes cannot be read goes
// back.
func (db *DB) readClaim(ctx context.Context, claim *Claim, ahead *ReadAhead) (err error) {
	if claim.Message = ahead.take(&claim.Delivery); claim.Message != nil {
		return nil
	}
	if claim.Message, err = db.DeliveryMessage(ctx, claim.Delivery.ID); err == nil {
		return nil
	}
	return errors.Join(err, db.FinishDelivery(context.WithoutCancel(ctx), Result{
		DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: garage.Queued, Innocent: true,
	}))
}

// beginDelivery marks a claim whose final dot may be sent from now on, unless its mailing was cancelled since it was
// claimed, or its client has stopped accepting such mail.
func beginDelivery(ctx context.Context, tx sqlite.Executor, claim *Claim, now time.Time) error {
	err := sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE delivery SET claimed_at = ? WHERE id = ? AND attempt = ? AND state = 'sending'
		AND NOT coalesce(`+OfCancelledMailingSQL+`, 0) AND NOT (`+optedOut+`)`,
		sqlite.FormatTime(now), claim.Delivery.ID, claim.Delivery.Attempt))
	if errors.Is(err, garage.ErrNotFound) {
		return fmt.Errorf("delivery %d is not with this claim: %w", claim.Delivery.ID, garage.ErrConflict)
	}
	return err
}

// DueCount returns how many deliveries of a user's account are due now, counting no further than limit.
func (db *DB) DueCount(ctx context.Context, userID int64, limit int) (int, error) {
	var count int
	err := db.Reader.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM delivery INDEXED BY delivery_queue
		WHERE user_id = ? AND state = 'queued' AND next_try_at <= ? AND `+mayGo+` LIMIT ?)`,
		userID, sqlite.FormatTime(db.Now()), limit).Scan(&count)
	if err != nil {
		return 0, fmt.Errorf("due count: %w", sqlite.Fault(err))
	}
	return count, nil
}

// SentSince returns when the messages left that a user's account has sent since a moment, oldest first, among them those
// of unknown fate: the provider may have counted them.
func (db *DB) SentSince(ctx context.Context, userID int64, since time.Time) ([]time.Time, error) {
	rows, err := db.Reader.QueryContext(ctx, `SELECT finished_at FROM delivery
		WHERE user_id = ? AND state IN ('sent', 'uncertain') AND finished_at > ? ORDER BY finished_at`, userID, sqlite.FormatTime(since))
	if err != nil {
		return nil, fmt.Errorf("sent since: %w", sqlite.Fault(err))
	}
	times, err := sqlite.Collect(rows, func(rows *sql.Rows) (time.Time, error) {
		var at string
		err := rows.Scan(&at)
		return sqlite.ParseTime(at), err
	})
	if err != nil {
		return nil, fmt.Errorf("sent since: %w", sqlite.Fault(err))
	}
	return times, nil
}

// ErrLeaseLost is returned when another program holds, or has taken over, the lease that an operation needs.
var ErrLeaseLost = errors.New("lease is held by another program")

// OutboxLease is the lease of the outbox's worker: one file has one worker, however many programs have it open.
const OutboxLease = "outbox"

// farLease is an end that no lease has: it was written while the machine's clock was wrong, and must not hold the outbox.
const farLease = time.Hour

// AcquireLease takes the lease for ttl (less than an hour) when it is free, expired or already holder's, and reports
// whether holder has it.
func (db *DB) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	acquired := false
	err := db.Write(ctx, "acquire lease "+name, func(tx *sql.Tx) error {
		now := db.Now()
		result, err := tx.ExecContext(ctx, `
			INSERT INTO lease (name, holder, expires_at) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
			WHERE holder = excluded.holder OR expires_at <= ? OR expires_at > ?`,
			name, holder, sqlite.FormatTime(now.Add(ttl)), sqlite.FormatTime(now), sqlite.FormatTime(now.Add(farLease)))
		if err != nil {
			return err
		}
		count, err := result.RowsAffected()
		acquired = count > 0
		return err
	})
	return acquired, err
}

// RenewLease keeps the lease for another ttl, also when it has expired and nobody took it. It returns ErrLeaseLost when
// somebody did.
func (db *DB) RenewLease(ctx context.Context, name, holder string, ttl time.Duration) error {
	return db.Write(ctx, "renew lease "+name, func(tx *sql.Tx) error {
		return renewLease(ctx, tx, name, holder, db.Now().Add(ttl))
	})
}

func renewLease(ctx context.Context, tx *sql.Tx, name, holder string, until time.Time) error {
	err := sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE lease SET expires_at = ? WHERE name = ? AND holder = ?`,
		sqlite.FormatTime(until), name, holder))
	if errors.Is(err, garage.ErrNotFound) {
		return ErrLeaseLost
	}
	return err
}

// ReleaseLease gives the lease back; when another program holds it by now, nothing happens.
func (db *DB) ReleaseLease(ctx context.Context, name, holder string) error {
	return db.Write(ctx, "release lease "+name, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM lease WHERE name = ? AND holder = ?`, name, holder)
		return err
	})
}

// mustHold returns ErrLeaseLost unless holder has the outbox: it is asked in the transaction that claims, so that a
// program that slept through its lease cannot send beside its successor.
func mustHold(ctx context.Context, tx sqlite.Querier, holder string) error {
	var current string
	err := tx.QueryRowContext(ctx, `SELECT holder FROM lease WHERE name = ?`, OutboxLease).Scan(&current)
	if errors.Is(err, sql.ErrNoRows) || err == nil && current != holder {
		return fmt.Errorf("outbox is held by %q: %w", current, ErrLeaseLost)
	}
	return err
}

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
func (r *ReadAhead) take(delivery *garage.Delivery) []byte {
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
	rows, err := db.nextUp.query(ctx, db.Reader, nextDeliveries, userID, sqlite.FormatTime(db.Now()), readAheadCount)
	if err != nil {
		return fmt.Errorf("read ahead for user %d: %w", userID, sqlite.Fault(err))
	}
	next, err := sqlite.Collect(rows, func(rows *sql.Rows) (d garage.Delivery, err error) {
		return d, rows.Scan(&d.ID, &d.MessageID, &d.Size)
	})
	if err != nil {
		return fmt.Errorf("read ahead for user %d: %w", userID, sqlite.Fault(err))
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
		if errors.Is(err, garage.ErrNotFound) {
			continue // it is gone since
		}
		if err != nil {
			return err
		}
		ahead.put(delivery.MessageID, message)
	}
	return nil
}
