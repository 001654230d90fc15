//go:build window

package proof

import (
	"slices"
	"time"
)

// tour opens every screen that the job has not passed and pictures it.
func (j *garageJob) tour() {
	j.t.Helper()
	j.key("Escape") // the report
	j.in("GarageMail")
	j.activate("GarageMail")
	j.clientSheet()
	j.key("F8")
	j.read(j.p.T("clients.mail_question"))
	j.shot("19-at")
	j.key("Escape")
	for _, page := range []struct{ name, key, sign string }{
		{"20-mailings", "F3", j.p.T("main.mailings")}, {"21-outbox", "F4", j.p.T("main.outbox")},
	} {
		j.key(page.key)
		j.read(page.sign)
		j.shot(page.name)
	}
	j.key("F12")
	j.read(j.p.T("documents.number"))
	j.shot("29-journal")
	j.visit("30-reminders", "ctrl+r")
	j.goTo(j.grid(j.front, 0.6))
	j.visit("31-document", "Home", "ctrl+o")
	j.key("F4")
	j.visit("22-refused", "Alt_L", "Down", "Down", "Return")
	j.visit("32-backups", "Alt_L", "Down", "Down", "Down", "Return")
	j.visit("23-users", "Alt_L", "Right", "Right", "Right", "Right", "Down", "Right", "Down", "Return")
	title := j.visitAndStay("24-company", "Alt_L", "Right", "Right", "Right", "Right", "Down", "Right", "Down", "Down", "Return")
	j.key("alt+2")
	j.shot("25-phrases")
	j.leave(title)
	j.key("F11")
	j.visit("41-directory", "ctrl+b")
	title = j.visitAndStay("26-list-builder", "F7")
	j.key("ctrl+o")
	j.shot("27-segments")
	j.key("Escape")
	j.goTo(j.labelled(j.p.T("criteria.filter")))
	if !j.mouse {
		j.key("Return")
	}
	j.leaveNew("28-custom-filter", title)
	j.front = title
	j.leave(title)
}

// clientSheet opens the first client and goes through his tabs.
func (j *garageJob) clientSheet() {
	j.t.Helper()
	j.key("F2", "ctrl+f")
	j.write("lambert")
	time.Sleep(500 * time.Millisecond)
	j.key("Down", "Down")
	title := j.visitAndStay("12-client-general", "Return")
	for i, name := range []string{"13-client-financial", "14-client-contacts", "15-client-vehicles", "16-client-visits", "18-client-files", "17-client-mails"} {
		j.key("alt+" + string(rune('2'+i)))
		j.shot(name)
	}
	j.leave(title)
}

// visit opens a window, pictures it and closes it.
func (j *garageJob) visit(name string, keys ...string) {
	j.t.Helper()
	j.leave(j.visitAndStay(name, keys...))
}

func (j *garageJob) windows() []string {
	var titles []string
	for _, one := range j.look() {
		if one.Kind == "window" {
			titles = append(titles, one.Window)
		}
	}
	return titles
}

// visitAndStay presses keys that open a window and returns its title.
func (j *garageJob) visitAndStay(name string, keys ...string) (title string) {
	j.t.Helper()
	before := j.windows()
	j.key(keys...)
	j.until("a new window for "+name, 15*time.Second, func() bool {
		seen := title
		for _, one := range j.windows() {
			if !slices.Contains(before, one) {
				title = one
			}
		}
		return title != "" && title == seen // it may get another when what it shows has been read
	})
	j.in(title)
	j.shot(name)
	return title
}

// leaveNew pictures the window that has just opened over another and closes it.
func (j *garageJob) leaveNew(name, under string) {
	j.t.Helper()
	title := ""
	j.until("a new window for "+name, 15*time.Second, func() bool {
		for _, one := range j.windows() {
			if one != under && one != "GarageMail" {
				title = one
			}
		}
		return title != ""
	})
	j.in(title)
	j.shot(name)
	j.key("Escape")
	j.closed()
}

func (j *garageJob) leave(title string) {
	j.t.Helper()
	j.front = title
	j.key("Escape")
	j.closed()
	j.front = "GarageMail"
	j.activate("GarageMail")
}
