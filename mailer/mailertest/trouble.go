package mailertest

import (
	"crypto/tls"
	"net"
	"slices"
	"sync"
	"testing"
	"time"
)

// Place is a point of the dialogue of a TroubleServer: what it is about to answer.
type Place string

// The places, in the order of the dialogue. Body is before the message has ended, Dot the answer to its end.
const (
	AtGreeting  Place = "greeting"
	AtHello     Place = "EHLO"
	AtStartTLS  Place = "STARTTLS"
	AtLogin     Place = "AUTH"
	AtSender    Place = "MAIL"
	AtRecipient Place = "RCPT"
	AtData      Place = "DATA"
	AtBody      Place = "body"
	AtDot       Place = "dot"
	AtQuit      Place = "QUIT"
)

// Places are all of them.
var Places = []Place{AtGreeting, AtHello, AtStartTLS, AtLogin, AtSender, AtRecipient, AtData, AtBody, AtDot, AtQuit}

// Trouble is what goes wrong instead of the right answer.
type Trouble string

// The troubles.
const (
	Later     Trouble = "4xx"
	Never     Trouble = "5xx"
	Silence   Trouble = "silence"
	Reset     Trouble = "reset"
	HalfReply Trouble = "half a reply"
	Garbage   Trouble = "garbage"
	SlowDrip  Trouble = "slow drip" // the right answer, a byte every DripPause
	Closing   Trouble = "421"
	OKReset   Trouble = "250 then reset" // the right answer, then a reset
	Twice     Trouble = "twice"          // the right answer, twice
	Endless   Trouble = "2 MB"           // a reply that never ends
)

// Troubles are all of them.
var Troubles = []Trouble{Later, Never, Silence, Reset, HalfReply, Garbage, SlowDrip, Closing, OKReset, Twice, Endless}

// DripPause is the time between two bytes of a SlowDrip.
const DripPause = 150 * time.Millisecond

// TroubleOptions say when a TroubleServer is in trouble: once, at a place of a message, or of its first connection where
// the place comes before the first message.
type TroubleOptions struct {
	Place      Place
	Trouble    Trouble
	Recipient  int // counted in MAIL commands from 1: whose place it is
	Pipelining bool
	Known      bool   // greets as a server that takes an envelope with the end of the message before
	Refuses    string // a beginning of the addresses that it refuses, "" = none; Eager begins the data nevertheless
	Eager      bool
}

// TroubleServer speaks SMTP with STARTTLS and AUTH on a bare socket, rightly but for one trouble. It ends with its test.
type TroubleServer struct {
	Host string
	Port int

	options   TroubleOptions
	config    *tls.Config
	trusted   *tls.Config
	mu        sync.Mutex
	troubled  bool
	senders   int
	accepted  map[string]int
	grouped   bool // a MAIL came before the answer to the end of the message before it
	envelopes []string
	listening net.Listener
	lines     []net.Conn
	open      sync.WaitGroup
}

// StartTrouble starts a TroubleServer.
func StartTrouble(t testing.TB, options TroubleOptions) *TroubleServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address, _ := listener.Addr().(*net.TCPAddr)
	certificate, trusted, _ := newCertificate(t, Options{})
	s := &TroubleServer{
		Host: address.IP.String(), Port: address.Port, options: options, trusted: trusted, accepted: map[string]int{},
		config:    &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12},
		listening: listener,
	}
	s.open.Go(func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.lines = append(s.lines, line)
			s.mu.Unlock()
			s.open.Go(func() { s.serve(line) })
		}
	})
	t.Cleanup(s.close)
	return s
}

func (s *TroubleServer) close() {
	_ = s.listening.Close()
	s.mu.Lock()
	for _, line := range s.lines {
		_ = line.Close()
	}
	s.mu.Unlock()
	s.open.Wait()
}

// Connections is the number of connections that were made.
func (s *TroubleServer) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.lines)
}

// TLSConfig trusts the server's authority.
func (s *TroubleServer) TLSConfig() *tls.Config { return s.trusted.Clone() }

// Accepted counts the accepted messages by recipient.
func (s *TroubleServer) Accepted() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	counts := map[string]int{}
	for to, count := range s.accepted {
		counts[to] = count
	}
	return counts
}

// Troubled reports whether the trouble has come.
func (s *TroubleServer) Troubled() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.troubled
}

// Grouped reports whether an envelope came together with the end of the message before it.
func (s *TroubleServer) Grouped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.grouped
}

// Envelopes are, for each MAIL that did not come with the end of a message, the verbs that came in one write: MAIL-RCPT-DATA.
func (s *TroubleServer) Envelopes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.envelopes)
}
