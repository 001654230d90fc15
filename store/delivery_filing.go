package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Reasons of an uncertain delivery that was looked up among the sent ones of its account. They are language keys.
const (
	ReasonFoundInSent    = "reason.found_in_sent"     // a copy is there; not every server files only what left
	ReasonNotFoundInSent = "reason.not_found_in_sent" // no proof that it did not leave
)

// ToFile is a sent message whose copy is still to be put among the sent ones of its account's own mailboxes.
type ToFile struct {
	DeliveryID int64
	UserID     int64
	Size       int64
	TriedAt    time.Time // when a copy was last handed to the server, whose answer nobody knows; zero = never
}

// unfiledPrefix begins the keys of the marks, one for each delivery. They are settings: a mark is written with the result.
// Its value is "" or what is known beside: when the copy was handed over, or why the server does not take it.
const unfiledPrefix = "unfiled."

func unfiledKey(deliveryID int64) string { return unfiledPrefix + strconv.FormatInt(deliveryID, 10) }

func markUnfiled(ctx context.Context, tx sqlite.Executor, deliveryID int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO setting (key, value) VALUES (?, '') ON CONFLICT (key) DO NOTHING`, unfiledKey(deliveryID))
	return err
}

// unfiledMarks are the marks and their deliveries; '/' follows '.' in the order of the keys.
const unfiledMarks = `FROM setting JOIN delivery ON delivery.id = cast(substr(setting.key, 9) AS INTEGER)
	WHERE setting.key > 'unfiled.' AND setting.key < 'unfiled/' AND delivery.state = 'sent'`

// notRefused leaves out the copies that the server does not take.
const notRefused = ` AND setting.value NOT LIKE 'reason.%'`

// UnfiledUsers returns the ids of the users who have sent messages whose copies are still to be filed.
func (db *DB) UnfiledUsers(ctx context.Context) ([]int64, error) {
	return db.ids(ctx, "unfiled users", `SELECT DISTINCT delivery.user_id `+unfiledMarks+notRefused+` ORDER BY 1`)
}

// Unfiled returns the oldest messages of a user whose copies are still to be filed, at most limit; the smallest ones when
// there is little room for them.
func (db *DB) Unfiled(ctx context.Context, userID int64, limit int, smallest bool) ([]ToFile, error) {
	rows, err := db.Reader.QueryContext(ctx, `SELECT delivery.id, delivery.user_id, delivery.size, setting.value `+unfiledMarks+notRefused+`
		AND delivery.user_id = ? ORDER BY iif(?, delivery.size, 0), delivery.id LIMIT ?`, userID, smallest, limit)
	if err != nil {
		return nil, fmt.Errorf("unfiled of user %d: %w", userID, sqlite.Fault(err))
	}
	found, err := sqlite.Collect(rows, func(rows *sql.Rows) (f ToFile, err error) {
		var tried string
		err = rows.Scan(&f.DeliveryID, &f.UserID, &f.Size, &tried)
		f.TriedAt = sqlite.ParseTime(tried)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("unfiled of user %d: %w", userID, sqlite.Fault(err))
	}
	return found, nil
}

// SetFiling notes that the copies of these deliveries are handed to the server now: should the program end before the
// answer, the next looks for them first, and not at once.
func (db *DB) SetFiling(ctx context.Context, deliveryIDs ...int64) error {
	return db.changeMarks(ctx, "set filing", `UPDATE setting SET value = ?2 WHERE key = ?1`, sqlite.FormatTime(db.Now()), deliveryIDs)
}

// SetFiled takes the marks of these deliveries away: their copies are filed, or nowhere to be filed any more.
func (db *DB) SetFiled(ctx context.Context, deliveryIDs ...int64) error {
	return db.changeMarks(ctx, "set filed", `DELETE FROM setting WHERE key = ?1 AND ?2 = ''`, "", deliveryIDs)
}

// SetCopyRefused notes why the server does not take the copy of a delivery, a language key. It is not tried again before
// ForgetFiling.
func (db *DB) SetCopyRefused(ctx context.Context, deliveryID int64, reason string) error {
	return db.changeMarks(ctx, "set copy refused", `UPDATE setting SET value = ?2 WHERE key = ?1`, reason, []int64{deliveryID})
}

func (db *DB) changeMarks(ctx context.Context, what, change, value string, deliveryIDs []int64) error {
	if len(deliveryIDs) == 0 {
		return nil
	}
	return db.Write(ctx, what, func(tx *sql.Tx) error {
		for _, id := range deliveryIDs {
			if _, err := tx.ExecContext(ctx, change, unfiledKey(id), value); err != nil {
				return err
			}
		}
		return nil
	})
}

// UncertainToLookUp returns the deliveries that have been uncertain since before a moment, whose account has an IMAP
// server, and that were not looked up there yet.
func (db *DB) UncertainToLookUp(ctx context.Context, before time.Time) ([]garage.Delivery, error) {
	rows, err := db.Reader.QueryContext(ctx, `SELECT `+deliveryColumns+` FROM delivery JOIN user ON user.id = delivery.user_id
		WHERE delivery.state = 'uncertain' AND delivery.replaced_by IS NULL AND delivery.finished_at <= ?
		AND delivery.reason NOT IN (?, ?) AND user.imap_server <> '' ORDER BY delivery.id`,
		sqlite.FormatTime(before), ReasonFoundInSent, ReasonNotFoundInSent)
	if err != nil {
		return nil, fmt.Errorf("uncertain to look up: %w", sqlite.Fault(err))
	}
	found, err := sqlite.Collect(rows, func(rows *sql.Rows) (d garage.Delivery, err error) {
		fields, done := deliveryFields(&d)
		err = rows.Scan(fields...)
		done()
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("uncertain to look up: %w", sqlite.Fault(err))
	}
	return found, nil
}

// NoteLookup keeps what was found out about an uncertain delivery: one of the two reasons above. It returns ErrConflict
// when a person has decided about it meanwhile.
func (db *DB) NoteLookup(ctx context.Context, deliveryID int64, reason string) error {
	if reason != ReasonFoundInSent && reason != ReasonNotFoundInSent {
		return errors.New("a lookup cannot end with " + strings.TrimSpace(reason))
	}
	return db.decide(ctx, "note lookup of", deliveryID, `UPDATE delivery SET reason = ?2 WHERE id = ?1 AND state = 'uncertain'`, reason)
}

// ids reads a list of ids.
func (db *DB) ids(ctx context.Context, what, query string, args ...any) ([]int64, error) {
	rows, err := db.Reader.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, sqlite.Fault(err))
	}
	found, err := sqlite.Collect(rows, scanID)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what, sqlite.Fault(err))
	}
	return found, nil
}

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
	err := db.Reader.QueryRowContext(ctx, `SELECT reason, reply, retry_at FROM filing WHERE user_id = ?`, userID).
		Scan(&f.Reason, &f.Reply, &retryAt)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	f.RetryAt = sqlite.ParseTime(retryAt)
	if err == nil {
		err = db.Reader.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE setting.value NOT LIKE 'reason.%'),
			count(*) FILTER (WHERE setting.value LIKE 'reason.%'), coalesce(max(iif(setting.value LIKE 'reason.%', setting.value, NULL)), '') `+
			unfiledMarks+` AND delivery.user_id = ?`, userID).Scan(&f.Waiting, &f.Refused, &f.RefusedReason)
	}
	if err != nil {
		return Filing{}, fmt.Errorf("filing of user %d: %w", userID, sqlite.Fault(err))
	}
	return f, nil
}

// NoteFiling keeps why the copies of a user's sent messages cannot be filed (Reason, Reply, RetryAt), over a restart. It
// returns ErrNotFound for a user who is gone.
func (db *DB) NoteFiling(ctx context.Context, f Filing) error {
	return db.Write(ctx, fmt.Sprintf("note filing of user %d", f.UserID), func(tx *sql.Tx) error {
		return sqlite.ChangedOne(tx.ExecContext(ctx, `INSERT INTO filing (user_id, reason, reply, retry_at)
			SELECT id, ?, ?, ? FROM user WHERE id = ?
			ON CONFLICT (user_id) DO UPDATE SET reason = excluded.reason, reply = excluded.reply, retry_at = excluded.retry_at`,
			f.Reason, f.Reply, sqlite.FormatTime(f.RetryAt), f.UserID))
	})
}

// ForgetFiling forgets all that speaks against filing the copies of a user's sent messages: the account was changed or
// tested, or the last visit went well.
func (db *DB) ForgetFiling(ctx context.Context, userID int64) error {
	return db.Write(ctx, fmt.Sprintf("forget filing of user %d", userID), func(tx *sql.Tx) error {
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
