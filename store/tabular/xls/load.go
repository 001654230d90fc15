package xls

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// load reads what is of the whole workbook.
func (b *Book) load() error {
	data, err := b.data(0)
	if err != nil {
		return err
	}
	r := newRecords(data)
	if bare, err := b.open(r); err != nil || bare {
		return err
	}
	formats := map[int]string{}
	var styles []int
	for {
		if err := r.next(); err != nil {
			return damage(err)
		}
		switch r.id {
		case idEnd:
			b.setFormats(styles, formats)
			return nil
		case idFilePass:
			return ErrPassword
		case idDateMode:
			b.Date1904 = r.u16(0) == 1
		case idCodePage:
			b.page = r.u16(0)
		case idXF:
			styles = append(styles, r.u16(2))
		case idFormat:
			if len(r.data) > 2 {
				size := 1
				if b.biff8 {
					size = 2
				}
				formats[r.u16(0)] = b.text(r, 2, size)
			}
		case idSheet:
			b.addSheet(r)
		case idTexts:
			if err := b.loadTexts(r); err != nil {
				return err
			}
		}
	}
}

// open reads the first record: which version this is, and whether it is a bare sheet without a workbook around.
func (b *Book) open(r *records) (bare bool, err error) {
	if err := r.next(); err != nil {
		return false, damage(err)
	}
	if r.id&0xFF != idBegin&0xFF || len(r.data) < 4 {
		return false, ErrNotWorkbook
	}
	version := r.u16(0)
	switch {
	case r.id != idBegin:
		return false, ErrVersion
	case version == versionBIFF8:
		b.biff8 = true
	case version == versionBIFF5, version == 0: // what programs of the web write has no version
	default:
		return false, ErrVersion
	}
	if r.u16(2) == kindSheet { // a bare sheet
		b.Sheets = []Sheet{{Name: "Sheet1"}}
		return true, nil
	}
	return false, nil
}

// damage: a workbook does not end between two records.
func damage(err error) error {
	if errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) {
		return fmt.Errorf("%w: it ends too early", ErrDamaged)
	}
	return err
}

func (b *Book) setFormats(styles []int, codes map[int]string) {
	for _, id := range styles {
		b.Formats = append(b.Formats, Format{ID: id, Code: codes[id]})
	}
}

// addSheet reads where a sheet begins, whether it is shown, and its name; charts and macros are left out.
func (b *Book) addSheet(r *records) {
	if len(r.data) < 7 || r.data[5] != 0 {
		return
	}
	b.Sheets = append(b.Sheets, Sheet{Name: b.text(r, 6, 1), Hidden: r.data[4]&3 != 0, offset: int64(binary.LittleEndian.Uint32(r.data))})
}

// loadTexts reads the texts that cells refer to by number; their count is not trusted.
func (b *Book) loadTexts(r *records) error {
	if len(r.data) < 8 {
		return nil
	}
	count := int(binary.LittleEndian.Uint32(r.data[4:]))
	c := r.chunks(8)
	for range count {
		if len(c.rest) == 0 && !r.goesOn() {
			return nil // some writers count too many; a cell that refers to what is missing is told
		}
		text := c.text8(2)
		if c.bad {
			return fmt.Errorf("%w: text %d", ErrDamaged, len(b.strings))
		}
		b.strings = append(b.strings, text)
	}
	return nil
}

// look goes through a sheet for what stands behind its cells, and for its end.
func (b *Book) look(s *Sheet) error {
	r, err := b.begin(s)
	if err != nil {
		return err
	}
	last := -1
	for {
		err := b.nextOf(r)
		if errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) {
			s.size = r.read
			return nil
		}
		if err != nil {
			return fmt.Errorf("sheet %q: %w", s.Name, err)
		}
		switch r.id {
		case idMerges:
			for at := 2; at+8 <= len(r.data); at += 8 {
				s.Merges = append(s.Merges, Merge{r.u16(at) + 1, r.u16(at+2) + 1, r.u16(at + 4), r.u16(at + 6)})
			}
		case idColumn:
			if r.u16(8)&1 != 0 {
				s.HiddenColumns = append(s.HiddenColumns, [2]int{r.u16(0), r.u16(2)})
			}
		case idRow:
			if r.u16(12)&0x20 != 0 {
				if s.hiddenRows == nil {
					s.hiddenRows = map[int]bool{}
				}
				s.hiddenRows[r.u16(0)] = true
			}
		case idFormula, idManyRK, idRichText, idSharedText, idNumber, idText, idBoolOrError, idRK:
			s.Cells++
			row := r.u16(0)
			s.unordered = s.unordered || row < last
			last = max(last, row)
		}
	}
}

// begin opens a sheet behind its first record.
func (b *Book) begin(s *Sheet) (*records, error) {
	data, err := b.data(s.offset)
	if err != nil {
		return nil, err
	}
	r := newRecords(data)
	if err := r.next(); err != nil {
		return nil, damage(err)
	}
	if r.id != idBegin {
		return nil, fmt.Errorf("%w: no sheet where %q should begin", ErrDamaged, s.Name)
	}
	return r, nil
}

// nextOf reads the next record of a sheet, io.EOF at its end; charts inside it are passed over.
func (b *Book) nextOf(r *records) error {
	for depth := 0; ; {
		if err := r.next(); err != nil {
			if b.stream == "" && errors.Is(err, io.EOF) && !errors.Is(err, ErrDamaged) {
				return io.EOF // bare ones often lack their end
			}
			return damage(err)
		}
		switch {
		case r.id == idBegin:
			depth++
		case r.id == idEnd && depth == 0:
			return io.EOF
		case r.id == idEnd:
			depth--
		case depth == 0:
			return nil
		}
	}
}
