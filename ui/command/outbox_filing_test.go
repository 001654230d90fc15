package command

import (
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/programtest"
)

// TestOutboxRunFilesWhatItSent has the program without a window send, and file the copies before it ends.
func TestOutboxRunFilesWhatItSent(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	mailboxes := mailertest.StartIMAP(t, mailertest.IMAPOptions{Mailboxes: []string{"Verzonden items"}})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) {
		user, err := db.User(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		user.IMAPServer, user.IMAPPort, user.IMAPSecurity = mailboxes.Host, mailboxes.Port, garage.Plain
		if _, err := db.SaveUser(t.Context(), user); err != nil {
			t.Fatal(err)
		}
		id, _ := programtest.NewDraft(t, db)
		if _, err := compose.QueueMailing(t.Context(), db, id, nil); err != nil {
			t.Fatal(err)
		}
	})
	var answer RunAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitDone, &answer)
	status, err := mailboxes.User.Status("Verzonden items", &imap.StatusOptions{NumMessages: true})
	if err != nil || int(*status.NumMessages) != answer.Sent || answer.Sent != programtest.PostClients {
		t.Errorf("%d copies of %d, %v", *status.NumMessages, answer.Sent, err)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		if left, err := db.Unfiled(t.Context(), 1, 10, false); err != nil || len(left) != 0 {
			t.Error(left, err)
		}
	})
}

// TestOutboxRunFilesWhatIsLeft has nothing to send: copies of an earlier run, which could not be filed, are filed, and an
// uncertain message is looked up. Beside a program that holds the outbox it ends at once.
func TestOutboxRunFilesWhatIsLeft(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	var refusing atomic.Bool
	refusing.Store(true)
	mailboxes := mailertest.StartIMAP(t, mailertest.IMAPOptions{Faults: mailertest.IMAPFaults{Create: func(string) error {
		if refusing.Load() {
			return &imap.Error{Type: imap.StatusResponseTypeNo, Text: "Permission denied"}
		}
		return nil
	}}})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) {
		id, _ := programtest.NewDraft(t, db)
		if _, err := compose.QueueMailing(t.Context(), db, id, nil); err != nil {
			t.Fatal(err)
		}
	})
	var set struct {
		accountSetAnswer
		accountCopiesAnswer
	}
	setIMAP := []string{
		"account", "set", "--json", "--user", "Sophie", "--imap-server", mailboxes.Host, "--imap-port", strconv.Itoa(mailboxes.Port),
		"--imap-security", "none",
	}
	programtest.Run(t, programtest.Program(t, path, setIMAP...)).Must(t, ExitDone, &set)
	if set.New || set.IMAPServer != mailboxes.Host || set.IMAPPort != mailboxes.Port || set.IMAPSecurity != "none" {
		t.Errorf("%+v", set)
	}
	for run := range 3 { // it is tried once, and said each time
		var answer RunAnswer
		programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitDone, &answer)
		if len(answer.Copies) != 1 || answer.Copies[0].User != "Sophie" || answer.Copies[0].Waiting != programtest.PostClients ||
			answer.Copies[0].Reason != "reason.copies_folder" || answer.Copies[0].Sentence == "" || answer.Copies[0].Reply != "Permission denied" {
			t.Errorf("run %d: %+v", run, answer.Copies)
		}
	}
	if made := strings.Count(strings.Join(mailboxes.Commands(), "\n"), "CREATE"); made != 1 {
		t.Errorf("asked for a mailbox %d times", made)
	}
	var looked checkAnswer
	programtest.Run(t, programtest.Program(t, path, "check", "--json")).Must(t, ExitDone, &looked)
	if len(looked.Copies) != 1 || looked.Copies[0].Waiting != programtest.PostClients || looked.Copies[0].Reason != "reason.copies_folder" {
		t.Errorf("%+v", looked.Copies)
	}

	refusing.Store(false)
	programtest.Run(t, programtest.Program(t, path, setIMAP...)).Must(t, ExitDone, &set)
	if set.Waiting != programtest.PostClients {
		t.Errorf("%+v", set)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		if held, err := db.AcquireLease(t.Context(), store.OutboxLease, "another", time.Minute); !held || err != nil {
			t.Fatal(held, err)
		}
	})
	var answer RunAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitDone, &answer)
	if len(answer.Copies) != 1 || answer.Copies[0].Waiting != programtest.PostClients || answer.Copies[0].Reason != "" {
		t.Errorf("beside another: %+v", answer.Copies)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		if err := db.ReleaseLease(t.Context(), store.OutboxLease, "another"); err != nil {
			t.Fatal(err)
		}
	})
	programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitDone, &answer)
	status, err := mailboxes.User.Status("Sent", &imap.StatusOptions{NumMessages: true})
	if err != nil || int(*status.NumMessages) != programtest.PostClients || len(answer.Copies) != 0 || answer.Sent != 0 {
		t.Errorf("%+v, %v, %+v", status, err, answer)
	}
}

// TestOutboxRunLeavesAnOverdueMailing has nobody to ask whether it may still go.
func TestOutboxRunLeavesAnOverdueMailing(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) {
		id, _ := programtest.NewDraft(t, db)
		db.SetClock(func() time.Time { return time.Now().Add(-20 * time.Hour) })
		checked, err := compose.Preflight(t.Context(), db, id, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compose.QueueChecked(t.Context(), db, checked, time.Now().Add(-13*time.Hour), nil); err != nil {
			t.Fatal(err)
		}
	})
	var answer RunAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "run", "--json")).Must(t, ExitDone, &answer)
	if got := len(server.Messages()); got != 0 || answer.Waiting != programtest.PostClients {
		t.Errorf("%d left unasked, %d wait", got, answer.Waiting)
	}
}
