package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// clientCases is the tab with a client's files of all kinds.
type clientCases struct{ clientList[store.CaseRow] }

var _ recordTab = (*clientCases)(nil)

func newClientCases(c *clientWindow) *clientCases {
	w, a := c.window, c.app
	f := &clientCases{clientList[store.CaseRow]{
		sheet: c, key: "client.files",
		ids: func(ctx context.Context, clientID int64) ([]int64, error) {
			return a.db.CaseIDs(ctx, store.CaseFilter{ClientID: clientID})
		},
	}}
	f.grid = kit.NewGrid(kit.GridOptions[store.CaseRow]{
		Columns: caseColumns(a), ID: func(r store.CaseRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.CaseRow, error) { return a.db.CaseRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  f.open,
		Empty:   w.T("client.files_empty"),
	})
	w.RememberColumns("client_files", f.grid)
	f.build(
		kit.Action{Label: w.T("action.add"), Icon: theme.ContentAddIcon(), Run: f.add},
		kit.Action{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Run: func() { f.open(f.grid.Current()) }})
	a.bus.Subscribe(w, topicCases, f.load)
	return f
}

func (f *clientCases) open(id int64) {
	if row, ok := f.grid.Row(id); ok {
		f.sheet.app.openCase(row.Kind, id)
	}
}

// add asks which kind of file is to be opened.
func (f *clientCases) add() {
	c := f.sheet
	if c.client.ID == 0 {
		return
	}
	var actions []kit.Action
	for _, kind := range garage.CaseKinds {
		actions = append(actions, kit.Action{Label: c.window.T(kind.LabelKey()), Run: func() { c.app.newCase(kind.Name, c.client.ID) }})
	}
	c.window.PopUpMenu(fyne.NewPos(60, 100), actions...)
}
