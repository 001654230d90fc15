package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// DocumentRow is a line of a journal: the document and what the journal shows beside it. Lines are not read.
type DocumentRow struct {
	Document
	ClientName string
	Sent       DeliveryState // of its newest message, "" = never mailed
	SentAt     time.Time     // when it left or failed; while it is on its way, when it was queued
	SentTo     string        // the address
	SentReason string        // language key of why it failed
}

const documentRows = `SELECT ` + documentColumns + `, ` + clientFullName + `, coalesce(newest.state, ''),
		coalesce(nullif(newest.finished_at, ''), newest.queued_at, ''), coalesce(newest.to_address, ''), coalesce(newest.reason, '')
	FROM json_each(?) AS wanted CROSS JOIN document ON document.id = wanted.value CROSS JOIN client ON client.id = document.client_id
	LEFT JOIN delivery AS newest ON newest.id = (SELECT max(id) FROM delivery
		WHERE delivery.document_id = document.id AND delivery.replaced_by IS NULL)`

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
		var at string
		fields, done := documentFields(&row.Document)
		err = rows.Scan(append(fields, &row.ClientName, &row.Sent, &at, &row.SentTo, &row.SentReason)...)
		done()
		row.SentAt = parseTime(at)
		return row, err
	})
	if err != nil {
		return nil, fmt.Errorf("document rows: %w", fault(err))
	}
	place := placesOf(ids)
	slices.SortFunc(rows, func(a, b DocumentRow) int { return place(a.ID) - place(b.ID) })
	return rows, nil
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
