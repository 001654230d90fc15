//go:build unix

package sqlite

import (
	"errors"
	"syscall"
)

func isNoSpace(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func isReadOnlyFileSystem(err error) bool { return errors.Is(err, syscall.EROFS) }
