package store

import (
	"context"
	"database/sql"
	"fmt"
)

// SetRecipients makes the clients the recipients of a draft, in place of those it had; a client given twice counts once.
// It returns ErrConflict when the mailing is no draft.
func (db *DB) SetRecipients(ctx context.Context, mailingID int64, clientIDs []int64) error {
	return db.write(ctx, fmt.Sprintf("set recipients of mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		ids, err := jsonIDs(clientIDs)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM recipient WHERE mailing_id = ?`, mailingID); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO recipient (mailing_id, client_id)
			SELECT DISTINCT ?, value FROM json_each(?)`, mailingID, ids)
		if err != nil {
			return err
		}
		return touchMailing(ctx, tx, mailingID, formatTime(db.Now()))
	})
}

// RemoveRecipient takes a client off a draft. It returns ErrNotFound when he is not on it, ErrConflict when the mailing is
// no draft.
func (db *DB) RemoveRecipient(ctx context.Context, mailingID, clientID int64) error {
	return db.write(ctx, fmt.Sprintf("remove recipient %d of mailing %d", clientID, mailingID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		return changedOne(tx.ExecContext(ctx, `DELETE FROM recipient WHERE mailing_id = ? AND client_id = ?`,
			mailingID, clientID))
	})
}

// RecipientIDs returns the ids of the clients of a mailing, in name order.
func (db *DB) RecipientIDs(ctx context.Context, mailingID int64) ([]int64, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT client.id FROM recipient JOIN client ON client.id = recipient.client_id
		WHERE recipient.mailing_id = ? ORDER BY client.name_fold, client.id`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, fault(err))
	}
	ids, err := collect(rows, scanID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, fault(err))
	}
	return ids, nil
}

// Recipients returns the recipients of a mailing in name order: of a draft with today's name, main address and language
// of the client, of a queued mailing as they were frozen.
func (db *DB) Recipients(ctx context.Context, mailingID int64) ([]Recipient, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT recipient.id, recipient.mailing_id, client.id, recipient.left_out,
			CASE WHEN mailing.state = 'draft' THEN `+clientListName+` ELSE recipient.name END,
			CASE WHEN mailing.state = 'draft' THEN client.email ELSE recipient.email END,
			CASE WHEN mailing.state = 'draft' THEN client.language ELSE recipient.language END
		FROM recipient JOIN client ON client.id = recipient.client_id JOIN mailing ON mailing.id = recipient.mailing_id
		WHERE recipient.mailing_id = ? ORDER BY client.name_fold, client.id`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, fault(err))
	}
	recipients, err := collect(rows, func(rows *sql.Rows) (r Recipient, err error) {
		err = rows.Scan(&r.ID, &r.MailingID, &r.ClientID, &r.LeftOut, &r.Name, &r.Email, &r.Language)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, fault(err))
	}
	return recipients, nil
}

func touchMailing(ctx context.Context, tx *sql.Tx, id int64, now string) error {
	_, err := tx.ExecContext(ctx, `UPDATE mailing SET changed_at = ? WHERE id = ?`, now, id)
	return err
}
