package ui

import (
	"context"
	"strings"

	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// caseColumnName is the heading of a column of a table of cases.
func caseColumnName(a *App, column garage.CaseColumn) string {
	var words []string
	for _, key := range column.LabelKeys() {
		words = append(words, a.p.T(key))
	}
	return strings.Join(words, " - ")
}

// exportCases writes all that cases say, in the order of a list, to a file that the importer takes back.
func (a *App) exportCases(w *kit.Window, kind garage.CaseKind, ids []int64) {
	a.exportSheet(w, a.p.T(kind.LabelKey()), func(ctx context.Context) (sheet, error) { return casesSheet(ctx, a, kind, ids) })
}

func casesSheet(ctx context.Context, a *App, kind garage.CaseKind, ids []int64) (sheet, error) {
	s := sheet{days: map[int]bool{}}
	columns := kind.Columns()
	for i, column := range columns {
		s.header = append(s.header, caseColumnName(a, column))
		s.days[i] = column.Key == garage.CaseColumnOpened || column.Field.Type == garage.CaseDate
	}
	numbers := map[int64]string{}
	for _, id := range ids {
		file, err := a.db.Case(ctx, id)
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
			cells[i] = caseCell(a, file, column, numbers[file.ClientID])
		}
		s.rows = append(s.rows, cells)
	}
	return s, nil
}

func caseCell(a *App, file garage.Case, column garage.CaseColumn, clientNumber string) string {
	switch {
	case column.Party != "":
		return column.PartyValue(file.Party(column.Party))
	case column.Key == garage.CaseColumnNumber:
		return file.Number
	case column.Key == garage.CaseColumnState:
		return a.p.T(garage.CaseState{Key: file.State}.LabelKey())
	case column.Key == garage.CaseColumnClient:
		return clientNumber
	case column.Key == garage.CaseColumnOpened:
		return garage.Day(file.OpenedAt)
	case column.Key == garage.CaseColumnNotes:
		return file.Notes
	}
	value := file.Values[column.Key]
	switch {
	case column.Field.Type == garage.CaseYesNo && value != "":
		return a.p.T("mail.file_" + value)
	case column.Field.Type == garage.CaseChoice && value != "":
		return a.p.T(column.Field.ChoiceKey(value))
	}
	return caseText(a, column.Field, value)
}
