// Package garage holds the words and rules of the trade: clients, vehicles, documents, mailings, deliveries, bodyshop and breakdown files,
// money, dates, numbers with a check. It is pure: no SQL, no file system, no screen.
package garage

import (
	"errors"
	"fmt"
)

// Errors that callers may tell apart with errors.Is. Everything else is a fault of the machine or of the program.
var (
	// ErrNotFound is returned when the row asked for does not exist (any more).
	ErrNotFound = errors.New("not found")
	// ErrConflict is returned when the row is in a state that does not allow the change, or a unique name or number is taken.
	ErrConflict = errors.New("conflict")
	// ErrInUse is returned by Delete… when something still refers to the row.
	ErrInUse = errors.New("in use")
	// ErrNewerVersion is returned by Open for a file that a newer GarageMail wrote; the file is left as it was.
	ErrNewerVersion = errors.New("file from a newer version")
	// ErrDamaged is returned by Open for a file that SQLite finds damaged or that is not a database; it is left as it was.
	ErrDamaged = errors.New("file is damaged")
	// ErrReadOnly is returned when the file or its folder cannot be written.
	ErrReadOnly = errors.New("file is read-only")
	// ErrDiskFull is returned when the disk has no room left; nothing of the transaction was kept.
	ErrDiskFull = errors.New("disk is full")
	// ErrOnNetwork is returned when the file lies on another machine: SQLite's log needs shared memory, which network shares do
	// not have (https://sqlite.org/wal.html), and locks that they are known to break.
	ErrOnNetwork = errors.New("file is on a network share")
	// ErrBusy is returned when another program held the file for longer than the busy timeout.
	ErrBusy = errors.New("file is held by another program")
)

// FieldError says that one field of a row breaks a rule. Reason is a language key (`check.…`).
type FieldError struct {
	Field  string
	Reason string
}

// Error names the field and the rule, for logs; screens translate Reason.
func (e *FieldError) Error() string { return fmt.Sprintf("field %s: %s", e.Field, e.Reason) }
