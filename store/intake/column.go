package intake

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"garagemail/store"
	"garagemail/store/tabular"
)

// Column is a column of a file and what it was taken for.
type Column struct {
	Heading  string
	Field    string // "" = it did not come in
	Proposed bool   // told by what it holds, not by its heading
	Values   int    // of a column that did not come in: how many cells hold something
	First    string // and the first of them
}

// leftColumn is a column that no field takes.
type leftColumn struct{ index, place int } // place in Result.Columns

// beginColumns notes what each column is taken for.
func (r *importRun) beginColumns(table *importTable) {
	r.left, r.hidden = nil, 0
	for i, heading := range table.file.Header() {
		heading = cmp.Or(heading, columnLetters(i))
		column := Column{Heading: heading, Proposed: table.proposed[i]}
		if field := table.columns[i]; field != nil {
			column.Field = field.key
		} else {
			r.result.Ignored = append(r.result.Ignored, heading)
			r.left = append(r.left, leftColumn{i, len(r.result.Columns)})
		}
		r.result.Columns = append(r.result.Columns, column)
	}
}

// countLeft counts what a row has in columns that do not come in, and the rows that a workbook hides.
func (r *importRun) countLeft(row tabular.Row) {
	if row.Hidden {
		if r.hidden++; r.hidden == 1 {
			r.firstHidden = row.Number
		}
	}
	for _, left := range r.left {
		if value := strings.TrimSpace(row.Cells[left.index]); value != "" {
			column := &r.result.Columns[left.place]
			if column.Values++; column.Values == 1 {
				column.First = value
			}
		}
	}
}

// endColumns lists the columns that hold something and did not come in, those that were told by what they
// hold, and what the workbook hides and came in all the same.
func (r *importRun) endColumns(table *importTable) {
	format := table.file.Format()
	heading := format.HeaderRow
	if deleted := table.file.Deleted(); deleted > 0 {
		r.notice(store.RefusedValue{Value: strconv.Itoa(deleted), Reason: "import.records_deleted"})
	}
	if format.Uncounted > 0 {
		r.notice(store.RefusedValue{Value: strconv.Itoa(format.Uncounted), Reason: "import.records_uncounted"})
	}
	if format.MemoMissing {
		r.notice(store.RefusedValue{Reason: "import.memo_missing"})
	}
	if r.hidden > 0 {
		r.notice(store.RefusedValue{RowNumber: r.firstHidden, Value: strconv.Itoa(r.hidden), Reason: "import.rows_hidden"})
	}
	hidden := format.HiddenColumns
	for _, column := range r.result.Columns {
		switch {
		case column.Proposed:
			r.notice(store.RefusedValue{RowNumber: heading, Field: column.Field, Value: column.Heading, Reason: "import.column_proposed"})
		case column.Field == "" && column.Values > 0:
			r.notice(store.RefusedValue{RowNumber: heading, Value: column.Heading, Reason: "import.column_left"})
		case column.Field != "" && r.shares[r.entity.fieldKeyed(column.Field)]:
			r.notice(store.RefusedValue{RowNumber: heading, Field: column.Field, Value: column.Heading, Reason: "import.column_fractions"})
		}
		if column.Field != "" && slices.Contains(hidden, column.Heading) {
			r.notice(store.RefusedValue{RowNumber: heading, Field: column.Field, Value: column.Heading, Reason: "import.column_hidden"})
		}
	}
}

// notice adds a line to what is to be looked at that is of the file and not of a row that was kept; no client's sheet shows it.
func (r *importRun) notice(value store.RefusedValue) {
	value.FileName, value.Entity = r.result.File, r.result.Entity
	r.result.Refusals = append(r.result.Refusals, value)
}

// columnLetters names a column without a heading as spreadsheets do: A, B … Z, AA.
func columnLetters(index int) string {
	letters := ""
	for index++; index > 0; index = (index - 1) / 26 {
		letters = string(rune('A'+(index-1)%26)) + letters
	}
	return letters
}
