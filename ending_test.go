package main

import (
	"path/filepath"
	"testing"
	"time"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
	"garagemail/ui/session"
)

// shortEnding is an ending that does not end the test; what it would have ended the process with comes from exits.
func shortEnding() (end *ending, exits chan int) {
	end, exits = newEnding(), make(chan int, 2)
	end.patience, end.limit, end.exit = 10*time.Millisecond, 30*time.Second, func(code int) { exits <- code }
	go end.watch()
	return end, exits
}

// TestEndWithoutTheToolkit: it never returns, while messages leave. What is on its way ends, the outbox is given back, the
// process ends.
func TestEndWithoutTheToolkit(t *testing.T) {
	server := programtest.SlowServer(t, 20*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 200) })
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	end, exits := shortEnding()
	session, err := session.Open(t.Context(), db, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	running := startRunning(t.Context(), db, session, func(mailer.Progress) {})
	if !end.closes(func() int {
		if err := running.end(); err != nil {
			t.Error(err)
			return command.ExitFailed
		}
		return command.ExitDone
	}, nil) {
		t.Fatal("nobody has asked for the end yet")
	}
	programtest.Until(t, "messages to leave", func() bool { return len(server.Messages()) > 10 })
	end.askFor() // and the toolkit stays where it is
	if code := <-exits; code != command.ExitDone {
		t.Errorf("exit code %d", code)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		l := programtest.CompareLedger(t, "an end without the toolkit", db, server)
		if l.Queued != 200 || l.Uncertain != 0 || l.Waiting == 0 || l.Lost != 0 || l.Doubled != 0 {
			t.Errorf("%+v", l)
		}
		counts, err := db.OutboxCounts(t.Context())
		if err != nil || counts.Sending != 0 {
			t.Errorf("%+v %v", counts, err)
		}
		if acquired, err := db.AcquireLease(t.Context(), store.OutboxLease, "the next", time.Minute); err != nil || !acquired {
			t.Error("the outbox was not given back:", err)
		}
	})
}

// TestEndOfTheToolkit: it returns as it should, and the end is its caller's alone.
func TestEndOfTheToolkit(t *testing.T) {
	end, exits := shortEnding()
	end.patience = time.Hour
	calls := 0
	end.closes(func() int { calls++; return command.ExitFailed }, func(code int) int { return code + 10 })
	end.askFor()
	end.toolkitReturned()
	if code := end.finish(); code != command.ExitFailed+10 || calls != 1 {
		t.Error(code, calls)
	}
	if code := end.finish(); code != command.ExitFailed+10 || calls != 1 {
		t.Error("it ends twice:", code, calls)
	}
	if len(exits) != 0 {
		t.Error("the process was ended from beside")
	}
}

// TestEndWhileStarting: nothing is open yet, and nothing is begun any more.
func TestEndWhileStarting(t *testing.T) {
	end, exits := shortEnding()
	end.askFor()
	if code := <-exits; code != command.ExitDone {
		t.Error(code)
	}
	if end.closes(func() int { return command.ExitDone }, nil) {
		t.Error("it goes on")
	}
}

// TestEndThatDoesNotEnd: what should close the file hangs itself.
func TestEndThatDoesNotEnd(t *testing.T) {
	end, exits := shortEnding()
	end.limit = 20 * time.Millisecond
	held := make(chan struct{})
	defer close(held)
	end.closes(func() int { <-held; return command.ExitDone }, nil)
	end.askFor()
	if code := <-exits; code != command.ExitFailed {
		t.Error(code)
	}
}
