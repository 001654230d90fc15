package ui

import (
	"cmp"
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// mailingsPage is Envois: the drafts and what was sent, newest first.
type mailingsPage struct {
	app    *App
	window *kit.Window
	grid   *kit.SliceGrid[garage.MailingRow]
}

var _ page = (*mailingsPage)(nil)

func newMailingsPage(a *App, w *kit.Window) page {
	m := &mailingsPage{app: a, window: w}
	count := func(key string, of func(garage.MailingRow) int) kit.Column[garage.MailingRow] {
		return kit.Column[garage.MailingRow]{
			Key: key, Label: w.T("mailings." + key), Width: 92, Align: fyne.TextAlignTrailing, Sort: true,
			Text:    func(row garage.MailingRow) string { return a.p.Number(int64(of(row))) },
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
	date := column("date", 125, func(row garage.MailingRow) string { return a.p.Time(lastChange(row)) })
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
		OnMenu:   func(_ []garage.MailingRow, at fyne.Position) { w.PopUpMenu(at, m.actions()...) },
	})
	w.RememberColumns("mailings", m.grid)
	a.bus.Subscribe(w, topicMailings, m.soon)
	a.bus.Subscribe(w, topicOutbox, m.soon)
	return m
}

// unsent is how many recipients have no message that left or still may.
func unsent(row garage.MailingRow) int {
	return row.LeftOut + row.Counts.Failed + row.Counts.Uncertain + row.Counts.Cancelled
}

// mailingName is the name she gave, else the subject.
func mailingName(a *App, mailing garage.Mailing, subject string) string {
	switch {
	case mailing.Name != "":
		return mailing.Name
	case subject != "":
		return subject
	}
	return a.p.T("mailings.unnamed")
}

func mailingState(a *App, row garage.MailingRow) string {
	switch {
	case row.State != garage.MailingQueued:
		return a.p.T("mailings.state." + string(row.State))
	case row.Counts.Left() == 0:
		return a.p.T("mailings.state.done")
	case row.Paused:
		return a.p.T("mailings.state.paused")
	}
	return a.p.T("mailings.state.queued")
}

func lastChange(row garage.MailingRow) time.Time {
	if row.State == garage.MailingQueued || row.State == garage.MailingCancelled {
		return row.QueuedAt
	}
	return row.ChangedAt
}

func (m *mailingsPage) object() fyne.CanvasObject { return m.grid }

func (m *mailingsPage) focus() { m.window.Focus(m.grid.Focusable()) }

func (m *mailingsPage) actions() []kit.Action {
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
		{Label: w.T("mailings.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("mailings.new_hint"), Run: func() { m.app.openListBuilder(listStart{}) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Tooltip: w.T("mailings.open_hint"), Key: "Ctrl+O", Run: current(m.open)},
		{Label: w.T("mailings.copy"), Icon: theme.ContentCopyIcon(), Tooltip: w.T("mailings.copy_hint"), Key: "Ctrl+D", Run: current(m.onCopy)},
		{Label: w.T("mailings.delete"), Icon: theme.DeleteIcon(), Tooltip: w.T("mailings.delete_hint"), Key: "Ctrl+Delete", Run: func() { m.onDelete(m.grid.SelectedRows()) }},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: m.reload, IconOnly: true},
	}
}

// soon reads the list once for many news.
func (m *mailingsPage) soon() { m.window.Runner.Gather("mailings.soon", reportPause, m.reload) }

func (m *mailingsPage) reload() {
	kit.Load(m.window, "mailings", m.app.db.Mailings, func(all []garage.MailingRow) {
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
		m.app.openMailEditor(row.ID)
		return
	}
	m.app.openReport(row.ID)
}

func (m *mailingsPage) onCopy(row garage.MailingRow) {
	kit.Load(m.window, "mailing.copy", func(ctx context.Context) (int64, error) {
		return m.app.db.CopyMailing(ctx, row.ID)
	}, func(id int64) {
		m.app.bus.Announce(topicMailings)
		m.app.openMailEditor(id)
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
	w.Ask(w.T("mailings.delete"), m.app.p.N("mailings.delete_text", len(drafts)), w.T("action.delete"), true, func() {
		kit.Change(w, "mailing.delete", func(ctx context.Context) error {
			for _, id := range drafts {
				if err := m.app.db.DeleteMailing(ctx, id); err != nil {
					return err
				}
			}
			return nil
		}, func() {
			m.app.bus.Announce(topicMailings)
		})
	})
}
