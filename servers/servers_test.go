//go:build linux

package servers

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// server is a mail server, and what is to be known of it to hold it against what we say.
type server struct {
	name, variant string
	open          bool           // no login, port 25, and nothing is relayed
	log           string         // under /var/log
	accepted      *regexp.Regexp // the recipient or the Message-ID of a message that it took, one a line
	unknown       []string       // our reasons for a mailbox that it has not
	login         string         // sophie, unless it wants a whole address
	returns       bool           // it takes mail for anybody from who has signed in, and sends back what has no mailbox
	slow          string         // why it may take longer than three times as long as Postfix
}

// unknownMailbox is what every server but one says clearly.
var unknownMailbox = []string{"reason.mailbox_unknown"}

var servers = []server{
	{name: "postfix", log: "mail.log", accepted: regexp.MustCompile(`postfix/cleanup\[\d+\]: \w+: message-id=(<\S+>)`), unknown: unknownMailbox},
	{name: "postfix", variant: "open", open: true, log: "mail.log", accepted: regexp.MustCompile(`postfix/cleanup\[\d+\]: \w+: message-id=(<\S+>)`), unknown: unknownMailbox},
	{
		name: "exim", log: "exim4/mainlog", accepted: regexp.MustCompile(` <= sophie@garage.example .* id=(\S+)`), returns: true,
		slow: "ten messages a connection, each with a process, a handshake and a login of its own",
	},
	{
		name: "exim", variant: "few", open: true, log: "exim4/mainlog", accepted: regexp.MustCompile(` <= sophie@garage.example .* id=(\S+)`), unknown: []string{"reason.mailbox_or_domain"},
		slow: "seven messages a connection, and a fifth of a second for the answer to each QUIT",
	},
	{
		name: "chasquid", login: "sophie@garage.example", log: "mail.log", accepted: regexp.MustCompile(`from=sophie@garage.example queued .* to=\[(\S+?)\]`), unknown: unknownMailbox,
		slow: "it takes nothing behind the end of a message, to which it answers after its own disk",
	},
	{
		name: "sendmail", login: "sophie@mail.garage.example", log: "mail.log", accepted: regexp.MustCompile(`: from=<sophie@garage.example>, .*msgid=(<\S+?>),`), unknown: unknownMailbox,
	},
	{name: "opensmtpd", open: true, log: "mail.log", accepted: regexp.MustCompile(`mda delivery .* to=<(\S+?)> .*result="?Ok`), unknown: append([]string{"reason.mailbox_or_relay"}, unknownMailbox...)},
	{
		name: "courier", log: "mail.log", accepted: regexp.MustCompile(`courierlocal: id=\S+,from=<sophie@garage.example>,addr=<(\S+?)>.*success`), unknown: unknownMailbox,
	},
	{
		name: "dovecot", log: "mail.log", accepted: regexp.MustCompile(`postfix/cleanup\[\d+\]: \w+: message-id=(<\S+>)`), unknown: unknownMailbox,
		slow: "its first login waits four seconds, for the wrong password before it",
	},
}

// taken is how many documents it takes.
func (s server) taken() int {
	if s.returns {
		return firstRun + secondRun
	}
	return len(known())
}

// patience is how long the first run may take: what is worse than ten messages a second is told, not waited for.
const patience = 2 * time.Minute

// row is what the table says of a server.
type row struct {
	server, version                               string
	accepted, delivered, sent, uncertain, refused int
	took                                          time.Duration
	inTime                                        bool
}

// TestServers mails documents through each server, and holds our report, its log and its mailboxes against each other.
func TestServers(t *testing.T) {
	if os.Getenv("GARAGEMAIL_ROOMS") == "" {
		t.Skip("make servers installs mail servers and names their script")
	}
	var table []row
	chosen := strings.Fields(os.Getenv("GARAGEMAIL_SERVERS"))
	g := newMailedGarage(t)
	for _, server := range servers {
		title := strings.TrimSpace(server.name + " " + server.variant)
		if len(chosen) > 0 && !slices.Contains(chosen, server.name) {
			continue
		}
		t.Run(title, func(t *testing.T) {
			p := &proof{T: t, server: server, mailedGarage: g.copyFor(t), row: row{server: title}}
			p.room = openRoom(t, server.name, server.variant, known())
			p.row.version = p.room.read("version")
			defer func() { table = append(table, p.row) }()
			p.send()
			p.room.drain()
			if late := p.room.glob("log/left-in-queue"); len(late) == 1 && strings.TrimSpace(string(p.content(late[0]))) != "0" {
				t.Errorf("%s messages were taken and not delivered at once", strings.TrimSpace(string(p.content(late[0]))))
			}
			p.compare()
			if reference := table; len(reference) > 0 && p.row.took > 3*reference[0].took && server.slow == "" {
				t.Errorf("%v, more than three times the %v of %s", p.row.took, reference[0].took, reference[0].server)
			}
		})
	}
	show(t, table)
}

// show prints the table, and keeps it where GARAGEMAIL_TABLE says.
func show(t *testing.T, table []row) {
	t.Helper()
	var text strings.Builder
	fmt.Fprintln(&text, "| server | version | documents | accepted by its log | delivered | told as sent | uncertain | refused, told right | seconds | ratio |")
	fmt.Fprintln(&text, "|---|---|---|---|---|---|---|---|---|---|")
	for _, r := range table {
		seconds := fmt.Sprintf("%.1f", r.took.Seconds())
		if !r.inTime {
			seconds = "not done in " + seconds
		}
		fmt.Fprintf(&text, "| %s | %s | %d | %d | %d | %d | %d | %d of %d | %s | %.2f |\n", r.server, r.version, len(known()), r.accepted, r.delivered,
			r.sent, r.uncertain, r.refused, firstRun+secondRun-len(known()), seconds, r.took.Seconds()/table[0].took.Seconds())
	}
	t.Log("\n" + text.String())
	if path := os.Getenv("GARAGEMAIL_TABLE"); path != "" {
		if err := os.WriteFile(filepath.Clean(path), []byte(text.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// proof is one server's.
type proof struct {
	*testing.T
	server       server
	mailedGarage *mailedGarage
	room         *room
	row          row
	// returned are those whose mail came back to sophie.
	returned    []string
	differences map[string]int // messages by what is wrong with them
}

// send does the first run, in which all have a mailbox and which is measured, and the second.
func (p *proof) send() {
	p.Helper()
	where := []string{"--server", "localhost", "--port", "587", "--security", "starttls", "--login", cmp.Or(p.server.login, sophie), "--ca", filepath.Join(p.room.folder, "ca.pem")}
	if p.server.open {
		where = []string{"--server", "localhost", "--port", "25", "--security", "none"}
		p.mailedGarage.account("", where...)
	} else {
		p.mailedGarage.account("another", where...)
		var refused run
		p.mailedGarage.command(patience, "", &refused, "outbox", "run")
		if refused.Sent != 0 || refused.Waiting != firstRun || len(refused.Accounts) != 1 || !strings.HasPrefix(refused.Accounts[0].Reason, "reason.login") {
			p.Errorf("with another password: %.500v", fmt.Sprintf("%+v", refused))
		}
		p.mailedGarage.account(sophiePassword)
	}
	var first run
	start := time.Now()
	p.row.inTime = p.mailedGarage.command(patience, "", &first, "outbox", "run")
	p.row.took = time.Since(start)
	if !p.row.inTime || first.Sent != firstRun || first.Failed+first.Uncertain+first.Waiting != 0 {
		p.Errorf("in %v: %.1500v", p.row.took.Round(time.Second/10), fmt.Sprintf("%+v", first))
		if first.Waiting > 0 {
			return // the second run would go on with the first
		}
	}
	second := p.mailedGarage.numbers[firstRun : firstRun+secondRun]
	if p.server.open {
		second = append(slices.Clone(second[:secondRun/2]), append([]string{p.mailedGarage.numbers[firstRun+secondRun]}, second[secondRun/2:]...)...)
	}
	if ended := p.mailedGarage.send(second); len(ended.Accounts) != 0 || ended.Waiting != 0 || ended.Error != "" {
		p.Errorf("the run with refused recipients: %.1500v", fmt.Sprintf("%+v", ended))
	}
}
