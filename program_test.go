package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// asProgram makes the test binary be the program: the tests of the commands start it as a person or a nightly task would.
const asProgram = "GARAGEMAIL_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// program prepares a run of the program on a file: the one that GARAGEMAIL_PROGRAM names (make torture builds it), else
// this binary. It sees neither the person's files nor her keyring.
func program(t testing.TB, path string, args ...string) *exec.Cmd {
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
	child.Env = append(os.Environ(), asProgram+"=1", "HOME="+child.Dir, "XDG_DATA_HOME="+child.Dir,
		"DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent", "GARAGEMAIL_PROGRAM=")
	return child
}

// ran is how a run of the program ended.
type ran struct {
	code           int
	stdout, stderr string
}

// runProgram runs the program to its end.
func runProgram(t testing.TB, child *exec.Cmd) ran {
	t.Helper()
	return startProgram(t, child)()
}

// startProgram starts the program; end waits for its end.
func startProgram(t testing.TB, child *exec.Cmd) (end func() ran) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	child.Stdout, child.Stderr = &stdout, &stderr
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return func() ran {
		t.Helper()
		err := child.Wait()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		return ran{child.ProcessState.ExitCode(), stdout.String(), stderr.String()}
	}
}

// must fails unless the run ended with code, and reads its JSON into answer unless that is nil.
func (r ran) must(t testing.TB, code int, answer any) {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit code %d, want %d\n%s\n%s", r.code, code, r.stdout, r.stderr)
	}
	if answer == nil {
		return
	}
	decoder := json.NewDecoder(bytes.NewReader([]byte(r.stdout)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(answer); err != nil {
		t.Fatalf("%v\n%s", err, r.stdout)
	}
}
