//go:build window

package proof

import (
	"os"
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestWindowImportFrench brings in by mouse what is found wrong at first: a text whose letters are those of DOS, under the
// wrong headings, and a workbook with a title, two sheets of which the wrong one is shown, and a column that nobody knows.
func TestWindowImportFrench(t *testing.T) { playImport(t, "fr") }

// TestWindowImportDutch is the same in Dutch.
func TestWindowImportDutch(t *testing.T) { playImport(t, "nl") }

func playImport(t *testing.T, language string) {
	folder := playFolder(t, "import-"+language)
	files := filepath.Join(folder, "files")
	if err := os.MkdirAll(files, 0o700); err != nil {
		t.Fatal(err)
	}
	// Between capitals É and È of DOS are Õ and Ô of Windows, letters too, and the name is in no list of names.
	text := "Client;Date;Motif\r\nTous;28/11/2026;envoi\r\nCode;Nom;Ville;Zzz\r\nZ1;VALKI\xD4RE;Namur;rouge\r\n"
	if err := os.WriteFile(filepath.Join(files, "liste.csv"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	garageWorkbook(t, filepath.Join(files, "garage.xlsx"))
	database := filepath.Join(folder, "garagemail.db")
	j := &importJob{hands: newHands(t, language, true)}
	j.open([]string{"XDG_DATA_HOME=" + t.TempDir(), "XDG_CONFIG_HOME=" + t.TempDir()}, "--lang", language, "--db", database)
	j.do("demo.later", "Escape")
	j.gone(j.p.T("demo.welcome"))
	j.do("main.import", "F9")
	j.in(j.p.T("import.title"))
	j.press(j.p.T("import.path_hint"))
	j.write(files)
	j.do("import.add")

	j.read(j.p.T("import.columns_text")) // the sheet of which no heading is known
	j.choose(j.p.T("import.sheet"), "Wagens 2026")
	j.read("1-ABC-123")
	j.take()

	j.press("liste.csv")
	j.do("import.columns")
	j.choose(j.p.T("import.encoding"), "CP850")
	j.fill("import.heading_line", "3")
	j.do("import.read_anew")
	j.read("VALKIÈRE")
	j.choose("Zzz", j.p.T("import.field.client.notes"))
	j.picture(filepath.Join(folder, "columns.png"))
	j.take()

	j.press("garage.xlsx (Klanten)")
	j.do("import.columns")
	j.choose("Favoriete kleur", j.p.T("import.field.client.notes"))
	j.take()
	j.do("import.run")
	j.read(j.p.T("import.done", "New", "3", "Changed", "0") + " " + j.p.N("import.done_refused", 3)) // the title, and what is above the headings
	j.picture(filepath.Join(folder, "done.png"))
	checkImported(t, database)
}

// importJob brings files in by mouse.
type importJob struct{ *hands }

// choose picks one of a list beside a label.
func (j *importJob) choose(label, option string) {
	j.t.Helper()
	j.clickOn(j.labelled(label))
	j.press(option)
}

// take leaves the dialog of the columns and waits until what would happen is shown.
func (j *importJob) take() {
	j.t.Helper()
	j.do("import.columns_take")
	j.gone(j.p.T("import.columns_text"))
	j.gone(j.p.T("import.checking"))
	j.read(j.p.T("import.checked"))
}

// garageWorkbook is a workbook with a title, a sheet that fits no table and is shown, and one that fits and is hidden.
func garageWorkbook(t *testing.T, path string) {
	t.Helper()
	storetest.Workbook(t, path,
		storetest.Sheet{Name: "Klanten", Rows: [][]any{
			{"Klantenlijst van 28 november 2026"},
			{"Klantnr.", "Naam", "E-mail facturatie", "Favoriete kleur"},
			{"K1", "Peeters", "peeters@client.example", "groen"},
		}},
		storetest.Sheet{Name: "Wagens", Rows: [][]any{{"Aaa", "Bbb"}, {"oud", "ouder"}}},
		storetest.Sheet{Name: "Wagens 2026", Hidden: true, Rows: [][]any{{"Klantnr.", "Nr. plaat", "Merk"}, {"K1", "1-ABC-123", "Volvo"}}},
	)
}

func checkImported(t *testing.T, database string) {
	t.Helper()
	db, err := store.Open(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	ids, err := db.ClientIDs(t.Context(), store.ClientFilter{})
	if err != nil || len(ids) != 2 {
		t.Fatal(ids, err)
	}
	want := map[string][3]string{"Z1": {"VALKIÈRE", "rouge", ""}, "K1": {"Peeters", "groen", "1-ABC-123"}}
	for _, id := range ids {
		client, err := db.Client(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		vehicles, err := db.Vehicles(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := [3]string{client.Name, client.Notes, ""}
		for _, vehicle := range vehicles {
			got[2] += vehicle.Plate
		}
		if got != want[client.Number] {
			t.Errorf("%s: %q, want %q", client.Number, got, want[client.Number])
		}
	}
}
