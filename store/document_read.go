package store

import (
	"context"
	"database/sql"
	"fmt"
)

const documentColumns = `id, coalesce(company_id, 0), kind, number, date, due_date, client_id, coalesce(vehicle_id, 0), plate,
	reference, net_cents, vat_cents, total_cents, paid_cents`

func scanDocument(row interface{ Scan(...any) error }) (d Document, err error) {
	err = row.Scan(&d.ID, &d.CompanyID, &d.Kind, &d.Number, &d.Date, &d.DueDate, &d.ClientID, &d.VehicleID, &d.Plate,
		&d.Reference, &d.Net, &d.VAT, &d.Total, &d.Paid)
	return d, missing(err)
}

// DocumentsOf returns the documents of a client, newest first, without their lines.
func (db *DB) DocumentsOf(ctx context.Context, clientID int64) ([]Document, error) {
	return list(ctx, db, fmt.Sprintf("documents of client %d", clientID),
		func(rows *sql.Rows) (Document, error) { return scanDocument(rows) },
		`SELECT `+documentColumns+` FROM document WHERE client_id = ? ORDER BY date DESC, id DESC`, clientID)
}

// Document returns one document with its lines, or ErrNotFound.
func (db *DB) Document(ctx context.Context, id int64) (Document, error) {
	document, err := scanDocument(db.reader.QueryRowContext(ctx, `SELECT `+documentColumns+` FROM document WHERE id = ?`, id))
	if err != nil {
		return Document{}, fmt.Errorf("document %d: %w", id, fault(err))
	}
	document.Lines, err = list(ctx, db, fmt.Sprintf("lines of document %d", id), func(rows *sql.Rows) (l DocumentLine, err error) {
		err = rows.Scan(&l.Position, &l.Description, &l.Quantity, &l.Unit, &l.UnitPrice, &l.Discount, &l.VATRate)
		return l, err
	}, `SELECT position, description, quantity_thousandths, unit, unit_price_cents, discount_basis_points, vat_basis_points
		FROM document_line WHERE document_id = ? ORDER BY position`, id)
	return document, err
}
