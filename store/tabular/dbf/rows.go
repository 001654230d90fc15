package dbf

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Rows reads the records one after the other.
type Rows struct {
	table   *Table
	in      *bufio.Reader
	decode  Decode
	number  int
	deleted int
	read    int64
	memos   memoReader
	text    []byte // the cells of the record, one after the other
	ends    []int
	kinds   []Kind
}

// Rows returns a reader of the records from the first on. decode turns texts into UTF-8; nil goes by CodePage, and by
// Windows-1252 where that is 0.
func (t *Table) Rows(decode Decode) *Rows {
	if decode == nil {
		decode = DecodeOf(t.codePage)
	}
	if decode == nil {
		decode = DecodeOf(1252)
	}
	data := io.NewSectionReader(t.in, int64(t.headerLength), max(0, t.size-int64(t.headerLength)))
	return &Rows{
		table: t, in: bufio.NewReaderSize(data, max(256<<10, t.recordLength)), decode: decode, read: int64(t.headerLength),
		memos: memoReader{file: t.memo}, ends: make([]int, len(t.fields)), kinds: make([]Kind, len(t.fields)),
	}
}

// Deleted returns how many deleted records were left out so far.
func (r *Rows) Deleted() int { return r.deleted }

// Read returns how many bytes of the table have been read.
func (r *Rows) Read() int64 { return r.read }

// Next returns the next record that is not deleted, and io.EOF after the last that the header counts. ErrCutShort and ErrRecord
// are the end too, before it.
func (r *Rows) Next() (Record, error) {
	for r.number < r.table.records {
		raw, err := r.in.Peek(r.table.recordLength)
		switch {
		case errors.Is(err, io.EOF), err == nil && raw[0] == fileEnd:
			return Record{}, fmt.Errorf("%w: %d of %d", ErrCutShort, r.number, r.table.records)
		case err != nil:
			return Record{}, fmt.Errorf("read record %d: %w", r.number+1, err)
		}
		r.number++
		r.read += int64(len(raw))
		switch raw[0] {
		case ' ', 0:
			record := r.record(raw)
			_, _ = r.in.Discard(len(raw)) // just peeked at
			return record, nil
		case '*':
			r.deleted++
			_, _ = r.in.Discard(len(raw))
		default:
			return Record{}, fmt.Errorf("record %d: %w", r.number, ErrRecord)
		}
	}
	return Record{}, io.EOF
}

func (r *Rows) record(raw []byte) Record {
	r.text = r.text[:0]
	var flags []byte
	if f := r.table.nullFlags; f != nil {
		flags = raw[f.offset : f.offset+f.Length]
	}
	for i := range r.table.fields {
		field := &r.table.fields[i]
		cell := raw[field.offset : field.offset+field.Length]
		if isSet(flags, field.nullBit) {
			r.kinds[i] = field.kind(r.table)
		} else {
			if isSet(flags, field.widthBit) && len(cell) > 0 {
				cell = cell[:min(int(cell[len(cell)-1]), len(cell)-1)]
			}
			r.kinds[i] = r.cell(field, cell)
		}
		r.ends[i] = len(r.text)
	}
	all, start := string(r.text), 0
	cells := make([]string, len(r.ends))
	for i, end := range r.ends {
		cells[i], start = all[start:end], end
	}
	return Record{Number: r.number, Cells: cells, Kinds: r.kinds}
}

func isSet(flags []byte, bit int) bool {
	return bit >= 0 && bit/8 < len(flags) && flags[bit/8]&(1<<(bit%8)) != 0
}

// kind is what the cells of a field are when nothing is wrong with them.
func (f *Field) kind(t *Table) Kind {
	switch f.Type {
	case 'N', 'F', 'I', 'Y':
		return Number
	case 'B':
		if !t.isMemo(f) {
			return Number
		}
		return Binary
	case 'D':
		return Date
	case 'T':
		return DateTime
	case 'L':
		return Bool
	case 'G', 'P', 'W', 'Q':
		return Binary
	}
	return Text
}

// cell appends what a field holds. What is no value of its kind is kept as Text, as it stands.
func (r *Rows) cell(f *Field, raw []byte) Kind {
	kind, start, ok := f.kind(r.table), len(r.text), true
	switch {
	case r.table.isMemo(f):
		return r.memoCell(raw, kind)
	case kind == Binary:
		r.text = append(r.text, raw...)
	case f.Type == 'N', f.Type == 'F':
		r.text, ok = appendDecimal(r.text, raw)
	case kind == Number:
		r.text, ok = appendBinaryNumber(r.text, f.Type, raw)
	case kind == Date:
		r.text, ok = appendDate(r.text, raw)
	case kind == DateTime:
		r.text, ok = appendDateTime(r.text, raw)
	case kind == Bool:
		r.text, ok = appendBool(r.text, raw)
	default:
		r.text = r.decode(r.text, trimmed(raw))
	}
	if !ok {
		r.text = r.decode(r.text[:start], bytes.Trim(raw, " \x00"))
		return Text
	}
	return kind
}

func (r *Rows) memoCell(pointer []byte, kind Kind) Kind {
	data, picture, ok := r.memos.memo(pointer)
	switch {
	case !ok:
		return Lost
	case kind == Binary || picture && slices.Contains(data, 0):
		r.text = append(r.text, data...)
		return Binary
	}
	if r.table.memo != nil && r.table.memo.dbt { // where dBASE's editor wrapped a line, which is no line break of the writer
		data = bytes.ReplaceAll(data, []byte("\x8D\n"), nil)
	}
	r.text = r.decode(r.text, trimmed(data))
	return kind
}

// trimmed takes away what fills a text.
func trimmed(raw []byte) []byte {
	end := len(raw)
	for end > 0 && (raw[end-1] == ' ' || raw[end-1] == 0) {
		end--
	}
	return raw[:end]
}
