package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// QueueDelivery queues one message: see QueueDeliveries.
func (db *DB) QueueDelivery(ctx context.Context, delivery garage.NewDelivery) (int64, error) {
	ids, err := db.QueueDeliveries(ctx, []garage.NewDelivery{delivery})
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

// QueueDeliveries queues messages outside the preparation of a mailing, all of them or none: documents, tests, a mail to
// one client, and the messages of a queued mailing that were mended. With a MailingID the client's recipient row is
// frozen anew. It returns ErrConflict when the recipient has a message that lives, when the delivery that one Replaces
// is not failed or cancelled or was replaced already, or when the mailing is not queued; *LiveError when the document is
// on its way to that address, or may have arrived there. The id of one that goes only Once
// and went before is 0.
func (db *DB) QueueDeliveries(ctx context.Context, deliveries []garage.NewDelivery) ([]int64, error) {
	ids := make([]int64, 0, len(deliveries))
	err := db.Write(ctx, "queue deliveries", func(tx *sql.Tx) error {
		queue := newQueue(tx, db.Now())
		for _, delivery := range deliveries {
			if delivery.MailingID != 0 {
				if err := mustBeMailing(ctx, tx, delivery.MailingID, garage.MailingQueued); err != nil {
					return err
				}
			}
			if delivery.Once {
				before, err := wentBefore(ctx, tx, delivery.DocumentID)
				if err != nil {
					return err
				}
				if before {
					ids = append(ids, 0)
					continue
				}
			}
			id, err := queue.add(ctx, delivery)
			if err != nil {
				return err
			}
			ids = append(ids, id)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return ids, nil
}

// wentBefore looks inside of the transaction: two programs may be about to queue the same document.
func wentBefore(ctx context.Context, tx *sql.Tx, documentID int64) (before bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM delivery
		WHERE document_id = ? AND replaced_by IS NULL AND state NOT IN ('failed', 'cancelled'))`, documentID).Scan(&before)
	return before, err
}

// queue adds deliveries in one transaction and remembers the tail they share.
type queue struct {
	tx      *sql.Tx
	now     string
	tail    []byte
	tailID  int64
	tailSum []byte
}

func newQueue(tx *sql.Tx, now time.Time) *queue { return &queue{tx: tx, now: sqlite.FormatTime(now)} }

func (q *queue) add(ctx context.Context, delivery garage.NewDelivery) (int64, error) {
	if delivery.FromAddress == "" || delivery.ToAddress == "" || delivery.MessageID == "" {
		return 0, errors.New("delivery without sender, recipient or message id")
	}
	if delivery.MailingID != 0 {
		var err error
		delivery.RecipientID, err = freezeRecipient(ctx, q.tx, delivery.MailingID, garage.Recipient{
			ClientID: delivery.ClientID, Name: delivery.ToName, Email: delivery.ToAddress, Language: delivery.Language,
		})
		if err != nil {
			return 0, err
		}
	}
	if delivery.DocumentID != 0 {
		if err := q.mustNotLive(ctx, &delivery); err != nil {
			return 0, err
		}
	}
	id, err := q.insert(ctx, &delivery)
	if err != nil {
		return 0, err
	}
	tailID, tailSum, err := q.findTail(ctx, &delivery)
	if err != nil {
		return 0, err
	}
	_, err = q.tx.ExecContext(ctx, `INSERT INTO message (delivery_id, head, tail_id, sha256) VALUES (?, ?, nullif(?, 0), ?)`,
		id, nonNil(delivery.Head), tailID, messageSum(delivery.Head, tailSum))
	if err != nil {
		return 0, err
	}
	switch {
	case delivery.RecipientID != 0:
		_, err = q.tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE recipient_id = ?2 AND id <> ?1
			AND state IN ('failed', 'cancelled') AND replaced_by IS NULL`, id, delivery.RecipientID)
	case delivery.Replaces != 0:
		err = q.replace(ctx, delivery.Replaces, id)
	}
	if err == nil && delivery.DocumentID != 0 {
		err = q.addDocument(ctx, &delivery, id)
	}
	return id, err
}

func (q *queue) insert(ctx context.Context, d *garage.NewDelivery) (int64, error) {
	result, err := q.tx.ExecContext(ctx, `
		INSERT INTO delivery (kind, mailing_id, recipient_id, document_id, client_id, user_id, purpose, from_address,
			to_address, to_name, subject, search_key, message_id, state, next_try_at, size, queued_at, address_of, contact_id,
			party, party_name, party_contact, channel)
		VALUES (?, nullif(?, 0), nullif(?, 0), nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?,
			? + coalesce((SELECT size - length(head) FROM message JOIN delivery ON delivery.id = delivery_id WHERE delivery_id = ?), 0), ?, ?,
			(SELECT id FROM contact WHERE id = ?), ?, ?, ?, coalesce(nullif(?, ''), 'mail'))`,
		d.Kind, d.MailingID, d.RecipientID, d.DocumentID, d.ClientID, d.UserID, d.Purpose, d.FromAddress,
		d.ToAddress, d.ToName, d.Subject, garage.Fold(d.ToName+" "+d.ToAddress+" "+d.Subject), d.MessageID,
		sqlite.FormatTime(d.NextTryAt), len(d.Head)+len(d.Tail), d.TailOf, q.now, d.Owner.Origin, d.Owner.ContactID, d.Owner.Party,
		d.Owner.PartyName, d.Owner.PartyContact, d.Channel)
	if err != nil {
		return 0, fmt.Errorf("delivery to client %d: %w", d.ClientID, err)
	}
	return result.LastInsertId()
}

// findTail stores the tail, or finds the one that another message has; deliveries that share the very same slice are not hashed again.
func (q *queue) findTail(ctx context.Context, d *garage.NewDelivery) (id int64, sum []byte, err error) {
	switch {
	case len(d.Tail) > 0 && len(d.Tail) == len(q.tail) && &d.Tail[0] == &q.tail[0]:
		return q.tailID, q.tailSum, nil
	case len(d.Tail) > 0:
		if id, sum, err = putTail(ctx, q.tx, d.Tail); err == nil {
			q.tail, q.tailID, q.tailSum = d.Tail, id, sum
		}
		return id, sum, err
	case d.TailOf == 0:
		return 0, nil, nil
	}
	err = q.tx.QueryRowContext(ctx, `SELECT content.id, content.sha256 FROM message JOIN content ON content.id = tail_id
		WHERE delivery_id = ?`, d.TailOf).Scan(&id, &sum)
	if errors.Is(err, sql.ErrNoRows) { // that message has none
		err = nil
	}
	return id, sum, err
}

// replace takes the mended delivery out of the counts and out of anybody's reach.
func (q *queue) replace(ctx context.Context, id, by int64) error {
	err := sqlite.ChangedOne(q.tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?
		WHERE id = ? AND state IN ('failed', 'cancelled') AND replaced_by IS NULL`, by, id))
	if errors.Is(err, garage.ErrNotFound) {
		return fmt.Errorf("delivery %d cannot be replaced: %w", id, garage.ErrConflict)
	}
	return err
}

// LiveError is returned when a document, or a mail of a file, would be queued to an address that it may still reach. State is
// Queued or Sending: it is on its way; Uncertain: a person has to say first whether it arrived; or Sent, of a
// mail of a file and of what must not go twice. It is an ErrConflict.
type LiveError struct {
	DocumentID, CaseID int64 // one of them
	DeliveryID         int64
	Address            string
	State              garage.DeliveryState
}

func (e *LiveError) Error() string {
	of, id := "document", e.DocumentID
	if e.CaseID != 0 {
		of, id = "mail of file", e.CaseID
	}
	return fmt.Sprintf("%s %d to %s is %s in delivery %d", of, id, e.Address, e.State, e.DeliveryID)
}

func (e *LiveError) Unwrap() error { return garage.ErrConflict }

// mustNotLive refuses what would bring a document to an address twice.
func (q *queue) mustNotLive(ctx context.Context, d *garage.NewDelivery) error {
	live := &LiveError{DocumentID: d.DocumentID, Address: d.ToAddress}
	err := q.tx.QueryRowContext(ctx, `SELECT id, state FROM delivery WHERE document_id = ?
		AND (to_address = ? COLLATE NOCASE OR channel = 'peppol' AND ? = 'peppol') AND kind = ? AND (state IN ('queued', 'sending', 'uncertain') OR state = 'sent' AND ?) AND replaced_by IS NULL
		ORDER BY state = 'sent', id DESC LIMIT 1`,
		d.DocumentID, d.ToAddress, d.Channel, d.Kind, d.NotTwice).Scan(&live.DeliveryID, &live.State)
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
func (q *queue) addDocument(ctx context.Context, d *garage.NewDelivery, id int64) error {
	_, err := q.tx.ExecContext(ctx, `UPDATE delivery SET replaced_by = ?1 WHERE document_id = ?2 AND id <> ?1 AND kind = ?3
		AND state IN ('failed', 'cancelled') AND replaced_by IS NULL AND (to_address = ?4 COLLATE NOCASE OR channel = 'peppol' AND ?11 = 'peppol'
			OR `+sameOwner+` OR NOT ?9 AND (address_of = 'contact' AND contact_id IS NULL OR address_of = '' AND kind <> 'file'
			AND lower(to_address) NOT IN (SELECT lower(email) FROM client WHERE id = ?10 UNION SELECT lower(billing_email) FROM client
				WHERE id = ?10 UNION SELECT lower(email) FROM contact WHERE client_id = ?10)))`,
		id, d.DocumentID, d.Kind, d.ToAddress, d.Owner.Origin, d.Owner.ContactID, d.Owner.Party, d.Owner.PartyName, d.NotTwice, d.ClientID, d.Channel)
	if err == nil && d.Electronic != nil {
		err = q.keepElectronic(ctx, d)
	}
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

// keepElectronic keeps what is handed over to the access point: where it refused one, the next takes its place.
func (q *queue) keepElectronic(ctx context.Context, d *garage.NewDelivery) error {
	var before int64
	if err := q.tx.QueryRowContext(ctx, `SELECT coalesce(ubl_id, 0) FROM document WHERE id = ?`, d.DocumentID).Scan(&before); err != nil {
		return err
	}
	id, err := putContent(ctx, q.tx, d.Electronic)
	if err == nil && id != before {
		if _, err = q.tx.ExecContext(ctx, `UPDATE document SET ubl_id = ? WHERE id = ?`, id, d.DocumentID); err == nil && before != 0 {
			err = dropContent(ctx, q.tx, before)
		}
	}
	return err
}

// DeliveryChannel returns the way that a message took, or ErrNotFound.
func (db *DB) DeliveryChannel(ctx context.Context, id int64) (channel garage.Channel, err error) {
	if err = db.Reader.QueryRowContext(ctx, `SELECT channel FROM delivery WHERE id = ?`, id).Scan(&channel); err != nil {
		return "", fmt.Errorf("channel of delivery %d: %w", id, sqlite.Fault(sqlite.Missing(err)))
	}
	return channel, nil
}
