package clients

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// ChooseClient lets her look a client up by name, number, plate, phone or email, and hands him to taken.
func ChooseClient(a *desk.App, w *kit.Window, taken func(garage.ClientRow)) {
	var dialog *kit.Dialog
	var grid *kit.Grid[garage.ClientRow]
	take := func() bool {
		row, ok := grid.Row(grid.Current())
		if ok {
			taken(row)
		}
		return ok
	}
	grid = kit.NewGrid(kit.GridOptions[garage.ClientRow]{
		Columns: chooserColumns(a), ID: func(r garage.ClientRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]garage.ClientRow, error) { return a.DB.ClientRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen: func(int64) {
			if take() {
				dialog.Close()
			}
		},
		Empty: w.T("clients.none_found"),
	})
	show := func(text string) {
		kit.Load(w, "choose.client", func(ctx context.Context) ([]int64, error) {
			return a.DB.ClientIDs(ctx, store.ClientFilter{Search: text, Sort: store.SortName})
		}, func(ids []int64) {
			grid.SetIDs(ids)
			if len(ids) > 0 {
				grid.Select(ids[0]) // Enter takes the first
			}
		})
	}
	search := kit.NewSearch(w, w.T("clients.search"), grid.Focusable(), show)
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("documents.choose_client"), MinSize: fyne.NewSize(760, 420), Focus: search,
		Body: container.NewBorder(search, nil, nil, nil, grid),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("documents.take_client"), Default: true, Do: take},
		},
	})
	show("")
}

func chooserColumns(a *desk.App) []kit.Column[garage.ClientRow] {
	column := func(key string, width float32, of func(garage.ClientRow) string) kit.Column[garage.ClientRow] {
		return kit.Column[garage.ClientRow]{Key: key, Label: a.Printer.T("clients." + key), Width: width, Text: of}
	}
	return []kit.Column[garage.ClientRow]{
		column("number", 90, func(r garage.ClientRow) string { return r.Number }),
		column("name", 230, func(r garage.ClientRow) string { return r.ListName() }),
		column("locality", 150, func(r garage.ClientRow) string { return r.Locality }),
		column("plates", 200, func(r garage.ClientRow) string { return r.Plates }),
	}
}
