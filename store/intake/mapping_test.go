package intake_test

import (
	"bytes"
	"slices"
	"testing"
	"unicode/utf16"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/store/tabular"
)

func importBytes(t *testing.T, db *store.DB, name, content string, options intake.Options) intake.Result {
	t.Helper()
	results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes(name, []byte(content))}, options)
	if err != nil {
		t.Fatal(err)
	}
	return results[0]
}

// TestImportMapping: columns that nobody recognises are said by hand once; the next file with that heading needs no word.
func TestImportMapping(t *testing.T) {
	db := storetest.New(t)
	const heading = "Ref,Qui,Courriel\n"
	source := storetest.TableWords.Bytes("autre.csv", []byte(heading+"7,Dupont,a@example.org\n"))
	preview, err := intake.PreviewImport(t.Context(), db, source)
	if err != nil || preview.Mapping.Entity != "" || !slices.Equal(preview.Header, []string{"Ref", "Qui", "Courriel"}) ||
		len(preview.Rows) != 1 || len(preview.Mapping.Fields) != 3 || preview.Rows[0][1] != "Dupont" {
		t.Fatalf("%+v, %v", preview, err)
	}
	mapping := intake.Mapping{Entity: "client", Fields: []string{"number", "name", ""}}
	results, err := intake.Import(t.Context(), db, []intake.Source{source.WithSheet("", intake.SheetChoice{Mapping: &mapping})}, intake.Options{})
	if err != nil || results[0].New != 1 || !slices.Equal(results[0].Ignored, []string{"Courriel"}) {
		t.Fatalf("%+v, %v", results, err)
	}
	mapping.Fields[2] = "email"
	if err := intake.RememberMapping(t.Context(), db, preview.Header, mapping); err != nil {
		t.Fatal(err)
	}
	if again := importBytes(t, db, "encore.csv", heading+"7,Dupont,a@example.org\n8,Maes,b@example.org\n", intake.Options{}); again.New != 1 || again.Changed != 1 {
		t.Fatalf("%+v", again)
	}
	client, err := db.Client(t.Context(), 1)
	if err != nil || client.Number != "7" || client.Email != "a@example.org" {
		t.Errorf("%+v, %v", client, err)
	}
}

// TestImportForms: the same two clients in each form a file can have.
func TestImportForms(t *testing.T) {
	const text = "Code;Nom;Prénom;Localité\r\nC1;Crèvecœur;Zoé;Liège\r\nC2;Müller;Jürgen;Sankt Vith\r\n"
	var workbook bytes.Buffer
	rows := func(yield func([]string, error) bool) {
		_ = yield([]string{"C1", "Crèvecœur", "Zoé", "Liège"}, nil) && yield([]string{"C2", "Müller", "Jürgen", "Sankt Vith"}, nil)
	}
	columns := []tabular.Column{{Name: "Code"}, {Name: "Nom"}, {Name: "Prénom"}, {Name: "Localité"}}
	if err := tabular.WriteXLSX(&workbook, "Clients", columns, rows); err != nil {
		t.Fatal(err)
	}
	utf16le := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		utf16le = append(utf16le, byte(unit), byte(unit>>8))
	}
	windows1252 := bytes.NewBuffer(nil)
	for _, r := range text {
		if r == 'œ' {
			windows1252.WriteByte(0x9c)
			continue
		}
		windows1252.WriteByte(byte(r))
	}
	for name, content := range map[string][]byte{
		"utf8.csv": []byte(text), "bom.csv": append([]byte("\xef\xbb\xbf"), text...), "utf16.csv": utf16le,
		"windows.csv": windows1252.Bytes(), "classeur.xlsx": workbook.Bytes(),
	} {
		db := storetest.New(t)
		if result := importBytes(t, db, name, string(content), intake.Options{}); result.New != 2 || len(result.Refusals) != 0 {
			t.Errorf("%s: %+v", name, result)
			continue
		}
		client, err := db.Client(t.Context(), 1)
		if err != nil || client.Name != "Crèvecœur" || client.FirstName != "Zoé" || client.Locality != "Liège" {
			t.Errorf("%s: %+v, %v", name, client, err)
		}
	}
}

// TestImportExisting: the file wins and every replaced value is told; or it only fills what is empty.
func TestImportExisting(t *testing.T) {
	const first, second = "Code;Nom;GSM;E-mail;Famille\nC1;Dupont;0475/12.34.56;;Leasing\n", "Code;Nom;GSM;E-mail;Famille\nC1;Dupond;;a@example.org;Assurance\n"
	db := storetest.New(t)
	importBytes(t, db, "1.csv", first, intake.Options{})
	if filled := importBytes(t, db, "2.csv", second, intake.Options{OnlyFill: true}); filled.Changed != 1 || len(filled.Changes) != 1 || filled.Changes[0].Field != "email" {
		t.Fatalf("%+v", filled)
	}
	won := importBytes(t, db, "2.csv", second, intake.Options{})
	want := map[string][2]string{"name": {"Dupont", "Dupond"}, "family": {"Leasing", "Assurance"}}
	for _, change := range won.Changes {
		if want[change.Field] != [2]string{change.Before, change.After} {
			t.Errorf("%+v", change)
		}
		delete(want, change.Field)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	vehicle := func(km string) intake.Result {
		return importBytes(t, db, "v.csv", "Code client;Plaque;Marque;Km\nC1;1-ABC-123;Opel;"+km+"\n", intake.Options{})
	}
	vehicle("100")
	if changed := vehicle("250").Changes; len(changed) != 1 || changed[0].Field != "km" || changed[0].Before != "100" || changed[0].After != "250" {
		t.Errorf("%+v", changed)
	}
}

// TestImportDuplicates: a probable double is kept and shown; a code that comes again with other data is not taken over the first.
func TestImportDuplicates(t *testing.T) {
	db := storetest.New(t)
	const file = "Code;Nom;Prénom;E-mail;GSM\nC1;Lambert;Éric;eric@example.org;\nC2;LAMBERT;Eric;Eric@example.org;\nC3;Lambert;Éric;;0475/12.34.56\nC1;Maes;Lies;;\nC1;Lambert;Éric;;\n"
	result := importBytes(t, db, "c.csv", file, intake.Options{})
	if result.New != 3 || result.Unchanged != 1 || result.Refused != 1 || len(result.Refusals) != 2 {
		t.Fatalf("%+v", result)
	}
	if double := result.Refusals[0]; double.Reason != "import.noticed_double" || double.Reference != "C2" || double.Value != "C1" {
		t.Errorf("%+v", double)
	}
	if repeated := result.Refusals[1]; repeated.Reason != "import.refused_repeated" || repeated.RowNumber != 5 || repeated.ClientID != 1 {
		t.Errorf("%+v", repeated)
	}
	if again := importBytes(t, db, "c.csv", file, intake.Options{}); again.New+again.Changed != 0 {
		t.Errorf("the second time: %+v", again)
	}
}
