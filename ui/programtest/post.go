package programtest

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// Issued makes documents of the clients 1, 2, 3 …, one each, and returns their numbers.
func Issued(t testing.TB, db *store.DB, count int) (numbers []string) {
	t.Helper()
	company, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage Dupont", Language: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range count {
		id, err := db.SaveDraft(t.Context(), InvoiceOf(company, int64(i+1)))
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

func InvoiceOf(companyID, clientID int64) garage.Document {
	return garage.Document{
		CompanyID: companyID, Kind: garage.Invoice, Date: "2026-11-05", DueDate: "2026-12-05", ClientID: clientID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	}
}

const (
	PostClients     = 30
	QueuedDocuments = 300
)

// NewPost makes a file with clients and one account, at a server without login, by the commands of a nightly task.
func NewPost(t testing.TB, path string, server *mailertest.Server) {
	t.Helper()
	Run(t, Program(t, path, "account", "set", "--user", "Sophie", "--email", "sophie@garage.example", "--server", server.Host,
		"--port", strconv.Itoa(server.Port), "--security", "none")).Must(t, 0, nil)
	WithFile(t, path, func(db *store.DB) {
		for i := range PostClients {
			storetest.Client(t, db, garage.Client{Name: fmt.Sprintf("Client %d", i), Email: fmt.Sprintf("c%d@client.example", i)})
		}
	})
}

// WithFile opens the file for a moment: between two programs nobody has it open, as after a crash of the only one.
func WithFile(t testing.TB, path string, do func(db *store.DB)) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	do(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// serial makes Message-IDs and names that no other message of the run has.
var serial atomic.Int64

// QueueDocuments queues documents, each with its own attachment; every fifteenth goes to an address that is refused.
func QueueDocuments(t testing.TB, db *store.DB, count int) {
	t.Helper()
	var documents []garage.NewDelivery
	for range count {
		n := serial.Add(1)
		id, to := fmt.Sprintf("<document.%d@garage.example>", n), fmt.Sprintf("d%d@client.example", n)
		if n%15 == 0 {
			to = "refused-" + to
		}
		documents = append(documents, garage.NewDelivery{
			Delivery: garage.Delivery{
				Kind: garage.KindDocument, ClientID: 1 + n%PostClients, UserID: 1, Purpose: garage.Service,
				FromAddress: "sophie@garage.example", ToAddress: to, Subject: "Facture", MessageID: id,
			},
			Head: []byte("Message-ID: " + id + "\r\nSubject: Facture\r\n\r\n"),
			Tail: bytes.Repeat([]byte(strconv.FormatInt(n, 10)+"\r\n"), 200),
		})
	}
	if _, err := db.QueueDeliveries(t.Context(), documents); err != nil {
		t.Fatal(err)
	}
}

// NewDraft makes a mailing to all clients and returns its name.
func NewDraft(t testing.TB, db *store.DB) (id int64, name string) {
	t.Helper()
	name = fmt.Sprintf("Pneus d'hiver %d", serial.Add(1))
	id, err := db.NewMailing(t.Context(), garage.Mailing{
		Name: name, Purpose: garage.Service, UserID: 1, FallbackLanguage: "fr",
		Texts: map[string]garage.Text{"fr": {Subject: name, Body: "Bonjour <NOM>,\n\nvos pneus sont prêts."}},
	})
	if err != nil {
		t.Fatal(err)
	}
	clients, err := db.ClientIDs(t.Context(), store.ClientFilter{})
	if err == nil {
		err = db.SetRecipients(t.Context(), id, clients)
	}
	if err != nil {
		t.Fatal(err)
	}
	return id, name
}

// SlowServer takes its time over each message, so that a run lasts long enough to be disturbed.
func SlowServer(t *testing.T, each time.Duration) *mailertest.Server {
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
