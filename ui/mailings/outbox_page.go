package mailings

import (
	"context"
	"errors"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// outboxStates are what the list can be narrowed to; the first shows all.
var outboxStates = []garage.DeliveryState{"", garage.Queued, garage.Failed, garage.Uncertain, garage.Sent, garage.Cancelled}

// OutboxPage is Boîte d'envoi: every message with its state.
type OutboxPage struct {
	app    *desk.App
	window *kit.Window
	Grid   *kit.Grid[garage.DeliveryRow]
	Search *kit.Entry
	state  *kit.Select
	count  *widget.Label
	status *widget.Label // what holds the outbox back
	detail *widget.Label // why the current message is where it is, and the server's words
	body   *fyne.Container
}

var _ desk.Page = (*OutboxPage)(nil)

// NewOutboxPage is the page outbox of the main window w.
func NewOutboxPage(a *desk.App, w *kit.Window) desk.Page {
	o := &OutboxPage{app: a, window: w, count: widget.NewLabel(""), status: kit.WrappedLabel(), detail: kit.WrappedLabel()}
	o.status.Importance = widget.WarningImportance
	o.status.Hide()
	o.detail.Hide()
	o.Grid = desk.NewDeliveryGrid(a, w, desk.DeliveryGridOptions{Key: "outbox", Empty: w.T("outbox.empty"), Menu: o.menu, OnSelect: o.showDetail})
	o.Search = kit.NewSearch(w, w.T("outbox.search"), o.Grid.Focusable(), func(string) { o.Reload() })
	var labels []string
	for _, state := range outboxStates {
		labels = append(labels, o.stateLabel(state))
	}
	o.state = kit.NewSelect(labels, nil)
	o.state.SetSelectedIndex(0)
	o.state.OnChanged = func(string) { o.Reload() }
	o.state.SetToolTip(w.T("outbox.state_hint"))
	state := container.NewGridWrap(fyne.NewSize(170, o.Search.MinSize().Height), o.state)
	top := container.NewVBox(container.NewBorder(nil, nil, state, o.count, o.Search), o.status)
	o.body = container.New(layout.NewBorderLayout(top, o.detail, nil, nil), top, o.detail, o.Grid)
	a.Bus.Subscribe(w, desk.TopicOutbox, o.soon)
	return o
}

// Only narrows the list to the messages in a state.
func (o *OutboxPage) Only(state garage.DeliveryState) {
	o.state.SetSelectedIndex(slices.Index(outboxStates, state))
}

func (o *OutboxPage) stateLabel(state garage.DeliveryState) string {
	if state == "" {
		return o.window.T("outbox.all")
	}
	return desk.StateLabel(o.app, state)
}

// Object is what the main window shows of the page.
func (o *OutboxPage) Object() fyne.CanvasObject { return o.body }

// Focus sets the keyboard where she begins.
func (o *OutboxPage) Focus() { o.window.Focus(o.Grid.Focusable()) }

// Actions are the toolbar and the keys of the page.
func (o *OutboxPage) Actions() []kit.Action {
	w := o.window
	return []kit.Action{
		{Label: w.T("outbox.open"), Icon: theme.VisibilityIcon(), Tooltip: w.T("outbox.open_hint"), Key: "Ctrl+O", Run: func() {
			if id := o.Grid.Current(); id != 0 {
				OpenMessage(o.app, id)
			}
		}},
		{Label: w.T("outbox.retry"), Icon: theme.MailSendIcon(), Tooltip: w.T("outbox.retry_hint"), Key: "Ctrl+R", Run: o.OnRetry},
		{Label: w.T("outbox.cancel"), Icon: theme.CancelIcon(), Tooltip: w.T("outbox.cancel_hint"), Key: "Ctrl+Delete", Run: o.onCancel},
		{Label: w.T("outbox.resolve"), Icon: theme.QuestionIcon(), Tooltip: w.T("outbox.resolve_hint"), Key: "Ctrl+U", Run: func() {
			askUncertain(o.app, w, o.selected(garage.Uncertain))
		}},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Tooltip: w.T("resend.mend_hint"), Key: "Ctrl+M", Run: o.OnMend},
		{Label: w.T("outbox.pause_all"), Icon: theme.MediaPauseIcon(), Tooltip: w.T("outbox.pause_all_hint"), Key: "F8", Run: o.onPauseAll},
		{Label: w.T("outbox.try_now"), Icon: theme.MediaReplayIcon(), Tooltip: w.T("outbox.try_now_hint"), Key: "Ctrl+T", Run: o.onTryNow},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: o.Reload, IconOnly: true},
	}
}

// menu is the toolbar over a row; what none of the selected messages can undergo is grey.
func (o *OutboxPage) menu() []kit.Action {
	actions := o.Actions()
	for i, state := range []garage.DeliveryState{garage.Failed, garage.Queued, garage.Uncertain} {
		actions[i+1].Enabled = func() bool { return len(o.selected(state)) > 0 }
	}
	actions[4].Enabled = actions[1].Enabled // what failed can be mended
	return actions
}

// soon reads the list once for many news: the worker may finish dozens of messages a second.
func (o *OutboxPage) soon() { o.window.Runner.Gather("outbox.soon", desk.ReportPause, o.Reload) }

// Reload reads the page again from the file.
func (o *OutboxPage) Reload() {
	filter := garage.DeliveryFilter{Search: o.Search.Text}
	if i := o.state.SelectedIndex(); i > 0 {
		filter.States = []garage.DeliveryState{outboxStates[i]}
		if outboxStates[i] == garage.Queued { // what waits is also what is leaving this second
			filter.States = append(filter.States, garage.Sending)
		}
	}
	kit.Load(o.window, "outbox", func(ctx context.Context) (outboxContent, error) {
		return readOutboxContent(ctx, o.app, filter)
	}, func(content outboxContent) {
		o.Grid.SetIDs(content.ids)
		o.count.SetText(o.app.Printer.N("outbox.count", len(content.ids)))
		kit.ShowText(o.status, strings.Join(content.status, "\n"))
		o.showDetail()
	})
}

// outboxContent is what the page reads.
type outboxContent struct {
	ids    []int64
	status []string
}

func readOutboxContent(ctx context.Context, a *desk.App, filter garage.DeliveryFilter) (outboxContent, error) {
	ids, err := a.DB.Deliveries(ctx, filter)
	if err != nil || a.Worker == nil {
		return outboxContent{ids: ids}, err
	}
	counts, err := a.DB.OutboxCounts(ctx)
	if err != nil {
		return outboxContent{}, err
	}
	users, err := a.DB.Users(ctx)
	if err != nil {
		return outboxContent{}, err
	}
	names := map[int64]string{}
	for _, user := range users {
		names[user.ID] = user.Name
	}
	return outboxContent{ids, statusLines(a, a.Worker.Status(), names, counts.Left())}, nil
}

// selected are the selected messages in that state.
func (o *OutboxPage) selected(state garage.DeliveryState) []int64 {
	var ids []int64
	for _, id := range o.Grid.Selected() {
		if row, ok := o.Grid.Row(id); ok && row.State == state {
			ids = append(ids, id)
		}
	}
	return ids
}

// OnRetry sends failed messages again, each to its recipient at the address that he has now.
func (o *OutboxPage) OnRetry() {
	if ids := o.selected(garage.Failed); len(ids) > 0 {
		o.app.Resend(o.window, ids)
		return
	}
	o.window.Notice(o.window.T("outbox.select_failed"), "", nil)
}

// OnMend opens where the address of the first message that failed stands.
func (o *OutboxPage) OnMend() {
	if ids := o.selected(garage.Failed); len(ids) > 0 {
		o.app.Mend(o.window, ids[0])
		return
	}
	o.window.Notice(o.window.T("outbox.select_failed"), "", nil)
}

func (o *OutboxPage) onCancel() {
	w, ids := o.window, o.selected(garage.Queued)
	if len(ids) == 0 {
		w.Notice(w.T("outbox.select_queued"), "", nil)
		return
	}
	w.Ask(w.T("outbox.cancel"), o.app.Printer.N("outbox.cancel_text", len(ids)), w.T("outbox.cancel"), true, func() {
		o.decide(ids, "outbox.select_queued", o.app.DB.CancelDelivery)
	})
}

func (o *OutboxPage) decide(ids []int64, nobody string, do func(ctx context.Context, id int64) error) {
	if len(ids) == 0 {
		o.window.Notice(o.window.T(nobody), "", nil)
		return
	}
	decide(o.app, o.window, ids, do)
}

// decide does one thing to each of these messages. One whose state changed meanwhile does not keep the others.
func decide(a *desk.App, w *kit.Window, ids []int64, do func(ctx context.Context, id int64) error) {
	kit.Try(w.Runner, "decide", func(ctx context.Context) (int, error) {
		changed := 0
		for _, id := range ids {
			err := do(ctx, id)
			if errors.Is(err, garage.ErrConflict) {
				changed++
				continue
			}
			if err != nil {
				return changed, err
			}
		}
		return changed, nil
	}, func(changed int, err error) {
		w.Fail(err)
		if changed > 0 {
			w.Notice(a.Printer.N("outbox.changed_meanwhile", changed), "", nil)
		}
		a.Wake()
		a.Bus.Announce(desk.TopicOutbox, desk.TopicMailings)
	})
}
