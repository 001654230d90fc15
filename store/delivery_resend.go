package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// DeliveryHead returns the bytes of a message that are its recipient's own: all of it, or what comes before the tail that it
// shares with others. It returns ErrNotFound.
func (db *DB) DeliveryHead(ctx context.Context, id int64) (head []byte, err error) {
	err = db.Reader.QueryRowContext(ctx, `SELECT head FROM message WHERE delivery_id = ?`, id).Scan(&head)
	if err != nil {
		return nil, fmt.Errorf("head of delivery %d: %w", id, sqlite.Fault(sqlite.Missing(err)))
	}
	return head, nil
}

// ResendCaseMail queues the messages of a mail of a file anew, each in the place of the one that it Replaces, and writes them on
// the timeline. A mail may consist of several messages, which differ in their subjects: each goes to an address once. It returns
// ErrConflict when one is not failed or cancelled, or was sent anew before; *LiveError when it waits for that address, may have
// arrived there, or was sent there and mail does not say that it is to go once more.
func (db *DB) ResendCaseMail(ctx context.Context, mail CaseMailing, deliveries []garage.NewDelivery) ([]int64, error) {
	ids := make([]int64, 0, len(deliveries))
	err := db.Write(ctx, fmt.Sprintf("resend mail of file %d", mail.CaseID), func(tx *sql.Tx) error {
		queue := newQueue(tx, db.Now())
		for _, delivery := range deliveries {
			delivery.Kind, delivery.NotTwice = garage.KindCase, !mail.Again
			if err := mustNotLiveInPart(ctx, tx, mail.CaseID, mail.Key, delivery); err != nil {
				return err
			}
			id, err := queue.add(ctx, delivery)
			if err != nil {
				return err
			}
			if err := db.AddEvent(ctx, tx, mail.CaseID, garage.CaseEvent{Kind: garage.EventMail, Text: mail.Key, UserName: mail.UserName, DeliveryID: id}); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

func mustNotLiveInPart(ctx context.Context, tx *sql.Tx, fileID int64, mail string, d garage.NewDelivery) error {
	live := &LiveError{CaseID: fileID, Address: d.ToAddress}
	err := tx.QueryRowContext(ctx, `SELECT delivery.id, delivery.state FROM file_event JOIN delivery ON delivery.id = file_event.delivery_id
		WHERE file_event.file_id = ? AND file_event.text = ? AND delivery.to_address = ? COLLATE NOCASE AND delivery.subject = ?
		AND (delivery.state IN ('queued', 'sending', 'uncertain') OR delivery.state = 'sent' AND ?) AND delivery.replaced_by IS NULL
		ORDER BY delivery.state = 'sent', delivery.id DESC LIMIT 1`,
		fileID, mail, d.ToAddress, d.Subject, d.NotTwice).Scan(&live.DeliveryID, &live.State)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return live
}

// OwedListed is what a reminder or a statement lists.
type OwedListed struct {
	Level       garage.ReminderLevel
	CompanyID   int64 // who issued them, 0 = they name no company
	DocumentIDs []int64
}

// OwedListed returns what a message lists, or ErrNotFound for one that is no reminder or statement or was queued by a version
// that did not write it down.
func (db *DB) OwedListed(ctx context.Context, deliveryID int64) (OwedListed, error) {
	var listed OwedListed
	_, err := list(ctx, db, fmt.Sprintf("listed by delivery %d", deliveryID), func(rows *sql.Rows) (id int64, err error) {
		err = rows.Scan(&id, &listed.Level, &listed.CompanyID)
		listed.DocumentIDs = append(listed.DocumentIDs, id)
		return id, err
	}, `SELECT document_id, tone, coalesce(company_id, 0) FROM owed_document JOIN document ON document.id = document_id
		WHERE delivery_id = ? ORDER BY document_id`, deliveryID)
	if err == nil && len(listed.DocumentIDs) == 0 {
		err = fmt.Errorf("listed by delivery %d: %w", deliveryID, garage.ErrNotFound)
	}
	return listed, err
}

// ResendOwed queues a reminder or statement anew in the place of the failed or cancelled one that it Replaces. The reminder that
// was written down then is the one that he gets now. It returns the errors of QueueOwed, ErrReminded when he was reminded of one
// of the documents since, and ErrConflict when the other one is not failed or cancelled (any more).
func (db *DB) ResendOwed(ctx context.Context, delivery garage.NewDelivery, listed []garage.Document, level garage.ReminderLevel) (id int64, err error) {
	err = db.Write(ctx, "resend what is owed", func(tx *sql.Tx) error {
		now := db.Now()
		before, err := readDelivery(ctx, tx, delivery.Replaces)
		if err != nil {
			return err
		}
		for _, document := range listed {
			if err := stillOwed(ctx, tx, delivery.ClientID, document); err != nil {
				return err
			}
			if level == 0 || document.Kind != garage.Invoice {
				continue
			}
			if err := moveReminder(ctx, tx, movedReminder{document.ID, level, sqlite.FormatTime(before.QueuedAt), sqlite.FormatTime(now)}); err != nil {
				return err
			}
		}
		if id, err = newQueue(tx, now).add(ctx, delivery); err != nil {
			return err
		}
		return addOwed(ctx, tx, id, listed, level)
	})
	if err != nil {
		return 0, err
	}
	return id, nil
}

// movedReminder is what is written down of a reminder that is sent again: when it was, and when it is.
type movedReminder struct {
	documentID  int64
	level       garage.ReminderLevel
	before, now string
}

// moveReminder brings the reminder that never arrived to the day on which it goes.
func moveReminder(ctx context.Context, tx *sql.Tx, m movedReminder) error {
	var since bool
	err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM reminder WHERE document_id = ? AND at > ?)`, m.documentID, m.before).Scan(&since)
	if err != nil {
		return err
	}
	if since {
		return fmt.Errorf("document %d: %w", m.documentID, ErrReminded)
	}
	err = sqlite.ChangedOne(tx.ExecContext(ctx, `UPDATE reminder SET at = ? WHERE id = (SELECT id FROM reminder
		WHERE document_id = ? AND tone = ? AND at = ? LIMIT 1)`, m.now, m.documentID, m.level, m.before))
	if errors.Is(err, garage.ErrNotFound) { // it was set aside, or the backup did not have it
		_, err = tx.ExecContext(ctx, `INSERT INTO reminder (document_id, tone, at) VALUES (?, ?, ?)`, m.documentID, m.level, m.now)
	}
	return err
}

// What a person decides about a delivery. Each is a change from one named state, so that two persons, or a person and the
// worker, never undo each other.

// CancelDelivery cancels a delivery that waits. It returns ErrConflict when it is not queued (any more).
func (db *DB) CancelDelivery(ctx context.Context, id int64) error {
	return db.decide(ctx, "cancel", id, `UPDATE delivery SET state = 'cancelled', reason = ?2, finished_at = ?3
		WHERE id = ?1 AND state = 'queued'`, garage.ReasonCancelled, sqlite.FormatTime(db.Now()))
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
		return db.Write(ctx, fmt.Sprintf("resolve delivery %d", id), func(tx *sql.Tx) error {
			if err := decide(ctx, tx, id, `UPDATE delivery SET state = 'sent', reason = '', finished_at = ?2
				WHERE id = ?1 AND state = 'uncertain'`, sqlite.FormatTime(db.Now())); err != nil {
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
	return db.Write(ctx, fmt.Sprintf("%s delivery %d", verb, id), func(tx *sql.Tx) error {
		return decide(ctx, tx, id, change, args...)
	})
}

func decide(ctx context.Context, tx *sql.Tx, id int64, change string, args ...any) error {
	err := sqlite.ChangedOne(tx.ExecContext(ctx, change, append([]any{id}, args...)...))
	if !errors.Is(err, garage.ErrNotFound) {
		return err
	}
	delivery, err := readDelivery(ctx, tx, id)
	if err != nil {
		return err
	}
	return fmt.Errorf("delivery is %s: %w", delivery.State, garage.ErrConflict)
}
