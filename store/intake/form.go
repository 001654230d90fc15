package intake

import (
	"errors"
	"io"
	"strings"
	"time"

	"garagemail/store/tabular"
)

// cellForm is how a column writes dates and decimals, as its texts tell. What they leave open the table's other columns may
// tell.
type cellForm struct {
	table      *tableForms
	column     int
	isDate     bool
	isNumber   bool
	dates      tabular.Dates
	decimals   tabular.Decimals
	latestYear int // that a year of two digits can mean

	known map[string]readText // what its texts were read as
}

// readText is what a text of a column was read as, or why it was refused.
type readText struct{ value, reason string }

// manyTexts is how many different texts of a column are remembered: half a million visits have some thousand dates, and
// to look one up takes a tenth of reading it.
const manyTexts = 10_000

// remembered returns what read makes of a text, asked for once.
func (c *cellForm) remembered(text string, read func() (value, reason string)) (value, reason string) {
	if known, is := c.known[text]; is {
		return known.value, known.reason
	}
	value, reason = read() // first: it may find out how the column writes
	if c.known == nil {
		c.known = map[string]readText{}
	}
	if len(c.known) < manyTexts {
		c.known[strings.Clone(text)] = readText{value, reason} // the text is a part of its whole row
	}
	return value, reason
}

// tableForms are the forms of all columns of a table. The first rows are looked at when it is opened; the others only when a
// cell may be read in two ways.
type tableForms struct {
	file   *tabular.File
	all    []*cellForm
	looked bool // at the whole table
}

// detectForms looks at the first rows for the way each column writes dates and decimals; today is what years of two digits
// are told by.
func detectForms(file *tabular.File, columns []*importField, rows []tabular.Row, today time.Time) map[*importField]*cellForm {
	table := &tableForms{file: file}
	forms := map[*importField]*cellForm{}
	for i, field := range columns {
		if field == nil {
			continue
		}
		form := &cellForm{table: table, column: i, latestYear: field.latestYear(today)}
		switch field.kind {
		case dateCell, dateTimeCell:
			form.isDate = true
		case numberCell, thousandthCell, centCell, priceCell, percentCell, decimalCell:
			form.isNumber = true
		}
		forms[field] = form
		table.all = append(table.all, form)
	}
	for _, row := range rows {
		table.add(row)
	}
	return forms
}

// latestYear is the last year that a year of two digits means in a field: what was is not to come, what is due may be.
func (f *importField) latestYear(today time.Time) int {
	switch f.key {
	case "first_registration":
		return today.Year()
	case "date", "opened":
		return today.Year() + 1
	}
	return today.Year() + 20
}

// add looks at a row. What a workbook says of a cell leaves nothing open.
func (t *tableForms) add(row tabular.Row) {
	for _, form := range t.all {
		if form.column >= len(row.Cells) || row.Kind(form.column) != tabular.Text {
			continue
		}
		switch text := row.Cells[form.column]; {
		case text == "":
		case form.isDate:
			form.dates.Add(text)
		case form.isNumber:
			form.decimals.Add(text)
		}
	}
}

// look reads the whole table once; what cannot be read is told when its rows come in.
func (t *tableForms) look() {
	if t.looked {
		return
	}
	t.looked = true
	again, err := t.file.Again()
	if err != nil {
		return
	}
	defer again.Close() //nolint:errcheck // it was only read
	for _, form := range t.all {
		form.dates, form.decimals, form.known = tabular.Dates{}, tabular.Decimals{}, nil
	}
	for {
		row, err := again.Next()
		var refused *tabular.RowError
		switch {
		case errors.As(err, &refused):
		case errors.Is(err, io.EOF), err != nil:
			return
		default:
			t.add(row)
		}
	}
}

// dateOrder is how a column writes its dates: by itself, else by the others of the table, else with the day first.
func (t *tableForms) dateOrder(form *cellForm) tabular.DateOrder {
	if order, told := form.dates.Order(); told {
		return order
	}
	t.look()
	if order, told := form.dates.Order(); told {
		return order
	}
	var others tabular.Dates
	for _, other := range t.all {
		others.DayFirst += other.dates.DayFirst
		others.MonthFirst += other.dates.MonthFirst
	}
	order, told := others.Order()
	if !told && form.dates.HalfDays > 0 {
		return tabular.UnknownOrder
	}
	return order
}

// decimalForm is how a column writes its decimals: by itself, else by the others of the table, unless what they say would
// take a mark for one of thousands; 0 where nothing tells.
func (t *tableForms) decimalForm(form *cellForm, grouping tabular.DecimalForm) tabular.DecimalForm {
	if mark, told := form.decimals.Form(); told {
		return mark
	}
	t.look()
	if mark, told := form.decimals.Form(); told {
		return mark
	}
	if form.decimals.Comma+form.decimals.Point > 0 {
		return 0 // it contradicts itself
	}
	var others tabular.Decimals
	for _, other := range t.all {
		others.Comma += other.decimals.Comma
		others.Point += other.decimals.Point
	}
	if mark, told := others.Form(); told && mark != grouping {
		return mark
	}
	return 0
}
