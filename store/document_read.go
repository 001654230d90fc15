package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

const documentColumns = `document.id, coalesce(document.company_id, 0), coalesce(document.journal_id, 0), document.kind,
	document.number, document.state, document.date, document.due_date, document.client_id, coalesce(document.vehicle_id, 0),
	document.plate, document.reference, document.zero_vat, document.ogm, coalesce(document.corrects_id, 0), document.issued_at,
	document.content_id IS NOT NULL, document.net_cents, document.vat_cents, document.total_cents, document.paid_cents,
	document.credited_cents, document.open_cents`

// documentFields are the places that documentColumns are read into; done sets what follows from them once they are.
func documentFields(d *garage.Document) (fields []any, done func()) {
	var issued string
	fields = []any{
		&d.ID, &d.CompanyID, &d.JournalID, &d.Kind,
		&d.Number, &d.State, &d.Date, &d.DueDate, &d.ClientID, &d.VehicleID,
		&d.Plate, &d.Reference, &d.ZeroVAT, &d.OGM, &d.CorrectsID, &issued,
		&d.HasPaper, &d.Net, &d.VAT, &d.Total, &d.Paid,
		&d.Credited, &d.Open,
	}
	return fields, func() {
		d.IssuedAt = sqlite.ParseTime(issued)
		if d.OGM == "" && d.Reference != "" && garage.CheckOGM(d.Reference) == "" { // files of other programs have it there
			d.OGM = garage.OGMDigits(d.Reference)
		}
	}
}

func scanDocument(row interface{ Scan(...any) error }) (d garage.Document, err error) {
	fields, done := documentFields(&d)
	err = row.Scan(fields...)
	done()
	return d, sqlite.Missing(err)
}

// OpenDocuments returns what a statement of account lists of a client, oldest first and without lines: all that has an
// Open amount, above zero (he owes it) or below (an invoice paid and credited, a credit note that corrects no invoice).
// Imported ones are among them with SettingImportedOwed only.
func (db *DB) OpenDocuments(ctx context.Context, clientID int64) ([]garage.Document, error) {
	return list(ctx, db, fmt.Sprintf("open documents of client %d", clientID),
		func(rows *sql.Rows) (garage.Document, error) { return scanDocument(rows) },
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
func (db *DB) Document(ctx context.Context, id int64) (garage.Document, error) {
	document, err := ReadDocument(ctx, db.Reader, id)
	if err != nil {
		return garage.Document{}, fmt.Errorf("document %d: %w", id, sqlite.Fault(err))
	}
	return document, nil
}

// ReadDocument reads a document with its lines, in the caller's transaction. It returns garage.ErrNotFound.
func ReadDocument(ctx context.Context, q sqlite.Querier, id int64) (garage.Document, error) {
	document, err := scanDocument(q.QueryRowContext(ctx, `SELECT `+documentColumns+` FROM document WHERE id = ?`, id))
	if err != nil {
		return garage.Document{}, err
	}
	rows, err := q.QueryContext(ctx, `SELECT position, description, quantity_thousandths, unit, unit_price_millionths,
		discount_basis_points, vat_basis_points FROM document_line WHERE document_id = ? ORDER BY position`, id)
	if err != nil {
		return garage.Document{}, err
	}
	document.Lines, err = sqlite.Collect(rows, func(rows *sql.Rows) (l garage.DocumentLine, err error) {
		var price garage.Millionths
		err = rows.Scan(&l.Position, &l.Description, &l.Quantity, &l.Unit, &price, &l.Discount, &l.VATRate)
		l.SetPrice(price)
		return l, err
	})
	if err == nil {
		document.StatedVAT, err = readStatedVAT(ctx, q, id)
	}
	return document, err
}

// DocumentAddresses returns the addresses that a document can be mailed to: those known for its client that are valid, the
// billing email first, each once. It returns ErrNotFound for a document that is gone.
func (db *DB) DocumentAddresses(ctx context.Context, documentID int64) ([]garage.Address, error) {
	var clientID int64
	err := db.Reader.QueryRowContext(ctx, `SELECT client_id FROM document WHERE id = ?`, documentID).Scan(&clientID)
	if err != nil {
		return nil, fmt.Errorf("addresses for document %d: %w", documentID, sqlite.Fault(sqlite.Missing(err)))
	}
	addresses, err := db.Addresses(ctx, clientID)
	return slices.DeleteFunc(addresses, func(a garage.Address) bool { return garage.CheckEmail(a.Email) != "" }), err
}

// DocumentRecipient is who a document goes to when nobody is asked. A billing email that is not valid leaves him without an
// address: it never falls to another one.
type DocumentRecipient struct {
	DocumentID int64
	ClientID   int64
	Name       string
	Email      string               // the billing email, else the main one; "" = none that is valid
	Wrong      string               // the address that is not valid, "" = none
	Origin     garage.AddressOrigin // of Email or Wrong: billing or sheet
	Language   string               // the client's, else his document's company's
	Sent       bool                 // a message with it has left before
	OnItsWay   bool                 // one waits, leaves now or is uncertain: another would come twice
	Dead       []int64              // those that failed or were cancelled and that none makes up for: each goes to whom it was for
	Cancelled  bool                 // a person cancelled one of Dead
}

// itsMessages are the mails of a document that no later one makes up for.
const itsMessages = `delivery WHERE delivery.document_id = document.id AND delivery.kind = 'document' AND replaced_by IS NULL`

// DocumentRecipients returns who documents go to, in the order of ids; those that are no document (any more) are left out.
func (db *DB) DocumentRecipients(ctx context.Context, ids []int64) ([]DocumentRecipient, error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("recipients of documents: %w", err)
	}
	return list(ctx, db, "recipients of documents", func(rows *sql.Rows) (r DocumentRecipient, err error) {
		var own ownAddresses
		var company, dead string
		err = rows.Scan(&r.DocumentID, &r.ClientID, &r.Name, &own.billing, &own.email, &own.refusedBilling, &r.Language, &company, &r.Sent, &r.OnItsWay, &dead, &r.Cancelled)
		if r.Email, r.Origin = own.forPapers(); garage.CheckEmail(r.Email) != "" {
			r.Email, r.Wrong = "", r.Email
		}
		if r.Language == "" {
			r.Language = company
		}
		if err == nil && dead != "[]" {
			err = json.Unmarshal([]byte(dead), &r.Dead)
		}
		return r, err
	}, `SELECT document.id, client.id, `+clientWrittenName+`, client.billing_email, client.email,
			`+refusedBilling+`, client.language, coalesce((SELECT language FROM company ORDER BY id <> document.company_id, id LIMIT 1), 'fr'),
			EXISTS (SELECT 1 FROM delivery WHERE delivery.document_id = document.id AND delivery.state = 'sent'),
			EXISTS (SELECT 1 FROM `+itsMessages+` AND state IN ('queued', 'sending', 'uncertain')),
			(SELECT json_group_array(id) FROM (SELECT id FROM `+itsMessages+` AND state IN ('failed', 'cancelled') ORDER BY id DESC)),
			EXISTS (SELECT 1 FROM `+itsMessages+` AND state = 'cancelled')
		FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value
		CROSS JOIN client ON client.id = document.client_id ORDER BY wanted.key`, wanted)
}
