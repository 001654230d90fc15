package intake_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// garageContent are the rows of a garage as they stand in the file, without what is only of the file: ids, times, and the import.
var garageContent = []string{
	`SELECT number, title, client.name, first_name, company_form, address, postcode, locality, country, language, phone, gsm, email, billing_email, vat_number,
		family.name, client_type.name, accepts_promotional, notes
		FROM client LEFT JOIN family ON family.id = family_id LEFT JOIN client_type ON client_type.id = type_id ORDER BY number`,
	`SELECT client.number, contact.name, contact.first_name, role, contact.email, contact.gsm FROM contact JOIN client ON client.id = client_id ORDER BY 1, 2, 3, 5`,
	`SELECT client.number, plate, vin, make, model, vehicle_type, first_registration, km, next_inspection FROM vehicle JOIN client ON client.id = client_id
		ORDER BY 1, 2, 3`,
	`SELECT client.number, plate, date, visit.km, reason FROM visit JOIN client ON client.id = visit.client_id LEFT JOIN vehicle ON vehicle.id = vehicle_id
		ORDER BY 1, 2, 3, 4, 5`,
	`SELECT client.number, document.number, kind, date, due_date, document.plate, vehicle.plate, reference, net_cents, vat_cents, total_cents
		FROM document JOIN client ON client.id = document.client_id LEFT JOIN vehicle ON vehicle.id = vehicle_id ORDER BY 1, 2`,
	`SELECT client.number, document.number, position, description, quantity_thousandths, unit, unit_price_millionths, discount_basis_points, vat_basis_points
		FROM document_line JOIN document ON document.id = document_id JOIN client ON client.id = document.client_id ORDER BY 1, 2, 3`,
}

// contentOfGarage returns the rows of each query.
func contentOfGarage(t *testing.T, db *store.DB, queries []string) (content [][]string) {
	t.Helper()
	for _, query := range queries {
		content = append(content, rowsOf(t, db, query))
	}
	return content
}

func rowsOf(t *testing.T, db *store.DB, query string) (found []string) {
	t.Helper()
	rows, err := db.Reader.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, value := range values {
			cells = append(cells, value.String)
		}
		found = append(found, strings.Join(cells, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

// importedFolder is what a folder brings into a new garage.
func importedFolder(t *testing.T, folder string) (*store.DB, []intake.Result) {
	t.Helper()
	db := storetest.New(t)
	files, err := intake.FindFiles([]string{folder})
	if err != nil {
		t.Fatal(err)
	}
	report, err := intake.ImportAll(t.Context(), db, intake.NewBatch(files, storetest.TableWords.File), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return db, report.Results()
}

// TestImportCarPack: FoxPro tables with memos bring in what the same garage's export for Excel does, field by field.
func TestImportCarPack(t *testing.T) {
	tables, results := importedFolder(t, filepath.Join("testdata", "carpack"))
	export, _ := importedFolder(t, filepath.Join("..", "storetest", "testdata", "garage"))
	got, all := contentOfGarage(t, tables, garageContent), contentOfGarage(t, export, garageContent)
	ours := map[string]bool{}
	for _, row := range got[0] {
		ours[strings.SplitN(row, "|", 2)[0]] = true
	}
	for i := range garageContent {
		want := slices.DeleteFunc(all[i], func(row string) bool { return !ours[strings.SplitN(row, "|", 2)[0]] })
		if len(want) < 10 || !slices.Equal(got[i], want) {
			t.Errorf("%s\ngives %d rows, want %d: %s", garageContent[i], len(got[i]), len(want), firstDifference(got[i], want))
		}
	}
	deleted := map[string]string{}
	for _, result := range results {
		for _, line := range result.Refusals {
			if line.Reason == "import.records_deleted" {
				deleted[result.File] = line.Value
			}
		}
		if result.Format.MemoMissing || result.File == "CLIENT.fpt" {
			t.Errorf("the memos of %s were not found", result.File)
		}
	}
	if deleted["CLIENT.dbf"] != "3" || deleted["PASSAGE.dbf"] != "4" {
		t.Errorf("deleted records told: %v", deleted)
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("\n%s\nnot\n%s", got[i], want[i])
		}
	}
	return "one is longer"
}

// TestImportDBaseAsWritten: a table without its memos, one cut short, one that another program writes to, one of a name that lies.
func TestImportDBaseAsWritten(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("testdata", "carpack", "CLIENT.dbf"))
	if err != nil {
		t.Fatal(err)
	}
	fewer := slices.Clone(data)
	fewer[4] -= 2
	for name, test := range map[string]struct {
		data []byte
		said string
		new  int
	}{
		"memos missing": {data, "import.memo_missing", 75},
		"cut short":     {data[:len(data)-1000], "error.file_damaged", 0},
		"not counted":   {fewer, "import.records_uncounted", 73},
		"another thing": {[]byte("%PDF-1.4\n"), "import.file_is_pdf", 0},
		"a text":        {[]byte("\x00\x01nothing"), "import.file_no_dbase", 0},
		"dBASE 7":       {append([]byte{4}, data[1:]...), "import.file_old_dbase", 0},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			if err := os.WriteFile(filepath.Join(folder, "CLIENT.DBF"), test.data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, results := importedFolder(t, folder)
			said := slices.ContainsFunc(results, func(r intake.Result) bool {
				return slices.ContainsFunc(r.Refusals, func(v store.RefusedValue) bool { return v.Reason == test.said })
			})
			if !said || results[0].New != test.new {
				t.Errorf("%d new; %+v", results[0].New, results[0].Refusals)
			}
		})
	}
}

// TestImportCutHeadings: the names of fields are cut after ten bytes, and some stand without the prefix of the others.
func TestImportCutHeadings(t *testing.T) {
	db := storetest.New(t)
	for _, test := range []struct{ file, header, entity, fields string }{
		{"VEHIC.csv", "CODE_CLIEN;IMMATRICUL;CHASSIS;MARQUE;MODELE;TYPE_VEHIC;MISE_EN_CI;KILOMETRAG;CONTROLE_T", "vehicle", "client plate vin make model vehicle_type first_registration km next_inspection"},
		{"KLANT.csv", "KLANTNUMME;NAAM;VOORNAAM;ADRES;POSTCODE;GEMEENTE;TELEFOONNU;EMAILADRES;BTWNUMMER;OPMERKINGE", "client", "number name first_name address postcode locality phone email vat_number notes"},
		{"CLIENT.csv", "CLCODE;CLNOM;CLPRENOM;CLADRESSE;CLCP;CLVILLE;CLTEL;CLEMAIL;DATEMAJ", "client", "number name first_name address postcode locality phone email "},
		{"FACLIGNE.csv", "FLNUM;FLLIB;FLQTE;FLPRIX;FLREM;FLTVA", "line", "number description quantity unit_price discount vat_rate"},
		{"LIGNES.csv", "NUMERO;DESIGNATIO;QUANTITE;PRIX_UNITA;REMISE;TAUX_TVA", "line", "number description quantity unit_price discount vat_rate"},
	} {
		row := strings.Repeat("x;", strings.Count(test.header, ";")) + "x"
		preview, err := intake.PreviewImport(t.Context(), db, storetest.TableWords.Bytes(test.file, []byte(test.header+"\n"+row+"\n")))
		if err != nil || preview.Mapping.Entity != test.entity || strings.Join(preview.Mapping.Fields, " ") != test.fields {
			t.Errorf("%s is %s %q, %v", test.header, preview.Mapping.Entity, preview.Mapping.Fields, err)
		}
	}
}

// TestTables: what the writers of `make tables` wrote brings in what the CSV of the same rows does. The table of the figures goes to the
// file that GARAGEMAIL_TABLES_REPORT names.
func TestTables(t *testing.T) {
	root := os.Getenv("GARAGEMAIL_TABLES")
	if root == "" {
		t.Skip("make tables runs it")
	}
	folders, err := filepath.Glob(filepath.Join(root, "*"))
	if err != nil || len(folders) < 20 {
		t.Fatal(folders, err)
	}
	export, _ := importedFolder(t, filepath.Join("..", "..", "tables", "rows"))
	want := contentOfGarage(t, export, garageContent)
	report := "| Written by | Files | Clients | Vehicles | Documents | Lines | Equal |\n|---|---|---|---|---|---|---|\n"
	for _, folder := range folders {
		db, results := importedFolder(t, folder)
		got := contentOfGarage(t, db, garageContent)
		equal := "yes"
		for i := range want {
			if !slices.Equal(got[i], want[i]) {
				equal = "no"
				t.Errorf("%s: %s", filepath.Base(folder), firstDifference(got[i], want[i]))
			}
		}
		report += fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %s |\n", filepath.Base(folder), len(results), len(got[0]), len(got[2]), len(got[4]), len(got[5]), equal)
	}
	if path := os.Getenv("GARAGEMAIL_TABLES_REPORT"); path != "" {
		if err := os.WriteFile(path, []byte(report), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Log("\n" + report)
}
