package clients

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/intake"
	"garagemail/store/tabular"
	"garagemail/ui/kit"
)

// importReading is the part of the dialog of columns that says how a file is written: encoding and delimiter of a text, sheet of
// a workbook, line of the headings. A choice is tried at once, and the names with accents show whether it is right.
type importReading struct {
	parent    *importColumns
	encoding  *kit.Select
	delimiter *kit.Select
	sheet     *kit.Select
	heading   *kit.Entry
	accents   *widget.Label
	object    fyne.CanvasObject
}

// delimiters are what can stand between the cells of a text, in the order of the choice.
var delimiters = []rune{';', ',', '\t', '|'}

func newImportReading(c *importColumns) *importReading {
	w := c.parent.window
	r := &importReading{parent: c, heading: kit.NewEntry(), accents: widget.NewLabel("")}
	r.accents.Truncation = fyne.TextTruncateEllipsis
	r.heading.OnSubmitted = func(string) { r.readAnew() }
	fields := container.NewHBox()
	add := func(key string, width float32, object fyne.CanvasObject) { // a choice alone is no wider than its arrow
		fields.Add(widget.NewLabel(w.T(key)))
		fields.Add(container.NewGridWrap(fyne.NewSize(width, r.heading.MinSize().Height), object))
	}
	if format := c.file.preview.Format; format.Workbook {
		r.sheet = kit.NewSelect(r.sheets(), nil)
		add("import.sheet", 200, r.sheet)
	} else {
		var encodings []string
		for _, encoding := range tabular.Encodings() {
			encodings = append(encodings, string(encoding))
		}
		r.encoding = kit.NewSelect(encodings, nil)
		var signs []string
		for _, sign := range delimiters {
			signs = append(signs, r.delimiterName(sign))
		}
		r.delimiter = kit.NewSelect(signs, nil)
		add("import.encoding", 130, r.encoding)
		add("import.delimiter", 110, r.delimiter)
	}
	add("import.heading_line", 70, r.heading)
	fields.Add(kit.NewIconButton(w.T("import.read_anew"), theme.ViewRefreshIcon(), r.readAnew))
	r.object = container.NewVBox(fields, r.accents)
	return r
}

func (r *importReading) delimiterName(sign rune) string {
	if sign == '\t' {
		return r.parent.parent.window.T("import.delimiter_tab")
	}
	return string(sign)
}

// sheets are the one that is read and those that no other line of the window reads.
func (r *importReading) sheets() []string {
	c := r.parent
	return slices.DeleteFunc(slices.Clone(c.file.preview.Format.Sheets), func(sheet string) bool {
		return slices.Contains(c.file.preview.Format.EmptySheets, sheet) || slices.ContainsFunc(c.parent.files, func(f *importFile) bool {
			return f != c.file && f.entity == "" && f.paths[0] == c.file.paths[0] && f.preview.Format.Sheet == sheet
		})
	})
}

// show sets the fields to how the file is read now.
func (r *importReading) show() {
	format := r.parent.draft.preview.Format
	set := func(choice *kit.Select, value string) {
		if choice == nil {
			return
		}
		choice.OnChanged = nil
		choice.SetSelected(value)
		choice.OnChanged = func(string) { r.readAnew() }
	}
	encoding := format.Encoding
	if encoding == tabular.UTF8BOM {
		encoding = tabular.UTF8
	}
	set(r.encoding, string(encoding))
	set(r.delimiter, r.delimiterName(format.Delimiter))
	set(r.sheet, format.Sheet)
	r.heading.SetText(strconv.Itoa(format.HeaderRow))
	r.accents.SetText("")
	if len(format.Accents) > 0 {
		r.accents.SetText(r.parent.parent.window.T("import.accents", "Names", strings.Join(format.Accents, " · ")))
	}
}

// isShown reports whether what the fields say is what the file was read by.
func (r *importReading) isShown() bool {
	return strings.TrimSpace(r.heading.Text) == strconv.Itoa(r.parent.draft.preview.Format.HeaderRow)
}

// readAnew reads the file as the fields say.
func (r *importReading) readAnew() {
	c, w := r.parent, r.parent.parent.window
	line, err := strconv.Atoi(strings.TrimSpace(r.heading.Text))
	if err != nil || line < 1 {
		c.problem.SetText(w.T("import.heading_line_wrong"))
		return
	}
	draft := c.draft
	draft.corrected = nil
	if line != draft.preview.Format.HeaderRow {
		draft.headerRow = line
	}
	sheet := ""
	if r.sheet != nil {
		if sheet = r.sheet.Selected; sheet != draft.preview.Format.Sheet {
			draft.headerRow = 0 // each sheet has its own
		}
	} else {
		draft.read.Encoding = tabular.Encoding(r.encoding.Selected)
		draft.read.Delimiter = delimiters[max(r.delimiter.SelectedIndex(), 0)]
	}
	source := c.parent.app.Words.File(draft.paths[0]).ReadAs(draft.read)
	source = source.OnlySheet(sheet).WithSheet(sheet, intake.SheetChoice{HeaderRow: draft.headerRow})
	kit.Try(w.Runner, "import.reading", func(ctx context.Context) (intake.Preview, error) {
		return intake.PreviewImport(ctx, c.parent.app.DB, source)
	}, func(preview intake.Preview, err error) {
		if err != nil {
			c.problem.SetText(w.T("import.heading_line_wrong"))
			return
		}
		c.problem.SetText("")
		preview.Sheet = draft.preview.Sheet
		if preview.Sheet != "" {
			preview.Sheet = preview.Format.Sheet
		}
		draft.preview = preview
		c.draft = draft
		c.showPreview()
	})
}
