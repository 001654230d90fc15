package ui

import (
	"context"

	"fyne.io/fyne/v2"
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
		a.Host.OnWindows = nil
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
	m.fill(0)
	m.checkFile()
	m.askOverdue()
	switch {
	case m.sayFirst != "":
		m.window.Tell("GarageMail", m.sayFirst)
	case empty && a.Demo == nil:
		offerDemo(a, m.window)
	}
}

// fill makes the pages and turns to one of them.
func (m *mainWindow) fill(page int) {
	a := m.app
	m.pages = []desk.Page{clients.NewClientsPage(a, m.window), documents.NewDocumentsPage(a, m.window), mailings.NewMailingsPage(a, m.window), mailings.NewOutboxPage(a, m.window), cases.NewCasesPage(a, m.window)}
	if a.Demo != nil {
		m.pages = append(m.pages, mailings.NewInboxPage(a, m.window))
	}
	m.showIdentity()
	m.show(page)
	m.refreshStatus()
	a.Bus.Subscribe(m.window, desk.TopicOutbox, m.refreshStatus)
	a.Bus.Subscribe(m.window, desk.TopicSettings, m.showIdentity)
}

// speak fills the window in another language, at once. The other windows are closed first; one that has something unsaved keeps all as it is.
func (m *mainWindow) speak(language string) {
	a, w := m.app, m.window
	if refuses := w.CloseOthers(); refuses != nil {
		refuses.RequestFocus()
		return
	}
	page := m.current
	a.Bus.Leave(w)
	a.Speak(language)
	speakFyne(language)
	m.tabs, m.current = nil, -1
	m.build()
	m.fill(page)
	w.Notice(w.T("display.spoken"), "", nil)
}

// checkFile waits, beside the screen, for the check of the file that began when it was opened.
func (m *mainWindow) checkFile() {
	kit.TryDo(m.window.Runner, "check", m.app.DB.Check, m.fileChecked)
}

func (m *mainWindow) build() {
	a := m.app
	m.body = container.NewStack()
	m.status, m.who = widget.NewLabel(""), widget.NewLabel("")
	ground := kit.NewGround(kit.ColorStatusBar, fyne.Size{})
	statusBar := container.NewStack(ground, kit.Bar(container.NewBorder(nil, nil, nil, m.who, m.status), 0))
	m.showMenu()
	a.Host.OnWindows = m.showMenu
	m.window.BindActions(kit.Action{Label: m.window.T("main.new_client"), Key: "Ctrl+N", Run: func() { clients.NewClient(a) }}) // the menu promises it on every page
	m.window.SetBody(container.NewBorder(kit.Bar(m.tabBar(), 6), statusBar, nil, nil, m.body))
}

func (m *mainWindow) showMenu() { m.window.SetMainMenu(kit.AlignKeys(m.menu())) }

// tabBar has a button for each page and those for the import and the list builder.
func (m *mainWindow) tabBar() fyne.CanvasObject {
	a, w := m.app, m.window
	row := container.NewHBox()
	add := func(label, key string, icon fyne.Resource, run func()) *kit.Button {
		button := kit.NewIconButton(w.T(label), icon, run)
		button.SetToolTip(w.T(label) + " (" + key + ")")
		w.BindActions(kit.Action{Label: w.T(label), Key: key, Run: run})
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
