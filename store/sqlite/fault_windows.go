package sqlite

import (
	"errors"
	"syscall"
)

// Codes of winerror.h that the syscall package does not name.
const (
	errorWriteProtect   = syscall.Errno(19)
	errorHandleDiskFull = syscall.Errno(39)
	errorDiskFull       = syscall.Errno(112)
)

func isNoSpace(err error) bool {
	return errors.Is(err, errorDiskFull) || errors.Is(err, errorHandleDiskFull)
}

func isReadOnlyFileSystem(err error) bool { return errors.Is(err, errorWriteProtect) }
