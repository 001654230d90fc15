package clients

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// clientDocuments is the tab with the documents of a client, newest first, and what he owes.
type clientDocuments struct {
	clientList[store.DocumentRow]
	balance *widget.Label
}

var _ recordTab = (*clientDocuments)(nil)

func newClientDocuments(c *ClientWindow) *clientDocuments {
	w, a := c.Window, c.app
	d := &clientDocuments{balance: widget.NewLabel("")}
	d.clientList = clientList[store.DocumentRow]{
		sheet: c, key: "client.documents",
		ids: func(ctx context.Context, clientID int64) ([]int64, error) {
			return a.DB.DocumentIDs(ctx, store.DocumentFilter{ClientID: clientID}, store.DocumentSort{By: store.DocumentDate, Descending: true})
		},
	}
	d.Grid = kit.NewGrid(kit.GridOptions[store.DocumentRow]{
		Columns: clientDocumentColumns(a), ID: func(r store.DocumentRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.DocumentRow, error) { return a.DB.DocumentRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  a.Doors.OpenDocument,
		Empty:   w.T("client.documents_empty"),
	})
	w.RememberColumns("client_documents", d.Grid)
	d.build(
		kit.Action{Label: w.T("action.add"), Icon: theme.ContentAddIcon(), Tooltip: w.T("client.documents_new"), Run: d.add},
		kit.Action{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Run: func() {
			if id := d.Grid.Current(); id != 0 {
				a.Doors.OpenDocument(id)
			}
		}})
	d.balance.TextStyle.Bold = true
	d.object = container.NewBorder(nil, d.balance, nil, nil, d.object)
	a.Bus.Subscribe(w, desk.TopicDocuments, d.load)
	return d
}

func clientDocumentColumns(a *desk.App) []kit.Column[store.DocumentRow] {
	column := func(key string, width float32, text func(store.DocumentRow) string) kit.Column[store.DocumentRow] {
		return kit.Column[store.DocumentRow]{Key: key, Label: a.Printer.T("documents." + key), Width: width, Text: text}
	}
	amount := func(key string, text func(store.DocumentRow) string) kit.Column[store.DocumentRow] {
		made := column(key, 110, text)
		made.Align = fyne.TextAlignTrailing
		return made
	}
	sent := column("sent", 220, func(r store.DocumentRow) string {
		if r.Sent == "" {
			return ""
		}
		return a.Printer.T("kit.pair", "Label", desk.StateLabel(a, r.Sent), "Value", a.Printer.Time(r.SentAt))
	})
	sent.Color = func(r store.DocumentRow) fyne.ThemeColorName { return desk.StateColor(r.Sent) }
	return []kit.Column[store.DocumentRow]{
		column("number", 105, func(r store.DocumentRow) string {
			if r.Number == "" {
				return a.Printer.T("document.draft")
			}
			return r.Number
		}),
		column("date", 84, func(r store.DocumentRow) string { return a.Printer.Date(r.Date) }),
		column("kind", 105, func(r store.DocumentRow) string { return a.Printer.T(r.Kind.LabelKey()) }),
		column("plate", 90, func(r store.DocumentRow) string { return r.Plate }),
		amount("total", func(r store.DocumentRow) string { return a.Printer.Money(int64(r.Total)) }),
		column("due", 84, func(r store.DocumentRow) string { return a.Printer.Date(r.DueDate) }),
		amount("open", func(r store.DocumentRow) string {
			if !r.IsOwed() {
				return ""
			}
			return a.Printer.Money(int64(r.Open))
		}),
		sent,
	}
}

// load reads the documents and what of them is open and late.
func (d *clientDocuments) load() {
	c := d.sheet
	if c.Client.ID == 0 {
		return
	}
	d.clientList.load()
	today := c.app.DB.Today()
	kit.Load(c.Window, "client.balance", func(ctx context.Context) (owed [2]garage.Cents, err error) {
		for i, filter := range []store.DocumentFilter{
			{ClientID: c.Client.ID, Paid: store.PaidOpen}, {ClientID: c.Client.ID, Paid: store.PaidLate, LateOn: today},
		} {
			ids, err := c.app.DB.DocumentIDs(ctx, filter, store.DocumentSort{By: store.DocumentDate})
			if err != nil {
				return owed, err
			}
			sum, err := c.app.DB.DocumentSums(ctx, ids)
			if err != nil {
				return owed, err
			}
			owed[i] = sum.Open
		}
		return owed, nil
	}, func(owed [2]garage.Cents) {
		p := c.app.Printer
		d.balance.SetText(p.T("client.balance", "Open", p.Money(int64(owed[0])), "Late", p.Money(int64(owed[1]))))
	})
}

// add begins an invoice for the client.
func (d *clientDocuments) add() {
	if id := d.sheet.Client.ID; id != 0 {
		d.sheet.app.Doors.NewInvoice(id)
	}
}
