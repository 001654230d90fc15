package proof

import (
	"strconv"
	"testing"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// queue adds documents and a mailing, and lets a minute go by for those that were put off.
func (x *torture) queue() {
	x.Helper()
	programtest.WithFile(x, x.path, func(db *store.DB) {
		programtest.QueueDocuments(x, db, programtest.QueuedDocuments)
		id, _ := programtest.NewDraft(x, db)
		if _, err := compose.QueueMailing(x.Context(), db, id, nil); err != nil {
			x.Fatal(err)
		}
		x.queued += programtest.QueuedDocuments + programtest.PostClients
		letTimePass(x, db)
	})
}

// letTimePass makes every message due that waits for its next try.
func letTimePass(t testing.TB, db *store.DB) {
	t.Helper()
	direct := storetest.SQL(t, db)
	if _, err := direct.ExecContext(t.Context(), `UPDATE delivery SET next_try_at = ''`); err != nil {
		t.Fatal(err)
	}
	if err := direct.Close(); err != nil {
		t.Fatal(err)
	}
}

// finish runs the program until nothing can go any more.
func (x *torture) finish() {
	x.Helper()
	for range 5 {
		programtest.WithFile(x, x.path, func(db *store.DB) { letTimePass(x, db) })
		r := programtest.Run(x, programtest.Program(x, x.path, "outbox", "run", "--json", "--lease", killLease.String()))
		var answer command.RunAnswer
		if r.Must(x, r.Code, &answer); r.Code == command.ExitUsage || answer.Error != "" {
			x.Fatalf("the last run ended with %d: %s\n%s", r.Code, r.Stdout, r.Stderr)
		}
		if answer.Waiting == 0 {
			return
		}
	}
	x.Error("something still waits after five runs without a fault")
}

// resolve says of every uncertain message what is true.
func (x *torture) resolve() {
	x.Helper()
	accepted := programtest.AcceptedMessages(x, x.server)
	words := map[string][]string{}
	programtest.WithFile(x, x.path, func(db *store.DB) {
		for _, d := range programtest.Deliveries(x, db) {
			if d.State == garage.Uncertain {
				word := "--again"
				if accepted[d.MessageID] > 0 {
					word = "--sent"
				}
				words[word] = append(words[word], strconv.FormatInt(d.ID, 10))
			}
		}
	})
	for word, ids := range words {
		programtest.Run(x, programtest.Program(x, x.path, append([]string{"outbox", "resolve", word}, ids...)...)).Must(x, command.ExitDone, nil)
	}
}

// compare holds the file against the server.
func (x *torture) compare(when string) programtest.Ledger {
	x.Helper()
	var l programtest.Ledger
	programtest.WithFile(x, x.path, func(db *store.DB) { l = programtest.CompareLedger(x, when, db, x.server) })
	if l.Queued != x.queued {
		l.Lost += x.queued - l.Queued
		x.Errorf("%s: the file holds %d messages of %d", when, l.Queued, x.queued)
	}
	return l
}
