package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// CreditDocument makes the draft of a credit note with the lines of an issued invoice and returns its id. The invoice is
// credited when the note is issued. It returns ErrConflict for what is no issued invoice, or is credited whole already.
func (db *DB) CreditDocument(ctx context.Context, id int64) (int64, error) {
	return db.copyDocument(ctx, fmt.Sprintf("credit document %d", id), id, func(_ *sql.Tx, d *Document) error {
		if d.Kind != Invoice || d.State != DocumentIssued {
			return ErrConflict
		}
		d.Kind, d.CorrectsID, d.Reference = CreditNote, id, d.Number
		return nil
	})
}

// DuplicateDocument makes a draft of today with all that a document says and returns its id. It corrects nothing, even when
// the document did.
func (db *DB) DuplicateDocument(ctx context.Context, id int64) (int64, error) {
	return db.copyDocument(ctx, fmt.Sprintf("duplicate document %d", id), id, func(tx *sql.Tx, d *Document) error {
		d.CorrectsID = 0
		var owner int64 // a vehicle that was sold since is not put on his next invoice
		err := tx.QueryRowContext(ctx, `SELECT client_id FROM vehicle WHERE id = ?`, d.VehicleID).Scan(&owner)
		if owner != d.ClientID {
			d.VehicleID = 0
		}
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
}

// copyDocument writes a new draft: the document as change leaves it.
func (db *DB) copyDocument(ctx context.Context, operation string, id int64, change func(*sql.Tx, *Document) error) (copied int64, err error) {
	err = db.write(ctx, operation, func(tx *sql.Tx) error {
		d, err := readDocument(ctx, tx, id)
		if err != nil {
			return err
		}
		before := d.Kind
		if err := change(tx, &d); err != nil {
			return err
		}
		if d.CompanyID == 0 { // imported: it goes on as one of the garage's first company
			if err := tx.QueryRowContext(ctx, `SELECT coalesce(min(id), 0) FROM company`).Scan(&d.CompanyID); err != nil {
				return err
			}
		}
		if d.Kind != before {
			d.JournalID = 0
		}
		if d.Kind == CreditNote {
			d.DueDate = ""
		}
		if err := d.moveTo(db.Today()); err != nil {
			return err
		}
		d.ID = 0
		copied, err = writeDraft(ctx, tx, d)
		return err
	})
	return copied, err
}
