package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrReminded is returned when a client would be reminded of a document again before he could answer the last time.
var ErrReminded = errors.New("reminded a short while ago")

// QueueOwed queues the one message that lists what a client owes, and writes the reminder down with it: both or neither.
// Tone 0 is a statement of account, which reminds of nothing. It returns ErrConflict when a document is not the client's or
// its open amount is no longer the one that the message states (it was paid meanwhile), and ErrReminded when another
// reminder of one went within the pause: two colleagues may press Send at once.
func (db *DB) QueueOwed(ctx context.Context, delivery NewDelivery, listed []Document, tone Tone) (id int64, err error) {
	err = db.write(ctx, "queue what is owed", func(tx *sql.Tx) error {
		now := db.Now()
		for _, document := range listed {
			if err := stillOwed(ctx, tx, delivery.ClientID, document); err != nil {
				return err
			}
			if tone == 0 || document.Kind != Invoice {
				continue // a credit that is set off is nothing to be reminded of
			}
			if err := addReminder(ctx, tx, document.ID, tone, now); err != nil {
				return err
			}
		}
		if id, err = newQueue(tx, now).add(ctx, delivery); err != nil {
			return err
		}
		return addOwed(ctx, tx, id, listed, tone)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// addOwed writes down what a message lists. It makes up for those that failed and listed any of it.
func addOwed(ctx context.Context, tx *sql.Tx, id int64, listed []Document, tone Tone) error {
	for _, document := range listed {
		if _, err := tx.ExecContext(ctx, `INSERT INTO owed_document (delivery_id, document_id, tone) VALUES (?, ?, ?)`, id, document.ID, tone); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE id <> ?1 AND state IN ('failed', 'cancelled') AND replaced_by IS NULL
		AND id IN (SELECT before.delivery_id FROM owed_document AS now JOIN owed_document AS before USING (document_id)
			WHERE now.delivery_id = ?1 AND (before.tone > 0) = (now.tone > 0))`, id)
	return err
}

// stillOwed holds a document to what the message says of it.
func stillOwed(ctx context.Context, tx *sql.Tx, clientID int64, listed Document) error {
	var same bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM document WHERE id = ? AND client_id = ? AND open_cents = ?
		AND open_cents <> 0)`, listed.ID, clientID, listed.Open).Scan(&same)
	if err == nil && !same {
		err = fmt.Errorf("document %d is no longer open by %d: %w", listed.ID, listed.Open, ErrConflict)
	}
	return err
}

func addReminder(ctx context.Context, tx *sql.Tx, documentID int64, tone Tone, now time.Time) error {
	local := now.Local()
	today := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	var last string
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(at), '') FROM reminder WHERE document_id = ?`, documentID).Scan(&last)
	if err != nil {
		return err
	}
	if at := parseTime(last); !at.IsZero() && withinPause(at, today) {
		return fmt.Errorf("document %d: %w", documentID, ErrReminded)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO reminder (document_id, tone, at) VALUES (?, ?, ?)`, documentID, tone, formatTime(now))
	return err
}
