package smtp

import (
	"net"
	"syscall"
	"testing"

	"garagemail/mailer/mailertest"
)

// acknowledgesAtOnce asks the kernel whether it would acknowledge what comes next without waiting.
func acknowledgesAtOnce(t *testing.T, line net.Conn) bool {
	t.Helper()
	bare, ok := line.(syscall.Conn)
	if !ok {
		t.Fatalf("%T is no connection of TCP", line)
	}
	raw, err := bare.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var atOnce int
	var failure error
	if err := raw.Control(func(socket uintptr) {
		atOnce, failure = syscall.GetsockoptInt(int(socket), syscall.IPPROTO_TCP, syscall.TCP_QUICKACK)
	}); err != nil || failure != nil {
		t.Fatal(err, failure)
	}
	return atOnce != 0
}

// TestSessionAcknowledgesAtOnce asks after some messages, since the kernel takes it back with what is written: a bare
// connection with the same dialogue has lost it.
func TestSessionAcknowledgesAtOnce(t *testing.T) {
	account, _ := scripted(t, pipelining, polite(nil))
	session := connectTo(t, account)
	line, ok := session.line.Conn.(*promptLine)
	if !ok {
		t.Fatalf("the line is %T", session.line.Conn)
	}
	talk := func() bool {
		for range 5 {
			if outcome := session.send(t.Context(), mailertest.Marie, mailertest.Elise, plainMail); outcome.Verdict != Accepted {
				t.Fatalf("%+v", outcome)
			}
		}
		return acknowledgesAtOnce(t, line.Conn)
	}
	if !talk() {
		t.Error("the kernel waits before it acknowledges an answer")
	}
	session.line.Conn = line.Conn
	if talk() {
		t.Error("a bare connection acknowledges at once too: this test says nothing")
	}
	if err := session.Close(); err != nil {
		t.Error(err)
	}
}
