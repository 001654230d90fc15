package intake_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// folderOf writes files into a folder of its own.
func folderOf(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// importFolder brings in what a path holds, as the window and the command do.
func importFolder(t *testing.T, db *store.DB, paths ...string) []intake.Result {
	t.Helper()
	found, err := intake.FindFiles(paths)
	if err != nil {
		t.Fatal(err)
	}
	all, err := intake.ImportAll(t.Context(), db, intake.NewBatch(found, storetest.TableWords.File), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return all.Results()
}

// zipOf is a zip file of those parts.
func zipOf(t *testing.T, parts map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for name, content := range parts {
		part, err := archive.Create(name)
		if err == nil {
			_, err = part.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// brokenWorkbook is a zip file that begins as a workbook and has no sheet in it.
func brokenWorkbook(t *testing.T) string {
	t.Helper()
	return zipOf(t, map[string]string{"_rels/.rels": `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`})
}

// TestImportLeaves: whatever lies beside a table in a folder costs it nothing, and each has its line.
func TestImportLeaves(t *testing.T) {
	compound := "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600)
	folder := folderOf(t, map[string]string{
		"clients.csv": "Code;Nom\nC1;Dupont\n", "~$clients.xlsx": "\x07Accueil", ".~lock.clients.csv#": ",accueil", "._clients.csv": "\x00\x05\x16\x07",
		".DS_Store": "\x00\x00\x00\x01Bud1", "Thumbs.db": compound, "desktop.ini": "[.ShellClassInfo]\n", "empty.csv": "", "blank.csv": "\n\n \n",
		"lisez-moi.txt": "Bonjour,\nvoici les fichiers.\n", "photo.csv": "\x89PNG\r\n\x1a\n\x00\x00", "casse.xlsx": brokenWorkbook(t), "court.xlsx": "PK\x03\x04tout court",
		"vieux.xls": compound, "table.dbf": "\x30\x18\x0b\x05\x00\x00\x00\x00", "feuille.ods": zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "base.mdb": "\x00\x01\x00\x00Standard Jet DB",
		"web.csv": "<html><table></table></html>", "lettre.docx": "PK", "a.jpg": "", "b.jpg": "",
	})
	if err := os.Mkdir(filepath.Join(folder, "dossier.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"~$clients.xlsx": "import.file_lock", ".~lock.clients.csv#": "import.file_lock", "._clients.csv": "import.file_system", ".DS_Store": "import.file_system",
		"Thumbs.db": "import.file_system", "desktop.ini": "import.file_system", "empty.csv": "error.file_empty", "blank.csv": "error.file_empty",
		"lisez-moi.txt": "error.unknown_table", "photo.csv": "import.file_is_picture", "casse.xlsx": "error.file_damaged", "court.xlsx": "error.file_damaged",
		"vieux.xls": "error.file_damaged", "table.dbf": "import.file_no_dbase", "feuille.ods": "error.file_damaged", "base.mdb": "import.file_access",
		"web.csv": "error.file_not_table", "lettre.docx": "import.file_other", "*.jpg": "import.file_other", "dossier.csv": "import.file_folder",
	}
	if runtime.GOOS != "windows" && os.Getuid() != 0 {
		path := filepath.Join(folder, "secret.csv")
		if err := os.WriteFile(path, []byte("Code;Nom\n"), 0o200); err != nil {
			t.Fatal(err)
		}
		want["secret.csv"] = "import.file_unreadable"
	}
	db := storetest.New(t)
	for _, result := range importFolder(t, db, folder) {
		if result.File == "clients.csv" {
			if result.New != 1 || len(result.Refusals) != 0 {
				t.Errorf("%+v", result)
			}
			continue
		}
		if len(result.Refusals) != 1 || result.Refusals[0].Reason != want[result.File] || result.Refusals[0].FileName != result.File {
			t.Errorf("%s: %+v, want %s", result.File, result.Refusals, want[result.File])
		}
		delete(want, result.File)
	}
	if len(want) > 0 {
		t.Errorf("passed over in silence: %v", want)
	}
}

// TestImportLeavesNamed: named one by one, as a shell does with a star, the same holds; what is not there is an error.
func TestImportLeavesNamed(t *testing.T) {
	folder := folderOf(t, map[string]string{"clients.csv": "Code;Nom\nC1;Dupont\n", "~$clients.xlsx": "\x07Accueil", "vieux.dbf": "\x03\x18\x0b\x05\x00\x00\x00\x00"})
	paths, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil || len(paths) != 3 {
		t.Fatal(paths, err)
	}
	var reasons []string
	for _, result := range importFolder(t, storetest.New(t), paths...) {
		for _, one := range result.Refusals {
			reasons = append(reasons, one.Reason)
		}
	}
	if !slices.Equal(reasons, []string{"import.file_lock", "import.file_no_dbase"}) {
		t.Error(reasons)
	}
	if _, err := intake.FindFiles([]string{filepath.Join(folder, "absent.csv")}); err == nil {
		t.Error("a file that is not there is passed over")
	}
}

// TestImportLeavesDamaged: a workbook that breaks off among its rows brings nothing half in, and the table beside it comes in.
func TestImportLeavesDamaged(t *testing.T) {
	sheet := `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>Code</t></is></c><c t="inlineStr"><is><t>Nom</t></is></c></row>` +
		strings.Repeat(`<row><c t="inlineStr"><is><t>K1</t></is></c><c t="inlineStr"><is><t>Maes</t></is></c></row>`, 3000)
	broken := zipOf(t, map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="Klanten" r:id="b"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="b" Type="x/worksheet" Target="sheet1.xml"/></Relationships>`,
		"xl/sheet1.xml":              sheet,
	})
	db := storetest.New(t)
	results := importFolder(t, db, folderOf(t, map[string]string{"a.xlsx": broken, "b.csv": "Code;Nom\nC1;Dupont\n"}))
	if len(results) != 2 || results[1].New != 1 && results[0].New != 1 {
		t.Fatalf("%+v", results)
	}
	for _, result := range results {
		if result.File == "a.xlsx" && (result.New != 0 || len(result.Refusals) != 1 || result.Refusals[0].Reason != "error.file_damaged") {
			t.Errorf("%+v", result)
		}
	}
	ids, err := db.ClientIDs(t.Context(), store.ClientFilter{})
	if err != nil || len(ids) != 1 {
		t.Errorf("%d clients, %v", len(ids), err)
	}
}
