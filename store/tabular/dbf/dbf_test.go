package dbf_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"garagemail/store/tabular/dbf"
)

// column is a field of a table made by made.
type column struct {
	name             string
	kind             byte
	length, decimals int
	flags            byte
}

// made returns a table of Visual FoxPro (or another version) with records as their bytes stand, the deletion flag first.
func made(version, codePage byte, columns []column, records ...string) []byte {
	headerLength := 32 + 32*len(columns) + 1
	if version >= 0x30 && version <= 0x32 {
		headerLength += 263
	}
	recordLength := 1
	head := make([]byte, headerLength)
	head[0], head[1], head[2], head[3], head[29] = version, 126, 11, 28, codePage
	for i, c := range columns {
		field := head[32+32*i:]
		copy(field[:10], c.name)
		field[11], field[16], field[17], field[18] = c.kind, byte(c.length), byte(c.decimals), c.flags
		recordLength += c.length
		if c.kind == 'C' {
			recordLength += c.decimals << 8
		}
	}
	head[32+32*len(columns)] = 0x0D
	binary.LittleEndian.PutUint32(head[4:], uint32(len(records)))
	binary.LittleEndian.PutUint16(head[8:], uint16(headerLength))
	binary.LittleEndian.PutUint16(head[10:], uint16(recordLength))
	return append(append(head, strings.Join(records, "")...), 0x1A)
}

func read(t testing.TB, data []byte, options dbf.Options) (records []dbf.Record, rows *dbf.Rows, err error) {
	t.Helper()
	table, err := dbf.New(bytes.NewReader(data), int64(len(data)), options)
	if err != nil {
		return nil, nil, err
	}
	rows = table.Rows(nil)
	for {
		record, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return records, rows, nil
		}
		if err != nil {
			return records, rows, err
		}
		record.Kinds = append([]dbf.Kind(nil), record.Kinds...)
		records = append(records, record)
	}
}

func le32(n int32) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }
func le64(n int64) string { return string(binary.LittleEndian.AppendUint64(nil, uint64(n))) }

// TestValues reads each type of field as it stands in a record, and what stands there instead of a value.
func TestValues(t *testing.T) {
	for name, test := range map[string]struct {
		column column
		raw    string
		want   string
		kind   dbf.Kind
	}{
		"text":                 {column{"A", 'C', 6, 0, 0}, "Zo\xE9   ", "Zoé", dbf.Text},
		"text filled by zeros": {column{"A", 'C', 6, 0, 0}, " ab\x00\x00\x00", " ab", dbf.Text},
		"text beyond 255":      {column{"A", 'C', 44, 1, 0}, strings.Repeat("x", 300), strings.Repeat("x", 300), dbf.Text},
		"number":               {column{"A", 'N', 8, 2, 0}, "   12.50", "12.5", dbf.Number},
		"negative":             {column{"A", 'N', 8, 2, 0}, "   -1.00", "-1", dbf.Number},
		"zeros in front":       {column{"A", 'N', 8, 2, 0}, "00000042", "42", dbf.Number},
		"no zero in front":     {column{"A", 'N', 8, 2, 0}, "    -.05", "-0.05", dbf.Number},
		"decimal comma":        {column{"A", 'N', 8, 2, 0}, "   12,50", "12.5", dbf.Number},
		"minus zero":           {column{"A", 'N', 8, 2, 0}, "   -0.00", "0", dbf.Number},
		"exponent":             {column{"A", 'F', 14, 0, 0}, "  1.2500E+003 ", "1250", dbf.Number},
		"too large":            {column{"A", 'N', 4, 0, 0}, "****", "****", dbf.Text},
		"no number":            {column{"A", 'N', 4, 0, 0}, "1-2 ", "1-2", dbf.Text},
		"empty number":         {column{"A", 'N', 4, 0, 0}, "    ", "", dbf.Number},
		"date":                 {column{"A", 'D', 8, 0, 0}, "20260131", "2026-01-31", dbf.Date},
		"empty date":           {column{"A", 'D', 8, 0, 0}, "        ", "", dbf.Date},
		"zero date":            {column{"A", 'D', 8, 0, 0}, "00000000", "", dbf.Date},
		"no date":              {column{"A", 'D', 8, 0, 0}, "20260231", "20260231", dbf.Text},
		"leap day":             {column{"A", 'D', 8, 0, 0}, "20000229", "2000-02-29", dbf.Date},
		"time":                 {column{"A", 'T', 8, 0, 0}, le32(2461346) + le32(50_699_999), "2026-11-01T14:05:00", dbf.DateTime},
		"empty time":           {column{"A", 'T', 8, 0, 0}, le64(0), "", dbf.DateTime},
		"true":                 {column{"A", 'L', 1, 0, 0}, "T", "true", dbf.Bool},
		"ja":                   {column{"A", 'L', 1, 0, 0}, "J", "true", dbf.Bool},
		"false":                {column{"A", 'L', 1, 0, 0}, "n", "false", dbf.Bool},
		"neither":              {column{"A", 'L', 1, 0, 0}, "?", "", dbf.Bool},
		"integer":              {column{"A", 'I', 4, 0, 0}, le32(-1), "-1", dbf.Number},
		"double":               {column{"A", 'B', 8, 4, 0}, le64(int64(math.Float64bits(0.1))), "0.1", dbf.Number},
		"amount":               {column{"A", 'Y', 8, 4, 0}, le64(-123_456_700), "-12345.67", dbf.Number},
		"least amount":         {column{"A", 'Y', 8, 4, 0}, le64(math.MinInt64), "-922337203685477.5808", dbf.Number},
		"bytes":                {column{"A", 'Q', 3, 0, 0}, "\x00\xFF\x01", "\x00\xFF\x01", dbf.Binary},
		"unknown type":         {column{"A", 'X', 3, 0, 0}, "ab ", "ab", dbf.Text},
	} {
		t.Run(name, func(t *testing.T) {
			records, _, err := read(t, made(0x30, 3, []column{test.column}, " "+test.raw), dbf.Options{})
			if err != nil || len(records) != 1 || records[0].Cells[0] != test.want || records[0].Kinds[0] != test.kind {
				t.Errorf("%+v, %v; want %q of kind %d", records, err, test.want, test.kind)
			}
		})
	}
}

// TestNullFlags: the bits of nulls and of what a varchar fills stand in the order of the fields.
func TestNullFlags(t *testing.T) {
	columns := []column{
		{"NAME", 'V', 5, 0, 2}, {"KM", 'I', 4, 0, 2}, {"CODE", 'C', 2, 0, 0}, {"NOTE", 'V', 5, 0, 0}, {"_NullFlags", '0', 1, 0, 5},
	} // bits: 0 NAME's width, 1 NAME null, 2 KM null, 3 NOTE's width
	records, _, err := read(t, made(0x32, 3, columns,
		" abcde"+le32(7)+"K1"+"ab  \x03"+"\x08",
		" ab\x00\x00\x02"+le32(9)+"K2"+"abcd "+"\x05",
		" abcde"+le32(9)+"K3"+"\x00\x00\x00\x00\x00"+"\x0A",
	), dbf.Options{})
	want := [][]string{{"abcde", "7", "K1", "ab"}, {"ab", "", "K2", "abcd"}, {"", "9", "K3", ""}}
	if err != nil || len(records) != 3 {
		t.Fatal(records, err)
	}
	for i, record := range records {
		if !reflect.DeepEqual(record.Cells, want[i]) {
			t.Errorf("record %d: %q, want %q", i+1, record.Cells, want[i])
		}
	}
}

// TestDeleted: deleted records are left out and counted; the zero that SheetJS writes is no mark of deletion.
func TestDeleted(t *testing.T) {
	records, rows, err := read(t, made(0x03, 0, []column{{"A", 'C', 1, 0, 0}}, " a", "*b", "\x00c", "*d"), dbf.Options{})
	if err != nil || len(records) != 2 || records[1].Cells[0] != "c" || records[1].Number != 3 || rows.Deleted() != 2 {
		t.Errorf("%v, %d deleted, %v", records, rows.Deleted(), err)
	}
}

// TestLyingHeaders: a header that contradicts itself or its records is told, and nothing beyond the file is read.
func TestLyingHeaders(t *testing.T) {
	good := made(0x03, 0, []column{{"A", 'C', 3, 0, 0}}, " abc", " def", " ghi")
	changed := func(at int, values ...byte) []byte {
		data := bytes.Clone(good)
		copy(data[at:], values)
		return data
	}
	for name, test := range map[string]struct {
		data []byte
		rows int
		want error
	}{
		"more records than are there":  {changed(4, 200), 3, dbf.ErrCutShort},
		"four thousand million":        {changed(4, 255, 255, 255, 255), 0, dbf.ErrHeader},
		"cut in a record":              {good[:len(good)-3], 2, dbf.ErrCutShort},
		"cut in the header":            {good[:40], 0, dbf.ErrHeader},
		"header beyond the file":       {changed(8, 255, 255), 0, dbf.ErrHeader},
		"header too short":             {changed(8, 20, 0), 0, dbf.ErrHeader},
		"records shorter than fields":  {changed(10, 2, 0), 0, dbf.ErrHeader},
		"records longer than they are": {changed(10, 5, 0), 1, dbf.ErrRecord},
		"no fields":                    {changed(32, 0x0D), 0, dbf.ErrHeader},
		"encrypted":                    {changed(15, 1), 0, dbf.ErrEncrypted},
		"dBASE II":                     {changed(0, 2), 0, dbf.ErrVersion},
		"dBASE 7":                      {changed(0, 4), 0, dbf.ErrVersion},
		"a letter":                     {[]byte("Code;Nom;Prénom\r\nC000001;Renard;François\r\n"), 0, dbf.ErrNotTable},
		"nothing":                      {nil, 0, dbf.ErrNotTable},
	} {
		t.Run(name, func(t *testing.T) {
			records, _, err := read(t, test.data, dbf.Options{})
			if !errors.Is(err, test.want) || len(records) != test.rows {
				t.Errorf("%d records, %v; want %d, %v", len(records), err, test.rows, test.want)
			}
		})
	}
	uncounted := changed(4, 1)
	table, err := dbf.New(bytes.NewReader(uncounted), int64(len(uncounted)), dbf.Options{})
	if err != nil || table.Beyond() != 2 {
		t.Errorf("records beyond the header's count: %v", err)
	}
}

// TestWriters reads what python3-dbf wrote, with the files beside it.
func TestWriters(t *testing.T) {
	for folder, codePage := range map[string]int{"dbase3-cp850": 850, "vfp-null": 1252} {
		t.Run(folder, func(t *testing.T) {
			table, err := dbf.Open(filepath.Join("testdata", folder, "clients.dbf"))
			if err != nil {
				t.Fatal(err)
			}
			defer table.Close() //nolint:errcheck // it was only read
			rows := table.Rows(nil)
			var got []string
			for {
				record, err := rows.Next()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, strings.Join([]string{record.Cells[1], record.Cells[2], record.Cells[4], record.Cells[13], record.Cells[14]}, "|"))
			}
			want := []string{
				"Lefèvre|Zoé|4000|true|Préfère l'après-midi.", "Garage Noël||5000|false|",
				"Coërs|André|3000||Twee regels:\nde tweede met een é, \"aanhaling\"; en een puntkomma.",
				"Müller|Jürgen|4700|true|Grüße", "Dupont||01000||", "d'Hoore|Inès|8500|false|=2+3 n'est pas une formule", "0475|Nom-Nombre|0612|false|-1",
			}
			if !reflect.DeepEqual(got, want) || rows.Deleted() != 1 || table.CodePage() != codePage || table.MemoMissing() {
				t.Errorf("%q\nnot %q\n%d deleted, code page %d", got, want, rows.Deleted(), table.CodePage())
			}
		})
	}
}

// TestCodePages: the header's byte comes first, then what the .cpg file says.
func TestCodePages(t *testing.T) {
	for _, test := range []struct {
		mark     byte
		cpg, raw string
		want     string
		page     int
	}{
		{0x03, "", "\xE9\x80", "é€", 1252},
		{0x02, "", "\x82\x8A", "éè", 850},
		{0x01, "UTF-8", "\x82\xE1", "éß", 437},
		{0, "UTF-8", "é", "é", 65001},
		{0, "utf8\r\n", "\xC3", "\uFFFD", 65001},
		{0, "ANSI 1252", "\xE9", "é", 1252},
		{0, "OEM 850", "\x82", "é", 850},
		{0, "ISO-8859-1", "\xE9", "é", 28591},
		{0, "88591", "\xE9", "é", 28591},
		{0, "LDID/87", "\xE9", "é", 1252},
		{0xC8, "", "\xB3", "ł", 1250},
		{0x7B, "", "\x8B\xE6", "区", 932},
		{0, "", "\xE9", "é", 0},
		{0xFE, "klingon", "\xE9", "é", 0},
	} {
		data := made(0x03, test.mark, []column{{"A", 'C', len(test.raw), 0, 0}}, " "+test.raw)
		table, err := dbf.New(bytes.NewReader(data), int64(len(data)), dbf.Options{CodePage: test.cpg})
		if err != nil {
			t.Fatal(err)
		}
		record, err := table.Rows(nil).Next()
		if err != nil || record.Cells[0] != test.want || table.CodePage() != test.page {
			t.Errorf("%#x %q: %q of page %d, %v; want %q of %d", test.mark, test.cpg, record.Cells[0], table.CodePage(), err, test.want, test.page)
		}
	}
}

// TestOpen finds what stands beside a table whatever the case of its name, and says what is missing.
func TestOpen(t *testing.T) {
	folder := t.TempDir()
	data := made(0x03, 0, []column{{"A", 'C', 2, 0, 0}, {"M", 'M', 10, 0, 0}}, " \xC3\xA9         1")
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("Clients.DBF", data)
	write("CLIENTS.cpg", []byte("UTF-8"))
	cells := func() (string, bool) {
		table, err := dbf.Open(filepath.Join(folder, "Clients.DBF"))
		if err != nil {
			t.Fatal(err)
		}
		defer table.Close() //nolint:errcheck // it was only read
		record, err := table.Rows(nil).Next()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(record.Cells, "|"), table.MemoMissing()
	}
	if got, missing := cells(); got != "é|" || !missing {
		t.Errorf("%q, memo missing %v", got, missing)
	}
	write("clients.dbt", append(make([]byte, 512), "ligne \x8D\nsuite\x1A\x1A"...))
	if got, missing := cells(); got != "é|ligne suite" || missing {
		t.Errorf("%q, memo missing %v", got, missing)
	}
	if _, err := dbf.Open(folder); !errors.Is(err, dbf.ErrNotTable) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := dbf.Open(filepath.Join(folder, "none.dbf")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
}

func Example() {
	table, err := dbf.Open("testdata/dbase3-cp850/clients.dbf") // its memos stand beside it
	if err != nil {
		fmt.Println(err)
		return
	}
	defer table.Close() //nolint:errcheck // it was only read
	for _, field := range table.Fields()[:2] {
		fmt.Printf("%s %c(%d)\n", field.Name, field.Type, field.Length)
	}
	rows := table.Rows(nil)
	for {
		record, err := rows.Next()
		if err != nil { // io.EOF after the last
			fmt.Println(err, rows.Deleted())
			return
		}
		if record.Number < 4 {
			fmt.Println(record.Number, record.Cells[0], record.Cells[1], record.Cells[13])
		}
	}
	// Output:
	// CODE C(40)
	// NOM C(40)
	// 2 K0001 Lefèvre true
	// 3 K0002 Garage Noël false
	// EOF 1
}
