package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"garagemail/store/answers"
	"garagemail/store/garage"
	"garagemail/store/sqlite"
)

// DocumentRow is a line of a journal: the document and what the journal shows beside it. Lines are not read.
type DocumentRow struct {
	garage.Document
	ClientName string
	Messages   []DocumentMessage    // oldest first; those that were mended and sent anew are none
	Sent       garage.DeliveryState // what they come to, "" = never mailed: what failed is never hidden by what was sent
	SentAt     time.Time            // of the newest in that state: when it left or failed; while it is on its way, when it was queued
	SentTo     string               // the addresses of those in that state
	SentReason string               // language key of why it failed
}

const documentRows = `SELECT ` + documentColumns + `, ` + clientListName + `,
		(SELECT json_group_array(json_object('id', id, 'state', state, 'at', coalesce(nullif(finished_at, ''), queued_at),
			'to', to_address, 'reason', reason, 'channel', channel))
			FROM (SELECT * FROM delivery WHERE delivery.document_id = document.id AND delivery.replaced_by IS NULL ORDER BY id))
	FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value CROSS JOIN client ON client.id = document.client_id`

// DocumentRows returns the lines of a journal in the order of ids. Ids that are no document (any more) are left out. It is
// made for the rows that are visible, as ClientRows is.
func (db *DB) DocumentRows(ctx context.Context, ids []int64) ([]DocumentRow, error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", err)
	}
	found, err := db.journal.query(ctx, db.Reader, documentRows, wanted)
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", sqlite.Fault(err))
	}
	rows, err := sqlite.Collect(found, func(rows *sql.Rows) (row DocumentRow, err error) {
		var messages []byte
		fields, done := documentFields(&row.Document)
		if err = rows.Scan(append(fields, &row.ClientName, &messages)...); err == nil {
			err = row.readMessages(messages)
		}
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", sqlite.Fault(err))
	}
	return inOrderOf(ids, rows, func(r DocumentRow) int64 { return r.ID }), nil
}

// DocumentSum is what documents come to together. A credit note counts against the others, and Open is what clients still
// owe less what they are owed.
type DocumentSum struct {
	Count                 int
	Net, VAT, Total, Open garage.Cents
}

// DocumentSums adds up documents, as many as a journal has.
func (db *DB) DocumentSums(ctx context.Context, ids []int64) (sum DocumentSum, err error) {
	wanted, err := sqlite.JSONIDs(ids)
	if err != nil {
		return DocumentSum{}, fmt.Errorf("document sums: %w", err)
	}
	err = db.Reader.QueryRowContext(ctx, `SELECT count(*),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(net_cents) ELSE net_cents END), 0),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(vat_cents) ELSE vat_cents END), 0),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(total_cents) ELSE total_cents END), 0),
			coalesce(sum(open_cents), 0)
		FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value`, wanted).
		Scan(&sum.Count, &sum.Net, &sum.VAT, &sum.Total, &sum.Open)
	if err != nil {
		return DocumentSum{}, fmt.Errorf("document sums: %w", sqlite.Fault(err))
	}
	return sum, nil
}

// DocumentIDs returns the ids of all documents that the filter lets through, in the order of sort.
func (db *DB) DocumentIDs(ctx context.Context, filter DocumentFilter, sort DocumentSort) ([]int64, error) {
	ids, err := db.documentIDs(ctx, filter, sort)
	if err != nil {
		return nil, fmt.Errorf("document ids: %w", sqlite.Fault(err))
	}
	return ids, nil
}

// documentIDs asks for the order, what the filter lets through and what was sent side by side and puts the answers together
// here, as clientIDs does.
func (db *DB) documentIDs(ctx context.Context, filter DocumentFilter, sort DocumentSort) ([]int64, error) {
	readKeys, err := orderReader(sort.By)
	if err != nil {
		return nil, err
	}
	moment := db.kept.Now(ctx)
	var ordered, met, sent []int64
	questions := []func() error{func() (err error) {
		ordered, err = db.orderedDocuments(ctx, moment, sort, readKeys)
		return err
	}}
	metQuery, args := filter.metQuery()
	if metQuery != "" {
		questions = append(questions, func() (err error) {
			met, err = moment.IDs("documents "+metQuery+fmt.Sprint(args...), func() ([]int64, error) {
				return sqlite.ReadIDs(ctx, db.Reader, metQuery, args...)
			})
			return err
		})
	}
	if filter.Sent != "" {
		questions = append(questions, func() (err error) {
			sent, err = moment.IDs("documents sent "+string(filter.Sent), func() ([]int64, error) { return db.documentsSent(ctx, moment, filter) })
			return err
		})
	}
	if err := together(questions); err != nil {
		return nil, err
	}
	if metQuery != "" {
		ordered = keep(ordered, met)
	}
	if filter.Sent != "" {
		ordered = keep(ordered, sent)
	}
	if metQuery == "" && filter.Sent == "" {
		ordered = slices.Clone(ordered) // the caller may change what he gets
	}
	return ordered, nil
}

// walked are all documents in an order that an index has.
func (db *DB) walked(ctx context.Context, moment answers.Moment, by DocumentOrder) ([]int64, error) {
	walk := walks[by]
	if walk == "" {
		walk = walks[DocumentDate]
	}
	return moment.IDs(walk, func() ([]int64, error) { return sqlite.ReadIDs(ctx, db.Reader, walk) })
}

// documentsSent are those that the filter's Sent lets through.
func (db *DB) documentsSent(ctx context.Context, moment answers.Moment, filter DocumentFilter) (ids []int64, err error) {
	var let func([]int64) []int64
	err = together([]func() error{
		func() (err error) { ids, err = db.walked(ctx, moment, DocumentDate); return err },
		func() (err error) { let, err = filter.sentFilter(ctx, db.Reader); return err },
	})
	if err != nil {
		return nil, err
	}
	return let(slices.Clone(ids)), nil
}

// orderedDocuments are all documents in an order.
func (db *DB) orderedDocuments(ctx context.Context, moment answers.Moment, sort DocumentSort, readKeys keyReader) ([]int64, error) {
	if readKeys == nil && !sort.Descending {
		return db.walked(ctx, moment, sort.By)
	}
	return moment.IDs(fmt.Sprint("documents by ", sort.By, sort.Descending), func() (ids []int64, err error) {
		var arrange func([]int64, bool) []int64
		questions := []func() error{func() (err error) { ids, err = db.walked(ctx, moment, sort.By); return err }}
		if readKeys != nil {
			questions = append(questions, func() (err error) { arrange, err = readKeys(ctx, db.Reader); return err })
		}
		if err := together(questions); err != nil {
			return nil, err
		}
		ids = slices.Clone(ids)
		slices.Reverse(ids)
		if arrange != nil {
			ids = arrange(ids, sort.Descending)
		}
		return ids, nil
	})
}

// DocumentMessage is what became of a document in one message.
type DocumentMessage struct {
	DeliveryID int64
	State      garage.DeliveryState
	At         time.Time // when it left or failed; while it is on its way, when it was queued
	To         string
	Channel    garage.Channel
	Reason     string // language key of why it failed
}

// readMessages reads the messages of a row, oldest first, and what they come to.
func (r *DocumentRow) readMessages(encoded []byte) error {
	var all []struct {
		ID      int64                `json:"id"` // as the query names them
		State   garage.DeliveryState `json:"state"`
		At      string               `json:"at"`
		To      string               `json:"to"`
		Reason  string               `json:"reason"`
		Channel garage.Channel       `json:"channel"`
	}
	if err := json.Unmarshal(encoded, &all); err != nil {
		return fmt.Errorf("messages of document %d: %w", r.ID, err)
	}
	for _, one := range all {
		message := DocumentMessage{DeliveryID: one.ID, State: one.State, At: sqlite.ParseTime(one.At), To: one.To, Reason: one.Reason, Channel: one.Channel}
		r.Messages = append(r.Messages, message)
	}
	r.sumUp()
	return nil
}

// sentRanks say which state a document is in whose messages are in several: the last of them counts. sentVerdicts do the same for a whole
// journal.
var sentRanks = []garage.DeliveryState{garage.Cancelled, garage.Sent, garage.Queued, garage.Sending, garage.Failed, garage.Uncertain}

func (r *DocumentRow) sumUp() {
	for _, m := range r.Messages {
		if slices.Index(sentRanks, m.State) >= slices.Index(sentRanks, r.Sent) {
			r.Sent, r.SentAt, r.SentReason = m.State, m.At, m.Reason
		}
	}
	r.SentTo = strings.Join(r.AddressesIn(r.Sent), ", ")
}

// AddressesIn returns the addresses to which a message of the document is in one of these states, each once.
func (r DocumentRow) AddressesIn(states ...garage.DeliveryState) (addresses []string) {
	for _, m := range r.Messages {
		same := func(address string) bool { return garage.Fold(address) == garage.Fold(m.To) }
		if slices.Contains(states, m.State) && !slices.ContainsFunc(addresses, same) {
			addresses = append(addresses, m.To)
		}
	}
	return addresses
}
