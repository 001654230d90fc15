package ui

import (
	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
)

// tellInterrupted says once what a run that ended in the middle (a power cut, a kill) has left: what goes on by itself, and
// what only she can decide.
func (m *mainWindow) tellInterrupted() {
	a, w := m.app, m.window
	if a.Worker == nil {
		return
	}
	unsure := a.Worker.Status().Uncertain
	if unsure == m.uncertain {
		return
	}
	m.uncertain = unsure
	text := kit.WrappedLabel()
	words := a.Printer.N("interrupted.text", unsure)
	if left := m.counts.Left(); left > 0 {
		words += "\n\n" + a.Printer.N("interrupted.rest", left)
	}
	text.SetText(words)
	w.ShowDialog(kit.DialogOptions{
		Title: w.T("interrupted.title"), Body: text, MinSize: fyne.NewSize(560, 200),
		Choices: []kit.Choice{
			{Label: w.T("restore.later"), Cancel: true},
			{Label: w.T("interrupted.look"), Default: true, Do: func() bool { m.showUncertain(); return true }},
		},
	})
}

// showUncertain turns to the outbox, narrowed to what she has to decide.
func (m *mainWindow) showUncertain() {
	for number, one := range m.pages {
		if outbox, ok := one.(*mailings.OutboxPage); ok {
			outbox.Only(garage.Uncertain)
			m.show(number)
		}
	}
}
