package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Mailings returns all mailings, newest first, without their texts.
func (db *DB) Mailings(ctx context.Context) ([]MailingRow, error) {
	rows, err := db.reader.QueryContext(ctx, `
		SELECT `+mailingColumns+`,
			coalesce((SELECT subject FROM mailing_text WHERE mailing_id = mailing.id
				ORDER BY language <> mailing.fallback_language, language LIMIT 1), ''),
			(SELECT count(*) FROM recipient WHERE mailing_id = mailing.id),
			(SELECT count(*) FROM recipient WHERE mailing_id = mailing.id AND left_out <> '')
		FROM mailing ORDER BY mailing.id DESC`)
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", fault(err))
	}
	mailings, err := collect(rows, func(rows *sql.Rows) (row MailingRow, err error) {
		fields, done := mailingFields(&row.Mailing)
		err = rows.Scan(append(fields, &row.Subject, &row.Recipients, &row.LeftOut)...)
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", fault(err))
	}
	counts, err := mailingCounts(ctx, db.reader, 0)
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", fault(err))
	}
	for i := range mailings {
		mailings[i].Counts = counts[mailings[i].ID]
	}
	return mailings, nil
}

// mailingCounts counts the deliveries of one mailing, or of all when the id is 0.
func mailingCounts(ctx context.Context, q querier, mailingID int64) (map[int64]DeliveryCounts, error) {
	rows, err := q.QueryContext(ctx, `SELECT mailing_id, state, count(*) FROM delivery
		WHERE mailing_id IS NOT NULL AND (?1 = 0 OR mailing_id = ?1) AND replaced_by IS NULL
		GROUP BY mailing_id, state`, mailingID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]DeliveryCounts{}
	for rows.Next() {
		var id int64
		var state DeliveryState
		var count int
		if err := rows.Scan(&id, &state, &count); err != nil {
			return nil, err
		}
		counts := all[id]
		counts.add(state, count)
		all[id] = counts
	}
	return all, rows.Err()
}

// MailingReport says how a mailing stands and who did not get it, or returns ErrNotFound.
func (db *DB) MailingReport(ctx context.Context, id int64) (MailingReport, error) {
	report, err := db.mailingReport(ctx, id)
	if err != nil {
		return MailingReport{}, fmt.Errorf("report of mailing %d: %w", id, fault(err))
	}
	return report, nil
}

func (db *DB) mailingReport(ctx context.Context, id int64) (MailingReport, error) {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // counts and names of one moment
	if err != nil {
		return MailingReport{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	var report MailingReport
	if report.Mailing, err = readMailing(ctx, tx, id); err != nil {
		return MailingReport{}, err
	}
	counts, err := mailingCounts(ctx, tx, id)
	if err != nil {
		return MailingReport{}, err
	}
	report.Counts = counts[id]
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(left_out <> ''), 0) FROM recipient WHERE mailing_id = ?`, id).
		Scan(&report.Recipients, &report.LeftOut)
	if err != nil {
		return MailingReport{}, err
	}
	report.NotSent, err = unsentRecipients(ctx, tx, id)
	return report, err
}

func unsentRecipients(ctx context.Context, q querier, mailingID int64) ([]UnsentRecipient, error) {
	rows, err := q.QueryContext(ctx, `
		SELECT recipient.id, recipient.client_id, coalesce(delivery.id, 0), recipient.name, recipient.email,
			coalesce(delivery.state, ''), coalesce(delivery.reason, recipient.left_out),
			coalesce(delivery.reply, ''), coalesce(delivery.reply_code, 0)
		FROM recipient JOIN client ON client.id = recipient.client_id
		LEFT JOIN delivery ON delivery.recipient_id = recipient.id AND delivery.replaced_by IS NULL
		WHERE recipient.mailing_id = ?
			AND (delivery.state IN ('failed', 'uncertain', 'cancelled') OR delivery.id IS NULL AND recipient.left_out <> '')
		ORDER BY client.name_fold, client.id, delivery.id`, mailingID)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(rows *sql.Rows) (u UnsentRecipient, err error) {
		err = rows.Scan(&u.RecipientID, &u.ClientID, &u.DeliveryID, &u.Name, &u.Email, &u.State, &u.Reason,
			&u.Reply, &u.ReplyCode)
		return u, err
	})
}

// PauseMailing keeps the waiting messages of a queued mailing back until ResumeMailing. It returns ErrConflict for one
// that is not queued.
func (db *DB) PauseMailing(ctx context.Context, id int64) error {
	return db.pauseMailing(ctx, id, true)
}

// ResumeMailing lets a paused mailing go on. It returns ErrConflict for one that is not queued.
func (db *DB) ResumeMailing(ctx context.Context, id int64) error {
	return db.pauseMailing(ctx, id, false)
}

func (db *DB) pauseMailing(ctx context.Context, id int64, paused bool) error {
	return db.write(ctx, fmt.Sprintf("pause mailing %d: %t", id, paused), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, MailingQueued); err != nil {
			return err
		}
		if !paused { // a time that is past would have it held again
			return sendPlanned(ctx, tx, id, formatTime(db.Now()))
		}
		_, err := tx.ExecContext(ctx, `UPDATE mailing SET paused = 1 WHERE id = ?`, id)
		return err
	})
}

// CancelMailing cancels the messages of a queued mailing that still wait, and returns how many. One that is on its way
// ends as it ends. It returns ErrConflict for a mailing that is not queued.
func (db *DB) CancelMailing(ctx context.Context, id int64) (int, error) {
	var count int64
	err := db.write(ctx, fmt.Sprintf("cancel mailing %d", id), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, MailingQueued); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mailing SET state = 'cancelled', paused = 0 WHERE id = ?`, id); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `UPDATE delivery SET state = 'cancelled', reason = ?, finished_at = ?
			WHERE mailing_id = ? AND state = 'queued'`, ReasonCancelled, formatTime(db.Now()), id)
		if err != nil {
			return err
		}
		count, err = result.RowsAffected()
		return err
	})
	return int(count), err
}
