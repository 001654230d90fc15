//go:build !windows

package files

import (
	"errors"
	"syscall"
)

// InUse says that another program has a file open, so that it cannot be written, renamed or removed now. Only a running program is
// protected from that here.
func InUse(err error) bool { return errors.Is(err, syscall.ETXTBSY) }

// mayBeInUse says that a file may have been open a moment ago.
func mayBeInUse(error) bool { return false }
