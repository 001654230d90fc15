package dbf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	prologue    = 32 // bytes before the fields
	fieldLength = 32
	fieldsEnd   = 0x0D
	fileEnd     = 0x1A
)

// Recognise reports whether the first bytes of a file are the header of a table, of dBASE II and 7 too. Some kilobytes are
// enough for all but tables of hundreds of fields.
func Recognise(head []byte) bool {
	if len(head) < prologue+2 || !isVersion(head[0]) {
		return false
	}
	month, day := head[2], head[3]
	if month > 12 || day > 31 {
		return false
	}
	headerLength, recordLength := int(binary.LittleEndian.Uint16(head[8:])), int(binary.LittleEndian.Uint16(head[10:]))
	if headerLength < prologue+1 || recordLength < 2 {
		return false
	}
	if isLevel7(head[0]) {
		return true
	}
	for at := prologue; at < len(head) && head[at] != fieldsEnd; at += fieldLength {
		if at+fieldLength > len(head) {
			return len(head) < headerLength
		}
		if !isField(head[at : at+fieldLength]) {
			return false
		}
	}
	return true
}

// isField is told by a name that is text up to its end and a type that is a letter, or the 0 of the null flags.
func isField(raw []byte) bool {
	name, _, _ := bytes.Cut(raw[:11], []byte{0})
	for _, b := range name {
		if b < ' ' {
			return false
		}
	}
	kind := raw[11]
	return len(name) > 0 && (kind >= 'A' && kind <= 'Z' || kind >= 'a' && kind <= 'z' || kind == '0' || kind == '+' || kind == '@')
}

var versions = []byte{0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x7B, 0x83, 0x8B, 0x8C, 0x8E, 0xB3, 0xCB, 0xE5, 0xEB, 0xF5, 0xFB}

func isVersion(version byte) bool { return slices.Contains(versions, version) }

func isLevel7(version byte) bool { return version == 0x04 || version == 0x8C }

// New reads the header of a table of size bytes; what it reads from stays the caller's.
func New(table io.ReaderAt, size int64, options Options) (*Table, error) {
	head := make([]byte, prologue)
	if _, err := table.ReadAt(head, 0); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, ErrNotTable
		}
		return nil, fmt.Errorf("read header: %w", err)
	}
	t := &Table{
		in: table, size: size, version: head[0], headerLength: int(binary.LittleEndian.Uint16(head[8:])),
		recordLength: int(binary.LittleEndian.Uint16(head[10:])), codePage: codePages[head[29]],
	}
	records := binary.LittleEndian.Uint32(head[4:])
	switch {
	case head[0] == 0x02, isLevel7(head[0]):
		return nil, ErrVersion
	case !isVersion(head[0]), head[2] > 12, head[3] > 31: // month and day of the last change
		return nil, ErrNotTable
	case head[15] == 1:
		return nil, ErrEncrypted
	case t.headerLength <= prologue || t.recordLength < 2 || int64(t.headerLength) > size || records > 1<<31-1:
		return nil, ErrHeader
	}
	t.records = int(records)
	if t.codePage == 0 && options.CodePage != "" {
		t.codePage = namedCodePage(options.CodePage)
	}
	if err := t.readFields(); err != nil {
		return nil, err
	}
	if t.hasMemos && options.Memo != nil {
		t.memo = newMemoFile(options, t.version)
	}
	return t, nil
}

// readFields reads the fields up to their end mark; behind it Visual FoxPro keeps where the table's container is.
func (t *Table) readFields() error {
	raw := make([]byte, t.headerLength-prologue)
	if _, err := t.in.ReadAt(raw, prologue); err != nil {
		return fmt.Errorf("read fields: %w", err)
	}
	offset, bit := 1, 0
	for len(raw) > 0 && raw[0] != fieldsEnd && raw[0] != 0 { // some forget the mark
		if len(raw) < fieldLength || !isField(raw[:fieldLength]) {
			return ErrHeader
		}
		one := fieldOf(raw[:fieldLength])
		one.offset = offset
		if one.widthBit = -1; one.Type == 'V' || one.Type == 'Q' {
			one.widthBit, bit = bit, bit+1
		}
		if one.nullBit = -1; one.Nullable {
			one.nullBit, bit = bit, bit+1
		}
		offset += one.Length
		if one.Type == '0' {
			t.nullFlags = &one
		} else {
			if decode := DecodeOf(t.codePage); decode != nil {
				one.Name = string(decode(nil, []byte(one.Name)))
			}
			t.fields = append(t.fields, one)
			t.hasMemos = t.hasMemos || t.isMemo(&one)
		}
		raw = raw[fieldLength:]
	}
	if len(t.fields) == 0 || offset > t.recordLength {
		return ErrHeader
	}
	return nil
}

// fieldOf reads one field. Clipper and FoxPro keep the length of a text beyond 255 in the place of its decimals too.
func fieldOf(raw []byte) Field {
	name, _, _ := bytes.Cut(raw[:11], []byte{0})
	one := Field{Name: string(bytes.TrimSpace(name)), Type: raw[11], Length: int(raw[16]), Decimals: int(raw[17]), Nullable: raw[18]&2 != 0}
	if one.Type >= 'a' && one.Type <= 'z' {
		one.Type -= 'a' - 'A'
	}
	if one.Type == 'C' {
		one.Length, one.Decimals = one.Length+one.Decimals<<8, 0
	}
	return one
}

// isMemo: a B of eight bytes is a double of FoxPro, another one a binary memo of dBASE.
func (t *Table) isMemo(f *Field) bool {
	switch f.Type {
	case 'M', 'G', 'P', 'W':
		return true
	case 'B':
		return f.Length != 8
	}
	return false
}
