package ui

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"garagemail/mailer/compose"
	"garagemail/mailer/demo"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

func TestMailingLeavesAtTheChosenTime(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	f := newPreflightWindow(d.App, d.mailing)
	if !f.later.fields.Hidden {
		t.Error("a mailing that leaves at once shows a date")
	}
	f.later.tick.SetChecked(true)
	if at, problem := f.later.at(); problem != "" || at.Before(time.Now()) || f.send.Disabled() || f.later.fields.Hidden {
		t.Fatalf("proposed %v, %q", at, problem)
	}
	for typed, problem := range map[string]string{"": "Indiquez", "huit": "Indiquez", "25:00": "Indiquez", "8": ""} {
		f.later.clock.SetText(typed)
		if _, got := f.later.at(); problem == "" && got != "" || !strings.HasPrefix(got, problem) {
			t.Errorf("%q: %q", typed, got)
		}
		if f.send.Disabled() != (problem != "") || f.later.problem.Hidden != (problem == "") {
			t.Errorf("%q: sending disabled %v", typed, f.send.Disabled())
		}
	}
	f.later.clock.SetText("8:00")
	f.later.date.SetText("01/02/2020")
	if _, got := f.later.at(); !strings.Contains(got, "passé") || !f.send.Disabled() {
		t.Errorf("a day that is past: %q", got)
	}
	f.onSend()
	if d.counts(t).Total() != 0 {
		t.Fatal("it was queued with a day that is past")
	}
	day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	f.later.date.SetISO(day)
	f.later.clock.SetText("14h30")
	f.onSend()
	planned, err := d.db.PlannedMailing(t.Context(), d.mailing)
	check(t, err)
	if wanted := strings.ReplaceAll(d.p.Date(day), "-", "/") + " 14:30"; d.p.Time(planned.At) != wanted || planned.Count != 2 {
		t.Errorf("planned for %s with %d, wanted %s", d.p.Time(planned.At), planned.Count, wanted)
	}
	report := newReportWindow(d.App, d.mailing)
	if !strings.Contains(report.state.Text, d.p.Time(planned.At)) {
		t.Errorf("the report says %q", report.state.Text)
	}
	ids, err := d.db.Deliveries(t.Context(), garage.DeliveryFilter{})
	check(t, err)
	bytes, err := d.db.DeliveryMessage(t.Context(), ids[0])
	check(t, err)
	if got := demo.Read(bytes).Date; !got.Equal(planned.At) {
		t.Errorf("the mail is dated %v, and leaves %v", got, planned.At)
	}

	clock := planned.At.Add(-time.Second)
	start := time.Now()
	d.db.SetClock(func() time.Time { return clock.Add(time.Since(start)) })
	server := d.work(t, nil, nil)
	until(t, "the worker holds", func() bool { return d.worker.Status().Holding })
	if early := len(server.Messages()); early != 0 && time.Since(start) < time.Second {
		t.Errorf("%d left before their time", early)
	}
	until(t, "sent", func() bool { return d.counts(t).Sent == 2 })
	if took := time.Since(start); took < 900*time.Millisecond {
		t.Errorf("it left %v before its time", time.Second-took)
	}
}

// queueLater queues the mailing as it was checked, to leave at a time.
func (d *mailDesk) queueLater(t *testing.T, at time.Time) {
	t.Helper()
	checked, err := compose.Preflight(t.Context(), d.db, d.mailing, nil)
	check(t, err)
	_, err = compose.QueueChecked(t.Context(), d.db, checked, at, nil)
	check(t, err)
}

func TestPlannedMailingIsSentNowFromItsReport(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	d.queueLater(t, time.Now().Add(48*time.Hour))
	server := d.work(t, nil, nil)
	report := newReportWindow(d.App, d.mailing)
	if len(server.Messages()) != 0 || report.planned.ID == 0 {
		t.Fatalf("%d left, planned %+v", len(server.Messages()), report.planned)
	}
	report.onSendNow()
	until(t, "sent", func() bool { return d.counts(t).Sent == 2 })
	report.load()
	if report.planned.ID != 0 || report.stateLine() == "" {
		t.Errorf("still planned: %+v", report.planned)
	}
}

func TestClocksAsTheyAreTyped(t *testing.T) {
	for typed, wanted := range map[string]string{
		"8:30": "08:30", "08.30": "08:30", "8h30": "08:30", "8h": "08:00", "8 h 05": "08:05", "8u30": "08:30", "8 u. 30": "08:30",
		"0830": "08:30", "17": "17:00", "24:00": "", "8:60": "", "demain": "", "": "",
	} {
		if got, ok := parseClock(typed); got != wanted || ok != (wanted != "") {
			t.Errorf("%q is %q, %v", typed, got, ok)
		}
	}
}

// TestOverdueMailingsAreAskedAboutAtTheStart has a mailing that was to leave while the program was off, and the three
// answers she may give.
func TestOverdueMailingsAreAskedAboutAtTheStart(t *testing.T) {
	for name, test := range map[string]struct {
		choice  string
		sent    int
		waiting int
	}{
		"send":         {"Envoyer maintenant", 2, 0},
		"cancel":       {"Annuler l'envoi", 0, 0},
		"leave it":     {"Laisser en attente", 0, 2},
		"eleven hours": {"", 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := newMailDesk(t)
			d.write(t, "Entretien", "Bonjour <NOM>")
			late := 13 * time.Hour
			if test.choice == "" {
				late = 11 * time.Hour
			}
			at := time.Now().Add(time.Hour)
			d.queueLater(t, at)
			d.db.SetClock(func() time.Time { return time.Now().Add(time.Hour + late) })
			server := d.work(t, nil, nil)
			if test.choice == "" {
				until(t, "sent without a question", func() bool { return d.counts(t).Sent == test.sent })
			} else {
				until(t, "held", func() bool {
					mailing, err := d.db.Mailing(t.Context(), d.mailing)
					check(t, err)
					return mailing.Paused
				})
			}
			m := mainOf(t, d.App)
			button := buttonIn(m.window.Canvas().Overlays().Top(), test.choice)
			if test.choice == "" {
				if top := m.window.Canvas().Overlays().Top(); top != nil {
					t.Errorf("asked: %v", top)
				}
				return
			}
			if button == nil {
				t.Fatal("nothing is asked, or not this")
			}
			button.OnTapped()
			until(t, "as she said", func() bool { return d.counts(t).Left() == test.waiting })
			time.Sleep(100 * time.Millisecond)
			if got := len(server.Messages()); got != test.sent {
				t.Errorf("%d left, not %d", got, test.sent)
			}
			if m.window.Canvas().Overlays().Top() != nil {
				t.Error("she is asked again")
			}
		})
	}
}

// TestMailingWhoseTimeWasSleptOverIsAskedAbout has the window open when the time passes.
func TestMailingWhoseTimeWasSleptOverIsAskedAbout(t *testing.T) {
	d := newMailDesk(t)
	d.write(t, "Entretien", "Bonjour <NOM>")
	d.queueLater(t, time.Now().Add(time.Hour))
	var slept atomic.Int64
	d.db.SetClock(func() time.Time { return time.Now().Add(time.Duration(slept.Load())) })
	server := d.work(t, nil, nil)
	m := mainOf(t, d.App)
	m.refreshStatus()
	if m.window.Canvas().Overlays().Top() != nil {
		t.Fatal("asked before the time")
	}
	slept.Store(int64(15 * time.Hour))
	d.worker.Wake()
	until(t, "held", func() bool { return d.worker.Status().Held == 1 })
	for range 3 { // as the worker's news make it: she is asked once
		m.refreshStatus()
	}
	if asked := len(m.window.Canvas().Overlays().List()); asked != 1 || len(server.Messages()) != 0 {
		t.Fatalf("asked %d times, %d left", asked, len(server.Messages()))
	}
	buttonIn(m.window.Canvas().Overlays().Top(), "Laisser en attente").OnTapped()
	m.refreshStatus()
	if m.window.Canvas().Overlays().Top() != nil {
		t.Error("she is asked again")
	}
}

// buttonIn finds a button by its words.
func buttonIn(object fyne.CanvasObject, label string) *kit.Button {
	for _, button := range found[*kit.Button](object) {
		if button.Text == label {
			return button
		}
	}
	return nil
}
