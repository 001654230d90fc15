package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// DocumentRow is a line of a journal: the document and what the journal shows beside it. Lines are not read.
type DocumentRow struct {
	Document
	ClientName string
	Messages   []DocumentMessage // oldest first; those that were mended and sent anew are none
	Sent       DeliveryState     // what they come to, "" = never mailed: what failed is never hidden by what was sent
	SentAt     time.Time         // of the newest in that state: when it left or failed; while it is on its way, when it was queued
	SentTo     string            // the addresses of those in that state
	SentReason string            // language key of why it failed
}

const documentRows = `SELECT ` + documentColumns + `, ` + clientListName + `,
		(SELECT json_group_array(json_object('id', id, 'state', state, 'at', coalesce(nullif(finished_at, ''), queued_at),
			'to', to_address, 'reason', reason))
			FROM (SELECT * FROM delivery WHERE delivery.document_id = document.id AND delivery.replaced_by IS NULL ORDER BY id))
	FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value CROSS JOIN client ON client.id = document.client_id`

// DocumentRows returns the lines of a journal in the order of ids. Ids that are no document (any more) are left out. It is
// made for the rows that are visible, as ClientRows is.
func (db *DB) DocumentRows(ctx context.Context, ids []int64) ([]DocumentRow, error) {
	wanted, err := jsonIDs(ids)
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", err)
	}
	found, err := db.journal.query(ctx, db.reader, documentRows, wanted)
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", fault(err))
	}
	rows, err := collect(found, func(rows *sql.Rows) (row DocumentRow, err error) {
		var messages []byte
		fields, done := documentFields(&row.Document)
		if err = rows.Scan(append(fields, &row.ClientName, &messages)...); err == nil {
			err = row.readMessages(messages)
		}
		done()
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", fault(err))
	}
	return inOrderOf(ids, rows, func(r DocumentRow) int64 { return r.ID }), nil
}

// DocumentSum is what documents come to together. A credit note counts against the others, and Open is what clients still
// owe less what they are owed.
type DocumentSum struct {
	Count                 int
	Net, VAT, Total, Open Cents
}

// DocumentSums adds up documents, as many as a journal has.
func (db *DB) DocumentSums(ctx context.Context, ids []int64) (sum DocumentSum, err error) {
	wanted, err := jsonIDs(ids)
	if err != nil {
		return DocumentSum{}, fmt.Errorf("document sums: %w", err)
	}
	err = db.reader.QueryRowContext(ctx, `SELECT count(*),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(net_cents) ELSE net_cents END), 0),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(vat_cents) ELSE vat_cents END), 0),
			coalesce(sum(CASE kind WHEN 'credit_note' THEN -abs(total_cents) ELSE total_cents END), 0),
			coalesce(sum(open_cents), 0)
		FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value`, wanted).
		Scan(&sum.Count, &sum.Net, &sum.VAT, &sum.Total, &sum.Open)
	if err != nil {
		return DocumentSum{}, fmt.Errorf("document sums: %w", fault(err))
	}
	return sum, nil
}
