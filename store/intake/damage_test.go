package intake_test

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// sheetTable is a table as the test makes it: what of it came in, or is listed, is counted.
type sheetTable struct {
	name    string
	header  []string
	rows    [][]string
	strange int  // rows that are none of the table's: titles, totals, headings again
	unknown bool // no heading of it is known
	hidden  bool
	title   int // rows above the heading
}

// damage spoils a table in one of the ways that people and programs do.
func (s *sheetTable) damage(random *rand.Rand) {
	at := func() []string { return s.rows[random.IntN(len(s.rows))] }
	switch random.IntN(14) {
	case 0: // a column under a name that nobody knows
		s.header[random.IntN(len(s.header))] = "Zzz" + fmt.Sprint(random.IntN(100))
	case 1: // a column more
		s.header = append(s.header, "Kleurcode")
		for i := range s.rows {
			s.rows[i] = append(s.rows[i], []string{"rood", ""}[random.IntN(2)])
		}
	case 2: // columns in another order
		random.Shuffle(len(s.header), func(i, j int) {
			s.header[i], s.header[j] = s.header[j], s.header[i]
			for _, row := range s.rows {
				row[i], row[j] = row[j], row[i]
			}
		})
	case 3: // a row twice
		s.rows = append(s.rows, slices.Clone(at()))
	case 4: // a cell of nonsense
		row := at()
		row[random.IntN(len(row))] = []string{"???", "31/02/2026", "n/a", "-", "#N/A", "1,2,3", "é\"è", "x@", "99999999999999999999", "=1+1"}[random.IntN(10)]
	case 5: // an empty cell
		row := at()
		row[random.IntN(len(row))] = ""
	case 6: // a line of totals
		row := make([]string, len(s.header))
		row[0] = fmt.Sprintf("Total : %d", len(s.rows))
		s.rows, s.strange = append(s.rows, row), s.strange+1
	case 7: // the headings again
		place := random.IntN(len(s.rows))
		s.rows, s.strange = slices.Insert(s.rows, place, slices.Clone(s.header)), s.strange+1
	case 8: // no heading that is known
		for i := range s.header {
			s.header[i] = fmt.Sprintf("Qqq%c", 'a'+i)
		}
		s.unknown = true
	case 9: // a title above
		s.title++
	case 10: // a column without a name
		s.header[random.IntN(len(s.header))] = ""
	case 11: // a heading in another language or way
		for i, heading := range s.header {
			if other := otherHeadings[heading]; other != "" {
				s.header[i] = other
			}
		}
	case 12: // two columns of one name
		s.header[random.IntN(len(s.header))] = s.header[random.IntN(len(s.header))]
	case 13:
		s.hidden = true
	}
}

var otherHeadings = map[string]string{
	"Code": "Klantnr.", "Nom": "Naam", "E-mail facturation": "E-mail facturatie", "Accepte promo": "Promo aanvaard", "Type": "Klanttype", "Châssis": "Chassisnr",
	"Code client": "Kd.-Nr.", "Plaque": "Nr. plaat", "1ère mise en circ.": "1e inschrijving", "Numéro": "Factuurnr.", "Prix unitaire HTVA": "Eenheidsprijs excl.",
}

// cells are all rows of the table as they stand in a file.
func (s *sheetTable) cells() [][]string {
	var all [][]string
	for i := range s.title {
		all = append(all, []string{fmt.Sprintf("Export du garage, page %d", i+1)})
	}
	return append(append(all, s.header), s.rows...)
}

// garageTables are some rows of each table of the garage.
func garageTables(t *testing.T, random *rand.Rand) []*sheetTable {
	t.Helper()
	paths, err := filepath.Glob("../storetest/testdata/garage/*.csv")
	if err != nil || len(paths) != 6 {
		t.Fatal(paths, err)
	}
	var tables []*sheetTable
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := charmap.Windows1252.NewDecoder().Bytes(content)
		if err != nil {
			t.Fatal(err)
		}
		reader := csv.NewReader(bytes.NewReader(text))
		reader.Comma, reader.FieldsPerRecord = ';', -1
		all, err := reader.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		header, last := all[0], min(len(all), 6+random.IntN(30))
		rows := all[1:last]
		for i := range rows {
			for len(rows[i]) < len(header) {
				rows[i] = append(rows[i], "")
			}
		}
		tables = append(tables, &sheetTable{name: strings.TrimSuffix(filepath.Base(path), ".csv"), header: header, rows: rows})
	}
	return tables
}

// TestImportDamagedGarages: whatever is done to the files of a garage, every row, column and sheet of them came in or is listed.
func TestImportDamagedGarages(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 13))
			tables := garageTables(t, random)
			for range 1 + random.IntN(12) {
				tables[random.IntN(len(tables))].damage(random)
			}
			asWorkbook := seed%2 == 0
			var files map[string]string
			if asWorkbook {
				files = workbookOf(t, tables)
			} else {
				files = textsOf(t, random, tables)
			}
			folder := folderOf(t, files)
			if random.IntN(3) == 0 { // a file breaks off
				spoil(t, random, folder)
			}
			db := storetest.New(t)
			checkDamaged(t, tables, importFolder(t, db, folder), damaged{Direct: storetest.SQL(t, db), Workbook: asWorkbook})
		})
	}
}

// spoil adds files that are none.
func spoil(t *testing.T, random *rand.Rand, folder string) {
	t.Helper()
	for _, one := range []struct{ name, content string }{{"~$a.xlsx", "x"}, {"leeg.csv", ""}, {"stuk.xlsx", "PK\x03\x04stuk"}, {"oud.dbf", "\x03\x00\x00\x00"}} {
		if random.IntN(2) == 0 {
			if err := os.WriteFile(filepath.Join(folder, one.name), []byte(one.content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func workbookOf(t *testing.T, tables []*sheetTable) map[string]string {
	t.Helper()
	book := excelize.NewFile()
	for i, table := range tables {
		if i == 0 {
			table.hidden = false // a workbook shows one sheet at least
			must(t, book.SetSheetName("Sheet1", table.name))
		} else if _, err := book.NewSheet(table.name); err != nil {
			t.Fatal(err)
		}
		for n, row := range table.cells() {
			cell, err := excelize.CoordinatesToCellName(1, n+1)
			must(t, err)
			must(t, book.SetSheetRow(table.name, cell, &row))
		}
		if table.hidden {
			must(t, book.SetSheetVisible(table.name, false))
		}
	}
	var out bytes.Buffer
	must(t, book.Write(&out))
	return map[string]string{"garage.xlsx": out.String()}
}

func textsOf(t *testing.T, random *rand.Rand, tables []*sheetTable) map[string]string {
	t.Helper()
	files := map[string]string{}
	for _, table := range tables {
		var out bytes.Buffer
		writer := csv.NewWriter(&out)
		writer.Comma = []rune{';', ',', '\t', '|'}[random.IntN(4)]
		writer.UseCRLF = random.IntN(2) == 0
		width := 0
		for _, row := range table.cells() {
			width = max(width, len(row))
		}
		for _, row := range table.cells() {
			for len(row) < width {
				row = append(row, "")
			}
			must(t, writer.Write(row))
		}
		writer.Flush()
		text := out.String()
		if random.IntN(2) == 0 {
			coded, err := charmap.Windows1252.NewEncoder().String(text)
			must(t, err)
			text = coded
		}
		table.hidden = false
		files[table.name+".csv"] = text
	}
	return files
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// damaged is where a damaged garage was brought in, and whether from a workbook.
type damaged struct {
	Direct   *sql.DB
	Workbook bool
}

// checkDamaged holds what the results say against what was in the tables.
func checkDamaged(t *testing.T, tables []*sheetTable, results []intake.Result, in damaged) {
	t.Helper()
	byName := map[string]intake.Result{}
	for _, result := range results {
		name := strings.TrimSuffix(result.File, ".csv")
		if in.Workbook && result.Sheet != "" {
			name = result.Sheet
		}
		if _, twice := byName[name]; twice {
			t.Errorf("two results of %s", name)
		}
		byName[name] = result
		if result.Entity == "" && len(result.Refusals) == 0 {
			t.Errorf("%s did not come in and nothing says so", name)
		}
	}
	for _, table := range tables {
		result, told := byName[table.name]
		switch {
		case !told:
			t.Errorf("nothing is said of %s: %v", table.name, slices.Sorted(maps.Keys(byName)))
		case result.Entity == "": // listed whole
		default:
			table.check(t, result)
			table.checkValues(t, in.Direct, result)
		}
	}
}

// check holds the counts of a table that came in, and its columns one by one.
func (s *sheetTable) check(t *testing.T, result intake.Result) {
	t.Helper()
	rows := -1 // the heading is none
	for _, row := range s.cells() {
		if strings.Join(row, "") != "" {
			rows++
		}
	}
	if result.Read+result.PassedOver != rows {
		t.Errorf("%s: %d rows read and %d passed over of %d", s.name, result.Read, result.PassedOver, rows)
	}
	whole := 0
	for _, one := range result.Refusals {
		if one.RowNumber > result.Format.HeaderRow && one.Field == "" && one.EntityID == 0 && one.Reason != "import.row_beside" {
			whole++
		}
	}
	if result.Read != result.New+result.Changed+result.Unchanged+result.Refused || whole < result.Refused {
		t.Errorf("%s: read %d, new %d, changed %d, unchanged %d, refused %d, listed %d", s.name, result.Read, result.New, result.Changed, result.Unchanged, result.Refused, whole)
	}
	if s.unknown && result.Format.HeaderRow != s.title+1 {
		return // another row of headings was found under its own, and what is above is listed
	}
	for i, heading := range s.header {
		s.checkColumn(t, result, i, heading)
	}
}

// checkColumn: a column that holds something has a field, or a line, or stands beside the table, value for value.
func (s *sheetTable) checkColumn(t *testing.T, result intake.Result, index int, heading string) {
	t.Helper()
	values := 0
	for _, row := range s.rows {
		if index < len(row) && strings.TrimSpace(row[index]) != "" {
			values++
		}
	}
	beside := 0 // under a heading in another order, or without a name at the end
	for _, one := range result.Refusals {
		if one.Reason == "import.row_beside" {
			beside++
		}
	}
	if index >= len(result.Columns) {
		if beside < values-s.strange {
			t.Errorf("%s: column %d holds %d values, %d are listed beside the table", s.name, index+1, values, beside)
		}
		return
	}
	column := result.Columns[index]
	listed := slices.ContainsFunc(result.Refusals, func(one store.RefusedValue) bool {
		return one.Value == column.Heading && (one.Reason == "import.column_left" || one.Reason == "import.column_proposed")
	})
	switch {
	case heading != "" && column.Heading != heading:
		t.Errorf("%s: column %d is %q, not %q", s.name, index+1, column.Heading, heading)
	case column.Field == "" && column.Values > 0 && !listed, column.Proposed && !listed:
		t.Errorf("%s: column %q is not listed", s.name, heading)
	case column.Field == "" && (column.Values+beside < values-s.strange-result.Refused || column.Values > values):
		t.Errorf("%s: column %q holds %d values, %d are counted", s.name, heading, values, column.Values)
	}
}
