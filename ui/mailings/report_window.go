package mailings

import (
	"context"
	"errors"

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

// onSendNow lets a mailing leave that is for later.
func (r *reportWindow) onSendNow() {
	if r.planned.ID == 0 {
		r.window.Notice(r.window.T("report.not_planned"), "", nil)
		return
	}
	r.change(func(ctx context.Context) error { return r.app.DB.SendPlannedNow(ctx, r.mailingID) })
}

// reportWindow shows a mailing on its way, and at the end who did not get it and how to mend that.
type reportWindow struct {
	app       *desk.App
	window    *kit.Window
	mailingID int64
	report    garage.MailingReport
	planned   store.PlannedMailing // when it is for later and has not begun

	title   *widget.Label
	bar     *widget.ProgressBar
	counts  *widget.Label
	state   *widget.Label
	reply   *widget.Label
	grid    *kit.SliceGrid[garage.UnsentRecipient]
	toolbar *kit.Toolbar
	body    *fyne.Container
}

// OpenReport shows the progress of a queued mailing and its report.
func OpenReport(a *desk.App, mailingID int64) {
	kit.OpenOnce(a.Host, "report", mailingID, func() *reportWindow { return newReportWindow(a, mailingID) })
}

func newReportWindow(a *desk.App, mailingID int64) *reportWindow {
	r := &reportWindow{app: a, mailingID: mailingID}
	r.window = a.NewWindow(kit.WindowOptions{Key: "report", Title: a.Printer.T("report.title"), Size: fyne.NewSize(1040, 560)})
	r.build()
	r.window.ShowsOne(r, mailingID)
	a.Bus.Subscribe(r.window, desk.TopicOutbox, r.soon)
	a.Bus.Subscribe(r.window, desk.TopicMailings, r.soon)
	r.window.Show()
	r.window.Focus(r.grid.Focusable())
	r.load()
	return r
}

func (r *reportWindow) build() {
	w := r.window
	r.title, r.counts, r.state, r.reply = kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel()
	r.title.SizeName, r.title.TextStyle.Bold = theme.SizeNameSubHeadingText, true
	r.bar = widget.NewProgressBar()
	column := func(key string, width float32, of func(garage.UnsentRecipient) string) kit.Column[garage.UnsentRecipient] {
		return kit.Column[garage.UnsentRecipient]{Key: key, Label: w.T("report." + key), Width: width, Sort: true, Text: of}
	}
	r.grid = kit.NewSliceGrid(kit.SliceOptions[garage.UnsentRecipient]{
		Columns: []kit.Column[garage.UnsentRecipient]{
			column("name", 190, func(u garage.UnsentRecipient) string { return u.Name }),
			column("email", 210, func(u garage.UnsentRecipient) string { return u.Email }),
			column("state", 110, func(u garage.UnsentRecipient) string { return desk.StateLabel(r.app, u.State) }),
			column("reason", 480, func(u garage.UnsentRecipient) string { return desk.ReasonText(r.app, u.Reason) }),
		},
		Color:    func(u garage.UnsentRecipient) fyne.ThemeColorName { return desk.StateColor(u.State) },
		Empty:    w.T("report.nothing"),
		OnOpen:   r.mend,
		OnSelect: r.showReply,
	})
	w.RememberColumns("report", r.grid)
	r.toolbar = w.NewToolbar(r.actions()...)
	top := container.NewVBox(r.title, r.bar, r.counts, r.state, r.toolbar.Object)
	r.body = container.NewBorder(top, r.reply, nil, nil, r.grid)
	w.SetBody(r.body)
}

func (r *reportWindow) actions() []kit.Action {
	w := r.window
	left := func() bool { return r.report.Counts.Left() > 0 && r.report.Mailing.State == garage.MailingQueued }
	isPlanned := func() bool { return left() && r.planned.ID != 0 }
	current := func(do func(garage.UnsentRecipient)) func() {
		return func() {
			if row, ok := r.grid.CurrentRow(); ok {
				do(row)
			}
		}
	}
	return []kit.Action{
		{Label: w.T("report.pause"), Icon: theme.MediaPauseIcon(), Key: "F8", Tooltip: w.T("report.pause_hint"), Run: r.onPause, Enabled: left},
		{Label: w.T("report.cancel"), Icon: theme.MediaStopIcon(), Key: "Ctrl+D", Tooltip: w.T("report.cancel_hint"), Run: r.onCancel, Enabled: left},
		{Label: w.T("overdue.send"), Icon: theme.MediaPlayIcon(), Key: "Ctrl+T", Tooltip: w.T("report.send_now_hint"), Run: r.onSendNow, Enabled: isPlanned},
		{},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Tooltip: w.T("report.mend_hint"), Run: current(r.mend)},
		{Label: w.T("report.resend"), Icon: theme.MailSendIcon(), Key: "Ctrl+Return", Tooltip: w.T("report.resend_hint"), Run: r.onResend},
		{Label: w.T("report.resolve"), Icon: theme.QuestionIcon(), Key: "Ctrl+U", Tooltip: w.T("outbox.resolve_hint"), Run: r.onResolve},
		{},
		{Label: w.T("report.message"), Icon: theme.VisibilityIcon(), Key: "Ctrl+M", Run: current(r.onMessage)},
		{Label: w.T("report.select_all"), Icon: theme.CheckButtonCheckedIcon(), Tooltip: w.T("report.select_all") + " (CTRL+A)", Run: func() { r.grid.SelectAll() }, IconOnly: true},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: r.load, IconOnly: true},
	}
}

// soon reads the report once for many news: the outbox may finish dozens of messages a second.
func (r *reportWindow) soon() { r.window.Runner.Gather("report.soon", desk.ReportPause, r.load) }

func (r *reportWindow) load() {
	var planned store.PlannedMailing
	kit.Try(r.window.Runner, "report", func(ctx context.Context) (report garage.MailingReport, err error) {
		planned, err = r.app.DB.PlannedMailing(ctx, r.mailingID)
		if err != nil && !errors.Is(err, garage.ErrNotFound) {
			return report, err
		}
		return r.app.DB.MailingReport(ctx, r.mailingID)
	}, func(report garage.MailingReport, err error) {
		r.planned = planned
		if err != nil {
			r.window.Fail(err)
			return
		}
		r.show(report)
	})
}

func (r *reportWindow) show(report garage.MailingReport) {
	p, counts := r.app.Printer, report.Counts
	unchanged := sameUnsent(report.NotSent, r.report.NotSent)
	r.report = report
	r.title.SetText(mailingName(r.app, report.Mailing, anySubject(report.Mailing.Texts, report.Mailing.FallbackLanguage)))
	r.bar.SetValue(1)
	if total := counts.Total(); total > 0 {
		r.bar.SetValue(float64(total-counts.Left()) / float64(total))
	}
	r.counts.SetText(p.T("report.counts", "Sent", p.Number(int64(counts.Sent)), "Left", p.Number(int64(counts.Left())),
		"NotSent", p.Number(int64(len(report.NotSent)))))
	r.state.SetText(r.stateLine())
	if !unchanged { // else her selection would be lost at every message that leaves
		r.grid.SetRows(report.NotSent)
	}
	r.showReply()
	r.toolbar.Refresh()
}

func sameUnsent(a, b []garage.UnsentRecipient) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// stateLine says in a sentence how the mailing stands and whether she has to do something.
func (r *reportWindow) stateLine() string {
	p, counts := r.app.Printer, r.report.Counts
	switch {
	case r.report.Mailing.State == garage.MailingCancelled:
		return p.T("report.cancelled")
	case counts.Left() == 0 && len(r.report.NotSent) == 0:
		return p.N("report.all_sent", counts.Sent)
	case counts.Left() == 0:
		return p.N("report.some_not_sent", len(r.report.NotSent))
	case r.report.Mailing.Paused:
		return p.T("report.paused")
	case r.planned.At.After(r.app.DB.Now()):
		return p.T("report.planned", "Time", p.Time(r.planned.At))
	}
	if reason := waitingReason(r.app, r.report.Mailing.UserID); reason != "" {
		return reason
	}
	line := p.T("report.on_its_way")
	if r.app.Progress.TimeToGo > 0 {
		line += " " + p.T("report.time_to_go", "Time", p.Span(r.app.Progress.TimeToGo))
	}
	return line
}

// showReply shows the whole sentence of the row, and the server's words for whoever has to look further.
func (r *reportWindow) showReply() {
	row, ok := r.grid.CurrentRow()
	if !ok {
		r.reply.SetText("")
		r.body.Refresh()
		return
	}
	text := desk.ReasonText(r.app, row.Reason)
	if row.Reply != "" {
		text += "\n" + r.app.Printer.T("outbox.server_said", "Reply", row.Reply)
	}
	r.reply.SetText(text)
	r.body.Refresh() // the label has another height now
}

func (r *reportWindow) onPause() {
	paused := r.report.Mailing.Paused
	r.change(func(ctx context.Context) error {
		if paused {
			return r.app.DB.ResumeMailing(ctx, r.mailingID)
		}
		return r.app.DB.PauseMailing(ctx, r.mailingID)
	})
}

func (r *reportWindow) onCancel() {
	w := r.window
	w.Ask(w.T("report.cancel"), r.app.Printer.N("report.cancel_text", r.report.Counts.Left()), w.T("report.cancel"), true, func() {
		r.change(func(ctx context.Context) error {
			_, err := r.app.DB.CancelMailing(ctx, r.mailingID)
			return err
		})
	})
}

// change does something to the mailing and tells everyone, the worker too.
func (r *reportWindow) change(do func(ctx context.Context) error) {
	kit.Change(r.window, "change", do, func() {
		r.app.Wake()
		r.app.Bus.Announce(desk.TopicMailings, desk.TopicOutbox)
	})
}

// onResend sends to the selected ones with what their sheets say today. The store sees to it that nobody gets it twice.
func (r *reportWindow) onResend() {
	w := r.window
	var clients []int64
	for _, row := range r.grid.SelectedRows() {
		if row.State != garage.Uncertain {
			clients = append(clients, row.ClientID)
		}
	}
	if len(clients) == 0 {
		w.Notice(w.T("report.select_first"), "", nil)
		return
	}
	kit.Try(w.Runner, "resend", func(ctx context.Context) (compose.Report, error) {
		return compose.Resend(ctx, r.app.DB, r.mailingID, clients)
	}, r.resent)
}

func (r *reportWindow) resent(report compose.Report, err error) {
	w := r.window
	var refused *compose.RefusedError
	if errors.As(err, &refused) {
		report, err = refused.Report, nil
	}
	if err != nil {
		w.Fail(err)
		return
	}
	r.app.Wake()
	r.app.Bus.Announce(desk.TopicMailings, desk.TopicOutbox)
	done := r.app.Printer.N("report.resent", report.Going)
	if len(report.Issues) == 0 {
		w.Notice(done, "", nil)
		return
	}
	for i, issue := range report.Issues {
		if i == 10 {
			done += "\n…"
			break
		}
		done += "\n" + r.app.Printer.T("kit.pair", "Label", issue.Name, "Value", issue.Sentence(r.app.Printer))
	}
	w.Tell(w.T("report.resend"), done)
}

func (r *reportWindow) onResolve() {
	var ids []int64
	for _, row := range r.grid.SelectedRows() {
		if row.State == garage.Uncertain {
			ids = append(ids, row.DeliveryID)
		}
	}
	askUncertain(r.app, r.window, ids)
}

// mend opens the sheet at the address that a mailing goes to.
func (r *reportWindow) mend(row garage.UnsentRecipient) {
	r.app.Doors.OpenAddress(row.ClientID, garage.AddressOwner{Origin: garage.AddressOfSheet})
}

func (r *reportWindow) onMessage(row garage.UnsentRecipient) {
	if row.DeliveryID == 0 {
		r.window.Notice(r.window.T("report.no_message"), "", nil)
		return
	}
	OpenMessage(r.app, row.DeliveryID)
}
