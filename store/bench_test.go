package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// large is one filled file for all benches of the run.
var large struct {
	once   sync.Once
	folder string
	db     *store.DB
}

func largeGarage(b *testing.B) *store.DB {
	b.Helper()
	large.once.Do(func() {
		db, err := store.Open(b.Context(), filepath.Join(large.folder, "large.db"))
		if err != nil {
			b.Fatal(err)
		}
		large.db = db
		start := time.Now()
		storetest.Fill(b, db, storetest.Large)
		b.Logf("filled in %v", time.Since(start))
		var marked []int64
		for id := int64(1); id < 5000; id += 7 {
			marked = append(marked, id)
		}
		if err := db.SetMarks(b.Context(), marked, true); err != nil {
			b.Fatal(err)
		}
	})
	return large.db
}

// median runs f some times and returns the time of the one in the middle.
func median(b *testing.B, f func() error) time.Duration {
	b.Helper()
	return storetest.MedianOf(b, 7, f)
}

// combinations are criteria from few to nearly all clients.
func combinations() map[string]store.ClientFilter {
	of := func(criteria garage.Criteria) store.ClientFilter { return store.ClientFilter{Criteria: criteria} }
	rule := func(field, operator string, values ...string) garage.Criteria {
		return garage.Criteria{Filter: &garage.Rule{Field: field, Operator: operator, Values: values}}
	}
	all := map[string]store.ClientFilter{
		"none":            of(garage.Criteria{}),
		"email":           of(garage.Criteria{HasEmail: true}),
		"all_plain":       of(garage.Criteria{HasEmail: true, HasGSM: true, HasAddress: true, AcceptsPromotional: true, Country: "BE", NotThisCountry: false}),
		"families":        of(garage.Criteria{FamilyIDs: []int64{1, 2, 3, 4, 5, 6}, TypeIDs: []int64{1, 2, 3, 4}}),
		"came":            of(garage.Criteria{CameSince: "2024-01-01"}),
		"not_came":        of(garage.Criteria{NotCameSince: "2026-01-01"}),
		"make":            of(garage.Criteria{Makes: []string{"BMW"}}),
		"make_type":       of(garage.Criteria{Makes: []string{"Volkswagen", "Audi", "Opel", "Ford"}, VehicleTypes: []string{"Voiture"}, LooseMake: true}),
		"job":             of(garage.Criteria{Makes: []string{"Volkswagen"}, NotCameSince: "2026-01-01", HasEmail: true, AcceptsPromotional: true}),
		"same":            of(garage.Criteria{Makes: []string{"BMW"}, VehicleTypes: []string{"Camionnette"}, SameVehicle: true, CameSince: "2020-01-01"}),
		"postcodes":       of(garage.Criteria{Postcodes: "5*, 9000-9999, 1000", Localities: []string{"gent", "namur", "jambes"}}),
		"not_belgium":     of(garage.Criteria{Country: "FR", NotThisCountry: true}),
		"marked":          of(garage.Criteria{Marked: true}),
		"rule_notes":      of(rule("client.notes", criteria.HasText, "cle")),
		"rule_name":       of(rule("client.name", criteria.HasText, "maes")),
		"rule_address":    of(rule("client.address", criteria.NotEmpty)),
		"rule_visits":     of(rule("visit.count", criteria.Less, "5")),
		"rule_mailing":    of(rule("mailing.last", criteria.Empty)),
		"rule_km":         of(rule("vehicle.km", criteria.Greater, "1000")),
		"rule_model":      of(rule("vehicle.model", criteria.HasText, "golf")),
		"rule_last_visit": of(rule("visit.last", criteria.LastDays, "400")),
		"everything": of(garage.Criteria{
			FamilyIDs: []int64{1, 2, 3}, VehicleTypes: []string{"Voiture"}, Makes: []string{"BMW", "Audi"}, CameSince: "2020-01-01",
			NotCameSince: "2026-09-01", HasEmail: true, Postcodes: "1*,4*,5*,9*", Country: "BE", AcceptsPromotional: true,
			Filter: &garage.Rule{Group: criteria.AnyOf, Rules: []garage.Rule{
				{Field: "visit.count", Operator: criteria.Greater, Values: []string{"2"}},
				{Field: "client.notes", Operator: criteria.HasText, Values: []string{"comptant"}},
				{Field: "vehicle.km", Operator: criteria.Less, Values: []string{"50000"}},
			}},
		}),
	}
	for _, by := range []store.ClientSort{
		store.SortNumber, store.SortLocality, store.SortPostcode, store.SortEmail, store.SortPhone, store.SortFamily,
		store.SortType, store.SortLanguage, store.SortLastVisit, store.SortMarked, store.SortPlates,
	} {
		all["by_"+string(by)] = store.ClientFilter{Sort: by, Descending: true}
	}
	return all
}

// forget changes the file, so that nothing is answered from what was asked before.
func forget(b *testing.B, db *store.DB) {
	b.Helper()
	for _, marked := range []bool{false, true} {
		if err := db.SetMarks(b.Context(), []int64{1}, marked); err != nil {
			b.Fatal(err)
		}
	}
}

// askedAnew is the median of a few runs of a question after a change of the file, and again that of the same without one.
func askedAnew(b *testing.B, db *store.DB, runs int, ask func() error) (anew, again time.Duration) {
	b.Helper()
	var times []time.Duration
	for range runs {
		forget(b, db)
		times = append(times, storetest.MedianOf(b, 1, ask))
	}
	slices.Sort(times)
	return times[len(times)/2], storetest.MedianOf(b, runs, ask)
}

// bareIDs is the read of all ids in an order that the lists are compared with: count of them, and nothing else.
func bareIDs(b *testing.B, db *store.DB, query string, count int) func() error {
	direct := storetest.SQL(b, db)
	return func() error {
		rows, err := direct.QueryContext(b.Context(), query)
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
		if len(ids) != count {
			return fmt.Errorf("%d ids", len(ids))
		}
		return rows.Err()
	}
}

// BenchmarkClientIDs compares any combination of criteria with a bare read of all ids in name order: at most 3, and next to
// nothing when it is asked again.
func BenchmarkClientIDs(b *testing.B) {
	db := largeGarage(b)
	bare := bareIDs(b, db, `SELECT id FROM client ORDER BY name_fold, id`, storetest.Large.Clients)
	for name, filter := range combinations() {
		b.Run(name, func(b *testing.B) {
			var found int
			for b.Loop() {
				base := median(b, bare)
				took, again := askedAnew(b, db, 7, func() error {
					ids, err := db.ClientIDs(b.Context(), filter)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(again)/float64(base), "again")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/ids")
			}
			b.ReportMetric(float64(found), "clients")
		})
	}
}

// BenchmarkClientRows reads the window of a list at 100,000 clients: at most 1 ms.
func BenchmarkClientRows(b *testing.B) {
	db := largeGarage(b)
	ids, err := db.ClientIDs(b.Context(), store.ClientFilter{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		from := 0
		took := storetest.MedianOf(b, 101, func() error {
			from = (from + 9001) % (len(ids) - 60)
			rows, err := db.ClientRows(b.Context(), ids[from:from+60])
			if err == nil && len(rows) != 60 {
				err = fmt.Errorf("%d rows", len(rows))
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
	}
}

// BenchmarkSearch types keys at 100,000 clients: at most 5 ms each.
func BenchmarkSearch(b *testing.B) {
	db := largeGarage(b)
	start := time.Now()
	if _, err := db.ClientIDs(b.Context(), store.ClientFilter{Search: "a"}); err != nil {
		b.Fatal(err)
	}
	b.Logf("index built in %v", time.Since(start))
	for _, typed := range []string{"a", "e", "0", "du", "dup", "dupont", "lefevre elise", "1-abc-123", "1abc", "047", "0475 12 34 56", "@", "C09999", "marie zzz", "nobody at all", "0 1 2"} {
		b.Run(typed, func(b *testing.B) {
			var found int
			for b.Loop() {
				took := median(b, func() error {
					ids, err := db.ClientIDs(b.Context(), store.ClientFilter{Search: typed})
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/key")
			}
			b.ReportMetric(float64(found), "clients")
		})
	}
}

// TestMain gives the benches a folder for the large file, and takes it away when all are done.
func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) int {
	folder, err := os.MkdirTemp("", "garagemail")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(folder) //nolint:errcheck // the machine empties its temporary folder itself
	large.folder = folder
	code := m.Run()
	defer func() {
		if err := os.RemoveAll(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	for _, db := range []*store.DB{large.db, journal.db} {
		if db == nil {
			continue
		}
		if err := db.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return code
}

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

// BenchmarkDocumentIDs compares any filter and order of a journal with a bare read of all ids by date: at most 2.5, and next to nothing
// when it is asked again.
func BenchmarkDocumentIDs(b *testing.B) {
	db := largeJournal(b)
	bare := bareIDs(b, db, `SELECT id FROM document ORDER BY date, id`, manyDocuments)
	type question struct {
		filter store.DocumentFilter
		sort   store.DocumentSort
	}
	questions := map[string]question{
		"year":   {filter: store.DocumentFilter{From: "2026-01-01", To: "2026-12-31"}},
		"kind":   {filter: store.DocumentFilter{Kinds: []garage.DocumentKind{garage.Invoice, garage.CreditNote}}},
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
			CompanyID: 1, Kinds: []garage.DocumentKind{garage.Invoice}, From: "2019-01-01", Search: "1abc", Sent: store.IsSent, Paid: store.PaidWhole,
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
				base := storetest.MedianOf(b, 3, bare)
				took, again := askedAnew(b, db, 3, func() error {
					ids, err := db.DocumentIDs(b.Context(), question.filter, question.sort)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(again)/float64(base), "again")
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
		took := storetest.MedianOf(b, 101, func() error {
			from = (from + 9001) % (len(ids) - 60)
			rows, err := db.DocumentRows(b.Context(), ids[from:from+60])
			if err == nil && len(rows) != 60 {
				err = fmt.Errorf("%d rows", len(rows))
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
		took = storetest.MedianOf(b, 3, func() error {
			sum, err := db.DocumentSums(b.Context(), ids[:100_000])
			if err == nil && sum.Count != 100_000 {
				err = fmt.Errorf("%d documents", sum.Count)
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/100k-sums")
	}
}
