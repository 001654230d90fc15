package command

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"garagemail/assets"
	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/ui/programtest"
)

// importedBy runs the command on files of testdata/tables and others, and returns what it answers.
func importedBy(t *testing.T, path string, code int, args ...string) (answers []ImportAnswer) {
	t.Helper()
	programtest.Run(t, programtest.Program(t, path, append([]string{"import", "--json"}, args...)...)).Must(t, code, &answers)
	return answers
}

// tableFile is the absolute path of a case: the program runs in a folder of its own.
func tableFile(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "store", "intake", "testdata", "tables", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImportCommandTables: the command says of every case what the store says, with 1 when something is to be looked at.
func TestImportCommandTables(t *testing.T) {
	for _, tc := range []struct {
		code  int
		files string
	}{
		{ExitDone, "clients.csv documents.csv lines-quantity-1.125.xlsx vehicles-mixed-dates.xlsx"},
		{ExitFailed, "clients_countries.xlsx documents_ok.xlsx lines_three_decimals.xlsx"},
		{ExitFailed, "clients_phone_numbers.xlsx vehicles_km_formats.xlsx"},
		{ExitFailed, "clients.csv vehicles-year-only.csv"},
		{ExitDone, "three_sheets.xlsx"},
		{ExitDone, "clients_title_above.xlsx clients-title-row.xlsx"},
		{ExitDone, "clients_two_files_glued.csv vehicles_month_names.csv"},
		{ExitFailed, "clients_note_beside.xlsx"},
		{ExitDone, "clients-equals-quotes.csv clients-waar.csv inline_text_with_value.xlsx"},
		{ExitDone, "clients.csv ~$documents.xlsx"},
	} {
		folder := t.TempDir()
		var paths []string
		for _, name := range strings.Fields(tc.files) {
			paths = append(paths, tableFile(t, name))
		}
		answers := importedBy(t, filepath.Join(folder, "a.db"), tc.code, paths...)
		found, err := intake.FindFiles(paths)
		if err != nil {
			t.Fatal(err)
		}
		programtest.WithFile(t, filepath.Join(folder, "b.db"), func(db *store.DB) {
			all, err := intake.ImportAll(t.Context(), db, intake.NewBatch(found, intake.NewWords(lang.Everywhere, assets.LocalityNames).File), intake.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for i, result := range all.Results() {
				a := answers[i]
				if a.File != result.File || a.Sheet != result.Sheet || a.Read != result.Read || a.New != result.New || a.PassedOver != result.PassedOver || len(a.Values) != len(result.Refusals) {
					t.Errorf("%s: the command says %+v, the store %+v", tc.files, a, result)
				}
			}
		})
	}
}

// TestImportCommandFlags: encoding, delimiter, sheet and line of the headings as they are said, columns by name in text and JSON.
func TestImportCommandFlags(t *testing.T) {
	folder := t.TempDir()
	list := filepath.Join(folder, "liste.csv")
	text := "Client|Date|Motif\r\nTous|28/11/2026|envoi\r\nCode|Nom|Ville|Zzz\r\nZ1|VALKI\xD4RE, Fr\x8Ares|Namur|rouge\r\n"
	if err := os.WriteFile(list, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	database := filepath.Join(folder, "garage.db")
	answers := importedBy(t, database, ExitFailed, list, "--encoding", "cp850", "--delimiter", "|", "--heading-line", "3")
	if len(answers) != 1 || answers[0].Entity != "client" || answers[0].New != 1 || answers[0].HeadingRow != 3 || answers[0].Delimiter != "|" {
		t.Fatalf("%+v", answers)
	}
	left := answers[0].Columns[3]
	if left.Heading != "Zzz" || left.Field != "" || left.Values != 1 {
		t.Errorf("%+v", left)
	}
	if !slices.ContainsFunc(answers[0].Values, func(v refusedAnswer) bool { return v.Value == "Zzz" && v.Reason != "" }) {
		t.Errorf("the column is not named: %+v", answers[0].Values)
	}
	programtest.WithFile(t, database, func(db *store.DB) {
		client, err := db.Client(t.Context(), 1)
		if err != nil || client.Name != "VALKIÈRE, Frères" {
			t.Errorf("%+v, %v", client, err)
		}
	})
	if r := programtest.Run(t, programtest.Program(t, database, "import", list, "--encoding", "cp850", "--delimiter", "|", "--heading-line", "3")); r.Code != ExitFailed || !strings.Contains(r.Stdout, "Zzz") {
		t.Errorf("%d: %s", r.Code, r.Stdout)
	}
	only := importedBy(t, filepath.Join(folder, "sheet.db"), ExitDone, tableFile(t, "three_sheets.xlsx"), "--sheet", "Clients")
	if len(only) != 1 || only[0].Entity != "client" || only[0].New != 1 {
		t.Errorf("%+v", only)
	}
	none := importedBy(t, filepath.Join(folder, "none.db"), ExitFailed, tableFile(t, "three_sheets.xlsx"), "--sheet", "Leveranciers")
	if len(none) != 1 || none[0].Entity != "" || len(none[0].Values) != 1 || none[0].Values[0].File != "three_sheets.xlsx" {
		t.Errorf("%+v", none)
	}
	for _, wrong := range [][]string{{"--encoding", "klingon"}, {"--delimiter", "x"}, {"--heading-line", "-1"}, {"--heading-line", "one"}} {
		if r := programtest.Run(t, programtest.Program(t, database, append([]string{"import", list}, wrong...)...)); r.Code != ExitUsage || r.Stdout != "" {
			t.Errorf("%v: %d\n%s\n%s", wrong, r.Code, r.Stdout, r.Stderr)
		}
	}
}

// TestImportCommandOthers: what is no table costs the others nothing; each has its line, and 1 is answered when data may be in it.
func TestImportCommandOthers(t *testing.T) {
	for name, tc := range map[string]struct {
		content string
		code    int
	}{
		"~$a.xlsx": {"x", ExitDone}, "._a.csv": {"\x00\x05", ExitDone}, "Thumbs.db": {"\xD0\xCF", ExitDone}, "leeg.csv": {"", ExitFailed},
		"oud.xls": {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ExitFailed}, "tabel.dbf": {"\x03\x00\x00", ExitFailed}, "brief.txt": {"Beste,\nalles goed?\n", ExitFailed},
	} {
		folder := t.TempDir()
		files := filepath.Join(folder, "files")
		if err := os.Mkdir(files, 0o700); err != nil {
			t.Fatal(err)
		}
		for file, content := range map[string]string{name: tc.content, "clients.csv": "Code;Nom\nC1;Dupont\n"} {
			if err := os.WriteFile(filepath.Join(files, file), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		answers := importedBy(t, filepath.Join(folder, "garage.db"), tc.code, files)
		if len(answers) != 2 || answers[0].New != 1 || answers[1].File != name || len(answers[1].Values) != 1 || answers[1].Values[0].Reason == "" {
			said, _ := json.Marshal(answers)
			t.Errorf("%s: %s", name, said)
		}
		r := programtest.Run(t, programtest.Program(t, filepath.Join(folder, "text.db"), "import", files))
		if r.Code != tc.code || !strings.Contains(r.Stdout, name+": ") {
			t.Errorf("%s: %d\n%s", name, r.Code, r.Stdout)
		}
	}
}
