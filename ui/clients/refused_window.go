package clients

import (
	"cmp"
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"garagemail/store"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// refusedWindow lists what imports could not take as it stood and nobody has mended yet.
type refusedWindow struct {
	app      *desk.App
	window   *kit.Window
	clientID int64
	grid     *kit.SliceGrid[store.RefusedValue]
}

// OpenRefusedValues shows the refused values of a client, 0 = of all.
func OpenRefusedValues(a *desk.App, clientID int64) {
	kit.OpenOnce(a.Host, "refused", cmp.Or(clientID, kit.Single), func() *refusedWindow { return newRefusedWindow(a, clientID) })
}

func newRefusedWindow(a *desk.App, clientID int64) *refusedWindow {
	r := &refusedWindow{app: a, clientID: clientID}
	r.window = a.NewWindow(kit.WindowOptions{Key: "refused", Title: a.Printer.T("refused.title"), Size: fyne.NewSize(1180, 560)})
	r.build()
	a.Bus.Subscribe(r.window, desk.TopicClients, r.load)
	r.window.ShowsOne(r, cmp.Or(clientID, kit.Single))
	r.window.Show()
	r.load()
	r.window.Focus(r.grid.Focusable())
	return r
}

// refusedColumns describe a refused value wherever such a list stands.
func refusedColumns(a *desk.App) []kit.Column[store.RefusedValue] {
	column := func(key string, width float32, of func(store.RefusedValue) string) kit.Column[store.RefusedValue] {
		return kit.Column[store.RefusedValue]{Key: key, Label: a.Printer.T("import." + key), Width: width, Sort: true, Text: of}
	}
	return []kit.Column[store.RefusedValue]{
		column("file", 100, func(r store.RefusedValue) string { return r.FileName }),
		column("row", 50, func(r store.RefusedValue) string { return rowText(a, r.RowNumber) }),
		column("reference", 90, func(r store.RefusedValue) string { return r.Reference }),
		column("field", 110, func(r store.RefusedValue) string { return fieldName(a, r) }),
		column("value", 200, func(r store.RefusedValue) string { return r.Value }),
		column("reason", 610, func(r store.RefusedValue) string { return a.Printer.T(r.Reason) }),
	}
}

// rowText is a line of a file, "" for what is of the file as a whole or of one without lines.
func rowText(a *desk.App, row int) string {
	if row == 0 {
		return ""
	}
	return a.Printer.Number(int64(row))
}

// fieldName is the field's label, "" for a whole row.
func fieldName(a *desk.App, r store.RefusedValue) string {
	if r.Field == "" {
		return ""
	}
	return importFieldName(a, r.Entity, r.Field)
}

func (r *refusedWindow) build() {
	w := r.window
	r.grid = kit.NewSliceGrid(kit.SliceOptions[store.RefusedValue]{
		Columns: refusedColumns(r.app), Empty: w.T("refused.empty"), OnOpen: r.openClient,
	})
	toolbar := w.NewToolbar(
		kit.Action{Label: w.T("refused.open_client"), Icon: theme.AccountIcon(), Run: func() {
			if one, ok := r.grid.CurrentRow(); ok {
				r.openClient(one)
			}
		}},
		kit.Action{Label: w.T("refused.resolve"), Icon: theme.ConfirmIcon(), Key: "Ctrl+Return", Run: r.onResolve},
		kit.Action{Label: w.T("action.export"), Icon: theme.DownloadIcon(), Key: "Ctrl+E", Run: func() {
			exportRefused(r.app, w, r.grid.Rows())
		}},
		kit.Action{Label: w.T("action.refresh"), Icon: theme.ViewRefreshIcon(), Key: "F5", Run: r.load, IconOnly: true})
	w.RememberColumns("refused", r.grid)
	w.SetBody(container.NewBorder(toolbar.Object, nil, nil, nil, r.grid))
}

func (r *refusedWindow) openClient(one store.RefusedValue) {
	if one.ClientID != 0 {
		OpenClient(r.app, one.ClientID)
	}
}

func (r *refusedWindow) load() {
	kit.Load(r.window, "refused", func(ctx context.Context) ([]store.RefusedValue, error) {
		return r.app.DB.OpenRefusedValues(ctx, store.RefusedFilter{ClientID: r.clientID})
	}, func(all []store.RefusedValue) {
		r.grid.SetRows(all)
	})
}

func (r *refusedWindow) onResolve() {
	rows := r.grid.SelectedRows()
	kit.Change(r.window, "resolve", func(ctx context.Context) error {
		for _, one := range rows {
			if err := r.app.DB.ResolveRefusedValue(ctx, one.ID); err != nil {
				return err
			}
		}
		return nil
	}, func() {
		r.app.Bus.Announce(desk.TopicClients)
	})
}

// exportRefused writes refused values to a file, to be mended in the program they come from.
func exportRefused(a *desk.App, w *kit.Window, all []store.RefusedValue) {
	a.ExportSheet(w, a.Printer.T("main.refused"), func(context.Context) (desk.Sheet, error) {
		return desk.SheetOf(refusedColumns(a), all), nil
	})
}
