package ui

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"garagemail/mailer/compose"
	"garagemail/mailer/mailertest"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/clients"
	"garagemail/ui/desktest"
)

// TestClosingWhileSendingAsks closes the window while a message is on its way at a slow server, with each of the answers.
func TestClosingWhileSendingAsks(t *testing.T) {
	for name, test := range map[string]struct {
		answers []string
		closed  bool // before the rest has left
		after   bool // when all has left
	}{
		"stay":            {[]string{"Ne pas fermer"}, false, false},
		"stop":            {[]string{"Fermer après ce message"}, true, true},
		"wait":            {[]string{"Attendre, puis fermer"}, false, true},
		"wait, then stop": {[]string{"Attendre, puis fermer", "Fermer après ce message"}, true, true},
		"wait, then stay": {[]string{"Attendre, puis fermer", "Ne pas fermer"}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := mailDesk(t)
			d.Write(t, "Entretien", "Bonjour <NOM>")
			queue(t, d)
			var reached atomic.Bool
			goOn := make(chan struct{})
			d.Work(t, func(point mailertest.Point, _ string) error {
				if point == mailertest.Data {
					reached.Store(true)
					<-goOn
				}
				return nil
			}, nil)
			desktest.Until(t, "a message is on its way", reached.Load)
			m := mainOf(t, d.App)
			m.window.Close()
			m.window.Close() // she is asked once
			for _, answer := range test.answers {
				button := desktest.ButtonIn(m.window.Canvas().Overlays().Top(), answer)
				if button == nil {
					t.Fatal("she is not offered: ", answer)
				}
				if !strings.Contains(m.leaving.left.Text, "2 messages") {
					t.Errorf("the question says %q", m.leaving.left.Text)
				}
				button.OnTapped()
			}
			if closed := m.window.Context().Err() != nil; closed != test.closed {
				t.Fatalf("closed %v before all has left", closed)
			}
			close(goOn)
			desktest.Until(t, "all sent", func() bool { return d.Counts(t).Sent == 2 })
			desktest.Until(t, "the account is idle", func() bool { return !isSending(d.Worker.Status()) })
			m.refreshStatus() // as the worker's news make it
			if closed := m.window.Context().Err() != nil; closed != test.after {
				t.Errorf("closed %v after all has left", closed)
			}
		})
	}
}

func TestClosingWhileNothingLeavesDoesNotAsk(t *testing.T) {
	d := mailDesk(t)
	d.Work(t, nil, nil)
	m := mainOf(t, d.App)
	m.window.Close()
	if m.window.Context().Err() == nil {
		t.Error("the window stays open")
	}
}

// TestWaitingEndsWithWhatCannotLeave waits for an account that is stopped on its second message.
func TestWaitingEndsWithWhatCannotLeave(t *testing.T) {
	d := mailDesk(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	queue(t, d)
	var reached atomic.Bool
	goOn := make(chan struct{})
	d.Work(t, func(point mailertest.Point, _ string) error {
		if point == mailertest.Auth {
			reached.Store(true)
			<-goOn
			return mailertest.Refuse(535, [3]int{5, 7, 8}, "no")
		}
		return nil
	}, nil)
	desktest.Until(t, "the account signs in", reached.Load)
	m := mainOf(t, d.App)
	m.window.Close()
	desktest.ButtonIn(m.window.Canvas().Overlays().Top(), "Attendre, puis fermer").OnTapped()
	if m.window.Context().Err() != nil {
		t.Fatal("closed while it may still leave")
	}
	close(goOn)
	desktest.Until(t, "the account is stopped", func() bool { return !isSending(d.Worker.Status()) })
	time.Sleep(50 * time.Millisecond)
	m.refreshStatus()
	if m.window.Context().Err() == nil || d.Counts(t).Queued != 2 {
		t.Errorf("open, or lost: %+v", d.Counts(t))
	}
}

func TestClosingTheProgramAsksForWhatIsNotSaved(t *testing.T) {
	a := newDesk(t)
	m := mainOf(t, a)
	client := storetest.Client(t, a.DB, garage.Client{Name: "Ana", Email: "ana@client.example"})
	sheet := clients.ShowClient(a, garage.Client{ID: client.ID})
	sheet.General.Form.SetValue("email", "ana@nouvelle.example")
	m.window.Close()
	m.window.Close() // she is asked once
	if m.window.Context().Err() != nil || sheet.Window.Context().Err() != nil {
		t.Fatal("the program closed over an unsaved sheet")
	}
	if asked := len(sheet.Window.Canvas().Overlays().List()); asked != 1 {
		t.Errorf("she is asked %d times", asked)
	}
	desktest.ButtonIn(sheet.Window.Canvas().Overlays().Top(), "Enregistrer").OnTapped()
	got, err := a.DB.Client(t.Context(), client.ID)
	desktest.Check(t, err)
	if got.Email != "ana@nouvelle.example" || sheet.Window.Context().Err() == nil {
		t.Errorf("the file has %q, and the sheet is open", got.Email)
	}
	m.window.Close()
	if m.window.Context().Err() == nil {
		t.Error("the program stays open though all is saved")
	}
}

// queue hands the mailing to the outbox.
func queue(t *testing.T, d *desktest.MailDesk) {
	t.Helper()
	_, err := compose.QueueMailing(t.Context(), d.DB, d.Mailing, nil)
	desktest.Check(t, err)
}
