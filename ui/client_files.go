package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/ui/kit"
)

// clientFiles is the tab with a client's files of all kinds.
type clientFiles struct {
	sheet  *clientWindow
	grid   *kit.Grid[store.FileRow]
	object fyne.CanvasObject
}

var _ recordTab = (*clientFiles)(nil)

func newClientFiles(c *clientWindow) *clientFiles {
	f := &clientFiles{sheet: c}
	w, a := c.window, c.app
	f.grid = kit.NewGrid(kit.GridOptions[store.FileRow]{
		Columns: fileColumns(a), ID: func(r store.FileRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.FileRow, error) { return a.db.FileRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen:  f.open,
		Empty:   w.T("client.files_empty"),
	})
	w.RememberColumns("client_files", f.grid)
	buttons := container.NewHBox(kit.NewIconButton(w.T("action.add"), theme.ContentAddIcon(), f.add),
		kit.NewIconButton(w.T("action.open"), theme.FolderOpenIcon(), func() { f.open(f.grid.Current()) }))
	f.object = container.NewBorder(buttons, nil, nil, nil, f.grid)
	a.bus.Subscribe(w, topicFiles, f.load)
	return f
}

func (f *clientFiles) load() {
	c := f.sheet
	if c.client.ID == 0 {
		return
	}
	kit.Load(c.window, "client.files", func(ctx context.Context) ([]int64, error) {
		return c.app.db.FileIDs(ctx, store.FileFilter{ClientID: c.client.ID})
	}, func(ids []int64) {
		f.grid.SetIDs(ids)
		f.grid.Reload()
	})
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
	for _, kind := range store.FileKinds {
		actions = append(actions, kit.Action{Label: c.window.T(kind.LabelKey()), Run: func() { c.app.newFile(kind.Name, c.client.ID) }})
	}
	c.window.PopUpMenu(fyne.NewPos(60, 100), actions...)
}

func (f *clientFiles) focusRows() { f.sheet.window.Focus(f.grid.Focusable()) }
