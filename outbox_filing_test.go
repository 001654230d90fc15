package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer"
	"garagemail/mailer/mailertest"
	"garagemail/store"
)

// TestOutboxRunFilesWhatItSent has the program without a window send, and file the copies before it ends.
func TestOutboxRunFilesWhatItSent(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	mailboxes := mailertest.StartIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Verzonden items"}})
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) {
		user, err := db.User(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		user.IMAPServer, user.IMAPPort, user.IMAPSecurity = mailboxes.Host, mailboxes.Port, store.Plain
		if _, err := db.SaveUser(t.Context(), user); err != nil {
			t.Fatal(err)
		}
		id, _ := newDraft(t, db)
		if _, err := mailer.QueueMailing(t.Context(), db, id, nil); err != nil {
			t.Fatal(err)
		}
	})
	var answer runAnswer
	runProgram(t, program(t, path, "outbox", "run", "--json")).must(t, exitDone, &answer)
	status, err := mailboxes.User.Status("Verzonden items", &imap.StatusOptions{NumMessages: true})
	if err != nil || int(*status.NumMessages) != answer.Sent || answer.Sent != postClients {
		t.Errorf("%d copies of %d, %v", *status.NumMessages, answer.Sent, err)
	}
	withFile(t, path, func(db *store.DB) {
		if left, err := db.Unfiled(t.Context(), 1, 10); err != nil || len(left) != 0 {
			t.Error(left, err)
		}
	})
}

// TestOutboxRunLeavesAnOverdueMailing has nobody to ask whether it may still go.
func TestOutboxRunLeavesAnOverdueMailing(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) {
		id, _ := newDraft(t, db)
		db.SetClock(func() time.Time { return time.Now().Add(-20 * time.Hour) })
		if _, err := mailer.QueueMailingLater(t.Context(), db, id, time.Now().Add(-13*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
	})
	var answer runAnswer
	runProgram(t, program(t, path, "outbox", "run", "--json")).must(t, exitDone, &answer)
	if got := len(server.Messages()); got != 0 || answer.Waiting != postClients {
		t.Errorf("%d left unasked, %d wait", got, answer.Waiting)
	}
}
