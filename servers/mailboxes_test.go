//go:build linux

package servers

import (
	"fmt"
	"io/fs"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"garagemail/mailer/mailertest"
)

// layout is a server with sophie's own mailboxes, laid out in one of the ways that it has.
type layout struct {
	server, variant string
	what            string
	reason          string // why not all can be filed, "" = they can
	none            bool   // none at all can
}

var layouts = []layout{
	{server: "dovecot-imap", variant: "none", what: "no prefix, no Sent"},
	{server: "dovecot-imap", variant: "inbox-sent", what: "prefix INBOX. and a Sent"},
	{server: "dovecot-imap", variant: "inbox", what: "prefix INBOX., no Sent"},
	{server: "dovecot-imap", variant: "accents", what: "prefix Boîte/, Éléments envoyés, separator /"},
	{server: "dovecot-imap", variant: "acl", what: "no right to make a mailbox", reason: "reason.copies_folder", none: true},
	{server: "dovecot-imap", variant: "full", what: "room for a megabyte", reason: "reason.copies_full"},
	{server: "courier-imap", what: "prefix INBOX., no Sent"},
	{server: "courier-imap", variant: "full", what: "room for a megabyte", reason: "reason.copies_full"},
	{server: "cyrus", what: "prefix INBOX. (altnamespace off), no Sent"},
	{server: "cyrus", variant: "alt", what: "no prefix (altnamespace on), no Sent"},
	{server: "cyrus", variant: "full", what: "room for a megabyte", reason: "reason.copies_full"},
}

// copiesRun is what a run of the outbox prints of copies.
type copiesRun struct {
	Sent, Failed, Uncertain, Waiting int
	Copies                           []struct {
		User                    string
		Waiting, Refused        int
		Reason, Sentence, Reply string
	}
	Error string
}

// said is why copies wait, and how many.
func (r copiesRun) said() (reason string, waiting int) {
	if len(r.Copies) == 1 {
		return r.Copies[0].Reason, r.Copies[0].Waiting
	}
	return "", 0
}

// TestMailboxes has the copies of what was sent filed in each server's mailboxes: with a wrong password first, and with
// programs that are killed while they file.
func TestMailboxes(t *testing.T) {
	if os.Getenv("GARAGEMAIL_ROOMS") == "" {
		t.Skip("make servers installs mail servers and names their script")
	}
	chosen := strings.Fields(os.Getenv("GARAGEMAIL_SERVERS"))
	g := newMailedGarage(t)
	var table strings.Builder
	fmt.Fprintln(&table, "| server | version | layout | copies | filed | twice | not filed and said |")
	fmt.Fprintln(&table, "|---|---|---|---|---|---|---|")
	for _, layout := range layouts {
		if len(chosen) > 0 && !slices.Contains(chosen, layout.server) {
			continue
		}
		t.Run(layout.server+" "+layout.variant, func(t *testing.T) {
			p := &filingProof{T: t, layout: layout, mailedGarage: g.copyFor(t), room: openRoom(t, layout.server, layout.variant, known()[:1])}
			p.send()
			waiting := p.file()
			p.room.drain()
			filed, twice := p.count()
			p.compare(filed, twice, waiting)
			fmt.Fprintf(&table, "| %s | %s | %s | %d | %d | %d | %d |\n", layout.server, p.room.read("version"), layout.what, firstRun, filed, twice, waiting)
		})
	}
	t.Log("\n" + table.String())
	if path := os.Getenv("GARAGEMAIL_TABLE"); path != "" {
		path = filepath.Clean(strings.TrimSuffix(path, ".md") + "-mailboxes.md")
		if err := os.WriteFile(path, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// filingProof is one layout's.
type filingProof struct {
	*testing.T
	layout       layout
	mailedGarage *mailedGarage
	room         *room
}

// account signs in at a mail server of ours that takes everything, and at the room's for the mailboxes, by one password.
func (p *filingProof) account(password string) *mailertest.Server {
	p.Helper()
	server := mailertest.Start(p, mailertest.Options{Login: sophie, Password: password})
	p.mailedGarage.account(password, "--server", "127.0.0.1", "--port", strconv.Itoa(server.Port), "--security", "none", "--login", sophie,
		"--ca", filepath.Join(p.room.folder, "ca.pem"), "--imap-server", "localhost", "--imap-port", "143", "--imap-security", "starttls")
	return server
}

// send has all documents leave, while the room's server refuses the password.
func (p *filingProof) send() {
	p.Helper()
	server := p.account("another password")
	var refused copiesRun
	p.mailedGarage.command(patience, "", &refused, "outbox", "run")
	if reason, waiting := refused.said(); refused.Sent != firstRun || len(server.Messages()) != firstRun || waiting != firstRun || reason != "reason.login_refused" {
		p.Fatalf("with another password: %d of %d left, %.800v", refused.Sent, firstRun, fmt.Sprintf("%+v", refused))
	}
}

// kills is when programs die while they file, after their start: one whose predecessor died so waits for five seconds first.
var kills = []time.Duration{250 * time.Millisecond, 5300 * time.Millisecond, 5400 * time.Millisecond}

// file has the copies filed by runs that have nothing to send, and says how many cannot be.
func (p *filingProof) file() (waiting int) {
	p.Helper()
	p.account(sophiePassword)
	if p.layout.reason == "" {
		for _, after := range kills {
			p.kill(after)
		}
	}
	var last copiesRun
	p.mailedGarage.command(patience, "", &last, "outbox", "run")
	reason, waiting := last.said()
	if reason != p.layout.reason || last.Sent != 0 || last.Uncertain != 0 || last.Error != "" {
		p.Errorf("the last run: %.800v", fmt.Sprintf("%+v", last))
	}
	if p.layout.reason != "" && (last.Copies[0].Sentence == "" || last.Copies[0].Reply == "") {
		p.Errorf("it is not said why: %+v", last.Copies)
	}
	return waiting
}

// kill ends a run of the outbox as a power cut does.
func (p *filingProof) kill(after time.Duration) {
	p.Helper()
	child := exec.Command(os.Getenv("GARAGEMAIL_PROGRAM"), "--db", p.mailedGarage.path, "outbox", "run", "--lease", "200ms") //nolint:gosec,noctx // it is killed
	child.Env = append(os.Environ(), "HOME="+filepath.Dir(p.mailedGarage.path), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
	if err := child.Start(); err != nil {
		p.Fatal(err)
	}
	time.Sleep(after)
	_ = child.Process.Kill()
	_ = child.Wait()
	var left struct {
		Copies []struct{ Waiting int }
	}
	if p.mailedGarage.command(patience, "", &left, "check"); len(left.Copies) == 1 {
		p.Logf("killed %v after its start, with %d copies left", after, left.Copies[0].Waiting)
	}
}

// count reads what the server keeps of sophie: how many messages, and how many of them more than once.
func (p *filingProof) count() (filed, twice int) {
	p.Helper()
	ids := map[string]int{}
	err := filepath.WalkDir(filepath.Join(p.room.folder, "result/home", sophie), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		file, err := os.Open(filepath.Clean(path))
		if err != nil {
			return err
		}
		defer file.Close()
		if message, err := mail.ReadMessage(file); err == nil && message.Header.Get("Message-Id") != "" {
			ids[message.Header.Get("Message-Id")]++
		}
		return nil
	})
	if err != nil {
		p.Fatal(err)
	}
	for _, message := range p.mailedGarage.messages() {
		if copies := ids[message.MessageID]; copies > 1 {
			twice++
		} else if copies == 0 && p.layout.reason == "" {
			p.Errorf("the copy of %s is missing", message.MessageID)
		}
	}
	return len(ids), twice
}

func (p *filingProof) compare(filed, twice, waiting int) {
	p.Helper()
	if twice != 0 || filed+waiting != firstRun {
		p.Errorf("%d filed, %d of them twice, %d told to wait, of %d", filed, twice, waiting, firstRun)
	}
	switch {
	case p.layout.reason == "" && waiting != 0, p.layout.none && filed != 0, p.layout.reason != "" && !p.layout.none && (filed == 0 || waiting == 0):
		p.Errorf("%d filed and %d told to wait", filed, waiting)
	}
}
