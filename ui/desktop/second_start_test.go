package desktop

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"
)

func TestSecondStartTurnsToTheOpenWindow(t *testing.T) {
	database := filepath.Join(t.TempDir(), "not there yet", "garagemail.db")
	heard := make(chan []string, 10)
	first, err := FirstWindow(database, nil, func(words []string) { heard <- words })
	if err != nil || first == nil {
		t.Fatalf("%v %v", first, err)
	}
	t.Cleanup(func() { _ = first.Close() })
	if info, err := os.Stat(database + markEnding); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("what says where it listens is to be read by its owner alone: %v %v", info.Mode(), err)
	}
	words := []string{"mailto:an@example.be?subject=l'été", "/tmp/Facture n° 12.xml"}
	second, err := FirstWindow(database, words, nil)
	if err != nil || second != nil {
		t.Fatalf("a second window: %v %v", second, err)
	}
	if got := <-heard; !slices.Equal(got, words) {
		t.Errorf("the window heard %q", got)
	}
	other, err := FirstWindow(database+"2", nil, nil)
	if err != nil || other == nil {
		t.Fatalf("another database: %v %v", other, err)
	}
	if err := other.Close(); err != nil {
		t.Error(err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(database + markEnding); !os.IsNotExist(err) {
		t.Errorf("it left its file: %v", err)
	}
}

// TestKilledWindowIsNoWindow: its file stays, and nobody, or somebody else, listens there.
func TestKilledWindowIsNoWindow(t *testing.T) {
	database := filepath.Join(t.TempDir(), "garagemail.db")
	stranger, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stranger.Close() })
	go func() {
		for {
			connection, err := stranger.Accept()
			if err != nil {
				return
			}
			_, _ = bufio.NewReader(connection).ReadString('\n')
			_, _ = connection.Write([]byte("220 mail.example.be ESMTP\r\n"))
			_ = connection.Close()
		}
	}()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody := closed.Addr().String()
	_ = closed.Close()
	for name, content := range map[string]string{
		"nobody":    `{"address":"` + nobody + `","secret":"00","process":1}`,
		"stranger":  `{"address":"` + stranger.Addr().String() + `","secret":"00","process":1}`,
		"elsewhere": `{"address":"192.0.2.1:80","secret":"00","process":1}`,
		"damaged":   `{"address":`,
		"empty":     ``,
	} {
		if err := os.WriteFile(database+markEnding, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		window, err := FirstWindow(database, nil, nil)
		if err != nil || window == nil {
			t.Errorf("%s: %v %v", name, window, err)
			continue
		}
		if took := time.Since(start); took > 2*answerPatience {
			t.Errorf("%s: it waited %v", name, took)
		}
		if err := window.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestStrangersAreNotHeard: who does not know the secret says nothing to the window.
func TestStrangersAreNotHeard(t *testing.T) {
	database := filepath.Join(t.TempDir(), "garagemail.db")
	window, err := FirstWindow(database, nil, func(words []string) { t.Errorf("a stranger is heard: %q", words) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = window.Close() })
	for _, said := range []string{"{\"secret\":\"\",\"words\":[\"x\"]}\n", "{\"words\":[\"x\"]}\n", "GET / HTTP/1.1\r\n", "\n"} {
		connection, err := net.Dial("tcp", window.mark.Address)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := connection.Write([]byte(said)); err != nil {
			t.Fatal(err)
		}
		_ = connection.SetReadDeadline(time.Now().Add(5 * time.Second))
		if answer, _ := bufio.NewReader(connection).ReadString('\n'); answer != "" {
			t.Errorf("%q is answered with %q", said, answer)
		}
		_ = connection.Close()
	}
}
