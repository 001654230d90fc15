package mailings

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer/compose"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// previewWindow shows the real mail of any recipient, as the text stands in the editor at this moment.
type previewWindow struct {
	app       *desk.App
	window    *kit.Window
	mailingID int64
	draft     func() garage.Mailing

	grid    *kit.SliceGrid[garage.Recipient]
	head    *widget.Label
	subject *widget.Label
	problem *widget.Label
	text    *widget.Label
	mail    *fyne.Container
}

// OpenPreview shows the mails of a draft; draft returns it as it stands on the screen, saved or not.
func OpenPreview(a *desk.App, mailingID int64, draft func() garage.Mailing) {
	if open, raised := kit.Raise[*previewWindow](a.Host, "preview", mailingID); raised {
		open.draft = draft // of an editor that was opened anew
		open.show()
		return
	}
	newPreviewWindow(a, mailingID, draft)
}

func newPreviewWindow(a *desk.App, mailingID int64, draft func() garage.Mailing) *previewWindow {
	p := &previewWindow{app: a, mailingID: mailingID, draft: draft}
	p.window = a.NewWindow(kit.WindowOptions{Key: "preview", Title: a.Printer.T("editor.preview"), Size: fyne.NewSize(980, 600)})
	p.build()
	p.window.ShowsOne(p, mailingID)
	a.Bus.Subscribe(p.window, desk.TopicMailings, p.show)
	a.Bus.Subscribe(p.window, desk.TopicClients, p.load)
	p.window.Show()
	p.load()
	p.window.Focus(p.grid.Focusable())
	return p
}

func (p *previewWindow) build() {
	w := p.window
	p.head, p.subject, p.problem, p.text = kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel(), kit.WrappedLabel()
	p.subject.TextStyle.Bold = true
	p.subject.SizeName = theme.SizeNameSubHeadingText
	p.problem.Importance = widget.DangerImportance
	p.problem.Hide()
	p.grid = kit.NewSliceGrid(kit.SliceOptions[garage.Recipient]{
		Columns: []kit.Column[garage.Recipient]{
			{Key: "name", Label: w.T("editor.recipients"), Width: 190, Sort: true, Text: func(r garage.Recipient) string { return r.Name }},
			{Key: "language", Label: w.T("editor.language_column"), Width: 84, Sort: true, Text: func(r garage.Recipient) string {
				return languageLabel(p.app, r.Language)
			}},
		},
		Empty:    w.T("editor.no_recipients"),
		OnSelect: p.show,
		OnOpen:   func(r garage.Recipient) { p.app.Doors.OpenClient(r.ClientID) },
	})
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("editor.previous"), Icon: theme.NavigateBackIcon(), Key: "F7", Run: func() { p.step(-1) }},
		kit.Action{Label: w.T("editor.next"), Icon: theme.NavigateNextIcon(), IconAfter: true, Key: "F8", Run: func() { p.step(1) }},
		kit.Action{},
		kit.Action{Label: w.T("editor.open_client"), Icon: theme.AccountIcon(), Key: "Ctrl+O", Run: func() {
			if r, ok := p.grid.CurrentRow(); ok {
				p.app.Doors.OpenClient(r.ClientID)
			}
		}},
		kit.Action{Label: w.T("editor.test"), Icon: theme.MailReplyIcon(), Key: "Ctrl+T", Tooltip: w.T("editor.test_this_hint"), Run: func() {
			if r, ok := p.grid.CurrentRow(); ok {
				askTest(p.app, w, p.mailingID, r.ClientID)
			}
		}},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: p.show, IconOnly: true})
	p.mail = container.NewBorder(container.NewVBox(p.head, p.subject, p.problem, widget.NewSeparator()), nil, nil, nil, container.NewVScroll(p.text))
	split := container.NewHSplit(p.grid, p.mail)
	w.RememberSplit("preview", split, 0.3)
	w.SetBody(kit.Under(toolbar.Object, split))
}

// languageLabel is the language's name, the code itself for one that mails are not written in.
func languageLabel(a *desk.App, language string) string {
	if key := "editor.language." + language; a.Printer.Has(key) {
		return a.Printer.T(key)
	}
	return language
}

func (p *previewWindow) load() {
	kit.Load(p.window, "recipients", func(ctx context.Context) ([]garage.Recipient, error) {
		return p.app.DB.Recipients(ctx, p.mailingID)
	}, func(all []garage.Recipient) {
		current, _ := p.grid.CurrentRow()
		p.grid.SetRows(all)
		if len(all) == 0 {
			return
		}
		row := int64(1)
		for i, one := range all {
			if one.ClientID == current.ClientID {
				row = int64(i + 1)
			}
		}
		p.grid.Select(row)
	})
}

// step goes to the next or the previous recipient, in the order shown.
func (p *previewWindow) step(by int) {
	ids := p.grid.IDs()
	for i, id := range ids {
		if id == p.grid.Current() && i+by >= 0 && i+by < len(ids) {
			p.grid.Select(ids[i+by])
			return
		}
	}
}

// show makes the mail of the recipient that the keyboard is on.
func (p *previewWindow) show() {
	recipient, ok := p.grid.CurrentRow()
	if !ok {
		return
	}
	mailing := p.draft()
	kit.Load(p.window, "preview", func(ctx context.Context) (compose.Mail, error) {
		return compose.Preview(ctx, p.app.DB, mailing, recipient.ClientID)
	}, func(mail compose.Mail) {
		p.fill(mail)
	})
}

func (p *previewWindow) fill(mail compose.Mail) {
	w := p.window
	head := w.T("message.from") + " " + addressLine(mail.FromName, mail.FromAddress) + "\n" +
		w.T("message.to") + " " + addressLine(mail.ToName, mail.ToAddress)
	var names []string
	for _, attachment := range mail.Attachments {
		names = append(names, attachment.Name+" ("+p.app.Printer.Size(attachment.Size)+")")
	}
	if len(names) > 0 {
		head += "\n" + w.T("message.attachments") + " " + strings.Join(names, ", ")
	}
	p.head.SetText(head)
	p.subject.SetText(mail.Subject)
	p.text.SetText(mail.Text)
	p.problem.SetText(issueLines(p.app, mail.Issues))
	if p.problem.Text == "" {
		p.problem.Hide()
	} else {
		p.problem.Show()
	}
	p.mail.Refresh() // the labels have other heights now
}

func addressLine(name, address string) string {
	if name == "" || address == "" {
		return name + address
	}
	return name + " <" + address + ">"
}

// issueLines says each thing once, in lines.
func issueLines(a *desk.App, issues []compose.Issue) string {
	var lines []string
	seen := map[string]bool{}
	for _, issue := range issues {
		if sentence := issue.Sentence(a.Printer); !seen[sentence] {
			seen[sentence] = true
			lines = append(lines, sentence)
		}
	}
	return strings.Join(lines, "\n")
}

// askTest sends one recipient's mail of a saved draft to her own address, or to another that she types.
func askTest(a *desk.App, w *kit.Window, mailingID, clientID int64) {
	w.AskText(w.T("editor.test"), w.T("editor.test_address"), a.User.Email, w.T("action.send"), func(address string) string {
		if address == "" {
			return w.T("editor.test_needs_address")
		}
		if problem := garage.CheckEmail(address); problem != "" {
			return w.T(problem)
		}
		sendTest(a, w, mailingID, clientID, address)
		return ""
	})
}

func sendTest(a *desk.App, w *kit.Window, mailingID, clientID int64, address string) {
	kit.Try(w.Runner, "test", func(ctx context.Context) (int64, error) {
		return compose.SendTest(ctx, a.DB, mailingID, clientID, address)
	}, func(delivery int64, err error) {
		var refused *compose.RefusedError
		if errors.As(err, &refused) {
			w.Tell(w.T("editor.test"), issueLines(a, refused.Report.Issues))
			return
		}
		if err != nil {
			w.Fail(err)
			return
		}
		a.Wake()
		a.Bus.Announce(desk.TopicOutbox)
		w.Notice(a.Printer.T("editor.test_sent", "Address", address), w.T("editor.test_open"), func() { OpenMessage(a, delivery) })
	})
}
