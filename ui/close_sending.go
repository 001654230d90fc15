package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// leaving is the question whether to wait until the outbox is empty, while it is open.
type leaving struct {
	dialog *kit.Dialog
	left   *widget.Label
	waits  bool // she said so: the program closes by itself
}

// mayClose asks before the program is closed while something is not saved, or messages leave.
func (m *mainWindow) mayClose() bool {
	if unsaved := m.window.AskOthers(); unsaved != nil {
		unsaved.RequestFocus()
		return false
	}
	if m.app.Worker == nil || !isSending(m.app.Worker.Status()) {
		return true
	}
	if m.leaving == nil {
		m.askLeaving(false)
	}
	return false
}

func isSending(status mailer.Status) bool {
	for _, account := range status.Accounts {
		if account.State == mailer.AccountConnecting || account.State == mailer.AccountSending {
			return true
		}
	}
	return false
}

// askLeaving offers to wait, and when she waits to stop all the same.
func (m *mainWindow) askLeaving(waits bool) {
	w := m.window
	asked := &leaving{left: kit.WrappedLabel(), waits: waits}
	m.leaving = asked
	choices := []kit.Choice{{Label: w.T("leaving.stay"), Cancel: true}, {Label: w.T("leaving.stop"), Danger: true, Do: func() bool {
		w.Discard() // the worker ends the message on its way
		return true
	}}}
	if !waits {
		choices = append(choices, kit.Choice{Label: w.T("leaving.wait"), Default: true, Do: func() bool {
			asked.waits = true
			return true
		}})
	}
	asked.dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("leaving.title"), Body: asked.left, MinSize: fyne.NewSize(560, 180), Choices: choices,
		OnClosed: func() {
			m.leaving = nil
			if asked.waits && !waits && w.Context().Err() == nil {
				m.askLeaving(true)
			}
		},
	})
	m.showLeaving()
}

// showLeaving says how many messages are left, and closes the program when she waits for it and nothing can leave any
// more: what is for later, or of an account that waits, is kept for the next start.
func (m *mainWindow) showLeaving() {
	asked := m.leaving
	if asked == nil {
		return
	}
	key := "leaving.text"
	if asked.waits {
		key = "leaving.waiting"
	}
	asked.left.SetText(m.app.Printer.N(key, m.counts.Left()))
	if !asked.waits {
		return
	}
	kit.Try(m.window.Runner, "leaving", func(ctx context.Context) (bool, error) { return anyLeaves(ctx, m.app) }, func(leaves bool, err error) {
		if err == nil && !leaves && m.leaving != nil && m.leaving.waits {
			m.window.Discard()
		}
	})
}

// anyLeaves reports whether a message leaves now or as soon as its turn comes.
func anyLeaves(ctx context.Context, a *desk.App) (bool, error) {
	users, err := a.DB.WaitingUsers(ctx)
	if err != nil {
		return false, err
	}
	status := a.Worker.Status() // after the file was asked: a run that begins meanwhile is seen
	if isSending(status) {
		return true, nil
	}
	if status.Paused || !status.Holding {
		return false, nil
	}
	held := map[int64]bool{}
	for _, account := range status.Accounts {
		held[account.UserID] = account.State == mailer.AccountWaiting || account.State == mailer.AccountStopped
	}
	for _, userID := range users {
		if !held[userID] {
			return true, nil
		}
	}
	return false, nil
}
