package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// LiveError is returned when a document, or a mail of a file, would be queued to an address that it may still reach. State is
// Queued or Sending: it is on its way; Uncertain: a person has to say first whether it arrived; or Sent, of a
// mail of a file and of what must not go twice. It is an ErrConflict.
type LiveError struct {
	DocumentID, FileID int64 // one of them
	DeliveryID         int64
	Address            string
	State              DeliveryState
}

func (e *LiveError) Error() string {
	of, id := "document", e.DocumentID
	if e.FileID != 0 {
		of, id = "mail of file", e.FileID
	}
	return fmt.Sprintf("%s %d to %s is %s in delivery %d", of, id, e.Address, e.State, e.DeliveryID)
}

func (e *LiveError) Unwrap() error { return ErrConflict }

// mustNotLive refuses what would bring a document to an address twice.
func (q *queue) mustNotLive(ctx context.Context, d *NewDelivery) error {
	live := &LiveError{DocumentID: d.DocumentID, Address: d.ToAddress}
	err := q.tx.QueryRowContext(ctx, `SELECT id, state FROM delivery WHERE document_id = ? AND to_address = ? COLLATE NOCASE
		AND kind = ? AND (state IN ('queued', 'sending', 'uncertain') OR state = 'sent' AND ?) AND replaced_by IS NULL
		ORDER BY state = 'sent', id DESC LIMIT 1`,
		d.DocumentID, d.ToAddress, d.Kind, d.NotTwice).Scan(&live.DeliveryID, &live.State)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return live
}

// sameOwner holds for the deliveries of a recipient: ?5 to ?8 are the Origin, ContactID, Party and PartyName of an AddressOwner.
// Who got a paper without being chosen for it is reached by any address of the client's own.
const sameOwner = `(?5 NOT IN ('', 'typed') AND coalesce(contact_id, 0) = ?6 AND party = ?7 AND party_name = ?8 AND (address_of = ?5
	OR address_of = 'client' AND ?5 IN ('sheet', 'billing') OR ?5 = 'client' AND address_of IN ('sheet', 'billing')))`

// addDocument takes the document's messages out of the counts that this one makes up for: those that failed at the same
// address or at another one of the same recipient. What failed for anybody else still stands: he has not got it. One that she
// sends anew makes up for those to nobody as well: to a deleted contact, or, of older versions, to an address that its client no
// longer has. The PDF that goes out is what the document is from now on.
func (q *queue) addDocument(ctx context.Context, d *NewDelivery, id int64) error {
	_, err := q.tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE document_id = ?2 AND id <> ?1 AND kind = ?3
		AND state IN ('failed', 'cancelled') AND replaced_by IS NULL AND (to_address = ?4 COLLATE NOCASE
			OR `+sameOwner+` OR NOT ?9 AND (address_of = 'contact' AND contact_id IS NULL OR address_of = '' AND kind <> 'file'
			AND lower(to_address) NOT IN (SELECT lower(email) FROM client WHERE id = ?10 UNION SELECT lower(billing_email) FROM client
				WHERE id = ?10 UNION SELECT lower(email) FROM contact WHERE client_id = ?10)))`,
		id, d.DocumentID, d.Kind, d.ToAddress, d.Owner.Origin, d.Owner.ContactID, d.Owner.Party, d.Owner.PartyName, d.NotTwice, d.ClientID)
	if err != nil || d.Paper == nil {
		return err
	}
	var missing bool
	err = q.tx.QueryRowContext(ctx, `SELECT content_id IS NULL AND state <> 'draft' FROM document WHERE id = ?`, d.DocumentID).Scan(&missing)
	if err != nil || !missing {
		return err
	}
	contentID, err := putContent(ctx, q.tx, d.Paper)
	if err == nil {
		_, err = q.tx.ExecContext(ctx, `UPDATE document SET content_id = ? WHERE id = ?`, contentID, d.DocumentID)
	}
	return err
}
