//go:build linux

package servers

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
)

// The garage's clients, a document for each: those of the first run, and those of the second, of whom three in four have no
// mailbox at the server.
const (
	firstRun  = 300
	secondRun = 48
)

const domain = "@client.example"

func name(i int) string { return fmt.Sprintf("Peeters-%d", i) }

func address(i int) string {
	if isUnknown(i) {
		return fmt.Sprintf("nobody%d", i) + domain
	}
	return fmt.Sprintf("client%d", i) + domain
}

func isUnknown(i int) bool { return i >= firstRun && i%4 != 3 }

// known are the addresses that have a mailbox.
func known() (addresses []string) {
	for i := range firstRun + secondRun {
		if !isUnknown(i) {
			addresses = append(addresses, address(i))
		}
	}
	return addresses
}

// elsewhere is a client of the second run whose mailbox no server here has to do with.
const elsewhere = "client@elsewhere.example"

// mailedGarage is a file of the program, and the program.
type mailedGarage struct {
	*testing.T
	path    string
	numbers []string // of the documents, in the order of the clients; the last is of the client elsewhere
}

// message is one of what `outbox list` and `outbox run` print.
type message struct {
	State     string `json:"state"`
	Document  string `json:"document"`
	Address   string `json:"address"`
	MessageID string `json:"message_id"`
	Attempts  int    `json:"attempts"`
	Reason    string `json:"reason"`
	Sentence  string `json:"sentence"`
	Reply     string `json:"reply"`
	ReplyCode int    `json:"reply_code"`
}

// run is what a run of the outbox printed.
type run struct {
	Sent, Failed, Uncertain, Waiting int
	Accounts                         []struct{ State, Reason, Sentence, Reply string }
	Messages                         []message
	Error                            string
}

// newMailedGarage is a file with all clients and documents, those of the first run queued.
func newMailedGarage(t *testing.T) *mailedGarage {
	t.Helper()
	g := &mailedGarage{T: t, path: filepath.Join(t.TempDir(), "garage.db")}
	g.account("", "--email", "sophie@garage.example", "--server", "localhost", "--port", strconv.Itoa(unwilling(t)), "--security", "none")
	db, err := store.Open(t.Context(), g.path)
	if err != nil {
		t.Fatal(err)
	}
	company, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage Dupont", Language: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range firstRun + secondRun {
		g.issue(db, company, garage.Client{Name: name(i), Email: address(i)})
	}
	g.issue(db, company, garage.Client{Name: "Elsewhere", Email: elsewhere})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	queued := g.send(g.numbers[:firstRun])
	if queued.Sent != 0 || queued.Waiting != firstRun {
		t.Fatalf("%+v", queued)
	}
	return g
}

// issue makes a document of a new client.
func (g *mailedGarage) issue(db *store.DB, company int64, client garage.Client) {
	g.Helper()
	if err := db.SaveClient(g.Context(), &client, garage.ConsentNote{}); err != nil {
		g.Fatal(err)
	}
	id, err := db.SaveDraft(g.Context(), garage.Document{
		CompanyID: company, Kind: garage.Invoice, Date: "2026-11-05", DueDate: "2026-12-05", ClientID: client.ID,
		Lines: []garage.DocumentLine{{Description: "Entretien", Quantity: 1000, UnitPrice: 10_000, VATRate: 2100}},
	})
	if err != nil {
		g.Fatal(err)
	}
	document, err := db.IssueDocument(g.Context(), id, "2026-11-05")
	if err != nil {
		g.Fatal(err)
	}
	g.numbers = append(g.numbers, document.Number)
}

// unwilling is the port of a server that takes no mail: what is queued with it waits.
func unwilling(t *testing.T) int {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(line, "554 5.7.1 not today\r\n") //nolint:errcheck // it may have gone
			_ = line.Close()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// copyFor is the same file once more, for another test.
func (g *mailedGarage) copyFor(t *testing.T) *mailedGarage {
	t.Helper()
	content, err := os.ReadFile(g.path)
	if err != nil {
		t.Fatal(err)
	}
	other := &mailedGarage{T: t, path: filepath.Join(t.TempDir(), "garage.db"), numbers: g.numbers}
	if err := os.WriteFile(other.path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return other
}

// command runs the program and reads its JSON. One that takes longer than patience is ended as a person would end it.
func (g *mailedGarage) command(patience time.Duration, input string, answer any, words ...string) (inTime bool) {
	g.Helper()
	ctx, cancel := context.WithTimeout(g.Context(), patience)
	defer cancel()
	words = append(append([]string{"--db", g.path, "--lang", "en"}, words...), "--json")
	child := exec.CommandContext(ctx, os.Getenv("GARAGEMAIL_PROGRAM"), words...) //nolint:gosec // the built program
	child.Dir = filepath.Dir(g.path)
	child.Env = append(os.Environ(), "HOME="+child.Dir, "XDG_DATA_HOME="+child.Dir, "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	child.Stdin = strings.NewReader(input)
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = time.Minute
	var complaint strings.Builder
	child.Stderr = &complaint
	output, err := child.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && !errors.Is(err, context.DeadlineExceeded) {
		g.Fatal(err)
	}
	if err := json.Unmarshal(output, answer); err != nil {
		g.Fatalf("%v: %v\n%s%s", words, err, output, complaint.String())
	}
	return ctx.Err() == nil
}

// account changes the account of the garage's one user.
func (g *mailedGarage) account(password string, words ...string) {
	g.Helper()
	if words = append([]string{"account", "set", "--user", "Sophie"}, words...); password != "" {
		words = append(words, "--password-stdin")
	}
	var answer struct{ Email string }
	if g.command(time.Minute, password+"\n", &answer, words...); answer.Email == "" {
		g.Fatalf("%v: %+v", words, answer)
	}
}

// send mails documents, and waits until nothing more can go.
func (g *mailedGarage) send(numbers []string) run {
	g.Helper()
	var answer struct {
		Queued int
		Run    *run
	}
	g.command(5*time.Minute, "", &answer, append([]string{"send", "documents"}, numbers...)...)
	if answer.Run == nil || answer.Queued != len(numbers) {
		g.Fatalf("%d documents: %+v", len(numbers), answer)
	}
	return *answer.Run
}

// messages is the whole outbox.
func (g *mailedGarage) messages() []message {
	g.Helper()
	var answer struct{ Messages []message }
	g.command(time.Minute, "", &answer, "outbox", "list", "--all")
	return answer.Messages
}
