package mailings

import (
	"strings"
	"testing"
	"time"

	"garagemail/mailer/demo"
	"garagemail/store/garage"
	"garagemail/ui/desktest"
)

func TestMailingLeavesAtTheChosenTime(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	f := newPreflightWindow(d.App, d.Mailing)
	if !f.later.fields.Hidden {
		t.Error("a mailing that leaves at once shows a date")
	}
	f.later.tick.SetChecked(true)
	if at, problem := f.later.at(); problem != "" || at.Before(time.Now()) || f.send.Disabled() || f.later.fields.Hidden {
		t.Fatalf("proposed %v, %q", at, problem)
	}
	refusesWrongClocks(t, f)
	f.later.clock.SetText("8:00")
	f.later.date.SetText("01/02/2020")
	if _, got := f.later.at(); !strings.Contains(got, "passé") || !f.send.Disabled() {
		t.Errorf("a day that is past: %q", got)
	}
	f.onSend()
	if d.Counts(t).Total() != 0 {
		t.Fatal("it was queued with a day that is past")
	}
	day := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	f.later.date.SetISO(day)
	f.later.clock.SetText("14h30")
	f.onSend()
	planned, err := d.DB.PlannedMailing(t.Context(), d.Mailing)
	desktest.Check(t, err)
	if wanted := strings.ReplaceAll(d.Printer.Date(day), "-", "/") + " 14:30"; d.Printer.Time(planned.At) != wanted || planned.Count != 2 {
		t.Errorf("planned for %s with %d, wanted %s", d.Printer.Time(planned.At), planned.Count, wanted)
	}
	report := newReportWindow(d.App, d.Mailing)
	if !strings.Contains(report.state.Text, d.Printer.Time(planned.At)) {
		t.Errorf("the report says %q", report.state.Text)
	}
	ids, err := d.DB.Deliveries(t.Context(), garage.DeliveryFilter{})
	desktest.Check(t, err)
	bytes, err := d.DB.DeliveryMessage(t.Context(), ids[0])
	desktest.Check(t, err)
	if got := demo.Read(bytes).Date; !got.Equal(planned.At) {
		t.Errorf("the mail is dated %v, and leaves %v", got, planned.At)
	}
	leavesAt(t, d, planned.At)
}

// refusesWrongClocks says beside the field what is no time of day, and lets nothing go then.
func refusesWrongClocks(t *testing.T, f *preflightWindow) {
	t.Helper()
	for typed, problem := range map[string]string{"": "Indiquez", "huit": "Indiquez", "25:00": "Indiquez", "8": ""} {
		f.later.clock.SetText(typed)
		if _, got := f.later.at(); problem == "" && got != "" || !strings.HasPrefix(got, problem) {
			t.Errorf("%q: %q", typed, got)
		}
		if f.send.Disabled() != (problem != "") || f.later.problem.Hidden != (problem == "") {
			t.Errorf("%q: sending disabled %v", typed, f.send.Disabled())
		}
	}
}

// leavesAt has the worker wait until a time that is a second away.
func leavesAt(t *testing.T, d *desktest.MailDesk, at time.Time) {
	t.Helper()
	clock := at.Add(-time.Second)
	start := time.Now()
	d.DB.SetClock(func() time.Time { return clock.Add(time.Since(start)) })
	server := d.Work(t, nil, nil)
	desktest.Until(t, "the worker holds", func() bool { return d.Worker.Status().Holding })
	if early := len(server.Messages()); early != 0 && time.Since(start) < time.Second {
		t.Errorf("%d left before their time", early)
	}
	desktest.Until(t, "sent", func() bool { return d.Counts(t).Sent == 2 })
	if took := time.Since(start); took < 900*time.Millisecond {
		t.Errorf("it left %v before its time", time.Second-took)
	}
}

func TestPlannedMailingIsSentNowFromItsReport(t *testing.T) {
	d := desktest.NewMail(t)
	d.Write(t, "Entretien", "Bonjour <NOM>")
	d.QueueLater(t, time.Now().Add(48*time.Hour))
	server := d.Work(t, nil, nil)
	report := newReportWindow(d.App, d.Mailing)
	if len(server.Messages()) != 0 || report.planned.ID == 0 {
		t.Fatalf("%d left, planned %+v", len(server.Messages()), report.planned)
	}
	report.onSendNow()
	desktest.Until(t, "sent", func() bool { return d.Counts(t).Sent == 2 })
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
