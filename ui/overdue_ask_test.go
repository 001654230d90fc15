package ui

import (
	"sync/atomic"
	"testing"
	"time"

	"garagemail/ui/desktest"
)

// TestOverdueMailingsAreAskedAboutAtTheStart has a mailing that was to leave while the program was off, and the three
// answers she may give.
func TestOverdueMailingsAreAskedAboutAtTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		Choice  string
		Sent    int
		Waiting int
	}{
		"send":         {"Envoyer maintenant", 2, 0},
		"cancel":       {"Annuler l'envoi", 0, 0},
		"leave it":     {"Laisser en attente", 0, 2},
		"eleven hours": {"", 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := mailDesk(t)
			d.Write(t, "Entretien", "Bonjour <NOM>")
			late := 13 * time.Hour
			if test.Choice == "" {
				late = 11 * time.Hour
			}
			at := time.Now().Add(time.Hour)
			d.QueueLater(t, at)
			d.DB.SetClock(func() time.Time { return time.Now().Add(time.Hour + late) })
			server := d.Work(t, nil, nil)
			if test.Choice == "" {
				desktest.Until(t, "sent without a question", func() bool { return d.Counts(t).Sent == test.Sent })
			} else {
				desktest.Until(t, "held", func() bool {
					mailing, err := d.DB.Mailing(t.Context(), d.Mailing)
					desktest.Check(t, err)
					return mailing.Paused
				})
			}
			m := mainOf(t, d.App)
			button := desktest.ButtonIn(m.window.Canvas().Overlays().Top(), test.Choice)
			if test.Choice == "" {
				if top := m.window.Canvas().Overlays().Top(); top != nil {
					t.Errorf("asked: %v", top)
				}
				return
			}
			if button == nil {
				t.Fatal("nothing is asked, or not this")
			}
			button.OnTapped()
			desktest.Until(t, "as she said", func() bool { return d.Counts(t).Left() == test.Waiting })
			time.Sleep(100 * time.Millisecond)
			if got := len(server.Messages()); got != test.Sent {
				t.Errorf("%d left, not %d", got, test.Sent)
			}
			if m.window.Canvas().Overlays().Top() != nil {
				t.Error("she is asked again")
			}
		})
	}
}

// TestMailingWhoseTimeWasSleptOverIsAskedAbout has the window open when the time passes.
func TestMailingWhoseTimeWasSleptOverIsAskedAbout(t *testing.T) {
	d := mailDesk(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	d.QueueLater(t, time.Now().Add(time.Hour))
	var slept atomic.Int64
	d.DB.SetClock(func() time.Time { return time.Now().Add(time.Duration(slept.Load())) })
	server := d.Work(t, nil, nil)
	m := mainOf(t, d.App)
	m.refreshStatus()
	if m.window.Canvas().Overlays().Top() != nil {
		t.Fatal("asked before the time")
	}
	slept.Store(int64(15 * time.Hour))
	d.Worker.Wake()
	desktest.Until(t, "held", func() bool { return d.Worker.Status().Held == 1 })
	for range 3 { // as the worker's news make it: she is asked once
		m.refreshStatus()
	}
	if asked := len(m.window.Canvas().Overlays().List()); asked != 1 || len(server.Messages()) != 0 {
		t.Fatalf("asked %d times, %d left", asked, len(server.Messages()))
	}
	desktest.ButtonIn(m.window.Canvas().Overlays().Top(), "Laisser en attente").OnTapped()
	m.refreshStatus()
	if m.window.Canvas().Overlays().Top() != nil {
		t.Error("she is asked again")
	}
}
