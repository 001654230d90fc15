package mailer

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/mailer/smtp"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// BenchmarkOutbox has 10,000 messages of 25 KB wait: what the outbox screen asks for when it opens, and the memory above idle
// while all of them leave.
func BenchmarkOutbox(b *testing.B) {
	const messages, chunk = 10_000, 500
	server, port := startSink(b)
	account := smtp.Account{UserID: 1, Email: mailertest.Marie, Server: server, Port: port, Security: garage.Plain}
	attachment := make([]byte, 18<<10)
	if _, err := rand.Read(attachment); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		db := storetest.Open(b, filepath.Join(b.TempDir(), "garage.db"))
		if _, err := storetest.SQL(b, db).ExecContext(b.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
			b.Fatal(err)
		}
		for part := range slices.Chunk(invoices(attachment, messages), chunk) {
			if _, err := db.QueueDeliveries(b.Context(), part); err != nil {
				b.Fatal(err)
			}
		}
		start := time.Now()
		ids, err := db.Deliveries(b.Context(), garage.DeliveryFilter{})
		if err != nil || len(ids) != messages {
			b.Fatal(len(ids), err)
		}
		listed := time.Since(start)
		start = time.Now()
		if rows, err := db.DeliveryRows(b.Context(), ids[:60]); err != nil || len(rows) != 60 {
			b.Fatal(len(rows), err)
		}
		b.ReportMetric(float64(listed.Microseconds())/1000, "ms/ids")
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/window")
		b.ReportMetric(float64(peakWhileSending(b, db, account, messages))/(1<<20), "MB-above-idle")
		b.ReportMetric(0, "ns/op")
	}
}

// peakWhileSending empties the outbox and returns the bytes that this program took above what it had before.
func peakWhileSending(b *testing.B, db *store.DB, account smtp.Account, messages int) int {
	b.Helper()
	debug.FreeOSMemory()
	idle, peak := resident(b), 0
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	var once sync.Once
	finished := make(chan struct{})
	worker := NewWorker(Options{
		DB: db, Transport: smtp.SMTP{}, Account: func(context.Context, int64) (smtp.Account, error) { return account, nil },
		OnProgress: func(p Progress) {
			if p.Sent == messages {
				once.Do(func() { close(finished) })
			}
		},
	})
	done := make(chan error, 1)
	go func() { done <- worker.Run(ctx) }()
	for waiting := true; waiting; {
		select {
		case <-finished:
			waiting = false
		case <-time.After(20 * time.Millisecond):
			peak = max(peak, resident(b))
		}
	}
	cancel()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	return peak - idle
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
