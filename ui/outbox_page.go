package ui

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// outboxStates are what the list can be narrowed to; the first shows all.
var outboxStates = []garage.DeliveryState{"", garage.Queued, garage.Failed, garage.Uncertain, garage.Sent, garage.Cancelled}

// outboxPage is Boîte d'envoi: every message with its state.
type outboxPage struct {
	app    *App
	window *kit.Window
	grid   *kit.Grid[garage.DeliveryRow]
	search *kit.Entry
	state  *kit.Select
	count  *widget.Label
	status *widget.Label // what holds the outbox back
	detail *widget.Label // why the current message is where it is, and the server's words
	body   *fyne.Container
}

var _ page = (*outboxPage)(nil)

func newOutboxPage(a *App, w *kit.Window) page {
	o := &outboxPage{app: a, window: w, count: widget.NewLabel(""), status: wrapped(), detail: wrapped()}
	o.status.Importance = widget.WarningImportance
	o.status.Hide()
	o.detail.Hide()
	o.grid = newDeliveryGrid(a, w, deliveryGridOptions{Key: "outbox", Empty: w.T("outbox.empty"), Menu: o.menu, OnSelect: o.showDetail})
	o.search = kit.NewSearch(w, w.T("outbox.search"), o.grid.Focusable(), func(string) { o.reload() })
	var labels []string
	for _, state := range outboxStates {
		labels = append(labels, o.stateLabel(state))
	}
	o.state = kit.NewSelect(labels, nil)
	o.state.SetSelectedIndex(0)
	o.state.OnChanged = func(string) { o.reload() }
	o.state.SetToolTip(w.T("outbox.state_hint"))
	state := container.NewGridWrap(fyne.NewSize(170, o.search.MinSize().Height), o.state)
	top := container.NewVBox(container.NewBorder(nil, nil, state, o.count, o.search), o.status)
	o.body = container.New(layout.NewBorderLayout(top, o.detail, nil, nil), top, o.detail, o.grid)
	a.bus.Subscribe(w, topicOutbox, o.soon)
	return o
}

func (o *outboxPage) stateLabel(state garage.DeliveryState) string {
	if state == "" {
		return o.window.T("outbox.all")
	}
	return stateLabel(o.app, state)
}

// stateLabel names a state; "" is a recipient for whom no message was made.
func stateLabel(a *App, state garage.DeliveryState) string {
	if state == "" {
		return a.p.T("report.left_out")
	}
	return a.p.T("outbox.state." + string(state))
}

// reasonText is the sentence of a reason, "" = none.
func reasonText(a *App, reason string) string {
	if reason == "" {
		return ""
	}
	return a.p.T(reason)
}

func (o *outboxPage) object() fyne.CanvasObject { return o.body }

func (o *outboxPage) focus() { o.window.Focus(o.grid.Focusable()) }

func (o *outboxPage) actions() []kit.Action {
	w := o.window
	return []kit.Action{
		{Label: w.T("outbox.open"), Icon: theme.VisibilityIcon(), Tooltip: w.T("outbox.open_hint"), Key: "Ctrl+O", Run: func() {
			if id := o.grid.Current(); id != 0 {
				o.app.openMessage(id)
			}
		}},
		{Label: w.T("outbox.retry"), Icon: theme.MailSendIcon(), Tooltip: w.T("outbox.retry_hint"), Key: "Ctrl+R", Run: o.onRetry},
		{Label: w.T("outbox.cancel"), Icon: theme.CancelIcon(), Tooltip: w.T("outbox.cancel_hint"), Key: "Ctrl+Delete", Run: o.onCancel},
		{Label: w.T("outbox.resolve"), Icon: theme.QuestionIcon(), Tooltip: w.T("outbox.resolve_hint"), Key: "Ctrl+U", Run: func() {
			o.app.askUncertain(w, o.selected(garage.Uncertain))
		}},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Tooltip: w.T("resend.mend_hint"), Key: "Ctrl+M", Run: o.onMend},
		{Label: w.T("outbox.pause_all"), Icon: theme.MediaPauseIcon(), Tooltip: w.T("outbox.pause_all_hint"), Key: "F8", Run: o.onPauseAll},
		{Label: w.T("outbox.try_now"), Icon: theme.MediaReplayIcon(), Tooltip: w.T("outbox.try_now_hint"), Key: "Ctrl+T", Run: o.onTryNow},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: o.reload, IconOnly: true},
	}
}

// menu is the toolbar over a row; what none of the selected messages can undergo is grey.
func (o *outboxPage) menu() []kit.Action {
	actions := o.actions()
	for i, state := range []garage.DeliveryState{garage.Failed, garage.Queued, garage.Uncertain} {
		actions[i+1].Enabled = func() bool { return len(o.selected(state)) > 0 }
	}
	actions[4].Enabled = actions[1].Enabled // what failed can be mended
	return actions
}

// soon reads the list once for many news: the worker may finish dozens of messages a second.
func (o *outboxPage) soon() { o.window.Runner.Gather("outbox.soon", reportPause, o.reload) }

func (o *outboxPage) reload() {
	filter := garage.DeliveryFilter{Search: o.search.Text}
	if i := o.state.SelectedIndex(); i > 0 {
		filter.States = []garage.DeliveryState{outboxStates[i]}
		if outboxStates[i] == garage.Queued { // what waits is also what is leaving this second
			filter.States = append(filter.States, garage.Sending)
		}
	}
	kit.Load(o.window, "outbox", func(ctx context.Context) (outboxContent, error) {
		return o.app.outboxContent(ctx, filter)
	}, func(content outboxContent) {
		o.grid.SetIDs(content.ids)
		o.count.SetText(o.app.p.N("outbox.count", len(content.ids)))
		showText(o.status, strings.Join(content.status, "\n"))
		o.showDetail()
	})
}

// outboxContent is what the page reads.
type outboxContent struct {
	ids    []int64
	status []string
}

func (a *App) outboxContent(ctx context.Context, filter garage.DeliveryFilter) (outboxContent, error) {
	ids, err := a.db.Deliveries(ctx, filter)
	if err != nil || a.worker == nil {
		return outboxContent{ids: ids}, err
	}
	counts, err := a.db.OutboxCounts(ctx)
	if err != nil {
		return outboxContent{}, err
	}
	users, err := a.db.Users(ctx)
	if err != nil {
		return outboxContent{}, err
	}
	names := map[int64]string{}
	for _, user := range users {
		names[user.ID] = user.Name
	}
	return outboxContent{ids, a.statusLines(a.worker.Status(), names, counts.Left())}, nil
}

// selected are the selected messages in that state.
func (o *outboxPage) selected(state garage.DeliveryState) []int64 {
	var ids []int64
	for _, id := range o.grid.Selected() {
		if row, ok := o.grid.Row(id); ok && row.State == state {
			ids = append(ids, id)
		}
	}
	return ids
}

// onRetry sends failed messages again, each to its recipient at the address that he has now.
func (o *outboxPage) onRetry() {
	if ids := o.selected(garage.Failed); len(ids) > 0 {
		o.app.resend(o.window, ids)
		return
	}
	o.window.Notice(o.window.T("outbox.select_failed"), "", nil)
}

// onMend opens where the address of the first message that failed stands.
func (o *outboxPage) onMend() {
	if ids := o.selected(garage.Failed); len(ids) > 0 {
		o.app.mend(o.window, ids[0])
		return
	}
	o.window.Notice(o.window.T("outbox.select_failed"), "", nil)
}

func (o *outboxPage) onCancel() {
	w, ids := o.window, o.selected(garage.Queued)
	if len(ids) == 0 {
		w.Notice(w.T("outbox.select_queued"), "", nil)
		return
	}
	w.Ask(w.T("outbox.cancel"), o.app.p.N("outbox.cancel_text", len(ids)), w.T("outbox.cancel"), true, func() {
		o.decide(ids, "outbox.select_queued", o.app.db.CancelDelivery)
	})
}

func (o *outboxPage) decide(ids []int64, nobody string, do func(ctx context.Context, id int64) error) {
	if len(ids) == 0 {
		o.window.Notice(o.window.T(nobody), "", nil)
		return
	}
	o.app.decide(o.window, ids, do)
}

// decide does one thing to each of these messages. One whose state changed meanwhile does not keep the others.
func (a *App) decide(w *kit.Window, ids []int64, do func(ctx context.Context, id int64) error) {
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
			w.Notice(a.p.N("outbox.changed_meanwhile", changed), "", nil)
		}
		a.wake()
		a.bus.Announce(topicOutbox, topicMailings)
	})
}
