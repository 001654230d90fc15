package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// What a person decides about a delivery. Each is a change from one named state, so that two persons, or a person and the
// worker, never undo each other.

// CancelDelivery cancels a delivery that waits. It returns ErrConflict when it is not queued (any more).
func (db *DB) CancelDelivery(ctx context.Context, id int64) error {
	return db.decide(ctx, "cancel", id, `UPDATE delivery SET state = 'cancelled', reason = ?2, finished_at = ?3
		WHERE id = ?1 AND state = 'queued'`, ReasonCancelled, formatTime(db.Now()))
}

// RetryDelivery queues a failed delivery again, with the same bytes and Message-ID: the server refused it, so nobody has
// it. It returns ErrConflict when it is not failed, was mended and sent anew, or its mailing is cancelled.
func (db *DB) RetryDelivery(ctx context.Context, id int64) error {
	return db.decide(ctx, "retry", id, `UPDATE delivery SET state = 'queued', setbacks = 0, first_tried_at = '',
			next_try_at = '', finished_at = ''
		WHERE id = ?1 AND state = 'failed' AND replaced_by IS NULL
		AND (mailing_id IS NULL OR mailing_id IN (SELECT id FROM mailing WHERE state = 'queued'))`)
}

// ResolveUncertain records what a person found out about an uncertain delivery: that it arrived, or that it is to be
// sent again, with the same bytes and Message-ID. It returns ErrConflict when it is not uncertain, or when it is to go
// again but its mailing is cancelled.
func (db *DB) ResolveUncertain(ctx context.Context, id int64, arrived bool) error {
	if arrived {
		return db.write(ctx, fmt.Sprintf("resolve delivery %d", id), func(tx *sql.Tx) error {
			if err := decide(ctx, tx, id, `UPDATE delivery SET state = 'sent', reason = '', finished_at = ?2
				WHERE id = ?1 AND state = 'uncertain'`, formatTime(db.Now())); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) SELECT ?, '' FROM delivery JOIN user ON user.id = delivery.user_id
				WHERE delivery.id = ? AND user.imap_server <> '' ON CONFLICT (key) DO NOTHING`, unfiledKey(id), id)
			return err // it has a copy like any other that left
		})
	}
	return db.decide(ctx, "resolve", id, `UPDATE delivery SET state = 'queued', setbacks = 0, first_tried_at = '',
			next_try_at = '', finished_at = ''
		WHERE id = ?1 AND state = 'uncertain'
		AND (mailing_id IS NULL OR mailing_id IN (SELECT id FROM mailing WHERE state = 'queued'))`)
}

// decide runs a change of one delivery, ?1, and tells ErrNotFound from ErrConflict when it changed nothing.
func (db *DB) decide(ctx context.Context, verb string, id int64, change string, args ...any) error {
	return db.write(ctx, fmt.Sprintf("%s delivery %d", verb, id), func(tx *sql.Tx) error {
		return decide(ctx, tx, id, change, args...)
	})
}

func decide(ctx context.Context, tx *sql.Tx, id int64, change string, args ...any) error {
	err := changedOne(tx.ExecContext(ctx, change, append([]any{id}, args...)...))
	if !errors.Is(err, ErrNotFound) {
		return err
	}
	delivery, err := readDelivery(ctx, tx, id)
	if err != nil {
		return err
	}
	return fmt.Errorf("delivery is %s: %w", delivery.State, ErrConflict)
}
