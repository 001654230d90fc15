package desk

import (
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/ui/kit"
)

// CaseColumnName is the heading of a column of a table of cases.
func CaseColumnName(a *App, column garage.CaseColumn) string {
	var words []string
	for _, key := range column.LabelKeys() {
		words = append(words, a.Printer.T(key))
	}
	return strings.Join(words, " - ")
}

// CaseColumns are the columns of a list of cases, whose keys are the sort orders of the store.
func CaseColumns(a *App) []kit.Column[store.CaseRow] {
	column := func(key string, width float32, of func(store.CaseRow) string) kit.Column[store.CaseRow] {
		return kit.Column[store.CaseRow]{Key: key, Label: a.Printer.T("files." + key), Width: width, Text: of}
	}
	return []kit.Column[store.CaseRow]{
		column("number", 105, func(r store.CaseRow) string { return r.Number }),
		column("state", 130, func(r store.CaseRow) string { return a.Printer.T(garage.CaseState{Key: r.State}.LabelKey()) }),
		column("client", 180, func(r store.CaseRow) string { return r.ClientName }),
		column("plate", 90, func(r store.CaseRow) string { return r.Plate }),
		column("vehicle", 140, func(r store.CaseRow) string { return r.Vehicle }),
		column("partner", 170, func(r store.CaseRow) string { return r.Partner }),
		column("reference", 130, func(r store.CaseRow) string { return r.Reference }),
		column("opened", 84, func(r store.CaseRow) string { return a.Printer.Date(garage.Day(r.OpenedAt)) }),
		column("since", 84, func(r store.CaseRow) string { return a.Printer.Date(garage.Day(r.StateSince)) }),
		column("late_on", 100, func(r store.CaseRow) string { return a.Printer.Date(r.LateOn) }),
	}
}
