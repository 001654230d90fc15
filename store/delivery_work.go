package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Claim is a delivery that its worker may send now, and its exact bytes.
type Claim struct {
	Delivery garage.Delivery
	Message  []byte
}

// Result is what became of a claim. State is Sent, Queued (to be tried again at NextTryAt), Failed or Uncertain.
type Result struct {
	DeliveryID int64
	Attempt    int // of the claim: a result of an older claim is told apart
	State      garage.DeliveryState
	NextTryAt  time.Time
	Deferral   bool // a Queued that counts as a temporary failure of this message, not as one of the line or account
	Innocent   bool // a Queued of a message that nothing was wrong with: it counts as if it had not been claimed
	Reply      string
	ReplyCode  int
	Reason     string // language key, "" = sent
	ToFile     bool   // sent, and its copy is still to be filed (Unfiled)
}

// mayGo holds for a delivery that no paused or cancelled mailing keeps back.
const mayGo = `(delivery.mailing_id IS NULL
	OR delivery.mailing_id IN (SELECT id FROM mailing WHERE state = 'queued' AND paused = 0))`

// OfCancelledMailingSQL holds for a delivery that has nowhere to go back to.
const OfCancelledMailingSQL = `mailing_id IN (SELECT id FROM mailing WHERE state = 'cancelled')`

// optedOut holds for a promotional delivery whose client does not accept such mail (any more).
const optedOut = `delivery.purpose = 'promotional' AND delivery.kind <> 'test'
	AND NOT coalesce((SELECT accepts_promotional FROM client WHERE id = delivery.client_id), 0)`

// sleptOver holds for a delivery of a mailing that was to leave before ? and has not begun: HoldOverdue keeps it back. A
// claim looks for itself, since a computer may sleep between the two.
const sleptOver = `next_try_at <> '' AND next_try_at < ? AND delivery.mailing_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delivery AS begun
	WHERE begun.mailing_id = delivery.mailing_id AND begun.state IN ('sending', 'sent', 'failed', 'uncertain'))`

// WaitingUsers returns the ids of the users from whose account something is to be sent now.
func (db *DB) WaitingUsers(ctx context.Context) ([]int64, error) {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT user.id FROM user WHERE EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_queue
			WHERE user_id = user.id AND state = 'queued' AND next_try_at <= ? AND `+mayGo+`) ORDER BY user.id`,
		sqlite.FormatTime(db.Now()))
	if err != nil {
		return nil, fmt.Errorf("waiting users: %w", sqlite.Fault(err))
	}
	ids, err := sqlite.Collect(rows, scanID)
	if err != nil {
		return nil, fmt.Errorf("waiting users: %w", sqlite.Fault(err))
	}
	return ids, nil
}

// NextTry returns when the next delivery that was not due yet at a moment becomes due; the zero time when there is none.
func (db *DB) NextTry(ctx context.Context, after time.Time) (time.Time, error) {
	var next string
	err := db.Reader.QueryRowContext(ctx, `
		SELECT coalesce(min(next_try_at), '') FROM delivery WHERE state = 'queued' AND next_try_at > ? AND `+mayGo,
		sqlite.FormatTime(after)).Scan(&next)
	if err != nil {
		return time.Time{}, fmt.Errorf("next try: %w", sqlite.Fault(err))
	}
	return sqlite.ParseTime(next), nil
}

// FinishDelivery records the result of a claim. It returns ErrConflict when the delivery is no longer that claim's:
// a person has decided about it meanwhile.
func (db *DB) FinishDelivery(ctx context.Context, result Result) error {
	return db.writeCompiled(ctx, fmt.Sprintf("finish delivery %d", result.DeliveryID), func(tx sqlite.CompiledTx) error {
		return finishDelivery(ctx, tx, result, db.Now())
	})
}

const nextDelivery = `
	SELECT delivery.id, ` + optedOut + `
	FROM delivery INDEXED BY delivery_queue
	WHERE user_id = ? AND state = 'queued' AND next_try_at <= ? AND ` + mayGo + ` AND NOT (` + sleptOver + `)
	ORDER BY delivery.id LIMIT 1`

// claimDelivery takes the oldest due delivery. One that is claimed ahead has no claimed_at before its data begins.
func claimDelivery(ctx context.Context, tx sqlite.CompiledTx, userID int64, now time.Time, ahead bool) (*Claim, error) {
	for {
		var id int64
		var out bool
		err := tx.QueryRowContext(ctx, nextDelivery, userID, sqlite.FormatTime(now), sqlite.FormatTime(now.Add(-OverdueAfter))).Scan(&id, &out)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil //nolint:nilnil // nothing is due: the ordinary end of a run
		}
		if err != nil {
			return nil, err
		}
		if !out {
			return takeDelivery(ctx, tx, id, sqlite.FormatTime(now), ahead)
		}
		_, err = tx.ExecContext(ctx, `UPDATE delivery SET state = 'cancelled', reason = ?, finished_at = ? WHERE id = ?`,
			garage.ReasonOptedOut, sqlite.FormatTime(now), id)
		if err != nil {
			return nil, err
		}
	}
}

const takeOne = `
	UPDATE delivery SET state = 'sending', attempt = attempt + 1, claimed_at = iif(?2, '', ?1), finished_at = '',
		reply = '', reply_code = 0, reason = '', first_tried_at = iif(first_tried_at = '', ?1, first_tried_at)
	WHERE id = ?3 RETURNING ` + deliveryColumns

func takeDelivery(ctx context.Context, tx sqlite.CompiledTx, id int64, now string, ahead bool) (*Claim, error) {
	claim := &Claim{}
	fields, done := deliveryFields(&claim.Delivery)
	err := tx.QueryRowContext(ctx, takeOne, now, ahead, id).Scan(fields...)
	done()
	return claim, err
}

// finishDelivery accepts a result while the delivery is still the claim's: sending, or uncertain because another worker
// took over meanwhile. That it was sent is a fact that also counts when a person has queued it again since.
func finishDelivery(ctx context.Context, tx sqlite.Executor, r Result, now time.Time) error {
	switch r.State {
	case garage.Sent, garage.Queued, garage.Failed, garage.Uncertain:
	default:
		return fmt.Errorf("result %q: %w", r.State, garage.ErrConflict)
	}
	finished := sqlite.FormatTime(now)
	if r.State == garage.Queued {
		finished = ""
	}
	err := sqlite.ChangedOne(tx.ExecContext(ctx, `
		UPDATE delivery SET reply = ?2, reply_code = ?3, reason = ?4, setbacks = setbacks + ?5, next_try_at = ?6,
			uncounted = uncounted + ?11, first_tried_at = iif(?11 AND setbacks = 0, '', first_tried_at),
			state = iif(?1 = 'queued' AND `+OfCancelledMailingSQL+`, 'cancelled', ?1),
			finished_at = iif(?1 = 'queued' AND `+OfCancelledMailingSQL+`, ?7, ?8)
		WHERE id = ?9 AND attempt = ?10 AND (state IN ('sending', 'uncertain') OR state = 'queued' AND ?1 = 'sent')`,
		r.State, r.Reply, r.ReplyCode, r.Reason, r.Deferral, sqlite.FormatTime(r.NextTryAt), sqlite.FormatTime(now), finished,
		r.DeliveryID, r.Attempt, r.Innocent && r.State == garage.Queued))
	if errors.Is(err, garage.ErrNotFound) {
		return fmt.Errorf("delivery %d is not with this claim: %w", r.DeliveryID, garage.ErrConflict)
	}
	if err == nil && r.State == garage.Sent && r.ToFile {
		err = markUnfiled(ctx, tx, r.DeliveryID)
	}
	return err
}

// RecoverSending settles what a worker left in sending when it died. Of one whose data had begun nobody knows how far it
// got, so only a person may send it again; one that was only claimed ahead has not left, and is queued again. It returns
// how many are uncertain, or ErrLeaseLost unless holder has the OutboxLease.
func (db *DB) RecoverSending(ctx context.Context, holder string) (int, error) {
	var count int64
	err := db.Write(ctx, "recover sending", func(tx *sql.Tx) error {
		if err := mustHold(ctx, tx, holder); err != nil {
			return err
		}
		now := sqlite.FormatTime(db.Now())
		result, err := tx.ExecContext(ctx, `UPDATE delivery SET state = 'uncertain', reason = ?, finished_at = ?
			WHERE state = 'sending' AND replaced_by IS NULL AND claimed_at <> ''`, garage.ReasonBrokenOff, now)
		if err != nil {
			return err
		}
		if count, err = result.RowsAffected(); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE delivery SET state = iif(`+OfCancelledMailingSQL+`, 'cancelled', 'queued'),
			finished_at = iif(`+OfCancelledMailingSQL+`, ?, '')
			WHERE state = 'sending' AND replaced_by IS NULL AND claimed_at = ''`, now)
		return err
	})
	return int(count), err
}
