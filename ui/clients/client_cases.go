package clients

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// clientCases is the tab with a client's files of all kinds.
type clientCases struct{ clientList[store.CaseRow] }

var _ recordTab = (*clientCases)(nil)

func newClientCases(c *ClientWindow) *clientCases {
	w, a := c.Window, c.app
	f := &clientCases{clientList[store.CaseRow]{
		sheet: c, key: "client.files",
		ids: func(ctx context.Context, clientID int64) ([]int64, error) {
			return a.DB.CaseIDs(ctx, store.CaseFilter{ClientID: clientID})
		},
	}}
	f.Grid = kit.NewGrid(kit.GridOptions[store.CaseRow]{
		Columns: desk.CaseColumns(a), ID: func(r store.CaseRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.CaseRow, error) { return a.DB.CaseRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  f.open,
		Empty:   w.T("client.files_empty"),
	})
	w.RememberColumns("client_files", f.Grid)
	f.build(
		kit.Action{Label: w.T("action.add"), Icon: theme.ContentAddIcon(), Run: f.add},
		kit.Action{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Run: func() { f.open(f.Grid.Current()) }})
	a.Bus.Subscribe(w, desk.TopicCases, f.load)
	return f
}

func (f *clientCases) open(id int64) {
	if row, ok := f.Grid.Row(id); ok {
		f.sheet.app.Doors.OpenCase(row.Kind, id)
	}
}

// add asks which kind of file is to be opened.
func (f *clientCases) add() {
	c := f.sheet
	if c.Client.ID == 0 {
		return
	}
	var actions []kit.Action
	for _, kind := range garage.CaseKinds {
		actions = append(actions, kit.Action{Label: c.Window.T(kind.LabelKey()), Run: func() { c.app.Doors.NewCase(kind.Name, c.Client.ID) }})
	}
	c.Window.PopUpMenu(fyne.NewPos(60, 100), actions...)
}
