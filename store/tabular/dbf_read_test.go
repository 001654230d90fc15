package tabular_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"garagemail/store/tabular"
)

// oneField is a table of dBASE III of one text field.
func oneField(codePage byte, length int, texts ...string) string {
	head := make([]byte, 32+32+1)
	head[0], head[1], head[2], head[3], head[29] = 3, 126, 11, 28, codePage
	binary.LittleEndian.PutUint32(head[4:], uint32(len(texts)))
	binary.LittleEndian.PutUint16(head[8:], uint16(len(head)))
	binary.LittleEndian.PutUint16(head[10:], uint16(length+1))
	copy(head[32:], "NOM\x00")
	head[32+11], head[32+16], head[64] = 'C', byte(length), 0x0D
	for _, text := range texts {
		head = append(head, " "+text+strings.Repeat(" ", length-len(text))...)
	}
	return string(append(head, 0x1A))
}

// TestDBFKinds: the cells of a DBF are what its fields are, as those of a workbook are.
func TestDBFKinds(t *testing.T) {
	file, err := tabular.Open(filepath.Join("testdata", "writers", "vfp-datetime", "vehicles.dbf"), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, _ := readAll(t, file)
	format := file.Format()
	if format.Form != tabular.FormDBF || format.Encoding != tabular.Windows1252 || format.Workbook || format.HeaderRow != 1 || file.Deleted() != 1 {
		t.Errorf("%+v, %d deleted", format, file.Deleted())
	}
	want := []string{"K0001", "1-ABC-123", "WVWZZZ1KZAW000001", "Citroën", "C3", "Voiture", "2020-02-23", "38910", "2027-02-21"}
	if !reflect.DeepEqual(rows[0].Cells, want) || rows[0].Number != 3 {
		t.Errorf("row %d: %q", rows[0].Number, rows[0].Cells)
	}
	for column, kind := range map[int]tabular.Kind{0: tabular.Text, 4: tabular.Text, 6: tabular.Date, 7: tabular.Number, 8: tabular.Date} {
		if rows[0].Kind(column) != kind {
			t.Errorf("column %d is of kind %d", column, rows[0].Kind(column))
		}
	}
	if again, _, err := file.Preview(10); err != nil || len(again) != 4 {
		t.Errorf("%d rows again, %v", len(again), err)
	}
}

// TestDBFEncoding: the header's code page, else the words; what a person says comes first.
func TestDBFEncoding(t *testing.T) {
	for _, test := range []struct {
		mark    byte
		raw     string
		options tabular.Options
		name    string
		page    tabular.Encoding
	}{
		{0x02, "Lef\x8Avre", tabular.Options{}, "Lefèvre", tabular.DOS},
		{0x00, "Lef\x8Avre", tabular.Options{}, "Lefèvre", tabular.DOS},
		{0x00, "Lef\xE8vre", tabular.Options{}, "Lefèvre", tabular.Windows1252},
		{0x00, "Lefèvre", tabular.Options{}, "Lefèvre", tabular.UTF8},
		{0x03, "Lef\x8Avre", tabular.Options{Encoding: tabular.DOS437}, "Lefèvre", tabular.DOS437},
		{0xC8, "Wa\xB3\xEAsa", tabular.Options{}, "Wałęsa", "CP1250"},
	} {
		file := open(t, oneField(test.mark, 20, test.raw, "Dupont"), test.options)
		rows, _ := readAll(t, file)
		if len(rows) != 2 || rows[0].Cells[0] != test.name || file.Format().Encoding != test.page {
			t.Errorf("%#x %q is %q in %s", test.mark, test.raw, rows[0].Cells[0], file.Format().Encoding)
		}
	}
	if _, err := tabular.NewFile(strings.NewReader(oneField(0, 3, "a")), 70, tabular.Options{Encoding: "EBCDIC"}); !errors.Is(err, tabular.ErrOptions) {
		t.Errorf("EBCDIC: %v", err)
	}
}

// TestDBFRefused: what is wrong with a table is told by an error of this package, one row of binary data by itself.
func TestDBFRefused(t *testing.T) {
	whole := oneField(0, 10, "un", "deux", "tr\x00ois", "quatre")
	rows, refused := readAll(t, open(t, whole, tabular.Options{}))
	if len(rows) != 3 || len(refused) != 1 || refused[0].Number != 4 || !errors.Is(refused[0], tabular.ErrNul) {
		t.Errorf("%d rows, refused %v", len(rows), refused)
	}
	file := open(t, whole[:len(whole)-12], tabular.Options{})
	read := 0
	var err error
	for err == nil || errors.Is(err, tabular.ErrNul) {
		if _, err = file.Next(); err == nil {
			read++
		}
	}
	if !errors.Is(err, tabular.ErrDamaged) || read != 2 {
		t.Errorf("cut short: %d rows, %v", read, err)
	}
	encrypted := whole[:15] + "\x01" + whole[16:]
	if _, err := tabular.NewFile(strings.NewReader(encrypted), int64(len(encrypted)), tabular.Options{}); !errors.Is(err, tabular.ErrPassword) {
		t.Errorf("encrypted: %v", err)
	}
}

// TestDBFMemoLost: a memo that leads nowhere is a fault of its cell, a memo file that is not there one of the table.
func TestDBFMemoLost(t *testing.T) {
	folder, from := t.TempDir(), filepath.Join("testdata", "writers", "vfp-cp1252")
	data, err := os.ReadFile(filepath.Join(from, "clients.dbf"))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "clients.dbf")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		memo    []byte
		missing bool
		note    string
		kind    tabular.Kind
	}{{nil, true, "", tabular.Fault}, {append([]byte{0, 0, 0, 9, 0, 0, 0, 64}, make([]byte, 506)...), false, "#MEMO!", tabular.Fault}} {
		if test.memo != nil {
			if err := os.WriteFile(filepath.Join(folder, "Clients.FPT"), test.memo, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		file, err := tabular.Open(path, tabular.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, _ := readAll(t, file)
		if file.Format().MemoMissing != test.missing || rows[0].Cells[14] != test.note || rows[0].Kind(14) != test.kind || rows[0].Cells[1] != "Lefèvre" {
			t.Errorf("%+v: %q", file.Format(), rows[0].Cells)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}
