// Package programtest starts the program for tests as a person or a nightly task would, and has fixtures for that: a file with an account
// and clients, and the ledger that the file and the server are held to.
package programtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// AsProgram makes the test binary be the program: the tests of the commands start it as a person or a nightly task would.
const AsProgram = "GARAGEMAIL_AS_PROGRAM"

// Program prepares a run of the program on a file: the one that GARAGEMAIL_PROGRAM names (make torture builds it), else
// this binary. It sees neither the person's files nor her keyring.
func Program(t testing.TB, path string, args ...string) *exec.Cmd {
	t.Helper()
	executable := os.Getenv("GARAGEMAIL_PROGRAM")
	if executable == "" {
		var err error
		if executable, err = os.Executable(); err != nil {
			t.Fatal(err)
		}
	}
	child := exec.CommandContext(t.Context(), executable, append([]string{"--db", path, "--lang", "en"}, args...)...)
	child.Dir = filepath.Dir(path)
	child.Env = append(os.Environ(), AsProgram+"=1", "HOME="+child.Dir, "XDG_DATA_HOME="+child.Dir,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "GARAGEMAIL_PROGRAM=")
	return child
}

// Ran is how a run of the program ended.
type Ran struct {
	Code           int
	Stdout, Stderr string
}

// Run runs the program to its end.
func Run(t testing.TB, child *exec.Cmd) Ran {
	t.Helper()
	return Start(t, child)()
}

// Start starts the program; end waits for its end.
func Start(t testing.TB, child *exec.Cmd) (end func() Ran) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	child.Stdout, child.Stderr = &stdout, &stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return func() Ran {
		t.Helper()
		err := child.Wait()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return Ran{child.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	}
}

// Must fails unless the run ended with code, and reads its JSON into answer unless that is nil.
func (r Ran) Must(t testing.TB, code int, answer any) {
	t.Helper()
	if r.Code != code {
		t.Fatalf("exit code %d, want %d\n%s\n%s", r.Code, code, r.Stdout, r.Stderr)
	}
	if answer == nil {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(r.Stdout)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(answer); err != nil {
		t.Fatalf("%v\n%s", err, r.Stdout)
	}
}

// Until waits for what the program brings about.
func Until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}
