package store

import (
	"context"
	"database/sql"
	"fmt"
)

const documentColumns = `document.id, coalesce(document.company_id, 0), coalesce(document.journal_id, 0), document.kind,
	document.number, document.state, document.date, document.due_date, document.client_id, coalesce(document.vehicle_id, 0),
	document.plate, document.reference, document.ogm, coalesce(document.corrects_id, 0), document.issued_at,
	document.content_id IS NOT NULL, document.net_cents, document.vat_cents, document.total_cents, document.paid_cents,
	document.credited_cents, document.open_cents`

// documentFields are the places that documentColumns are read into; done sets what follows from them once they are.
func documentFields(d *Document) (fields []any, done func()) {
	var issued string
	fields = []any{
		&d.ID, &d.CompanyID, &d.JournalID, &d.Kind,
		&d.Number, &d.State, &d.Date, &d.DueDate, &d.ClientID, &d.VehicleID,
		&d.Plate, &d.Reference, &d.OGM, &d.CorrectsID, &issued,
		&d.HasPaper, &d.Net, &d.VAT, &d.Total, &d.Paid,
		&d.Credited, &d.Open,
	}
	return fields, func() {
		d.IssuedAt = parseTime(issued)
		if d.OGM == "" && d.Reference != "" && CheckOGM(d.Reference) == "" { // files of other programs have it there
			d.OGM = ogmDigits(d.Reference)
		}
	}
}

func scanDocument(row interface{ Scan(...any) error }) (d Document, err error) {
	fields, done := documentFields(&d)
	err = row.Scan(fields...)
	done()
	return d, missing(err)
}

// DocumentsOf returns the documents of a client, newest first, without their lines.
func (db *DB) DocumentsOf(ctx context.Context, clientID int64) ([]Document, error) {
	return list(ctx, db, fmt.Sprintf("documents of client %d", clientID),
		func(rows *sql.Rows) (Document, error) { return scanDocument(rows) },
		`SELECT `+documentColumns+` FROM document WHERE client_id = ? ORDER BY date DESC, id DESC`, clientID)
}

// OpenDocuments returns what a statement of account lists of a client, oldest first and without lines: all that has an
// Open amount, above zero (he owes it) or below (an invoice paid and credited, a credit note that corrects no invoice).
// Imported ones are among them with SettingImportedOwed only.
func (db *DB) OpenDocuments(ctx context.Context, clientID int64) ([]Document, error) {
	return list(ctx, db, fmt.Sprintf("open documents of client %d", clientID),
		func(rows *sql.Rows) (Document, error) { return scanDocument(rows) },
		`SELECT `+documentColumns+` FROM document WHERE client_id = ? AND open_cents <> 0 AND `+isFollowed+`
			ORDER BY date, number_key, id`, clientID)
}

// SettingImportedOwed is "1" where reminders and statements also go for imported documents: the files of other programs do
// not say what was paid, so somebody has to write it down here first.
const SettingImportedOwed = "documents.imported_owed"

// isFollowed holds for a document of which the file knows whether it is paid.
const isFollowed = `(document.journal_id IS NOT NULL OR (SELECT value FROM setting WHERE key = '` + SettingImportedOwed + `') = '1')`

// isOwed is Document.IsOwed in SQL; its first term lets the index of open documents serve.
const isOwed = `(open_cents <> 0 AND (kind = 'invoice' AND open_cents > 0 OR kind = 'credit_note' AND open_cents < 0))`

// Document returns one document with its lines, or ErrNotFound.
func (db *DB) Document(ctx context.Context, id int64) (Document, error) {
	document, err := readDocument(ctx, db.reader, id)
	if err != nil {
		return Document{}, fmt.Errorf("document %d: %w", id, fault(err))
	}
	return document, nil
}

func readDocument(ctx context.Context, q querier, id int64) (Document, error) {
	document, err := scanDocument(q.QueryRowContext(ctx, `SELECT `+documentColumns+` FROM document WHERE id = ?`, id))
	if err != nil {
		return Document{}, err
	}
	rows, err := q.QueryContext(ctx, `SELECT position, description, quantity_thousandths, unit, unit_price_millionths,
		discount_basis_points, vat_basis_points FROM document_line WHERE document_id = ? ORDER BY position`, id)
	if err != nil {
		return Document{}, err
	}
	document.Lines, err = collect(rows, func(rows *sql.Rows) (l DocumentLine, err error) {
		var price Millionths
		err = rows.Scan(&l.Position, &l.Description, &l.Quantity, &l.Unit, &price, &l.Discount, &l.VATRate)
		l.SetPrice(price)
		return l, err
	})
	if err == nil {
		document.StatedVAT, err = readStatedVAT(ctx, q, id)
	}
	return document, err
}
