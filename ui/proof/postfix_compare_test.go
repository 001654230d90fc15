package proof

import (
	"bytes"
	"encoding/base64"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// postfixReport is what our program says of every message, by Message-ID.
type postfixReport struct {
	counts command.CountsAnswer
	sent   map[string][]command.MessageAnswer // by kind
	failed []command.MessageAnswer
}

func (p *postfix) report() (r postfixReport) {
	p.Helper()
	var list command.ListAnswer
	programtest.Run(p, programtest.Program(p, p.path, "outbox", "list", "--all", "--json")).Must(p, command.ExitFailed, &list)
	r.counts, r.sent = list.Counts, map[string][]command.MessageAnswer{}
	for _, message := range list.Messages {
		switch message.State {
		case "sent":
			r.sent[message.Kind] = append(r.sent[message.Kind], message)
		case "failed":
			r.failed = append(r.failed, message)
		default:
			p.Errorf("neither sent nor failed: %+v", message)
		}
	}
	if len(r.sent["document"]) != postfixClients || len(r.sent["mailing"]) != postfixClients || len(r.failed) != 2*postfixUnknown {
		p.Errorf("%d documents, %d of the mailing, %d failed", len(r.sent["document"]), len(r.sent["mailing"]), len(r.failed))
	}
	return r
}

// postfixLog is what the server wrote down.
type postfixLog struct {
	messageIDs map[string]string         // by the queue's id
	recipients map[string]string         // that were delivered to, by the queue's id
	logins     map[string]int            // messages by who had signed in
	refused    map[string]map[string]int // how often, by the address and the server's code
	delivered  int
	tls        int
	// wrongLogins are those with the other password, before.
	wrongLogins int
}

var (
	logMessageID = regexp.MustCompile(`postfix/cleanup\[\d+\]: (\w+): message-id=(<\S+>)`)
	logDelivered = regexp.MustCompile(`postfix/virtual\[\d+\]: (\w+): to=<(\S+)>,.* status=(\w+)`)
	logLogin     = regexp.MustCompile(`postfix/smtpd\[\d+\]: \w+: client=.*sasl_username=(\S+)`)
	logUnsigned  = regexp.MustCompile(`postfix/smtpd\[\d+\]: \w+: client=[^,]*$`)
	logRefused   = regexp.MustCompile(`reject: RCPT from \S+ (\d+ [\d.]+) <(\S+)>`)
)

func (p *postfix) log() postfixLog {
	p.Helper()
	content, err := os.ReadFile(filepath.Join(p.folder, "mail.log"))
	if err != nil {
		p.Fatal(err)
	}
	log := postfixLog{
		messageIDs: map[string]string{}, recipients: map[string]string{}, logins: map[string]int{}, refused: map[string]map[string]int{},
	}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if m := logMessageID.FindStringSubmatch(line); m != nil {
			log.messageIDs[m[1]] = m[2]
		}
		if m := logDelivered.FindStringSubmatch(line); m != nil {
			if log.recipients[m[1]] != "" || m[3] != "sent" {
				p.Errorf("delivered twice, or not: %s", line)
			}
			log.recipients[m[1]] = m[2]
			log.delivered++
		}
		if m := logLogin.FindStringSubmatch(line); m != nil {
			log.logins[m[1]]++
		}
		if logUnsigned.MatchString(line) {
			log.logins["nobody"]++
		}
		if m := logRefused.FindStringSubmatch(line); m != nil {
			if log.refused[m[2]] == nil {
				log.refused[m[2]] = map[string]int{}
			}
			log.refused[m[2]][m[1]]++
		}
		if strings.Contains(line, "authentication failed") {
			log.wrongLogins++
		}
		if strings.Contains(line, "TLS connection established from") {
			log.tls++
		}
	}
	return log
}

// compareLog holds every message of ours to the server's log, by the id under which the server said it had queued it.
func (p *postfix) compareLog(report postfixReport, log postfixLog) {
	p.Helper()
	queued := map[string]string{} // what we say: the queue's id to the Message-ID
	for _, message := range slices.Concat(report.sent["document"], report.sent["mailing"]) {
		_, id, _ := strings.Cut(message.Reply, "queued as ")
		id = strings.TrimSpace(id)
		if id == "" || queued[id] != "" || log.recipients[id] != message.Address {
			p.Errorf("message %d to %s: the server said %q and delivered that one to %q", message.ID, message.Address, message.Reply, log.recipients[id])
		}
		queued[id] = message.MessageID
	}
	if !maps.Equal(queued, log.messageIDs) {
		p.Errorf("we know of %d messages, the server's log of %d, or they are not the same", len(queued), len(log.messageIDs))
	}
	if log.delivered != len(queued) || log.tls == 0 || log.wrongLogins == 0 || !maps.Equal(log.logins, map[string]int{postfixLogin: len(queued)}) {
		p.Errorf("%d delivered, %d connections with TLS, signed in: %v, %d wrong passwords", log.delivered, log.tls, log.logins, log.wrongLogins)
	}
	refused := map[string]map[string]int{}
	for _, message := range report.failed {
		if refused[message.Address] == nil {
			refused[message.Address] = map[string]int{}
		}
		refused[message.Address]["550 5.1.1"]++
		if message.ReplyCode != 550 || message.Reason != "reason.mailbox_unknown" {
			p.Errorf("%+v", message)
		}
	}
	if !maps.EqualFunc(refused, log.refused, maps.Equal) {
		p.Errorf("we say that these were refused: %v, the server %v", refused, log.refused)
	}
}

func (l postfixLog) refusals() (count int) {
	for _, codes := range l.refused {
		for _, times := range codes {
			count += times
		}
	}
	return count
}

// letter is a message as it lies in a mailbox.
type letter struct {
	mailbox   string
	messageID string
	header    mail.Header
	text      string
	file      string // the name of its PDF, "" = none
	pdf       []byte
}

// mailboxes reads everything that came, by Message-ID.
func (p *postfix) mailboxes() map[string]letter {
	p.Helper()
	letters := map[string]letter{}
	files, err := filepath.Glob(filepath.Join(p.folder, "mail", "*", "*", "*"))
	if err != nil {
		p.Fatal(err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			p.Fatal(err)
		}
		read := p.letter(content)
		read.mailbox = filepath.Base(filepath.Dir(filepath.Dir(file)))
		if _, twice := letters[read.messageID]; twice || read.messageID == "" {
			p.Errorf("%s came twice, or is nothing", read.messageID)
		}
		letters[read.messageID] = read
	}
	return letters
}

func (p *postfix) letter(content []byte) (l letter) {
	p.Helper()
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		p.Fatal(err)
	}
	l.header, l.messageID = message.Header, message.Header.Get("Message-Id")
	p.readPart(&l, message.Header.Get, message.Body)
	return l
}

// readPart takes the text and the PDF out of a part and those within it.
func (p *postfix) readPart(l *letter, header func(string) string, body io.Reader) {
	p.Helper()
	kind, parameters, err := mime.ParseMediaType(header("Content-Type"))
	if err != nil {
		p.Fatalf("%s: %v", l.messageID, err)
	}
	if strings.HasPrefix(kind, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for part, err := parts.NextPart(); err != io.EOF; part, err = parts.NextPart() {
			if err != nil {
				p.Fatalf("%s: %v", l.messageID, err)
			}
			p.readPart(l, part.Header.Get, part) // it decodes quoted-printable by itself, once
		}
		return
	}
	if header("Content-Transfer-Encoding") == "base64" {
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	content, err := io.ReadAll(body)
	if err != nil {
		p.Fatalf("%s: %v", l.messageID, err)
	}
	if kind != "application/pdf" {
		l.text += string(content)
		return
	}
	_, disposition, err := mime.ParseMediaType(header("Content-Disposition"))
	if err != nil || l.file != "" {
		p.Fatalf("%s: a second PDF, or one without a name: %v", l.messageID, err)
	}
	l.file, l.pdf = disposition["filename"], content
}

// compareMailboxes opens each message where it came: the right person, and of a document its own PDF and no other.
func (p *postfix) compareMailboxes(report postfixReport, letters map[string]letter, log postfixLog) {
	p.Helper()
	if ids := slices.Sorted(maps.Values(log.messageIDs)); !slices.Equal(ids, slices.Sorted(maps.Keys(letters))) {
		p.Errorf("%d messages in the log, %d in the mailboxes, or they are not the same", len(ids), len(letters))
	}
	for kind, messages := range report.sent {
		for _, message := range messages {
			l := letters[message.MessageID]
			to, err := mail.ParseAddress(l.header.Get("To"))
			if err != nil || to.Address != message.Address || l.mailbox+"@client.example" != message.Address {
				p.Errorf("%s for %s lies in mailbox %q, To %v %v", message.MessageID, message.Address, l.mailbox, to, err)
				continue
			}
			client := slices.IndexFunc(p.numbers, func(number string) bool { return number == message.Document })
			switch {
			case kind == "mailing":
				if l.file != "" || !holdsName(l.text, message.Name) {
					p.Errorf("the mailing for %s: %q with %q", message.Name, l.text, l.file)
				}
			case client < 0 || message.Name != postfixName(client) || message.Address != postfixAddress(client):
				p.Errorf("the document is another's: %+v", message)
			default:
				p.comparePaper(l, message)
			}
		}
	}
}

// comparePaper reads the number and the client off the paper itself.
func (p *postfix) comparePaper(l letter, message command.MessageAnswer) {
	p.Helper()
	command := exec.CommandContext(p.Context(), "pdftotext", "-layout", "-", "-")
	command.Stdin = bytes.NewReader(l.pdf)
	text, err := command.Output()
	if err != nil {
		p.Fatalf("%s: %v", message.Document, err)
	}
	others := slices.DeleteFunc(slices.Clone(p.numbers), func(number string) bool {
		return number == message.Document || !bytes.Contains(text, []byte(number)) || !holdsName(string(text), number)
	})
	if !holdsName(string(text), message.Document) || !holdsName(string(text), message.Name) || len(others) > 0 || !strings.HasSuffix(l.file, ".pdf") {
		p.Errorf("the paper of %s for %s (%q) names others: %v\n%s", message.Document, message.Name, l.file, others, text)
		return
	}
	p.papers++
}

// holdsName finds a name or number that no longer one begins or ends with.
func holdsName(text, name string) bool {
	return regexp.MustCompile(`(^|[^0-9A-Za-z/-])` + regexp.QuoteMeta(name) + `($|[^0-9A-Za-z/-])`).MatchString(text)
}
