package clients

import (
	"fyne.io/fyne/v2"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// importFileColumns describe a file to import: what it is and what becomes of its rows.
func importFileColumns(a *desk.App) []kit.Column[*importFile] {
	column := func(key string, width float32, text func(*importFile) string) kit.Column[*importFile] {
		return kit.Column[*importFile]{Key: key, Label: a.Printer.T("import." + key), Width: width, Text: text}
	}
	columns := []kit.Column[*importFile]{
		column("file", 170, func(f *importFile) string { return f.name(a.Printer) }),
		column("entity", 130, func(f *importFile) string {
			switch {
			case f.unread:
				return a.Printer.T("import.entity_unread")
			case f.what() == "":
				return a.Printer.T("import.entity_unknown")
			}
			return importEntityName(a, f.what())
		}),
	}
	for _, count := range []struct {
		key string
		of  func(intake.Result) int
	}{
		{"read", func(r intake.Result) int { return r.Read }},
		{"new", func(r intake.Result) int { return r.New }},
		{"changed", func(r intake.Result) int { return r.Changed }},
		{"unchanged", func(r intake.Result) int { return r.Unchanged }},
		{"refused", func(r intake.Result) int { return len(r.Refusals) }},
		{"left_columns", func(r intake.Result) int { return len(r.Ignored) }},
	} {
		one := column(count.key, 92, func(f *importFile) string { return a.Printer.Number(int64(count.of(f.result))) })
		one.Align = fyne.TextAlignTrailing
		columns = append(columns, one)
	}
	return columns
}

// changeColumns describe a value of a row that was there already and that the file says otherwise.
func changeColumns(a *desk.App) []kit.Column[intake.Change] {
	column := func(key string, width float32, of func(intake.Change) string) kit.Column[intake.Change] {
		return kit.Column[intake.Change]{Key: key, Label: a.Printer.T("import." + key), Width: width, Sort: true, Text: of}
	}
	return []kit.Column[intake.Change]{
		column("file", 110, func(c intake.Change) string { return c.FileName }),
		column("row", 60, func(c intake.Change) string { return rowText(a, c.RowNumber) }),
		column("reference", 110, func(c intake.Change) string { return c.Reference }),
		column("field", 150, func(c intake.Change) string { return importFieldName(a, c.Entity, c.Field) }),
		column("before", 260, func(c intake.Change) string { return c.Before }),
		column("after", 260, func(c intake.Change) string { return c.After }),
	}
}

// importEntityName says what the rows of a table are.
func importEntityName(a *desk.App, entity string) string {
	if kind, is := garage.CaseKindNamed(entity); is {
		return a.Printer.T(kind.LabelKey())
	}
	return a.Printer.T("import.entity_" + entity)
}

func importFieldName(a *desk.App, entity, field string) string {
	if kind, is := garage.CaseKindNamed(entity); is {
		column, _ := kind.Column(field)
		return desk.CaseColumnName(a, column)
	}
	return a.Printer.T("import.field." + entity + "." + field)
}
