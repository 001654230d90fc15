package tabular_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"garagemail/store/tabular"
)

func rowsOf(cells [][]string) tabular.Rows {
	return func(yield func([]string, error) bool) {
		for _, row := range cells {
			if !yield(row, nil) {
				return
			}
		}
	}
}

var export = []tabular.Column{{Name: "Nom"}, {Name: "Depuis", Kind: tabular.Date}, {Name: "Total", Kind: tabular.Number, Width: 9}}

func TestWriteCSV(t *testing.T) {
	var out bytes.Buffer
	err := tabular.WriteCSV(&out, export, rowsOf([][]string{
		{"Crèvecœur; fils", "2026-02-01", "-1234.5"},
		{"dit \"le grand\"\nrue", "bientôt", "gratuit"},
		{"=HYPERLINK(\"x\")", "", "12"},
	}))
	const want = "\uFEFFNom;Depuis;Total\r\n" +
		"\"Crèvecœur; fils\";01/02/2026;\"-1234,5\"\r\n" +
		"\"dit \"\"le grand\"\"\nrue\";bientôt;gratuit\r\n" +
		"\"'=HYPERLINK(\"\"x\"\")\";;12\r\n"
	if err != nil || out.String() != want {
		t.Errorf("wrote %q, %v", out.String(), err)
	}
}

func TestFormulaGuard(t *testing.T) {
	for cell, written := range map[string]string{
		"=1+1":            "'=1+1",
		"@SUM(A1)":        "'@SUM(A1)",
		"+A1":             "'+A1",
		"-cmd|' /C calc'": "\"'-cmd|' /C calc'\"",
		"\t=1":            "\"'\t=1\"",
		"＝1":              "'＝1",
		"'=1":             "''=1",
		"-12,50":          "\"-12,50\"",
		"+32 475/12.34":   "+32 475/12.34",
		"-":               "-",
		"'s-Gravenbrakel": "'s-Gravenbrakel",
		"a=b":             "a=b",
	} {
		var out bytes.Buffer
		if err := tabular.WriteCSV(&out, []tabular.Column{{Name: "x"}}, rowsOf([][]string{{cell}})); err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimSuffix(strings.TrimPrefix(out.String(), "\uFEFFx\r\n"), "\r\n"); got != written {
			t.Errorf("%q is written %q, want %q", cell, got, written)
		}
		rows, _ := readAll(t, open(t, out.String(), tabular.Options{Delimiter: ';'}))
		if len(rows) != 1 || rows[0].Cells[0] != cell {
			t.Errorf("%q comes back as %+v", cell, rows)
		}
	}
}

func TestWriteErrors(t *testing.T) {
	failed := errors.New("the list broke off")
	broken := func(yield func([]string, error) bool) { yield(nil, failed) }
	for name, write := range map[string]func(tabular.Rows) error{
		"csv":  func(rows tabular.Rows) error { return tabular.WriteCSV(io.Discard, export, rows) },
		"xlsx": func(rows tabular.Rows) error { return tabular.WriteXLSX(io.Discard, "x", export, rows) },
	} {
		if err := write(broken); !errors.Is(err, failed) {
			t.Errorf("%s: %v", name, err)
		}
		if err := write(rowsOf([][]string{{"one"}})); !errors.Is(err, tabular.ErrWidth) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := tabular.WriteXLSX(io.Discard, "x", export, rowsOf([][]string{{strings.Repeat("x", 32_768), "", ""}})); !errors.Is(err, tabular.ErrCellTooLarge) {
		t.Errorf("long cell: %v", err)
	}
	if err := tabular.WriteCSV(fullDisk{}, export, rowsOf(nil)); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
}

var errFull = errors.New("no space left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWorkbookRoundTrip(t *testing.T) {
	cells := [][]string{
		{"=1+1 <b> \U0001F697", "2026-02-01", "-1234.5"},
		{"ligne 1\nligne 2", "bientôt", "gratuit"},
		{" '02 ", "1899-05-06", "12"},
		{"_x000D_ brut", "", "0"},
		{strings.Repeat("é", 32_767), "", "99999999999999.9"},
	}
	var out bytes.Buffer
	if err := tabular.WriteXLSX(&out, "Clients: [Liège]/Namur, et tous les autres", export, rowsOf(cells)); err != nil {
		t.Fatal(err)
	}
	file := open(t, out.String(), tabular.Options{})
	if format := file.Format(); !format.Workbook || format.Sheet != "Clients   Liège  Namur, et tous" {
		t.Errorf("format %+v", format)
	}
	if got := file.Header(); !reflect.DeepEqual(got, []string{"Nom", "Depuis", "Total"}) {
		t.Errorf("header %q", got)
	}
	rows, refused := readAll(t, file)
	if got := cellsOf(rows); !reflect.DeepEqual(got, cells) || len(refused) > 0 {
		t.Errorf("read %.300q, refused %v", got, refused)
	}
	if rows[0].Kind(0) != tabular.Text || rows[0].Kind(1) != tabular.Date || rows[0].Kind(2) != tabular.Number || rows[1].Kind(2) != tabular.Text {
		t.Errorf("kinds of %q are wrong", rows[0].Cells)
	}
	if read, total := file.Progress(); read != total || total == 0 {
		t.Errorf("read %d of %d", read, total)
	}
	checkLook(t, out.Bytes())
}

// checkLook asks another reader for what only Excel shows: bold, frozen, wide, and no formula.
func checkLook(t *testing.T, data []byte) {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	sheet := book.GetSheetList()[0]
	styleNumber, err := book.GetCellStyle(sheet, "A1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := book.GetStyle(styleNumber)
	if err != nil || style.Font == nil || !style.Font.Bold {
		t.Errorf("the header is not bold: %+v, %v", style, err)
	}
	if panes, err := book.GetPanes(sheet); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	if width, err := book.GetColWidth(sheet, "C"); err != nil || width != 9 {
		t.Errorf("width %v, %v", width, err)
	}
	if formula, err := book.GetCellFormula(sheet, "A2"); err != nil || formula != "" {
		t.Errorf("formula %q, %v", formula, err)
	}
}

// TestWorkbookOfExcel reads what another program's cells look like: formats, dates, text in several styles.
func TestWorkbookOfExcel(t *testing.T) {
	book := excelize.NewFile()
	style := func(format *excelize.Style) int {
		t.Helper()
		number, err := book.NewStyle(format)
		if err != nil {
			t.Fatal(err)
		}
		return number
	}
	custom := func(code string) int { return style(&excelize.Style{CustomNumFmt: &code}) }
	moment := time.Date(2026, 12, 31, 14, 5, 33, 0, time.UTC)
	tests := []struct {
		value any
		style int
		want  string
		kind  tabular.Kind
	}{
		{moment, custom(`dd/mm/yyyy`), "2026-12-31", tabular.Date},
		{moment, custom(`[$-80C]d mmmm yyyy;@`), "2026-12-31", tabular.Date},
		{moment, custom(`yyyy-mm-dd hh:mm`), "2026-12-31T14:05:33", tabular.Date},
		{moment, style(&excelize.Style{NumFmt: 14}), "2026-12-31", tabular.Date},
		{0.5, custom(`h:mm`), "12:00:00", tabular.Text},
		{1.5, custom(`[h]:mm`), "36:00:00", tabular.Text},
		{5000, custom(`00000`), "05000", tabular.Text},
		{475123456, custom(`0000" "00" "00" "00`), "0475 12 34 56", tabular.Text},
		{32475123456, custom(`0#" "##" "##" "##" "##`), "324 75 12 34 56", tabular.Text},
		{1234.5, custom(`#,##0.00 "€ (d'après)"`), "1234.5", tabular.Number},
		{0.21, style(&excelize.Style{NumFmt: 9}), "21%", tabular.Number},
		{0.1 + 0.2, 0, "0.3", tabular.Number},
		{123456789012, 0, "123456789012", tabular.Number},
		{1e20, 0, "100000000000000000000", tabular.Number},
		{true, 0, "TRUE", tabular.Bool},
		{"texte\r\nligne", 0, "texte\nligne", tabular.Text},
	}
	for i, test := range tests {
		cell, err := excelize.CoordinatesToCellName(i+1, 3)
		if err != nil {
			t.Fatal(err)
		}
		head, err := excelize.CoordinatesToCellName(i+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(book.SetCellValue("Sheet1", head, "h"), book.SetCellValue("Sheet1", cell, test.value)); err != nil {
			t.Fatal(err)
		}
		if test.style > 0 {
			if err := book.SetCellStyle("Sheet1", cell, cell, test.style); err != nil {
				t.Fatal(err)
			}
		}
	}
	runs := []excelize.RichTextRun{{Text: "gras ", Font: &excelize.Font{Bold: true}}, {Text: "et maigre"}}
	if err := errors.Join(book.SetCellRichText("Sheet1", "A5", runs), book.SetCellValue("Sheet1", "AZ7", "trop")); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	file := open(t, out.String(), tabular.Options{})
	if file.Format().HeaderRow != 2 {
		t.Errorf("header in row %d", file.Format().HeaderRow)
	}
	rows, refused := readAll(t, file)
	for i, test := range tests {
		if got, kind := rows[0].Cells[i], rows[0].Kind(i); got != test.want || kind != test.kind {
			t.Errorf("%v reads %q of kind %d, want %q of kind %d", test.value, got, kind, test.want, test.kind)
		}
	}
	if len(rows) != 2 || rows[1].Number != 5 || rows[1].Cells[0] != "gras et maigre" {
		t.Errorf("rows %+v", rows)
	}
	if len(refused) != 1 || refused[0].Number != 7 || !errors.Is(refused[0], tabular.ErrBeside) {
		t.Errorf("refused %v", refused)
	}
}

func TestSheets(t *testing.T) {
	book := excelize.NewFile()
	for _, name := range []string{"Secret", "Clients"} {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellValue(name, "A1", name); err != nil {
			t.Fatal(err)
		}
	}
	if err := book.SetSheetVisible("Secret", false); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	file := open(t, out.String(), tabular.Options{}) // Sheet1 is empty
	if format := file.Format(); format.Sheet != "Clients" || !reflect.DeepEqual(format.Sheets, []string{"Sheet1", "Secret", "Clients"}) {
		t.Errorf("format %+v", format)
	}
	if got := open(t, out.String(), tabular.Options{Sheet: "Secret"}).Header(); got[0] != "Secret" {
		t.Errorf("asked for the hidden one, got %q", got)
	}
	for sheet, want := range map[string]error{"Autre": tabular.ErrNoSheet, "Sheet1": tabular.ErrEmpty} {
		if _, err := tabular.NewFile(bytes.NewReader(out.Bytes()), int64(out.Len()), tabular.Options{Sheet: sheet}); !errors.Is(err, want) {
			t.Errorf("%s: %v", sheet, err)
		}
	}
}

func TestRefusedWorkbooks(t *testing.T) {
	book := excelize.NewFile()
	if err := book.SetCellValue("Sheet1", "A1", "Nom"); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(t.TempDir(), "locked.xlsx")
	if err := book.SaveAs(locked, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	if _, err := tabular.Open(locked, tabular.Options{}); !errors.Is(err, tabular.ErrPassword) {
		t.Errorf("password: %v", err)
	}
	for name, test := range map[string]struct {
		parts map[string]string
		want  error
	}{
		"zip of something":   {map[string]string{"photo.jpg": "x"}, tabular.ErrNotTable},
		"OpenDocument":       {map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, tabular.ErrDamaged},
		"binary workbook":    {map[string]string{"_rels/.rels": relationTo("officeDocument", "xl/workbook.bin")}, tabular.ErrOldExcel},
		"a text of Word":     {map[string]string{"_rels/.rels": relationTo("officeDocument", "word/document.xml"), "word/document.xml": "<document/>"}, tabular.ErrNotTable},
		"part that is gone":  {map[string]string{"_rels/.rels": relationTo("officeDocument", "xl/workbook.xml")}, tabular.ErrDamaged},
		"workbook that ends": {map[string]string{"_rels/.rels": relationTo("officeDocument", "xl/workbook.xml"), "xl/workbook.xml": "<workbook><sheets>"}, tabular.ErrDamaged},
	} {
		data := zipOf(t, test.parts)
		if _, err := tabular.NewFile(bytes.NewReader(data), int64(len(data)), tabular.Options{}); !errors.Is(err, test.want) {
			t.Errorf("%s: %v, want %v", name, err, test.want)
		}
	}
}

func relationTo(kind, target string) string {
	return `<Relationships><Relationship Id="r1" Type="http://x/` + kind + `" Target="` + target + `"/></Relationships>`
}

func zipOf(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, text := range parts {
		part, err := archive.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestDamagedSheet wants an error where rows would be missing, never a shorter list.
func TestDamagedSheet(t *testing.T) {
	const row = `<row r="%"><c t="inlineStr"><is><t>x</t></is></c></row>`
	good := strings.Replace(row, "%", "1", 1) + strings.Replace(row, "%", "2", 1)
	for name, test := range map[string]struct {
		rows string
		want error
	}{
		"cut short":           {good, tabular.ErrDamaged},
		"control character":   {good + `<row><c t="str"><v>` + "\x0B" + `</v></c></row></sheetData></worksheet>`, tabular.ErrDamaged},
		"text that is not":    {good + `<row><c t="s"><v>7</v></c></row></sheetData></worksheet>`, tabular.ErrBadCell},
		"one row of 70 MB":    {good + `<row>` + strings.Repeat("<c/>", 18<<20) + `</row></sheetData></worksheet>`, tabular.ErrTooLarge},
		"cell beyond 1 MB":    {good + `<row><c t="str"><v>` + strings.Repeat("x", tabular.MaxCell+1) + `</v></c></row></sheetData></worksheet>`, tabular.ErrCellTooLarge},
		"a column out of all": {good + `<row><c r="ZZZ3" t="str"><v>x</v></c></row></sheetData></worksheet>`, tabular.ErrTooManyCells},
	} {
		t.Run(name, func(t *testing.T) {
			data := zipOf(t, map[string]string{
				"_rels/.rels":                relationTo("officeDocument", "/xl/workbook.xml"),
				"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="A" r:id="r1"/></sheets></workbook>`,
				"xl/_rels/workbook.xml.rels": relationTo("worksheet", "worksheets/a.xml"),
				"xl/worksheets/a.xml":        `<worksheet><sheetData>` + test.rows,
			})
			file := open(t, string(data), tabular.Options{})
			if row, err := file.Next(); err != nil || row.Cells[0] != "x" {
				t.Fatalf("row %v, %v", row, err)
			}
			if _, err := file.Next(); !errors.Is(err, test.want) {
				t.Errorf("got %v, want %v", err, test.want)
			}
		})
	}
}
