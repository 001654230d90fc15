package store_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// BenchmarkHandover is the one commit between two messages of 82 KB.
func BenchmarkHandover(b *testing.B) {
	const messages = 1000
	for b.Loop() {
		db := storetest.Open(b, filepath.Join(b.TempDir(), "garage.db"))
		if _, err := storetest.SQL(b, db).ExecContext(b.Context(), `INSERT INTO user (id, name) VALUES (1, 'Marie')`); err != nil {
			b.Fatal(err)
		}
		head := bytes.Repeat([]byte("0123456789\r\n"), 82<<10/12)
		mails := make([]store.NewDelivery, messages)
		for i := range mails {
			mails[i] = store.NewDelivery{
				Delivery: store.Delivery{
					Kind: store.KindSingle, UserID: 1, Purpose: store.Service, FromAddress: "marie@garage.example",
					ToAddress: fmt.Sprintf("c%d@client.example", i), Subject: "Facture", MessageID: fmt.Sprintf("<%d@garage.example>", i),
				},
				Head: head,
			}
		}
		if _, err := db.QueueDeliveries(b.Context(), mails); err != nil {
			b.Fatal(err)
		}
		if held, err := db.AcquireLease(b.Context(), store.OutboxLease, "bench", time.Minute); err != nil || !held {
			b.Fatal(held, err)
		}
		var committing time.Duration
		var handover store.Handover
		var ahead store.ReadAhead
		for {
			if err := db.ReadAhead(b.Context(), 1, &ahead); err != nil {
				b.Fatal(err)
			}
			handover.Claim, handover.Ahead = store.ClaimAhead, &ahead
			begun := time.Now()
			next, err := db.FinishAndClaim(b.Context(), "bench", 1, handover)
			committing += time.Since(begun)
			if err != nil {
				b.Fatal(err)
			}
			if next == nil {
				break
			}
			handover = store.Handover{Begin: next, Results: nil}
			if b := handover.Begin; b != nil {
				handover.Results = []store.Result{{DeliveryID: b.Delivery.ID - 1, Attempt: 1, State: store.Sent, ReplyCode: 250, Reply: "2.0.0 queued"}}
				if b.Delivery.ID == 1 {
					handover.Results = nil
				}
			}
		}
		b.ReportMetric(float64(committing.Microseconds())/messages, "us/handover")
	}
}
