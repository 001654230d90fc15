// Package files has what the systems do differently with files: a name that another program holds open, a folder on another machine.
package files

import (
	"os"
	"time"
)

const (
	replacePatience = 2 * time.Second
	replacePause    = 50 * time.Millisecond
)

// Replace gives the file from the name to, in the place of what has it. Windows refuses that while a program has that one open,
// which a virus scanner, an index or another copy being made has for a moment: it is tried for two seconds. An error for which
// InUse holds means that a program keeps it open.
func Replace(from, to string) error {
	quiet := 0 // tries in a row after which nobody had it open any more: it may have been closed between the two looks
	for end := time.Now().Add(replacePatience); ; time.Sleep(replacePause) {
		err := os.Rename(from, to)
		if err == nil || time.Now().After(end) {
			return err
		}
		if InUse(err) {
			quiet = 0
		} else if quiet++; quiet > 1 || !mayBeInUse(err) {
			return err
		}
	}
}
