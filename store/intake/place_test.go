package intake_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/store/tabular"
)

// TestImportPlace: postcode and locality in one column are two, whatever its heading says.
func TestImportPlace(t *testing.T) {
	for _, one := range []struct{ header, row, want string }{
		{"CP Localité", "4000 Liège", "4000|Liège|"},
		{"CP/Ville", "B-4000 Liège", "4000|Liège|"},
		{"Code postal et commune", "be 9000 Gent", "|be 9000 Gent|"},
		{"Postcode en gemeente", "B 9000 GENT", "9000|GENT|"},
		{"PLZ / Ort", "L-4360 Esch-sur-Alzette", "L-4360|Esch-sur-Alzette|LU"},
		{"Postcode Woonplaats", "1234 AB Utrecht", "1234 AB|Utrecht|"},
		{"Gemeente + postcode", "Sint-Joris-Winge (3390)", "3390|Sint-Joris-Winge|"},
		{"PLZ Ort", "4700 - Eupen", "4700|Eupen|"},
		{"Zip/City", "1050", "1050||"},
		{"CP Ville", "L-4360", "L-4360||LU"},
		{"Ville CP", "Ath 7800", "7800|Ath|"},
		{"CP Ville", "Namur", "|Namur|"},
		{"CP Localité", "3665 As", "3665|As|"},
		{"Localité", "5000 Namur", "5000|Namur|"},
		{"Localité", "Namur 2", "|Namur 2|"},
		{"Gemeente", "1500 Halle-Vilvoorde", "1500|Halle-Vilvoorde|"},
		{"Code postal", "7000 Mons", "7000|Mons|"},
		{"Code postal", "1234 ab", "1234 AB||"},
		{"Code postal;Localité", "4000;4000 Liège", "4000|Liège|"},
		{"Code postal;Localité", "4000;4020 Liège", "4000|4020 Liège|"},
		{"Code postal;CP Localité", "4000;4020 Liège", "4000|Liège|"},
	} {
		db := storetest.New(t)
		result := importTexts(t, db, "Code;Nom;"+one.header+"\nC1;Renard;"+one.row+"\n")[0]
		client, err := db.Client(t.Context(), 1)
		storetest.Check(t, err)
		if got := fmt.Sprintf("%s|%s|%s", client.Postcode, client.Locality, client.Country); got != one.want || len(result.Ignored) != 0 {
			t.Errorf("%s: %s gives %s, not %s; %+v", one.header, one.row, got, one.want, result.Ignored)
		}
		if again := importTexts(t, db, "Code;Nom;"+one.header+"\nC1;Renard;"+one.row+"\n")[0]; again.Unchanged != 1 {
			t.Errorf("%s: %s changes a second time", one.header, one.row)
		}
	}
}

// TestImportHidden: hidden rows and columns come in and are said, hidden sheets are said and stay out, and sheets that fit come in.
func TestImportHidden(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetName("Sheet1", "Klanten"))
	fill := func(sheet string, rows ...[]any) {
		for i, row := range rows {
			must(t, book.SetSheetRow(sheet, fmt.Sprintf("A%d", i+1), &row))
		}
	}
	fill("Klanten", []any{"Klantnr.", "Naam", "Gemeente", "Kleur"}, []any{"K1", "Maes", "Gent", "rood"}, []any{"K2", "Claes", "Brugge"}, []any{"K3", "Noël", "Eupen"}, []any{"K4", "Peeters", "Ath"})
	for _, row := range []int{3, 5} {
		must(t, book.SetRowVisible("Klanten", row, false))
	}
	for _, column := range []string{"C", "D"} {
		must(t, book.SetColVisible("Klanten", column, false))
	}
	for _, sheet := range []string{"Wagens", "Oude klanten", "Bezoeken", "Nota's"} {
		_, err := book.NewSheet(sheet)
		must(t, err)
	}
	fill("Wagens", []any{"Klantnr.", "Nr. plaat", "Merk"}, []any{"K2", "1-ABC-234", "Volvo"}, []any{"K4", "1-ABC-235", "BMW"})
	fill("Oude klanten", []any{"Klantnr.", "Naam"}, []any{"K9", "Oud"})
	fill("Bezoeken", []any{"Klantnr.", "Nr. plaat", "Datum", "Reden"}, []any{"K2", "1-ABC-234", "05/11/2026", "Banden"})
	fill("Nota's", []any{"Bel Jan terug"})
	must(t, book.SetSheetVisible("Oude klanten", false))
	path := filepath.Join(t.TempDir(), "garage.xlsx")
	must(t, book.SaveAs(path))
	db := storetest.New(t)
	results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.File(path)}, intake.Options{})
	storetest.Check(t, err)
	var lines []string
	read := map[string]int{}
	for _, result := range results {
		read[result.Sheet] = result.New
		for _, one := range result.Refusals {
			lines = append(lines, fmt.Sprint(result.Sheet, one.RowNumber, one.Value, one.Reason, intake.OnlyInforms(one)))
		}
	}
	want := []string{
		"Klanten32import.rows_hiddentrue", "Klanten1Gemeenteimport.column_hiddentrue", "Klanten1Kleurimport.column_leftfalse",
		"Oude klanten0Oude klantenimport.sheet_hiddenfalse", "Nota's0Nota'simport.sheet_unknownfalse",
	}
	if fmt.Sprint(lines) != fmt.Sprint(want) {
		t.Errorf("%q", lines)
	}
	if read["Klanten"] != 4 || read["Wagens"] != 2 || read["Bezoeken"] != 1 || len(results) != 5 {
		t.Errorf("%v", read)
	}
}

// TestImportHiddenSheetAsked: a hidden sheet that is asked for comes in, and the others stay out.
func TestImportHiddenSheetAsked(t *testing.T) {
	book := excelize.NewFile()
	must(t, book.SetSheetRow("Sheet1", "A1", &[]any{"Code", "Nom"}))
	must(t, book.SetSheetRow("Sheet1", "A2", &[]any{"C1", "Renard"}))
	_, err := book.NewSheet("Anciens")
	must(t, err)
	must(t, book.SetSheetRow("Anciens", "A1", &[]any{"Code", "Nom", "Localité"}))
	must(t, book.SetSheetRow("Anciens", "A2", &[]any{"C2", "Lefèvre", "Liège"}))
	must(t, book.SetSheetVisible("Anciens", false))
	path := filepath.Join(t.TempDir(), "clients.xlsx")
	must(t, book.SaveAs(path))
	db := storetest.New(t)
	asked := storetest.TableWords.File(path)
	results, err := intake.Import(t.Context(), db, []intake.Source{asked}, intake.Options{})
	storetest.Check(t, err)
	if len(results) != 2 || results[0].New != 1 || results[1].Refusals[0].Reason != "import.sheet_hidden" {
		t.Errorf("%+v", results)
	}
	results, err = intake.Import(t.Context(), db, []intake.Source{asked.ReadAs(tabular.Options{Sheet: "Anciens"})}, intake.Options{})
	storetest.Check(t, err)
	if client, err := db.Client(t.Context(), 2); err != nil || client.Name != "Lefèvre" || results[0].New != 1 {
		t.Errorf("%+v %v %+v", client, err, results)
	}
}
