package documents

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// documentWindow is one document: written while it is a draft, read once it is issued.
type documentWindow struct {
	app      *desk.App
	window   *kit.Window
	document garage.Document // as it was last read; ID 0 = new

	head     *documentHead
	lines    *documentLines
	payments *documentPayments
	tabs     *container.AppTabs
	toolbar  *kit.Toolbar
	saving   bool // pressing twice must not make two drafts
}

// OpenDocument shows a document, or goes to the window in which it is open.
func OpenDocument(a *desk.App, id int64) {
	kit.OpenOnce(a.Host, "document", id, func() *documentWindow { return showDocument(a, garage.Document{ID: id}) })
}

// NewInvoice begins an invoice for a client.
func NewInvoice(a *desk.App, clientID int64) { newDocument(a, garage.Invoice, clientID) }

// newDocument begins a draft of a kind for a client, 0 = to be chosen.
func newDocument(a *desk.App, kind garage.DocumentKind, clientID int64) *documentWindow {
	return showDocument(a, garage.Document{
		Kind: kind, State: garage.DocumentDraft, Date: a.DB.Today(), ClientID: clientID, CompanyID: a.Company.ID,
	})
}

// askNewDocument asks which kind of document to begin.
func askNewDocument(a *desk.App, w *kit.Window) {
	choices := []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true}}
	for _, kind := range []garage.DocumentKind{garage.Order, garage.Quote, garage.CreditNote, garage.Invoice} {
		choices = append(choices, kit.Choice{
			Label: w.T(kind.LabelKey()), Default: kind == garage.Invoice,
			Do: func() bool { newDocument(a, kind, 0); return true },
		})
	}
	w.ShowDialog(kit.DialogOptions{Title: w.T("documents.new"), Body: kit.Sentence(w.T("documents.new_text")), Choices: choices})
}

func showDocument(a *desk.App, document garage.Document) *documentWindow {
	d := &documentWindow{app: a, document: document}
	d.window = a.NewWindow(kit.WindowOptions{Key: "document", Title: a.Printer.T("document.document"), Size: fyne.NewSize(1040, 640)})
	d.build()
	d.window.Shows(d, func() int64 { return d.document.ID })
	a.Bus.Subscribe(d.window, desk.TopicDocuments, d.load)
	d.window.Show()
	if document.ID == 0 {
		d.fill(document)
	}
	d.load()
	d.head.form.Focus("date")
	return d
}

func (d *documentWindow) build() {
	w := d.window
	d.head = newDocumentHead(d)
	d.lines = newDocumentLines(d)
	d.payments = newDocumentPayments(d)
	d.tabs = container.NewAppTabs(
		container.NewTabItem(w.T("documents.lines"), d.lines.object),
		container.NewTabItem(w.T("documents.payments"), d.payments.object))
	w.Bind("Alt+1", func() { d.tabs.SelectIndex(0); w.Focus(d.lines.grid.Focusable()) })
	w.Bind("Alt+2", func() { d.tabs.SelectIndex(1); w.Focus(d.payments.grid.Focusable()) })
	d.toolbar = w.NewToolbar(d.actions()...)
	w.OnMayClose(func() bool {
		if !d.dirty() {
			return true
		}
		desk.AskToSave(w, func() { d.save(func() { w.Discard() }) })
		return false
	})
	w.SetBody(container.NewBorder(container.NewVBox(d.toolbar.Object, container.NewPadded(d.head.object)), nil, nil, nil, d.tabs))
}

func (d *documentWindow) actions() []kit.Action {
	w := d.window
	draft := func() bool { return d.document.IsDraft() }
	issued := func() bool { return d.document.ID != 0 && !d.document.IsDraft() }
	return []kit.Action{
		{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { d.save(nil) }, Enabled: draft},
		{Label: w.T("documents.issue"), Icon: theme.ConfirmIcon(), Key: "F9", Tooltip: w.T("documents.issue_hint"), Run: d.onIssue, Enabled: draft},
		{Label: "@", Accent: true, Icon: theme.MailSendIcon(), Key: "F8", Tooltip: w.T("documents.mail_hint"), Run: d.onMail, Enabled: issued},
		{Label: w.T("documents.preview"), Icon: theme.VisibilityIcon(), Key: "Ctrl+P", Tooltip: w.T("documents.preview_hint"), Run: d.onPreview},
		{},
		{Label: w.T("documents.add_line"), Icon: theme.ContentAddIcon(), Key: "Ctrl+N", Run: d.lines.add, Enabled: draft},
		{Label: w.T("documents.payment"), Icon: theme.ConfirmIcon(), Key: "Ctrl+B", Run: d.payments.add, Enabled: d.payable},
		{
			Label: w.T("documents.credit"), Icon: theme.ContentUndoIcon(), Tooltip: w.T("documents.credit_hint"), Run: d.onCredit,
			Enabled: func() bool { return d.document.Kind == garage.Invoice && d.document.State == garage.DocumentIssued },
		},
		{Label: w.T("documents.duplicate"), Icon: theme.ContentCopyIcon(), Key: "Ctrl+D", Run: d.onDuplicate, Enabled: func() bool { return d.document.ID != 0 }},
		{Label: w.T("documents.client"), Icon: theme.AccountIcon(), Key: "Ctrl+K", Run: d.openClient},
		{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Key: "Ctrl+Delete", Run: d.onDelete, Enabled: draft, IconOnly: true},
	}
}

// payable says that payments can be written down.
func (d *documentWindow) payable() bool {
	kind := d.document.Kind
	return d.document.ID != 0 && !d.document.IsDraft() && (kind == garage.Invoice || kind == garage.CreditNote)
}

// load reads the document anew; what she has typed and not saved stays.
func (d *documentWindow) load() {
	d.head.loadChoices()
	if d.document.ID == 0 {
		return
	}
	kit.Load(d.window, "document", func(ctx context.Context) (garage.Document, error) {
		return d.app.DB.Document(ctx, d.document.ID)
	}, func(document garage.Document) {
		if !d.dirty() || !document.IsDraft() {
			d.fill(document)
		}
	})
	d.payments.load()
}

func (d *documentWindow) fill(document garage.Document) {
	d.document = document
	d.head.fill(document)
	d.lines.fill(document)
	d.showTitle()
	d.toolbar.Refresh()
	if d.payable() {
		d.tabs.EnableIndex(1)
	} else {
		d.tabs.DisableIndex(1)
	}
}

func (d *documentWindow) showTitle() {
	title := d.window.T(d.document.Kind.LabelKey())
	switch {
	case d.document.ID == 0:
		title += " - " + d.window.T("documents.is_new")
	case d.document.IsDraft():
		title += " - " + d.window.T("document.draft")
	default:
		title += " " + d.document.Number
	}
	d.window.SetTitle(title)
}

func (d *documentWindow) dirty() bool {
	return d.document.IsDraft() && (d.head.dirty() || d.lines.dirty())
}

func (d *documentWindow) openClient() {
	if id := d.head.client.ID; id != 0 {
		d.app.Doors.OpenClient(id)
	}
}
