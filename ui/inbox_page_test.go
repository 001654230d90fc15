package ui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/demo"
	"garagemail/mailer/smtp"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// demoDesk is a desk whose mails end up in a demo inbox.
func demoDesk(t *testing.T) *App {
	t.Helper()
	a := newDesk(t)
	demo, err := demo.Start(t.TempDir())
	check(t, err)
	t.Cleanup(func() { check(t, demo.Close()) })
	a.demo, a.transport = demo, demo.Transport()
	return a
}

func sendDemo(t *testing.T, a *App, to, subject, text string) {
	t.Helper()
	session, err := a.transport.Connect(t.Context(), smtp.Account{Server: demo.ServerName, Port: 25, Security: garage.Plain})
	check(t, err)
	message := fmt.Sprintf("From: garage@garage.example\r\nTo: %s\r\nSubject: %s\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\n\r\n%s\r\n", to, subject, text)
	if outcome := session.Send(t.Context(), "garage@garage.example", to, []byte(message)); outcome.Reason != "" {
		t.Fatalf("%+v", outcome)
	}
	check(t, session.Close())
}

func TestInboxShowsWhatArrives(t *testing.T) {
	a := demoDesk(t)
	w := a.newWindow(kit.WindowOptions{Key: "page", Title: "page", Size: fyne.NewSize(1200, 600)})
	i := newInboxPage(a, w).(*inboxPage)
	w.SetBody(i.object())
	w.Show()
	t.Cleanup(w.Discard)
	i.reload()
	if rows := i.grid.Rows(); len(rows) != 0 {
		t.Fatalf("an empty inbox shows %v", rows)
	}
	sendDemo(t, a, "ana@client.example", "Entretien", "Bonjour Ana")
	sendDemo(t, a, "bram@client.example", "Contrôle", "Bonjour Bram")
	rows := i.grid.Rows() // the page heard of them by itself
	if len(rows) != 2 || rows[0].Subject != "Contrôle" || rows[1].To != "ana@client.example" {
		t.Fatalf("the page shows %+v", rows)
	}
	before := len(a.host.App.Driver().AllWindows())
	i.open(rows[1])
	windows := a.host.App.Driver().AllWindows()
	if len(windows) != before+1 {
		t.Fatalf("%d windows opened", len(windows)-before)
	}
	var shown []string
	for _, label := range found[*widget.Label](windows[len(windows)-1].Content()) {
		shown = append(shown, label.Text)
	}
	if all := strings.Join(shown, "\n"); !strings.Contains(all, "Bonjour Ana") || !strings.Contains(all, "ana@client.example") {
		t.Errorf("the mail is shown as %q", all)
	}
	for _, action := range i.actions() {
		if action.Label == w.T("inbox.clear") {
			action.Run()
		}
	}
	if rows := i.grid.Rows(); len(rows) != 0 {
		t.Errorf("emptied it shows %v", rows)
	}
}

func TestInboxIsAPageOfTheDemoOnly(t *testing.T) {
	demo := mainOf(t, demoDesk(t))
	pressKey(demo.window, fyne.KeyF6)
	if _, ok := demo.pages[demo.current].(*inboxPage); !ok {
		t.Errorf("F6 shows %T", demo.pages[demo.current])
	}
	if !strings.Contains(demo.window.Title(), demo.window.T("main.demo")) {
		t.Errorf("the title %q does not say that this is the demo", demo.window.Title())
	}
	demo.window.Discard()
	real := mainOf(t, newDesk(t))
	pressKey(real.window, fyne.KeyF6)
	if real.current != 0 || len(real.pages) != 5 {
		t.Errorf("outside the demo F6 shows page %d of %d", real.current, len(real.pages))
	}
}

func TestEmptyFileIsOfferedTheDemo(t *testing.T) {
	for name, tc := range map[string]struct {
		desk   func(*testing.T) *App
		client bool
		want   bool
	}{
		"empty":          {newDesk, false, true},
		"with a client":  {newDesk, true, false},
		"the empty demo": {demoDesk, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := tc.desk(t)
			if tc.client {
				storetest.Client(t, a.db, garage.Client{Name: "Ana"})
			}
			m := newMainWindow(a)
			m.window.Show()
			t.Cleanup(m.window.Discard)
			if asked := m.window.Canvas().Overlays().Top() != nil; asked != tc.want {
				t.Fatalf("offered: %v, want %v", asked, tc.want)
			}
			if !tc.want {
				return
			}
			before := len(a.host.App.Driver().AllWindows())
			pressKey(m.window, fyne.KeyEscape)
			if m.window.Canvas().Overlays().Top() != nil || len(a.host.App.Driver().AllWindows()) != before {
				t.Error("Escape does not put the question off")
			}
			a.offerDemo(m.window)
			pressKey(m.window, fyne.KeyReturn)
			if opened := len(a.host.App.Driver().AllWindows()) - before; opened != 1 {
				t.Errorf("to bring in her own files, %d windows opened", opened)
			}
		})
	}
}
