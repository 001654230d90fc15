package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// issued makes documents of the clients 1, 2, 3 …, one each, and returns their numbers.
func issued(t testing.TB, db *store.DB, count int) (numbers []string) {
	t.Helper()
	company, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage Dupont", Language: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		id, err := db.SaveDraft(t.Context(), invoiceOf(company, int64(i+1)))
		if err != nil {
			t.Fatal(err)
		}
		document, err := db.IssueDocument(t.Context(), id, "2026-11-05")
		if err != nil {
			t.Fatal(err)
		}
		numbers = append(numbers, document.Number)
	}
	return numbers
}

func invoiceOf(companyID, clientID int64) garage.Document {
	return garage.Document{
		CompanyID: companyID, Kind: garage.Invoice, Date: "2026-11-05", DueDate: "2026-12-05", ClientID: clientID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	}
}

// documentPost is a file with three issued documents and a draft, and the server that its account sends to.
func documentPost(t testing.TB) (path string, numbers []string, server *mailertest.Server) {
	t.Helper()
	server = mailertest.Start(t, mailertest.Options{})
	path = filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) {
		numbers = issued(t, db, 3)
		if _, err := db.SaveDraft(t.Context(), invoiceOf(1, 4)); err != nil {
			t.Fatal(err)
		}
	})
	return path, numbers, server
}

func sendDocuments(t testing.TB, path string, code int, words ...string) (answer documentsAnswer) {
	t.Helper()
	runProgram(t, program(t, path, append([]string{"send", "documents", "--json"}, words...)...)).must(t, code, &answer)
	return answer
}

func TestSendDocuments(t *testing.T) {
	path, numbers, server := documentPost(t)
	r := runProgram(t, program(t, path, "send", "documents", numbers[0], "2026/404"))
	if r.code != exitUsage || !strings.Contains(r.stderr, "2026/404") || len(server.Messages()) != 0 {
		t.Errorf("%d %s %d messages", r.code, r.stderr, len(server.Messages()))
	}
	answer := sendDocuments(t, path, exitDone, numbers[0], numbers[1], numbers[0])
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

	answer = sendDocuments(t, path, exitFailed, numbers[0], numbers[2])
	if answer.Queued != 1 || len(answer.Problems) != 1 || server.Recipients()["c0@client.example"] != 1 {
		t.Fatalf("%+v", answer)
	}
	problem := answer.Problems[0]
	if problem.Number != numbers[0] || problem.Kind != "already_sent" || !strings.Contains(problem.Sentence, "c0@client.example") {
		t.Errorf("%+v", problem)
	}
	answer = sendDocuments(t, path, exitDone, numbers[0], "--again", "--user", "sophie")
	if answer.Queued != 1 || server.Recipients()["c0@client.example"] != 2 {
		t.Errorf("%+v %v", answer, server.Recipients())
	}
	for _, wrong := range [][]string{{numbers[0], "--again", "--user", "nobody"}, {""}} {
		runProgram(t, program(t, path, append([]string{"send", "documents"}, wrong...)...)).must(t, exitUsage, nil)
	}
	if got := len(server.Messages()); got != 4 {
		t.Errorf("%d messages arrived", got)
	}
}

func TestSendDocumentsUnsent(t *testing.T) {
	path, numbers, server := documentPost(t)
	withFile(t, path, func(db *store.DB) {
		client, err := db.Client(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		client.Email = ""
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
	})
	answer := sendDocuments(t, path, exitFailed, "--unsent", "--from", "2026-01-01")
	if answer.Queued != 2 || answer.Run.Sent != 2 || len(answer.Problems) != 1 {
		t.Fatalf("%+v", answer)
	}
	if problem := answer.Problems[0]; problem.Number != numbers[1] || problem.Kind != "no_address" || problem.Sentence == "" {
		t.Errorf("%+v", problem)
	}
	withFile(t, path, func(db *store.DB) {
		client, err := db.Client(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		client.BillingEmail = "books@client.example"
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
	})
	if answer = sendDocuments(t, path, exitDone, "--unsent", "--from", "2026-01-01"); answer.Queued != 1 || server.Recipients()["books@client.example"] != 1 {
		t.Errorf("%+v %v", answer, server.Recipients())
	}
	if answer = sendDocuments(t, path, exitDone, "--unsent", "--from", "2026-01-01"); answer.Queued != 0 || answer.Run.Sent != 0 || len(server.Messages()) != 3 {
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
	answer := sendDocuments(t, path, exitUncertain, "--unsent", "--from", "2026-01-01")
	if answer.Queued != 3 || answer.Run.Sent != 1 || answer.Run.Failed != 1 || answer.Run.Uncertain != 1 {
		t.Fatalf("%+v", answer)
	}
	server.SetFault(nil)
	answer = sendDocuments(t, path, exitUncertain, numbers[0], numbers[1], "--again")
	if answer.Queued != 1 || len(answer.Problems) != 1 || answer.Problems[0].Number != numbers[0] {
		t.Errorf("%+v", answer)
	}
	var list listAnswer
	runProgram(t, program(t, path, "outbox", "list", "--json")).must(t, exitUncertain, &list)
	if list.Counts != (countsAnswer{Sent: 2, Uncertain: 1}) || server.Recipients()["c0@client.example"] != 1 {
		t.Errorf("%+v %v", list.Counts, server.Recipients())
	}
	if answer = sendDocuments(t, path, exitUncertain, "--unsent", "--from", "2026-01-01"); answer.Queued != 0 {
		t.Errorf("%+v", answer)
	}
}

// TestSendDocumentsNotSetUp: without a company or an account nothing is made.
func TestSendDocumentsNotSetUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	runProgram(t, program(t, path, "account", "set", "--user", "Sophie")).must(t, exitDone, nil)
	if r := runProgram(t, program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01")); r.code != exitUsage || !strings.Contains(r.stderr, "company") {
		t.Errorf("%d %s", r.code, r.stderr)
	}
	withFile(t, path, func(db *store.DB) {
		if err := db.SaveClient(t.Context(), &garage.Client{Name: "Maes", Email: "maes@client.example"}, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
		issued(t, db, 1)
	})
	answer := sendDocuments(t, path, exitUsage, "--unsent", "--from", "2026-01-01")
	if answer.Run != nil || len(answer.Problems) != 1 || answer.Problems[0].Kind != "no_account" {
		t.Errorf("%+v", answer)
	}
}

// TestSendDocumentsTwoAtOnce: two tasks that find the same documents unsent mail each of them once.
func TestSendDocumentsTwoAtOnce(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) { issued(t, db, postClients) })
	first := startProgram(t, program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01"))
	second := startProgram(t, program(t, path, "send", "documents", "--unsent", "--from", "2026-01-01"))
	for _, r := range []ran{first(), second()} {
		if r.code != exitDone {
			t.Errorf("exit code %d\n%s\n%s", r.code, r.stdout, r.stderr)
		}
	}
	if got := len(server.Messages()); got != postClients || len(server.Recipients()) != postClients {
		t.Errorf("%d messages arrived, %d documents", got, postClients)
	}
}

// TestSendDocumentsUnsentLooksBackAMonth: the years before are not mailed by the first run.
func TestSendDocumentsUnsentLooksBackAMonth(t *testing.T) {
	server := mailertest.Start(t, mailertest.Options{})
	path := filepath.Join(t.TempDir(), "garage.db")
	newPost(t, path, server)
	withFile(t, path, func(db *store.DB) {
		issued(t, db, 3)
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
	if answer := sendDocuments(t, path, exitDone, "--unsent"); answer.Documents != 1 {
		t.Errorf("%+v", answer)
	}
	if answer := sendDocuments(t, path, exitDone, "--unsent", "--from", "2020-01-01"); answer.Documents != 2 {
		t.Errorf("%+v", answer)
	}
	if r := runProgram(t, program(t, path, "send", "documents", "--unsent", "--from", "yesterday")); r.code != exitUsage {
		t.Errorf("exit code %d", r.code)
	}
}
