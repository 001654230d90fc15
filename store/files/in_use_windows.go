package files

import (
	"errors"
	"os"
	"syscall"
)

// Codes of winerror.h that the syscall package does not name.
const (
	errorSharingViolation = syscall.Errno(32)
	errorLockViolation    = syscall.Errno(33)
	errorUserMapped       = syscall.Errno(1224)
)

// InUse says that another program has a file open, so that it cannot be written, renamed or removed now. Windows calls it denied when
// the name that a rename is to take is held, as it does where rights are missing: the name is opened to tell the two apart.
func InUse(err error) bool {
	if errors.Is(err, errorSharingViolation) || errors.Is(err, errorLockViolation) || errors.Is(err, errorUserMapped) {
		return true
	}
	var rename *os.LinkError
	if !errors.Is(err, syscall.ERROR_ACCESS_DENIED) || !errors.As(err, &rename) {
		return false
	}
	name, err := syscall.UTF16PtrFromString(rename.New)
	if err != nil {
		return false
	}
	held, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, 0, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		return errors.Is(err, errorSharingViolation)
	}
	_ = syscall.CloseHandle(held)
	return false
}

// mayBeInUse says that a file may have been open a moment ago.
func mayBeInUse(err error) bool { return errors.Is(err, syscall.ERROR_ACCESS_DENIED) }
