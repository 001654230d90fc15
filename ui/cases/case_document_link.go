package cases

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// link lets her tick documents of the journal: at first those of the file's client, by search all.
func (d *caseDocuments) link() {
	f := d.sheet
	if f.file.ID == 0 {
		f.save(d.link)
		return
	}
	f.show(tabDocuments)
	w, a := f.Window, f.app
	var dialog *kit.Dialog
	var grid *kit.Grid[store.DocumentRow]
	take := func() bool {
		rows := d.ticked(grid)
		d.linkRows(rows)
		return len(rows) > 0
	}
	grid = kit.NewGrid(kit.GridOptions[store.DocumentRow]{
		Columns: linkColumns(a), ID: func(r store.DocumentRow) int64 { return r.ID },
		Rows:    func(ids []int64) ([]store.DocumentRow, error) { return a.DB.DocumentRows(w.Context(), ids) },
		OnError: w.Fail,
		OnOpen: func(int64) {
			if take() {
				dialog.Close()
			}
		},
		Empty: w.T("files.no_documents"),
	})
	search := kit.NewSearch(w, w.T("documents.search"), grid.Focusable(), func(text string) { d.findDocuments(grid, text) })
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("files.link_document"), MinSize: fyne.NewSize(720, 380), Focus: search,
		Body: container.NewBorder(search, nil, nil, nil, grid),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("files.link"), Default: true, Do: take},
		},
	})
	d.findDocuments(grid, "")
}

// ticked are the selected documents, or the one under the keyboard.
func (d *caseDocuments) ticked(grid *kit.Grid[store.DocumentRow]) []store.DocumentRow {
	ids := grid.Selected()
	if len(ids) == 0 && grid.Current() != 0 {
		ids = []int64{grid.Current()}
	}
	var rows []store.DocumentRow
	for _, id := range ids {
		if row, ok := grid.Row(id); ok {
			rows = append(rows, row)
		}
	}
	return rows
}

func (d *caseDocuments) linkRows(rows []store.DocumentRow) {
	id := d.sheet.file.ID
	d.change(func(ctx context.Context) error {
		for _, row := range rows {
			if err := d.sheet.app.DB.LinkDocument(ctx, id, row.ID, paperKind(row.Kind)); err != nil {
				return err
			}
		}
		return nil
	})
}

// findDocuments lists what can be linked.
func (d *caseDocuments) findDocuments(grid *kit.Grid[store.DocumentRow], text string) {
	f := d.sheet
	filter := store.DocumentFilter{
		Kinds:  []garage.DocumentKind{garage.Invoice, garage.CreditNote, garage.Quote, garage.Order},
		States: []garage.DocumentState{garage.DocumentIssued, garage.DocumentCredited},
		Search: text,
	}
	if text == "" && f.client.ID != 0 {
		filter.ClientID = f.client.ID
	}
	kit.Load(f.Window, "file.journal", func(ctx context.Context) ([]int64, error) {
		return f.app.DB.DocumentIDs(ctx, filter, store.DocumentSort{By: store.DocumentDate, Descending: true})
	}, func(ids []int64) {
		grid.SetIDs(slices.DeleteFunc(ids, func(id int64) bool {
			return slices.ContainsFunc(d.grid.Rows(), func(paper store.CaseDocument) bool { return paper.DocumentID == id })
		}))
		if len(grid.IDs()) > 0 {
			grid.Select(grid.IDs()[0]) // Enter takes the first
		}
	})
}

func linkColumns(a *desk.App) []kit.Column[store.DocumentRow] {
	column := func(key string, width float32, of func(store.DocumentRow) string) kit.Column[store.DocumentRow] {
		return kit.Column[store.DocumentRow]{Key: key, Label: a.Printer.T("documents." + key), Width: width, Text: of}
	}
	total := column("total", 110, func(r store.DocumentRow) string { return a.Printer.Money(int64(r.Total)) })
	total.Align = fyne.TextAlignTrailing
	return []kit.Column[store.DocumentRow]{
		column("number", 120, func(r store.DocumentRow) string { return r.Number }),
		column("kind", 110, func(r store.DocumentRow) string { return a.Printer.T(r.Kind.LabelKey()) }),
		column("date", 90, func(r store.DocumentRow) string { return a.Printer.Date(r.Date) }),
		column("client", 220, func(r store.DocumentRow) string { return r.ClientName }),
		total,
	}
}

// paperKind is what a document of the journal is in a file.
func paperKind(kind garage.DocumentKind) garage.CaseAttachment {
	switch kind {
	case garage.Quote:
		return garage.WithEstimate
	case garage.Invoice, garage.CreditNote:
		return garage.WithInvoice
	}
	return garage.WithOther
}
