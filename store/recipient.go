package store

import (
	"context"
	"database/sql"
	"fmt"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// SetRecipients makes the clients the recipients of a draft, in place of those it had; a client given twice counts once.
// It returns ErrConflict when the mailing is no draft.
func (db *DB) SetRecipients(ctx context.Context, mailingID int64, clientIDs []int64) error {
	return db.Write(ctx, fmt.Sprintf("set recipients of mailing %d", mailingID), func(tx *sql.Tx) error {
		if err := mustBeDraft(ctx, tx, mailingID); err != nil {
			return err
		}
		ids, err := sqlite.JSONIDs(clientIDs)
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
		return touchMailing(ctx, tx, mailingID, sqlite.FormatTime(db.Now()))
	})
}

// RecipientIDs returns the ids of the clients of a mailing, in name order.
func (db *DB) RecipientIDs(ctx context.Context, mailingID int64) ([]int64, error) {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT client.id FROM recipient JOIN client ON client.id = recipient.client_id
		WHERE recipient.mailing_id = ? ORDER BY client.name_fold, client.id`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	ids, err := sqlite.Collect(rows, scanID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	return ids, nil
}

// Recipients returns the recipients of a mailing in name order: of a draft with today's name, main address and language
// of the client, of a queued mailing as they were frozen.
func (db *DB) Recipients(ctx context.Context, mailingID int64) ([]garage.Recipient, error) {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT recipient.id, recipient.mailing_id, client.id, recipient.left_out,
			CASE WHEN mailing.state = 'draft' THEN `+clientListName+` ELSE recipient.name END,
			CASE WHEN mailing.state = 'draft' THEN client.email ELSE recipient.email END,
			CASE WHEN mailing.state = 'draft' THEN client.language ELSE recipient.language END
		FROM recipient JOIN client ON client.id = recipient.client_id JOIN mailing ON mailing.id = recipient.mailing_id
		WHERE recipient.mailing_id = ? ORDER BY client.name_fold, client.id`, mailingID)
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	recipients, err := sqlite.Collect(rows, func(rows *sql.Rows) (r garage.Recipient, err error) {
		err = rows.Scan(&r.ID, &r.MailingID, &r.ClientID, &r.LeftOut, &r.Name, &r.Email, &r.Language)
		return r, err
	})
	if err != nil {
		return nil, fmt.Errorf("recipients of mailing %d: %w", mailingID, sqlite.Fault(err))
	}
	return recipients, nil
}

func touchMailing(ctx context.Context, tx *sql.Tx, id int64, now string) error {
	_, err := tx.ExecContext(ctx, `UPDATE mailing SET changed_at = ? WHERE id = ?`, now, id)
	return err
}

// SetMarks puts the V mark on clients or takes it off. Ids that are no client (any more) are passed over.
func (db *DB) SetMarks(ctx context.Context, ids []int64, on bool) error {
	return db.Write(ctx, fmt.Sprintf("set %d marks: %t", len(ids), on), func(tx *sql.Tx) error {
		list, err := sqlite.JSONIDs(ids)
		if err != nil {
			return err
		}
		if !on {
			_, err = tx.ExecContext(ctx, `DELETE FROM mark WHERE client_id IN (SELECT value FROM json_each(?))`, list)
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO mark (client_id, marked_at)
			SELECT id, ? FROM client WHERE id IN (SELECT value FROM json_each(?))
			ON CONFLICT DO NOTHING`, sqlite.FormatTime(db.Now()), list)
		return err
	})
}

// ClearMarks takes all V marks off and returns whose they were, for RestoreMarks to undo it.
func (db *DB) ClearMarks(ctx context.Context) (cleared []int64, err error) {
	err = db.Write(ctx, "clear marks", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `DELETE FROM mark RETURNING client_id`)
		if err != nil {
			return err
		}
		cleared, err = sqlite.Collect(rows, scanID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cleared, nil
}

// RestoreMarks puts back the marks that ClearMarks took off; marks set since then stay.
func (db *DB) RestoreMarks(ctx context.Context, ids []int64) error {
	return db.SetMarks(ctx, ids, true)
}

// MarkCount returns how many clients are marked.
func (db *DB) MarkCount(ctx context.Context) (int, error) {
	var count int
	if err := db.Reader.QueryRowContext(ctx, `SELECT count(*) FROM mark`).Scan(&count); err != nil {
		return 0, fmt.Errorf("mark count: %w", sqlite.Fault(err))
	}
	return count, nil
}
