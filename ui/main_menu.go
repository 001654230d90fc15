package ui

import (
	"fyne.io/fyne/v2"

	"garagemail/ui/clients"
	"garagemail/ui/desk"
	"garagemail/ui/help"
	"garagemail/ui/kit"
	"garagemail/ui/mailings"
	"garagemail/ui/settings"
)

// menu is the whole menu. It is made anew when a window opens, closes or gets another title: one of its menus lists them.
func (m *mainWindow) menu() *fyne.MainMenu {
	a, w := m.app, m.window
	configuration := fyne.NewMenuItem(w.T("main.configuration"), nil)
	configuration.ChildMenu = fyne.NewMenu("",
		fyne.NewMenuItem(w.T("settings.mine"), func() { settings.OpenMySettings(a) }),
		fyne.NewMenuItem(w.T("settings.users"), func() { settings.OpenUsers(a) }),
		fyne.NewMenuItem(w.T("settings.companies"), func() { settings.OpenCompanies(a) }),
		fyne.NewMenuItem(w.T("names.title"), func() { settings.OpenNames(a) }),
		fyne.NewMenuItem(w.T("display.title"), func() { settings.OpenDisplay(a, w, m.speak) }))
	return fyne.NewMainMenu(
		m.fileMenu(),
		kit.Menu(w.T("main.edit"), w.EditActions()...),
		kit.Menu(w.T("main.clients"),
			kit.Action{Label: w.T("main.clients"), Key: "F2", Run: func() { m.show(0) }},
			kit.Action{Label: w.T("main.new_client"), Key: "Ctrl+N", Run: func() { clients.NewClient(a) }},
			kit.Action{Label: w.T("clients.clear_marks"), Key: "Alt+R", Run: func() { clients.ClearMarks(a, w) }}),
		kit.Menu(w.T("main.mail"),
			kit.Action{Label: "@  " + w.T("main.mail_clients"), Key: "F8", Run: m.mailClients},
			kit.Action{Label: w.T("main.new_list"), Key: "F7", Run: func() { mailings.OpenListBuilder(a, desk.ListStart{}) }},
			kit.Action{Label: w.T("main.documents"), Key: "F12", Run: func() { m.show(1) }},
			kit.Action{Label: w.T("main.files"), Key: "F11", Run: func() { m.show(4) }},
			kit.Action{Label: w.T("main.mailings"), Key: "F3", Run: func() { m.show(2) }},
			kit.Action{Label: w.T("main.outbox"), Key: "F4", Run: func() { m.show(3) }}),
		fyne.NewMenu(w.T("main.tools"), configuration),
		m.windowMenu(),
		kit.Menu(w.T("main.help"),
			kit.Action{Label: w.T("help.keys"), Key: "Ctrl+F1", Run: func() { help.Keys(w) }},
			kit.Action{},
			kit.Action{Label: w.T("help.report"), Run: func() { help.Report(a, w) }},
			kit.Action{Label: w.T("help.about"), Run: func() { help.About(a, w) }}),
	)
}

func (m *mainWindow) fileMenu() *fyne.Menu {
	a, w := m.app, m.window
	menu := kit.Menu(w.T("main.file"),
		kit.Action{Label: w.T("main.import"), Key: "F9", Run: func() { clients.OpenImport(a) }},
		kit.Action{Label: w.T("main.refused"), Run: func() { clients.OpenRefusedValues(a, 0) }},
		kit.Action{Label: w.T("main.backups"), Run: func() { settings.OpenBackups(a) }},
		kit.Action{})
	quit := fyne.NewMenuItem(w.T("main.quit"), w.Close)
	quit.IsQuit = true
	menu.Items = append(menu.Items, quit)
	return menu
}

// windowMenu lists the open windows; the one that is chosen comes to the front.
func (m *mainWindow) windowMenu() *fyne.Menu {
	a, w := m.app, m.window
	all := a.Host.Windows()
	several := func() bool { return len(all) > 1 }
	actions := []kit.Action{
		{Label: w.T("help.next_window"), Key: "Ctrl+F6", Run: func() { a.Host.NextWindow(w).RequestFocus() }, Enabled: several},
		{Label: w.T("main.close_others"), Run: m.closeOthers, Enabled: several},
		{},
	}
	for _, one := range all {
		actions = append(actions, kit.Action{Label: one.Title(), Run: one.RequestFocus})
	}
	return kit.Menu(w.T("main.window"), actions...)
}

// closeOthers leaves only the main window; one that has something unsaved asks first and keeps all open.
func (m *mainWindow) closeOthers() {
	if refuses := m.window.CloseOthers(); refuses != nil {
		refuses.RequestFocus()
	}
}
