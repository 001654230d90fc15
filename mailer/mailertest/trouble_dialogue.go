package mailertest

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// dialogue is one connection.
type dialogue struct {
	server  *TroubleServer
	bare    *net.TCPConn
	line    net.Conn
	reader  *bufio.Reader
	to      string
	refused bool
	ended   bool
	behind  bool // the next MAIL came with the end of a message
}

func (s *TroubleServer) serve(line net.Conn) {
	bare, _ := line.(*net.TCPConn)
	d := &dialogue{server: s, bare: bare, line: line, reader: bufio.NewReader(line)}
	defer func() { _ = d.line.Close() }()
	greeting := "220 trouble.example ready"
	if s.options.Known {
		greeting = "220 trouble.example ESMTP Postfix"
	}
	d.answer(AtGreeting, greeting)
	for !d.ended {
		command, err := d.reader.ReadString('\n')
		if err != nil {
			return
		}
		d.obey(strings.TrimRight(command, "\r\n"))
	}
}

func (d *dialogue) obey(command string) {
	verb, _, _ := strings.Cut(strings.ToUpper(command), " ")
	switch verb {
	case "EHLO":
		hello := "250-trouble.example\r\n250-8BITMIME\r\n"
		if d.server.options.Pipelining {
			hello += "250-PIPELINING\r\n"
		}
		if _, secured := d.line.(*tls.Conn); !secured {
			hello += "250-STARTTLS\r\n"
		}
		d.answer(AtHello, hello+"250 AUTH PLAIN")
	case "STARTTLS":
		if d.answer(AtStartTLS, "220 go on") {
			secured := tls.Server(d.line, d.server.config)
			d.line, d.reader = secured, bufio.NewReader(secured)
		}
	case "AUTH":
		d.answer(AtLogin, "235 2.7.0 welcome")
	case "MAIL":
		d.server.mu.Lock()
		d.server.senders++
		if !d.behind {
			d.server.envelopes = append(d.server.envelopes, d.together())
		}
		d.behind = false
		d.server.mu.Unlock()
		d.refused = !d.answer(AtSender, "250 2.1.0 ok")
	case "RCPT":
		_, d.to, _ = strings.Cut(strings.Trim(command, ">"), "<")
		if d.refused {
			d.say("503 5.5.1 no sender")
			return
		}
		if d.server.options.Refuses != "" && strings.HasPrefix(d.to, d.server.options.Refuses) {
			d.refused = true
			d.say("550 5.1.1 no such mailbox")
			return
		}
		d.refused = !d.answer(AtRecipient, "250 2.1.5 ok")
	case "DATA":
		if d.refused && !d.server.options.Eager {
			d.say("503 5.5.1 no recipient")
			return
		}
		if d.answer(AtData, "354 go on") {
			d.message()
		}
	case "RSET":
		d.say("250 2.0.0 ok")
	case "QUIT":
		d.answer(AtQuit, "221 2.0.0 bye")
		d.ended = true
	default:
		d.say("500 5.5.2 what?")
	}
}

// together are the verbs of a MAIL and of what came in one write with it.
func (d *dialogue) together() string {
	verbs := []string{"MAIL"}
	waiting, _ := d.reader.Peek(d.reader.Buffered())
	for command := range strings.Lines(string(waiting)) {
		verbs = append(verbs, command[:min(4, len(command))])
	}
	return strings.Join(verbs, "-")
}

// message reads the content, and keeps it in the mailbox unless the trouble is that it refuses it.
func (d *dialogue) message() {
	if d.isTrouble(AtBody) {
		_, _ = d.reader.ReadString('\n')
		d.carryOut("250 2.0.0 too early")
		d.ended = true // whatever comes now, nobody takes it
		return
	}
	for {
		line, err := d.reader.ReadString('\n')
		if err != nil {
			return
		}
		if line == ".\r\n" {
			break
		}
	}
	next, _ := d.reader.Peek(d.reader.Buffered())
	d.server.mu.Lock()
	if strings.HasPrefix(string(next), "MAIL") {
		d.server.grouped, d.behind = true, true
	}
	refuses := d.server.options.Place == AtDot && !d.server.troubled && d.server.senders == d.server.options.Recipient &&
		slices.Contains([]Trouble{Later, Never, Closing}, d.server.options.Trouble)
	if !refuses {
		d.server.accepted[d.to]++
	}
	d.server.mu.Unlock()
	d.answer(AtDot, "250 2.0.0 queued")
}

// answer gives the right answer, or is in trouble. It reports whether the dialogue goes on as after the right answer.
func (d *dialogue) answer(place Place, right string) bool {
	if d.isTrouble(place) {
		return d.carryOut(right)
	}
	d.say(right)
	return true
}

func (d *dialogue) say(text string) { _, _ = fmt.Fprint(d.line, text+"\r\n") }

// isTrouble reports whether this is the place and the time, which comes once.
func (d *dialogue) isTrouble(place Place) bool {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	early := slices.Contains([]Place{AtGreeting, AtHello, AtStartTLS, AtLogin, AtQuit}, place)
	if s.troubled || place != s.options.Place || !early && s.senders != s.options.Recipient {
		return false
	}
	s.troubled = true
	return true
}

func (d *dialogue) carryOut(right string) (goesOn bool) {
	switch d.server.options.Trouble {
	case Later:
		d.say("451 4.3.0 not now")
	case Never:
		d.say("550 5.0.0 no")
	case Silence:
		d.untilClosed()
	case Reset:
		d.reset()
	case HalfReply:
		_, _ = fmt.Fprint(d.line, right[:2])
		d.ended = true
	case Garbage:
		d.say("\x00\xff\x13 ♞ <html>")
		d.untilClosed()
	case SlowDrip:
		for _, b := range []byte(right + "\r\n") {
			if _, err := d.line.Write([]byte{b}); err != nil {
				break
			}
			time.Sleep(DripPause)
		}
		return true
	case Closing:
		d.say("421 4.3.0 closing")
		d.ended = true
	case OKReset:
		d.say(right)
		time.Sleep(100 * time.Millisecond) // or the reset overtakes the answer
		d.reset()
	case Twice:
		d.say(right + "\r\n" + right[strings.LastIndexByte(right, '\n')+1:])
		return true
	case Endless:
		_, _ = fmt.Fprint(d.line, right[:3]+"-"+strings.Repeat("x", 2<<20))
		d.ended = true
	}
	return false
}

// untilClosed says nothing until the other side hangs up.
func (d *dialogue) untilClosed() {
	d.ended = true
	for {
		if _, err := d.reader.ReadByte(); err != nil {
			return
		}
	}
}

func (d *dialogue) reset() {
	d.ended = true
	_ = d.bare.SetLinger(0)
	_ = d.bare.Close()
}
