package mailings

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/assets/lang/languages"
	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// preflightWindow is the one sheet before anything leaves: how many go, and by name who does not or should be looked at.
type preflightWindow struct {
	app       *desk.App
	window    *kit.Window
	mailingID int64
	report    compose.Report
	checked   bool // the report is of the mailing as it stands now
	sending   bool

	going *widget.Label
	note  *widget.Label
	held  map[int64]bool // clients that get nothing
	grid  *kit.SliceGrid[compose.Issue]
	later *sendLater
	send  *kit.Button
	body  *fyne.Container
}

// OpenPreflight opens the check of a draft that has been saved.
func OpenPreflight(a *desk.App, mailingID int64) {
	if open, raised := kit.Raise[*preflightWindow](a.Host, "preflight", mailingID); raised {
		open.recheck() // the draft may be another now
		return
	}
	newPreflightWindow(a, mailingID)
}

func newPreflightWindow(a *desk.App, mailingID int64) *preflightWindow {
	f := &preflightWindow{app: a, mailingID: mailingID}
	f.window = a.NewWindow(kit.WindowOptions{Key: "preflight", Title: a.Printer.T("preflight.title"), Size: fyne.NewSize(980, 560)})
	f.build()
	f.window.ShowsOne(f, mailingID)
	for _, topic := range []kit.Topic{desk.TopicClients, desk.TopicMailings, desk.TopicSettings} {
		a.Bus.Subscribe(f.window, topic, f.recheck)
	}
	f.window.Show()
	f.window.Focus(f.grid.Focusable())
	f.check()
	return f
}

// recheck checks anew, unless the mails are being made.
func (f *preflightWindow) recheck() {
	if !f.sending {
		f.check()
	}
}

func (f *preflightWindow) build() {
	w := f.window
	f.going, f.note = kit.WrappedLabel(), kit.WrappedLabel()
	f.going.SizeName, f.going.TextStyle.Bold = theme.SizeNameSubHeadingText, true
	f.grid = kit.NewSliceGrid(kit.SliceOptions[compose.Issue]{
		Columns: []kit.Column[compose.Issue]{
			{Key: "name", Label: w.T("preflight.who"), Width: 220, Sort: true, Text: f.who},
			{Key: "effect", Label: w.T("preflight.effect"), Width: 150, Sort: true, Text: f.effect},
			{Key: "sentence", Label: w.T("preflight.what"), Width: 560, Sort: true, Text: func(i compose.Issue) string { return i.Sentence(f.app.Printer) }},
		},
		Color: func(i compose.Issue) fyne.ThemeColorName {
			if i.Blocking {
				return theme.ColorNameError
			}
			return theme.ColorNameWarning
		},
		Empty:    w.T("preflight.nothing"),
		OnOpen:   f.mend,
		OnDelete: f.takeOut,
	})
	w.RememberColumns("preflight", f.grid)
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("preflight.mend"), Icon: theme.DocumentCreateIcon(), Key: "Ctrl+O", Tooltip: w.T("preflight.mend_hint"), Run: func() {
			if issue, ok := f.grid.CurrentRow(); ok {
				f.mend(issue)
			}
		}},
		kit.Action{Label: w.T("preflight.default"), Icon: theme.ContentPasteIcon(), Key: "Ctrl+R", Tooltip: w.T("preflight.default_hint"), Run: f.onDefault},
		kit.Action{Label: w.T("preflight.take_out"), Icon: theme.ContentRemoveIcon(), Key: "Ctrl+D", Run: func() { f.takeOut(f.grid.SelectedRows()) }},
		kit.Action{Label: w.T("preflight.select_all"), Icon: theme.CheckButtonCheckedIcon(), Tooltip: w.T("preflight.select_all") + " (CTRL+A)", Run: f.grid.SelectAll},
		kit.Action{Label: w.T("preflight.recheck"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: f.check})
	f.send = kit.NewDefaultButton(w.T("action.send"), theme.MailSendIcon(), f.onSend)
	f.send.SetToolTip(w.T("preflight.send_hint") + " (CTRL+ENTER)")
	f.send.Disable()
	w.Bind("Ctrl+Return", f.onSend)
	back := kit.NewButton(w.T("preflight.back"), w.Close)
	back.SetToolTip(w.T("preflight.back_hint") + " (ESC)")
	f.later = newSendLater(w, f.app.DB.Now, f.laterChanged)
	top := container.NewVBox(f.going, f.note, toolbar.Object)
	foot := container.NewBorder(nil, nil, f.later.object, container.NewHBox(back, f.send))
	f.body = container.NewBorder(top, foot, nil, nil, f.grid)
	w.SetBody(f.body)
}

func (f *preflightWindow) who(issue compose.Issue) string {
	if issue.ClientID == 0 {
		return f.window.T("preflight.the_mailing")
	}
	return issue.Name
}

func (f *preflightWindow) effect(issue compose.Issue) string {
	switch {
	case issue.ClientID != 0 && f.held[issue.ClientID]:
		return f.window.T("preflight.not_sent")
	case !issue.Blocking:
		return f.window.T("preflight.goes")
	}
	return f.window.T("preflight.nothing_goes")
}

// check asks anew what would happen; nothing can be sent meanwhile.
func (f *preflightWindow) check() {
	w := f.window
	f.checked = false
	f.showSend()
	progress := w.ShowProgress(w.T("preflight.checking"), func() { w.Runner.Cancel("preflight"); w.Close() })
	kit.Try(w.Runner, "preflight", func(ctx context.Context) (compose.Report, error) {
		return compose.Preflight(ctx, f.app.DB, f.mailingID, f.counting(progress))
	}, func(report compose.Report, err error) {
		progress.Close()
		if err != nil {
			w.Fail(err)
			return
		}
		f.show(report)
	})
}

// counting tells a progress dialog from the goroutine that works.
func (f *preflightWindow) counting(progress *kit.Progress) func(done, total int) {
	return func(done, total int) {
		f.window.Runner.Post(func() {
			progress.Set(done, total, fmt.Sprintf("%s / %s", f.app.Printer.Number(int64(done)), f.app.Printer.Number(int64(total))))
		})
	}
}

func (f *preflightWindow) show(report compose.Report) {
	p := f.app.Printer
	f.report, f.checked, f.held = report, true, map[int64]bool{}
	for _, issue := range report.LeftOut() {
		f.held[issue.ClientID] = true
	}
	f.grid.SetRows(report.Issues)
	going := p.N("preflight.going", report.Going)
	if report.Refused() {
		going = p.T("preflight.refused")
	} else if languages := f.languages(); languages != "" {
		going += " (" + languages + ")"
	}
	f.going.SetText(going)
	f.going.Importance = widget.MediumImportance
	if !f.isGood() {
		f.going.Importance = widget.DangerImportance
	}
	f.going.Refresh()
	var notes []string
	if count := len(f.held); count > 0 {
		notes = append(notes, p.N("preflight.left_out", count))
	}
	if report.AttachmentSize > 0 {
		notes = append(notes, p.T("preflight.attachments", "Size", p.Size(report.AttachmentSize)))
	}
	f.note.SetText(strings.Join(notes, " "))
	f.body.Refresh()
	f.showSend()
}

// languages says how many get the text of which language, when there is more than one.
func (f *preflightWindow) languages() string {
	var parts []string
	for _, language := range languages.Recipient {
		if count := f.report.Languages[language]; count > 0 {
			parts = append(parts, f.app.Printer.Number(int64(count))+" "+f.app.Printer.T("preflight.language."+language))
		}
	}
	if len(parts) < 2 {
		return ""
	}
	return strings.Join(parts, ", ")
}

func (f *preflightWindow) maySend() bool {
	_, unclear := f.later.at()
	return unclear == "" && f.isGood()
}

// isGood says that the mailing may leave as it is, at whatever time.
func (f *preflightWindow) isGood() bool {
	return f.checked && !f.sending && !f.report.Refused() && f.report.Going > 0
}

// laterChanged follows what she chooses for when it leaves.
func (f *preflightWindow) laterChanged() {
	label := "action.send"
	if f.later.tick.Checked {
		label = "later.send"
	}
	f.send.SetText(f.window.T(label))
	f.showSend()
	f.body.Refresh() // fields and words come and go
}

func (f *preflightWindow) showSend() {
	if f.maySend() {
		f.send.Enable()
	} else {
		f.send.Disable()
	}
}

// mend opens where the matter is put right: the client's sheet, her account, the text.
func (f *preflightWindow) mend(issue compose.Issue) {
	switch {
	case issue.Kind == compose.NoAddress || issue.Kind == compose.InvalidAddress:
		f.app.Doors.OpenAddress(issue.ClientID, garage.AddressOwner{Origin: garage.AddressOfSheet})
	case issue.ClientID != 0:
		f.app.Doors.OpenClient(issue.ClientID)
	case issue.Kind == compose.NoAccount:
		f.app.Doors.OpenMySettings()
	default:
		f.window.Close() // the editor is under it
	}
}

// OnSend queues the mailing whole or not at all; the worker sends it from there.
func (f *preflightWindow) onSend() {
	if !f.maySend() {
		return
	}
	w := f.window
	at, _ := f.later.at()
	checked := f.report
	f.sending = true
	f.showSend()
	ctx, cancel := context.WithCancel(w.Context())
	progress := w.ShowProgress(w.T("preflight.queueing"), cancel)
	kit.Try(w.Runner, "queue", func(context.Context) (compose.Report, error) {
		defer cancel()
		return compose.QueueChecked(ctx, f.app.DB, checked, at, f.counting(progress))
	}, func(report compose.Report, err error) {
		progress.Close()
		f.sending = false
		f.queued(report, err)
	})
}

func (f *preflightWindow) queued(report compose.Report, err error) {
	var refused *compose.RefusedError
	switch {
	case errors.As(err, &refused): // something changed since the check
		f.show(refused.Report)
	case errors.Is(err, context.Canceled):
		f.window.Notice(f.window.T("preflight.cancelled"), "", nil)
		f.showSend()
	case err != nil:
		f.window.Fail(err)
		f.check()
	default:
		f.window.Discard()
		f.app.Wake()
		f.app.Bus.Announce(desk.TopicMailings, desk.TopicOutbox)
		OpenReport(f.app, f.mailingID)
	}
}
