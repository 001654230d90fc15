package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/storetest"
)

// slowServer takes its time over each message, so that a run lasts long enough to be disturbed.
func slowServer(t *testing.T, each time.Duration) *mailertest.Server {
	t.Helper()
	return mailertest.Start(t, mailertest.Options{Fault: func(point mailertest.Point, to string) error {
		if point == mailertest.Rcpt && strings.HasPrefix(to, "refused") {
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
		}
		if point == mailertest.Data {
			time.Sleep(each)
		}
		return nil
	}})
}

// TestTwoPrograms has two programs on one file: one of them sends, and the other takes over when it is killed.
func TestTwoPrograms(t *testing.T) {
	server := slowServer(t, 10*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) { queueDocuments(t, db, 100) })
	first := program(t, path, "outbox", "run", "--lease", "2s")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	until(t, "the first program sends", func() bool { return len(server.Messages()) > 5 })
	second, third := make(chan ran, 1), make(chan ran, 1)
	for _, result := range []chan ran{second, third} {
		child := program(t, path, "outbox", "run", "--json", "--lease", "2s")
		go func() { result <- runProgram(t, child) }()
	}
	until(t, "the first program goes on", func() bool { return len(server.Messages()) > 30 })
	_ = first.Process.Kill()
	_ = first.Wait()
	for _, result := range []chan ran{second, third} {
		if r := <-result; r.code == exitUsage || r.code < 0 {
			t.Errorf("exit code %d\n%s\n%s", r.code, r.stdout, r.stderr)
		}
	}
	withFile(t, path, func(db *store.DB) {
		l := compareLedger(t, "two programs", db, server)
		if l.queued != 100 || l.waiting != 0 || l.uncertain > 4 || l.sent+l.uncertain+l.failed != 100 {
			t.Errorf("%+v", l)
		}
	})
}

// TestLockedFile has another program hold the file, longer than anybody waits for a lock, while messages are on their way.
// TORTURE_LOCKED says how long.
func TestLockedFile(t *testing.T) {
	locked := 6 * time.Second
	if text := os.Getenv("TORTURE_LOCKED"); text != "" {
		var err error
		if locked, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	server := slowServer(t, 10*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) { queueDocuments(t, db, 60) })
	child := program(t, path, "outbox", "run", "--json", "--lease", "2s")
	ended := make(chan ran, 1)
	go func() { ended <- runProgram(t, child) }()
	until(t, "the program sends", func() bool { return len(server.Messages()) > 10 })
	withFile(t, path, func(db *store.DB) {
		direct := storetest.SQL(t, db)
		transaction, err := direct.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		before := len(server.Messages())
		time.Sleep(locked)
		if during := len(server.Messages()) - before; during > 4 {
			t.Errorf("%d messages left without a record", during)
		}
		if err := transaction.Rollback(); err != nil {
			t.Fatal(err)
		}
		if err := direct.Close(); err != nil {
			t.Fatal(err)
		}
	})
	var answer runAnswer
	(<-ended).must(t, exitFailed, &answer) // the refused addresses
	if answer.Sent != 56 || answer.Failed != 4 || answer.Uncertain != 0 || answer.Waiting != 0 {
		t.Errorf("%+v", answer)
	}
	withFile(t, path, func(db *store.DB) { compareLedger(t, "a locked file", db, server) })
}

// until waits for what the program brings about.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

// TestInterruptedRun stops between two messages: what is on its way ends, the rest waits.
func TestInterruptedRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to another program")
	}
	server := slowServer(t, 30*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) { queueDocuments(t, db, 60) })
	child := program(t, path, "outbox", "run", "--json")
	end := startProgram(t, child)
	until(t, "the program sends", func() bool { return len(server.Messages()) > 5 })
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var answer runAnswer
	end().must(t, exitFailed, &answer)
	if answer.Sent < 6 || answer.Sent > 20 || answer.Uncertain != 0 || answer.Sent+answer.Failed+answer.Waiting != 60 {
		t.Errorf("%+v", answer)
	}
	withFile(t, path, func(db *store.DB) { compareLedger(t, "an interrupted run", db, server) })
}
