package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
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
	err := db.writeCompiled(ctx, "finish and claim", func(tx compiledTx) (err error) {
		claim, refused = nil, nil
		now := db.Now()
		for _, result := range handover.Results {
			if err := finishDelivery(ctx, tx, result, now); err != nil && !errors.Is(err, ErrConflict) {
				return err
			}
		}
		if handover.Begin == nil && handover.Claim == ClaimNone {
			return nil
		}
		if refused = mustHold(ctx, tx, holder); refused == nil && handover.Begin != nil {
			refused = beginDelivery(ctx, tx, handover.Begin, now)
		}
		if errors.Is(refused, ErrLeaseLost) || errors.Is(refused, ErrConflict) {
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
		DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: Queued, Innocent: true,
	}))
}

// beginDelivery marks a claim whose final dot may be sent from now on, unless its mailing was cancelled since it was
// claimed, or its client has stopped accepting such mail.
func beginDelivery(ctx context.Context, tx executor, claim *Claim, now time.Time) error {
	err := changedOne(tx.ExecContext(ctx, `UPDATE delivery SET claimed_at = ? WHERE id = ? AND attempt = ? AND state = 'sending'
		AND NOT coalesce(`+mailingCancelled+`, 0) AND NOT (`+optedOut+`)`,
		formatTime(now), claim.Delivery.ID, claim.Delivery.Attempt))
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("delivery %d is not with this claim: %w", claim.Delivery.ID, ErrConflict)
	}
	return err
}

// DueCount returns how many deliveries of a user's account are due now, counting no further than limit.
func (db *DB) DueCount(ctx context.Context, userID int64, limit int) (int, error) {
	var count int
	err := db.reader.QueryRowContext(ctx, `SELECT count(*) FROM (SELECT 1 FROM delivery INDEXED BY delivery_queue
		WHERE user_id = ? AND state = 'queued' AND next_try_at <= ? AND `+mayGo+` LIMIT ?)`,
		userID, formatTime(db.Now()), limit).Scan(&count)
	if err != nil {
		return 0, fmt.Errorf("due count: %w", fault(err))
	}
	return count, nil
}

// SentSince returns when the messages left that a user's account has sent since a moment, oldest first, among them those
// of unknown fate: the provider may have counted them.
func (db *DB) SentSince(ctx context.Context, userID int64, since time.Time) ([]time.Time, error) {
	rows, err := db.reader.QueryContext(ctx, `SELECT finished_at FROM delivery
		WHERE user_id = ? AND state IN ('sent', 'uncertain') AND finished_at > ? ORDER BY finished_at`, userID, formatTime(since))
	if err != nil {
		return nil, fmt.Errorf("sent since: %w", fault(err))
	}
	times, err := collect(rows, func(rows *sql.Rows) (time.Time, error) {
		var at string
		err := rows.Scan(&at)
		return parseTime(at), err
	})
	if err != nil {
		return nil, fmt.Errorf("sent since: %w", fault(err))
	}
	return times, nil
}
