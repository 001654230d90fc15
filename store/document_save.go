package store

import (
	"context"
	"database/sql"
	"fmt"
)

// SaveDraft adds (ID 0) or changes a draft with its lines and returns its id. Number, OGM and amounts are not read: the
// first two come with IssueDocument, the totals follow from the lines. It returns the first FieldError of CheckDocument
// (or that client, company, vehicle, journal or corrected invoice is gone), ErrIssued for a document that is no draft.
// After an error the draft stands as it did.
func (db *DB) SaveDraft(ctx context.Context, d Document) (int64, error) {
	trim(&d.Plate, &d.Reference)
	id := d.ID
	err := db.write(ctx, fmt.Sprintf("save draft %d", id), func(tx *sql.Tx) (err error) {
		if id != 0 {
			if err := stillDraft(ctx, tx, id); err != nil {
				return err
			}
		}
		id, err = writeDraft(ctx, tx, d)
		return err
	})
	return id, err
}

func stillDraft(ctx context.Context, tx *sql.Tx, id int64) error {
	var state DocumentState
	if err := tx.QueryRowContext(ctx, `SELECT state FROM document WHERE id = ?`, id).Scan(&state); err != nil {
		return missing(err)
	}
	if state != DocumentDraft {
		return ErrIssued
	}
	return nil
}

// writeDraft checks a draft and writes it whole.
func writeDraft(ctx context.Context, tx *sql.Tx, d Document) (int64, error) {
	if err := checkDocumentIn(ctx, tx, d); err != nil {
		return 0, err
	}
	net, vat, total := Totals(d.Lines)
	id, err := insertOrUpdate(ctx, tx, d.ID,
		`INSERT INTO document (state, company_id, journal_id, kind, date, due_date, client_id, vehicle_id, plate, reference,
			corrects_id, net_cents, vat_cents, total_cents) VALUES ('draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`UPDATE document SET company_id = ?, journal_id = ?, kind = ?, date = ?, due_date = ?, client_id = ?, vehicle_id = ?,
			plate = ?, reference = ?, corrects_id = ?, net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`,
		d.CompanyID, nullable(d.JournalID), d.Kind, d.Date, d.DueDate, d.ClientID, nullable(d.VehicleID),
		d.Plate, d.Reference, nullable(d.CorrectsID), net, vat, total)
	if err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM document_line WHERE document_id = ?`, id); err != nil {
		return 0, err
	}
	for i, line := range d.Lines {
		_, err := tx.ExecContext(ctx, `INSERT INTO document_line (document_id, position, description, quantity_thousandths, unit,
			unit_price_millionths, discount_basis_points, vat_basis_points) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			id, i+1, line.Description, line.Quantity, line.Unit, line.Price(), line.Discount, line.VATRate)
		if err != nil {
			return 0, err
		}
	}
	return id, stateAsCorrected(ctx, tx, id, d)
}

// DeleteDraft removes a draft. It returns ErrIssued for a document that is none: its number would leave a gap.
func (db *DB) DeleteDraft(ctx context.Context, id int64) error {
	return db.write(ctx, fmt.Sprintf("delete draft %d", id), func(tx *sql.Tx) error {
		if err := stillDraft(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM document WHERE id = ?`, id)
		return err
	})
}
