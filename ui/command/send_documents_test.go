package command

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/programtest"
)

// documentPost is a file with three issued documents and a draft, and the server that its account sends to.
func documentPost(t testing.TB) (path string, numbers []string, server *mailertest.Server) {
	t.Helper()
	server = mailertest.Start(t, mailertest.Options{})
	path = filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) {
		numbers = programtest.Issued(t, db, 3)
		if _, err := db.SaveDraft(t.Context(), programtest.InvoiceOf(1, 4)); err != nil {
			t.Fatal(err)
		}
	})
	return path, numbers, server
}

func sendDocuments(t testing.TB, path string, code int, words ...string) (answer DocumentsAnswer) {
	t.Helper()
	programtest.Run(t, programtest.Program(t, path, append([]string{"send", "documents", "--json"}, words...)...)).Must(t, code, &answer)
	return answer
}

func TestSendDocuments(t *testing.T) {
	path, numbers, server := documentPost(t)
	r := programtest.Run(t, programtest.Program(t, path, "send", "documents", numbers[0], "2026/404"))
	if r.Code != ExitUsage || !strings.Contains(r.Stderr, "2026/404") || len(server.Messages()) != 0 {
		t.Errorf("%d %s %d messages", r.Code, r.Stderr, len(server.Messages()))
	}
	answer := sendDocuments(t, path, ExitDone, numbers[0], numbers[1], numbers[0])
	if answer.Documents != 2 || answer.Queued != 2 || len(answer.Problems) != 0 || answer.Run.Sent != 2 {
		t.Errorf("%+v", answer)
	}
	messages := server.Messages()
	if len(messages) != 2 || server.Recipients()["c0@client.example"] != 1 || server.Recipients()["c1@client.example"] != 1 {
		t.Fatalf("%v", server.Recipients())
	}
	for _, message := range messages {
		if !bytes.Contains(message.Bytes, []byte("application/pdf")) {
			t.Errorf("no PDF in\n%.500s", message.Bytes)
		}
	}

	answer = sendDocuments(t, path, ExitFailed, numbers[0], numbers[2])
	if answer.Queued != 1 || len(answer.Problems) != 1 || server.Recipients()["c0@client.example"] != 1 {
		t.Fatalf("%+v", answer)
	}
	problem := answer.Problems[0]
	if problem.Number != numbers[0] || problem.Kind != "already_sent" || !strings.Contains(problem.Sentence, "c0@client.example") {
		t.Errorf("%+v", problem)
	}
	answer = sendDocuments(t, path, ExitDone, numbers[0], "--again", "--user", "sophie")
	if answer.Queued != 1 || server.Recipients()["c0@client.example"] != 2 {
		t.Errorf("%+v %v", answer, server.Recipients())
	}
	for _, wrong := range [][]string{{numbers[0], "--again", "--user", "nobody"}, {""}} {
		programtest.Run(t, programtest.Program(t, path, append([]string{"send", "documents"}, wrong...)...)).Must(t, ExitUsage, nil)
	}
	if got := len(server.Messages()); got != 4 {
		t.Errorf("%d messages arrived", got)
	}
}

func TestSendDocumentsUnsent(t *testing.T) {
	path, numbers, server := documentPost(t)
	programtest.WithFile(t, path, func(db *store.DB) {
		client, err := db.Client(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		client.Email = ""
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
	})
	answer := sendDocuments(t, path, ExitFailed, "--unsent", "--from", "2026-01-01")
	if answer.Queued != 2 || answer.Run.Sent != 2 || len(answer.Problems) != 1 {
		t.Fatalf("%+v", answer)
	}
	if problem := answer.Problems[0]; problem.Number != numbers[1] || problem.Kind != "no_address" || problem.Sentence == "" {
		t.Errorf("%+v", problem)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		client, err := db.Client(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		client.BillingEmail = "books@client.example"
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
	})
	if answer = sendDocuments(t, path, ExitDone, "--unsent", "--from", "2026-01-01"); answer.Queued != 1 || server.Recipients()["books@client.example"] != 1 {
		t.Errorf("%+v %v", answer, server.Recipients())
	}
	if answer = sendDocuments(t, path, ExitDone, "--unsent", "--from", "2026-01-01"); answer.Queued != 0 || answer.Run.Sent != 0 || len(server.Messages()) != 3 {
		t.Errorf("%+v, %d messages", answer, len(server.Messages()))
	}
}

// TestSendDocumentsUncertain: what may have arrived is not sent beside itself, asked for or not; what was refused is sent
// again and takes its place.
func TestSendDocumentsUncertain(t *testing.T) {
	path, numbers, server := documentPost(t)
	server.SetFault(func(point mailertest.Point, to string) error {
		switch {
		case point == mailertest.Accepted && to == "c0@client.example":
			return mailertest.ErrDrop
		case point == mailertest.Rcpt && to == "c1@client.example":
			return mailertest.Refuse(550, [3]int{5, 1, 1}, "User unknown")
		}
		return nil
	})
	answer := sendDocuments(t, path, ExitUncertain, "--unsent", "--from", "2026-01-01")
	if answer.Queued != 3 || answer.Run.Sent != 1 || answer.Run.Failed != 1 || answer.Run.Uncertain != 1 {
		t.Fatalf("%+v", answer)
	}
	server.SetFault(nil)
	answer = sendDocuments(t, path, ExitUncertain, numbers[0], numbers[1], "--again")
	if answer.Queued != 1 || len(answer.Problems) != 1 || answer.Problems[0].Number != numbers[0] {
		t.Errorf("%+v", answer)
	}
	var list ListAnswer
	programtest.Run(t, programtest.Program(t, path, "outbox", "list", "--json")).Must(t, ExitUncertain, &list)
	if list.Counts != (CountsAnswer{Sent: 2, Uncertain: 1}) || server.Recipients()["c0@client.example"] != 1 {
		t.Errorf("%+v %v", list.Counts, server.Recipients())
	}
	if answer = sendDocuments(t, path, ExitUncertain, "--unsent", "--from", "2026-01-01"); answer.Queued != 0 {
		t.Errorf("%+v", answer)
	}
}

// TestSendDocumentsNotSetUp: without a company or an account nothing is made.
func TestSendDocumentsNotSetUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.Run(t, programtest.Program(t, path, "account", "set", "--user", "Sophie")).Must(t, ExitDone, nil)
	if r := programtest.Run(t, programtest.Program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01")); r.Code != ExitUsage || !strings.Contains(r.Stderr, "company") {
		t.Errorf("%d %s", r.Code, r.Stderr)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		if err := db.SaveClient(t.Context(), &garage.Client{Name: "Maes", Email: "maes@client.example"}, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
		programtest.Issued(t, db, 1)
	})
	answer := sendDocuments(t, path, ExitUsage, "--unsent", "--from", "2026-01-01")
	if answer.Run != nil || len(answer.Problems) != 1 || answer.Problems[0].Kind != "no_account" {
		t.Errorf("%+v", answer)
	}
}

// TestSendDocumentsTwoAtOnce: two tasks that find the same documents unsent mail each of them once.
func TestSendDocumentsTwoAtOnce(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) { programtest.Issued(t, db, programtest.PostClients) })
	first := programtest.Start(t, programtest.Program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01"))
	second := programtest.Start(t, programtest.Program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01"))
	for _, r := range []programtest.Ran{first(), second()} {
		if r.Code != ExitDone {
			t.Errorf("exit code %d\n%s\n%s", r.Code, r.Stdout, r.Stderr)
		}
	}
	if got := len(server.Messages()); got != programtest.PostClients || len(server.Recipients()) != programtest.PostClients {
		t.Errorf("%d messages arrived, %d documents", got, programtest.PostClients)
	}
}

// TestSendDocumentsUnsentLooksBackAMonth: the years before are not mailed by the first run.
func TestSendDocumentsUnsentLooksBackAMonth(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.NewPost(t, path, server)
	programtest.WithFile(t, path, func(db *store.DB) {
		programtest.Issued(t, db, 3)
		direct := storetest.SQL(t, db)
		for n, days := range []string{"-5 days", "-400 days", "-40 days"} {
			if _, err := direct.ExecContext(t.Context(), `DROP TRIGGER IF EXISTS document_frozen`); err != nil {
				t.Fatal(err)
			}
			if _, err := direct.ExecContext(t.Context(), `UPDATE document SET date = date('now', ?) WHERE id = ?`, days, n+1); err != nil {
				t.Fatal(err)
			}
		}
		if err := direct.Close(); err != nil {
			t.Fatal(err)
		}
	})
	if answer := sendDocuments(t, path, ExitDone, "--unsent"); answer.Documents != 1 {
		t.Errorf("%+v", answer)
	}
	if answer := sendDocuments(t, path, ExitDone, "--unsent", "--from", "2020-01-01"); answer.Documents != 2 {
		t.Errorf("%+v", answer)
	}
	if r := programtest.Run(t, programtest.Program(t, path, "send", "documents", "--unsent", "--from", "yesterday")); r.Code != ExitUsage {
		t.Errorf("exit code %d", r.Code)
	}
}
