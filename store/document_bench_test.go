package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// manyDocuments is the journal that the benches measure at.
const manyDocuments = 600_000

// journal is one filled file for all benches of journals.
var journal struct {
	once sync.Once
	db   *store.DB
}

// largeJournal is a garage with 600,000 documents: most of them mailed and paid, some of them late.
func largeJournal(b *testing.B) *store.DB {
	b.Helper()
	journal.once.Do(func() {
		db, err := store.Open(b.Context(), filepath.Join(large.folder, "journal.db"))
		if err != nil {
			b.Fatal(err)
		}
		journal.db = db
		start := time.Now()
		storetest.Fill(b, db, storetest.Size{Clients: 100_000, Documents: manyDocuments})
		direct := storetest.SQL(b, db)
		for _, statement := range []string{
			`INSERT INTO user (name) VALUES ('Sophie')`,
			`INSERT INTO company (name) VALUES ('Garage')`,
			`UPDATE document SET company_id = 1, due_date = date(date, '+30 days'), plate = '1-ABC-' || substr('00' || id % 1000, -3),
				kind = CASE WHEN id % 20 = 0 THEN 'credit_note' WHEN id % 17 = 0 THEN 'quote' ELSE 'invoice' END,
				paid_cents = CASE WHEN id % 13 = 0 THEN 0 ELSE total_cents END`,
			`INSERT INTO delivery (kind, document_id, client_id, user_id, purpose, from_address, to_address, subject, search_key, message_id, state,
				size, queued_at, finished_at) SELECT 'document', id, client_id, 1, 'service', 'a@b.be', 'c@d.be', 'Facture', '', id,
				CASE WHEN id % 100 = 0 THEN 'failed' ELSE 'sent' END, 1, date, date FROM document WHERE id % 3 > 0`,
			`ANALYZE`,
		} {
			if _, err := direct.ExecContext(b.Context(), statement); err != nil {
				b.Fatal(err)
			}
		}
		b.Logf("filled in %v", time.Since(start))
	})
	return journal.db
}

// BenchmarkDocumentIDs compares any filter and order of a journal with a bare read of all ids by date: at most 5.
func BenchmarkDocumentIDs(b *testing.B) {
	db := largeJournal(b)
	direct := storetest.SQL(b, db)
	bare := func() error {
		rows, err := direct.QueryContext(b.Context(), `SELECT id FROM document ORDER BY date, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var ids []int64
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if len(ids) != manyDocuments {
			return fmt.Errorf("%d documents", len(ids))
		}
		return rows.Err()
	}
	type question struct {
		filter store.DocumentFilter
		sort   store.DocumentSort
	}
	questions := map[string]question{
		"year":   {filter: store.DocumentFilter{From: "2026-01-01", To: "2026-12-31"}},
		"kind":   {filter: store.DocumentFilter{Kinds: []store.DocumentKind{store.Invoice, store.CreditNote}}},
		"client": {filter: store.DocumentFilter{ClientID: 77}},
		"search": {filter: store.DocumentFilter{Search: "lefèvre 12"}},
		"plate":  {filter: store.DocumentFilter{Search: "1abc"}},
		"sent":   {filter: store.DocumentFilter{Sent: store.IsSent}},
		"unsent": {filter: store.DocumentFilter{Sent: store.NotSent}},
		"failed": {filter: store.DocumentFilter{Sent: store.SentFail}},
		"paid":   {filter: store.DocumentFilter{Paid: store.PaidWhole}},
		"open":   {filter: store.DocumentFilter{Paid: store.PaidOpen}},
		"late":   {filter: store.DocumentFilter{Paid: store.PaidLate, LateOn: "2026-11-01"}},
		"all_at_once": {store.DocumentFilter{
			CompanyID: 1, Kinds: []store.DocumentKind{store.Invoice}, From: "2019-01-01", Search: "1abc", Sent: store.IsSent, Paid: store.PaidWhole,
		}, store.DocumentSort{By: store.DocumentClient}},
	}
	for _, by := range []store.DocumentOrder{
		store.DocumentDate, store.DocumentNumber, store.DocumentKindOf, store.DocumentClient, store.DocumentPlate, store.DocumentTotal,
		store.DocumentDue, store.DocumentSent, store.DocumentOpen,
	} {
		questions["by_"+string(by)] = question{sort: store.DocumentSort{By: by, Descending: true}}
	}
	for name, question := range questions {
		b.Run(name, func(b *testing.B) {
			var found int
			for b.Loop() {
				base := medianOf(b, 3, bare)
				took := medianOf(b, 3, func() error {
					ids, err := db.DocumentIDs(b.Context(), question.filter, question.sort)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/ids")
			}
			b.ReportMetric(float64(found), "documents")
		})
	}
}

// BenchmarkDocumentRows reads the window of a journal of 600,000 documents, at most 1 ms, and the sums of a selection.
func BenchmarkDocumentRows(b *testing.B) {
	db := largeJournal(b)
	ids, err := db.DocumentIDs(b.Context(), store.DocumentFilter{}, store.DocumentSort{Descending: true})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		from := 0
		took := medianOf(b, 101, func() error {
			from = (from + 9001) % (len(ids) - 60)
			rows, err := db.DocumentRows(b.Context(), ids[from:from+60])
			if err == nil && len(rows) != 60 {
				err = fmt.Errorf("%d rows", len(rows))
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
		took = medianOf(b, 3, func() error {
			sum, err := db.DocumentSums(b.Context(), ids[:100_000])
			if err == nil && sum.Count != 100_000 {
				err = fmt.Errorf("%d documents", sum.Count)
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/100k-sums")
	}
}
