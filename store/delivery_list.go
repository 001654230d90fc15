package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"garagemail/store/garage"
	"garagemail/store/sqlite"
	"garagemail/store/wire"
)

const deliveryColumns = `delivery.id, delivery.kind, coalesce(delivery.mailing_id, 0), coalesce(delivery.recipient_id, 0),
	coalesce(delivery.document_id, 0), coalesce(delivery.client_id, 0), delivery.user_id, delivery.purpose,
	delivery.from_address, delivery.to_address, delivery.to_name, delivery.subject, delivery.message_id, delivery.state,
	delivery.attempt, delivery.uncounted, delivery.setbacks, delivery.first_tried_at, delivery.next_try_at, delivery.reply,
	delivery.reply_code, delivery.reason, delivery.size, delivery.address_of, coalesce(delivery.contact_id, 0), delivery.party,
	delivery.party_name, delivery.party_contact, coalesce(delivery.replaced_by, 0), delivery.queued_at,
	delivery.claimed_at, delivery.finished_at`

// deliveryFields are the places that deliveryColumns are read into; done sets the times once they are.
func deliveryFields(d *garage.Delivery) (fields []any, done func()) {
	var firstTried, nextTry, queued, claimed, finished string
	fields = []any{
		&d.ID, &d.Kind, &d.MailingID, &d.RecipientID, &d.DocumentID, &d.ClientID, &d.UserID, &d.Purpose,
		&d.FromAddress, &d.ToAddress, &d.ToName, &d.Subject, &d.MessageID, &d.State,
		&d.Attempt, &d.Uncounted, &d.Deferrals, &firstTried, &nextTry, &d.Reply,
		&d.ReplyCode, &d.Reason, &d.Size, &d.Owner.Origin, &d.Owner.ContactID, &d.Owner.Party, &d.Owner.PartyName, &d.Owner.PartyContact,
		&d.ReplacedBy, &queued, &claimed, &finished,
	}
	return fields, func() {
		d.FirstTriedAt, d.NextTryAt = sqlite.ParseTime(firstTried), sqlite.ParseTime(nextTry)
		d.QueuedAt, d.ClaimedAt, d.FinishedAt = sqlite.ParseTime(queued), sqlite.ParseTime(claimed), sqlite.ParseTime(finished)
	}
}

// Delivery returns one delivery, or ErrNotFound.
func (db *DB) Delivery(ctx context.Context, id int64) (garage.Delivery, error) {
	delivery, err := readDelivery(ctx, db.Reader, id)
	if err != nil {
		return garage.Delivery{}, fmt.Errorf("delivery %d: %w", id, sqlite.Fault(err))
	}
	return delivery, nil
}

func readDelivery(ctx context.Context, q sqlite.Querier, id int64) (garage.Delivery, error) {
	var delivery garage.Delivery
	fields, done := deliveryFields(&delivery)
	err := q.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM delivery WHERE id = ?`, id).Scan(fields...)
	if errors.Is(err, sql.ErrNoRows) {
		err = garage.ErrNotFound
	}
	done()
	return delivery, err
}

const messageOf = `SELECT message.head, message.sha256, tail.sha256, tail.bytes, content_part.at, file.bytes FROM message
	LEFT JOIN content AS tail ON tail.id = message.tail_id
	LEFT JOIN content_part ON content_part.content_id = tail.id
	LEFT JOIN content AS file ON file.id = content_part.file_id
	WHERE message.delivery_id = ? ORDER BY content_part.at`

// keptMessage is a message as it is kept: its head, its tail's own bytes, the files of the tail.
type keptMessage struct {
	head, sum        []byte
	tailSum, tailOwn []byte
	files            []wire.File
}

// DeliveryMessage returns the exact bytes of a message as they were queued, and as they leave; or ErrNotFound. What is not what was
// queued is ErrDamaged: nothing else leaves.
func (db *DB) DeliveryMessage(ctx context.Context, id int64) ([]byte, error) {
	rows, err := db.bytes.query(ctx, db.Reader, messageOf, id)
	if err == nil {
		var found []keptMessage // one for each file
		found, err = sqlite.Collect(rows, func(rows *sql.Rows) (m keptMessage, err error) {
			var at sql.NullInt64
			var file []byte
			err = rows.Scan(&m.head, &m.sum, &m.tailSum, &m.tailOwn, &at, &file)
			if at.Valid {
				m.files = []wire.File{{At: int(at.Int64), Bytes: file}}
			}
			return m, err
		})
		if err == nil && len(found) == 0 {
			err = garage.ErrNotFound
		}
		if err == nil {
			for _, more := range found[1:] {
				found[0].files = append(found[0].files, more.files...)
			}
			var message []byte
			if message, err = found[0].whole(); err == nil {
				return message, nil
			}
		}
	}
	return nil, fmt.Errorf("message of delivery %d: %w", id, sqlite.Fault(err))
}

// whole puts the message together and looks whether it is the one that was queued.
func (m *keptMessage) whole() ([]byte, error) {
	for _, file := range m.files {
		if file.At < 0 || file.At > len(m.tailOwn) {
			return nil, fmt.Errorf("a file stands at %d of %d bytes: %w", file.At, len(m.tailOwn), garage.ErrDamaged)
		}
	}
	message := wire.Join(m.head, m.tailOwn, m.files)
	if m.tailSum != nil && !bytes.Equal(m.tailSum, tailSum(message[len(m.head):], len(m.files) > 0)) {
		return nil, fmt.Errorf("the tail is not what was queued: %w", garage.ErrDamaged)
	}
	if m.sum != nil && !bytes.Equal(m.sum, messageSum(m.head, m.tailSum)) {
		return nil, fmt.Errorf("the head is not what was queued: %w", garage.ErrDamaged)
	}
	return message, nil
}

// messageSum is of a head and of what its tail is kept under, nil when it has none.
func messageSum(head, tailSum []byte) []byte {
	sum := sha256.New()
	sum.Write(tailSum)
	sum.Write(head)
	return sum.Sum(nil)
}

// Deliveries returns the ids of the deliveries that filter lets through, newest first.
func (db *DB) Deliveries(ctx context.Context, filter garage.DeliveryFilter) ([]int64, error) {
	where, args := where(filter)
	rows, err := db.Reader.QueryContext(ctx, `SELECT id FROM delivery`+where+` ORDER BY id DESC`, args...)
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", sqlite.Fault(err))
	}
	ids, err := sqlite.Collect(rows, scanID)
	if err != nil {
		return nil, fmt.Errorf("deliveries: %w", sqlite.Fault(err))
	}
	return ids, nil
}

func where(f garage.DeliveryFilter) (string, []any) {
	var terms []string
	var args []any
	for _, term := range []struct {
		column string
		id     int64
	}{
		{"mailing_id", f.MailingID},
		{"recipient_id", f.RecipientID},
		{"client_id", f.ClientID},
		{"document_id", f.DocumentID},
		{"user_id", f.UserID},
	} {
		if term.id != 0 {
			terms, args = append(terms, term.column+" = ?"), append(args, term.id)
		}
	}
	if len(f.Kinds) > 0 {
		terms = append(terms, "kind IN (?"+strings.Repeat(", ?", len(f.Kinds)-1)+")")
		for _, kind := range f.Kinds {
			args = append(args, kind)
		}
	}
	if len(f.States) > 0 {
		terms = append(terms, "state IN (?"+strings.Repeat(", ?", len(f.States)-1)+")")
		for _, state := range f.States {
			args = append(args, state)
		}
	}
	for _, word := range strings.Fields(garage.Fold(f.Search)) {
		terms, args = append(terms, "instr(search_key, ?) > 0"), append(args, word)
	}
	if f.HideReplaced {
		terms = append(terms, "replaced_by IS NULL")
	}
	if len(terms) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(terms, " AND "), args
}

// DeliveryRows returns the deliveries with these ids, in the order of ids; those that do not exist are left out.
func (db *DB) DeliveryRows(ctx context.Context, ids []int64) ([]garage.DeliveryRow, error) {
	list, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("delivery rows: %w", err)
	}
	rows, err := db.Reader.QueryContext(ctx, `
		SELECT `+deliveryColumns+`, coalesce(mailing.name, ''), coalesce(mailing.paused, 0),
			coalesce(`+clientListName+`, ''), coalesce(user.name, ''), coalesce(document.number, '')
		FROM json_each(?) AS wanted JOIN delivery ON delivery.id = wanted.value
		LEFT JOIN mailing ON mailing.id = delivery.mailing_id
		LEFT JOIN client ON client.id = delivery.client_id
		LEFT JOIN user ON user.id = delivery.user_id
		LEFT JOIN document ON document.id = delivery.document_id
		ORDER BY wanted.key`, list)
	if err != nil {
		return nil, fmt.Errorf("delivery rows: %w", sqlite.Fault(err))
	}
	found, err := sqlite.Collect(rows, func(rows *sql.Rows) (row garage.DeliveryRow, err error) {
		fields, done := deliveryFields(&row.Delivery)
		err = rows.Scan(append(fields, &row.MailingName, &row.Paused, &row.ClientName, &row.UserName, &row.DocumentNumber)...)
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("delivery rows: %w", sqlite.Fault(err))
	}
	return found, nil
}

// OutboxCounts counts all deliveries by state, from an index alone.
func (db *DB) OutboxCounts(ctx context.Context) (garage.DeliveryCounts, error) {
	rows, err := db.Reader.QueryContext(ctx,
		`SELECT state, count(*) FROM delivery WHERE replaced_by IS NULL GROUP BY state`)
	if err != nil {
		return garage.DeliveryCounts{}, fmt.Errorf("outbox counts: %w", sqlite.Fault(err))
	}
	defer rows.Close()
	var counts garage.DeliveryCounts
	for rows.Next() {
		var state garage.DeliveryState
		var count int
		if err := rows.Scan(&state, &count); err != nil {
			return garage.DeliveryCounts{}, fmt.Errorf("outbox counts: %w", sqlite.Fault(err))
		}
		counts.Add(state, count)
	}
	if err := rows.Err(); err != nil {
		return garage.DeliveryCounts{}, fmt.Errorf("outbox counts: %w", sqlite.Fault(err))
	}
	return counts, nil
}
