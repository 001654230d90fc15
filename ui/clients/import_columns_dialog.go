package clients

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/intake"
	"garagemail/ui/kit"
)

// importColumns lets her say how a file is written, what it is and which field each of its columns holds; what the columns are
// is remembered by the heading. Until she takes it, the file stays as it was.
type importColumns struct {
	parent  *importWindow
	file    *importFile
	draft   importFile // the file as the dialog shows it
	mapping intake.Mapping
	entity  *kit.Select
	reading *importReading
	rows    *fyne.Container
	problem *widget.Label
}

func (i *importWindow) openColumns(file *importFile) {
	w := i.window
	if file.entity != "" || file.unread {
		return // what stands where in it is laid down by its standard, or nothing can be read of it
	}
	c := &importColumns{parent: i, file: file, draft: *file, rows: container.NewVBox(), problem: widget.NewLabel("")}
	c.problem.Importance = widget.DangerImportance
	entities := c.parent.app.Words.Entities()
	labels := make([]string, len(entities))
	for n, entity := range entities {
		labels[n] = importEntityName(i.app, entity)
	}
	c.entity = kit.NewSelect(labels, nil)
	c.entity.PlaceHolder = w.T("import.entity_choose")
	c.reading = newImportReading(c)
	c.showPreview()
	heading := container.NewVBox(c.reading.object, widget.NewLabel(w.T("import.columns_text")),
		container.NewBorder(nil, nil, widget.NewLabel(w.T("import.entity")), nil, c.entity))
	w.ShowDialog(kit.DialogOptions{
		Title: filepath.Base(file.paths[0]), MinSize: fyne.NewSize(880, 560), Focus: c.entity,
		Body: container.NewBorder(heading, c.problem, nil, nil, container.NewVScroll(c.rows)),
		Choices: []kit.Choice{
			{Label: w.T("kit.cancel"), Cancel: true},
			{Label: w.T("import.columns_take"), Default: true, Do: c.take},
		},
	})
}

// showPreview shows what the file looks like as it is read now.
func (c *importColumns) showPreview() {
	entities := c.parent.app.Words.Entities()
	c.mapping = intake.Mapping{Entity: c.draft.preview.Mapping.Entity, Fields: slices.Clone(c.draft.preview.Mapping.Fields)}
	c.entity.OnChanged = nil
	c.entity.ClearSelected()
	if n := slices.Index(entities, c.mapping.Entity); n >= 0 {
		c.entity.SetSelectedIndex(n)
	}
	c.entity.OnChanged = func(string) {
		if n := c.entity.SelectedIndex(); n >= 0 {
			c.setEntity(entities[n])
		}
	}
	c.reading.show()
	c.showColumns()
}

// setEntity proposes what the headings say in a table of that kind.
func (c *importColumns) setEntity(entity string) {
	c.mapping = intake.Mapping{Entity: entity, Fields: c.parent.app.Words.ProposeFields(entity, c.draft.preview.Header)}
	c.showColumns()
}

// showColumns lays a line for each column: its heading, its first values, its field.
func (c *importColumns) showColumns() {
	w := c.parent.window
	fields, _ := c.parent.app.Words.Fields(c.mapping.Entity)
	labels := []string{w.T("import.left_out")}
	for _, field := range fields {
		labels = append(labels, importFieldName(c.parent.app, c.mapping.Entity, field))
	}
	c.rows.RemoveAll()
	for n, heading := range c.draft.preview.Header {
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
		why := widget.NewLabel("")
		if c.mapping.Fields[n] != "" && c.mapping.Fields[n] == c.draft.preview.Mapping.Fields[n] && c.draft.preview.Proposed[n] {
			why.SetText(w.T("import.by_content"))
		}
		c.rows.Add(container.NewGridWithColumns(3, name, values, container.NewBorder(nil, nil, nil, why, choice)))
	}
	c.rows.Refresh()
}

// firstValues shows what a column holds, so that a bare heading is understood.
func (c *importColumns) firstValues(column int) string {
	var shown []string
	for _, row := range c.draft.preview.Rows {
		if value := strings.Join(strings.Fields(row[column]), " "); value != "" && len(shown) < 4 {
			shown = append(shown, value)
		}
	}
	return strings.Join(shown, " · ")
}

// take checks that rows can be told apart and no field stands twice, remembers the mapping and looks anew.
func (c *importColumns) take() bool {
	i, w := c.parent, c.parent.window
	if !c.reading.isShown() {
		c.reading.readAnew()
		return false
	}
	if c.problem.SetText(c.wrong()); c.problem.Text != "" {
		return false
	}
	if before := c.file.preview.Format.Sheet; before != c.draft.preview.Format.Sheet {
		i.leave(c.file.paths[0], before)
	}
	c.draft.preview.Mapping = c.mapping
	c.draft.corrected = &c.mapping
	*c.file = c.draft
	for _, other := range i.files { // the sheets of a file are written alike
		if other.entity == "" && other.paths[0] == c.file.paths[0] {
			other.read = c.draft.read
		}
	}
	i.showFiles()
	kit.Change(w, "import.mapping", func(ctx context.Context) error {
		return intake.RememberMapping(ctx, i.app.DB, c.file.preview.Header, c.mapping)
	}, func() {
		i.run(true)
	})
	return true
}

func (c *importColumns) wrong() string {
	w := c.parent.window
	if c.mapping.Entity == "" {
		return w.T("import.entity_choose")
	}
	_, needed := c.parent.app.Words.Fields(c.mapping.Entity)
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
