// Package proof tries the whole program: in a real window, killed at random moments, on a full disk, beside another one, and with a real
// mail server.
package proof

import (
	"os"
	"testing"

	"garagemail/assets/lang/languages"
	"garagemail/ui/command"
	"garagemail/ui/programtest"
)

// TestMain has this binary be the program where it was started as that; the real window needs the one that make window builds.
func TestMain(m *testing.M) {
	if os.Getenv(programtest.AsProgram) != "" {
		program := command.Program{Version: "0.0.0", Language: func() string { return languages.Reference }}
		os.Exit(command.Main(program, os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}
