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

// foundClient is a client who was looked for, and what of him was found besides his name.
type foundClient struct {
	garage.ClientRow
	by string
}

// ChooseClient lets her look a client up by name, number, plate, phone or email, the best match first, and hands him to taken.
func ChooseClient(a *desk.App, w *kit.Window, taken func(garage.ClientRow)) {
	var dialog *kit.Dialog
	var grid *kit.Grid[foundClient]
	typed := ""
	take := func() bool {
		row, ok := grid.Row(grid.Current())
		if ok {
			taken(row.ClientRow)
		}
		return ok
	}
	grid = kit.NewGrid(kit.GridOptions[foundClient]{
		Columns: chooserColumns(a), ID: func(r foundClient) int64 { return r.ID },
		Rows:    func(ids []int64) ([]foundClient, error) { return foundClients(w.Context(), a, ids, typed) },
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
			return a.DB.ClientIDs(ctx, store.ClientFilter{Search: text, Sort: store.SortBest})
		}, func(ids []int64) {
			typed = text
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

// foundClients reads the visible rows, and why they were found.
func foundClients(ctx context.Context, a *desk.App, ids []int64, typed string) ([]foundClient, error) {
	rows, err := a.DB.ClientRows(ctx, ids)
	if err != nil {
		return nil, err
	}
	by, err := a.DB.FoundBy(ctx, rows, typed)
	found := make([]foundClient, len(rows))
	for i, row := range rows {
		found[i] = foundClient{row, by[row.ID]}
	}
	return found, err
}

func chooserColumns(a *desk.App) []kit.Column[foundClient] {
	column := func(key string, width float32, of func(foundClient) string) kit.Column[foundClient] {
		return kit.Column[foundClient]{Key: key, Label: a.Printer.T("clients." + key), Width: width, Text: of}
	}
	return []kit.Column[foundClient]{
		column("number", 90, func(r foundClient) string { return r.Number }),
		column("name", 230, func(r foundClient) string { return r.ListName() }),
		column("locality", 130, func(r foundClient) string { return r.Locality }),
		column("plates", 110, func(r foundClient) string { return r.Plates }),
		column("found_by", 180, func(r foundClient) string { return r.by }),
	}
}
