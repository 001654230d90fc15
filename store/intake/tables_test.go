package intake_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// importTables are tables as people and programs make them (testdata/tables), with what each must give: what a query says of the
// file afterwards, and what is to be looked at.
var importTables = []struct {
	files string
	query string
	want  string
	said  string
}{
	{
		"clients_countries.xlsx documents_ok.xlsx lines_three_decimals.xlsx",
		`SELECT number, net_cents, vat_cents, total_cents FROM document WHERE number IN ('91001', '91003') ORDER BY number`, "91001|3713|780|4493\n91003|1900|399|2299",
		"postcode 1000 import.noticed_zero\ngsm 475123457 import.noticed_phone\nT8 import.refused_no_name\nname #N/A import.refused_fault\ngsm #REF! import.refused_fault\nemail #N/A import.refused_fault",
	},
	{"clients.csv documents.csv lines-quantity-1.125.xlsx", `SELECT net_cents, vat_cents, total_cents FROM document`, "8900|1869|10769", ""},
	{
		"clients_countries.xlsx documents_mixed_dates.xlsx", `SELECT (SELECT count(*) FROM document), date FROM document WHERE number = '90009'`, "10|2026-11-05",
		"postcode 1000 import.noticed_zero\ngsm 475123457 import.noticed_phone\nT8 import.refused_no_name\nname #N/A import.refused_fault\ngsm #REF! import.refused_fault\nemail #N/A import.refused_fault",
	},
	{"clients.csv vehicles-mixed-dates.xlsx", `SELECT first_registration FROM vehicle ORDER BY plate`, "2015-06-15\n2016-06-16\n2020-02-23", ""},
	{
		"clients.csv vehicles-year-only.csv", `SELECT plate, first_registration FROM vehicle ORDER BY plate`, "1-BBB-001|\n1-BBB-002|",
		"first_registration 2019 import.refused_year_only\nfirst_registration 2020 import.refused_year_only",
	},
	{
		"clients_phone_numbers.xlsx vehicles_km_formats.xlsx", `SELECT count(*), min(km), max(km), sum(km) FROM vehicle`, "7|38910|38916|272391",
		"gsm 475123456 import.noticed_zero\nphone 81223344 import.noticed_zero\npostcode 1067 import.noticed_zero\ngsm 32475123456 import.noticed_zero\ngsm 475123456 import.noticed_zero",
	},
	{
		"clients_phone_numbers.xlsx", `SELECT gsm, phone FROM client ORDER BY number`, "0475 12 34 56|081 22 33 44\n+32 475 12 34 56|\n0475 12 34 56|",
		"gsm 475123456 import.noticed_zero\nphone 81223344 import.noticed_zero\npostcode 1067 import.noticed_zero\ngsm 32475123456 import.noticed_zero\ngsm 475123456 import.noticed_zero",
	},
	{
		"clients_countries.xlsx", `SELECT group_concat(country, ' ') FROM (SELECT country FROM client ORDER BY number)`, "BE IT IT ES PL MA PT",
		"postcode 1000 import.noticed_zero\ngsm 475123457 import.noticed_phone\nT8 import.refused_no_name\nname #N/A import.refused_fault\ngsm #REF! import.refused_fault\nemail #N/A import.refused_fault",
	},
	{"clients_title_above.xlsx", `SELECT number, name FROM client`, "T20|Essai", "Liste des clients au 28/11/2026 import.row_above"},
	{"clients-title-row.xlsx", `SELECT number, name FROM client`, "C9|Noël", "Liste des clients au 28/11/2026 import.row_above"},
	{"three_sheets.xlsx", `SELECT client.number, make, date FROM client, vehicle, visit`, "M1|Volvo|2026-11-05", ""},
	{
		"clients_two_files_glued.csv vehicles_month_names.csv", `SELECT plate, first_registration, next_inspection, (SELECT group_concat(name || first_name) FROM client) FROM vehicle ORDER BY plate`,
		"1-CCC-001|2020-11-05|2026-11-05|EssaiUn,EssaiDeux\n1-CCC-002|2019-02-12|2026-12-31|EssaiUn,EssaiDeux\n1-CCC-003|2021-03-03|2027-05-03|EssaiUn,EssaiDeux",
		"Code import.row_heading\nTotal : 2 import.row_totals",
	},
	{"clients_note_beside.xlsx", `SELECT number FROM client ORDER BY number`, "T30\nT31", "rappeler lundi import.row_beside"},
	{"inline_text_with_value.xlsx", `SELECT number, name FROM client`, "N1|Essai", ""},
	{"inline_text_with_value_data.xlsx", `SELECT number, name FROM client`, "N1|Essai", ""},
	{
		"klanten_ellipsis_cp1252.csv", `SELECT first_name, name, notes FROM client WHERE number IN ('W001', 'W010', 'W011') ORDER BY number`,
		"Klant1|Proef|Belt terug…\nRenée|Coërs|\nFrançois|Proef|", "",
	},
	{"clients-equals-quotes.csv", `SELECT number, name, postcode, phone FROM client`, "000123|Noël|01000|0475123456", ""},
	{"clients-waar.csv", `SELECT accepts_promotional FROM client ORDER BY number`, "1\n0", ""},
}

// TestImportTables brings each case in, a file at a time, and a second time, which changes nothing.
func TestImportTables(t *testing.T) {
	for _, tc := range importTables {
		t.Run(tc.files, func(t *testing.T) {
			db := storetest.New(t)
			var said []string
			for round := range 2 {
				for _, name := range strings.Fields(tc.files) {
					results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.File(filepath.Join("testdata", "tables", name))}, intake.Options{})
					if err != nil {
						t.Fatal(err)
					}
					for _, result := range results {
						if result.Read != result.New+result.Changed+result.Unchanged+result.Refused || round > 0 && result.New+result.Changed > 0 {
							t.Errorf("round %d: %+v", round, result)
						}
					}
					if lines := lookedAt(results); round == 0 && lines != "" {
						said = append(said, lines)
					}
				}
			}
			if got := strings.Join(said, "\n"); got != tc.said && !sameLines(got, tc.said) {
				t.Errorf("said\n%s\nwant\n%s", got, tc.said)
			}
			if got := queried(t, db, tc.query); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// queried returns the rows of a query as lines.
func queried(t *testing.T, db *store.DB, query string) string {
	t.Helper()
	rows, err := storetest.SQL(t, db).QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values, targets := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(values))
		for i, value := range values {
			texts[i] = fmt.Sprint(value)
		}
		lines = append(lines, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

// TestImportFolder: the lock file beside a table is passed over with a line.
func TestImportFolder(t *testing.T) {
	db := storetest.New(t)
	results := importFolder(t, db, filepath.Join("testdata", "tables", "clients.csv"), filepath.Join("testdata", "tables", "~$documents.xlsx"))
	if len(results) != 2 || results[0].New != 5 || lookedAt(results) != "import.file_lock" || !intake.OnlyInforms(results[1].Refusals[0]) {
		t.Errorf("%+v", results)
	}
}
