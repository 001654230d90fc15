package documents

import (
	"cmp"
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// remindersWindow proposes who is to be reminded of what he is late with, and in which tone.
type remindersWindow struct {
	app      *desk.App
	window   *kit.Window
	grid     *kit.SliceGrid[proposedReminder]
	imported *kit.Check
	sums     *widget.Label
	levels   map[reminded]garage.ReminderLevel // those that she chose herself
}

// reminded names a proposal: a client of a company.
type reminded struct{ clientID, companyID int64 }

// proposedReminder is a line of the window.
type proposedReminder struct {
	store.ReminderProposal
	due       string // the oldest due date
	daysLate  int
	lastLevel garage.ReminderLevel
	lastAt    time.Time
}

func (r proposedReminder) key() reminded { return reminded{r.ClientID, r.CompanyID} }

func (r proposedReminder) mail() compose.ReminderMail {
	mail := compose.ReminderMail{ClientID: r.ClientID, Level: r.Level}
	for _, document := range r.Documents {
		mail.DocumentIDs = append(mail.DocumentIDs, document.ID)
	}
	return mail
}

// OpenReminders shows who can be reminded today.
func OpenReminders(a *desk.App) {
	kit.OpenOnce(a.Host, "reminders", kit.Single, func() *remindersWindow { return newRemindersWindow(a) })
}

func newRemindersWindow(a *desk.App) *remindersWindow {
	r := &remindersWindow{app: a, levels: map[reminded]garage.ReminderLevel{}, sums: widget.NewLabel("")}
	r.window = a.NewWindow(kit.WindowOptions{Key: "reminders", Title: a.Printer.T("reminders.title"), Size: fyne.NewSize(1080, 560)})
	r.build()
	r.window.ShowsOne(r, kit.Single)
	a.Bus.Subscribe(r.window, desk.TopicDocuments, r.load)
	a.Bus.Subscribe(r.window, desk.TopicClients, r.load)
	r.window.Show()
	r.load()
	r.window.Focus(r.grid.Focusable())
	return r
}

func (r *remindersWindow) build() {
	w := r.window
	r.grid = kit.NewSliceGrid(kit.SliceOptions[proposedReminder]{
		Columns: reminderColumns(r.app), Empty: w.T("reminders.empty"),
		OnOpen:   func(row proposedReminder) { r.app.Doors.OpenClient(row.ClientID) },
		OnMenu:   func(_ []proposedReminder, at fyne.Position) { w.PopUpMenu(at, r.actions()...) },
		OnSelect: r.showSums,
	})
	w.RememberColumns("reminders", r.grid)
	toolbar := w.NewToolbar(r.actions()...)
	hint := widget.NewLabel(w.T("reminders.hint"))
	hint.Importance, hint.Truncation = widget.LowImportance, fyne.TextTruncateEllipsis
	r.imported = kit.NewCheck(w.T("reminders.imported"), r.onImported)
	r.imported.SetToolTip(w.T("reminders.imported_hint"))
	w.SetBody(kit.Under(container.NewVBox(toolbar.Object, hint, r.imported), container.NewBorder(nil, r.sums, nil, nil, r.grid)))
}

func (r *remindersWindow) actions() []kit.Action {
	w := r.window
	actions := []kit.Action{
		{Label: w.T("reminders.send"), Icon: theme.MailSendIcon(), Key: "F9", Tooltip: w.T("reminders.send_hint"), Run: r.onSend},
		{},
		{Label: w.T("documents.preview"), Icon: theme.VisibilityIcon(), Key: "Ctrl+P", Tooltip: w.T("reminders.preview_hint"), Run: r.onPreview},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: func() {
			if row, ok := r.grid.CurrentRow(); ok {
				r.app.Doors.OpenClient(row.ClientID)
			}
		}},
		{},
	}
	for i, key := range []string{"Ctrl+1", "Ctrl+2", "Ctrl+3"} {
		tone := garage.ReminderLevel(i + 1)
		actions = append(actions, kit.Action{Label: desk.LevelLabel(r.app, tone), Key: key, Tooltip: w.T("reminders.tone_hint"), Run: func() { r.onLevel(tone) }})
	}
	return append(
		actions, kit.Action{},
		kit.Action{Label: w.T("report.select_all"), Icon: theme.CheckButtonCheckedIcon(), Tooltip: w.T("report.select_all") + " (CTRL+A)", Run: func() { r.grid.SelectAll() }, IconOnly: true},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: r.load, IconOnly: true})
}

func reminderColumns(a *desk.App) []kit.Column[proposedReminder] {
	column := func(key string, width float32, text func(proposedReminder) string) kit.Column[proposedReminder] {
		return kit.Column[proposedReminder]{Key: key, Label: a.Printer.T("reminders." + key), Width: width, Sort: true, Text: text}
	}
	number := func(key string, width float32, text func(proposedReminder) string, of func(proposedReminder) int64) kit.Column[proposedReminder] {
		made := column(key, width, text)
		made.Align = fyne.TextAlignTrailing
		made.Compare = func(a, b proposedReminder) int { return cmp.Compare(of(a), of(b)) }
		return made
	}
	count := func(r proposedReminder) int64 { return int64(len(r.Documents)) }
	open := func(r proposedReminder) int64 { return int64(r.Open) }
	days := func(r proposedReminder) int64 { return int64(r.daysLate) }
	last := column("last", 230, func(r proposedReminder) string {
		if r.lastAt.IsZero() {
			return a.Printer.T("reminders.never")
		}
		return a.Printer.Date(garage.Day(r.lastAt)) + " · " + desk.LevelLabel(a, r.lastLevel)
	})
	last.Compare = func(a, b proposedReminder) int { return a.lastAt.Compare(b.lastAt) }
	tone := column("tone", 170, func(r proposedReminder) string { return desk.LevelLabel(a, r.Level) })
	tone.Compare = func(a, b proposedReminder) int { return cmp.Compare(a.Level, b.Level) }
	tone.Color = func(r proposedReminder) fyne.ThemeColorName {
		if r.Level == 3 {
			return theme.ColorNameError
		}
		return ""
	}
	return []kit.Column[proposedReminder]{
		column("client", 220, func(r proposedReminder) string { return r.ClientName }),
		number("documents", 90, func(r proposedReminder) string { return a.Printer.Number(count(r)) }, count),
		number("open", 110, func(r proposedReminder) string { return a.Printer.Money(open(r)) }, open),
		column("due", 100, func(r proposedReminder) string { return a.Printer.Date(r.due) }),
		number("days", 120, func(r proposedReminder) string { return a.Printer.Number(days(r)) }, days),
		tone, last,
	}
}

func (r *remindersWindow) load() {
	kit.Load(r.window, "reminders", func(ctx context.Context) (found remindersFound, err error) {
		if found.imported, err = r.app.DB.Setting(ctx, store.SettingImportedOwed); err == nil {
			found.proposals, err = r.app.DB.ReminderProposals(ctx, r.app.DB.Today())
		}
		return found, err
	}, func(found remindersFound) {
		r.imported.Checked = found.imported == "1"
		r.imported.Refresh()
		r.show(found.proposals)
	})
}

type remindersFound struct {
	imported  string
	proposals []store.ReminderProposal
}

// onImported also follows what was imported, or no longer: for statements too.
func (r *remindersWindow) onImported(on bool) {
	value := ""
	if on {
		value = "1"
	}
	kit.Change(r.window, "reminders.imported", func(ctx context.Context) error {
		return r.app.DB.SetSetting(ctx, store.SettingImportedOwed, value)
	}, func() {
		r.app.Bus.Announce(desk.TopicDocuments)
	})
}

// show lists the proposals; what she selected and the tones she chose stay with their clients.
func (r *remindersWindow) show(all []store.ReminderProposal) {
	selected := map[reminded]bool{}
	for _, row := range r.grid.SelectedRows() {
		selected[row.key()] = true
	}
	rows := make([]proposedReminder, len(all))
	var ids []int64
	for i, proposal := range all {
		row := proposedReminder{ReminderProposal: proposal}
		for _, document := range proposal.Documents {
			if row.due == "" || document.DueDate < row.due {
				row.due, row.daysLate = document.DueDate, document.DaysLate
			}
			row.lastLevel = max(row.lastLevel, document.LastLevel)
			if document.RemindedAt.After(row.lastAt) {
				row.lastAt = document.RemindedAt
			}
		}
		if tone := r.levels[row.key()]; tone != 0 {
			row.Level = tone
		}
		if rows[i] = row; selected[row.key()] {
			ids = append(ids, int64(i+1))
		}
	}
	r.grid.SetRows(rows)
	r.grid.Select(ids...)
	r.showSums()
}

// picked are the ids of the lines that an action acts on: the selection, else the keyboard's line.
func (r *remindersWindow) picked() []int64 {
	if ids := r.grid.Selected(); len(ids) > 0 {
		return ids
	}
	if id := r.grid.Current(); id != 0 {
		return []int64{id}
	}
	return nil
}

// showSums says what the selection, or all of it, comes to.
func (r *remindersWindow) showSums() {
	rows, key := r.grid.SelectedRows(), "reminders.sum_selected"
	if len(rows) == 0 {
		rows, key = r.grid.Rows(), "reminders.sum_all"
	}
	open := garage.Cents(0)
	for _, row := range rows {
		open += row.Open
	}
	r.sums.SetText(r.app.Printer.N(key, len(rows), "Open", r.app.Printer.Money(int64(open))))
}

// onLevel gives the picked lines another tone.
func (r *remindersWindow) onLevel(tone garage.ReminderLevel) {
	rows := r.grid.Rows()
	for _, id := range r.picked() {
		rows[id-1].Level = tone
		r.levels[rows[id-1].key()] = tone
	}
	r.grid.Reload()
}
