package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Filing is what is known of the copies of an account's sent messages.
type Filing struct {
	UserID  int64
	Waiting int // copies to be filed, also those that wait for nothing but the next visit

	Reason  string    // a language key: why none can be filed, "" = nothing is known against it
	Reply   string    // the server's words
	RetryAt time.Time // zero with a reason = not before the account was changed or tested

	Refused       int    // copies that the server does not take; the messages left
	RefusedReason string // why, of the last one
}

// FilingOf returns what is known of the copies of a user's sent messages.
func (db *DB) FilingOf(ctx context.Context, userID int64) (Filing, error) {
	f := Filing{UserID: userID}
	var retryAt string
	err := db.reader.QueryRowContext(ctx, `SELECT reason, reply, retry_at FROM filing WHERE user_id = ?`, userID).
		Scan(&f.Reason, &f.Reply, &retryAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	f.RetryAt = parseTime(retryAt)
	if err == nil {
		err = db.reader.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE setting.value NOT LIKE 'reason.%'),
			count(*) FILTER (WHERE setting.value LIKE 'reason.%'), coalesce(max(iif(setting.value LIKE 'reason.%', setting.value, NULL)), '') `+
			unfiledMarks+` AND delivery.user_id = ?`, userID).Scan(&f.Waiting, &f.Refused, &f.RefusedReason)
	}
	if err != nil {
		return Filing{}, fmt.Errorf("filing of user %d: %w", userID, fault(err))
	}
	return f, nil
}

// NoteFiling keeps why the copies of a user's sent messages cannot be filed (Reason, Reply, RetryAt), over a restart. It
// returns ErrNotFound for a user who is gone.
func (db *DB) NoteFiling(ctx context.Context, f Filing) error {
	return db.write(ctx, fmt.Sprintf("note filing of user %d", f.UserID), func(tx *sql.Tx) error {
		return changedOne(tx.ExecContext(ctx, `INSERT INTO filing (user_id, reason, reply, retry_at)
			SELECT id, ?, ?, ? FROM user WHERE id = ?
			ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, reply = excluded.reply, retry_at = excluded.retry_at`,
			f.Reason, f.Reply, formatTime(f.RetryAt), f.UserID))
	})
}

// ForgetFiling forgets all that speaks against filing the copies of a user's sent messages: the account was changed or
// tested, or the last visit went well.
func (db *DB) ForgetFiling(ctx context.Context, userID int64) error {
	return db.write(ctx, fmt.Sprintf("forget filing of user %d", userID), func(tx *sql.Tx) error {
		return forgetFiling(ctx, tx, userID)
	})
}

func forgetFiling(ctx context.Context, tx *sql.Tx, userID int64) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM filing WHERE user_id = ?`, userID); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE setting SET value = '' WHERE key IN (SELECT setting.key `+unfiledMarks+`
		AND setting.value LIKE 'reason.%' AND delivery.user_id = ?)`, userID)
	return err
}
