package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/mailings"
)

func TestInboxIsAPageOfTheDemoOnly(t *testing.T) {
	demo := mainOf(t, demoDesk(t))
	desktest.PressKey(demo.window, fyne.KeyF6)
	if _, ok := demo.pages[demo.current].(*mailings.InboxPage); !ok {
		t.Errorf("F6 shows %T", demo.pages[demo.current])
	}
	if !strings.Contains(demo.window.Title(), demo.window.T("main.demo")) {
		t.Errorf("the title %q does not say that this is the demo", demo.window.Title())
	}
	demo.window.Discard()
	real := mainOf(t, newDesk(t))
	desktest.PressKey(real.window, fyne.KeyF6)
	if real.current != 0 || len(real.pages) != 5 {
		t.Errorf("outside the demo F6 shows page %d of %d", real.current, len(real.pages))
	}
}

func TestEmptyFileIsOfferedTheDemo(t *testing.T) {
	for name, tc := range map[string]struct {
		Desk   func(*testing.T) *desk.App
		Client bool
		Want   bool
	}{
		"empty":          {newDesk, false, true},
		"with a client":  {newDesk, true, false},
		"the empty demo": {demoDesk, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := tc.Desk(t)
			if tc.Client {
				storetest.Client(t, a.DB, garage.Client{Name: "Ana"})
			}
			m := newMainWindow(&Program{App: a})
			m.window.Show()
			t.Cleanup(m.window.Discard)
			if asked := m.window.Canvas().Overlays().Top() != nil; asked != tc.Want {
				t.Fatalf("offered: %v, want %v", asked, tc.Want)
			}
			if !tc.Want {
				return
			}
			before := len(a.Host.App.Driver().AllWindows())
			desktest.PressKey(m.window, fyne.KeyEscape)
			if m.window.Canvas().Overlays().Top() != nil || len(a.Host.App.Driver().AllWindows()) != before {
				t.Error("Escape does not put the question off")
			}
			offerDemo(a, m.window)
			desktest.PressKey(m.window, fyne.KeyReturn)
			if opened := len(a.Host.App.Driver().AllWindows()) - before; opened != 1 {
				t.Errorf("to bring in her own files, %d windows opened", opened)
			}
		})
	}
}
