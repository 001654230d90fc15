// Package documents is the room of the documents: the journal, the sheet of an invoice, its payments and mails, reminders and
// statements of account.
package documents

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
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// DocumentsPage is Facturier: the documents of the journals, mailed as their PDF with @.
type DocumentsPage struct {
	app    *desk.App
	Window *kit.Window
	filter *documentFilter
	Grid   *kit.Grid[store.DocumentRow]
	sums   *widget.Label
	sort   store.DocumentSort
	body   fyne.CanvasObject
}

var _ desk.Page = (*DocumentsPage)(nil)

// NewDocumentsPage is the page documents of the main window w.
func NewDocumentsPage(a *desk.App, w *kit.Window) desk.Page {
	d := &DocumentsPage{app: a, Window: w, sums: widget.NewLabel(""), sort: store.DocumentSort{By: store.DocumentDate, Descending: true}}
	d.Grid = d.newGrid()
	d.filter = newDocumentFilter(a, w, d.Grid.Focusable(), d.Reload)
	w.RememberColumns("documents", d.Grid)
	if key, descending := d.Grid.Sorted(); key != "" {
		d.sort = store.DocumentSort{By: store.DocumentOrder(key), Descending: descending}
	}
	d.body = kit.Under(d.filter.object, container.NewBorder(nil, d.sums, nil, nil, d.Grid))
	a.Bus.Subscribe(w, desk.TopicDocuments, d.Reload)
	a.Bus.Subscribe(w, desk.TopicClients, d.Reload)
	a.Bus.Subscribe(w, desk.TopicOutbox, func() { w.Runner.Debounce("documents.sent", desk.ReportPause, d.Grid.Reload) })
	return d
}

// Object is what the main window shows of the page.
func (d *DocumentsPage) Object() fyne.CanvasObject { return d.body }

// Focus sets the keyboard where she begins.
func (d *DocumentsPage) Focus() { d.Window.Focus(d.Grid.Focusable()) }

// Actions are the toolbar and the keys of the page.
func (d *DocumentsPage) Actions() []kit.Action {
	w, a := d.Window, d.app
	return []kit.Action{
		{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Tooltip: w.T("documents.new"), Key: "Ctrl+N", Run: func() { askNewDocument(a, w) }},
		{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Key: "Ctrl+O", Run: func() {
			if id := d.Grid.Current(); id != 0 {
				OpenDocument(a, id)
			}
		}},
		{},
		{Label: "@", Accent: true, Icon: theme.MailSendIcon(), Tooltip: w.T("documents.mail_hint"), Key: "F8", Run: d.OnMail},
		{Label: w.T("report.resend"), Icon: theme.MailReplyAllIcon(), Tooltip: w.T("documents.resend_failed_hint"), Key: "Ctrl+Return", Run: d.OnResend, IconOnly: true},
		{Label: w.T("report.mend"), Icon: theme.DocumentCreateIcon(), Tooltip: w.T("resend.mend_hint"), Key: "Ctrl+M", Run: d.OnMend, IconOnly: true},
		{},
		{Label: w.T("documents.preview"), Icon: theme.VisibilityIcon(), Tooltip: w.T("documents.preview_hint"), Key: "Ctrl+P", Run: func() {
			if id := d.Grid.Current(); id != 0 {
				a.OpenPaper(w, id)
			}
		}},
		{Label: w.T("documents.paid"), Icon: theme.ConfirmIcon(), Tooltip: w.T("documents.paid_hint"), Key: "Ctrl+B", Run: func() { d.onPaid(true) }},
		{Label: w.T("documents.unpaid"), Key: "Ctrl+Shift+B", MenuOnly: true, Run: func() { d.onPaid(false) }},
		{Label: w.T("reminders.title"), Icon: theme.HistoryIcon(), Tooltip: w.T("reminders.hint"), Key: "Ctrl+R", Run: func() { OpenReminders(a) }},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: d.openClient},
		{},
		{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: func() { d.export() }},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: d.Reload, IconOnly: true},
		{Label: w.T("documents.search"), Key: "Ctrl+F", MenuOnly: true, Run: func() { w.Focus(d.filter.search) }},
	}
}

func (d *DocumentsPage) newGrid() *kit.Grid[store.DocumentRow] {
	w := d.Window
	return kit.NewGrid(kit.GridOptions[store.DocumentRow]{
		Columns:  documentColumns(d.app),
		ID:       func(r store.DocumentRow) int64 { return r.ID },
		Rows:     func(ids []int64) ([]store.DocumentRow, error) { return d.app.DB.DocumentRows(w.Context(), ids) },
		OnError:  w.Fail,
		OnOpen:   func(id int64) { OpenDocument(d.app, id) },
		OnMenu:   func(_ []int64, at fyne.Position) { w.PopUpMenu(at, d.Actions()...) },
		OnSelect: d.showSums,
		OnSort: func(key string, descending bool) {
			d.sort = store.DocumentSort{By: store.DocumentOrder(key), Descending: descending}
			d.Reload()
		},
		Empty: w.T("documents.empty"),
	})
}

// documentColumns describe a line of the journal; their keys are the orders it can have.
func documentColumns(a *desk.App) []kit.Column[store.DocumentRow] {
	column := func(key store.DocumentOrder, width float32, text func(store.DocumentRow) string) kit.Column[store.DocumentRow] {
		return kit.Column[store.DocumentRow]{Key: string(key), Label: a.Printer.T("documents." + string(key)), Width: width, Sort: true, Text: text}
	}
	amount := func(key store.DocumentOrder, of func(store.DocumentRow) garage.Cents) kit.Column[store.DocumentRow] {
		made := column(key, 100, func(r store.DocumentRow) string { return a.Printer.Money(int64(of(r))) })
		made.Align = fyne.TextAlignTrailing
		return made
	}
	sent := column(store.DocumentSent, 300, func(r store.DocumentRow) string { return SentWords(a, r) })
	sent.Color = func(r store.DocumentRow) fyne.ThemeColorName { return desk.StateColor(r.Sent) }
	open := column(store.DocumentOpen, 110, func(r store.DocumentRow) string { return paidWords(a, r) })
	open.Align = fyne.TextAlignTrailing
	return []kit.Column[store.DocumentRow]{
		column(store.DocumentNumber, 105, func(r store.DocumentRow) string {
			if r.Number == "" {
				return a.Printer.T("document.draft")
			}
			return r.Number
		}),
		column(store.DocumentDate, 84, func(r store.DocumentRow) string { return a.Printer.Date(r.Date) }),
		column(store.DocumentKindOf, 105, func(r store.DocumentRow) string { return a.Printer.T(r.Kind.LabelKey()) }),
		column(store.DocumentClient, 190, func(r store.DocumentRow) string { return r.ClientName }),
		column(store.DocumentPlate, 90, func(r store.DocumentRow) string { return r.Plate }),
		amount(store.DocumentTotal, func(r store.DocumentRow) garage.Cents { return r.Total }),
		column(store.DocumentDue, 84, func(r store.DocumentRow) string { return a.Printer.Date(r.DueDate) }),
		open, sent,
	}
}

// SentWords say when and to whom a document went, and to whom it did not and why: all its addresses stand there.
func SentWords(a *desk.App, r store.DocumentRow) string {
	var words []string
	for _, state := range []garage.DeliveryState{garage.Failed, garage.Uncertain, garage.Sending, garage.Queued, garage.Sent, garage.Cancelled} {
		at, addresses := lastIn(r, state)
		to := strings.Join(addresses, ", ")
		switch {
		case len(addresses) == 0 || state == garage.Cancelled && len(words) > 0:
		case state == garage.Sent:
			words = append(words, a.Printer.T("documents.sent_to", "Time", a.Printer.Time(at), "Address", to))
		case state == garage.Failed:
			words = append(words, a.Printer.T("documents.not_sent_to", "Address", to, "Reason", desk.ReasonText(a, failedReason(r))))
		default:
			words = append(words, a.Printer.T("kit.pair", "Label", desk.StateLabel(a, state), "Value", to))
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

// OnResend sends the messages of the picked documents that failed again, each to its recipient.
func (d *DocumentsPage) OnResend() {
	d.withFailed(func(ids []int64) { d.app.Resend(d.Window, ids) })
}

// OnMend opens where the address stands to which a picked document did not go.
func (d *DocumentsPage) OnMend() {
	d.withFailed(func(ids []int64) { d.app.Mend(d.Window, ids[0]) })
}

// withFailed does something with the messages of the picked documents that failed.
func (d *DocumentsPage) withFailed(do func(deliveryIDs []int64)) {
	w, picked := d.Window, d.Grid.Picked()
	kit.Load(w, "documents.failed", func(ctx context.Context) ([]store.DocumentRow, error) {
		return d.app.DB.DocumentRows(ctx, picked)
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
func paidWords(a *desk.App, r store.DocumentRow) string {
	switch {
	case r.State == garage.DocumentCredited:
		return a.Printer.T("documents.credited")
	case r.Kind != garage.Invoice && r.Kind != garage.CreditNote || r.IsDraft():
		return ""
	case r.IsOwed():
		return a.Printer.Money(int64(r.Open))
	}
	return a.Printer.T("documents.is_paid")
}

// Reload reads the page again from the file.
func (d *DocumentsPage) Reload() {
	filter, order := d.filter.value(), d.sort
	kit.Load(d.Window, "documents", func(ctx context.Context) ([]int64, error) {
		return d.app.DB.DocumentIDs(ctx, filter, order)
	}, func(ids []int64) {
		d.Grid.SetIDs(ids)
		d.Grid.Reload()
		d.showSums()
	})
}

// showSums adds up the selection, or all that the filter shows.
func (d *DocumentsPage) showSums() {
	ids, key := d.Grid.Selected(), "documents.sum_selected"
	if len(ids) == 0 {
		ids, key = d.Grid.IDs(), "documents.sum_all"
	}
	kit.Load(d.Window, "documents.sums", func(ctx context.Context) (store.DocumentSum, error) {
		return d.app.DB.DocumentSums(ctx, ids)
	}, func(sum store.DocumentSum) {
		p := d.app.Printer
		d.sums.SetText(p.N(key, sum.Count, "Net", p.Money(int64(sum.Net)), "VAT", p.Money(int64(sum.VAT)),
			"Total", p.Money(int64(sum.Total)), "Open", p.Money(int64(sum.Open))))
	})
}

func (d *DocumentsPage) openClient() {
	if row, ok := d.Grid.Row(d.Grid.Current()); ok {
		d.app.Doors.OpenClient(row.ClientID)
	}
}

// onPaid settles what is picked, or takes that back.
func (d *DocumentsPage) onPaid(paid bool) {
	ids, today := d.Grid.Picked(), d.app.DB.Today()
	if len(ids) == 0 {
		d.Window.Notice(d.Window.T("documents.select_first"), "", nil)
		return
	}
	kit.Load(d.Window, "documents.paid", func(ctx context.Context) ([]int64, error) {
		return d.app.DB.SetPaid(ctx, ids, paid, today)
	}, func(added []int64) {
		key := "documents.paid_done"
		if !paid {
			key = "documents.unpaid_done"
		}
		var undo func()
		if len(added) > 0 {
			undo = func() { undoPayments(d.app, d.Window, added) }
		}
		d.Window.Notice(d.app.Printer.N(key, len(added)), d.Window.T("action.undo"), undo)
		d.app.Bus.Announce(desk.TopicDocuments)
	})
}

// export writes what the filter shows to a CSV or XLSX file.
func (d *DocumentsPage) export() {
	ids, a := d.Grid.IDs(), d.app
	a.ExportSheet(d.Window, a.Printer.T("main.documents"), func(ctx context.Context) (desk.Sheet, error) {
		rows, err := a.DB.DocumentRows(ctx, ids)
		return desk.SheetOf(documentColumns(a), rows), err
	})
}
