package ui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// clientWindow is the sheet of one client with its tabs.
type clientWindow struct {
	app    *App
	window *kit.Window
	client garage.Client // as it was last read; ID 0 = new

	general   *clientGeneral
	financial *kit.Form
	statement *kit.Button
	consent   *clientConsent
	contacts  *records[garage.Contact]
	records   []recordTab // Contacts, Véhicules, Passages
	mails     *clientMails
	tabs      *container.AppTabs
}

// recordTab is a tab with rows of its own, which can be added to once the client exists.
type recordTab interface {
	load()
	add()
	focusRows()
}

// openClient shows the sheet of a client, or goes to the window in which it is open: two would overwrite each other's words.
func (a *App) openClient(id int64) { a.clientSheet(id) }

// clientSheet is the window of a client, which is opened where it is not.
func (a *App) clientSheet(id int64) *clientWindow {
	return kit.OpenOnce(a.host, "client", id, func() *clientWindow { return a.showClient(garage.Client{ID: id}) })
}

// newClient shows an empty sheet.
func (a *App) newClient() {
	a.showClient(garage.Client{Country: garage.HomeCountry, Language: a.company.Language})
}

func (a *App) showClient(client garage.Client) *clientWindow {
	c := &clientWindow{app: a, client: client}
	c.window = a.newWindow(kit.WindowOptions{Key: "client", Title: a.p.T("client.window"), Size: fyne.NewSize(1000, 640)})
	c.build()
	a.bus.Subscribe(c.window, topicClients, c.load)
	a.bus.Subscribe(c.window, topicOutbox, c.mails.load)
	c.window.Shows(c, func() int64 { return c.client.ID })
	c.window.Show()
	if client.ID == 0 {
		c.fill(client)
	}
	c.load()
	c.general.form.Focus("name")
	return c
}

func (c *clientWindow) build() {
	w := c.window
	c.statement = kit.NewIconButton(w.T("client.statement"), theme.MailSendIcon(), c.onStatement)
	c.statement.SetToolTip(w.T("client.statement_hint"))
	c.general = newClientGeneral(c)
	c.financial = newClientFinancial(c)
	c.consent = newClientConsent(c)
	c.contacts = newClientContacts(c)
	vehicles, visits, files := newClientVehicles(c), newClientVisits(c), newClientCases(c)
	c.records = []recordTab{c.contacts, vehicles, visits, files}
	c.mails = newClientMails(c)
	general := container.NewBorder(nil, c.consent.object, nil, nil, w.NewScroll(c.general.object))
	c.tabs = container.NewAppTabs(
		container.NewTabItem(w.T("client.general"), container.NewPadded(general)),
		container.NewTabItem(w.T("client.financial"), container.NewPadded(w.NewScroll(container.NewVBox(c.financial.Object, container.NewHBox(c.statement))))),
		container.NewTabItem(w.T("client.contacts"), c.contacts.object),
		container.NewTabItem(w.T("client.vehicles"), vehicles.object),
		container.NewTabItem(w.T("client.visits"), visits.object),
		container.NewTabItem(w.T("main.files"), files.object),
		container.NewTabItem(w.T("client.mails"), c.mails.object),
	)
	c.tabs.OnSelected = func(*container.TabItem) { c.focusTab() }
	toolbar := w.NewToolbar(c.actions()...)
	for i, key := range []string{"Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+6", "Alt+7"} {
		w.Bind(key, func() { c.tabs.SelectIndex(i) })
	}
	w.OnMayClose(c.mayClose)
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, c.tabs))
}

func (c *clientWindow) actions() []kit.Action {
	w := c.window
	return []kit.Action{
		{Label: w.T("action.save"), Icon: theme.DocumentSaveIcon(), Key: "Ctrl+S", Run: func() { c.save(nil) }},
		{Label: w.T("action.delete"), Icon: theme.DeleteIcon(), Key: "Ctrl+Delete", Run: c.onDelete},
		{},
		{Label: "@", Icon: theme.MailSendIcon(), Key: "F8", Tooltip: w.T("clients.mail_one"), Run: c.onMail},
		{},
		{Label: w.T("action.add"), Icon: theme.ContentAddIcon(), Key: "Ctrl+N", Tooltip: w.T("client.add_hint"), Run: c.onAdd},
		{Label: w.T("main.refused"), Icon: theme.WarningIcon(), Run: c.onRefused},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: c.load, IconOnly: true},
	}
}

// load reads the client anew; what she has typed and not saved stays.
func (c *clientWindow) load() {
	c.showTitle()
	c.general.loadChoices()
	if c.client.ID == 0 {
		return
	}
	kit.Load(c.window, "client", func(ctx context.Context) (garage.Client, error) {
		return c.app.db.Client(ctx, c.client.ID)
	}, func(client garage.Client) {
		if !c.dirty() {
			c.fill(client)
		}
	})
	c.general.loadRefused()
	c.consent.load()
	for _, tab := range c.records {
		tab.load()
	}
	c.mails.load()
}

func (c *clientWindow) fill(client garage.Client) {
	c.client = client
	c.general.fill(client)
	fillFinancial(c.financial, client)
	c.consent.fill(client)
	c.showTitle()
}

func (c *clientWindow) showTitle() {
	title := c.window.T("client.new")
	if c.client.ID != 0 {
		title = c.client.ListName()
		if c.client.Number != "" {
			title += " - " + c.client.Number
		}
	}
	c.window.SetTitle(title)
	for i := 2; i < len(c.tabs.Items); i++ { // what hangs on a client needs the client first
		if c.client.ID == 0 {
			c.tabs.DisableIndex(i)
		} else {
			c.tabs.EnableIndex(i)
		}
	}
}

func (c *clientWindow) dirty() bool {
	return c.general.form.Dirty() || c.financial.Dirty() || c.consent.form.Dirty()
}

// mayClose asks what to do with what is not saved yet.
func (c *clientWindow) mayClose() bool {
	if !c.dirty() {
		return true
	}
	askToSave(c.window, func() { c.save(c.window.Discard) })
	return false
}

func (c *clientWindow) onDelete() {
	w := c.window
	if c.client.ID == 0 {
		w.Close()
		return
	}
	w.Ask(w.T("action.delete"), w.T("client.delete_text", "Name", c.client.ListName()), w.T("action.delete"), true, func() {
		kit.TryDo(w.Runner, "client.delete", func(ctx context.Context) error {
			return c.app.db.DeleteClient(ctx, c.client.ID)
		}, func(err error) {
			if errors.Is(err, garage.ErrInUse) {
				w.Tell(w.T("action.delete"), w.T("client.in_use"))
				return
			}
			if err != nil {
				w.Fail(err)
				return
			}
			w.Discard()
			c.app.bus.Announce(topicClients, topicMarks)
		})
	})
}

// onMail writes to the client as he stands there, so what she typed is saved first.
func (c *clientWindow) onMail() {
	write := func() { c.app.writeTo(c.window, c.client.ID) }
	if c.client.ID == 0 || c.dirty() {
		c.save(write)
		return
	}
	write()
}

// onRefused lists what imports could not take of him and of his contacts, vehicles and visits.
func (c *clientWindow) onRefused() {
	if c.client.ID != 0 { // 0 would list those of all
		c.app.openRefusedValues(c.client.ID)
	}
}

// onAdd adds a row to the tab that is shown, else opens a new client.
func (c *clientWindow) onAdd() {
	if at := c.tabs.SelectedIndex() - 2; at >= 0 && at < len(c.records) {
		c.records[at].add()
		return
	}
	c.app.newClient()
}

// showAddress brings the place in front where an address stands.
func (c *clientWindow) showAddress(where garage.AddressOwner) {
	switch where.Origin {
	case garage.AddressOfBilling:
		c.tabs.SelectIndex(1)
		c.financial.Focus("billing_email")
	case garage.AddressOfContact:
		c.tabs.SelectIndex(2)
		c.contacts.find(func(contact garage.Contact) bool { return contact.ID == where.ContactID })
		c.contacts.focusRows()
	default:
		c.tabs.SelectIndex(0)
		c.general.form.Focus("email")
	}
}

func (c *clientWindow) focusTab() {
	switch at := c.tabs.SelectedIndex(); {
	case at == 0:
		c.general.form.Focus("name")
	case at == 1:
		c.financial.Focus("billing_email")
	case at-2 < len(c.records):
		c.records[at-2].focusRows()
	default:
		c.mails.focusRows()
	}
}
