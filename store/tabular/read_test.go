package tabular_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"garagemail/store/tabular"
)

func open(t *testing.T, data string, options tabular.Options) *tabular.File {
	t.Helper()
	file, err := tabular.NewFile(strings.NewReader(data), int64(len(data)), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return file
}

// readAll returns the rows and the refused ones; any other error fails the test.
func readAll(t testing.TB, file *tabular.File) (rows []tabular.Row, refused []*tabular.RowError) {
	t.Helper()
	for {
		row, err := file.Next()
		var bad *tabular.RowError
		switch {
		case errors.Is(err, io.EOF):
			return rows, refused
		case errors.As(err, &bad):
			refused = append(refused, bad)
		case err != nil:
			t.Fatal(err)
		default:
			rows = append(rows, row)
		}
	}
}

func cellsOf(rows []tabular.Row) [][]string {
	var cells [][]string
	for _, row := range rows {
		cells = append(cells, row.Cells)
	}
	return cells
}

// utf16Text encodes text with the low byte first, or the high one.
func utf16Text(text string, bigEndian bool) string {
	var out []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		low, high := byte(unit), byte(unit>>8)
		if bigEndian {
			low, high = high, low
		}
		out = append(out, low, high)
	}
	return string(out)
}

func TestEncodings(t *testing.T) {
	const table = "Prénom;Ville\r\nZoé;Liège\r\nJürgen;Köln € œ\r\n"
	want := [][]string{{"Zoé", "Liège"}, {"Jürgen", "Köln € œ"}}
	for name, test := range map[string]struct {
		data     string
		encoding tabular.Encoding
	}{
		"UTF-8":               {table, tabular.UTF8},
		"UTF-8 with mark":     {"\uFEFF" + table, tabular.UTF8BOM},
		"UTF-16LE with mark":  {utf16Text("\uFEFF"+table, false), tabular.UTF16LE},
		"UTF-16BE with mark":  {utf16Text("\uFEFF"+table, true), tabular.UTF16BE},
		"UTF-16LE, no mark":   {utf16Text(table, false), tabular.UTF16LE},
		"UTF-16BE, no mark":   {utf16Text(table, true), tabular.UTF16BE},
		"Windows-1252":        {"Pr\xE9nom;Ville\r\nZo\xE9;Li\xE8ge\r\nJ\xFCrgen;K\xF6ln \x80 \x9C\r\n", tabular.Windows1252},
		"accents after 64 kB": {table + strings.Repeat("abc;def\r\n", 10_000), tabular.UTF8},
	} {
		t.Run(name, func(t *testing.T) {
			file := open(t, test.data, tabular.Options{})
			if got := file.Format(); got.Encoding != test.encoding || got.Delimiter != ';' || got.LineEnd != "\r\n" {
				t.Errorf("detected %+v", got)
			}
			if got := file.Header(); !reflect.DeepEqual(got, []string{"Prénom", "Ville"}) {
				t.Errorf("header %q", got)
			}
			rows, refused := readAll(t, file)
			if got := cellsOf(rows)[:2]; !reflect.DeepEqual(got, want) || len(refused) != 0 {
				t.Errorf("rows %q, refused %v", got, refused)
			}
		})
	}
}

func TestCodePageOfDOS(t *testing.T) {
	file := open(t, "Pr\x82nom;Ville\r\nHel\x8Ane;Li\x8Age\r\n", tabular.Options{})
	if got := file.Format().Encoding; got != tabular.DOS {
		t.Fatalf("detected %s", got)
	}
	if rows, _ := readAll(t, file); rows[0].Cells[0] != "Helène" {
		t.Errorf("read %q", rows[0].Cells)
	}
}

func TestEncodingOfLateAccent(t *testing.T) {
	plain := "Nom;Ville\n" + strings.Repeat("Dupont;Namur\n", 50_000)
	for accent, want := range map[string]tabular.Encoding{"Zoé;x\n": tabular.UTF8, "Zo\xE9;x\n": tabular.Windows1252} {
		file := open(t, plain+accent, tabular.Options{})
		rows, _ := readAll(t, file)
		if last := rows[len(rows)-1]; file.Format().Encoding != want || last.Cells[0] != "Zoé" || last.Stray {
			t.Errorf("%s: read %+v", file.Format().Encoding, last)
		}
	}
}

func TestStrayByte(t *testing.T) {
	file := open(t, "Nom;Ville\nZoé;Liège\nRen\xE9;Namur\nAda;Mons\n", tabular.Options{})
	rows, _ := readAll(t, file)
	if file.Format().Encoding != tabular.UTF8 || rows[1].Cells[0] != "René" {
		t.Errorf("%s: read %q", file.Format().Encoding, rows[1].Cells)
	}
	if rows[0].Stray || !rows[1].Stray || rows[2].Stray {
		t.Errorf("the stray byte is not told of its row alone: %+v", rows)
	}
}

func TestDelimiters(t *testing.T) {
	for name, test := range map[string]struct {
		data      string
		delimiter rune
		ambiguous bool
	}{
		"semicolon":                {"a;b;c\n1,5;2,5;3,5\n", ';', false},
		"comma":                    {"a,b,c\n1.5,2.5,3.5\n", ',', false},
		"tab":                      {"a\tb\tc\n1,5\t2;5\t3\n", '\t', false},
		"bar":                      {"a|b|c\n1|2|3\n", '|', false},
		"commas in quotes":         {"a;b\n\"x,y,z\";1\n\"x,y\";2\n", ';', false},
		"line breaks in quotes":    {"a,b\n\"x;\ny;\nz\",1\n\"x;;\n\",2\n", ',', false},
		"comma in one heading":     {"Nom, prénom;Adresse;CP\nDupont, Zoé;Rue;5000\nRossi;Rue 5;5000\n", ';', false},
		"one column of addresses":  {"email\na@b.example\nc@d.example\n", ';', false},
		"note of Excel":            {"sep=|\na;b|c\n1|2\n", '|', false},
		"note of Excel, CRLF, tab": {"sep=\t\r\na;b\tc\r\n1\t2\r\n", '\t', false},
		"two that fit":             {"a,b;c\n1,2;3\n", ';', true},
	} {
		t.Run(name, func(t *testing.T) {
			file := open(t, test.data, tabular.Options{})
			if got := file.Format(); got.Delimiter != test.delimiter || got.DelimiterAmbiguous != test.ambiguous {
				t.Errorf("detected %q, ambiguous %v", got.Delimiter, got.DelimiterAmbiguous)
			}
			if rows, refused := readAll(t, file); len(rows) == 0 || len(refused) != 0 {
				t.Errorf("rows %v, refused %v", rows, refused)
			}
		})
	}
}

func TestCells(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want [][]string
	}{
		"CRLF":                      {"a;b\r\n1;2\r\n3;4", [][]string{{"1", "2"}, {"3", "4"}}},
		"LF":                        {"a;b\n1;2\n3;4\n", [][]string{{"1", "2"}, {"3", "4"}}},
		"CR":                        {"a;b\r1;2\r3;4\r", [][]string{{"1", "2"}, {"3", "4"}}},
		"blank rows":                {"\n;\na;b\n\n;;\n1;2\n \n", [][]string{{"1", "2"}}},
		"end mark of DOS":           {"a;b\r\n1;2\r\n\x1a", [][]string{{"1", "2"}}},
		"short row":                 {"a;b;c\n1\n", [][]string{{"1", "", ""}}},
		"empty cells beyond":        {"a;b\n1;2;;\n", [][]string{{"1", "2"}}},
		"quotes":                    {"a;b\n\"x;\"\"y\"\"\";\"\"\n", [][]string{{`x;"y"`, ""}}},
		"line breaks inside":        {"a;b\r\n\"x\r\ny\rz\";\"1\n2\"\r\n3;4\r\n", [][]string{{"x\ny\nz", "1\n2"}, {"3", "4"}}},
		"space after quote":         {"a;b\n\"x\" ;\"y\" \n", [][]string{{"x", "y"}}},
		"quote inside, bare":        {"a;b\n5\" pneu;16\"\n", [][]string{{`5" pneu`, `16"`}}},
		"quote inside, quoted":      {"a;b\n\"le \"grand\" Jean\";x\n", [][]string{{`le "grand" Jean`, "x"}}},
		"spaces are kept":           {"a;b\n x ; y\n", [][]string{{" x ", " y"}}},
		"apostrophe of a formula":   {"a;b\n'=1+1;'s-Gravenbrakel\n", [][]string{{"=1+1", "'s-Gravenbrakel"}}},
		"quoted cell ends the file": {"a;b\n1;\"x\ny\"", [][]string{{"1", "x\ny"}}},
	} {
		t.Run(name, func(t *testing.T) {
			rows, refused := readAll(t, open(t, test.data, tabular.Options{Delimiter: ';'}))
			if got := cellsOf(rows); !reflect.DeepEqual(got, test.want) || len(refused) != 0 {
				t.Errorf("rows %q, refused %v", got, refused)
			}
		})
	}
}

func TestRowNumbers(t *testing.T) {
	rows, refused := readAll(t, open(t, "sep=;\r\na;b\r\n\"x\r\ny\";1\r\n\r\n1;2;3\r\nz;2\r\n", tabular.Options{}))
	if len(rows) != 2 || rows[0].Number != 2 || rows[0].Line != 3 || rows[1].Number != 5 || rows[1].Line != 7 {
		t.Errorf("rows %+v", rows)
	}
	if len(refused) != 1 || refused[0].Number != 4 || refused[0].Line != 6 || !errors.Is(refused[0], tabular.ErrTooManyCells) ||
		!reflect.DeepEqual(refused[0].Cells, []string{"1", "2", "3"}) {
		t.Errorf("refused %+v", refused)
	}
}

// TestOpenQuote wants the rows around a stray quote, and the place of the quote.
func TestOpenQuote(t *testing.T) {
	for name, test := range map[string]struct {
		data    string
		rows    [][]string
		refused int // line
	}{
		"to the end, rows behind":     {"a;b;c\n1;2;3\n4;\"5;6\n7;8;9\n10;11;12\n", [][]string{{"1", "2", "3"}, {"7", "8", "9"}, {"10", "11", "12"}}, 3},
		"file cut inside a note":      {"a;b;c\n1;2;3\n4;5;\"appeler avant\nne pas laisser", [][]string{{"1", "2", "3"}}, 3},
		"next quoted cell shuts it":   {"a;b;c\n4;\"5;6\n7;\"8\";9\n10;11;12\n", [][]string{{"7", "8", "9"}, {"10", "11", "12"}}, 2},
		"in the row just before":      {"a;b;c\n1;2;\"3\n7;\"8\n8\";9\n10;11;12\n", [][]string{{"7", "8\n8", "9"}, {"10", "11", "12"}}, 2},
		"last row":                    {"a;b;c\n1;2;3\n4;5;\"6", [][]string{{"1", "2", "3"}}, 3},
		"note that looks like no row": {"a;b;c\n1;2;\"x; y\nz\"\n4;5;6\n", [][]string{{"1", "2", "x; y\nz"}, {"4", "5", "6"}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows, refused := readAll(t, open(t, test.data, tabular.Options{Delimiter: ';'}))
			if got := cellsOf(rows); !reflect.DeepEqual(got, test.rows) {
				t.Errorf("rows %q", got)
			}
			if test.refused == 0 && len(refused) == 0 {
				return
			}
			if len(refused) != 1 || refused[0].Line != test.refused || !errors.Is(refused[0], tabular.ErrOpenQuote) {
				t.Errorf("refused %v", refused)
			}
		})
	}
}

func TestManyOpenQuotes(t *testing.T) {
	var data strings.Builder
	data.WriteString("a;b;c\n")
	for i := range 20_000 {
		fmt.Fprintf(&data, "%d;\"x;y\n%d;x;y\n", i, i)
	}
	rows, refused := readAll(t, open(t, data.String(), tabular.Options{}))
	if len(rows) != 20_000 || len(refused) != 20_000 {
		t.Errorf("%d rows, %d refused", len(rows), len(refused))
	}
}

func TestLargeCells(t *testing.T) {
	full := strings.Repeat("x", tabular.MaxCell)
	for name, test := range map[string]struct {
		cell string
		want error
	}{
		"1 MB":                          {full, nil},
		"1 MB and a byte":               {full + "x", tabular.ErrCellTooLarge},
		"1 MB quoted":                   {`"` + full + `"`, nil},
		"lines, 2 MB":                   {`"` + strings.Repeat("a line\n", 300_000) + `"`, tabular.ErrCellTooLarge},
		"lines, 20 MB":                  {`"` + strings.Repeat("a longer line\n", 1_400_000) + `"`, tabular.ErrCellTooLarge},
		"a line beyond what a row has":  {strings.Repeat("x", 20<<20), tabular.ErrRowTooLarge},
		"the same in quotes":            {`"` + strings.Repeat("x", 20<<20) + `"`, tabular.ErrRowTooLarge},
		"more columns than are counted": {strings.Repeat(";x", 3_000), tabular.ErrTooManyCells},
	} {
		t.Run(name, func(t *testing.T) {
			rows, refused := readAll(t, open(t, "a;b\n"+test.cell+";1\nlast;2\n", tabular.Options{Delimiter: ';'}))
			if last := rows[len(rows)-1].Cells; last[0] != "last" {
				t.Errorf("the row after it is lost, read %q", last)
			}
			if test.want == nil {
				if len(rows) != 2 || rows[0].Cells[0] != full {
					t.Errorf("%d rows, refused %v", len(rows), refused)
				}
				return
			}
			if len(refused) != 1 || refused[0].Number != 2 || !errors.Is(refused[0], test.want) {
				t.Errorf("refused %v", refused)
			}
		})
	}
}

func TestRefusedFiles(t *testing.T) {
	for name, test := range map[string]struct {
		data string
		want error
	}{
		"empty":               {"", tabular.ErrEmpty},
		"blank rows":          {"\n\r\n ;;\n", tabular.ErrEmpty},
		"mark alone":          {"\uFEFF", tabular.ErrEmpty},
		"PDF":                 {"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj", tabular.ErrNotTable},
		"PNG":                 {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", tabular.ErrNotTable},
		"JPEG":                {"\xFF\xD8\xFF\xE0\x00\x10JFIF", tabular.ErrNotTable},
		"program":             {"MZ\x90\x00\x03\x00\x00\x00\x04", tabular.ErrNotTable},
		"zeros":               {strings.Repeat("\x00", 70_000), tabular.ErrNotTable},
		"web page":            {"\r\n<html><table><tr><td>a</td></tr></table></html>", tabular.ErrNotTable},
		"cut zip":             {"PK\x03\x04\x14\x00\x06\x00", tabular.ErrDamaged},
		"container, cut":      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", tabular.ErrDamaged},
		"header without end":  {strings.Repeat("abcdefgh", 2<<20), tabular.ErrTooLarge},
		"too many columns":    {strings.Repeat("x;", tabular.MaxColumns+1), tabular.ErrTooLarge},
		"quote open in front": {"\"a;b\nc;d\n", tabular.ErrNotTable},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := tabular.NewFile(strings.NewReader(test.data), int64(len(test.data)), tabular.Options{})
			if !errors.Is(err, test.want) || file != nil {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}

// garage is what the export of a real program holds.
var garage = map[string]int{"clients": 2000, "contacts": 339, "vehicles": 2989, "visits": 8383, "documents": 666, "lines": 2952}

func TestGarage(t *testing.T) {
	for name, count := range garage {
		t.Run(name, func(t *testing.T) {
			file, err := tabular.Open(filepath.Join("..", "storetest", "testdata", "garage", name+".csv"), tabular.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := file.Close(); err != nil {
					t.Error(err)
				}
			}()
			format := file.Format()
			if format.Encoding != tabular.Windows1252 || format.Delimiter != ';' || format.DelimiterAmbiguous || format.LineEnd != "\r\n" {
				t.Errorf("detected %+v", format)
			}
			rows, refused := readAll(t, file)
			if len(rows) != count || len(refused) != 0 {
				t.Errorf("%d rows, want %d; refused %v", len(rows), count, refused)
			}
			if last := rows[len(rows)-1]; last.Number != count+1 {
				t.Errorf("last row is number %d", last.Number)
			}
		})
	}
}
