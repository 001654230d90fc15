package proof

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// TestTwoPrograms has two programs on one file: one of them sends, and the other takes over when it is killed.
func TestTwoPrograms(t *testing.T) {
	server := programtest.SlowServer(t, 10*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 100) })
	first := programtest.Program(t, path, "outbox", "run", "--lease", "2s")
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	programtest.Until(t, "the first program sends", func() bool { return len(server.Messages()) > 5 })
	second, third := make(chan programtest.Ran, 1), make(chan programtest.Ran, 1)
	for _, result := range []chan programtest.Ran{second, third} {
		child := programtest.Program(t, path, "outbox", "run", "--json", "--lease", "2s")
		go func() { result <- programtest.Run(t, child) }()
	}
	programtest.Until(t, "the first program goes on", func() bool { return len(server.Messages()) > 30 })
	_ = first.Process.Kill()
	_ = first.Wait()
	for _, result := range []chan programtest.Ran{second, third} {
		if r := <-result; r.Code == command.ExitUsage || r.Code < 0 {
			t.Errorf("exit code %d\n%s\n%s", r.Code, r.Stdout, r.Stderr)
		}
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		l := programtest.CompareLedger(t, "two programs", db, server)
		if l.Queued != 100 || l.Waiting != 0 || l.Uncertain > 4 || l.Sent+l.Uncertain+l.Failed != 100 {
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
	server := programtest.SlowServer(t, 10*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 60) })
	child := programtest.Program(t, path, "outbox", "run", "--json", "--lease", "2s")
	ended := make(chan programtest.Ran, 1)
	go func() { ended <- programtest.Run(t, child) }()
	programtest.Until(t, "the program sends", func() bool { return len(server.Messages()) > 10 })
	programtest.WithFile(t, path, func(db *store.DB) {
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
	var answer command.RunAnswer
	(<-ended).Must(t, command.ExitFailed, &answer) // the refused addresses
	if answer.Sent != 56 || answer.Failed != 4 || answer.Uncertain != 0 || answer.Waiting != 0 {
		t.Errorf("%+v", answer)
	}
	programtest.WithFile(t, path, func(db *store.DB) { programtest.CompareLedger(t, "a locked file", db, server) })
}

// TestInterruptedRun stops between two messages: what is on its way ends, the rest waits.
func TestInterruptedRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send a signal to another program")
	}
	server := programtest.SlowServer(t, 30*time.Millisecond)
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, 60) })
	child := programtest.Program(t, path, "outbox", "run", "--json")
	end := programtest.Start(t, child)
	programtest.Until(t, "the program sends", func() bool { return len(server.Messages()) > 5 })
	if err := child.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var answer command.RunAnswer
	end().Must(t, command.ExitFailed, &answer)
	if answer.Sent < 6 || answer.Sent > 20 || answer.Uncertain != 0 || answer.Sent+answer.Failed+answer.Waiting != 60 {
		t.Errorf("%+v", answer)
	}
	programtest.WithFile(t, path, func(db *store.DB) { programtest.CompareLedger(t, "an interrupted run", db, server) })
}
