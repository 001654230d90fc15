//go:build !windows

package desktop

import (
	"os"
	"os/exec"
	"testing"
)

// holdToView keeps a file from being written as long as the test runs: here only a running program does that.
func holdToView(t *testing.T, path string) {
	t.Helper()
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(sleep)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o700); err != nil {
		t.Fatal(err)
	}
	viewer := exec.Command(path, "60")
	if err := viewer.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = viewer.Process.Kill()
		_ = viewer.Wait()
	})
}
