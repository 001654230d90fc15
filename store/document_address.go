package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// DocumentAddresses returns the addresses that a document can be mailed to: those known for its client that are valid, the
// billing email first, each once. It returns ErrNotFound for a document that is gone.
func (db *DB) DocumentAddresses(ctx context.Context, documentID int64) ([]Address, error) {
	var clientID int64
	err := db.reader.QueryRowContext(ctx, `SELECT client_id FROM document WHERE id = ?`, documentID).Scan(&clientID)
	if err != nil {
		return nil, fmt.Errorf("addresses for document %d: %w", documentID, fault(missing(err)))
	}
	addresses, err := db.Addresses(ctx, clientID)
	return slices.DeleteFunc(addresses, func(a Address) bool { return CheckEmail(a.Email) != "" }), err
}

// DocumentRecipient is who a document goes to when nobody is asked. A billing email that is not valid leaves him without an
// address: it never falls to another one.
type DocumentRecipient struct {
	DocumentID int64
	ClientID   int64
	Name       string
	Email      string        // the billing email, else the main one; "" = none that is valid
	Wrong      string        // the address that is not valid, "" = none
	Origin     AddressOrigin // of Email or Wrong: billing or sheet
	Language   string        // the client's, else his document's company's
	Sent       bool          // a message with it has left before
	OnItsWay   bool          // one waits, leaves now or is uncertain: another would come twice
	Dead       []int64       // those that failed or were cancelled and that none makes up for: each goes to whom it was for
	Cancelled  bool          // a person cancelled one of Dead
}

// itsMessages are the mails of a document that no later one makes up for.
const itsMessages = `delivery WHERE delivery.document_id = document.id AND delivery.kind = 'document' AND replaced_by IS NULL`

// DocumentRecipients returns who documents go to, in the order of ids; those that are no document (any more) are left out.
func (db *DB) DocumentRecipients(ctx context.Context, ids []int64) ([]DocumentRecipient, error) {
	wanted, err := jsonIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("recipients of documents: %w", err)
	}
	return list(ctx, db, "recipients of documents", func(rows *sql.Rows) (r DocumentRecipient, err error) {
		var own ownAddresses
		var company, dead string
		err = rows.Scan(&r.DocumentID, &r.ClientID, &r.Name, &own.billing, &own.email, &own.refusedBilling, &r.Language, &company, &r.Sent, &r.OnItsWay, &dead, &r.Cancelled)
		if r.Email, r.Origin = own.forPapers(); CheckEmail(r.Email) != "" {
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
