//go:build window

package proof

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestWindowSecondStart starts the program twice on a file: the second one ends at once, and the window of the first comes to the
// front. Once that has been killed another start opens a window.
func TestWindowSecondStart(t *testing.T) {
	database := filepath.Join(t.TempDir(), "garagemail.db")
	d := newDesk(t, 1280, 720)
	d.open(nil, "--demo", "--lang", "nl", "--db", database)
	d.see("600 klanten…")
	d.start(exec.Command("xmessage", "-geometry", "300x200+50+50", "in front"))
	d.until("another window in front", 10*time.Second, func() bool { return strings.Contains(d.inFront(), "xmessage") })

	second := exec.Command(inspected(), "--demo", "--lang", "nl", "--db", database)
	second.Env = append(second.Environ(), "DISPLAY="+d.display)
	ended := make(chan error, 1)
	go func() {
		output, err := second.CombinedOutput()
		if err != nil {
			t.Logf("%s", output)
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the second start: %v", err)
		}
	case <-time.After(10 * time.Second):
		_ = second.Process.Kill()
		t.Fatal("the second start has a window of its own")
	}
	d.until("the window in front", 10*time.Second, func() bool { return strings.HasPrefix(d.inFront(), "GarageMail") })

	d.kill()
	d.open(nil, "--demo", "--lang", "nl", "--db", database)
	d.see("600 klanten…")
}

// inFront is the title of the window that has the keyboard.
func (d *desk) inFront() string {
	d.t.Helper()
	command := exec.Command("xdotool", "getactivewindow", "getwindowname")
	command.Env = append(command.Environ(), "DISPLAY="+d.display)
	title, _ := command.Output()
	return strings.TrimSpace(string(title))
}
