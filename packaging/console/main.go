// Command console is garagemail.com, the GarageMail of Windows' command line. A program with windows has no console there: the
// shell neither waits for it nor shows what it says. The shell finds garagemail.com before garagemail.exe; it starts the exe beside it
// with the same words, passes on what comes and goes, and ends with its code.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// exitUsage is the program's code for: nothing was done.
const exitUsage = 2

func main() {
	own, err := os.Executable()
	if err != nil {
		fmt.Fprintln(os.Stderr, "garagemail:", err)
		os.Exit(exitUsage)
	}
	os.Exit(run(program(own), os.Args[1:]))
}

// program is the one with windows that lies beside this one.
func program(own string) string { return strings.TrimSuffix(own, filepath.Ext(own)) + ".exe" }

func run(program string, args []string) int {
	command := exec.Command(program, args...)
	command.Stdin = os.Stdin
	// Through pipes: the handles of a console are of no use to a program that has none.
	command.Stdout, command.Stderr = struct{ io.Writer }{os.Stdout}, struct{ io.Writer }{os.Stderr}
	command.Env = append(os.Environ(), "GARAGEMAIL_CONSOLE=1") // it takes part in this console, to hear of Ctrl+C and of its end
	signal.Ignore(os.Interrupt)
	err := command.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &ended) && ended.ExitCode() >= 0:
		return ended.ExitCode()
	}
	fmt.Fprintln(os.Stderr, "garagemail:", err)
	return exitUsage
}
