package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// ErrLeaseLost is returned when another program holds, or has taken over, the lease that an operation needs.
var ErrLeaseLost = errors.New("lease is held by another program")

// OutboxLease is the lease of the outbox's worker: one file has one worker, however many programs have it open.
const OutboxLease = "outbox"

// farLease is an end that no lease has: it was written while the machine's clock was wrong, and must not hold the outbox.
const farLease = time.Hour

// AcquireLease takes the lease for ttl (less than an hour) when it is free, expired or already holder's, and reports
// whether holder has it.
func (db *DB) AcquireLease(ctx context.Context, name, holder string, ttl time.Duration) (bool, error) {
	acquired := false
	err := db.write(ctx, "acquire lease "+name, func(tx *sql.Tx) error {
		now := db.Now()
		result, err := tx.ExecContext(ctx, `
			INSERT INTO lease (name, holder, expires_at) VALUES (?, ?, ?)
			ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
			WHERE holder = excluded.holder OR expires_at <= ? OR expires_at > ?`,
			name, holder, formatTime(now.Add(ttl)), formatTime(now), formatTime(now.Add(farLease)))
		if err != nil {
			return err
		}
		count, err := result.RowsAffected()
		acquired = count > 0
		return err
	})
	return acquired, err
}

// RenewLease keeps the lease for another ttl, also when it has expired and nobody took it. It returns ErrLeaseLost when
// somebody did.
func (db *DB) RenewLease(ctx context.Context, name, holder string, ttl time.Duration) error {
	return db.write(ctx, "renew lease "+name, func(tx *sql.Tx) error {
		return renewLease(ctx, tx, name, holder, db.Now().Add(ttl))
	})
}

func renewLease(ctx context.Context, tx *sql.Tx, name, holder string, until time.Time) error {
	err := changedOne(tx.ExecContext(ctx, `UPDATE lease SET expires_at = ? WHERE name = ? AND holder = ?`,
		formatTime(until), name, holder))
	if errors.Is(err, ErrNotFound) {
		return ErrLeaseLost
	}
	return err
}

// ReleaseLease gives the lease back; when another program holds it by now, nothing happens.
func (db *DB) ReleaseLease(ctx context.Context, name, holder string) error {
	return db.write(ctx, "release lease "+name, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM lease WHERE name = ? AND holder = ?`, name, holder)
		return err
	})
}

// mustHold returns ErrLeaseLost unless holder has the outbox: it is asked in the transaction that claims, so that a
// program that slept through its lease cannot send beside its successor.
func mustHold(ctx context.Context, tx querier, holder string) error {
	var current string
	err := tx.QueryRowContext(ctx, `SELECT holder FROM lease WHERE name = ?`, OutboxLease).Scan(&current)
	if errors.Is(err, sql.ErrNoRows) || err == nil && current != holder {
		return fmt.Errorf("outbox is held by %q: %w", current, ErrLeaseLost)
	}
	return err
}
