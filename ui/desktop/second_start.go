package desktop

import (
	"bufio"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	// markEnding is what the file beside the database is called in which an open window says where it listens.
	markEnding = "-window"
	// answerPatience is for a program of this machine.
	answerPatience = 2 * time.Second
	longestCall    = 64 << 10
)

// mark is what stands in that file. Whoever can read it can read the database as well.
type mark struct {
	Address string `json:"address"` // of the loopback
	Secret  string `json:"secret"`
	Process int    `json:"process"`
}

// call is what a second start says.
type call struct {
	Secret string   `json:"secret"`
	Words  []string `json:"words"` // that it was started with
}

// Window is the one open window of a database, to which further starts turn.
type Window struct {
	path     string
	mark     mark
	listener net.Listener
}

// FirstWindow makes this program the one with the window of a database. Where another has it open already, that one gets words and
// nil is returned. called hears of further starts, from its own goroutine. Where nothing can be kept beside the database or
// nobody can listen, an error tells so; the program can go on without.
func FirstWindow(database string, words []string, called func(words []string)) (first *Window, err error) {
	path := database + markEnding
	if turnTo(path, words) {
		return nil, nil
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return &Window{}, err
	}
	secret := make([]byte, 32)
	rand.Read(secret)
	w := &Window{path: path, listener: listener, mark: mark{
		Address: listener.Addr().String(), Secret: hex.EncodeToString(secret), Process: os.Getpid(),
	}}
	content, err := json.Marshal(w.mark)
	if err == nil {
		_ = os.Remove(path)                          // what a program left that was killed
		err = os.MkdirAll(filepath.Dir(path), 0o700) // the first start makes the database later
	}
	if err == nil {
		err = os.WriteFile(path, content, 0o600)
	}
	if err != nil {
		return &Window{}, errors.Join(err, listener.Close())
	}
	go w.listen(called)
	return w, nil
}

// Close has further starts open a window of their own.
func (w *Window) Close() error {
	if w == nil || w.listener == nil {
		return nil
	}
	err := w.listener.Close()
	if found, read := readMark(w.path); read == nil && found.Secret == w.mark.Secret {
		err = errors.Join(err, os.Remove(w.path))
	}
	return err
}

func readMark(path string) (found mark, err error) {
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, &found)
	}
	return found, err
}

// turnTo gives words to the program whose mark this is, and reports whether it has taken them.
func turnTo(path string, words []string) bool {
	found, err := readMark(path)
	if err != nil {
		return false
	}
	if host, _, err := net.SplitHostPort(found.Address); err != nil || host != "127.0.0.1" {
		return false
	}
	connection, err := net.DialTimeout("tcp", found.Address, answerPatience)
	if err != nil {
		return false
	}
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(answerPatience))
	letComeForward(found.Process)
	if err := json.NewEncoder(connection).Encode(call{found.Secret, words}); err != nil {
		return false
	}
	answer, err := bufio.NewReader(connection).ReadString('\n')
	return err == nil && answer == "taken\n"
}

func (w *Window) listen(called func(words []string)) {
	for {
		connection, err := w.listener.Accept()
		if err != nil {
			return
		}
		go w.answer(connection, called)
	}
}

func (w *Window) answer(connection net.Conn, called func(words []string)) {
	defer func() { _ = connection.Close() }()
	_ = connection.SetDeadline(time.Now().Add(answerPatience))
	line, err := bufio.NewReaderSize(connection, longestCall).ReadSlice('\n')
	if err != nil {
		return
	}
	var heard call
	if json.Unmarshal(line, &heard) != nil || subtle.ConstantTimeCompare([]byte(heard.Secret), []byte(w.mark.Secret)) != 1 {
		return
	}
	called(heard.Words)
	_, _ = connection.Write([]byte("taken\n"))
}
