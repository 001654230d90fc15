package tabular

import (
	"errors"
	"strings"
)

// How far a file is looked at before its first row is given out.
const (
	headingRows = 20 // that are not blank, among which the heading is looked for
	widthRows   = 50 // under the heading, that tell whether a column without a name is one
)

// survey is what the first rows of a table tell.
type survey struct {
	heading int // Row.Number of the heading, 0 = the first row that is not blank
	width   int // columns that hold data though they have no name, from the first column on
}

// surveyOf reads the first rows of a fresh source and closes it.
func surveyOf(rows source, options Options) (found survey, err error) {
	defer func() { err = errors.Join(err, rows.close()) }()
	var head []Row
	for len(head) < headingRows+widthRows {
		row, err := rows.next()
		var bad *RowError
		if errors.As(err, &bad) {
			continue
		}
		if err != nil { // damage is told when the rows are read
			break
		}
		if !blank(row.Cells) {
			head = append(head, row)
		}
	}
	at := headingAmong(head[:min(len(head), headingRows)], options)
	if at < 0 {
		return found, nil
	}
	found.heading = head[at].Number
	found.width = filledWidth(head[at+1:])
	return found, nil
}

// headingAmong returns which row is the heading: the one that is asked for, else the first of which most cells are known
// headings, else the one with the most known ones; -1 when none is there.
func headingAmong(rows []Row, options Options) int {
	best, most := -1, 0
	for i, row := range rows {
		if options.HeaderRow != 0 {
			if row.Number == options.HeaderRow {
				return i
			}
			continue
		}
		if options.Heading == nil {
			return i
		}
		known, mostly := headingsIn(row, options)
		if mostly {
			if i+1 < len(rows) { // a heading of groups of columns stands above their own
				if below, mostly := headingsIn(rows[i+1], options); mostly && below > known {
					return i + 1
				}
			}
			return i
		}
		if known > most || best < 0 {
			best, most = i, known
		}
	}
	return best
}

// headingsIn counts the known headings in a row, and tells whether they are most of it.
func headingsIn(row Row, options Options) (known int, mostly bool) {
	known, filled := options.Heading(row.Cells), 0
	for _, cell := range row.Cells {
		if !isBlankText(cell) {
			filled++
		}
	}
	return known, known >= 2 && known*2 >= filled
}

// filledWidth returns how many columns most of the rows fill; a remark beside the table is no column.
func filledWidth(rows []Row) int {
	var filled []int
	for _, row := range rows {
		for i, cell := range row.Cells {
			for len(filled) <= i {
				filled = append(filled, 0)
			}
			if !isBlankText(cell) {
				filled[i]++
			}
		}
	}
	for i := len(filled) - 1; i >= 0; i-- {
		if filled[i] >= 2 && filled[i] == len(rows) || filled[i] >= 3 && filled[i]*3 >= len(rows)*2 {
			return i + 1
		}
	}
	return 0
}

func isBlankText(text string) bool { return strings.TrimFunc(text, isBlank) == "" }

// headingAgain says what a row is that repeats the heading: ErrHeaderAgain, also when its columns stand in another order
// (the rows below are put back into the first one), ErrOtherTable for the heading of another table, nil for a row of data.
func (t *table) headingAgain(cells []string) error {
	first := -1
	for i, cell := range cells {
		if !isBlankText(cell) {
			first = i
			break
		}
	}
	if first < 0 {
		return nil
	}
	same := first < len(t.header) && t.named(cells[first], t.header[first])
	if !same && (mostlyCodes(cells[first:]) || t.heading(cells[first:first+1]) == 0) {
		return nil
	}
	filled, known := 0, t.heading(cells)
	places, inOrder := make([]int, len(cells)), 0
	matched := 0
	for i, cell := range cells {
		places[i] = -1
		if isBlankText(cell) {
			continue
		}
		filled++
		if i < len(t.header) && t.named(cell, t.header[i]) {
			places[i] = i
			matched, inOrder = matched+1, inOrder+1
			continue
		}
		for at, name := range t.header {
			if t.named(cell, name) {
				places[i] = at
				matched++
				break
			}
		}
	}
	switch {
	case inOrder == filled && (filled > 1 || len(t.header) == 1):
		t.places, t.other = nil, false
		return ErrHeaderAgain
	case filled < 2 || max(known, matched)*3 < filled*2:
		return nil
	case matched >= 2 && matched*5 >= filled*4:
		t.places, t.other = places, false
		return ErrHeaderAgain
	}
	t.other = true
	return ErrOtherTable
}

// mostlyCodes spares nearly every row the asking, which is dear: codes and numbers head no columns.
func mostlyCodes(cells []string) bool {
	filled, codes := 0, 0
	for i, cell := range cells {
		switch {
		case cell == "":
			continue
		case strings.ContainsAny(cell, "0123456789"):
			if codes++; i == 0 {
				return true
			}
		}
		filled++
	}
	return codes*3 > filled
}

func (t *table) named(cell, name string) bool {
	return name != "" && strings.EqualFold(strings.TrimFunc(cell, isBlank), name)
}

// placed puts the cells of a row under the first heading, when a later one has another order; cells of columns that the
// first does not have stand beside.
func (t *table) placed(row Row) Row {
	if t.places == nil {
		return row
	}
	cells, kinds, merged := make([]string, len(t.header)), make([]Kind, len(t.header)), make([]bool, len(t.header))
	for i, cell := range row.Cells {
		at := -1
		if i < len(t.places) {
			at = t.places[i]
		}
		if at >= 0 {
			cells[at], kinds[at], merged[at] = cell, row.Kind(i), row.Merged(i)
		} else if !isBlankText(cell) {
			row.Beside = append(row.Beside, cell)
		}
	}
	row.Cells, row.kinds, row.merged = cells, kinds, merged
	return row
}
