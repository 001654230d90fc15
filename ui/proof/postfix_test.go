package proof

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// How many clients have a document and are in the mailing; the mailboxes of the last are not at the server.
const (
	postfixClients = 500
	postfixUnknown = 5
)

// postfix is a real Postfix on the loopback, with the file of a garage that sends to it.
type postfix struct {
	*testing.T
	script, folder string
	port           int
	path           string // of the garage's file
	mailing        string
	numbers        []string         // of the documents, in the order of the clients
	took           [2]time.Duration // the documents, the mailing
	papers         int              // PDFs that were the right ones
}

// TestPostfix is the proof against a mail server that others wrote: with STARTTLS, a login and an authority of the
// account's own, Postfix's log, its mailboxes and our report tell the same of every message. make postfix runs it.
func TestPostfix(t *testing.T) {
	script := os.Getenv("GARAGEMAIL_POSTFIX")
	if script == "" {
		t.Skip("make postfix installs a Postfix and names its script")
	}
	p := &postfix{T: t, script: script, path: filepath.Join(t.TempDir(), "garage.db")}
	p.start()
	p.fill()
	p.refuse()
	p.send()
	p.run("stop", p.folder)

	report, mailboxes, log := p.report(), p.mailboxes(), p.log()
	p.compareLog(report, log)
	p.compareMailboxes(report, mailboxes, log)
	t.Logf("our report: sent %d documents and %d of the mailing, failed %d, uncertain %d, waiting %d", len(report.sent["document"]),
		len(report.sent["mailing"]), report.counts.Failed, report.counts.Uncertain, report.counts.Queued+report.counts.Sending)
	t.Logf("Postfix's log: accepted %d, signed in as %v, delivered %d, refused %d, connections with TLS %d",
		len(log.messageIDs), log.logins, log.delivered, log.refusals(), log.tls)
	t.Logf("its mailboxes: %d messages, %d of them with the PDF of their own document and client", len(mailboxes), p.papers)
	t.Logf("the documents took %v, the mailing %v", p.took[0].Round(time.Millisecond), p.took[1].Round(time.Millisecond))
}

func (p *postfix) run(words ...string) {
	p.Helper()
	output, err := os.Create(filepath.Join(p.TempDir(), "output")) // the daemon must not keep a pipe of the test open
	if err != nil {
		p.Fatal(err)
	}
	defer output.Close()
	words = append([]string{p.script}, words...)
	if os.Geteuid() != 0 {
		words = append([]string{"sudo"}, words...)
	}
	child := exec.Command(words[0], words[1:]...) //nolint:gosec,noctx // the cleanup outlives the test's context
	child.Stdout, child.Stderr = output, output
	if err := child.Run(); err != nil {
		said, _ := os.ReadFile(output.Name())
		p.Fatalf("%v: %v\n%s", words, err, said)
	}
}

// start sets the server up. Its folder lies outside of the test's own, into which only this user can look.
func (p *postfix) start() {
	var err error
	if p.folder, err = os.MkdirTemp("", "garagemail-postfix-"); err != nil {
		p.Fatal(err)
	}
	p.Cleanup(func() { p.run("remove", p.folder) })
	if err := os.Chmod(p.folder, 0o755); err != nil { //nolint:gosec // Postfix works under several users
		p.Fatal(err)
	}
	var addresses strings.Builder
	for i := range postfixClients {
		addresses.WriteString(postfixAddress(i) + "\n")
	}
	p.write("addresses", addresses.String())
	p.write("password", postfixPassword)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		p.Fatal(err)
	}
	p.port = listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		p.Fatal(err)
	}
	p.run("start", p.folder, strconv.Itoa(p.port))
}

const (
	postfixLogin    = "sophie@garage.example"
	postfixPassword = "pneus d'hiver 2026"
)

func (p *postfix) write(name, text string) {
	p.Helper()
	if err := os.WriteFile(filepath.Join(p.folder, name), []byte(text), 0o600); err != nil {
		p.Fatal(err)
	}
}

func postfixAddress(i int) string { return fmt.Sprintf("client%d@client.example", i) }

func postfixName(i int) string { return fmt.Sprintf("Peeters-%d", i) }

// fill imports the clients as an export of the accounting program, issues a document for each, and drafts the mailing.
func (p *postfix) fill() {
	var table strings.Builder
	table.WriteString("Code;Nom;E-mail;Langue\n")
	for i := range postfixClients + postfixUnknown {
		fmt.Fprintf(&table, "C%d;%s;%s;%s\n", 1000+i, postfixName(i), postfixAddress(i), []string{"FR", "NL", "DE"}[i%3])
	}
	file := filepath.Join(p.TempDir(), "clients.csv")
	if err := os.WriteFile(file, []byte(table.String()), 0o600); err != nil {
		p.Fatal(err)
	}
	var imported []command.ImportAnswer
	programtest.Run(p, programtest.Program(p, p.path, "import", file, "--json")).Must(p, command.ExitDone, &imported)
	if len(imported) != 1 || imported[0].New != postfixClients+postfixUnknown {
		p.Fatalf("%+v", imported)
	}
	p.account("--email", postfixLogin, "--server", "localhost", "--port", strconv.Itoa(p.port), "--security", "starttls",
		"--login", postfixLogin, "--password-stdin")
	programtest.WithFile(p, p.path, func(db *store.DB) {
		p.numbers = programtest.Issued(p, db, postfixClients+postfixUnknown)
		_, p.mailing = programtest.NewDraft(p, db)
	})
}

func (p *postfix) account(words ...string) {
	p.Helper()
	p.accountWith(postfixPassword, words...)
}

func (p *postfix) accountWith(password string, words ...string) {
	p.Helper()
	child := programtest.Program(p, p.path, append([]string{"account", "set", "--user", "Sophie"}, words...)...)
	child.Stdin = strings.NewReader(password + "\n")
	programtest.Run(p, child).Must(p, command.ExitDone, nil)
}

// refuse shows that the certificate and the password count: without the authority, and with another password, nothing
// goes and everything waits.
func (p *postfix) refuse() {
	p.Helper()
	answer := p.sendDocuments(p.numbers[0])
	p.stopped(*answer.Run, "reason.certificate")
	p.account("--ca", filepath.Join(p.folder, "ca.pem"))
	p.accountWith("another", "--password-stdin")
	var run command.RunAnswer
	programtest.Run(p, programtest.Program(p, p.path, "outbox", "run", "--json")).Must(p, command.ExitFailed, &run)
	p.stopped(run, "reason.login")
	p.account("--password-stdin")
}

func (p *postfix) stopped(run command.RunAnswer, reason string) {
	p.Helper()
	if run.Sent != 0 || run.Waiting != 1 || len(run.Accounts) != 1 || run.Accounts[0].State != "stopped" ||
		!strings.HasPrefix(run.Accounts[0].Reason, reason) {
		p.Errorf("%+v, want it stopped for %s", run, reason)
	}
}

// sendDocuments has documents sent, some of which cannot arrive.
func (p *postfix) sendDocuments(words ...string) (answer command.DocumentsAnswer) {
	p.Helper()
	programtest.Run(p, programtest.Program(p, p.path, append([]string{"send", "documents", "--json"}, words...)...)).Must(p, command.ExitFailed, &answer)
	return answer
}

// send runs the program as a nightly task would.
func (p *postfix) send() {
	p.Helper()
	start := time.Now()
	documents := p.sendDocuments("--unsent", "--from", "2026-01-01")
	p.took[0] = time.Since(start)
	if documents.Queued != postfixClients+postfixUnknown-1 || documents.Run.Sent != postfixClients || documents.Run.Failed != postfixUnknown {
		p.Errorf("%+v", documents)
	}
	start = time.Now()
	var mailing command.MailingAnswer
	programtest.Run(p, programtest.Program(p, p.path, "send", "mailing", p.mailing, "--json")).Must(p, command.ExitFailed, &mailing)
	p.took[1] = time.Since(start)
	if mailing.Going != postfixClients+postfixUnknown || mailing.Run.Sent != postfixClients || mailing.Run.Failed != postfixUnknown {
		p.Errorf("%+v", mailing)
	}
	nothing := p.sendDocuments(p.numbers[1]) // a second time only when it is asked for
	if nothing.Queued != 0 || nothing.Run.Sent != 0 {
		p.Errorf("%+v", nothing)
	}
}
