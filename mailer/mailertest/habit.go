package mailertest

import (
	"bufio"
	"bytes"
	"net"
	"strconv"
	"strings"
	"time"
)

// Habits are what a server does time and again, as real ones do; the zero value has none. They need a line that the server
// does not secure itself: Options without StartTLS.
type Habits struct {
	// Swallows drops what came in one write with the end of a message, as chasquid and Courier do.
	Swallows bool
	// EndsEach ends the connection after every message that it took, once the answer has left; EndsMute before that.
	EndsEach bool
	EndsMute bool
	// Late is how long the answer to a message takes.
	Late time.Duration
	// Twice gives the answer to a message twice.
	Twice bool
	// MostMessages is how many MAIL commands a connection stands, 0 = any number; then comes TooMany.
	MostMessages int
	TooMany      TooMany
	// MostErrors is after how many refusing answers in a row it says "421 too many errors" to whatever comes next, 0 = any
	// number. A DATA that came together with a refused recipient counts as another, as at Postfix. Mute ones say nothing.
	MostErrors int
	Mute       bool
}

// TooMany is how a server says that a connection has carried enough. Its zero value is Exim's.
type TooMany int

// The ways. Exim ends the connection, OpenSMTPD goes on refusing.
const (
	Exim421 TooMany = iota
	OpenSMTPD452
)

// habitLine is a line between a client and the server, which does what the server does not.
type habitLine struct {
	net.Conn
	habits  func() Habits
	reader  *bufio.Reader
	rest    []byte // of the line that the server is reading
	inData  bool
	ended   bool // the next answer is the one to a message
	mails   int
	refused int // answers since the last message that was taken
}

// habitListener gives every line its habits.
type habitListener struct {
	net.Listener
	habits func() Habits
}

// Accept waits for the next line.
func (l habitListener) Accept() (net.Conn, error) {
	line, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &habitLine{Conn: line, habits: l.habits, reader: bufio.NewReader(line)}, nil
}

// Read gives the server one line of the client's at a time.
func (l *habitLine) Read(p []byte) (int, error) {
	for len(l.rest) == 0 {
		line, err := l.reader.ReadBytes('\n')
		if err != nil {
			return 0, err
		}
		if l.inData {
			l.inData = string(line) != ".\r\n"
			if l.ended = !l.inData; l.ended && l.habits().Swallows {
				_, _ = l.reader.Discard(l.reader.Buffered())
			}
			l.rest = line
			break
		}
		if l.passes(string(line)) {
			l.rest = line
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// passes reports whether a command reaches the server.
func (l *habitLine) passes(command string) bool {
	habits := l.habits()
	if habits.MostErrors > 0 && l.refused >= habits.MostErrors {
		if !habits.Mute {
			l.say("421 4.7.0 mailertest.example Error: too many errors")
		}
		_ = l.Close()
		return true // the server finds the line closed
	}
	if !strings.HasPrefix(command, "MAIL") {
		return true
	}
	l.mails++
	if habits.MostMessages == 0 || l.mails <= habits.MostMessages {
		return true
	}
	if habits.TooMany == OpenSMTPD452 {
		l.say("452 4.5.3 Too many recipients: Too many messages sent")
		return false
	}
	l.say("421 too many messages in one connection")
	_ = l.Close()
	return true
}

func (l *habitLine) say(reply string) { _, _ = l.Conn.Write([]byte(reply + "\r\n")) }

// Write passes an answer of the server on, as its habits have it.
func (l *habitLine) Write(p []byte) (int, error) {
	code, _ := strconv.Atoi(string(p[:min(3, len(p))]))
	l.inData = code == 354
	if code >= 400 {
		l.refused++
	}
	if !l.ended || code == 0 {
		return l.Conn.Write(p)
	}
	l.ended = false
	habits, taken := l.habits(), code == 250
	if taken {
		l.refused = 0
	}
	time.Sleep(habits.Late)
	if habits.EndsMute && taken {
		_ = l.Close()
		return 0, net.ErrClosed
	}
	n, err := l.Conn.Write(p)
	if habits.Twice && err == nil {
		_, err = l.Conn.Write(bytes.Clone(p))
	}
	if habits.EndsEach && taken {
		_ = l.Close()
	}
	return n, err
}
