package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// clientFiles is the tab with a client's files of all kinds.
type clientFiles struct{ clientList[store.FileRow] }

var _ recordTab = (*clientFiles)(nil)

func newClientFiles(c *clientWindow) *clientFiles {
	w, a := c.window, c.app
	f := &clientFiles{clientList[store.FileRow]{
		sheet: c, key: "client.files",
		ids: func(ctx context.Context, clientID int64) ([]int64, error) {
			return a.db.FileIDs(ctx, store.FileFilter{ClientID: clientID})
		},
	}}
	f.grid = kit.NewGrid(kit.GridOptions[store.FileRow]{
		Columns: fileColumns(a), ID: func(r store.FileRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.FileRow, error) { return a.db.FileRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  f.open,
		Empty:   w.T("client.files_empty"),
	})
	w.RememberColumns("client_files", f.grid)
	f.build(
		kit.Action{Label: w.T("action.add"), Icon: theme.ContentAddIcon(), Run: f.add},
		kit.Action{Label: w.T("action.open"), Icon: theme.FolderOpenIcon(), Run: func() { f.open(f.grid.Current()) }})
	a.bus.Subscribe(w, topicFiles, f.load)
	return f
}

func (f *clientFiles) open(id int64) {
	if row, ok := f.grid.Row(id); ok {
		f.sheet.app.openFile(row.Kind, id)
	}
}

// add asks which kind of file is to be opened.
func (f *clientFiles) add() {
	c := f.sheet
	if c.client.ID == 0 {
		return
	}
	var actions []kit.Action
	for _, kind := range garage.FileKinds {
		actions = append(actions, kit.Action{Label: c.window.T(kind.LabelKey()), Run: func() { c.app.newFile(kind.Name, c.client.ID) }})
	}
	c.window.PopUpMenu(fyne.NewPos(60, 100), actions...)
}
