package smtp

import (
	"bytes"
	"net"
	"regexp"
	"strings"
)

// KnownServer is a mail server as its greeting names it, and what is known about its connections.
type KnownServer struct {
	greeting *regexp.Regexp
	// TakesAhead: it answers rightly to an envelope that comes in one write with the end of the message before. RFC 2920
	// allows it to whoever announces PIPELINING, but some servers that do lose what comes behind the dot, or end the session.
	TakesAhead bool
	// carries is how many messages a connection should carry, 0 = any number.
	Carries int
}

// knownServers are those that were tried with 300 documents over one connection, all accepted once and told as sent
// (make servers): Postfix 3.7, Exim 4.96 and Sendmail 8.17. The words are those of their stock greetings; whoever hides
// behind others, as a proxy or a virus scanner in front of them does, is none of them. chasquid 1.11, Courier 1.0 and Dovecot's
// submission service 2.3 announce PIPELINING and must never be here. OpenSMTPD does not announce it.
var knownServers = []KnownServer{
	{regexp.MustCompile(`^\S+ ESMTP Postfix\b`), true, 0},
	// Exim accepts more, but delivers only the first ten of a connection at once; the others wait for its queue runner
	// (smtp_accept_queue_per_connection, stock value).
	{regexp.MustCompile(`^\S+ ESMTP Exim 4\.`), true, eximCarries},
	{regexp.MustCompile(`\bExim\b`), false, eximCarries},
	{regexp.MustCompile(`^\S+ ESMTP Sendmail 8\.`), true, 0},
}

const eximCarries = 10

// ServerOf returns what is known about a server by its greeting, without the code.
func ServerOf(greeting string) KnownServer {
	for _, server := range knownServers {
		if server.greeting.MatchString(greeting) {
			return server
		}
	}
	return KnownServer{}
}

// greetedLine remembers the first line that the server says, which go-mail drops.
type greetedLine struct {
	net.Conn
	heard []byte
	done  bool
}

const maxGreeting = 512

// Read listens for the greeting.
func (l *greetedLine) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if !l.done {
		l.heard = append(l.heard, p[:n]...)
		l.done = bytes.IndexByte(l.heard, '\n') >= 0 || len(l.heard) > maxGreeting
	}
	return n, err
}

// greeting is the first line without its code, "" when none came.
func (l *greetedLine) greeting() string {
	if l == nil {
		return ""
	}
	line, _, found := strings.Cut(string(l.heard), "\n")
	if !found || len(line) < 4 {
		return ""
	}
	return strings.TrimRight(line[4:], "\r")
}
