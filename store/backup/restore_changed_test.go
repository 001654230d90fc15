package backup_test

import (
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestRestoreOfAClientWhoseSheetChanged: an invoice of the backup that was mailed and taken back since is the same one, though
// name and address of its client have changed; when nothing says that he is the same, the restore still succeeds.
func TestRestoreOfAClientWhoseSheetChanged(t *testing.T) {
	for name, known := range map[string]bool{"known by the invoice": true, "a stranger": false} {
		t.Run(name, func(t *testing.T) {
			g := storetest.NewBusyGarage(t)
			invoice := g.Issue(g.Draft())
			kept, path := filepath.Join(t.TempDir(), "yesterday.db"), filepath.Join(t.TempDir(), "garage.db")
			storetest.Check(t, g.DB.Backup(t.Context(), kept))
			g.Client.Name, g.Client.Email = "Peeters", "peeters@elsewhere.example"
			storetest.Check(t, g.DB.SaveClient(t.Context(), &g.Client, garage.ConsentNote{}))
			g.Queue(g.Message("invoice", invoice.ID))
			g.Send()
			note := g.Draft()
			note.ID, note.Kind, note.CorrectsID = 0, garage.CreditNote, invoice.ID
			id, err := g.DB.SaveDraft(t.Context(), note)
			storetest.Check(t, err)
			issued, err := g.DB.IssueDocument(t.Context(), id, "2026-11-23")
			storetest.Check(t, err)
			g.Queue(g.Message("note", issued.ID))
			g.Send()
			if !known {
				_, err := storetest.SQL(t, g.DB).ExecContext(t.Context(), `UPDATE client SET created_at = '2020-01-01T00:00:00.000Z'`)
				storetest.Check(t, err)
			}
			storetest.Check(t, g.DB.Backup(t.Context(), path))
			_, err = backup.Restore(t.Context(), path, kept)
			storetest.Check(t, err)
			storetest.Check(t, store.CheckThoroughly(t.Context(), path))
			db := storetest.Open(t, path)
			ids, err := db.Deliveries(t.Context(), garage.DeliveryFilter{})
			storetest.Check(t, err)
			rows, err := db.DeliveryRows(t.Context(), ids)
			storetest.Check(t, err)
			for _, row := range rows {
				if row.State != garage.Sent || known && (row.ClientID != g.Client.ID || row.DocumentID == 0) {
					t.Errorf("%+v", row)
				}
			}
			credited, err := db.Document(t.Context(), invoice.ID)
			if storetest.Check(t, err); len(rows) != 2 || known != (credited.State == garage.DocumentCredited) {
				t.Errorf("%d messages, %+v", len(rows), credited)
			}
		})
	}
}
