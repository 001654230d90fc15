package files

import (
	"sync"
	"syscall"
	"testing"
)

// holdOpen opens a file as a viewer does that shares reading only.
func holdOpen(t *testing.T, path string) (release func()) {
	t.Helper()
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	held, err := syscall.CreateFile(name, syscall.GENERIC_READ, syscall.FILE_SHARE_READ, nil, syscall.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	release = sync.OnceFunc(func() { _ = syscall.CloseHandle(held) })
	t.Cleanup(release)
	return release
}
