package tabular_test

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"garagemail/store/tabular"
)

// knownNames counts the cells that name a column of the tables of these tests.
func knownNames(cells []string) int {
	known := 0
	for _, cell := range cells {
		if slices.Contains([]string{"code", "nom", "prénom", "e-mail", "ville", "plaque", "marque", "date", "motif", "total", "code client"}, strings.ToLower(strings.TrimSpace(cell))) {
			known++
		}
	}
	return known
}

var withNames = tabular.Options{Heading: knownNames}

// workbookOf writes a workbook; lay lays the cells of its sheets.
func workbookOf(t *testing.T, lay func(book *excelize.File) error) string {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is only written
	if err := lay(book); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// sheetOf lays rows of cells from A1 on.
func sheetOf(book *excelize.File, sheet string, rows ...[]any) error {
	for i, row := range rows {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			return err
		}
		if err := book.SetSheetRow(sheet, at, &row); err != nil {
			return err
		}
	}
	return nil
}

// passedOf lists the rows that were refused or passed over as "row reason".
func passedOf(refused []*tabular.RowError) []string {
	var lines []string
	for _, bad := range refused {
		lines = append(lines, strings.TrimSpace(strings.Join(bad.Cells, " "))+": "+bad.Err.Error())
	}
	return lines
}

func TestRowsThatAreNone(t *testing.T) {
	const again, totals, above, other = "heading once more", "row of totals", "row above the heading", "row of another table, under a heading of its own"
	for name, test := range map[string]struct {
		data   string
		header string
		rows   []string
		passed []string
	}{
		"title and totals": {
			"Liste des clients;;\n;;\nCode;Nom;Ville\nC1;Dupont;Mons\nTotal : 1;;\n", "Code;Nom;Ville",
			[]string{"C1;Dupont;Mons"},
			[]string{"Liste des clients: " + above, "Total : 1: " + totals},
		},
		"title with a known word": {
			"Code;au 28/11/2026;;\nCode;Nom;Ville\nC1;Dupont;Mons\n", "Code;Nom;Ville", []string{"C1;Dupont;Mons"}, []string{"Code au 28/11/2026: " + above},
		},
		"two files in one": {
			"\uFEFFCode;Nom\nR1;Un\nCode;Nom\nR2;Deux\n\uFEFFCODE;nom \nR3;Trois\n", "Code;Nom",
			[]string{"R1;Un", "R2;Deux", "R3;Trois"},
			[]string{"Code Nom: " + again, "\uFEFFCODE nom: " + again},
		},
		"the second in another order": {
			"Code;Nom;Ville\nR1;Un;Mons\nNom;Code;Ville\nDeux;R2;Huy\n", "Code;Nom;Ville", []string{"R1;Un;Mons", "R2;Deux;Huy"}, []string{"Nom Code Ville: " + again},
		},
		"another table below": {
			"Code;Nom;Ville\nR1;Un;Mons\nPlaque;Marque;Code client\n1-ABC-1;Ford;R1\nCode;Nom;Ville\nR2;Deux;Huy\n", "Code;Nom;Ville",
			[]string{"R1;Un;Mons", "R2;Deux;Huy"},
			[]string{"Plaque Marque Code client: " + other, "1-ABC-1 Ford R1: " + other, "Code Nom Ville: " + again},
		},
		"names that sound like totals": {
			"Nom;Ville;Code\nTotal Belgium;Mons;1\nTotaal;Gent;2\nSomme Jean;Huy;3\n", "Nom;Ville;Code",
			[]string{"Total Belgium;Mons;1", "Totaal;Gent;2", "Somme Jean;Huy;3"},
			nil,
		},
		"totals in four languages": {
			"Code;Nom;Total\nC1;Un;12,50\n;Total général;1.234,50 €\nAlgemeen totaal:;;12\nSumme;;12,50\nAantal klanten: 25;;\nGrand total (3);;-5\nSous-total HTVA;;12,50\n",
			"Code;Nom;Total",
			[]string{"C1;Un;12,50"},
			[]string{
				"Total général 1.234,50 €: " + totals, "Algemeen totaal:  12: " + totals, "Summe  12,50: " + totals, "Aantal klanten: 25: " + totals,
				"Grand total (3)  -5: " + totals, "Sous-total HTVA  12,50: " + totals,
			},
		},
		"blank columns in front": {";;Code;Nom\n;;C1;Dupont\n", ";;Code;Nom", []string{";;C1;Dupont"}, nil},
		"no known heading":       {"x;y\n1;2\n", "x;y", []string{"1;2"}, nil},
	} {
		file := open(t, test.data, withNames)
		rows, refused := readAll(t, file)
		var got []string
		for _, row := range rows {
			got = append(got, strings.Join(row.Cells, ";"))
		}
		if header := strings.Join(file.Header(), ";"); header != test.header || !slices.Equal(got, test.rows) || !slices.Equal(passedOf(refused), test.passed) {
			t.Errorf("%s: header %q, rows %q, passed over %q", name, header, got, passedOf(refused))
		}
	}
}

func TestEqualsAndQuotes(t *testing.T) {
	file := open(t, "Code;Nom;Tel\n=\"000123\";\"=\"\"Noël\"\"\";=\"0475\"\n'=1;=A1;=\"a\"\"b\"\n", tabular.Options{})
	rows, _ := readAll(t, file)
	if want := [][]string{{"000123", "Noël", "0475"}, {"=1", "=A1", `="a""b"`}}; !reflect.DeepEqual(cellsOf(rows), want) {
		t.Errorf("%q", cellsOf(rows))
	}
}

func TestBesideTheTable(t *testing.T) {
	data := workbookOf(t, func(book *excelize.File) error {
		return sheetOf(book, "Sheet1", []any{"Code", "Nom"}, []any{"C1", "Dupont", nil, "rappeler lundi"}, []any{"C2", "Durand"}, []any{nil, nil, nil, "à revoir"}, []any{"C3", "Maes"})
	})
	file := open(t, data, withNames)
	rows, refused := readAll(t, file)
	if len(rows) != 3 || !slices.Equal(rows[0].Beside, []string{"rappeler lundi"}) || len(rows[0].Cells) != 2 || len(rows[1].Beside) != 0 {
		t.Errorf("%+v", rows)
	}
	if len(refused) != 1 || !errors.Is(refused[0], tabular.ErrBeside) || !refused[0].PassedOver() {
		t.Errorf("%v", refused)
	}
	full := open(t, "Code;Nom;;\nC1;Dupont;;rappeler\nC2;Durand;;\nC3;Maes;;\n", withNames)
	if rows, _ := readAll(t, full); len(full.Header()) != 2 || !slices.Equal(rows[0].Beside, []string{"rappeler"}) {
		t.Errorf("CSV: %q %+v", full.Header(), rows)
	}
	// A column that most rows fill is one, though it has no name.
	unnamed := open(t, "Code;Nom;\nC1;Dupont;a@b.example\nC2;Durand;c@d.example\n", withNames)
	if rows, _ := readAll(t, unnamed); len(unnamed.Header()) != 3 || rows[1].Cells[2] != "c@d.example" {
		t.Errorf("unnamed: %q %+v", unnamed.Header(), rows)
	}
	comma := open(t, "Code,Nom\nC1,Dupont\nC2,Rue 5, Mons\n", withNames)
	if _, refused := readAll(t, comma); len(refused) != 1 || !errors.Is(refused[0], tabular.ErrTooManyCells) {
		t.Errorf("shifted: %v", refused)
	}
}

func TestMergedAndHidden(t *testing.T) {
	data := workbookOf(t, func(book *excelize.File) error {
		_, err := book.NewSheet("Cachée")
		return errors.Join(err,
			sheetOf(book, "Sheet1", []any{"Clients"}, nil, []any{"Code client", "Plaque", "Marque"}, []any{"M1", "1-A", "Ford"}, []any{nil, "1-B", "Opel"}, nil, []any{"M2", "1-C", "Fiat"}),
			book.MergeCell("Sheet1", "A1", "C2"), book.MergeCell("Sheet1", "A4", "A6"),
			book.SetRowVisible("Sheet1", 7, false), book.SetColVisible("Sheet1", "C", false),
			sheetOf(book, "Cachée", []any{"Code", "Nom"}, []any{"H1", "Caché"}), book.SetSheetVisible("Cachée", false))
	})
	file := open(t, data, withNames)
	rows, refused := readAll(t, file)
	var got []string
	for _, row := range rows {
		got = append(got, strings.Join(row.Cells, ";"))
	}
	if want := []string{"M1;1-A;Ford", "M1;1-B;Opel", "M2;1-C;Fiat"}; !slices.Equal(got, want) {
		t.Fatalf("%q", got)
	}
	if rows[0].Merged(0) || !rows[1].Merged(0) || rows[1].Merged(1) || rows[0].Hidden || !rows[2].Hidden {
		t.Errorf("merged and hidden are told of other rows: %+v", rows)
	}
	format := file.Format()
	if len(refused) != 1 || !slices.Equal(format.HiddenColumns, []string{"Marque"}) || !slices.Equal(format.HiddenSheets, []string{"Cachée"}) || format.HeaderRow != 3 {
		t.Errorf("%+v, passed over %q", format, passedOf(refused))
	}
	hidden, err := file.OpenSheet("Cachée", withNames)
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := readAll(t, hidden); len(rows) != 1 || rows[0].Cells[1] != "Caché" {
		t.Errorf("%+v", rows)
	}
	if err := hidden.Close(); err != nil {
		t.Error(err)
	}
	if _, err := file.OpenSheet("Nulle part", withNames); !errors.Is(err, tabular.ErrNoSheet) {
		t.Error(err)
	}
}

func TestChosenHeading(t *testing.T) {
	const data = "Exporté le 28/11/2026\nCode;Nom\nC1;Dupont\n"
	file := open(t, data, tabular.Options{HeaderRow: 2, Delimiter: ';'})
	rows, refused := readAll(t, file)
	if len(rows) != 1 || len(refused) != 1 || !errors.Is(refused[0], tabular.ErrAboveHeader) || file.Format().HeaderRow != 2 {
		t.Errorf("%+v %v", rows, refused)
	}
	again, err := file.Again()
	if err != nil {
		t.Fatal(err)
	}
	if rows, _ := readAll(t, again); len(rows) != 1 {
		t.Errorf("again: %+v", rows)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	deep := strings.Repeat("remarque\n", 19) + "Code;Nom\nC1;Dupont\n"
	if file := open(t, deep, tabular.Options{Heading: knownNames, Delimiter: ';'}); file.Format().HeaderRow != 20 {
		t.Errorf("heading on line 20 found on %d", file.Format().HeaderRow)
	}
}
