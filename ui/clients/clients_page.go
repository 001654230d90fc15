// Package clients is the room of the clients: their page, the sheet, the choice of one, the marks, and the import of a garage.
package clients

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// ClientsPage is Gestion des clients: all clients, found as she types, marked with V, written to with @.
type ClientsPage struct {
	app    *desk.App
	window *kit.Window
	search *kit.Entry
	Grid   *kit.Grid[garage.ClientRow]
	counts *widget.Label
	order  desk.Sorting
	marks  int
}

var _ desk.Page = (*ClientsPage)(nil)

// NewClientsPage is the page clients of the main window w.
func NewClientsPage(a *desk.App, w *kit.Window) desk.Page {
	c := &ClientsPage{app: a, window: w, counts: widget.NewLabel("")}
	c.Grid = c.newGrid()
	c.search = kit.NewSearch(w, w.T("clients.search"), c.Grid.Focusable(), func(string) { c.load() })
	c.search.OnSubmitted = func(string) { c.goToFirst() }
	w.RememberColumns("clients", c.Grid)
	c.order.Key, c.order.Descending = c.Grid.Sorted()
	a.Bus.Subscribe(w, desk.TopicClients, c.load)
	a.Bus.Subscribe(w, desk.TopicMarks, c.load)
	return c
}

// Object is what the main window shows of the page.
func (c *ClientsPage) Object() fyne.CanvasObject {
	head := container.NewBorder(nil, nil, nil, c.counts, c.search)
	return container.NewBorder(head, nil, nil, nil, c.Grid)
}

// Focus sets the keyboard where she begins.
func (c *ClientsPage) Focus() { c.window.Focus(c.search) }

// Reload reads the page again from the file.
func (c *ClientsPage) Reload() { c.load() }

// Actions are the toolbar and the keys of the page.
func (c *ClientsPage) Actions() []kit.Action {
	w := c.window
	some := func() bool { return len(c.Grid.Picked()) > 0 }
	return []kit.Action{
		{Label: "@", Accent: true, Icon: theme.MailSendIcon(), Tooltip: w.T("clients.mail"), Key: "F8", Run: c.OnMail},
		{},
		{Label: w.T("action.new"), Icon: theme.ContentAddIcon(), Key: "Ctrl+N", Run: func() { NewClient(c.app) }},
		{Label: w.T("action.open"), Icon: theme.DocumentIcon(), Key: "Ctrl+O", Run: func() {
			if some() {
				OpenClient(c.app, c.Grid.Picked()[0])
			} else {
				w.Notice(w.T("clients.select_first"), "", nil)
			}
		}},
		{},
		{Label: w.T("clients.mark"), Icon: desk.ButtonPrinterMarked, Key: "Ctrl+M", Run: func() { c.onMark(c.Grid.Picked(), true) }},
		{Label: w.T("clients.unmark"), Icon: desk.ButtonPrinter, Key: "Ctrl+Shift+M", Run: func() { c.onMark(c.Grid.Picked(), false) }},
		{Label: w.T("clients.clear_marks"), Icon: theme.ContentClearIcon(), Key: "Alt+R", Run: func() { ClearMarks(c.app, w) }},
		{},
		{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: func() { exportClients(c.app, w, c.Grid.IDs()) }},
		{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: c.load, IconOnly: true},
		{Label: w.T("client.statement"), Run: func() { c.app.Doors.SendStatement(w, c.Grid.Picked()) }, MenuOnly: true},
		{Label: w.T("clients.search"), Key: "Ctrl+F", Run: c.Focus, MenuOnly: true},
	}
}

func (c *ClientsPage) newGrid() *kit.Grid[garage.ClientRow] {
	w, p := c.window, c.app.Printer
	text := func(key string, width float32, of func(garage.ClientRow) string) kit.Column[garage.ClientRow] {
		return kit.Column[garage.ClientRow]{Key: key, Label: w.T("clients." + key), Width: width, Sort: true, Text: of}
	}
	email := text("email", 200, func(r garage.ClientRow) string {
		if r.Email == "" && r.RefusedMail != "" {
			return r.RefusedMail
		}
		return r.Email
	})
	email.Color = func(r garage.ClientRow) fyne.ThemeColorName {
		if r.Email == "" && r.RefusedMail != "" {
			return theme.ColorNameError
		}
		return ""
	}
	columns := []kit.Column[garage.ClientRow]{
		{Key: "marked", Label: "V", Width: 28, Sort: true, Tapped: true, Icon: func(r garage.ClientRow) fyne.Resource {
			if r.Marked {
				return desk.PrinterMarked
			}
			return desk.Printer
		}},
		text("number", 76, func(r garage.ClientRow) string { return r.Number }),
		text("name", 200, func(r garage.ClientRow) string { return r.ListName() }),
		text("postcode", 74, func(r garage.ClientRow) string { return r.Postcode }),
		text("locality", 120, func(r garage.ClientRow) string { return r.Locality }),
		text("phone", 100, func(r garage.ClientRow) string { return r.Phone }),
		text("gsm", 100, func(r garage.ClientRow) string { return r.GSM }),
		email,
		text("plates", 130, func(r garage.ClientRow) string { return r.Plates }),
		text("last_visit", 118, func(r garage.ClientRow) string { return p.Date(r.LastVisit) }),
		text("family", 95, func(r garage.ClientRow) string { return r.Family }),
		text("type", 100, func(r garage.ClientRow) string { return r.Type }),
		text("language", 60, func(r garage.ClientRow) string { return strings.ToUpper(r.Language) }),
	}
	return kit.NewGrid(kit.GridOptions[garage.ClientRow]{
		Columns: columns,
		ID:      func(r garage.ClientRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]garage.ClientRow, error) { return c.app.DB.ClientRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  func(id int64) { OpenClient(c.app, id) },
		OnSpace: c.onToggle,
		OnCell:  func(id int64, _ string) { c.onToggle([]int64{id}) },
		OnMenu:  c.onMenu,
		OnSort: func(key string, descending bool) {
			c.order = desk.Sorting{Key: key, Descending: descending}
			c.load()
		},
		OnSelect: c.showCounts,
		Empty:    w.T("clients.empty"),
	})
}

// clientsFound is what a search gives, with how many clients are marked in all.
type clientsFound struct {
	ids   []int64
	marks int
}

func (c *ClientsPage) load() {
	filter := store.ClientFilter{Search: c.search.Text, Sort: store.ClientSort(c.order.Key), Descending: c.order.Descending}
	kit.Load(c.window, "clients", func(ctx context.Context) (found clientsFound, err error) {
		if found.ids, err = c.app.DB.ClientIDs(ctx, filter); err != nil {
			return found, err
		}
		found.marks, err = c.app.DB.MarkCount(ctx)
		return found, err
	}, func(found clientsFound) {
		empty := "clients.empty"
		if strings.TrimSpace(filter.Search) != "" {
			empty = "clients.none_found"
		}
		c.Grid.SetEmpty(c.window.T(empty))
		c.marks = found.marks
		c.Grid.SetIDs(found.ids)
		c.showCounts()
	})
}

// showCounts says how many clients are shown, selected and marked.
func (c *ClientsPage) showCounts() {
	p := c.app.Printer
	text := p.N("clients.count", len(c.Grid.IDs()))
	if selected := c.Grid.SelectedCount(); selected > 1 {
		text += "  ·  " + p.N("clients.selected", selected)
	}
	if c.marks > 0 {
		text += "  ·  " + p.N("clients.marks", c.marks)
	}
	c.counts.SetText(text)
}

// goToFirst goes from the search to what it found.
func (c *ClientsPage) goToFirst() {
	if ids := c.Grid.IDs(); len(ids) > 0 {
		c.Grid.Select(ids[0])
		c.window.Focus(c.Grid.Focusable())
	}
}

func (c *ClientsPage) onMenu(ids []int64, at fyne.Position) {
	w := c.window
	one := func() bool { return len(ids) == 1 }
	w.PopUpMenu(at,
		kit.Action{Label: w.T("action.open"), Run: func() { OpenClient(c.app, ids[0]) }, Enabled: one},
		kit.Action{Label: w.T("clients.mail"), Run: c.OnMail},
		kit.Action{},
		kit.Action{Label: w.T("clients.mark"), Run: func() { c.onMark(ids, true) }},
		kit.Action{Label: w.T("clients.unmark"), Run: func() { c.onMark(ids, false) }},
		kit.Action{Label: w.T("clients.clear_marks"), Key: "Alt+R", Run: func() { ClearMarks(c.app, w) }},
		kit.Action{},
		kit.Action{Label: w.T("action.export"), Run: func() { exportClients(c.app, w, ids) }})
}
