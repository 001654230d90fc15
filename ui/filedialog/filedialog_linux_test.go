package filedialog

import (
	"bufio"
	"context"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// startBus starts a real session bus of the test's own.
func startBus(t *testing.T) (address string) {
	t.Helper()
	daemon := exec.Command("dbus-daemon", "--session", "--nofork", "--print-address=1")
	output, err := daemon.StdoutPipe()
	if err == nil {
		err = daemon.Start()
	}
	if err != nil {
		t.Fatalf("dbus-daemon (package dbus-daemon): %v", err)
	}
	t.Cleanup(func() {
		_ = daemon.Process.Kill()
		_ = daemon.Wait()
	})
	address, err = bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(address)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	return address
}

// portal stands on the bus where the desktop's does, and answers as the test says.
type portal struct {
	conn   *dbus.Conn
	code   uint32
	uris   []string
	asked  chan asking // once a dialog is open
	silent bool        // the dialog stays open
}

// asking is what a portal is asked for.
type asking struct {
	method, title string
	options       map[string]dbus.Variant
}

func startPortal(t *testing.T, p *portal) {
	t.Helper()
	conn, err := dbus.Connect(startBus(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	p.conn, p.asked = conn, make(chan asking, 1)
	for _, err := range []error{
		conn.Export(p, portalPath, portalChooser),
		conn.ExportMethodTable(map[string]any{"Get": func(string, string) (dbus.Variant, *dbus.Error) { return dbus.MakeVariant(uint32(4)), nil }}, portalPath, "org.freedesktop.DBus.Properties"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.RequestName(portalName, 0); err != nil {
		t.Fatal(err)
	}
}

// OpenFile is the portal's.
func (p *portal) OpenFile(sender dbus.Sender, _, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return p.open("OpenFile", sender, title, options)
}

// SaveFile is the portal's.
func (p *portal) SaveFile(sender dbus.Sender, _, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	return p.open("SaveFile", sender, title, options)
}

func (p *portal) open(method string, sender dbus.Sender, title string, options map[string]dbus.Variant) (dbus.ObjectPath, *dbus.Error) {
	token := options["handle_token"].Value().(string)
	path := dbus.ObjectPath(string(portalPath) + "/request/" + strings.ReplaceAll(strings.TrimPrefix(string(sender), ":"), ".", "_") + "/" + token)
	if !p.silent { // as a fast portal: the answer goes out before the call returns
		// Another request's answer comes first.
		_ = p.conn.Emit(portalPath+"/request/other/1", portalResponse, uint32(0), map[string]dbus.Variant{"uris": dbus.MakeVariant([]string{"file:///not/mine"})})
		_ = p.conn.Emit(path, portalResponse, p.code, map[string]dbus.Variant{"uris": dbus.MakeVariant(p.uris)})
	}
	p.asked <- asking{method, title, options}
	return path, nil
}

func TestNamesComeAsTheyAre(t *testing.T) {
	p := &portal{uris: []string{"file:///tmp/a+b.pdf", "file:///tmp/100%25%20%C3%A9t%C3%A9.pdf"}}
	startPortal(t, p)
	paths, err := Ask(t.Context(), Question{Kind: OpenSeveral, Title: "Choisir", Folder: "/tmp", Types: []Filter{{"PDF", []string{".pdf"}}, {Name: "*"}}})
	if err != nil || !slices.Equal(paths, []string{"/tmp/a+b.pdf", "/tmp/100% été.pdf"}) {
		t.Fatalf("%q, %v", paths, err)
	}
	asked := <-p.asked
	if asked.method != "OpenFile" || asked.title != "Choisir" {
		t.Errorf("%+v", asked)
	}
	if several, _ := asked.options["multiple"].Value().(bool); !several {
		t.Errorf("%v", asked.options)
	}
	if folder, _ := asked.options["current_folder"].Value().([]byte); string(folder) != "/tmp\x00" {
		t.Errorf("%q", folder)
	}
	var filters []filter
	if err := asked.options["filters"].Store(&filters); err != nil || len(filters) != 2 || filters[0].Rules[0].Pattern != "*.[pP][dD][fF]" || filters[1].Rules[0].Pattern != "*" {
		t.Errorf("%+v, %v", filters, err)
	}
}

func TestSavingAndFoldersAreAskedFor(t *testing.T) {
	p := &portal{uris: []string{"file:///tmp/x.xlsx"}}
	startPortal(t, p)
	paths, err := Ask(t.Context(), Question{Kind: Save, Name: "clients.xlsx"})
	asked := <-p.asked
	if err != nil || !slices.Equal(paths, []string{"/tmp/x.xlsx"}) || asked.method != "SaveFile" || asked.options["current_name"].Value() != "clients.xlsx" {
		t.Errorf("%q, %v, %+v", paths, err, asked)
	}
	_, err = Ask(t.Context(), Question{Kind: OpenFolder})
	if asked = <-p.asked; err != nil || asked.method != "OpenFile" || asked.options["directory"].Value() != true {
		t.Errorf("%v, %+v", err, asked)
	}
}

func TestNothingChosenIsNoError(t *testing.T) {
	p := &portal{code: portalCancelled}
	startPortal(t, p)
	if paths, err := Ask(t.Context(), Question{}); err != nil || len(paths) != 0 {
		t.Errorf("%q, %v", paths, err)
	}
}

// A portal without a program that shows the dialog answers at once that it has ended.
func TestPortalThatCannotShowIsNone(t *testing.T) {
	p := &portal{code: 2}
	startPortal(t, p)
	if _, err := Ask(t.Context(), Question{}); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

func TestPortalThatEndsIsNone(t *testing.T) {
	p := &portal{silent: true}
	startPortal(t, p)
	go func() {
		<-p.asked
		_ = p.conn.Close()
	}()
	if _, err := Ask(t.Context(), Question{}); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
}

func TestQuestionIsTakenBack(t *testing.T) {
	p := &portal{silent: true}
	startPortal(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-p.asked
		cancel()
	}()
	if _, err := Ask(ctx, Question{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestWithoutAPortalThereIsNone(t *testing.T) {
	startBus(t)
	if _, err := Ask(t.Context(), Question{}); !errors.Is(err, ErrNone) {
		t.Errorf("a bus without a portal: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "/dev/null")
	if _, err := Ask(t.Context(), Question{}); !errors.Is(err, ErrNone) {
		t.Errorf("no bus: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "")
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	if _, err := Ask(t.Context(), Question{}); !errors.Is(err, ErrNone) {
		t.Errorf("no session: %v", err)
	}
}

func TestOnlyFilesAreTaken(t *testing.T) {
	for _, uri := range []string{"smb://server/a.pdf", "file:///tmp/%zz"} {
		if paths, err := pathsOf([]string{uri}); err == nil {
			t.Errorf("%s is taken for %q", uri, paths)
		}
	}
}
