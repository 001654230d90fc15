package ui

import (
	"slices"

	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// tellInterrupted says once what a run that ended in the middle (a power cut, a kill) has left: what goes on by itself, and
// what only she can decide.
func (m *mainWindow) tellInterrupted() {
	a, w := m.app, m.window
	if a.worker == nil {
		return
	}
	unsure := a.worker.Status().Uncertain
	if unsure == m.uncertain {
		return
	}
	m.uncertain = unsure
	text := wrapped()
	words := a.p.N("interrupted.text", unsure)
	if left := m.counts.Left(); left > 0 {
		words += "\n\n" + a.p.N("interrupted.rest", left)
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
		if outbox, ok := one.(*outboxPage); ok {
			outbox.state.SetSelectedIndex(slices.Index(outboxStates, garage.Uncertain))
			m.show(number)
		}
	}
}
