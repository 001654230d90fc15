package ui

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"

	"garagemail/mailer"
	"garagemail/store"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// askOverdue asks about the mailings that were to leave long ago, while the program was off. The worker holds them until
// she answers.
func (m *mainWindow) askOverdue() {
	a := m.app
	if m.asksOverdue {
		return
	}
	kit.Try(m.window.Runner, "overdue", func(ctx context.Context) ([]store.PlannedMailing, error) {
		return a.DB.OverdueMailings(ctx, a.DB.Now().Add(-mailer.OverdueAfter))
	}, func(overdue []store.PlannedMailing, err error) {
		m.window.Fail(err)
		if !m.asksOverdue {
			m.askAbout(overdue)
		}
	})
}

// askHeld asks when the worker held mailings back while the window is open: the computer slept over their time.
func (m *mainWindow) askHeld() {
	if m.app.Worker == nil {
		return
	}
	if held := m.app.Worker.Status().Held; held != m.held {
		m.held = held
		m.askOverdue()
	}
}

// askAbout asks about the first of them, then about the others.
func (m *mainWindow) askAbout(overdue []store.PlannedMailing) {
	if m.asksOverdue = len(overdue) > 0; !m.asksOverdue {
		return
	}
	a, w, planned := m.app, m.window, overdue[0]
	decide := func(do func(ctx context.Context) error) func() bool {
		return func() bool {
			kit.Change(w, fmt.Sprintf("overdue.decide %d", planned.ID), do, func() {
				a.Wake()
				a.Bus.Announce(desk.TopicMailings, desk.TopicOutbox)
			})
			return true
		}
	}
	text := kit.WrappedLabel()
	text.SetText(a.Printer.N("overdue.text", planned.Count, "Name", planned.Name, "Time", a.Printer.Time(planned.At)))
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("overdue.title"), Body: text, MinSize: fyne.NewSize(560, 200),
		Choices: []kit.Choice{
			{Label: w.T("overdue.wait"), Cancel: true, Default: true},
			{Label: w.T("overdue.cancel"), Danger: true, Do: decide(func(ctx context.Context) error {
				_, err := a.DB.CancelMailing(ctx, planned.ID)
				return err
			})},
			{Label: w.T("overdue.send"), Do: decide(func(ctx context.Context) error { return a.DB.SendPlannedNow(ctx, planned.ID) })},
		},
		OnClosed: func() { m.askAbout(overdue[1:]) },
	})
}
