package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/mailer"
	"garagemail/store/garage"
	"garagemail/ui/cases"
	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/documents"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
	"garagemail/ui/settings"
)

// mainWindow is the program's first window: the pages, one click from each other, and the line that says what the outbox
// is doing.
type mainWindow struct {
	app         *desk.App
	window      *kit.Window
	body        *fyne.Container
	tabs        []*kit.Button
	pages       []desk.Page
	current     int
	sayFirst    string // what it says once it stands there, "" = nothing
	status      *widget.Label
	who         *widget.Label
	counts      garage.DeliveryCounts
	held        int      // mailings that the worker has held back since the start, when she was asked last
	uncertain   int      // messages of unknown fate that she was told of
	asksOverdue bool     // the question about them is open
	leaving     *leaving // nil = nobody wants to close while messages leave
}

func newMainWindow(p *Program) *mainWindow {
	a := p.App
	m := &mainWindow{app: a, sayFirst: p.sayFirst, current: -1}
	m.window = a.NewWindow(kit.WindowOptions{Key: "main", Title: "GarageMail", Size: fyne.NewSize(1240, 640), Main: true})
	a.Main = m.window
	m.build()
	m.window.OnMayClose(m.mayClose)
	m.window.OnClosed(func() {
		mailings.SaveDrafts(a.Host)
	})
	kit.Try(m.window.Runner, "identity", func(ctx context.Context) (bool, error) {
		return a.DB.IsEmpty(ctx)
	}, m.start)
	return m
}

// start fills the window once it stands there, so that a big file does not keep it from appearing.
func (m *mainWindow) start(empty bool, err error) {
	a := m.app
	if err == nil {
		err = a.LoadIdentity(m.window.Context())
	}
	if err != nil {
		m.window.Fail(err)
		return
	}
	m.pages = []desk.Page{clients.NewClientsPage(a, m.window), documents.NewDocumentsPage(a, m.window), mailings.NewMailingsPage(a, m.window), mailings.NewOutboxPage(a, m.window), cases.NewCasesPage(a, m.window)}
	if a.Demo != nil {
		m.pages = append(m.pages, mailings.NewInboxPage(a, m.window))
	}
	m.showIdentity()
	m.show(0)
	m.refreshStatus()
	a.Bus.Subscribe(m.window, desk.TopicOutbox, m.refreshStatus)
	a.Bus.Subscribe(m.window, desk.TopicSettings, m.showIdentity)
	m.checkFile()
	m.askOverdue()
	switch {
	case m.sayFirst != "":
		m.window.Tell("GarageMail", m.sayFirst)
	case empty && a.Demo == nil:
		offerDemo(a, m.window)
	}
}

// checkFile waits, beside the screen, for the check of the file that began when it was opened.
func (m *mainWindow) checkFile() {
	kit.TryDo(m.window.Runner, "check", m.app.DB.Check, m.fileChecked)
}

func (m *mainWindow) build() {
	a := m.app
	m.body = container.NewStack()
	m.status, m.who = widget.NewLabel(""), widget.NewLabel("")
	ground := canvas.NewRectangle(theme.Color(kit.ColorStatusBar))
	statusBar := container.NewStack(ground, kit.Bar(container.NewBorder(nil, nil, nil, m.who, m.status), 0))
	m.window.SetMainMenu(kit.AlignKeys(m.menu()))
	m.window.Bind("Ctrl+N", func() { clients.NewClient(a) }) // the menu promises it on every page
	m.window.SetBody(container.NewBorder(kit.Bar(m.tabBar(), 6), statusBar, nil, nil, m.body))
}

// tabBar has a button for each page and those for the import and the list builder.
func (m *mainWindow) tabBar() fyne.CanvasObject {
	a, w := m.app, m.window
	row := container.NewHBox()
	add := func(label, key string, icon fyne.Resource, run func()) *kit.Button {
		button := kit.NewIconButton(w.T(label), icon, run)
		button.SetToolTip(w.T(label) + " (" + key + ")")
		w.Bind(key, run)
		row.Add(button)
		return button
	}
	m.tabs = append(m.tabs,
		add("main.clients", "F2", theme.AccountIcon(), func() { m.show(0) }),
		add("main.documents", "F12", theme.DocumentIcon(), func() { m.show(1) }),
		add("main.mailings", "F3", theme.MailComposeIcon(), func() { m.show(2) }),
		add("main.outbox", "F4", theme.MailSendIcon(), func() { m.show(3) }),
		add("main.files", "F11", theme.FolderIcon(), func() { m.show(4) }))
	if a.Demo != nil {
		m.tabs = append(m.tabs, add("main.inbox", "F6", theme.DownloadIcon(), func() { m.show(5) }))
	}
	row.Add(layout.NewSpacer())
	add("main.new_list", "F7", theme.ListIcon(), func() { mailings.OpenListBuilder(a, desk.ListStart{}) })
	add("main.import", "F9", theme.FolderOpenIcon(), func() { clients.OpenImport(a) })
	return row
}

func (m *mainWindow) menu() *fyne.MainMenu {
	a, w := m.app, m.window
	configuration := fyne.NewMenuItem(w.T("main.configuration"), nil)
	configuration.ChildMenu = fyne.NewMenu("",
		fyne.NewMenuItem(w.T("settings.mine"), func() { settings.OpenMySettings(a) }),
		fyne.NewMenuItem(w.T("settings.users"), func() { settings.OpenUsers(a) }),
		fyne.NewMenuItem(w.T("settings.companies"), func() { settings.OpenCompanies(a) }),
		fyne.NewMenuItem(w.T("names.title"), func() { settings.OpenNames(a) }))
	quit := fyne.NewMenuItem(w.T("main.quit"), w.Close)
	quit.IsQuit = true
	return fyne.NewMainMenu(
		fyne.NewMenu(w.T("main.file"),
			fyne.NewMenuItem(w.T("main.import")+"   F9", func() { clients.OpenImport(a) }),
			fyne.NewMenuItem(w.T("main.refused"), func() { clients.OpenRefusedValues(a, 0) }),
			fyne.NewMenuItem(w.T("main.backups"), func() { settings.OpenBackups(a) }),
			fyne.NewMenuItemSeparator(), quit),
		fyne.NewMenu(w.T("main.clients"),
			fyne.NewMenuItem(w.T("main.clients")+"   F2", func() { m.show(0) }),
			fyne.NewMenuItem(w.T("main.new_client")+"   CTRL+N", func() { clients.NewClient(a) }),
			fyne.NewMenuItem(w.T("clients.clear_marks")+"   ALT+R", func() { clients.ClearMarks(a, w) })),
		fyne.NewMenu(w.T("main.mail"),
			fyne.NewMenuItem("@  "+w.T("main.mail_clients")+"   F8", m.mailClients),
			fyne.NewMenuItem(w.T("main.new_list")+"   F7", func() { mailings.OpenListBuilder(a, desk.ListStart{}) }),
			fyne.NewMenuItem(w.T("main.documents")+"   F12", func() { m.show(1) }),
			fyne.NewMenuItem(w.T("main.files")+"   F11", func() { m.show(4) }),
			fyne.NewMenuItem(w.T("main.mailings")+"   F3", func() { m.show(2) }),
			fyne.NewMenuItem(w.T("main.outbox")+"   F4", func() { m.show(3) })),
		fyne.NewMenu(w.T("main.tools"), configuration),
	)
}

// mailClients is the @ of the menu: the question to whom, on the page of the clients.
func (m *mainWindow) mailClients() {
	if len(m.pages) == 0 {
		return
	}
	if m.current != 0 {
		m.show(0)
	}
	m.pages[0].(*clients.ClientsPage).OnMail()
}

// show turns to a page.
func (m *mainWindow) show(number int) {
	if number >= len(m.pages) {
		return
	}
	for i, tab := range m.tabs {
		tab.Importance = widget.MediumImportance
		if i == number {
			tab.Importance = widget.HighImportance
		}
		tab.Refresh()
	}
	shown := m.pages[number]
	if m.current != number {
		m.current = number
		toolbar := m.window.NewPageToolbar(shown.Actions()...)
		m.body.Objects = []fyne.CanvasObject{kit.Margins(container.NewBorder(toolbar.Object, nil, nil, nil, shown.Object()))}
		m.body.Refresh()
	}
	shown.Reload()
	shown.Focus()
}

func (m *mainWindow) showIdentity() {
	a := m.app
	title := "GarageMail"
	if a.Company.Name != "" {
		title += " - " + a.Company.Name
	}
	if a.Demo != nil {
		title += " (" + m.window.T("main.demo") + ")"
	}
	m.window.SetTitle(title)
	m.who.SetText(a.User.Name)
}

// refreshStatus says in one line what the outbox is doing.
func (m *mainWindow) refreshStatus() {
	kit.Try(m.window.Runner, "status", m.app.DB.OutboxCounts, func(counts garage.DeliveryCounts, err error) {
		if err == nil {
			m.counts = counts
			m.status.SetText(m.statusLine())
			m.showLeaving()
			m.askHeld()
			m.tellInterrupted()
		}
	})
}

func (m *mainWindow) statusLine() string {
	p, counts := m.app.Printer, m.counts
	line := p.T("main.outbox_empty")
	if left := counts.Left(); left > 0 {
		line = p.N("main.outbox_left", left)
	}
	if counts.Uncertain > 0 {
		line += "  ·  " + p.N("main.outbox_uncertain", counts.Uncertain)
	}
	if counts.Failed > 0 {
		line += "  ·  " + p.N("main.outbox_failed", counts.Failed)
	}
	if m.app.Worker == nil {
		return line
	}
	status := m.app.Worker.Status()
	if !status.Holding && counts.Left() > 0 {
		return line + "  ·  " + p.T("main.outbox_elsewhere")
	}
	for _, account := range status.Accounts {
		if account.Reason != "" && account.State != mailer.AccountIdle {
			return line + "  ·  " + firstSentence(p.T(string(account.Reason)))
		}
	}
	return line
}

// firstSentence is what fits in a line.
func firstSentence(text string) string {
	for i := range len(text) - 1 {
		if text[i] == '.' && text[i+1] == ' ' {
			return text[:i+1]
		}
	}
	return text
}
