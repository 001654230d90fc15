package backup_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/backup"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// deliveryRows are all that the outbox lists.
func deliveryRows(t *testing.T, db *store.DB) []garage.DeliveryRow {
	t.Helper()
	ids, err := db.Deliveries(t.Context(), garage.DeliveryFilter{})
	storetest.Check(t, err)
	rows, err := db.DeliveryRows(t.Context(), ids)
	storetest.Check(t, err)
	return rows
}

// restoredFrom puts a backup in the place of a copy of today's file, which is put aside as the file itself would be.
func restoredFrom(g *storetest.BusyGarage, kept string) (*store.DB, backup.Restored) {
	g.Helper()
	path := filepath.Join(g.TempDir(), "garage.db")
	storetest.Check(g.T, g.DB.Backup(g.Context(), path))
	restored, err := backup.Restore(g.Context(), path, kept)
	storetest.Check(g.T, err)
	storetest.Check(g.T, store.CheckThoroughly(g.Context(), path))
	return storetest.Open(g.T, path), restored
}

// TestRestoreKnowsWhatLeftSince: going back to yesterday sends nothing twice and gives no number twice.
func TestRestoreKnowsWhatLeftSince(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	first := g.Issue(g.Draft())
	g.Queue(g.Message("left since", first.ID))
	g.Queue(g.Message("waits still", 0))
	mailing, err := g.DB.NewMailing(t.Context(), garage.Mailing{
		Name: "Pneus", Purpose: garage.Service, UserID: g.User.ID, FallbackLanguage: "fr", Texts: map[string]garage.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}},
	})
	storetest.Check(t, err)
	storetest.Check(t, g.DB.SetRecipients(t.Context(), mailing, []int64{g.Client.ID}))
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))

	g.Send()
	second := g.Issue(g.Draft())
	late := g.Message("queued since", second.ID)
	late.NextTryAt = g.DB.Now().Add(24 * time.Hour)
	g.Queue(late)
	storetest.Check(t, g.DB.BeginQueue(t.Context(), mailing))
	sent := g.Message("mailing", 0)
	sent.Kind, sent.MailingID = garage.KindMailing, mailing
	storetest.Check(t, g.DB.AddDeliveries(t.Context(), mailing, []garage.NewDelivery{sent}, nil))
	storetest.Check(t, g.DB.FinishQueue(t.Context(), mailing))
	if again := g.Issue(g.Draft()); second.Number != "F2026-00002" || again.Number != "F2026-00003" {
		t.Fatal(second.Number, again.Number)
	}
	db, restored := restoredFrom(g, kept)
	rows := deliveryRows(t, db)
	states := map[string]garage.DeliveryRow{}
	for _, row := range rows {
		states[row.Subject] = row
		message, err := db.DeliveryMessage(t.Context(), row.ID)
		if storetest.Check(t, err); !bytes.Contains(message, []byte(row.Subject+"\r\n\r\ntail of "+row.Subject)) {
			t.Errorf("%s is %q", row.Subject, message)
		}
	}
	for name, want := range map[string]garage.DeliveryState{
		"left since": garage.Sent, "waits still": garage.Queued, "queued since": garage.Uncertain, "mailing": garage.Uncertain,
	} {
		if states[name].State != want {
			t.Errorf("%s is %q, want %s", name, states[name].State, want)
		}
	}
	if restored.Uncertain != 2 || len(rows) != 4 || states["left since"].Reply != "250 taken" || states["left since"].DocumentID != first.ID ||
		states["queued since"].DocumentNumber != second.Number || states["mailing"].MailingID != mailing || states["mailing"].RecipientID == 0 {
		t.Errorf("%+v\n%+v", restored, states)
	}
	if m, err := db.Mailing(t.Context(), mailing); err != nil || m.State != garage.MailingQueued {
		t.Errorf("the mailing is %s again (%v)", m.State, err)
	}
	for _, want := range []string{"F2026-00004", "F2026-00005"} { // 2 and 3 were given, and stand in the file put aside
		id, err := db.SaveDraft(t.Context(), g.Draft())
		storetest.Check(t, err)
		if d, err := db.IssueDocument(t.Context(), id, "2026-11-23"); err != nil || d.Number != want {
			t.Errorf("%s %v, want %s", d.Number, err, want)
		}
	}
}

// TestRestoreOverADamagedFile: of what waited nobody knows, so a person decides.
func TestRestoreOverADamagedFile(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	g.Queue(g.Message("waits", 0))
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))
	restored, err := backup.Restore(t.Context(), damagedFile(t), kept)
	if storetest.Check(t, err); restored.Uncertain != 1 || !restored.Unknown {
		t.Errorf("%+v", restored)
	}
}

// TestRestoreOfWhatWasDecidedSince: tried again and sent, prepared anew and sent, paused and opted out since the backup: none of
// it begins again by itself.
func TestRestoreOfWhatWasDecidedSince(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	g.Queue(g.Message("failed then", 0))
	claim, err := g.DB.FinishAndClaim(t.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
	storetest.Check(t, err)
	storetest.Check(t, g.DB.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: garage.Failed}))
	mailing := func(name string) (int64, garage.NewDelivery) {
		id, err := g.DB.NewMailing(t.Context(), garage.Mailing{
			Name: name, Purpose: garage.Service, UserID: g.User.ID, FallbackLanguage: "fr", Texts: map[string]garage.Text{"fr": {Subject: name, Body: "Bonjour"}},
		})
		storetest.Check(t, err)
		storetest.Check(t, g.DB.SetRecipients(t.Context(), id, []int64{g.Client.ID}))
		message := g.Message(name, 0)
		message.Kind, message.MailingID = garage.KindMailing, id
		return id, message
	}
	preparing, prepared := mailing("prepared then")
	storetest.Check(t, g.DB.BeginQueue(t.Context(), preparing))
	storetest.Check(t, g.DB.AddDeliveries(t.Context(), preparing, []garage.NewDelivery{prepared}, nil))
	paused, waiting := mailing("paused since")
	storetest.Check(t, g.DB.BeginQueue(t.Context(), paused))
	storetest.Check(t, g.DB.AddDeliveries(t.Context(), paused, []garage.NewDelivery{waiting}, nil))
	storetest.Check(t, g.DB.FinishQueue(t.Context(), paused))
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))

	storetest.Check(t, g.DB.PauseMailing(t.Context(), paused))
	storetest.Check(t, g.DB.RetryDelivery(t.Context(), claim.Delivery.ID))
	g.Send()
	storetest.Check(t, g.DB.AbortQueue(t.Context(), preparing))
	storetest.Check(t, g.DB.BeginQueue(t.Context(), preparing))
	anew := prepared
	anew.MessageID = "<prepared anew@garage.example>"
	storetest.Check(t, g.DB.AddDeliveries(t.Context(), preparing, []garage.NewDelivery{anew}, nil))
	storetest.Check(t, g.DB.FinishQueue(t.Context(), preparing))
	g.Send()
	db, restored := restoredFrom(g, kept)
	counts, err := db.OutboxCounts(t.Context())
	storetest.Check(t, err)
	waits, err := db.WaitingUsers(t.Context())
	storetest.Check(t, err)
	if restored.Unknown || restored.Uncertain != 0 || counts.Sent != 2 || counts.Queued != 1 || len(waits) != 0 {
		t.Errorf("%+v %+v, users with something to send %v", restored, counts, waits)
	}
}

// TestRestoreKnowsTheMailsOfCases: what a file's mail said since the backup is on its timeline, and does not go a second time.
func TestRestoreKnowsTheMailsOfCases(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	file := garage.Case{Kind: "bodyshop", ClientID: g.Client.ID}
	storetest.Check(t, g.DB.SaveCase(t.Context(), &file, "Sophie"))
	kept := filepath.Join(t.TempDir(), "backup.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))
	queue := func(db *store.DB, name string, again bool) error {
		message := g.Message(name, 0)
		message.Kind = garage.KindCase
		_, err := db.QueueCaseMail(t.Context(), store.CaseMailing{CaseID: file.ID, Key: "client_ready", UserName: "Sophie", Again: again}, []garage.NewDelivery{message})
		return err
	}
	storetest.Check(t, queue(g.DB, "ready", false))
	g.Send()
	path := g.DB.Path()
	storetest.Check(t, g.DB.Close())
	_, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	db, err := store.Open(t.Context(), path)
	storetest.Check(t, err)
	t.Cleanup(func() { storetest.Check(t, db.Close()) })
	events, err := db.CaseEvents(t.Context(), file.ID)
	storetest.Check(t, err)
	if len(events) != 2 || events[1].Text != "client_ready" || events[1].SentState != garage.Sent || events[1].UserName != "Sophie" {
		t.Errorf("%+v", events)
	}
	var live *store.LiveError
	if err := queue(db, "ready once more", false); !errors.As(err, &live) || live.State != garage.Sent {
		t.Errorf("it goes twice: %v", err)
	}
	storetest.Check(t, queue(db, "ready because she said so", true))
}

// TestRestoreOverAKilledProgram: what was only claimed ahead has not left, and nobody is asked about it.
func TestRestoreOverAKilledProgram(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		g.Queue(g.Message(name, 0))
	}
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))
	for range 2 { // two connections: each has one whose data may be on their way, and one claimed ahead
		begun, err := g.DB.FinishAndClaim(t.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimToSend})
		storetest.Check(t, err)
		ahead, err := g.DB.FinishAndClaim(t.Context(), "here", g.User.ID, store.Handover{Claim: store.ClaimAhead})
		if storetest.Check(t, err); begun == nil || ahead == nil {
			t.Fatal("nothing to claim")
		}
	}
	path := g.DB.Path()
	storetest.Check(t, g.DB.Close())
	restored, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	counts, err := storetest.Open(t, path).OutboxCounts(t.Context())
	if storetest.Check(t, err); restored.Uncertain != 2 || counts.Uncertain != 2 || counts.Queued != 3 {
		t.Errorf("%+v %+v", restored, counts)
	}
}

// TestRestoreBringsWhoSent: a user, a client and an invoice that were made after the backup come with the message that left.
func TestRestoreBringsWhoSent(t *testing.T) {
	g := storetest.NewBusyGarage(t)
	kept := filepath.Join(t.TempDir(), "yesterday.db")
	storetest.Check(t, g.DB.Backup(t.Context(), kept))
	g.User = storetest.User(t, g.DB, garage.User{Name: "Marc", Email: "marc@garage.example"})
	g.Client = storetest.Client(t, g.DB, garage.Client{Name: "Peeters", Email: "peeters@peeters.example"})
	issued := g.Issue(g.Draft())
	g.Queue(g.Message("since", issued.ID))
	g.Send()
	path := g.DB.Path()
	storetest.Check(t, g.DB.Close())
	_, err := backup.Restore(t.Context(), path, kept)
	storetest.Check(t, err)
	db := storetest.Open(t, path)
	ids, err := db.Deliveries(t.Context(), garage.DeliveryFilter{})
	storetest.Check(t, err)
	rows, err := db.DeliveryRows(t.Context(), ids)
	storetest.Check(t, err)
	if len(rows) != 1 || rows[0].UserName != "Marc" || rows[0].ClientName != "Peeters" || rows[0].DocumentNumber != issued.Number || rows[0].State != garage.Sent {
		t.Errorf("%+v", rows)
	}
	again, err := db.Document(t.Context(), rows[0].DocumentID)
	if storetest.Check(t, err); again.Total != issued.Total || len(again.Lines) != len(issued.Lines) || again.OGM != issued.OGM {
		t.Errorf("%+v", again)
	}
}
