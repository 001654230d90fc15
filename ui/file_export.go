package ui

import (
	"context"
	"strings"

	"garagemail/store"
	"garagemail/ui/kit"
)

// fileColumnName is the heading of a column of a table of files.
func fileColumnName(a *App, column store.FileColumn) string {
	var words []string
	for _, key := range column.LabelKeys() {
		words = append(words, a.p.T(key))
	}
	return strings.Join(words, " - ")
}

// exportFiles writes all that files say, in the order of a list, to a file that the importer takes back.
func (a *App) exportFiles(w *kit.Window, kind store.FileKind, ids []int64) {
	a.exportSheet(w, a.p.T(kind.LabelKey()), func(ctx context.Context) (sheet, error) { return filesSheet(ctx, a, kind, ids) })
}

func filesSheet(ctx context.Context, a *App, kind store.FileKind, ids []int64) (sheet, error) {
	s := sheet{days: map[int]bool{}}
	columns := kind.Columns()
	for i, column := range columns {
		s.header = append(s.header, fileColumnName(a, column))
		s.days[i] = column.Key == store.FileColumnOpened || column.Field.Type == store.FileDate
	}
	numbers := map[int64]string{}
	for _, id := range ids {
		file, err := a.db.File(ctx, id)
		if err != nil {
			return s, err
		}
		if _, known := numbers[file.ClientID]; !known && file.ClientID != 0 {
			client, err := a.db.Client(ctx, file.ClientID)
			if err != nil {
				return s, err
			}
			numbers[file.ClientID] = client.Number
		}
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = fileCell(a, file, column, numbers[file.ClientID])
		}
		s.rows = append(s.rows, cells)
	}
	return s, nil
}

func fileCell(a *App, file store.File, column store.FileColumn, clientNumber string) string {
	switch {
	case column.Party != "":
		return column.PartyValue(file.Party(column.Party))
	case column.Key == store.FileColumnNumber:
		return file.Number
	case column.Key == store.FileColumnState:
		return a.p.T(store.FileState{Key: file.State}.LabelKey())
	case column.Key == store.FileColumnClient:
		return clientNumber
	case column.Key == store.FileColumnOpened:
		return store.Day(file.OpenedAt)
	case column.Key == store.FileColumnNotes:
		return file.Notes
	}
	value := file.Values[column.Key]
	switch {
	case column.Field.Type == store.FileYesNo && value != "":
		return a.p.T("mail.file_" + value)
	case column.Field.Type == store.FileChoice && value != "":
		return a.p.T(column.Field.ChoiceKey(value))
	}
	return fileText(a, column.Field, value)
}
