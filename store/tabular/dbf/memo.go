package dbf

import (
	"bytes"
	"encoding/binary"
	"io"
	"strconv"
)

const (
	maxMemo     = 16 << 20 // bytes of one memo
	memoWindow  = 64 << 10 // read at once where memos follow each other
	memoGlance  = 4 << 10  // and where they do not
	memoHeader  = 512
	blockOfDBT  = 512
	memoSlack   = 64 << 20
	fptText     = 1
	dbtFourMark = "\xFF\xFF\x08\x00"
)

// memoFile is a file of memos: blocks of one size, of which records hold the number.
type memoFile struct {
	in        io.ReaderAt
	size      int64
	blockSize int64
	dbt       bool
}

// newMemoFile reads the size of the blocks. Where the name of the file says nothing, the version of the table tells FoxPro's from
// dBASE's.
func newMemoFile(options Options, version byte) *memoFile {
	m := &memoFile{in: options.Memo, size: options.MemoSize, dbt: options.dbt, blockSize: blockOfDBT}
	if !options.dbt && !options.fpt {
		m.dbt = version == 0x83 || version == 0x8B || version == 0xCB || version == 0x03
	}
	head := make([]byte, 32)
	if n, _ := m.in.ReadAt(head, 0); n < 8 {
		return m // every pointer leads nowhere
	}
	if m.dbt {
		if size := binary.LittleEndian.Uint16(head[20:]); size != 0 && version&0x0F != 0x03 {
			m.blockSize = int64(size)
		}
	} else {
		m.blockSize = max(1, int64(binary.BigEndian.Uint16(head[6:]))) // SET BLOCKSIZE TO 0 makes blocks of a byte
	}
	return m
}

// memoReader reads memos through a window; what it gives out is valid until the next call.
type memoReader struct {
	file   *memoFile
	window []byte
	at     int64 // of the window
	given  int64 // bytes in all: a file whose records point to the same memo again and again is no well-meant one
}

// memo returns the memo that a record points to. ok is false for a pointer that leads nowhere; picture says that FoxPro calls it no
// text.
func (r *memoReader) memo(pointer []byte) (data []byte, picture, ok bool) {
	block, empty, ok := blockOf(pointer)
	if empty || !ok {
		return nil, false, ok
	}
	if r.file == nil || block > r.file.size {
		return nil, false, false
	}
	at := block * r.file.blockSize
	switch {
	case at < memoHeader: // the header is no memo
		return nil, false, false
	case r.file.dbt:
		data, ok = r.dbtMemo(at)
	default:
		data, picture, ok = r.fptMemo(at)
	}
	r.given += int64(len(data))
	if r.given > 4*r.file.size+memoSlack {
		return nil, false, false
	}
	return data, picture, ok
}

// blockOf reads a pointer: four bytes in Visual FoxPro, ten digits elsewhere.
func blockOf(pointer []byte) (block int64, empty, ok bool) {
	if len(pointer) == 4 {
		block = int64(binary.LittleEndian.Uint32(pointer))
		return block, block == 0, true
	}
	digits := string(bytes.Trim(pointer, " \x00"))
	if digits == "" {
		return 0, true, true
	}
	block, err := strconv.ParseInt(digits, 10, 64)
	return block, block == 0 && err == nil, err == nil && block >= 0
}

func (r *memoReader) fptMemo(at int64) (data []byte, picture, ok bool) {
	head, ok := r.bytes(at, 8)
	if !ok {
		return nil, false, false
	}
	kind, length := binary.BigEndian.Uint32(head), int64(binary.BigEndian.Uint32(head[4:]))
	data, ok = r.bytes(at+8, length)
	return data, kind != fptText, ok
}

func (r *memoReader) dbtMemo(at int64) ([]byte, bool) {
	if head, ok := r.bytes(at, 8); ok && string(head[:4]) == dbtFourMark {
		length := int64(binary.LittleEndian.Uint32(head[4:])) - 8
		if length < 0 {
			return nil, false
		}
		return r.bytes(at+8, length)
	}
	for length := int64(blockOfDBT); ; length *= 2 {
		rest := min(length, r.file.size-at)
		data, ok := r.bytes(at, rest)
		if !ok {
			return nil, false
		}
		if end := bytes.IndexByte(data, fileEnd); end >= 0 {
			return data[:end], true
		}
		if rest < length {
			return bytes.TrimRight(data, "\x00"), rest > 0
		}
	}
}

// bytes returns n bytes of the file.
func (r *memoReader) bytes(at, n int64) ([]byte, bool) {
	if at < 0 || n < 0 || n > maxMemo || at > r.file.size-n {
		return nil, false
	}
	if from := at - r.at; from >= 0 && from+n <= int64(len(r.window)) {
		return r.window[from : from+n], true
	}
	size := int64(memoGlance)
	if end := r.at + int64(len(r.window)); at >= r.at && at <= end+memoGlance {
		size = memoWindow
	}
	size = min(max(size, n), r.file.size-at)
	if int64(cap(r.window)) < size {
		r.window = make([]byte, size)
	}
	r.at, r.window = at, r.window[:size]
	got, err := r.file.in.ReadAt(r.window, at)
	r.window = r.window[:got]
	if int64(got) < n || err != nil && got == 0 && n > 0 {
		return nil, false
	}
	return r.window[:n], true
}
