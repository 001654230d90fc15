package papers

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

const (
	benchDocuments = 10_000
	benchPapers    = 1000
)

// journalToMail is a garage with 10,000 invoices of five lines, to be mailed to 300 clients.
func journalToMail(b *testing.B) (db *store.DB, user garage.User, company int64) {
	b.Helper()
	db = storetest.Open(b, filepath.Join(b.TempDir(), "garage.db"))
	user = storetest.User(b, db, garage.User{Name: "Sophie", Email: "sophie@garage.example", SMTPServer: "localhost", SMTPPort: 25, Security: garage.Plain})
	company, err := db.SaveCompany(b.Context(), garage.Company{Name: "Garage Dupont", Language: "fr", IBAN: "BE68539007547034", BIC: "GEBABEBB"})
	if err != nil {
		b.Fatal(err)
	}
	for n := range 300 {
		storetest.Client(b, db, garage.Client{Name: "Client " + strconv.Itoa(n), Email: "c" + strconv.Itoa(n) + "@client.example", Address: "Rue Haute 1", Postcode: "5000", Locality: "Namur"})
	}
	direct := storetest.SQL(b, db)
	for _, statement := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ` + strconv.Itoa(benchDocuments) + `)
			INSERT INTO document (company_id, kind, number, date, due_date, client_id, net_cents, vat_cents, total_cents)
			SELECT 1, 'invoice', 'F2026-' || substr('0000' || i, -5), '2026-11-05', '2026-12-05', 1 + i % 300, 50000, 10500, 60500 FROM n`,
		`INSERT INTO document_line (document_id, position, description, quantity_thousandths, unit, unit_price_millionths, discount_basis_points, vat_basis_points)
			SELECT document.id, value, 'Entretien et pièces ' || value, 1000, 'pc', 10000, 0, 2100 FROM document, json_each('[1,2,3,4,5]')`,
	} {
		if _, err := direct.ExecContext(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
	return db, user, company
}

// BenchmarkQueueDocuments queues 1,000 documents (PDF, MIME, ledger) beside the making of their PDFs alone on as many
// threads: required ≥ 0.7. The memory above idle is that of all 10,000: required ≤ 150 MB.
func BenchmarkQueueDocuments(b *testing.B) {
	db, user, company := journalToMail(b)
	ids, err := db.DocumentIDs(b.Context(), store.DocumentFilter{}, store.DocumentSort{By: store.DocumentNumber})
	if err != nil || len(ids) != benchDocuments {
		b.Fatal(len(ids), err)
	}
	paper := Of(db, company)
	for b.Loop() {
		var alone, queued time.Duration
		for round := range 5 { // by turns, so that a busy neighbour slows both
			part := ids[round*benchPapers/5 : (round+1)*benchPapers/5]
			alone += papersAlone(b, db, part, paper)
			queued += queuing(b, db, user.ID, company, part)
		}
		debug.FreeOSMemory()
		idle, peak := resident(b), 0
		stop := make(chan struct{})
		var watching sync.WaitGroup
		watching.Go(func() {
			for {
				select {
				case <-stop:
					return
				case <-time.After(20 * time.Millisecond):
					peak = max(peak, resident(b))
				}
			}
		})
		queuing(b, db, user.ID, company, ids[benchPapers:])
		close(stop)
		watching.Wait()
		b.ReportMetric(float64(alone)/float64(queued), "×papers-alone")
		b.ReportMetric(float64(benchPapers)/queued.Seconds(), "documents/s")
		b.ReportMetric(float64(peak-idle)/(1<<20), "MB-above-idle")
		b.ReportMetric(0, "ns/op")
	}
}

// papersAlone makes the PDFs on as many threads as the queue does, and nothing else.
func papersAlone(b *testing.B, db *store.DB, ids []int64, paper compose.PaperOf) time.Duration {
	b.Helper()
	start := time.Now()
	next := make(chan int64)
	var threads sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		threads.Go(func() {
			for id := range next {
				document, err := db.Document(context.Background(), id)
				if err == nil {
					_, err = paper(context.Background(), document)
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	for _, id := range ids {
		next <- id
	}
	close(next)
	threads.Wait()
	return time.Since(start)
}

func queuing(b *testing.B, db *store.DB, user, company int64, ids []int64) time.Duration {
	b.Helper()
	mails := make([]compose.DocumentMail, len(ids))
	for i, id := range ids {
		mails[i].DocumentID = id
	}
	start := time.Now()
	report, err := compose.QueueDocuments(b.Context(), compose.Office{DB: db, UserID: user, CompanyID: company}, mails, Of(db, company), nil)
	if err != nil || len(report.DeliveryIDs) != len(ids) {
		b.Fatalf("%d queued, %v, %+v", len(report.DeliveryIDs), err, report.Problems[:min(1, len(report.Problems))])
	}
	return time.Since(start)
}

// resident is the memory of this program's own in bytes, without the pages of the database that are mapped; 0 where the
// system does not say.
func resident(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "RssAnon:")
	kilobytes, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes << 10
}
