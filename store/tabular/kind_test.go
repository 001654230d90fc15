package tabular_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"garagemail/store/tabular"
)

// TestNumberFormats: a format that shows a unit, a condition or a foreign word makes no date of a number.
func TestNumberFormats(t *testing.T) {
	for _, test := range []struct {
		code  string
		value float64
		want  string
		kind  tabular.Kind
	}{
		{`General" km"`, 38910, "38910", tabular.Number},
		{`#,##0" km"`, 38910, "38910", tabular.Number},
		{`0" km"`, 38910, "38910", tabular.Number},
		{`[Magenta]General`, 38913, "38913", tabular.Number},
		{`General\ \k\m`, 38915, "38915", tabular.Number},
		{`"±"General" mois"`, 12, "12", tabular.Number},
		{`Standard" Monate"`, 12, "12", tabular.Number},
		{`Standaard`, 2019, "2019", tabular.Number},
		{`0 d`, 5, "5", tabular.Number},
		{`0.0 h`, 1.5, "1.5", tabular.Number},
		{`#,##0.00 "dirham"`, 12.5, "12.5", tabular.Number},
		{`0.00" %"`, 21, "21", tabular.Number},
		{`0.00%`, 0.21, "21%", tabular.Number},
		{`0.000`, 4.125, "4.125", tabular.Number},
		{`General`, 2019, "2019", tabular.Number},
		{`0000000000`, 475123456, "0475123456", tabular.Text},
		{`[<=99999999]0" "##" "##" "##;0###" "##" "##" "##`, 475123456, "0475 12 34 56", tabular.Text},
		{`00000`, 1067, "01067", tabular.Text},
		{`dd/mm/yyyy`, 46331, "2026-11-05", tabular.Date},
		{`d-mmm-yy`, 46331, "2026-11-05", tabular.Date},
		{`[$-80C]dddd d mmmm yyyy;@`, 46331, "2026-11-05", tabular.Date},
		{`jj/mm/aaaa`, 46331, "2026-11-05", tabular.Date},
		{`TT.MM.JJJJ`, 46331, "2026-11-05", tabular.Date},
		{`dd/mm/yyyy hh:mm`, 46331.5, "2026-11-05T12:00:00", tabular.Date},
		{`dd/mm/yyyy;;""`, 46331, "2026-11-05", tabular.Date},
		{`dd/mm/yyyy`, 0, "", tabular.Text},
	} {
		data := workbookOf(t, func(book *excelize.File) error {
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &test.code})
			return errors.Join(err, book.SetSheetRow("Sheet1", "A1", &[]any{"x", "y"}), book.SetSheetRow("Sheet1", "A2", &[]any{test.value, "z"}),
				book.SetCellStyle("Sheet1", "A2", "A2", style))
		})
		rows, _ := readAll(t, open(t, data, tabular.Options{}))
		if got, kind := rows[0].Cells[0], rows[0].Kind(0); got != test.want || kind != test.kind {
			t.Errorf("%g as %s is %q of kind %d, want %q of kind %d", test.value, test.code, got, kind, test.want, test.kind)
		}
	}
}

// TestErrorsOfAWorkbook: #N/A in place of a value is told from a text that says so.
func TestErrorsOfAWorkbook(t *testing.T) {
	file, err := tabular.Open("../intake/testdata/tables/clients_countries.xlsx", tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, _ := readAll(t, file)
	last := rows[len(rows)-1]
	for column, want := range map[int]string{1: "#N/A", 7: "#REF!", 8: "#N/A"} {
		if last.Cells[column] != want || last.Kind(column) != tabular.Fault {
			t.Errorf("column %d: %q of kind %d", column, last.Cells[column], last.Kind(column))
		}
	}
	if rows[1].Kind(7) != tabular.Number || rows[0].Kind(7) != tabular.Text {
		t.Error("a telephone number kept as a number is not told from one in text")
	}
}

// TestTextWithValue: programs that write a cell's own text twice say it once.
func TestTextWithValue(t *testing.T) {
	for _, name := range []string{"inline_text_with_value.xlsx", "inline_text_with_value_data.xlsx"} {
		file, err := tabular.Open("../intake/testdata/tables/"+name, tabular.Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows, _ := readAll(t, file)
		if file.Header()[0] != "Code" || file.Header()[3] != "E-mail" || rows[0].Cells[1] != "Essai" {
			t.Errorf("%s: %q %q", name, file.Header(), rows[0].Cells)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestFormulaWithoutValue: a program that writes formulas and reckons none leaves cells of which nobody knows the value; they are no
// empty ones.
func TestFormulaWithoutValue(t *testing.T) {
	data := workbookOf(t, func(book *excelize.File) error {
		return errors.Join(book.SetCellStr("Sheet1", "A1", "Nom"), book.SetCellStr("Sheet1", "B1", "E-mail"), book.SetCellStr("Sheet1", "A2", "Dupont"),
			book.SetCellFormula("Sheet1", "B2", `A2&"@mail.example"`))
	})
	file, err := tabular.NewFile(strings.NewReader(data), int64(len(data)), tabular.Options{})
	if err != nil {
		t.Fatal(err)
	}
	row, err := file.Next()
	if err != nil || row.Cells[1] != `=A2&"@mail.example"` || row.Kind(1) != tabular.Fault {
		t.Errorf("%+v, %v", row, err)
	}
}
