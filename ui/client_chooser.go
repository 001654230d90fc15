package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// chooseClient lets her look a client up by name, number, plate, phone or email, and hands him to taken.
func (a *App) chooseClient(w *kit.Window, taken func(garage.ClientRow)) {
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
		Rows:    func(ids []int64) ([]garage.ClientRow, error) { return a.db.ClientRows(w.Context(), ids) },
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
			return a.db.ClientIDs(ctx, store.ClientFilter{Search: text, Sort: store.SortName})
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

func chooserColumns(a *App) []kit.Column[garage.ClientRow] {
	column := func(key string, width float32, of func(garage.ClientRow) string) kit.Column[garage.ClientRow] {
		return kit.Column[garage.ClientRow]{Key: key, Label: a.p.T("clients." + key), Width: width, Text: of}
	}
	return []kit.Column[garage.ClientRow]{
		column("number", 90, func(r garage.ClientRow) string { return r.Number }),
		column("name", 230, func(r garage.ClientRow) string { return r.ListName() }),
		column("locality", 150, func(r garage.ClientRow) string { return r.Locality }),
		column("plates", 200, func(r garage.ClientRow) string { return r.Plates }),
	}
}

// loadOwner reads the client whose document or file a window shows, with his vehicles.
func (a *App) loadOwner(w *kit.Window, id int64, show func(garage.Client, []garage.Vehicle)) {
	type owner struct {
		client   garage.Client
		vehicles []garage.Vehicle
	}
	kit.Load(w, "owner", func(ctx context.Context) (one owner, err error) {
		if one.client, err = a.db.Client(ctx, id); err == nil {
			one.vehicles, err = a.db.Vehicles(ctx, id)
		}
		return one, err
	}, func(one owner) {
		show(one.client, one.vehicles)
	})
}
