package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// PreparingTTL is how long a preparation may stand still before it counts as abandoned: each AddDeliveries renews it.
const PreparingTTL = 30 * time.Second

// BeginQueue makes a draft preparing: its deliveries can be added, and nobody can change it. It returns ErrConflict when
// it is no draft.
func (db *DB) BeginQueue(ctx context.Context, mailingID int64) error {
	return db.Write(ctx, fmt.Sprintf("begin queue of mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mailing SET state = 'preparing' WHERE id = ?`, mailingID); err != nil {
			return err
		}
		return db.holdPreparing(ctx, tx, mailingID)
	})
}

func preparingLease(mailingID int64) string { return "preparing." + strconv.FormatInt(mailingID, 10) }

func (db *DB) holdPreparing(ctx context.Context, tx *sql.Tx, mailingID int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO lease (name, holder, expires_at) VALUES (?, 'composer', ?)
		ON CONFLICT (name) DO UPDATE SET expires_at = excluded.expires_at`,
		preparingLease(mailingID), sqlite.FormatTime(db.Now().Add(PreparingTTL)))
	return err
}

// AddDeliveries stores a chunk of the messages of a preparing mailing, and the recipients for whom none could be made
// (ClientID, Name, Email, Language and LeftOut are read), all frozen in the same transaction. It returns ErrConflict when
// the mailing is not preparing (any more) or a client is no recipient of it or has his message already.
func (db *DB) AddDeliveries(ctx context.Context, mailingID int64, chunk []garage.NewDelivery, leftOut []garage.Recipient) error {
	return db.Write(ctx, fmt.Sprintf("add deliveries to mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, mailingID, garage.MailingPreparing); err != nil {
			return err
		}
		if err := db.holdPreparing(ctx, tx, mailingID); err != nil {
			return err
		}
		queue := newQueue(tx, db.Now())
		for _, delivery := range chunk {
			delivery.Kind, delivery.MailingID = garage.KindMailing, mailingID
			if _, err := queue.add(ctx, delivery); err != nil {
				return err
			}
		}
		for _, r := range leftOut {
			if _, err := freezeRecipient(ctx, tx, mailingID, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// freezeRecipient writes what a recipient was when his message was made, and returns his id.
func freezeRecipient(ctx context.Context, tx *sql.Tx, mailingID int64, r garage.Recipient) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `
		UPDATE recipient SET name = ?, email = ?, language = ?, left_out = ?
		WHERE mailing_id = ? AND client_id = ? RETURNING id`,
		r.Name, r.Email, r.Language, r.LeftOut, mailingID, r.ClientID).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("client %d is no recipient: %w", r.ClientID, garage.ErrConflict)
	}
	return id, err
}

// FinishQueue hands a preparing mailing to the worker, all its messages at once. It returns ErrConflict when it is not
// preparing, or when a recipient has neither a message nor a reason why he has none.
func (db *DB) FinishQueue(ctx context.Context, mailingID int64) error {
	return db.Write(ctx, fmt.Sprintf("finish queue of mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, mailingID, garage.MailingPreparing); err != nil {
			return err
		}
		var forgotten int
		err := tx.QueryRowContext(ctx, `SELECT count(*) FROM recipient WHERE mailing_id = ? AND left_out = ''
			AND NOT EXISTS (SELECT 1 FROM delivery WHERE recipient_id = recipient.id)`, mailingID).Scan(&forgotten)
		if err != nil {
			return err
		}
		if forgotten > 0 {
			return fmt.Errorf("%d recipients without message or reason: %w", forgotten, garage.ErrConflict)
		}
		now := sqlite.FormatTime(db.Now())
		if _, err := tx.ExecContext(ctx, `UPDATE mailing SET state = 'queued', queued_at = ? WHERE id = ?`,
			now, mailingID); err != nil {
			return err
		}
		return dropLease(ctx, tx, preparingLease(mailingID))
	})
}

func dropLease(ctx context.Context, tx *sql.Tx, name string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM lease WHERE name = ?`, name)
	return err
}

// AbortQueue makes a preparing mailing a draft again and removes the messages made so far. It returns ErrConflict when it
// is not preparing.
func (db *DB) AbortQueue(ctx context.Context, mailingID int64) error {
	return db.Write(ctx, fmt.Sprintf("abort queue of mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, mailingID, garage.MailingPreparing); err != nil {
			return err
		}
		return AbortQueue(ctx, tx, mailingID)
	})
}

// AbortQueue takes back what was queued of a mailing that was not queued whole, in the caller's transaction. It does not look at the mailing's state.
func AbortQueue(ctx context.Context, tx *sql.Tx, mailingID int64) error {
	contents, err := sqlite.ReadIDs(ctx, tx, `SELECT DISTINCT tail_id FROM message WHERE tail_id IS NOT NULL
		AND delivery_id IN (SELECT id FROM delivery WHERE mailing_id = ?)`, mailingID)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM delivery WHERE mailing_id = ?`,
		`UPDATE recipient SET name = '', email = '', language = '', left_out = '' WHERE mailing_id = ?`,
		`UPDATE mailing SET state = 'draft' WHERE id = ?`,
	} {
		if _, err := tx.ExecContext(ctx, statement, mailingID); err != nil {
			return err
		}
	}
	if err := dropContent(ctx, tx, contents...); err != nil {
		return err
	}
	return dropLease(ctx, tx, preparingLease(mailingID))
}

// RecoverPreparing makes drafts again of the mailings whose preparation stood still for PreparingTTL, because the program
// that prepared them is gone. It returns how many.
func (db *DB) RecoverPreparing(ctx context.Context) (int, error) {
	recovered := 0
	abandoned, err := db.Reader.QueryContext(ctx, `SELECT id FROM mailing WHERE state = 'preparing'`)
	if err != nil {
		return 0, fmt.Errorf("recover preparing: %w", sqlite.Fault(err))
	}
	ids, err := sqlite.Collect(abandoned, scanID)
	if err != nil || len(ids) == 0 {
		return 0, sqlite.Fault(err)
	}
	err = db.Write(ctx, "recover preparing", func(tx *sql.Tx) error {
		for _, id := range ids {
			now := db.Now()
			var living bool
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM lease WHERE name = ? AND expires_at > ? AND expires_at < ?)
				OR NOT EXISTS (SELECT 1 FROM mailing WHERE id = ? AND state = 'preparing')`,
				preparingLease(id), sqlite.FormatTime(now), sqlite.FormatTime(now.Add(farLease)), id).Scan(&living)
			if err != nil {
				return err
			}
			if living {
				continue
			}
			if err := AbortQueue(ctx, tx, id); err != nil {
				return err
			}
			recovered++
		}
		return nil
	})
	return recovered, err
}
