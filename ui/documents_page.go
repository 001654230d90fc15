package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// documentsPage is Facturier: the documents of the journals, mailed as their PDF with @.
type documentsPage struct {
	app    *App
	window *kit.Window
	filter *documentFilter
	grid   *kit.Grid[store.DocumentRow]
	sums   *widget.Label
	sort   store.DocumentSort
	body   fyne.CanvasObject
}

var _ page = (*documentsPage)(nil)

func newDocumentsPage(a *App, w *kit.Window) page {
	d := &documentsPage{app: a, window: w, sums: widget.NewLabel(""), sort: store.DocumentSort{By: store.DocumentDate, Descending: true}}
	d.grid = d.newGrid()
	d.filter = newDocumentFilter(a, w, d.grid.Focusable(), d.reload)
	w.RememberColumns("documents", d.grid)
	d.body = under(d.filter.object, container.NewBorder(nil, d.sums, nil, nil, d.grid))
	a.bus.Subscribe(w, topicDocuments, d.reload)
	a.bus.Subscribe(w, topicClients, d.reload)
	a.bus.Subscribe(w, topicOutbox, func() { w.Runner.Debounce("documents.sent", reportPause, d.grid.Reload) })
	return d
}

func (d *documentsPage) object() fyne.CanvasObject { return d.body }

func (d *documentsPage) focus() { d.window.Focus(d.grid.Focusable()) }

func (d *documentsPage) actions() []kit.Action {
	w, a := d.window, d.app
	return []kit.Action{
		{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("documents.new"), Key: "Ctrl+N", Run: func() { a.askNewDocument(w) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: func() {
			if id := d.grid.Current(); id != 0 {
				a.openDocument(id)
			}
		}},
		{},
		{Label: "@", Icon: theme.MailSendIcon(), Tooltip: w.T("documents.mail_hint"), Key: "F8", Run: d.onMail},
		{Label: w.T("report.resend"), Icon: theme.MailReplyAllIcon(), Tooltip: w.T("documents.resend_failed_hint"), Key: "Ctrl+Return", Run: d.onResend, IconOnly: true},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Tooltip: w.T("resend.mend_hint"), Key: "Ctrl+M", Run: d.onMend, IconOnly: true},
		{},
		{Label: w.T("documents.preview"), Icon: theme.VisibilityIcon(), Tooltip: w.T("documents.preview_hint"), Key: "Ctrl+P", Run: func() {
			if id := d.grid.Current(); id != 0 {
				a.openPaper(w, id)
			}
		}},
		{Label: w.T("documents.paid"), Icon: theme.ConfirmIcon(), Tooltip: w.T("documents.paid_hint"), Key: "Ctrl+B", Run: func() { d.onPaid(true) }},
		{Label: w.T("documents.unpaid"), Key: "Ctrl+Shift+B", MenuOnly: true, Run: func() { d.onPaid(false) }},
		{Label: w.T("reminders.title"), Icon: theme.HistoryIcon(), Tooltip: w.T("reminders.hint"), Key: "Ctrl+R", Run: a.openReminders},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: d.openClient},
		{},
		{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: func() { d.export() }},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: d.reload, IconOnly: true},
		{Label: w.T("documents.search"), Key: "Ctrl+F", MenuOnly: true, Run: func() { w.Focus(d.filter.search) }},
	}
}

func (d *documentsPage) newGrid() *kit.Grid[store.DocumentRow] {
	w := d.window
	return kit.NewGrid(kit.GridOptions[store.DocumentRow]{
		Columns:  documentColumns(d.app),
		ID:       func(r store.DocumentRow) int64 { return r.ID },
		Rows:     func(ids []int64) ([]store.DocumentRow, error) { return d.app.db.DocumentRows(w.Context(), ids) },
		OnError:  w.Fail,
		OnOpen:   func(id int64) { d.app.openDocument(id) },
		OnMenu:   func(_ []int64, at fyne.Position) { w.PopUpMenu(at, d.actions()...) },
		OnSelect: d.showSums,
		OnSort: func(key string, descending bool) {
			d.sort = store.DocumentSort{By: store.DocumentOrder(key), Descending: descending}
			d.reload()
		},
		Empty: w.T("documents.empty"),
	})
}

// documentColumns describe a line of the journal; their keys are the orders it can have.
func documentColumns(a *App) []kit.Column[store.DocumentRow] {
	column := func(key store.DocumentOrder, width float32, text func(store.DocumentRow) string) kit.Column[store.DocumentRow] {
		return kit.Column[store.DocumentRow]{Key: string(key), Label: a.p.T("documents." + string(key)), Width: width, Sort: true, Text: text}
	}
	amount := func(key store.DocumentOrder, of func(store.DocumentRow) garage.Cents) kit.Column[store.DocumentRow] {
		made := column(key, 100, func(r store.DocumentRow) string { return a.p.Money(int64(of(r))) })
		made.Align = fyne.TextAlignTrailing
		return made
	}
	sent := column(store.DocumentSent, 300, func(r store.DocumentRow) string { return sentWords(a, r) })
	sent.Color = func(r store.DocumentRow) fyne.ThemeColorName { return stateColor(r.Sent) }
	open := column(store.DocumentOpen, 110, func(r store.DocumentRow) string { return paidWords(a, r) })
	open.Align = fyne.TextAlignTrailing
	return []kit.Column[store.DocumentRow]{
		column(store.DocumentNumber, 105, func(r store.DocumentRow) string {
			if r.Number == "" {
				return a.p.T("document.draft")
			}
			return r.Number
		}),
		column(store.DocumentDate, 84, func(r store.DocumentRow) string { return a.p.Date(r.Date) }),
		column(store.DocumentKindOf, 105, func(r store.DocumentRow) string { return a.p.T(r.Kind.LabelKey()) }),
		column(store.DocumentClient, 190, func(r store.DocumentRow) string { return r.ClientName }),
		column(store.DocumentPlate, 90, func(r store.DocumentRow) string { return r.Plate }),
		amount(store.DocumentTotal, func(r store.DocumentRow) garage.Cents { return r.Total }),
		column(store.DocumentDue, 84, func(r store.DocumentRow) string { return a.p.Date(r.DueDate) }),
		open, sent,
	}
}

// sentWords say when and to whom a document went, and to whom it did not and why: all its addresses stand there.
func sentWords(a *App, r store.DocumentRow) string {
	var words []string
	for _, state := range []garage.DeliveryState{garage.Failed, garage.Uncertain, garage.Sending, garage.Queued, garage.Sent, garage.Cancelled} {
		at, addresses := lastIn(r, state)
		to := strings.Join(addresses, ", ")
		switch {
		case len(addresses) == 0 || state == garage.Cancelled && len(words) > 0:
		case state == garage.Sent:
			words = append(words, a.p.T("documents.sent_to", "Time", a.p.Time(at), "Address", to))
		case state == garage.Failed:
			words = append(words, a.p.T("documents.not_sent_to", "Address", to, "Reason", reasonText(a, failedReason(r))))
		default:
			words = append(words, a.p.T("kit.pair", "Label", stateLabel(a, state), "Value", to))
		}
	}
	return strings.Join(words, "  ·  ")
}

// lastIn returns the addresses at which a document is in a state, and since when the last of them.
func lastIn(r store.DocumentRow, state garage.DeliveryState) (at time.Time, addresses []string) {
	for _, message := range r.Messages {
		if message.State == state {
			at = message.At
		}
	}
	return at, r.AddressesIn(state)
}

// failedReason is why the last message that failed did.
func failedReason(r store.DocumentRow) (reason string) {
	for _, message := range r.Messages {
		if message.State == garage.Failed {
			reason = message.Reason
		}
	}
	return reason
}

// onResend sends the messages of the picked documents that failed again, each to its recipient.
func (d *documentsPage) onResend() {
	d.withFailed(func(ids []int64) { d.app.resend(d.window, ids) })
}

// onMend opens where the address stands to which a picked document did not go.
func (d *documentsPage) onMend() {
	d.withFailed(func(ids []int64) { d.app.mend(d.window, ids[0]) })
}

// withFailed does something with the messages of the picked documents that failed.
func (d *documentsPage) withFailed(do func(deliveryIDs []int64)) {
	w, picked := d.window, d.grid.Picked()
	kit.Load(w, "documents.failed", func(ctx context.Context) ([]store.DocumentRow, error) {
		return d.app.db.DocumentRows(ctx, picked)
	}, func(rows []store.DocumentRow) {
		ids := failedMessages(rows)
		switch {
		case len(picked) == 0:
			w.Notice(w.T("documents.select_first"), "", nil)
		case len(ids) == 0:
			w.Notice(w.T("documents.none_failed"), "", nil)
		default:
			do(ids)
		}
	})
}

// paidWords say what is still due, or that nothing is.
func paidWords(a *App, r store.DocumentRow) string {
	switch {
	case r.State == garage.DocumentCredited:
		return a.p.T("documents.credited")
	case r.Kind != garage.Invoice && r.Kind != garage.CreditNote || r.IsDraft():
		return ""
	case r.IsOwed():
		return a.p.Money(int64(r.Open))
	}
	return a.p.T("documents.is_paid")
}

func (d *documentsPage) reload() {
	filter, order := d.filter.value(), d.sort
	kit.Load(d.window, "documents", func(ctx context.Context) ([]int64, error) {
		return d.app.db.DocumentIDs(ctx, filter, order)
	}, func(ids []int64) {
		d.grid.SetIDs(ids)
		d.grid.Reload()
		d.showSums()
	})
}

// showSums adds up the selection, or all that the filter shows.
func (d *documentsPage) showSums() {
	ids, key := d.grid.Selected(), "documents.sum_selected"
	if len(ids) == 0 {
		ids, key = d.grid.IDs(), "documents.sum_all"
	}
	kit.Load(d.window, "documents.sums", func(ctx context.Context) (store.DocumentSum, error) {
		return d.app.db.DocumentSums(ctx, ids)
	}, func(sum store.DocumentSum) {
		p := d.app.p
		d.sums.SetText(p.N(key, sum.Count, "Net", p.Money(int64(sum.Net)), "VAT", p.Money(int64(sum.VAT)),
			"Total", p.Money(int64(sum.Total)), "Open", p.Money(int64(sum.Open))))
	})
}

func (d *documentsPage) openClient() {
	if row, ok := d.grid.Row(d.grid.Current()); ok {
		d.app.openClient(row.ClientID)
	}
}

// onPaid settles what is picked, or takes that back.
func (d *documentsPage) onPaid(paid bool) {
	ids, today := d.grid.Picked(), d.app.db.Today()
	if len(ids) == 0 {
		d.window.Notice(d.window.T("documents.select_first"), "", nil)
		return
	}
	kit.Load(d.window, "documents.paid", func(ctx context.Context) ([]int64, error) {
		return d.app.db.SetPaid(ctx, ids, paid, today)
	}, func(added []int64) {
		key := "documents.paid_done"
		if !paid {
			key = "documents.unpaid_done"
		}
		var undo func()
		if len(added) > 0 {
			undo = func() { d.app.undoPayments(d.window, added) }
		}
		d.window.Notice(d.app.p.N(key, len(added)), d.window.T("action.undo"), undo)
		d.app.bus.Announce(topicDocuments)
	})
}

// export writes what the filter shows to a CSV or XLSX file.
func (d *documentsPage) export() {
	ids, a := d.grid.IDs(), d.app
	a.exportSheet(d.window, a.p.T("main.documents"), func(ctx context.Context) (sheet, error) {
		rows, err := a.db.DocumentRows(ctx, ids)
		return sheetOf(documentColumns(a), rows), err
	})
}
