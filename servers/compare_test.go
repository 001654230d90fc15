//go:build linux

package servers

import (
	"bytes"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// letter is a message as it lies in a mailbox.
type letter struct {
	mailbox, to, messageID, paper string
	failed                        string // whose mail comes back with it
}

var paperName = regexp.MustCompile(`(?s)filename="?([^"\r\n]+\.pdf)`)

// letters reads everything that came: maildirs, and mailboxes of one file.
func (p *proof) letters() (all []letter) {
	p.Helper()
	for _, pattern := range []string{"home/*/Maildir/new/*", "home/*/Maildir/cur/*"} {
		for _, file := range p.room.glob(pattern) {
			all = append(all, p.letter(strings.Split(file, string(filepath.Separator)), p.content(file)))
		}
	}
	for _, file := range p.room.glob("mail/*") {
		for _, content := range bytes.Split(append([]byte("\n"), p.content(file)...), []byte("\nFrom "))[1:] {
			_, content, _ = bytes.Cut(content, []byte("\n"))
			all = append(all, p.letter([]string{filepath.Base(file), "", "", ""}, content))
		}
	}
	return all
}

func (p *proof) content(file string) []byte {
	p.Helper()
	content, err := os.ReadFile(filepath.Clean(file))
	if err != nil {
		p.Fatal(err)
	}
	return content
}

// letter reads a message; its mailbox is the fourth element from the end of where it lies.
func (p *proof) letter(path []string, content []byte) letter {
	p.Helper()
	l := letter{mailbox: path[len(path)-4]}
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		p.Fatalf("in the mailbox of %s: %v", l.mailbox, err)
	}
	l.messageID = message.Header.Get("Message-Id")
	if to, err := mail.ParseAddress(message.Header.Get("To")); err == nil {
		l.to = to.Address
	}
	l.failed = message.Header.Get("X-Failed-Recipients")
	if found := paperName.FindSubmatch(content); found != nil {
		l.paper = string(found[1])
	}
	return l
}

// compare holds the three against each other, message by message.
func (p *proof) compare() {
	p.Helper()
	messages := p.mailedGarage.messages()
	byID := map[string]message{}
	for _, m := range messages {
		byID[m.MessageID] = m
		switch m.State {
		case "sent":
			p.row.sent++
		case "uncertain":
			p.row.uncertain++
		}
	}
	if p.row.sent != p.server.taken() || p.row.uncertain != 0 {
		p.Errorf("%d told as sent, %d uncertain of %d", p.row.sent, p.row.uncertain, p.server.taken())
	}
	p.compareLetters(byID)
	p.compareLog(messages)
	p.compareRefused(messages)
}

// compareLetters finds each message that we call sent once in its mailbox, with its own paper, and no other.
func (p *proof) compareLetters(byID map[string]message) {
	p.Helper()
	came := map[string]int{}
	for _, l := range p.letters() {
		if l.mailbox == sophie && p.server.returns {
			p.returned = append(p.returned, l.failed)
			continue
		}
		m, ours := byID[l.messageID]
		number := strings.NewReplacer("/", "-", " ", "-").Replace(m.Document)
		switch came[l.messageID]++; {
		case !ours:
			p.Errorf("not ours: %+v", l)
		case l.mailbox+domain != m.Address || l.to != m.Address || !strings.Contains(l.paper, number):
			p.Errorf("%+v is of %+v", l, m)
		case m.State != "sent" && came[l.messageID] == 1:
			p.differ("came, and we say "+m.State, m)
		}
	}
	for id, m := range byID {
		back := p.server.returns && strings.HasPrefix(m.Address, "nobody")
		if m.State == "sent" && !back && came[id] != 1 || came[id] > 1 {
			p.differ(fmt.Sprintf("%s, and came %d times", m.State, came[id]), m)
		}
	}
	p.row.delivered = len(came)
}

// compareLog finds each message that we call sent once in the server's log.
func (p *proof) compareLog(messages []message) {
	p.Helper()
	took := map[string]int{}
	for line := range strings.Lines(p.room.read(filepath.Join("result/log", p.server.log))) {
		if found := p.server.accepted.FindStringSubmatch(line); found != nil {
			took[strings.Trim(found[1], "<>")]++
			p.row.accepted++
		}
	}
	for _, m := range messages {
		times := took[strings.Trim(m.MessageID, "<>")] + took[m.Address]
		if m.State == "sent" && times != 1 || m.State != "sent" && times != 0 {
			p.differ(fmt.Sprintf("%d times in the server's log", times), m)
		}
	}
}

// compareRefused finds each recipient without a mailbox told as that, and everybody else charged with nothing.
func (p *proof) compareRefused(messages []message) {
	p.Helper()
	for _, m := range messages {
		unknown := strings.HasPrefix(m.Address, "nobody")
		switch {
		case unknown && p.server.returns && m.State == "sent" && slices.Contains(p.returned, m.Address):
			p.row.refused++
		case unknown && m.State == "failed" && m.Attempts == 1 && m.ReplyCode >= 500 && slices.Contains(p.server.unknown, m.Reason):
			p.row.refused++
		case unknown:
			p.differ("no mailbox, and told", m)
		case m.Address == elsewhere && (m.State != "failed" || m.ReplyCode < 500):
			p.differ("not relayed, and told", m)
		case m.Address != elsewhere && m.Attempts > 1:
			p.differ("charged for another's", m)
		}
	}
}

// differ tells the first few messages of each kind of disagreement, and counts the others.
func (p *proof) differ(kind string, m message) {
	p.Helper()
	if p.differences == nil {
		p.differences = map[string]int{}
		p.Cleanup(func() {
			for kind, count := range p.differences {
				p.Logf("%s: %d messages", kind, count)
			}
		})
	}
	if p.differences[kind]++; p.differences[kind] <= 3 {
		p.Errorf("%s: %+v", kind, m)
	}
}
