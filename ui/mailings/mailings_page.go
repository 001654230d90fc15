// Package mailings is the room of the mailings: the list builder with its criteria, the mail editor, preflight, report, outbox and
// the inbox of the demo.
package mailings

import (
	"cmp"
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// mailingsPage is Envois: the drafts and what was sent, newest first.
type mailingsPage struct {
	app    *desk.App
	window *kit.Window
	grid   *kit.SliceGrid[garage.MailingRow]
}

var _ desk.Page = (*mailingsPage)(nil)

// NewMailingsPage is the page mailings of the main window w.
func NewMailingsPage(a *desk.App, w *kit.Window) desk.Page {
	m := &mailingsPage{app: a, window: w}
	count := func(key string, of func(garage.MailingRow) int) kit.Column[garage.MailingRow] {
		return kit.Column[garage.MailingRow]{
			Key: key, Label: w.T("mailings." + key), Width: 92, Align: fyne.TextAlignTrailing, Sort: true,
			Text:    func(row garage.MailingRow) string { return a.Printer.Number(int64(of(row))) },
			Compare: func(one, other garage.MailingRow) int { return cmp.Compare(of(one), of(other)) },
		}
	}
	column := func(key string, width float32, of func(garage.MailingRow) string) kit.Column[garage.MailingRow] {
		return kit.Column[garage.MailingRow]{Key: key, Label: w.T("mailings." + key), Width: width, Sort: true, Text: of}
	}
	notSent := count("not_sent", unsent)
	notSent.Color = func(row garage.MailingRow) fyne.ThemeColorName {
		if unsent(row) > 0 {
			return theme.ColorNameError
		}
		return ""
	}
	date := column("date", 125, func(row garage.MailingRow) string { return a.Printer.Time(lastChange(row)) })
	date.Compare = func(one, other garage.MailingRow) int { return lastChange(one).Compare(lastChange(other)) }
	m.grid = kit.NewSliceGrid(kit.SliceOptions[garage.MailingRow]{
		Columns: []kit.Column[garage.MailingRow]{
			date,
			column("name", 330, func(row garage.MailingRow) string { return mailingName(a, row.Mailing, row.Subject) }),
			column("state", 110, func(row garage.MailingRow) string { return mailingState(a, row) }),
			column("purpose", 110, func(row garage.MailingRow) string { return w.T("mailings.purpose." + string(row.Purpose)) }),
			count("recipients", func(row garage.MailingRow) int { return row.Recipients }),
			count("sent", func(row garage.MailingRow) int { return row.Counts.Sent }),
			count("left", func(row garage.MailingRow) int { return row.Counts.Left() }),
			notSent,
		},
		Empty:    w.T("mailings.empty"),
		OnOpen:   m.open,
		OnDelete: func(rows []garage.MailingRow) { m.onDelete(rows) },
		OnMenu:   func(_ []garage.MailingRow, at fyne.Position) { w.PopUpMenu(at, m.Actions()...) },
	})
	w.RememberColumns("mailings", m.grid)
	a.Bus.Subscribe(w, desk.TopicMailings, m.soon)
	a.Bus.Subscribe(w, desk.TopicOutbox, m.soon)
	return m
}

// unsent is how many recipients have no message that left or still may.
func unsent(row garage.MailingRow) int {
	return row.LeftOut + row.Counts.Failed + row.Counts.Uncertain + row.Counts.Cancelled
}

// mailingName is the name she gave, else the subject.
func mailingName(a *desk.App, mailing garage.Mailing, subject string) string {
	switch {
	case mailing.Name != "":
		return mailing.Name
	case subject != "":
		return subject
	}
	return a.Printer.T("mailings.unnamed")
}

func mailingState(a *desk.App, row garage.MailingRow) string {
	switch {
	case row.State != garage.MailingQueued:
		return a.Printer.T("mailings.state." + string(row.State))
	case row.Counts.Left() == 0:
		return a.Printer.T("mailings.state.done")
	case row.Paused:
		return a.Printer.T("mailings.state.paused")
	}
	return a.Printer.T("mailings.state.queued")
}

func lastChange(row garage.MailingRow) time.Time {
	if row.State == garage.MailingQueued || row.State == garage.MailingCancelled {
		return row.QueuedAt
	}
	return row.ChangedAt
}

// Object is what the main window shows of the page.
func (m *mailingsPage) Object() fyne.CanvasObject { return m.grid }

// Focus sets the keyboard where she begins.
func (m *mailingsPage) Focus() { m.window.Focus(m.grid.Focusable()) }

// Actions are the toolbar and the keys of the page.
func (m *mailingsPage) Actions() []kit.Action {
	w := m.window
	current := func(do func(garage.MailingRow)) func() {
		return func() {
			if row, ok := m.grid.CurrentRow(); ok {
				do(row)
			} else {
				w.Notice(w.T("mailings.select_first"), "", nil)
			}
		}
	}
	return []kit.Action{
		{Label: w.T("mailings.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("mailings.new_hint"), Run: func() { OpenListBuilder(m.app, desk.ListStart{}) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Tooltip: w.T("mailings.open_hint"), Key: "Ctrl+O", Run: current(m.open)},
		{Label: w.T("mailings.copy"), Icon: theme.ContentCopyIcon(), Tooltip: w.T("mailings.copy_hint"), Key: "Ctrl+D", Run: current(m.onCopy)},
		{Label: w.T("mailings.delete"), Icon: theme.DeleteIcon(), Tooltip: w.T("mailings.delete_hint"), Key: "Ctrl+Delete", Run: func() { m.onDelete(m.grid.SelectedRows()) }},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: m.Reload, IconOnly: true},
	}
}

// soon reads the list once for many news.
func (m *mailingsPage) soon() { m.window.Runner.Gather("mailings.soon", desk.ReportPause, m.Reload) }

// Reload reads the page again from the file.
func (m *mailingsPage) Reload() {
	kit.Load(m.window, "mailings", m.app.DB.Mailings, func(all []garage.MailingRow) {
		m.show(all)
	})
}

// show keeps her place in the list.
func (m *mailingsPage) show(all []garage.MailingRow) {
	current, had := m.grid.CurrentRow()
	m.grid.SetRows(all)
	for i, row := range all {
		if had && row.ID == current.ID {
			m.grid.Select(int64(i + 1))
		}
	}
}

// open continues a draft and reports on the others.
func (m *mailingsPage) open(row garage.MailingRow) {
	if row.State == garage.MailingDraft {
		OpenMailEditor(m.app, row.ID)
		return
	}
	OpenReport(m.app, row.ID)
}

func (m *mailingsPage) onCopy(row garage.MailingRow) {
	kit.Load(m.window, "mailing.copy", func(ctx context.Context) (int64, error) {
		return m.app.DB.CopyMailing(ctx, row.ID)
	}, func(id int64) {
		m.app.Bus.Announce(desk.TopicMailings)
		OpenMailEditor(m.app, id)
	})
}

// onDelete throws drafts away; what was sent is kept for good.
func (m *mailingsPage) onDelete(rows []garage.MailingRow) {
	w := m.window
	var drafts []int64
	for _, row := range rows {
		if row.State == garage.MailingDraft {
			drafts = append(drafts, row.ID)
		}
	}
	if len(drafts) == 0 {
		w.Notice(w.T("mailings.only_drafts"), "", nil)
		return
	}
	w.Ask(w.T("mailings.delete"), m.app.Printer.N("mailings.delete_text", len(drafts)), w.T("action.delete"), true, func() {
		kit.Change(w, "mailing.delete", func(ctx context.Context) error {
			for _, id := range drafts {
				if err := m.app.DB.DeleteMailing(ctx, id); err != nil {
					return err
				}
			}
			return nil
		}, func() {
			m.app.Bus.Announce(desk.TopicMailings)
		})
	})
}
