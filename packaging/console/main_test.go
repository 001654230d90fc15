package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestConsolePassesEverythingOn builds it and puts a shell script beside it in the program's place.
func TestConsolePassesEverythingOn(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "Gérard & fils")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	console := filepath.Join(folder, "garagemail.com")
	if output, err := exec.Command("go", "build", "-o", console, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	script := "#!/bin/sh\nprintf '%s|' \"$@\"\nprintf 'on stderr' >&2\ncat\n[ \"$GARAGEMAIL_CONSOLE\" = 1 ] || exit 9\nexit 3\n"
	program := filepath.Join(folder, "garagemail.exe")
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) (stdout, stderr string, code int) {
		command := exec.Command(console, args...)
		var out, faults bytes.Buffer
		command.Stdin, command.Stdout, command.Stderr = strings.NewReader("çà et là"), &out, &faults
		_ = command.Run()
		return out.String(), faults.String(), command.ProcessState.ExitCode()
	}

	stdout, stderr, code := run("send", "mailing", `L'été "chez" nous`, "")
	if want := "send|mailing|L'été \"chez\" nous||çà et là"; stdout != want {
		t.Errorf("the output is %q, want %q", stdout, want)
	}
	if stderr != "on stderr" || code != 3 {
		t.Errorf("the faults are %q, the code is %d", stderr, code)
	}
	if err := os.Remove(program); err != nil {
		t.Fatal(err)
	}
	if _, stderr, code := run("check"); code != exitUsage || !strings.Contains(stderr, "garagemail.exe") {
		t.Errorf("without the program: code %d, %q", code, stderr)
	}
}
