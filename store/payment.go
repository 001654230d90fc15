package store

import (
	"context"
	"database/sql"
	"fmt"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// Payments returns what was paid on a document, oldest first.
func (db *DB) Payments(ctx context.Context, documentID int64) ([]garage.Payment, error) {
	return list(ctx, db, fmt.Sprintf("payments of document %d", documentID), func(rows *sql.Rows) (p garage.Payment, err error) {
		err = rows.Scan(&p.ID, &p.DocumentID, &p.Date, &p.Cents, &p.Note)
		return p, err
	}, `SELECT id, document_id, date, cents, note FROM payment WHERE document_id = ? ORDER BY date, id`, documentID)
}

// PaidUntil returns what was paid on a document up to a day, that day included.
func (db *DB) PaidUntil(ctx context.Context, documentID int64, date string) (paid garage.Cents, err error) {
	err = db.Reader.QueryRowContext(ctx, `SELECT coalesce(sum(cents), 0) FROM payment WHERE document_id = ? AND date <= ?`, documentID, date).Scan(&paid)
	if err != nil {
		return 0, fmt.Errorf("paid on document %d: %w", documentID, sqlite.Fault(err))
	}
	return paid, nil
}

// AddPayment writes down a payment on an issued invoice, or what was paid out on a credit note, and returns its id. It
// returns a FieldError for a wrong field, ErrConflict for a draft or a kind that nobody pays.
func (db *DB) AddPayment(ctx context.Context, payment garage.Payment) (id int64, err error) {
	garage.Trim(&payment.Note)
	if reason := garage.RequiredDate(payment.Date); reason != "" {
		return 0, &garage.FieldError{Field: "date", Reason: reason}
	}
	if payment.Cents == 0 || payment.Cents > maxPayment || payment.Cents < -maxPayment {
		return 0, &garage.FieldError{Field: "cents", Reason: "check.payment_amount"}
	}
	err = db.Write(ctx, fmt.Sprintf("payment on document %d", payment.DocumentID), func(tx *sql.Tx) error {
		id, err = AddPayment(ctx, tx, payment)
		return err
	})
	return id, err
}

// maxPayment is what no garage is paid at once: beyond it is a typing error.
const maxPayment garage.Cents = 100_000_000_000

// AddPayment adds a payment to a document, in the caller's transaction. It checks neither date nor amount; garage.ErrConflict for a draft
// or what nobody pays.
func AddPayment(ctx context.Context, tx *sql.Tx, p garage.Payment) (int64, error) {
	var payable bool
	err := tx.QueryRowContext(ctx, `SELECT state <> 'draft' AND kind IN ('invoice', 'credit_note') FROM document WHERE id = ?`,
		p.DocumentID).Scan(&payable)
	switch {
	case err != nil:
		return 0, sqlite.Missing(err)
	case !payable:
		return 0, garage.ErrConflict
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET paid_cents = paid_cents + ? WHERE id = ?`, p.Cents, p.DocumentID)
	if err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO payment (document_id, date, cents, note) VALUES (?, ?, ?, ?)`,
		p.DocumentID, p.Date, p.Cents, p.Note)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// SetPaid writes down that documents were paid whole on a date, or that they were not paid after all, and returns the
// payments that it added, one for each document that changed. What stands in their payments stays: a payment against them
// is added. Drafts, kinds that nobody pays and documents that are so already are left alone.
func (db *DB) SetPaid(ctx context.Context, ids []int64, paid bool, date string) (added []int64, err error) {
	if reason := garage.RequiredDate(date); reason != "" {
		return nil, &garage.FieldError{Field: "date", Reason: reason}
	}
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, err
	}
	// A credit note's open amount is below zero: what settles it is paid out, and counts up like any payment.
	amount := `-paid_cents AS cents FROM document WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft' AND paid_cents <> 0`
	if paid {
		amount = `abs(open_cents) AS cents FROM document WHERE ` + isOwed
	}
	err = db.Write(ctx, "set paid", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, `+amount+` AND id IN (SELECT value FROM json_each(?)) ORDER BY id`, wanted)
		if err != nil {
			return err
		}
		payments, err := sqlite.Collect(rows, func(rows *sql.Rows) (p garage.Payment, err error) {
			err = rows.Scan(&p.DocumentID, &p.Cents)
			return p, err
		})
		if err != nil {
			return err
		}
		for _, payment := range payments {
			payment.Date = date
			id, err := AddPayment(ctx, tx, payment)
			if err != nil {
				return err
			}
			added = append(added, id)
		}
		return nil
	})
	return added, err
}

// UndoPayments takes payments back that were just written down, as if they had never been: the undo of SetPaid. Those that
// are gone already are passed over.
func (db *DB) UndoPayments(ctx context.Context, ids []int64) error {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return fmt.Errorf("undo payments: %w", err)
	}
	return db.Write(ctx, "undo payments", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE document SET paid_cents = paid_cents - undone.cents
			FROM (SELECT document_id, sum(cents) AS cents FROM payment WHERE id IN (SELECT value FROM json_each(?)) GROUP BY document_id)
				AS undone WHERE document.id = undone.document_id`, wanted)
		if err == nil {
			_, err = tx.ExecContext(ctx, `DELETE FROM payment WHERE id IN (SELECT value FROM json_each(?))`, wanted)
		}
		return err
	})
}
