package xls

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Rows reads the rows of a sheet.
type Rows struct {
	book  *Book
	sheet *Sheet
	in    *records
	at    int // row of cells, from 0, -1 = none yet
	cells []Cell
	ahead bool // the record at hand is of the next row
	done  bool
	all   []Row // of a sheet whose rows do not stand in order, sorted
}

// Rows returns a reader of the rows of a sheet, by its place in Sheets; ErrNotWorkbook where there is none.
func (b *Book) Rows(sheet int) (*Rows, error) {
	if sheet < 0 || sheet >= len(b.Sheets) {
		return nil, fmt.Errorf("sheet %d: %w", sheet, ErrNotWorkbook)
	}
	s := &b.Sheets[sheet]
	in, err := b.begin(s)
	if err != nil {
		return nil, err
	}
	r := &Rows{book: b, sheet: s, in: in, at: -1}
	if s.unordered {
		return r, r.sort()
	}
	return r, nil
}

// Read returns how many bytes of the sheet have been read.
func (r *Rows) Read() int64 { return r.in.read }

// Next returns the next row that has a cell, io.EOF after the last.
func (r *Rows) Next() (Row, error) {
	if r.sheet.unordered {
		if len(r.all) == 0 {
			return Row{}, io.EOF
		}
		row := r.all[0]
		r.all = r.all[1:]
		return row, nil
	}
	return r.stream()
}

// sort gathers the rows of a sheet that was written column by column, or in no order.
func (r *Rows) sort() error {
	places := map[int]int{}
	for {
		row, err := r.stream()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if at, known := places[row.Number]; known {
			r.all[at].Cells = append(r.all[at].Cells, row.Cells...)
			continue
		}
		places[row.Number] = len(r.all)
		r.all = append(r.all, row)
	}
	for i := range r.all {
		byColumn(r.all[i].Cells)
	}
	slices.SortFunc(r.all, func(a, b Row) int { return cmp.Compare(a.Number, b.Number) })
	return nil
}

func byColumn(cells []Cell) {
	less := func(a, b Cell) int { return cmp.Compare(a.Column, b.Column) }
	if !slices.IsSortedFunc(cells, less) {
		slices.SortStableFunc(cells, less)
	}
}

// stream returns the cells up to the next row.
func (r *Rows) stream() (Row, error) {
	for {
		if !r.ahead {
			err := io.EOF
			if !r.done {
				err = r.book.nextOf(r.in)
			}
			if r.done = err != nil; r.done {
				if errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) && len(r.cells) > 0 {
					return r.flush(), nil
				}
				return Row{}, err
			}
		}
		r.ahead = false
		if !isCell(r.in.id) || len(r.in.data) < 6 {
			continue
		}
		if row := r.in.u16(0); row != r.at {
			if len(r.cells) > 0 {
				r.ahead = true
				return r.flush(), nil
			}
			r.at = row
		}
		if err := r.cell(); err != nil {
			r.done = true
			return Row{}, fmt.Errorf("row %d: %w", r.at+1, err)
		}
	}
}

func (r *Rows) flush() Row {
	row := Row{Number: r.at + 1, Hidden: r.sheet.hiddenRows[r.at], Cells: r.cells}
	byColumn(row.Cells)
	r.cells = make([]Cell, 0, len(row.Cells))
	if r.done {
		r.cells = nil
	}
	return row
}

func isCell(id int) bool {
	switch id {
	case idFormula, idManyRK, idRichText, idSharedText, idNumber, idText, idBoolOrError, idRK:
		return true
	}
	return false
}

// cell adds what the record holds to the row.
func (r *Rows) cell() error {
	in := r.in
	cell := Cell{Column: in.u16(2), Format: in.u16(4)}
	switch in.id {
	case idManyRK:
		r.manyRK()
		return nil
	case idRK:
		if len(in.data) < 10 {
			return ErrDamaged
		}
		cell.Number = numberOfRK(binary.LittleEndian.Uint32(in.data[6:]))
	case idNumber:
		if len(in.data) < 14 {
			return ErrDamaged
		}
		cell.Number = math.Float64frombits(binary.LittleEndian.Uint64(in.data[6:]))
	case idSharedText:
		if len(in.data) < 10 {
			return ErrDamaged
		}
		at := binary.LittleEndian.Uint32(in.data[6:])
		if at >= uint32(len(r.book.strings)) {
			return fmt.Errorf("%w: text %d of %d", ErrDamaged, at, len(r.book.strings))
		}
		cell.Kind, cell.Text = Text, r.book.strings[at]
	case idText, idRichText:
		cell.Kind, cell.Text = Text, r.book.text(in, 6, 2)
	case idBoolOrError:
		if len(in.data) < 8 {
			return ErrDamaged
		}
		cell.boolOrError(in.data[6], in.data[7] != 0)
	case idFormula:
		return r.formula(cell)
	}
	r.put(cell)
	return nil
}

func (r *Rows) put(cell Cell) {
	if cell.Kind != Text || cell.Text != "" {
		r.cells = append(r.cells, cell)
	}
}

// manyRK reads several numbers side by side.
func (r *Rows) manyRK() {
	data := r.in.data
	column := r.in.u16(2)
	for at := 4; at+6 <= len(data)-2; at += 6 {
		r.put(Cell{Column: column, Format: r.in.u16(at), Number: numberOfRK(binary.LittleEndian.Uint32(data[at+2:]))})
		column++
	}
}

// numberOfRK reads a number of 30 bits: an integer with its sign or the upper half of a double, as it is or in hundredths.
func numberOfRK(rk uint32) float64 {
	value := float64(int32(rk) >> 2)
	if rk&2 == 0 {
		value = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		value /= 100
	}
	return value
}

var errorTexts = map[byte]string{0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}

func (c *Cell) boolOrError(value byte, isError bool) {
	switch {
	case isError:
		if c.Kind, c.Text = Error, errorTexts[value]; c.Text == "" {
			c.Text = "#N/A"
		}
	case value != 0:
		c.Kind, c.Text = Bool, "TRUE"
	default:
		c.Kind, c.Text = Bool, "FALSE"
	}
}

// formula reads the value that a formula had when the workbook was saved; a text stands in a record of its own behind it.
func (r *Rows) formula(cell Cell) error {
	data := r.in.data
	if len(data) < 14 {
		return ErrDamaged
	}
	if data[12] != 0xFF || data[13] != 0xFF {
		cell.Number = math.Float64frombits(binary.LittleEndian.Uint64(data[6:]))
		r.put(cell)
		return nil
	}
	switch data[6] {
	case 0:
		return r.formulaText(cell)
	case 1:
		cell.boolOrError(data[8], false)
	case 2:
		cell.boolOrError(data[8], true)
	default:
		return nil // an empty text
	}
	r.put(cell)
	return nil
}

// formulaText looks for the text behind a formula; what may stand between are shared formulas and arrays.
func (r *Rows) formulaText(cell Cell) error {
	for {
		if err := r.book.nextOf(r.in); err != nil {
			if errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) {
				r.done = true
				return nil
			}
			return err
		}
		switch {
		case r.in.id == idString:
			cell.Kind, cell.Text = Text, r.book.text(r.in, 0, 2)
			r.put(cell)
			return nil
		case isCell(r.in.id), r.in.id == idRow:
			r.ahead = true
			return nil
		}
	}
}
