//go:build window

package proof

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// seen mirrors what the inspected program tells about its screen; see inspect.go.
type seen struct {
	Window, Kind, Text, Hint   string
	X, Y, Width, Height        float32
	Focused, Disabled, Overlay bool
	Focusable                  bool
}

// desk is a real X display with a window manager and the program on it: the test is the person before it.
type desk struct {
	t       testing.TB
	display string
	socket  string
	program *exec.Cmd
	output  bytes.Buffer
	exited  chan error
	pause   time.Duration
}

// newDesk starts Xvfb and openbox; both end with the test.
func newDesk(t testing.TB, width, height int) *desk {
	t.Helper()
	d := &desk{t: t, pause: 120 * time.Millisecond}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	options := []string{"-displayfd", "3", "-screen", "0", fmt.Sprintf("%dx%dx24", width, height), "-nolisten", "tcp"}
	server := exec.Command("Xvfb", append(options, strings.Fields(os.Getenv("GARAGEMAIL_XVFB"))...)...) // "-extension GLX" for one without OpenGL
	server.ExtraFiles = []*os.File{writer}
	d.start(server)
	_ = writer.Close()
	number := make([]byte, 16)
	n, err := reader.Read(number)
	if err != nil {
		t.Fatalf("Xvfb gave no display: %v", err)
	}
	d.display = ":" + strings.TrimSpace(string(number[:n]))
	d.start(exec.Command("openbox"))
	return d
}

func (d *desk) start(command *exec.Cmd) {
	d.t.Helper()
	command.Env = append(os.Environ(), "DISPLAY="+d.display)
	if err := command.Start(); err != nil {
		d.t.Fatalf("%s: %v", command.Path, err)
	}
	d.t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
}

// open starts the program with args and waits for its window.
func (d *desk) open(environment []string, args ...string) {
	d.t.Helper()
	d.launch(environment, args...)
	d.until("a window", 30*time.Second, func() bool { return len(d.look()) > 0 })
	time.Sleep(500 * time.Millisecond) // the window manager places it
}

// inspected is the program that the tests work with: one that was installed elsewhere (make windows-test), else what was built.
func inspected() string {
	return cmp.Or(os.Getenv("GARAGEMAIL_INSPECTED"), "../../build/garagemail-inspect")
}

// launch starts the program with args.
func (d *desk) launch(environment []string, args ...string) {
	d.t.Helper()
	d.socket = filepath.Join(d.t.TempDir(), "inspect")
	d.output.Reset()
	d.program = exec.Command(inspected(), args...)
	d.program.Env = append(os.Environ(), "DISPLAY="+d.display, "GARAGEMAIL_INSPECT="+d.socket, "FYNE_SCALE=1",
		"LIBGL_ALWAYS_SOFTWARE=1", "DBUS_SESSION_BUS_ADDRESS=/dev/null")
	d.program.Env = append(d.program.Env, environment...)
	d.program.Stdout, d.program.Stderr = &d.output, &d.output
	if err := d.program.Start(); err != nil {
		d.t.Fatal(err)
	}
	d.exited = make(chan error, 1)
	go func(program *exec.Cmd) { d.exited <- program.Wait() }(d.program)
	d.t.Cleanup(func() {
		if d.program.ProcessState == nil {
			_ = d.program.Process.Kill()
		}
		if d.t.Failed() {
			d.t.Logf("the program said:\n%s", d.output.String())
		}
	})
}

// kill ends the program as a power cut would.
func (d *desk) kill() {
	d.t.Helper()
	if err := d.program.Process.Kill(); err != nil {
		d.t.Fatal(err)
	}
	<-d.exited
}

var plainSpaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// look asks the program what stands on its screen. No answer (it has not started yet) is an empty screen.
func (d *desk) look() []seen {
	connection, err := net.DialTimeout("unix", d.socket, time.Second)
	if err != nil {
		return nil
	}
	defer connection.Close()
	_ = connection.SetDeadline(time.Now().Add(10 * time.Second))
	content, err := io.ReadAll(connection)
	if err != nil {
		return nil
	}
	var all []seen
	if err := json.Unmarshal(content, &all); err != nil {
		return nil
	}
	for i := range all { // a test is written with the spaces of the keyboard
		all[i].Text, all[i].Hint = plainSpaces.Replace(all[i].Text), plainSpaces.Replace(all[i].Hint)
	}
	return all
}

// until waits for a condition and ends the test, with a picture, when it does not come.
func (d *desk) until(what string, patience time.Duration, condition func() bool) {
	d.t.Helper()
	if slower, err := strconv.Atoi(os.Getenv("GARAGEMAIL_PATIENCE")); err == nil { // wine is slower than what it runs on
		patience *= time.Duration(slower)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(60 * time.Millisecond) {
		if condition() {
			return
		}
		if time.Now().After(deadline) {
			d.fail("waited %v for %s", patience, what)
		}
	}
}

func (d *desk) fail(format string, args ...any) {
	d.t.Helper()
	path := filepath.Join("..", "..", "build", "window-failure-"+strings.ReplaceAll(d.t.Name(), "/", "-")+".png")
	d.picture(path)
	var words []string
	for _, one := range d.look() {
		if one.Text != "" {
			words = append(words, one.Text)
		}
	}
	d.t.Fatalf("%s (see %s)\non the screen: %s", fmt.Sprintf(format, args...), path, strings.Join(words, " | "))
}

// picture saves what the display shows.
func (d *desk) picture(path string) {
	d.t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		d.t.Fatal(err)
	}
	d.tool("import", "-window", "root", path)
}

func (d *desk) tool(name string, args ...string) string {
	d.t.Helper()
	command := exec.Command(name, args...)
	command.Env = append(os.Environ(), "DISPLAY="+d.display)
	output, err := command.CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, output)
	}
	return strings.TrimSpace(string(output))
}

// matches holds when the visible words, or the hint, are text; a text that ends in … matches its beginning.
func (s seen) matches(text string) bool {
	text = plainSpaces.Replace(text)
	if beginning, cut := strings.CutSuffix(text, "…"); cut {
		return strings.HasPrefix(s.Text, beginning) || strings.HasPrefix(s.Hint, beginning)
	}
	return s.Text == text || s.Hint == text
}

// find returns the things on the screen with these words; what lies over the others (a dialog, a menu) counts alone.
func (d *desk) find(text string) []seen {
	all := d.look()
	overlaid := map[string]bool{}
	for _, one := range all {
		overlaid[one.Window] = overlaid[one.Window] || one.Overlay
	}
	var found []seen
	for _, one := range all {
		if one.matches(text) && (one.Overlay || !overlaid[one.Window]) {
			found = append(found, one)
		}
	}
	return found
}

// see waits for words to stand on the screen and returns the first place.
func (d *desk) see(text string) seen {
	d.t.Helper()
	var found []seen
	d.until(strconv.Quote(text), 15*time.Second, func() bool { found = d.find(text); return len(found) > 0 })
	return found[0]
}

// gone waits until words stand nowhere.
func (d *desk) gone(text string) {
	d.t.Helper()
	d.until("no more "+strconv.Quote(text), 15*time.Second, func() bool { return len(d.find(text)) == 0 })
}

// click moves the mouse onto words and presses the left button.
func (d *desk) click(text string) {
	d.t.Helper()
	d.see(text)
	time.Sleep(300 * time.Millisecond) // what has just appeared gets its place with the next frame
	d.clickOn(d.see(text))
}

func (d *desk) clickOn(place seen, options ...string) {
	d.t.Helper()
	d.point(place)
	d.tool("xdotool", append([]string{"click"}, append(options, "1")...)...)
	time.Sleep(d.pause)
}

func (d *desk) doubleClick(text string) {
	d.t.Helper()
	d.clickOn(d.see(text), "--repeat", "2", "--delay", "80")
	time.Sleep(350 * time.Millisecond) // Fyne waits 300 ms to tell one click from two
}

// point raises the place's window and moves the mouse to the middle of the place.
func (d *desk) point(place seen) {
	d.t.Helper()
	x, y := d.origin(place.Window)
	middle := min(place.Width/2, 40) // words can be far shorter than their box
	d.tool("xdotool", "mousemove", fmt.Sprint(x+int(place.X+middle)), fmt.Sprint(y+int(place.Y+place.Height/2)))
	time.Sleep(40 * time.Millisecond)
}

// origin returns where a window's inside begins on the display.
func (d *desk) origin(title string) (x, y int) {
	d.t.Helper()
	id := d.window(title)
	for line := range strings.SplitSeq(d.tool("xwininfo", "-id", id), "\n") {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		number, err := strconv.Atoi(strings.TrimSpace(value))
		switch {
		case err != nil:
		case name == "Absolute upper-left X":
			x = number
		case name == "Absolute upper-left Y":
			y = number
		}
	}
	return x, y
}

func (d *desk) window(title string) string {
	d.t.Helper()
	ids := strings.Fields(d.tool("xdotool", "search", "--onlyvisible", "--name", "^"+regexpQuote(title)+"$"))
	if len(ids) == 0 {
		d.fail("no window %q", title)
	}
	return ids[0]
}

func regexpQuote(text string) string {
	return strings.NewReplacer("(", `\(`, ")", `\)`, ".", `\.`, "+", `\+`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(text)
}

// activate brings a window to the front, as a click in the task bar would.
func (d *desk) activate(title string) {
	d.t.Helper()
	d.tool("xdotool", "windowactivate", "--sync", d.window(title))
	time.Sleep(d.pause)
}

// key presses keys one after the other: "alt+r", "Tab", "ctrl+Right".
func (d *desk) key(keys ...string) {
	d.t.Helper()
	for _, key := range keys {
		d.tool("xdotool", "key", key)
		time.Sleep(d.pause)
	}
}

// write types text into whatever has the focus.
func (d *desk) write(text string) {
	d.t.Helper()
	d.tool("xdotool", "type", "--delay", "12", text)
	time.Sleep(d.pause)
}
