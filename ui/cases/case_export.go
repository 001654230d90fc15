package cases

import (
	"context"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// exportCases writes all that cases say, in the order of a list, to a file that the importer takes back.
func exportCases(a *desk.App, w *kit.Window, kind garage.CaseKind, ids []int64) {
	a.ExportSheet(w, a.Printer.T(kind.LabelKey()), func(ctx context.Context) (desk.Sheet, error) { return casesSheet(ctx, a, kind, ids) })
}

func casesSheet(ctx context.Context, a *desk.App, kind garage.CaseKind, ids []int64) (desk.Sheet, error) {
	s := desk.Sheet{Days: map[int]bool{}}
	columns := kind.Columns()
	for i, column := range columns {
		s.Header = append(s.Header, desk.CaseColumnName(a, column))
		s.Days[i] = column.Key == garage.CaseColumnOpened || column.Field.Type == garage.CaseDate
	}
	numbers := map[int64]string{}
	for _, id := range ids {
		file, err := a.DB.Case(ctx, id)
		if err != nil {
			return s, err
		}
		if _, known := numbers[file.ClientID]; !known && file.ClientID != 0 {
			client, err := a.DB.Client(ctx, file.ClientID)
			if err != nil {
				return s, err
			}
			numbers[file.ClientID] = client.Number
		}
		cells := make([]string, len(columns))
		for i, column := range columns {
			cells[i] = caseCell(a, file, column, numbers[file.ClientID])
		}
		s.Rows = append(s.Rows, cells)
	}
	return s, nil
}

func caseCell(a *desk.App, file garage.Case, column garage.CaseColumn, clientNumber string) string {
	switch {
	case column.Party != "":
		return column.PartyValue(file.Party(column.Party))
	case column.Key == garage.CaseColumnNumber:
		return file.Number
	case column.Key == garage.CaseColumnState:
		return a.Printer.T(garage.CaseState{Key: file.State}.LabelKey())
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
		return a.Printer.T("mail.file_" + value)
	case column.Field.Type == garage.CaseChoice && value != "":
		return a.Printer.T(column.Field.ChoiceKey(value))
	}
	return caseText(a, column.Field, value)
}
