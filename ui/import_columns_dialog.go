package ui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store"
	"garagemail/store/tabular"
	"garagemail/ui/kit"
)

// importColumns lets her say what a file is and which field each of its columns holds; it is remembered by the heading.
type importColumns struct {
	parent  *importWindow
	file    *importFile
	mapping store.ImportMapping
	entity  *kit.Select
	rows    *fyne.Container
	problem *widget.Label
}

func (i *importWindow) openColumns(file *importFile) {
	w := i.window
	if file.entity != "" {
		return // what stands where in it is laid down by its standard
	}
	c := &importColumns{parent: i, file: file, rows: container.NewVBox(), problem: widget.NewLabel("")}
	c.problem.Importance = widget.DangerImportance
	c.mapping = store.ImportMapping{Entity: file.preview.Mapping.Entity, Fields: slices.Clone(file.preview.Mapping.Fields)}
	entities := store.ImportEntities()
	labels := make([]string, len(entities))
	for n, entity := range entities {
		labels[n] = importEntityName(i.app, entity)
	}
	c.entity = kit.NewSelect(labels, nil)
	c.entity.PlaceHolder = w.T("import.entity_choose")
	if n := slices.Index(entities, c.mapping.Entity); n >= 0 {
		c.entity.SetSelectedIndex(n)
	}
	c.entity.OnChanged = func(string) { c.setEntity(entities[c.entity.SelectedIndex()]) }
	c.showColumns()
	heading := container.NewVBox(widget.NewLabel(w.T("import.columns_text")),
		container.NewBorder(nil, nil, widget.NewLabel(w.T("import.entity")), nil, c.entity))
	w.ShowDialog(kit.DialogOptions{
		Title: filepath.Base(file.paths[0]) + "  (" + formatName(file.preview.Format) + ")", MinSize: fyne.NewSize(820, 470), Focus: c.entity,
		Body: container.NewBorder(heading, c.problem, nil, nil, container.NewVScroll(c.rows)),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("import.columns_take"), Default: true, Do: c.take},
		},
	})
}

// setEntity proposes what the headings say in a table of that kind.
func (c *importColumns) setEntity(entity string) {
	c.mapping = store.ImportMapping{Entity: entity, Fields: store.ProposeFields(entity, c.file.preview.Header)}
	c.showColumns()
}

// showColumns lays a line for each column: its heading, its first values, its field.
func (c *importColumns) showColumns() {
	w := c.parent.window
	fields, _ := store.ImportFields(c.mapping.Entity)
	labels := []string{w.T("import.left_out")}
	for _, field := range fields {
		labels = append(labels, importFieldName(c.parent.app, c.mapping.Entity, field))
	}
	c.rows.RemoveAll()
	for n, heading := range c.file.preview.Header {
		name := widget.NewLabel(heading)
		name.TextStyle.Bold = true
		name.Truncation = fyne.TextTruncateEllipsis
		values := widget.NewLabel(c.firstValues(n))
		values.Truncation = fyne.TextTruncateEllipsis
		choice := kit.NewSelect(labels, nil)
		choice.SetSelectedIndex(slices.Index(fields, c.mapping.Fields[n]) + 1)
		choice.OnChanged = func(string) {
			c.mapping.Fields[n] = ""
			if place := choice.SelectedIndex(); place > 0 {
				c.mapping.Fields[n] = fields[place-1]
			}
		}
		c.rows.Add(container.NewGridWithColumns(3, name, values, choice))
	}
	c.rows.Refresh()
}

// firstValues shows what a column holds, so that a bare heading is understood.
func (c *importColumns) firstValues(column int) string {
	var shown []string
	for _, row := range c.file.preview.Rows {
		if value := strings.Join(strings.Fields(row[column]), " "); value != "" && len(shown) < 4 {
			shown = append(shown, value)
		}
	}
	return strings.Join(shown, " · ")
}

// take checks that rows can be told apart and no field stands twice, remembers the mapping and looks anew.
func (c *importColumns) take() bool {
	i, w := c.parent, c.parent.window
	if c.problem.SetText(c.wrong()); c.problem.Text != "" {
		return false
	}
	c.file.preview.Mapping = c.mapping
	i.showFiles()
	kit.Load(w.Runner, "import.mapping", func(ctx context.Context) (struct{}, error) {
		return struct{}{}, i.app.db.RememberMapping(ctx, c.file.preview.Header, c.mapping)
	}, func(_ struct{}, err error) {
		i.app.fail(w, err)
		i.run(true)
	})
	return true
}

func (c *importColumns) wrong() string {
	w := c.parent.window
	if c.mapping.Entity == "" {
		return w.T("import.entity_choose")
	}
	_, needed := store.ImportFields(c.mapping.Entity)
	for _, field := range needed {
		if !slices.Contains(c.mapping.Fields, field) {
			return w.T("import.column_needed", "Field", importFieldName(c.parent.app, c.mapping.Entity, field))
		}
	}
	for n, field := range c.mapping.Fields {
		if field != "" && slices.Contains(c.mapping.Fields[n+1:], field) {
			return w.T("import.column_twice", "Field", importFieldName(c.parent.app, c.mapping.Entity, field))
		}
	}
	return ""
}

// formatName says how the file was read: its encoding and what stands between its cells, or the sheet of a workbook.
func formatName(format tabular.Format) string {
	return strings.TrimSpace(string(format.Encoding) + " " + string(format.Delimiter) + format.Sheet)
}
