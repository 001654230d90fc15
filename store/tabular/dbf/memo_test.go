package dbf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"garagemail/store/tabular/dbf"
)

// fpt returns a memo file of FoxPro with blocks of that size; memos stand in blocks of their own from the first that is free.
func fpt(blockSize int, memos ...string) (data []byte, blocks []int32) {
	data = make([]byte, 512)
	binary.BigEndian.PutUint16(data[6:], uint16(blockSize))
	step := max(1, blockSize)
	for _, memo := range memos {
		for len(data)%step != 0 {
			data = append(data, 0)
		}
		blocks = append(blocks, int32(len(data)/step))
		data = binary.BigEndian.AppendUint32(data, 1)
		data = append(binary.BigEndian.AppendUint32(data, uint32(len(memo))), memo...)
	}
	return data, blocks
}

var withMemo = []column{{"A", 'C', 1, 0, 0}, {"M", 'M', 4, 0, 0}}

func TestMemosOfAnyBlockSize(t *testing.T) {
	for _, blockSize := range []int{0, 1, 33, 64, 512, 8192} {
		long := strings.Repeat("Ligne d'\xE9t\xE9\r\n", 20_000)
		memo, blocks := fpt(blockSize, "un", long, "trois")
		data := made(0x30, 3, withMemo, " a"+le32(blocks[2]), " b"+le32(blocks[1]), " c"+le32(0), " d"+le32(blocks[0]))
		records, _, err := read(t, data, dbf.Options{Memo: bytes.NewReader(memo), MemoSize: int64(len(memo))})
		if err != nil || len(records) != 4 || records[0].Cells[1] != "trois" || records[1].Cells[1] != strings.Repeat("Ligne d'été\r\n", 20_000) ||
			records[2].Cells[1] != "" || records[3].Cells[1] != "un" {
			t.Errorf("blocks of %d: %v", blockSize, err)
		}
	}
}

// TestMemosOfDBase: dBASE III ends a memo by a mark, dBASE IV says its length and keeps the size of a block.
func TestMemosOfDBase(t *testing.T) {
	three := append(make([]byte, 512), "court\x1A"...)
	three = append(three, make([]byte, 1024-len(three))...)
	three = append(append(three, strings.Repeat("long ", 300)...), 0x1A, 0x1A)
	four := make([]byte, 1024)
	four[20], four[21] = 0, 4 // 1024
	four = append(four, "\xFF\xFF\x08\x00"...)
	four = append(binary.LittleEndian.AppendUint32(four, 8+5), "quatrexxxx"[:5]...)
	columns := []column{{"A", 'C', 1, 0, 0}, {"M", 'M', 10, 0, 0}}
	records, _, err := read(t, made(0x83, 0, columns, " a         1", " b         2", " c          "), dbf.Options{Memo: bytes.NewReader(three), MemoSize: int64(len(three))})
	if err != nil || records[0].Cells[1] != "court" || records[1].Cells[1] != strings.TrimSpace(strings.Repeat("long ", 300)) || records[2].Cells[1] != "" {
		t.Errorf("dBASE III: %v, %v", records, err)
	}
	records, _, err = read(t, made(0x8B, 0, columns, " a         1"), dbf.Options{Memo: bytes.NewReader(four), MemoSize: int64(len(four))})
	if err != nil || records[0].Cells[1] != "quatr" {
		t.Errorf("dBASE IV: %v, %v", records, err)
	}
}

// TestMemosThatLeadNowhere: each is told by itself, and the records come all the same.
func TestMemosThatLeadNowhere(t *testing.T) {
	memo, _ := fpt(64, "un")
	binary.BigEndian.PutUint32(memo[512+4:], 1<<31) // longer than the file
	data := made(0x30, 3, withMemo, " a"+le32(8), " b"+le32(9999), " c"+le32(-1), " d"+le32(0))
	records, _, err := read(t, data, dbf.Options{Memo: bytes.NewReader(memo), MemoSize: int64(len(memo))})
	if err != nil || len(records) != 4 {
		t.Fatal(records, err)
	}
	for i, kind := range []dbf.Kind{dbf.Lost, dbf.Lost, dbf.Lost, dbf.Text} {
		if records[i].Kinds[1] != kind || records[i].Cells[1] != "" {
			t.Errorf("record %d: %q of kind %d", i+1, records[i].Cells[1], records[i].Kinds[1])
		}
	}
}

// TestMemoOfAll: records that all point to one large memo do not make the reader give out a thousand times the file.
func TestMemoOfAll(t *testing.T) {
	memo, blocks := fpt(64, strings.Repeat("x", 1<<20))
	var all []string
	for range 2000 {
		all = append(all, " a"+le32(blocks[0]))
	}
	records, _, err := read(t, made(0x30, 3, withMemo, all...), dbf.Options{Memo: bytes.NewReader(memo), MemoSize: int64(len(memo))})
	given := 0
	for _, record := range records {
		given += len(record.Cells[1])
	}
	if err != nil || len(records) != 2000 || given < 60<<20 || given > 80<<20 {
		t.Errorf("%d records, %d bytes of memos, %v", len(records), given, err)
	}
}

// FuzzRead reads anything without a panic and within the bounds of the file.
func FuzzRead(f *testing.F) {
	memo, blocks := fpt(64, "un", "deux")
	f.Add(made(0x30, 3, withMemo, " a"+le32(blocks[0]), "*b"+le32(blocks[1])), memo)
	f.Add(made(0x83, 1, []column{{"A", 'N', 5, 1, 0}, {"M", 'M', 10, 0, 0}}, " 12.5          1"), append(make([]byte, 512), "x\x1A"...))
	f.Add(made(0x32, 0, []column{{"V", 'V', 5, 0, 2}, {"_NullFlags", '0', 1, 0, 5}}, " ab\x00\x00\x02\x01"), []byte{})
	f.Fuzz(func(t *testing.T, data, memo []byte) {
		table, err := dbf.New(bytes.NewReader(data), int64(len(data)), dbf.Options{Memo: bytes.NewReader(memo), MemoSize: int64(len(memo))})
		if err != nil {
			return
		}
		records, _, err := read(t, data, dbf.Options{Memo: bytes.NewReader(memo), MemoSize: int64(len(memo))})
		if len(records) > len(data) || err == nil && len(records) > table.Records() {
			t.Fatalf("%d records of %d bytes", len(records), len(data))
		}
		for _, record := range records {
			if len(record.Cells) != len(table.Fields()) {
				t.Fatal(fmt.Sprint(record))
			}
		}
	})
}
