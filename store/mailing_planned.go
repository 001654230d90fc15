package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

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
	err := db.reader.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM mailing WHERE paused = 0 AND `+plannedBefore+`)`,
		formatTime(before)).Scan(&overdue)
	if err != nil {
		return 0, fmt.Errorf("hold overdue: %w", fault(err))
	}
	if !overdue {
		return 0, nil
	}
	var count int64
	err = db.write(ctx, "hold overdue", func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE mailing SET paused = 1 WHERE paused = 0 AND `+plannedBefore, formatTime(before))
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
	return db.planned(ctx, plannedBefore, formatTime(before))
}

// PlannedMailing returns what is planned for a mailing, or ErrNotFound when it is not for later, or has begun.
func (db *DB) PlannedMailing(ctx context.Context, id int64) (PlannedMailing, error) {
	found, err := db.planned(ctx, `mailing.id = ?2 AND `+plannedBefore, endOfTime, id)
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("planned mailing %d: %w", id, ErrNotFound)
	}
	if err != nil {
		return PlannedMailing{}, err
	}
	return found[0], nil
}

// endOfTime is after every time.
const endOfTime = "9999"

func (db *DB) planned(ctx context.Context, which string, args ...any) ([]PlannedMailing, error) {
	rows, err := db.reader.QueryContext(ctx, `SELECT mailing.id, coalesce(nullif(mailing.name, ''), min(delivery.subject)), min(delivery.next_try_at), count(*), mailing.paused
		FROM mailing JOIN delivery ON delivery.mailing_id = mailing.id AND delivery.state = 'queued' AND delivery.next_try_at <> ''
		WHERE `+which+` GROUP BY mailing.id ORDER BY 3, 1`, args...)
	if err != nil {
		return nil, fmt.Errorf("planned mailings: %w", fault(err))
	}
	found, err := collect(rows, func(rows *sql.Rows) (m PlannedMailing, err error) {
		var at string
		err = rows.Scan(&m.ID, &m.Name, &at, &m.Count, &m.Paused)
		m.At = parseTime(at)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("planned mailings: %w", fault(err))
	}
	return found, nil
}

// SendPlannedNow lets a planned mailing leave at once, also when it is paused. It returns ErrConflict for one that is not
// queued.
func (db *DB) SendPlannedNow(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("send planned mailing %d now", id), func(tx *sql.Tx) error {
		if err := mustBeMailing(ctx, tx, id, MailingQueued); err != nil {
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
