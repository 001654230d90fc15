//go:build !windows

package desktop

// Tell does nothing: where the toolkit shows no window there is no other to be had, and what was printed has been said.
func Tell(string, string) {}
