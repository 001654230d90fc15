package mailertest

import (
	"bufio"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
)

// IMAPScript answers the commands of a client as a server does that no library is: with the words of the script.
type IMAPScript struct {
	Greeting string // "" = an ordinary one
	// Answer returns the lines for a command, which is its words without the tag ("APPEND Sent …"); "{tag}" in them is the
	// tag of the command. "" ends the connection, SaysNothing lets it wait for ever. For an APPEND it is asked before the
	// message goes up ("APPEND …", with "+" it is let) and after ("APPENDED …").
	Answer func(command string) string
}

// SaysNothing is the answer that never comes.
const SaysNothing = "silence"

// ListenIMAP starts a server that follows the script and ends with the test.
func ListenIMAP(t testing.TB, script IMAPScript) *IMAP {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() { close(ended); _ = listener.Close() })
	go func() {
		for {
			line, err := listener.Accept()
			if err != nil {
				return
			}
			go script.serve(line, ended)
		}
	}()
	address, _ := listener.Addr().(*net.TCPAddr)
	return &IMAP{Host: address.IP.String(), Port: address.Port}
}

func (s IMAPScript) serve(line net.Conn, ended <-chan struct{}) {
	defer line.Close() //nolint:errcheck // the client sees it
	greeting := s.Greeting
	if greeting == "" {
		greeting = "* OK [CAPABILITY IMAP4rev1] ready"
	}
	reader := bufio.NewReader(line)
	if !say(line, greeting, "", ended) || strings.HasPrefix(greeting, "* BYE") {
		return
	}
	for {
		text, err := reader.ReadString('\n')
		if err != nil {
			return
		}
		tag, command, _ := strings.Cut(strings.TrimRight(text, "\r\n"), " ")
		answer := s.Answer(command)
		for strings.HasPrefix(answer, "+") {
			if !say(line, "+ go on", tag, ended) {
				return
			}
			rest, err := readLiterally(reader, command)
			if err != nil {
				return
			}
			command = "APPENDED " + rest
			answer = s.Answer(command)
		}
		if !say(line, answer, tag, ended) || strings.HasPrefix(answer, "* BYE") {
			return
		}
	}
}

// say writes an answer. It reports false when the connection is to end.
func say(line io.Writer, answer, tag string, ended <-chan struct{}) bool {
	if answer == SaysNothing {
		<-ended
		return false
	}
	if answer == "" {
		return false
	}
	answer = strings.ReplaceAll(strings.TrimRight(answer, "\n"), "{tag}", tag)
	_, err := io.WriteString(line, strings.ReplaceAll(answer, "\n", "\r\n")+"\r\n")
	return err == nil
}

// readLiterally reads the message whose size ends a command, and the end of the line.
func readLiterally(reader *bufio.Reader, command string) (string, error) {
	size, err := strconv.Atoi(strings.TrimRight(command[strings.LastIndex(command, "{")+1:], "+}"))
	if err != nil {
		return "", err
	}
	message := make([]byte, size)
	if _, err := io.ReadFull(reader, message); err != nil {
		return "", err
	}
	_, err = reader.ReadString('\n')
	return string(message), err
}
