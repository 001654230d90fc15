package filedialog

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/godbus/dbus/v5"
)

// The portal of the desktop: https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.FileChooser.html. It is spoken
// to directly: the portal library of the toolkit reads a + in a name as a space, and cannot take a question back.
const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalChooser   = "org.freedesktop.portal.FileChooser"
	portalRequest   = "org.freedesktop.portal.Request"
	portalResponse  = portalRequest + ".Response"
	ownerChanged    = "org.freedesktop.DBus.NameOwnerChanged"
	portalChosen    = uint32(0)
	portalCancelled = uint32(1)
)

// patience is how long a portal may take to show its dialog: it may have to be started first.
const patience = 3 * time.Second

// tooSoon is the time in which no person can have closed a dialog: an answer that comes earlier is the portal's own failure.
const tooSoon = 300 * time.Millisecond

// silent remembers a portal that has not answered: she does not wait for it a second time.
var silent atomic.Bool

// Ask shows the dialog and waits until it is closed or ctx ends, which closes it. Nothing chosen is no error. It returns ErrNone where
// there is no portal that shows files.
func Ask(ctx context.Context, q Question) ([]string, error) {
	address := busAddress()
	if address == "" || silent.Load() {
		return nil, ErrNone
	}
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answered := time.AfterFunc(patience, func() {
		silent.Store(true)
		cancel()
	})
	defer answered.Stop()
	conn, err := dbus.Connect(address, dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	defer func() { _ = conn.Close() }() // it closes the dialog too
	r := &request{conn: conn, signals: make(chan *dbus.Signal, 16), token: "garagemail" + strings.ToLower(rand.Text())}
	if err := r.send(ctx, q); err != nil {
		return nil, cmp.Or(outer.Err(), fmt.Errorf("%w: %w", ErrNone, err))
	}
	answered.Stop()
	paths, err := r.wait(ctx)
	if outer.Err() != nil {
		return nil, outer.Err()
	}
	return paths, err
}

// busAddress is where the session's bus listens, "" = nowhere. A bus is never started for this.
func busAddress() string {
	if address := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); address != "" {
		return address
	}
	socket := filepath.Join(cmp.Or(os.Getenv("XDG_RUNTIME_DIR"), fmt.Sprintf("/run/user/%d", os.Getuid())), "bus")
	if info, err := os.Stat(socket); err != nil || info.Mode()&os.ModeSocket == 0 {
		return ""
	}
	return "unix:path=" + socket
}

// request is a dialog that is open at the portal.
type request struct {
	conn    *dbus.Conn
	signals chan *dbus.Signal
	token   string
	path    dbus.ObjectPath // of the request, where its answer comes from
	sent    time.Time
}

// send asks the portal; what it answers is listened for from before it is asked.
func (r *request) send(ctx context.Context, q Question) error {
	portal := r.conn.Object(portalName, portalPath)
	if err := portal.CallWithContext(ctx, "org.freedesktop.DBus.Properties.Get", 0, portalChooser, "version").Err; err != nil {
		return err
	}
	sender := strings.ReplaceAll(strings.TrimPrefix(r.conn.Names()[0], ":"), ".", "_")
	r.path = dbus.ObjectPath(fmt.Sprintf("%s/request/%s/%s", portalPath, sender, r.token))
	r.conn.Signal(r.signals)
	if err := r.listen(ctx); err != nil {
		return err
	}
	err := r.conn.AddMatchSignalContext(ctx, dbus.WithMatchInterface("org.freedesktop.DBus"), dbus.WithMatchMember("NameOwnerChanged"),
		dbus.WithMatchArg(0, portalName))
	if err != nil {
		return err
	}
	method := portalChooser + ".OpenFile"
	if q.Kind == Save {
		method = portalChooser + ".SaveFile"
	}
	parent := ""
	if q.Parent != 0 {
		parent = fmt.Sprintf("x11:%x", q.Parent)
	}
	r.sent = time.Now()
	var path dbus.ObjectPath
	if err := portal.CallWithContext(ctx, method, 0, parent, q.Title, r.options(q)).Store(&path); err != nil {
		return err
	}
	if path != r.path { // portals from before 0.9 choose it themselves
		r.path = path
		return r.listen(ctx)
	}
	return nil
}

func (r *request) listen(ctx context.Context) error {
	return r.conn.AddMatchSignalContext(ctx, dbus.WithMatchObjectPath(r.path), dbus.WithMatchInterface(portalRequest))
}

// rule and filter have the shape that the portal wants.
type rule struct {
	Type    uint32 // 0 = a pattern
	Pattern string
}

type filter struct {
	Name  string
	Rules []rule
}

func (r *request) options(q Question) map[string]dbus.Variant {
	options := map[string]dbus.Variant{"handle_token": dbus.MakeVariant(r.token), "modal": dbus.MakeVariant(true)}
	if q.Verb != "" {
		options["accept_label"] = dbus.MakeVariant(q.Verb)
	}
	if q.Folder != "" {
		options["current_folder"] = dbus.MakeVariant(append([]byte(q.Folder), 0))
	}
	if q.Kind == OpenSeveral {
		options["multiple"] = dbus.MakeVariant(true)
	}
	if q.Kind == OpenFolder {
		options["directory"] = dbus.MakeVariant(true)
		return options
	}
	if q.Name != "" {
		options["current_name"] = dbus.MakeVariant(q.Name)
	}
	var filters []filter
	for _, one := range q.Types {
		filters = append(filters, filterOf(one))
	}
	if len(filters) > 0 {
		options["filters"] = dbus.MakeVariant(filters)
		options["current_filter"] = dbus.MakeVariant(filters[0])
	}
	return options
}

// filterOf writes each letter in both cases: the portal's patterns tell them apart.
func filterOf(f Filter) filter {
	result := filter{Name: f.Name}
	for _, ending := range f.Endings {
		pattern := "*"
		for _, letter := range ending {
			if lower, upper := strings.ToLower(string(letter)), strings.ToUpper(string(letter)); lower != upper {
				pattern += "[" + lower + upper + "]"
			} else {
				pattern += string(letter)
			}
		}
		result.Rules = append(result.Rules, rule{Pattern: pattern})
	}
	if len(result.Rules) == 0 {
		result.Rules = []rule{{Pattern: "*"}}
	}
	return result
}

// wait returns what she chose. A portal that ends meanwhile is none.
func (r *request) wait(ctx context.Context) ([]string, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case signal, open := <-r.signals:
			switch {
			case !open:
				return nil, ErrNone
			case signal.Name == ownerChanged && len(signal.Body) == 3 && signal.Body[0] == portalName && signal.Body[2] == "":
				return nil, fmt.Errorf("%w: the portal has ended", ErrNone)
			case signal.Name == portalResponse && signal.Path == r.path:
				return r.answer(signal.Body)
			}
		}
	}
}

func (r *request) answer(body []any) ([]string, error) {
	var code uint32
	var results map[string]dbus.Variant
	if err := dbus.Store(body, &code, &results); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	if code != portalChosen {
		if code != portalCancelled && time.Since(r.sent) < tooSoon {
			return nil, fmt.Errorf("%w: answer %d", ErrNone, code)
		}
		return nil, nil
	}
	var uris []string
	if err := results["uris"].Store(&uris); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNone, err)
	}
	return pathsOf(uris)
}

// pathsOf reads file URIs (RFC 8089); in a path a + is a +.
func pathsOf(uris []string) ([]string, error) {
	paths := make([]string, len(uris))
	for i, uri := range uris {
		parsed, err := url.Parse(uri)
		if err != nil {
			return nil, fmt.Errorf("chosen file: %w", err)
		}
		if parsed.Scheme != "file" {
			return nil, fmt.Errorf("chosen file: %s: only files that the system shows in a folder can be opened", parsed.Scheme)
		}
		paths[i] = filepath.FromSlash(parsed.Path)
	}
	return paths, nil
}
