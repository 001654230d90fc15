package store_test

import (
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestRestoreOfAClientWhoseSheetChanged: an invoice of the backup that was mailed and taken back since is the same one, though
// name and address of its client have changed; when nothing says that he is the same, the restore still succeeds.
func TestRestoreOfAClientWhoseSheetChanged(t *testing.T) {
	for name, known := range map[string]bool{"known by the invoice": true, "a stranger": false} {
		t.Run(name, func(t *testing.T) {
			g := newBusyGarage(t)
			invoice := g.issue(g.draft())
			backup, path := filepath.Join(t.TempDir(), "yesterday.db"), filepath.Join(t.TempDir(), "garage.db")
			check(t, g.db.Backup(t.Context(), backup))
			g.client.Name, g.client.Email = "Peeters", "peeters@elsewhere.example"
			check(t, g.db.SaveClient(t.Context(), &g.client, store.ConsentNote{}))
			g.queue(g.message("invoice", invoice.ID))
			g.send()
			note := g.draft()
			note.ID, note.Kind, note.CorrectsID = 0, store.CreditNote, invoice.ID
			id, err := g.db.SaveDraft(t.Context(), note)
			check(t, err)
			issued, err := g.db.IssueDocument(t.Context(), id, "2026-11-23")
			check(t, err)
			g.queue(g.message("note", issued.ID))
			g.send()
			if !known {
				_, err := storetest.SQL(t, g.db).ExecContext(t.Context(), `UPDATE client SET created_at = '2020-01-01T00:00:00.000Z'`)
				check(t, err)
			}
			check(t, g.db.Backup(t.Context(), path))
			_, err = store.Restore(t.Context(), path, backup)
			check(t, err)
			check(t, store.CheckThoroughly(t.Context(), path))
			db := storetest.Open(t, path)
			ids, err := db.Deliveries(t.Context(), store.DeliveryFilter{})
			check(t, err)
			rows, err := db.DeliveryRows(t.Context(), ids)
			check(t, err)
			for _, row := range rows {
				if row.State != store.Sent || known && (row.ClientID != g.client.ID || row.DocumentID == 0) {
					t.Errorf("%+v", row)
				}
			}
			credited, err := db.Document(t.Context(), invoice.ID)
			if check(t, err); len(rows) != 2 || known != (credited.State == store.DocumentCredited) {
				t.Errorf("%d messages, %+v", len(rows), credited)
			}
		})
	}
}
