package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Mailings returns all mailings, newest first, without their texts.
func (db *DB) Mailings(ctx context.Context) ([]garage.MailingRow, error) {
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT `+mailingColumns+`,
			coalesce((SELECT subject FROM mailing_text WHERE mailing_id = mailing.id
				ORDER BY language <> mailing.fallback_language, language LIMIT 1), ''),
			(SELECT count(*) FROM recipient WHERE mailing_id = mailing.id),
			(SELECT count(*) FROM recipient WHERE mailing_id = mailing.id AND left_out <> '')
		FROM mailing ORDER BY mailing.id DESC`)
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", sqlite.Fault(err))
	}
	mailings, err := sqlite.Collect(rows, func(rows *sql.Rows) (row garage.MailingRow, err error) {
		fields, done := mailingFields(&row.Mailing)
		err = rows.Scan(append(fields, &row.Subject, &row.Recipients, &row.LeftOut)...)
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", sqlite.Fault(err))
	}
	counts, err := mailingCounts(ctx, db.Reader, 0)
	if err != nil {
		return nil, fmt.Errorf("mailings: %w", sqlite.Fault(err))
	}
	for i := range mailings {
		mailings[i].Counts = counts[mailings[i].ID]
	}
	return mailings, nil
}

// mailingCounts counts the deliveries of one mailing, or of all when the id is 0.
func mailingCounts(ctx context.Context, q sqlite.Querier, mailingID int64) (map[int64]garage.DeliveryCounts, error) {
	rows, err := q.QueryContext(ctx, `SELECT mailing_id, state, count(*) FROM delivery
		WHERE mailing_id IS NOT NULL AND (?1 = 0 OR mailing_id = ?1) AND replaced_by IS NULL
		GROUP BY mailing_id, state`, mailingID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[int64]garage.DeliveryCounts{}
	for rows.Next() {
		var id int64
		var state garage.DeliveryState
		var count int
		if err := rows.Scan(&id, &state, &count); err != nil {
			return nil, err
		}
		counts := all[id]
		counts.Add(state, count)
		all[id] = counts
	}
	return all, rows.Err()
}

// MailingReport says how a mailing stands and who did not get it, or returns ErrNotFound.
func (db *DB) MailingReport(ctx context.Context, id int64) (garage.MailingReport, error) {
	report, err := db.mailingReport(ctx, id)
	if err != nil {
		return garage.MailingReport{}, fmt.Errorf("report of mailing %d: %w", id, sqlite.Fault(err))
	}
	return report, nil
}

func (db *DB) mailingReport(ctx context.Context, id int64) (garage.MailingReport, error) {
	tx, err := db.Reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}) // counts and names of one moment
	if err != nil {
		return garage.MailingReport{}, err
	}
	defer tx.Rollback() //nolint:errcheck // it only reads
	var report garage.MailingReport
	if report.Mailing, err = readMailing(ctx, tx, id); err != nil {
		return garage.MailingReport{}, err
	}
	counts, err := mailingCounts(ctx, tx, id)
	if err != nil {
		return garage.MailingReport{}, err
	}
	report.Counts = counts[id]
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(left_out <> ''), 0) FROM recipient WHERE mailing_id = ?`, id).
		Scan(&report.Recipients, &report.LeftOut)
	if err != nil {
		return garage.MailingReport{}, err
	}
	report.NotSent, err = unsentRecipients(ctx, tx, id)
	return report, err
}

func unsentRecipients(ctx context.Context, q sqlite.Querier, mailingID int64) ([]garage.UnsentRecipient, error) {
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
	return sqlite.Collect(rows, func(rows *sql.Rows) (u garage.UnsentRecipient, err error) {
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
	return db.Write(ctx, fmt.Sprintf("pause mailing %d: %t", id, paused), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, garage.MailingQueued); err != nil {
			return err
		}
		if !paused { // a time that is past would have it held again
			return sendPlanned(ctx, tx, id, sqlite.FormatTime(db.Now()))
		}
		_, err := tx.ExecContext(ctx, `UPDATE mailing SET paused = 1 WHERE id = ?`, id)
		return err
	})
}

// CancelMailing cancels the messages of a queued mailing that still wait, and returns how many. One that is on its way
// ends as it ends. It returns ErrConflict for a mailing that is not queued.
func (db *DB) CancelMailing(ctx context.Context, id int64) (int, error) {
	var count int64
	err := db.Write(ctx, fmt.Sprintf("cancel mailing %d", id), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, garage.MailingQueued); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE mailing SET state = 'cancelled', paused = 0 WHERE id = ?`, id); err != nil {
			return err
		}
		result, err := tx.ExecContext(ctx, `UPDATE delivery SET state = 'cancelled', reason = ?, finished_at = ?
			WHERE mailing_id = ? AND state = 'queued'`, garage.ReasonCancelled, sqlite.FormatTime(db.Now()), id)
		if err != nil {
			return err
		}
		count, err = result.RowsAffected()
		return err
	})
	return int(count), err
}

// PlannedMailing is a queued mailing of which nothing has left yet because it is to leave at a chosen time.
type PlannedMailing struct {
	ID     int64
	Name   string    // or the subject of one that has none
	At     time.Time // the chosen time
	Count  int       // messages that wait
	Paused bool
}

// OverdueAfter is how long after its chosen time a mailing still leaves without a person being asked.
const OverdueAfter = 12 * time.Hour

// plannedBefore holds for a queued mailing that was to leave before ?1 and has not begun.
const plannedBefore = `mailing.state = 'queued'
	AND NOT EXISTS (SELECT 1 FROM delivery WHERE mailing_id = mailing.id AND state IN ('sending', 'sent', 'failed', 'uncertain'))
	AND EXISTS (SELECT 1 FROM delivery WHERE mailing_id = mailing.id AND state = 'queued' AND next_try_at <> '' AND next_try_at < ?1)`

// HoldOverdue pauses the mailings that were to leave before a moment and have not begun: the program was off then, and a
// person is to say whether they still may go. It returns how many.
func (db *DB) HoldOverdue(ctx context.Context, before time.Time) (int, error) {
	var overdue bool
	err := db.Reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM mailing WHERE paused = 0 AND `+plannedBefore+`)`,
		sqlite.FormatTime(before)).Scan(&overdue)
	if err != nil {
		return 0, fmt.Errorf("hold overdue: %w", sqlite.Fault(err))
	}
	if !overdue {
		return 0, nil
	}
	var count int64
	err = db.Write(ctx, "hold overdue", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE mailing SET paused = 1 WHERE paused = 0 AND `+plannedBefore, sqlite.FormatTime(before))
		if err != nil {
			return err
		}
		count, err = result.RowsAffected()
		return err
	})
	return int(count), err
}

// OverdueMailings returns the mailings that were to leave before a moment and have not begun, the oldest first.
func (db *DB) OverdueMailings(ctx context.Context, before time.Time) ([]PlannedMailing, error) {
	return db.planned(ctx, plannedBefore, sqlite.FormatTime(before))
}

// PlannedMailing returns what is planned for a mailing, or ErrNotFound when it is not for later, or has begun.
func (db *DB) PlannedMailing(ctx context.Context, id int64) (PlannedMailing, error) {
	found, err := db.planned(ctx, `mailing.id = ?2 AND `+plannedBefore, endOfTime, id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("planned mailing %d: %w", id, garage.ErrNotFound)
	}
	if err != nil {
		return PlannedMailing{}, err
	}
	return found[0], nil
}

// endOfTime is after every time.
const endOfTime = "9999"

func (db *DB) planned(ctx context.Context, which string, args ...any) ([]PlannedMailing, error) {
	rows, err := db.Reader.QueryContext(ctx, `SELECT mailing.id, coalesce(nullif(mailing.name, ''), min(delivery.subject)), min(delivery.next_try_at), count(*), mailing.paused
		FROM mailing JOIN delivery ON delivery.mailing_id = mailing.id AND delivery.state = 'queued' AND delivery.next_try_at <> ''
		WHERE `+which+` GROUP BY mailing.id ORDER BY 3, 1`, args...)
	if err != nil {
		return nil, fmt.Errorf("planned mailings: %w", sqlite.Fault(err))
	}
	found, err := sqlite.Collect(rows, func(rows *sql.Rows) (m PlannedMailing, err error) {
		var at string
		err = rows.Scan(&m.ID, &m.Name, &at, &m.Count, &m.Paused)
		m.At = sqlite.ParseTime(at)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("planned mailings: %w", sqlite.Fault(err))
	}
	return found, nil
}

// SendPlannedNow lets a planned mailing leave at once, also when it is paused. It returns ErrConflict for one that is not
// queued.
func (db *DB) SendPlannedNow(ctx context.Context, id int64) error {
	return db.Write(ctx, fmt.Sprintf("send planned mailing %d now", id), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, garage.MailingQueued); err != nil {
			return err
		}
		return sendPlanned(ctx, tx, id, endOfTime)
	})
}

// sendPlanned takes the chosen time, when it was before a moment, away from the messages of a mailing that were not tried
// yet, and the pause from the mailing.
func sendPlanned(ctx context.Context, tx *sql.Tx, mailingID int64, before string) error {
	_, err := tx.ExecContext(ctx, `UPDATE delivery SET next_try_at = ''
		WHERE mailing_id = ? AND state = 'queued' AND attempt = 0 AND next_try_at <> '' AND next_try_at < ?`, mailingID, before)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE mailing SET paused = 0 WHERE id = ?`, mailingID)
	return err
}
