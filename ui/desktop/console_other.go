//go:build !windows

package desktop

// JoinConsole has nothing to do: here a program with windows has the terminal that it was started from.
func JoinConsole() {}
