package ui

import (
	"context"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// fileColumnName is the heading of a column of a table of files.
func fileColumnName(a *App, column garage.FileColumn) string {
	var words []string
	for _, key := range column.LabelKeys() {
		words = append(words, a.p.T(key))
	}
	return strings.Join(words, " - ")
}

// exportFiles writes all that files say, in the order of a list, to a file that the importer takes back.
func (a *App) exportFiles(w *kit.Window, kind garage.FileKind, ids []int64) {
	a.exportSheet(w, a.p.T(kind.LabelKey()), func(ctx context.Context) (sheet, error) { return filesSheet(ctx, a, kind, ids) })
}

func filesSheet(ctx context.Context, a *App, kind garage.FileKind, ids []int64) (sheet, error) {
	s := sheet{days: map[int]bool{}}
	columns := kind.Columns()
	for i, column := range columns {
		s.header = append(s.header, fileColumnName(a, column))
		s.days[i] = column.Key == garage.FileColumnOpened || column.Field.Type == garage.FileDate
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

func fileCell(a *App, file garage.File, column garage.FileColumn, clientNumber string) string {
	switch {
	case column.Party != "":
		return column.PartyValue(file.Party(column.Party))
	case column.Key == garage.FileColumnNumber:
		return file.Number
	case column.Key == garage.FileColumnState:
		return a.p.T(garage.FileState{Key: file.State}.LabelKey())
	case column.Key == garage.FileColumnClient:
		return clientNumber
	case column.Key == garage.FileColumnOpened:
		return garage.Day(file.OpenedAt)
	case column.Key == garage.FileColumnNotes:
		return file.Notes
	}
	value := file.Values[column.Key]
	switch {
	case column.Field.Type == garage.FileYesNo && value != "":
		return a.p.T("mail.file_" + value)
	case column.Field.Type == garage.FileChoice && value != "":
		return a.p.T(column.Field.ChoiceKey(value))
	}
	return fileText(a, column.Field, value)
}
