package documents

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"garagemail/store/garage"
	"garagemail/ui/desk"
	"garagemail/ui/kit"
)

// documentLines is what a document bills, with its totals.
type documentLines struct {
	sheet  *documentWindow
	lines  []garage.DocumentLine
	saved  []garage.DocumentLine
	grid   *kit.SliceGrid[numberedLine]
	totals *widget.Label
	object fyne.CanvasObject
}

// numberedLine is a line and where it stands.
type numberedLine struct {
	garage.DocumentLine
	at int
}

func newDocumentLines(d *documentWindow) *documentLines {
	l := &documentLines{sheet: d, totals: widget.NewLabel("")}
	w := d.window
	l.grid = kit.NewSliceGrid(kit.SliceOptions[numberedLine]{
		Columns: lineColumns(d.app), Empty: w.T("documents.lines_empty"),
		OnOpen: func(line numberedLine) { l.edit(line.at) }, OnDelete: l.remove,
	})
	w.RememberColumns("document_lines", l.grid)
	w.Bind("Alt+Up", func() { l.move(-1) })
	w.Bind("Alt+Down", func() { l.move(1) })
	l.totals.TextStyle.Bold = true
	l.totals.Alignment = fyne.TextAlignTrailing
	l.totals.Wrapping = fyne.TextWrapWord
	up := kit.NewIconButton("", theme.MoveUpIcon(), func() { l.move(-1) })
	up.SetToolTip(w.T("documents.line_up"))
	down := kit.NewIconButton("", theme.MoveDownIcon(), func() { l.move(1) })
	down.SetToolTip(w.T("documents.line_down"))
	l.object = container.NewBorder(nil, container.NewBorder(nil, nil, container.NewVBox(container.NewHBox(up, down)), nil, l.totals), nil, nil, l.grid)
	return l
}

func lineColumns(a *desk.App) []kit.Column[numberedLine] {
	column := func(key string, width float32, of func(garage.DocumentLine) string) kit.Column[numberedLine] {
		return kit.Column[numberedLine]{
			Key: key, Label: a.Printer.T("document." + key), Width: width, Text: func(n numberedLine) string { return of(n.DocumentLine) },
		}
	}
	number := func(key string, width float32, of func(garage.DocumentLine) string) kit.Column[numberedLine] {
		one := column(key, width, of)
		one.Align = fyne.TextAlignTrailing
		return one
	}
	return []kit.Column[numberedLine]{
		column("description", 400, func(l garage.DocumentLine) string { return strings.Join(strings.Fields(l.Description), " ") }),
		number("quantity", 80, func(l garage.DocumentLine) string { return a.Printer.ShortDecimal(int64(l.Quantity), 3, 0) }),
		column("unit", 60, func(l garage.DocumentLine) string { return l.Unit }),
		number("unit_price", 100, func(l garage.DocumentLine) string { return a.Printer.Price(int64(l.Price())) }),
		number("discount", 80, func(l garage.DocumentLine) string {
			if l.Discount == 0 {
				return ""
			}
			return a.Printer.Percent(int64(l.Discount))
		}),
		number("vat_rate", 60, func(l garage.DocumentLine) string { return a.Printer.Percent(int64(l.VATRate)) }),
		number("net", 110, func(l garage.DocumentLine) string { return a.Printer.Money(int64(garage.NetOf(l))) }),
	}
}

func (l *documentLines) fill(document garage.Document) {
	l.lines, l.saved = slices.Clone(document.Lines), slices.Clone(document.Lines)
	l.show(l.grid.Current())
}

// show lists the lines and what they come to; id is the line of the keyboard.
func (l *documentLines) show(id int64) {
	rows := make([]numberedLine, len(l.lines))
	for i, line := range l.lines {
		rows[i] = numberedLine{line, i}
	}
	l.grid.SetRows(rows)
	if id > 0 && id <= int64(len(rows)) {
		l.grid.Select(id)
	}
	p, w := l.sheet.app.Printer, l.sheet.window
	money := func(cents garage.Cents) string { return p.Money(int64(cents)) }
	var parts []string
	shown := garage.Document{Lines: l.lines}
	if !l.dirty() {
		shown = l.sheet.document
	}
	for _, rate := range shown.VATTable() {
		parts = append(parts, w.T("documents.rate_total", "Rate", p.Percent(int64(rate.Rate)), "Net", money(rate.Net), "VAT", money(rate.VAT)))
	}
	net, vat, total := shown.Sums()
	parts = append(parts, w.T("documents.sum", "Net", money(net), "VAT", money(vat), "Total", money(total)))
	for i, part := range parts { // a line breaks between two totals, never within one
		parts[i] = strings.ReplaceAll(part, " ", "\u00a0")
	}
	l.totals.SetText(strings.Join(parts, "\u00a0\u00a0 ·\u00a0\u00a0 "))
}

func (l *documentLines) dirty() bool { return !slices.EqualFunc(l.lines, l.saved, sameLine) }

// sameLine compares what a person wrote, not where it stands.
func sameLine(a, b garage.DocumentLine) bool {
	a.Position, b.Position = 0, 0
	return a == b
}

func (l *documentLines) remove(rows []numberedLine) {
	if !l.sheet.document.IsDraft() || len(rows) == 0 {
		return
	}
	before := slices.Clone(l.lines)
	gone := map[int]bool{}
	for _, row := range rows {
		gone[row.at] = true
	}
	l.lines = nil
	for i, line := range before {
		if !gone[i] {
			l.lines = append(l.lines, line)
		}
	}
	l.show(int64(rows[0].at) + 1)
	w := l.sheet.window
	w.Notice(l.sheet.app.Printer.N("documents.lines_removed", len(rows)), w.T("action.undo"), func() { l.lines = before; l.show(0) })
}

// move takes the line of the keyboard up or down.
func (l *documentLines) move(by int) {
	at := int(l.grid.Current()) - 1
	if !l.sheet.document.IsDraft() || at < 0 || at+by < 0 || at+by >= len(l.lines) {
		return
	}
	l.lines[at], l.lines[at+by] = l.lines[at+by], l.lines[at]
	l.show(int64(at+by) + 1)
}

// add writes one line after the other until she has no more.
func (l *documentLines) add() {
	if l.sheet.document.IsDraft() {
		l.sheet.tabs.SelectIndex(0)
		l.edit(len(l.lines))
	}
}

// edit opens a line as a form; at the end a new one.
func (l *documentLines) edit(at int) {
	if !l.sheet.document.IsDraft() {
		return
	}
	w, isNew := l.sheet.window, at >= len(l.lines)
	line := garage.DocumentLine{Quantity: 1000, VATRate: 2100}
	if !isNew {
		line = l.lines[at]
	} else if at > 0 {
		line.VATRate = l.lines[at-1].VATRate
	}
	form := newLineForm(l.sheet.app, w, line)
	var dialog *kit.Dialog
	take := func(next bool) func() bool {
		return func() bool {
			if !form.Validate() {
				return false
			}
			read := readLine(l.sheet.app, form)
			if isNew {
				l.lines = append(l.lines, read)
			} else {
				l.lines[at] = read
			}
			l.show(int64(at) + 1)
			if next {
				dialog.Close()
				l.add()
			}
			return !next
		}
	}
	choices := []kit.Choice{{Label: w.T("kit.cancel"), Cancel: true}}
	if isNew {
		choices = append(choices, kit.Choice{Label: w.T("documents.take_line"), Do: take(false)},
			kit.Choice{Label: w.T("documents.take_line_next"), Default: true, Do: take(true)})
	} else {
		choices = append(choices, kit.Choice{Label: w.T("documents.take_line"), Default: true, Do: take(false)})
	}
	dialog = w.ShowDialog(kit.DialogOptions{
		Title: w.T("documents.line", "Number", strconv.Itoa(at+1)), Body: form.Object, MinSize: fyne.NewSize(560, 0), Choices: choices,
	})
	form.Focus("description")
}

func newLineForm(a *desk.App, w *kit.Window, line garage.DocumentLine) *kit.Form {
	field := func(key string, scale int) kit.Field {
		return kit.Field{Key: key, Label: w.T("document." + key), Replace: true, Check: func(value string) string {
			if _, ok := desk.ParseNumber(a.Printer, value, scale); !ok {
				return w.T("check.number")
			}
			return lineProblem(w, key, value, a)
		}}
	}
	rate := kit.Field{Key: "vat_rate", Label: w.T("document.vat_rate"), Kind: kit.OneOf}
	for _, one := range garage.VATRates {
		rate.Options = append(rate.Options, kit.Option{Value: strconv.Itoa(int(one)), Label: a.Printer.Percent(int64(one))})
	}
	description := kit.Field{Key: "description", Label: w.T("document.description"), Kind: kit.Multiline, Lines: 3}
	description.Check = func(value string) string { return lineProblem(w, "description", value, a) }
	form := kit.NewForm(w, 1, description, field("quantity", 3), kit.Field{Key: "unit", Label: w.T("document.unit")},
		field("unit_price", 6), field("discount", 2), rate)
	form.SetValue("description", line.Description)
	form.SetValue("quantity", a.Printer.ShortDecimal(int64(line.Quantity), 3, 0))
	form.SetValue("unit", line.Unit)
	form.SetValue("unit_price", a.Printer.UnitPrice(int64(line.Price())))
	form.SetValue("discount", a.Printer.ShortDecimal(int64(line.Discount), 2, 0))
	form.SetValue("vat_rate", strconv.Itoa(int(line.VATRate)))
	return form
}

// lineProblem is what the store finds wrong with one field of a line.
func lineProblem(w *kit.Window, key, value string, a *desk.App) string {
	line := garage.DocumentLine{Quantity: 1000, VATRate: 2100}
	setLineField(a, &line, key, value)
	for _, wrong := range garage.CheckDocument(garage.Document{Lines: []garage.DocumentLine{line}}) {
		if wrong.Field == garage.LineField(0, key) {
			return w.T(wrong.Reason)
		}
	}
	return ""
}

func readLine(a *desk.App, form *kit.Form) (line garage.DocumentLine) {
	for _, key := range []string{"description", "quantity", "unit", "unit_price", "discount", "vat_rate"} {
		setLineField(a, &line, key, form.Value(key))
	}
	return line
}

// setLineField reads what was typed; the form has checked that numbers are numbers.
func setLineField(a *desk.App, line *garage.DocumentLine, key, value string) {
	number := func(scale int) int64 { n, _ := desk.ParseNumber(a.Printer, value, scale); return n }
	switch key {
	case "description":
		line.Description = value
	case "quantity":
		line.Quantity = garage.Thousandths(number(3))
	case "unit":
		line.Unit = value
	case "unit_price":
		line.SetPrice(garage.Millionths(number(6)))
	case "discount":
		line.Discount = garage.BasisPoints(number(2))
	case "vat_rate":
		rate, _ := strconv.Atoi(value) // one of our own options
		line.VATRate = garage.BasisPoints(rate)
	}
}
