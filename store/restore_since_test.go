package store_test

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// busyGarage is a firm with an account whose messages leave as soon as they are queued.
type busyGarage struct {
	*firm
	user store.User
}

func newBusyGarage(t *testing.T) *busyGarage {
	f := newFirm(t)
	g := &busyGarage{f, storetest.User(t, f.db, store.User{Email: "sophie@garage.example"})}
	acquired, err := f.db.AcquireLease(t.Context(), store.OutboxLease, "here", time.Hour)
	if check(t, err); !acquired {
		t.Fatal("no lease")
	}
	return g
}

func (g *busyGarage) message(name string, documentID int64) store.NewDelivery {
	return store.NewDelivery{
		Delivery: store.Delivery{
			Kind: store.KindDocument, DocumentID: documentID, ClientID: g.client.ID, UserID: g.user.ID, Purpose: store.Service,
			FromAddress: g.user.Email, ToAddress: g.client.Email, ToName: "Maes", Subject: name, MessageID: "<" + name + "@garage.example>",
		},
		Head: []byte("Subject: " + name + "\r\n\r\n"), Tail: []byte("tail of " + name),
	}
}

func (g *busyGarage) queue(message store.NewDelivery) {
	g.Helper()
	_, err := g.db.QueueDelivery(g.Context(), message)
	check(g, err)
}

func (g *busyGarage) send() {
	g.Helper()
	claim, err := g.db.FinishAndClaim(g.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
	check(g, err)
	check(g, g.db.FinishDelivery(g.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: claim.Delivery.Attempt, State: store.Sent, Reply: "250 taken"}))
}

// TestRestoreKnowsWhatLeftSince: going back to yesterday sends nothing twice and gives no number twice.
func TestRestoreKnowsWhatLeftSince(t *testing.T) {
	g := newBusyGarage(t)
	first := g.issue(g.draft())
	g.queue(g.message("left since", first.ID))
	g.queue(g.message("waits still", 0))
	mailing, err := g.db.NewMailing(t.Context(), store.Mailing{
		Name: "Pneus", Purpose: store.Service, UserID: g.user.ID, FallbackLanguage: "fr", Texts: map[string]store.Text{"fr": {Subject: "Pneus", Body: "Bonjour"}},
	})
	check(t, err)
	check(t, g.db.SetRecipients(t.Context(), mailing, []int64{g.client.ID}))
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))

	g.send()
	second := g.issue(g.draft())
	late := g.message("queued since", second.ID)
	late.NextTryAt = g.db.Now().Add(24 * time.Hour)
	g.queue(late)
	check(t, g.db.BeginQueue(t.Context(), mailing))
	sent := g.message("mailing", 0)
	sent.Kind, sent.MailingID = store.KindMailing, mailing
	check(t, g.db.AddDeliveries(t.Context(), mailing, []store.NewDelivery{sent}, nil))
	check(t, g.db.FinishQueue(t.Context(), mailing))
	if again := g.issue(g.draft()); second.Number != "F2026-00002" || again.Number != "F2026-00003" {
		t.Fatal(second.Number, again.Number)
	}
	path := filepath.Join(t.TempDir(), "garage.db")
	check(t, g.db.Backup(t.Context(), path)) // of today: it is put aside by what follows, as the file itself would be

	restored, err := store.Restore(t.Context(), path, backup)
	check(t, err)
	check(t, store.CheckThoroughly(t.Context(), path))
	db := storetest.Open(t, path)
	ids, err := db.Deliveries(t.Context(), store.DeliveryFilter{})
	check(t, err)
	rows, err := db.DeliveryRows(t.Context(), ids)
	check(t, err)
	states := map[string]store.DeliveryRow{}
	for _, row := range rows {
		states[row.Subject] = row
		message, err := db.DeliveryMessage(t.Context(), row.ID)
		if check(t, err); !bytes.Contains(message, []byte(row.Subject+"\r\n\r\ntail of "+row.Subject)) {
			t.Errorf("%s is %q", row.Subject, message)
		}
	}
	for name, want := range map[string]store.DeliveryState{
		"left since": store.Sent, "waits still": store.Queued, "queued since": store.Uncertain, "mailing": store.Uncertain,
	} {
		if states[name].State != want {
			t.Errorf("%s is %q, want %s", name, states[name].State, want)
		}
	}
	if restored.Uncertain != 2 || len(rows) != 4 || states["left since"].Reply != "250 taken" || states["left since"].DocumentID != first.ID ||
		states["queued since"].DocumentNumber != second.Number || states["mailing"].MailingID != mailing || states["mailing"].RecipientID == 0 {
		t.Errorf("%+v\n%+v", restored, states)
	}
	if m, err := db.Mailing(t.Context(), mailing); err != nil || m.State != store.MailingQueued {
		t.Errorf("the mailing is %s again (%v)", m.State, err)
	}
	for _, want := range []string{"F2026-00004", "F2026-00005"} { // 2 and 3 were given, and stand in the file put aside
		id, err := db.SaveDraft(t.Context(), g.draft())
		check(t, err)
		if d, err := db.IssueDocument(t.Context(), id, "2026-11-23"); err != nil || d.Number != want {
			t.Errorf("%s %v, want %s", d.Number, err, want)
		}
	}
}

// TestRestoreOverADamagedFile: of what waited nobody knows, so a person decides.
func TestRestoreOverADamagedFile(t *testing.T) {
	g := newBusyGarage(t)
	g.queue(g.message("waits", 0))
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))
	restored, err := store.Restore(t.Context(), damagedFile(t), backup)
	if check(t, err); restored.Uncertain != 1 || !restored.Unknown {
		t.Errorf("%+v", restored)
	}
}

// TestRestoreOfWhatWasDecidedSince: tried again and sent, prepared anew and sent, paused and opted out since the backup: none of
// it begins again by itself.
func TestRestoreOfWhatWasDecidedSince(t *testing.T) {
	g := newBusyGarage(t)
	g.queue(g.message("failed then", 0))
	claim, err := g.db.FinishAndClaim(t.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
	check(t, err)
	check(t, g.db.FinishDelivery(t.Context(), store.Result{DeliveryID: claim.Delivery.ID, Attempt: 1, State: store.Failed}))
	mailing := func(name string) (int64, store.NewDelivery) {
		id, err := g.db.NewMailing(t.Context(), store.Mailing{
			Name: name, Purpose: store.Service, UserID: g.user.ID, FallbackLanguage: "fr", Texts: map[string]store.Text{"fr": {Subject: name, Body: "Bonjour"}},
		})
		check(t, err)
		check(t, g.db.SetRecipients(t.Context(), id, []int64{g.client.ID}))
		message := g.message(name, 0)
		message.Kind, message.MailingID = store.KindMailing, id
		return id, message
	}
	preparing, prepared := mailing("prepared then")
	check(t, g.db.BeginQueue(t.Context(), preparing))
	check(t, g.db.AddDeliveries(t.Context(), preparing, []store.NewDelivery{prepared}, nil))
	paused, waiting := mailing("paused since")
	check(t, g.db.BeginQueue(t.Context(), paused))
	check(t, g.db.AddDeliveries(t.Context(), paused, []store.NewDelivery{waiting}, nil))
	check(t, g.db.FinishQueue(t.Context(), paused))
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))

	check(t, g.db.PauseMailing(t.Context(), paused))
	check(t, g.db.RetryDelivery(t.Context(), claim.Delivery.ID))
	g.send()
	check(t, g.db.AbortQueue(t.Context(), preparing))
	check(t, g.db.BeginQueue(t.Context(), preparing))
	anew := prepared
	anew.MessageID = "<prepared anew@garage.example>"
	check(t, g.db.AddDeliveries(t.Context(), preparing, []store.NewDelivery{anew}, nil))
	check(t, g.db.FinishQueue(t.Context(), preparing))
	g.send()
	path := filepath.Join(t.TempDir(), "garage.db")
	check(t, g.db.Backup(t.Context(), path))

	restored, err := store.Restore(t.Context(), path, backup)
	check(t, err)
	db := storetest.Open(t, path)
	counts, err := db.OutboxCounts(t.Context())
	check(t, err)
	waits, err := db.WaitingUsers(t.Context())
	check(t, err)
	if restored.Unknown || restored.Uncertain != 0 || counts.Sent != 2 || counts.Queued != 1 || len(waits) != 0 {
		t.Errorf("%+v %+v, users with something to send %v", restored, counts, waits)
	}
}

// TestRestoreKnowsTheMailsOfFiles: what a file's mail said since the backup is on its timeline, and does not go a second time.
func TestRestoreKnowsTheMailsOfFiles(t *testing.T) {
	g := newBusyGarage(t)
	file := store.File{Kind: "bodyshop", ClientID: g.client.ID}
	check(t, g.db.SaveFile(t.Context(), &file, "Sophie"))
	backup := filepath.Join(t.TempDir(), "backup.db")
	check(t, g.db.Backup(t.Context(), backup))
	queue := func(db *store.DB, name string, again bool) error {
		message := g.message(name, 0)
		message.Kind = store.KindFile
		_, err := db.QueueFileMail(t.Context(), file.ID, "client_ready", "Sophie", again, []store.NewDelivery{message})
		return err
	}
	check(t, queue(g.db, "ready", false))
	g.send()
	path := g.db.Path()
	check(t, g.db.Close())
	_, err := store.Restore(t.Context(), path, backup)
	check(t, err)
	db, err := store.Open(t.Context(), path)
	check(t, err)
	t.Cleanup(func() { check(t, db.Close()) })
	events, err := db.FileEvents(t.Context(), file.ID)
	check(t, err)
	if len(events) != 2 || events[1].Text != "client_ready" || events[1].SentState != store.Sent || events[1].UserName != "Sophie" {
		t.Errorf("%+v", events)
	}
	var live *store.LiveError
	if err := queue(db, "ready once more", false); !errors.As(err, &live) || live.State != store.Sent {
		t.Errorf("it goes twice: %v", err)
	}
	check(t, queue(db, "ready because she said so", true))
}

// TestRestoreOverAKilledProgram: what was only claimed ahead has not left, and nobody is asked about it.
func TestRestoreOverAKilledProgram(t *testing.T) {
	g := newBusyGarage(t)
	for _, name := range []string{"one", "two", "three", "four", "five"} {
		g.queue(g.message(name, 0))
	}
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))
	for range 2 { // two connections: each has one whose data may be on their way, and one claimed ahead
		begun, err := g.db.FinishAndClaim(t.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimToSend})
		check(t, err)
		ahead, err := g.db.FinishAndClaim(t.Context(), "here", g.user.ID, store.Handover{Claim: store.ClaimAhead})
		if check(t, err); begun == nil || ahead == nil {
			t.Fatal("nothing to claim")
		}
	}
	path := g.db.Path()
	check(t, g.db.Close())
	restored, err := store.Restore(t.Context(), path, backup)
	check(t, err)
	counts, err := storetest.Open(t, path).OutboxCounts(t.Context())
	if check(t, err); restored.Uncertain != 2 || counts.Uncertain != 2 || counts.Queued != 3 {
		t.Errorf("%+v %+v", restored, counts)
	}
}

// TestRestoreBringsWhoSent: a user, a client and an invoice that were made after the backup come with the message that left.
func TestRestoreBringsWhoSent(t *testing.T) {
	g := newBusyGarage(t)
	backup := filepath.Join(t.TempDir(), "yesterday.db")
	check(t, g.db.Backup(t.Context(), backup))
	g.user = storetest.User(t, g.db, store.User{Name: "Marc", Email: "marc@garage.example"})
	g.client = storetest.Client(t, g.db, store.Client{Name: "Peeters", Email: "peeters@peeters.example"})
	issued := g.issue(g.draft())
	g.queue(g.message("since", issued.ID))
	g.send()
	path := g.db.Path()
	check(t, g.db.Close())
	_, err := store.Restore(t.Context(), path, backup)
	check(t, err)
	db := storetest.Open(t, path)
	ids, err := db.Deliveries(t.Context(), store.DeliveryFilter{})
	check(t, err)
	rows, err := db.DeliveryRows(t.Context(), ids)
	check(t, err)
	if len(rows) != 1 || rows[0].UserName != "Marc" || rows[0].ClientName != "Peeters" || rows[0].DocumentNumber != issued.Number || rows[0].State != store.Sent {
		t.Errorf("%+v", rows)
	}
	again, err := db.Document(t.Context(), rows[0].DocumentID)
	if check(t, err); again.Total != issued.Total || len(again.Lines) != len(issued.Lines) || again.OGM != issued.OGM {
		t.Errorf("%+v", again)
	}
}
