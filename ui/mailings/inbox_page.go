package mailings

import (
	"cmp"
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/demo"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// InboxPage shows what arrived at the demo's mail server: where the mails of the demonstration end up, and nowhere else.
type InboxPage struct {
	app    *desk.App
	window *kit.Window
	grid   *kit.SliceGrid[demo.ParsedMessage]
}

var _ desk.Page = (*InboxPage)(nil)

// NewInboxPage is the page inbox of the main window w.
func NewInboxPage(a *desk.App, w *kit.Window) desk.Page {
	i := &InboxPage{app: a, window: w}
	column := func(key string, width float32, of func(demo.ParsedMessage) string) kit.Column[demo.ParsedMessage] {
		return kit.Column[demo.ParsedMessage]{Key: key, Label: w.T("inbox." + key), Width: width, Sort: true, Text: of}
	}
	date := column("date", 130, func(m demo.ParsedMessage) string { return a.Printer.Time(m.Date) })
	date.Compare = func(one, other demo.ParsedMessage) int { return one.Date.Compare(other.Date) }
	size := column("size", 80, func(m demo.ParsedMessage) string { return a.Printer.Size(m.Size) })
	size.Compare = func(one, other demo.ParsedMessage) int { return cmp.Compare(one.Size, other.Size) }
	i.grid = kit.NewSliceGrid(kit.SliceOptions[demo.ParsedMessage]{
		Columns: []kit.Column[demo.ParsedMessage]{
			date,
			column("to", 280, func(m demo.ParsedMessage) string { return m.To }),
			column("subject", 420, func(m demo.ParsedMessage) string { return m.Subject }),
			column("from", 240, func(m demo.ParsedMessage) string { return m.From }),
			size,
		},
		Empty:  w.T("inbox.empty"),
		OnOpen: i.open,
		OnMenu: func(_ []demo.ParsedMessage, at fyne.Position) { w.PopUpMenu(at, i.Actions()...) },
	})
	a.Demo.OnMessage(func() { w.Runner.Post(i.Reload) })
	return i
}

// Object is what the main window shows of the page.
func (i *InboxPage) Object() fyne.CanvasObject { return i.grid }

// Focus sets the keyboard where she begins.
func (i *InboxPage) Focus() { i.window.Focus(i.grid.Focusable()) }

// Actions are the toolbar and the keys of the page.
func (i *InboxPage) Actions() []kit.Action {
	w := i.window
	return []kit.Action{
		{Label: w.T("action.open"), Icon: theme.VisibilityIcon(), Key: "Ctrl+O", Run: func() {
			if mail, ok := i.grid.CurrentRow(); ok {
				i.open(mail)
			}
		}},
		{Label: w.T("inbox.clear"), Icon: theme.DeleteIcon(), Key: "Ctrl+Delete", Run: func() {
			w.Fail(i.app.Demo.Inbox().Clear())
			i.Reload()
		}},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: i.Reload, IconOnly: true},
	}
}

// Reload reads the page again from the file.
func (i *InboxPage) Reload() {
	kit.Load(i.window, "inbox", func(context.Context) ([]demo.ParsedMessage, error) {
		return i.app.Demo.Inbox().Messages()
	}, func(mails []demo.ParsedMessage) {
		i.grid.SetRows(mails)
	})
}

// open shows a mail as its reader would see it in plain text.
func (i *InboxPage) open(mail demo.ParsedMessage) {
	kit.Load(i.window, "inbox_open", func(context.Context) (demo.ParsedMessage, error) {
		return i.app.Demo.Inbox().Message(mail.ID)
	}, func(mail demo.ParsedMessage) {
		w := i.app.NewWindow(kit.WindowOptions{Key: "inbox_mail", Title: mail.Subject, Size: fyne.NewSize(720, 520)})
		head := i.app.Printer.T("inbox.from") + ": " + mail.From + "\n" + i.app.Printer.T("inbox.to") + ": " + mail.To + "\n" +
			i.app.Printer.T("inbox.date") + ": " + i.app.Printer.Time(mail.Date)
		var names []string
		for _, attachment := range mail.Attachments {
			names = append(names, attachment.Name+" ("+i.app.Printer.Size(int64(len(attachment.Bytes)))+")")
		}
		if len(names) > 0 {
			head += "\n" + i.app.Printer.T("inbox.attachments") + ": " + strings.Join(names, ", ")
		}
		body := widget.NewLabel(mail.Text)
		body.Wrapping = fyne.TextWrapWord
		w.SetBody(container.NewBorder(container.NewVBox(kit.Heading(mail.Subject), widget.NewLabel(head), widget.NewSeparator()), nil, nil, nil,
			container.NewVScroll(body)))
		w.Show()
	})
}
