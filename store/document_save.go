package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// checkDocumentIn adds to CheckDocument what only the file knows: that client, company, vehicle and journal are there.
func checkDocumentIn(ctx context.Context, q sqlite.Querier, d garage.Document) error {
	if wrong := garage.CheckDocument(d); len(wrong) > 0 {
		return wrong[0]
	}
	for _, there := range []struct {
		Field, Reason, Query string
		Args                 []any
	}{
		{"company_id", "check.document_company", `SELECT count(*) FROM company WHERE id = ?`, []any{d.CompanyID}},
		{"client_id", "check.document_client_gone", `SELECT count(*) FROM client WHERE id = ?`, []any{d.ClientID}},
		{ // a credit note keeps its invoice's, whoever has it now
			"vehicle_id", "check.document_vehicle", `SELECT ?1 = 0 OR count(*) FROM vehicle WHERE id = ?1
			AND (client_id = ?2 OR id = (SELECT vehicle_id FROM document WHERE id = ?3))`, []any{d.VehicleID, d.ClientID, d.CorrectsID},
		},
		{
			"journal_id", "check.document_journal", `SELECT ?1 = 0 OR count(*) FROM journal WHERE id = ?1 AND company_id = ?2 AND kind = ?3`,
			[]any{d.JournalID, d.CompanyID, d.Kind},
		},
		{ // what is credited is his own invoice, from the same company (an imported one may name none)
			"corrects_id", "check.document_corrects", `SELECT ?1 = 0 OR count(*) FROM document WHERE id = ?1 AND kind = 'invoice'
			AND state <> 'draft' AND ?2 = 'credit_note' AND client_id = ?3 AND coalesce(company_id, ?4) = ?4`,
			[]any{d.CorrectsID, d.Kind, d.ClientID, d.CompanyID},
		},
	} {
		var found bool
		if err := q.QueryRowContext(ctx, there.Query, there.Args...).Scan(&found); err != nil {
			return err
		}
		if !found {
			return &garage.FieldError{Field: there.Field, Reason: there.Reason}
		}
	}
	return nil
}

// SaveDraft adds (ID 0) or changes a draft with its lines and returns its id. Number, OGM and amounts are not read: the
// first two come with IssueDocument, the totals follow from the lines. It returns the first FieldError of CheckDocument
// (or that client, company, vehicle, journal or corrected invoice is gone), ErrIssued for a document that is no draft.
// After an error the draft stands as it did.
func (db *DB) SaveDraft(ctx context.Context, d garage.Document) (int64, error) {
	garage.Trim(&d.Plate, &d.Reference)
	id := d.ID
	err := db.Write(ctx, fmt.Sprintf("save draft %d", id), func(tx *sql.Tx) (err error) {
		if id != 0 {
			if err := stillDraft(ctx, tx, id); err != nil {
				return err
			}
		}
		id, err = WriteDraft(ctx, tx, d)
		return err
	})
	return id, err
}

func stillDraft(ctx context.Context, tx *sql.Tx, id int64) error {
	var state garage.DocumentState
	if err := tx.QueryRowContext(ctx, `SELECT state FROM document WHERE id = ?`, id).Scan(&state); err != nil {
		return sqlite.Missing(err)
	}
	if state != garage.DocumentDraft {
		return garage.ErrIssued
	}
	return nil
}

// WriteDraft checks a draft and writes it whole.
func WriteDraft(ctx context.Context, tx *sql.Tx, d garage.Document) (int64, error) {
	if err := checkDocumentIn(ctx, tx, d); err != nil {
		return 0, err
	}
	net, vat, total := garage.Totals(d.Lines)
	id, err := sqlite.InsertOrUpdate(ctx, tx, d.ID,
		`INSERT INTO document (state, company_id, journal_id, kind, date, due_date, client_id, vehicle_id, plate, reference,
			zero_vat, corrects_id, net_cents, vat_cents, total_cents) VALUES ('draft', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		`UPDATE document SET company_id = ?, journal_id = ?, kind = ?, date = ?, due_date = ?, client_id = ?, vehicle_id = ?,
			plate = ?, reference = ?, zero_vat = ?, corrects_id = ?, net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`,
		d.CompanyID, sqlite.Nullable(d.JournalID), d.Kind, d.Date, d.DueDate, d.ClientID, sqlite.Nullable(d.VehicleID),
		d.Plate, d.Reference, d.ZeroVAT, sqlite.Nullable(d.CorrectsID), net, vat, total)
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
	return db.Write(ctx, fmt.Sprintf("delete draft %d", id), func(tx *sql.Tx) error {
		if err := stillDraft(ctx, tx, id); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM document WHERE id = ?`, id)
		return err
	})
}

// CreditDocument makes the draft of a credit note with the lines of an issued invoice and returns its id. The invoice is
// credited when the note is issued. It returns ErrConflict for what is no issued invoice, or is credited whole already.
func (db *DB) CreditDocument(ctx context.Context, id int64) (int64, error) {
	return db.copyDocument(ctx, fmt.Sprintf("credit document %d", id), id, func(_ *sql.Tx, d *garage.Document) error {
		if d.Kind != garage.Invoice || d.State != garage.DocumentIssued {
			return garage.ErrConflict
		}
		d.Kind, d.CorrectsID, d.Reference = garage.CreditNote, id, d.Number
		return nil
	})
}

// DuplicateDocument makes a draft of today with all that a document says and returns its id. It corrects nothing, even when
// the document did.
func (db *DB) DuplicateDocument(ctx context.Context, id int64) (int64, error) {
	return db.copyDocument(ctx, fmt.Sprintf("duplicate document %d", id), id, func(tx *sql.Tx, d *garage.Document) error {
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
func (db *DB) copyDocument(ctx context.Context, operation string, id int64, change func(*sql.Tx, *garage.Document) error) (copied int64, err error) {
	err = db.Write(ctx, operation, func(tx *sql.Tx) error {
		d, err := ReadDocument(ctx, tx, id)
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
		if d.Kind == garage.CreditNote {
			d.DueDate = ""
		}
		if err := moveTo(&d, db.Today()); err != nil {
			return err
		}
		d.ID = 0
		copied, err = WriteDraft(ctx, tx, d)
		return err
	})
	return copied, err
}

// WriteStatedVAT keeps a VAT table that does not follow from the lines of a document, with the sums that stand beside it.
func WriteStatedVAT(ctx context.Context, tx *sql.Tx, id int64, d garage.Document) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM document_tax WHERE document_id = ?`, id); err != nil || len(d.StatedVAT) == 0 {
		return err
	}
	for _, rate := range d.StatedVAT {
		_, err := tx.ExecContext(ctx, `INSERT INTO document_tax (document_id, vat_basis_points, net_cents, vat_cents) VALUES (?, ?, ?, ?)`,
			id, rate.Rate, rate.Net, rate.VAT)
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET net_cents = ?, vat_cents = ?, total_cents = ? WHERE id = ?`, d.Net, d.VAT, d.Total, id)
	return err
}

// readStatedVAT returns nil for a document whose VAT follows from its lines.
func readStatedVAT(ctx context.Context, q sqlite.Querier, id int64) ([]garage.RateTotal, error) {
	rows, err := q.QueryContext(ctx, `SELECT vat_basis_points, net_cents, vat_cents FROM document_tax WHERE document_id = ?
		ORDER BY vat_basis_points DESC`, id)
	if err != nil {
		return nil, err
	}
	return sqlite.Collect(rows, func(rows *sql.Rows) (rate garage.RateTotal, err error) {
		err = rows.Scan(&rate.Rate, &rate.Net, &rate.VAT)
		return rate, err
	})
}

// stateAsCorrected gives a credit note the VAT of the invoice that it takes back whole: to the cent as it was issued, so that nothing
// stays open of it.
func stateAsCorrected(ctx context.Context, tx *sql.Tx, id int64, d garage.Document) error {
	if d.CorrectsID == 0 {
		return WriteStatedVAT(ctx, tx, id, garage.Document{})
	}
	corrected, err := ReadDocument(ctx, tx, d.CorrectsID)
	if err != nil {
		return err
	}
	same := slices.EqualFunc(corrected.Lines, d.Lines, func(a, b garage.DocumentLine) bool {
		a.Position, b.Position = 0, 0
		return a == b
	})
	if !same {
		corrected.StatedVAT = nil
	}
	return WriteStatedVAT(ctx, tx, id, corrected)
}
