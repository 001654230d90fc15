package xls_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"garagemail/store/tabular/xls"
)

func record(id int, parts ...any) []byte {
	var data []byte
	for _, part := range parts {
		switch part := part.(type) {
		case int:
			data = binary.LittleEndian.AppendUint16(data, uint16(part))
		case byte:
			data = append(data, part)
		case uint32:
			data = binary.LittleEndian.AppendUint32(data, part)
		case float64:
			data = binary.LittleEndian.AppendUint64(data, math.Float64bits(part))
		case string:
			data = append(data, part...)
		}
	}
	head := binary.LittleEndian.AppendUint16(nil, uint16(id))
	return append(binary.LittleEndian.AppendUint16(head, uint16(len(data))), data...)
}

func wide(text string) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}

// bare returns a workbook of BIFF8 without a container: one sheet with those records.
func bare(globals [][]byte, cells ...[]byte) []byte {
	begin := record(0x809, 0x600, 5, 0, 0, uint32(0), uint32(0))
	middle := bytes.Join(globals, nil)
	sheet := func(offset int) []byte {
		return record(0x85, uint32(offset), byte(0), byte(0), byte(3), byte(0), "Été"[:0]+"A b")
	}
	offset := len(begin) + len(middle) + len(sheet(0)) + 4
	book := append(append(append(begin, middle...), sheet(offset)...), record(0x0A)...)
	book = append(book, record(0x809, 0x600, 16, 0, 0, uint32(0), uint32(0))...)
	return append(append(book, bytes.Join(cells, nil)...), record(0x0A)...)
}

// shown are the rows of the first sheet as text.
func shown(t testing.TB, data []byte) ([]string, error) {
	t.Helper()
	book, err := xls.Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	rows, err := book.Rows(0)
	if err != nil {
		return nil, err
	}
	var all []string
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) && !errors.Is(err, xls.ErrDamaged) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		line := fmt.Sprint(row.Number)
		for _, cell := range row.Cells {
			if cell.Kind == xls.Number {
				line += fmt.Sprintf(" %d=%v", cell.Column, cell.Number)
			} else {
				line += fmt.Sprintf(" %d=%q", cell.Column, cell.Text)
			}
		}
		all = append(all, line)
	}
}

// TestNumbers: -1 as an RK is -1, a hundredth is one, and numbers side by side keep their columns.
func TestNumbers(t *testing.T) {
	minusOne := int32(-1)
	got, err := shown(t, bare(nil,
		record(0x27E, 0, 0, 0, uint32(minusOne)<<2|2), record(0x27E, 0, 1, 0, uint32(12345)<<2|3), record(0x27E, 0, 2, 0, uint32(math.Float64bits(0.5)>>32)),
		record(0xBD, 1, 3, 0, uint32(7)<<2|2, 0, uint32(8)<<2|2, 4), record(0x203, 2, 0, 0, 38910.5),
		record(0x6, 3, 0, 0, 4.5, 0, 0, 0, 0), record(0x6, 3, 1, 0, "\x00\x00\x00\x00\x00\x00\xFF\xFF", 0, 0, 0, 0), record(0x207, 4, byte(0), "text"),
		record(0x6, 3, 2, 0, "\x01\x00\x01\x00\x00\x00\xFF\xFF", 0, 0, 0, 0), record(0x6, 3, 3, 0, "\x02\x00\x2A\x00\x00\x00\xFF\xFF", 0, 0, 0, 0),
		record(0x6, 3, 4, 0, "\x03\x00\x00\x00\x00\x00\xFF\xFF", 0, 0, 0, 0), record(0x205, 3, 5, 0, byte(0), byte(0)), record(0x205, 3, 6, 0, byte(7), byte(1)),
	))
	want := []string{"1 0=-1 1=123.45 2=0.5", "2 3=7 4=8", "3 0=38910.5", `4 0=4.5 1="text" 2="TRUE" 3="#N/A" 5="FALSE" 6="#DIV/0!"`}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestTextsOverRecords: the shared texts go on in other records inside their letters, where one byte a letter may turn into two.
func TestTextsOverRecords(t *testing.T) {
	texts := [][]byte{
		record(0xFC, uint32(5), uint32(4), 5, byte(0), "\xC9t\xE9 1", 8, byte(0), "Lef"),
		record(0x3C, byte(1), wide("èvre ")), // goes on with two bytes a letter
		record(0x3C, 6, byte(1|8), 2, wide("Wał")),
		record(0x3C, byte(0), "esa", "\x00\x00\x00\x00\x01\x00\x01\x00"), // and with one; then the formats of its letters
		record(0x3C, 3, byte(4), uint32(3), "a\r\n", "aid"),
	}
	got, err := shown(t, bare(texts, record(0xFD, 0, 0, 0, uint32(0)), record(0xFD, 0, 1, 0, uint32(1)), record(0xFD, 0, 2, 0, uint32(2)), record(0xFD, 0, 3, 0, uint32(3))))
	want := []string{`1 0="Été 1" 1="Lefèvre " 2="Wałesa" 3="a\n"`}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestUnordered: what is written column by column comes row by row.
func TestUnordered(t *testing.T) {
	got, err := shown(t, bare(nil, record(0x203, 0, 0, 0, 1.0), record(0x203, 1, 0, 0, 2.0), record(0x203, 0, 2, 0, 3.0), record(0x203, 0, 1, 0, 4.0)))
	if err != nil || !reflect.DeepEqual(got, []string{"1 0=1 1=4 2=3", "2 0=2"}) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestBareSheet: programs of the web write a sheet alone, without a version, and some without an end.
func TestBareSheet(t *testing.T) {
	data := append(record(0x809, 0, 16, 0, 0), record(0x204, 0, 0, 0, 4, "No\xEBl")...)
	data = append(data, record(0x203, 1, 0, 0, 12.5)...)
	for _, data := range [][]byte{data, append(bytes.Clone(data), record(0x0A)...)} {
		if got, err := shown(t, data); err != nil || !reflect.DeepEqual(got, []string{`1 0="Noël"`, "2 0=12.5"}) {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// TestRefused: what is cut, protected, too old or refers to nothing is told, at Open where it can be.
func TestRefused(t *testing.T) {
	good := bare(nil, record(0x203, 0, 0, 0, 1.0))
	book, err := os.ReadFile("../testdata/writers/xlwt-1904/garage.xls")
	if err != nil {
		t.Fatal(err)
	}
	word := bytes.Clone(book)
	at := bytes.Index(word, []byte(wide("Workbook")))
	copy(word[at:], wide("WordDocument"))
	word[at+64] = 26
	for name, test := range map[string]struct {
		data []byte
		want error
	}{
		"cut in a record":        {good[:len(good)-10], xls.ErrDamaged},
		"without its sheet":      {good[:60], xls.ErrDamaged},
		"protected":              {bare([][]byte{record(0x2F, 0)}), xls.ErrPassword},
		"Excel 4":                {record(0x409, 0, 16, 0), xls.ErrVersion},
		"text that is not there": {bare(nil, record(0xFD, 0, 0, 0, uint32(7))), xls.ErrDamaged},
		"text cut":               {bare([][]byte{record(0xFC, uint32(1), uint32(1), 500, byte(0), "abc")}), xls.ErrDamaged},
		"container cut":          {book[:len(book)/2], xls.ErrDamaged},
		"container's head alone": {book[:512], xls.ErrDamaged},
		"Word":                   {word, xls.ErrNotWorkbook},
		"PDF":                    {[]byte("%PDF-1.7 and more"), xls.ErrNotWorkbook},
		"nothing":                {nil, xls.ErrNotWorkbook},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := shown(t, test.data); !errors.Is(err, test.want) {
				t.Errorf("%q, %v; want %v", got, err, test.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	inContainer, err := os.ReadFile("../testdata/writers/gnumeric-biff7/vehicles.xls")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(inContainer)
	f.Add(bare(nil, record(0x203, 0, 0, 0, 1.0), record(0xBD, 1, 3, 0, uint32(7), 0, uint32(8), 4)))
	f.Add(bare([][]byte{record(0xFC, uint32(2), uint32(2), 5, byte(0), "ab"), record(0x3C, byte(1), wide("cde"))}, record(0xFD, 0, 0, 0, uint32(0))))
	f.Add(append(record(0x809, 0, 16, 0, 0), record(0x204, 0, 0, 0, 4, "Noel")...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if rows, err := shown(t, data); err == nil && len(rows) > len(data) {
			t.Fatalf("%d rows of %d bytes", len(rows), len(data))
		}
	})
}

func Example() {
	in, err := os.Open("../testdata/writers/xlwt-1904/garage.xls")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		fmt.Println(err)
		return
	}
	book, err := xls.Open(in, info.Size())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, sheet := range book.Sheets {
		fmt.Print(sheet.Name, " ")
	}
	rows, err := book.Rows(1)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, _ = rows.Next() // the headings
	row, err := rows.Next()
	fmt.Println(row.Number, row.Cells[1].Text, strings.ToUpper(row.Cells[3].Text), row.Cells[7].Number, book.Formats[row.Cells[6].Format].Code, err)
	// Output:
	// clients vehicles documents lines 2 1-ABC-123 CITROËN 38910 DD/MM/YYYY <nil>
}
