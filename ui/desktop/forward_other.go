//go:build !windows

package desktop

// letComeForward has nothing to allow here.
func letComeForward(int) {}

// Restore has nothing to do: here a window that gets the focus is opened by the desktop.
func Restore(uintptr) {}
