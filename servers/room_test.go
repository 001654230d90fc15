//go:build linux

// Package servers is the proof against mail servers that others wrote: Debian's, each in a room of its own (room.sh). make
// servers runs it.
package servers

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// sophie signs in at every server that asks for it.
const (
	sophie         = "sophie"
	sophiePassword = "pneus d'hiver 2026"
)

// room is a mail server that runs until the end of its test. It is reached at localhost, at its usual ports.
type room struct {
	*testing.T
	folder  string // what the room shall know and what it leaves: ca.pem, version, output, result
	orders  io.WriteCloser
	answers *bufio.Scanner
}

// openRoom starts the server of name.sh with the mailboxes of addresses.
func openRoom(t *testing.T, name, variant string, addresses []string) *room {
	t.Helper()
	script := os.Getenv("GARAGEMAIL_ROOMS")
	if script == "" || os.Getenv("GARAGEMAIL_PROGRAM") == "" {
		t.Skip("make servers installs mail servers and names their script")
	}
	r := &room{T: t, folder: t.TempDir()}
	r.write("addresses", strings.Join(addresses, "\n")+"\n")
	r.write("password", sophiePassword)
	child := exec.Command(script, "open", name, variant, r.folder)       //nolint:gosec,noctx // it ends with its input
	child.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // or with this program, however that ends
	orders, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	child.Stderr = os.Stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	r.orders, r.answers = orders, bufio.NewScanner(answers)
	t.Cleanup(func() {
		_ = r.orders.Close()
		for r.answers.Scan() {
			t.Log(r.answers.Text())
		}
		if err := child.Wait(); err != nil {
			t.Errorf("the room of %s ended with %v\n%.2000s", name, err, r.read("output"))
		}
		if logs := os.Getenv("GARAGEMAIL_LOGS"); t.Failed() && logs != "" {
			r.keep(filepath.Join(logs, strings.TrimSpace(name+" "+variant)))
		}
	})
	r.wait("ready")
	return r
}

// drain returns when nothing is under way in the server any more; then file and glob read what it left.
func (r *room) drain() {
	r.Helper()
	if _, err := io.WriteString(r.orders, "drain\n"); err != nil {
		r.Fatal(err)
	}
	r.wait("drained")
}

// keep copies what the server said to where it can be read after.
func (r *room) keep(folder string) {
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o750)); err != nil {
		r.Log(err)
	}
	for _, part := range []string{"output", "result/log"} {
		if from := filepath.Join(r.folder, part); exec.Command("cp", "-rT", from, filepath.Join(folder, filepath.Base(part))).Run() != nil { //nolint:gosec,noctx // after the test
			r.Logf("%s could not be kept", from)
		}
	}
}

func (r *room) wait(word string) {
	r.Helper()
	var said []string
	for r.answers.Scan() {
		if r.answers.Text() == word {
			return
		}
		said = append(said, r.answers.Text())
	}
	r.Fatalf("the room said no %q but %q", word, said)
}

func (r *room) write(name, text string) {
	r.Helper()
	if err := os.WriteFile(filepath.Join(r.folder, name), []byte(text), 0o600); err != nil {
		r.Fatal(err)
	}
}

func (r *room) read(name string) string {
	r.Helper()
	content, err := os.ReadFile(filepath.Join(r.folder, name))
	if err != nil {
		r.Fatal(err)
	}
	return string(content)
}

// glob returns the files of the result whose path has the pattern.
func (r *room) glob(pattern string) []string {
	r.Helper()
	files, err := filepath.Glob(filepath.Join(r.folder, "result", pattern))
	if err != nil {
		r.Fatal(err)
	}
	return files
}
