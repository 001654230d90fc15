//go:build window

package proof

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/ui/programtest"
)

// TestWindowKilled pulls a run of 300 apart with kill -9. After the restart the screen says what has happened, the rest
// leaves by itself, and what nobody knows waits for her word.
func TestWindowKilled(t *testing.T) {
	const messages = 300
	server := programtest.SlowServer(t, 40*time.Millisecond)
	folder := playFolder(t, "killed")
	path := filepath.Join(folder, "garagemail.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.QueueDocuments(t, db, messages) })
	job := &garageJob{hands: newHands(t, "fr", true), server: server, folder: folder}
	environment := []string{"XDG_DATA_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()}
	job.open(environment, "--lang", "fr", "--db", path)
	job.until("a third to have left", time.Minute, func() bool { return len(server.Messages()) > messages/3 })
	job.shot("1-sending")
	job.kill()
	accepted := len(server.Messages())
	if accepted >= messages {
		t.Fatalf("all %d had left before the kill", accepted)
	}

	job.open(environment, "--lang", "fr", "--db", path)
	job.in("GarageMail")
	// The dead program has the outbox for half a minute: another one may be sending, for all this one knows.
	job.until("the news of the interruption", time.Minute, func() bool { return len(job.found(job.p.T("interrupted.title"))) > 0 })
	job.read(job.p.T("interrupted.title"))
	job.shot("2-told")
	job.press(job.p.T("interrupted.look"))
	job.read(job.p.T("outbox.state.uncertain"))
	job.shot("3-uncertain")
	job.until("the rest to leave by itself", 2*time.Minute, func() bool {
		done := false
		programtest.WithFile(t, path, func(db *store.DB) {
			counts, err := db.OutboxCounts(t.Context())
			done = err == nil && counts.Left() == 0
		})
		return done
	})
	programtest.WithFile(t, path, func(db *store.DB) {
		l := programtest.CompareLedger(t, "after a kill", db, server)
		if l.Uncertain != 1 || l.Waiting != 0 || l.Queued != messages || l.Lost != 0 || l.Doubled != 0 {
			t.Errorf("%+v", l)
		}
		t.Logf("killed after %d of %d: %+v", accepted, messages, l)
	})
	// She says what is true of the uncertain one.
	job.goTo(job.grid(job.front, 0.5))
	job.key("Home", "space")
	job.do("outbox.resolve", "ctrl+u")
	top := job.p.T("outbox.arrived")
	job.press(top)
	job.until("her word to be kept", 10*time.Second, func() bool {
		none := false
		programtest.WithFile(t, path, func(db *store.DB) {
			counts, err := db.OutboxCounts(t.Context())
			none = err == nil && counts.Uncertain == 0
		})
		return none
	})
	if strings.Contains(job.output.String(), "panic") {
		t.Error("the program panicked")
	}
}
