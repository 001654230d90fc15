package clients

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// ClientWindow is the sheet of one client with its tabs.
type ClientWindow struct {
	app    *desk.App
	Window *kit.Window
	Client garage.Client // as it was last read; ID 0 = new

	General   *clientGeneral
	Financial *kit.Form
	Statement *kit.Button
	consent   *clientConsent
	Contacts  *records[garage.Contact]
	records   []recordTab // Contacts, Véhicules, Passages
	Mails     *clientMails
	mark      *clientMark
	Tabs      *container.AppTabs
}

// recordTab is a tab with rows of its own, which can be added to once the client exists.
type recordTab interface {
	load()
	add()
	focusRows()
}

// OpenClient shows the sheet of a client, or goes to the window in which it is open: two would overwrite each other's words.
func OpenClient(a *desk.App, id int64) { ClientSheet(a, id) }

// ClientSheet is the window of a client, which is opened where it is not.
func ClientSheet(a *desk.App, id int64) *ClientWindow {
	return kit.OpenOnce(a.Host, "client", id, func() *ClientWindow { return ShowClient(a, garage.Client{ID: id}) })
}

// NewClient shows an empty sheet.
func NewClient(a *desk.App) {
	ShowClient(a, garage.Client{Country: garage.HomeCountry, Language: a.Company.Language})
}

// ShowClient opens a sheet of its own for a client, with the ID 0 for one that is not kept yet.
func ShowClient(a *desk.App, client garage.Client) *ClientWindow {
	c := &ClientWindow{app: a, Client: client}
	c.Window = a.NewWindow(kit.WindowOptions{Key: "client", Title: a.Printer.T("client.window"), Size: fyne.NewSize(1000, 640)})
	c.build()
	a.Bus.Subscribe(c.Window, desk.TopicClients, c.load)
	a.Bus.Subscribe(c.Window, desk.TopicOutbox, c.Mails.load)
	a.Bus.Subscribe(c.Window, desk.TopicMarks, c.mark.load)
	c.Window.Shows(c, func() int64 { return c.Client.ID })
	c.Window.Show()
	if client.ID == 0 {
		c.fill(client)
	}
	c.load()
	c.General.Form.Focus("name")
	return c
}

func (c *ClientWindow) build() {
	w := c.Window
	c.Statement = kit.NewIconButton(w.T("client.statement"), theme.MailSendIcon(), c.onStatement)
	c.Statement.SetToolTip(w.T("client.statement_hint"))
	c.General = newClientGeneral(c)
	c.Financial = newClientFinancial(c)
	c.consent = newClientConsent(c)
	c.Contacts = newClientContacts(c)
	vehicles, visits, files, documents := newClientVehicles(c), newClientVisits(c), newClientCases(c), newClientDocuments(c)
	c.records = []recordTab{c.Contacts, vehicles, visits, files, documents}
	c.Mails = newClientMails(c)
	general := container.NewBorder(nil, c.consent.object, nil, nil, w.NewScroll(c.General.object))
	c.Tabs = container.NewAppTabs(
		container.NewTabItem(w.T("client.general"), container.NewPadded(general)),
		container.NewTabItem(w.T("client.financial"), container.NewPadded(w.NewScroll(container.NewVBox(c.Financial.Object, container.NewHBox(c.Statement))))),
		container.NewTabItem(w.T("client.contacts"), c.Contacts.object),
		container.NewTabItem(w.T("client.vehicles"), vehicles.object),
		container.NewTabItem(w.T("client.visits"), visits.object),
		container.NewTabItem(w.T("main.files"), files.object),
		container.NewTabItem(w.T("client.documents"), documents.object),
		container.NewTabItem(w.T("client.mails"), c.Mails.object),
	)
	c.Tabs.OnSelected = func(*container.TabItem) { c.focusTab() }
	toolbar := w.NewToolbar(c.actions()...)
	for i, key := range []string{"Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+6", "Alt+7", "Alt+8"} {
		w.Bind(key, func() { c.Tabs.SelectIndex(i) })
	}
	w.OnMayClose(c.mayClose)
	c.mark = newClientMark(c)
	w.SetBody(container.NewBorder(container.NewBorder(nil, nil, nil, c.mark.button, toolbar.Object), nil, nil, nil, c.Tabs))
}

func (c *ClientWindow) actions() []kit.Action {
	w := c.Window
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
func (c *ClientWindow) load() {
	c.showTitle()
	c.General.loadChoices()
	if c.Client.ID == 0 {
		return
	}
	kit.Load(c.Window, "client", func(ctx context.Context) (garage.Client, error) {
		return c.app.DB.Client(ctx, c.Client.ID)
	}, func(client garage.Client) {
		if !c.dirty() {
			c.fill(client)
		}
	})
	c.General.loadRefused()
	c.consent.load()
	c.mark.load()
	for _, tab := range c.records {
		tab.load()
	}
	c.Mails.load()
}

func (c *ClientWindow) fill(client garage.Client) {
	c.Client = client
	c.General.fill(client)
	fillFinancial(c.Financial, client)
	c.consent.fill(client)
	c.showTitle()
}

func (c *ClientWindow) showTitle() {
	title := c.Window.T("client.new")
	if c.Client.ID != 0 {
		title = c.Client.ListName()
		if c.Client.Number != "" {
			title += " - " + c.Client.Number
		}
	}
	c.Window.SetTitle(title)
	for i := 2; i < len(c.Tabs.Items); i++ { // what hangs on a client needs the client first
		if c.Client.ID == 0 {
			c.Tabs.DisableIndex(i)
		} else {
			c.Tabs.EnableIndex(i)
		}
	}
}

func (c *ClientWindow) dirty() bool {
	return c.General.Form.Dirty() || c.Financial.Dirty() || c.consent.form.Dirty()
}

// mayClose asks what to do with what is not saved yet.
func (c *ClientWindow) mayClose() bool {
	if !c.dirty() {
		return true
	}
	desk.AskToSave(c.Window, func() { c.save(c.Window.Discard) })
	return false
}

func (c *ClientWindow) onDelete() {
	w := c.Window
	if c.Client.ID == 0 {
		w.Close()
		return
	}
	w.Ask(w.T("action.delete"), w.T("client.delete_text", "Name", c.Client.ListName()), w.T("action.delete"), true, func() {
		kit.TryDo(w.Runner, "client.delete", func(ctx context.Context) error {
			return c.app.DB.DeleteClient(ctx, c.Client.ID)
		}, func(err error) {
			var use *store.ClientInUse
			if errors.As(err, &use) {
				w.Tell(w.T("action.delete"), w.T("client.in_use", "What", usesOf(c.app.Printer, use)))
				return
			}
			if err != nil {
				w.Fail(err)
				return
			}
			w.Discard()
			c.app.Bus.Announce(desk.TopicClients, desk.TopicMarks)
		})
	})
}

// usesOf lists what keeps a client from being deleted.
func usesOf(p *lang.Printer, use *store.ClientInUse) string {
	var uses []string
	for _, one := range []struct {
		key   string
		count int
	}{
		{"vehicles", use.Vehicles},
		{"visits", use.Visits},
		{"documents", use.Documents},
		{"mailings", use.Mailings},
		{"deliveries", use.Deliveries},
		{"cases", use.Cases},
	} {
		if one.count > 0 {
			uses = append(uses, p.N("client.use_"+one.key, one.count))
		}
	}
	return strings.Join(uses, ", ")
}

// onMail writes to the client as he stands there, so what she typed is saved first.
func (c *ClientWindow) onMail() {
	write := func() { writeTo(c.app, c.Window, c.Client.ID) }
	if c.Client.ID == 0 || c.dirty() {
		c.save(write)
		return
	}
	write()
}

// onRefused lists what imports could not take of him and of his contacts, vehicles and visits.
func (c *ClientWindow) onRefused() {
	if c.Client.ID != 0 { // 0 would list those of all
		OpenRefusedValues(c.app, c.Client.ID)
	}
}

// onAdd adds a row to the tab that is shown, else opens a new client.
func (c *ClientWindow) onAdd() {
	if at := c.Tabs.SelectedIndex() - 2; at >= 0 && at < len(c.records) {
		c.records[at].add()
		return
	}
	NewClient(c.app)
}

// showAddress brings the place in front where an address stands.
func (c *ClientWindow) showAddress(where garage.AddressOwner) {
	switch where.Origin {
	case garage.AddressOfBilling:
		c.Tabs.SelectIndex(1)
		c.Financial.Focus("billing_email")
	case garage.AddressOfContact:
		c.Tabs.SelectIndex(2)
		c.Contacts.find(func(contact garage.Contact) bool { return contact.ID == where.ContactID })
		c.Contacts.focusRows()
	default:
		c.Tabs.SelectIndex(0)
		c.General.Form.Focus("email")
	}
}

func (c *ClientWindow) focusTab() {
	switch at := c.Tabs.SelectedIndex(); {
	case at == 0:
		c.General.Form.Focus("name")
	case at == 1:
		c.Financial.Focus("billing_email")
	case at-2 < len(c.records):
		c.records[at-2].focusRows()
	default:
		c.Mails.focusRows()
	}
}

// OpenAddress opens a client's sheet where an address of his stands: the field, or the row of the tab Contacts.
func OpenAddress(a *desk.App, clientID int64, where garage.AddressOwner) {
	ClientSheet(a, clientID).showAddress(where)
}
