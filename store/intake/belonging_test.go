package intake_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// TestImportNamesakes: two contacts of one name are two, and stay two; a row that says nothing new is none.
func TestImportNamesakes(t *testing.T) {
	const contacts = "Code client;Prénom;Nom;Fonction;E-mail\nC1;Marc;Martin;Père;pere@client.example\nC1;Marc;Martin;Fils;fils@client.example\nC1;Marc;Martin;;fils@client.example\n"
	db := storetest.New(t)
	importTexts(t, db, oneClient)
	for round := range 2 {
		result := importTexts(t, db, contacts)[0]
		if result.New != 2-2*round || result.Changed != 0 || result.Unchanged != 1+2*round {
			t.Errorf("round %d: %+v", round, result)
		}
	}
	all, err := db.Contacts(t.Context(), 1)
	if err != nil || len(all) != 2 || all[0].Email == all[1].Email {
		t.Errorf("%+v, %v", all, err)
	}
	const changed = "Code client;Prénom;Nom;Fonction;E-mail\nC1;Marc;Martin;Père;pere@client.example\nC1;Marc;Martin;Fils;autre@client.example\n"
	if result := importTexts(t, db, changed)[0]; result.New != 0 || result.Changed != 1 {
		t.Errorf("%+v", result)
	}
}

// TestImportVehiclesWithoutPlate: a client's vehicles without a plate are told apart by chassis number, else by make and model.
func TestImportVehiclesWithoutPlate(t *testing.T) {
	const vehicles = "Code client;Plaque;Marque;Modèle;Châssis\nC1;;Volvo;V60;YV1AAAAAAAAAAAAA1\nC1;;Volvo;V60;YV1AAAAAAAAAAAAA2\nC1;;Ford;Transit;\nC1;;Ford;Focus;\nC1;;;;\n"
	db := storetest.New(t)
	importTexts(t, db, oneClient)
	for round := range 2 {
		result := importTexts(t, db, vehicles)[0]
		if result.New != 4-4*round || result.Changed != 0 || result.Refused != 1 || result.Refusals[0].Reason != "check.vehicle_empty" {
			t.Errorf("round %d: %+v", round, result)
		}
	}
	all, err := db.Vehicles(t.Context(), 1)
	if err != nil || len(all) != 4 {
		t.Errorf("%+v, %v", all, err)
	}
}

// TestImportDocumentTwice: a number that comes again with other data is not taken over the first.
func TestImportDocumentTwice(t *testing.T) {
	const documents = "Numéro;Type;Date;Échéance;Code client\n1;F;05/11/2026;05/12/2026;C1\n1;F;06/11/2026;05/12/2026;C1\n1;F;05/11/2026;;C1\n"
	db := storetest.New(t)
	results := importTexts(t, db, oneClient, documents)
	if r := results[1]; r.New != 1 || r.Unchanged != 1 || r.Refused != 1 || r.Refusals[0].Reason != "import.refused_repeated" {
		t.Errorf("%+v", r)
	}
	if kept := firstDocument(t, db); kept.Date != "2026-11-05" {
		t.Error(kept.Date)
	}
}

// TestImportAddressInParts: street, number, box and second line are one address here.
func TestImportAddressInParts(t *testing.T) {
	db := storetest.New(t)
	importTexts(t, db, "Klantnr;Naam;Straat;Nr;Bus\nK1;Peeters;Kerkstraat;12;3\nK2;Maes;Dorp;7;\n", "Code;Nom;Rue;Complément d'adresse\nC3;Dupont;Rue Haute 1;Résidence du Lac\n")
	for id, want := range []string{"Kerkstraat 12/3", "Dorp 7", "Rue Haute 1, Résidence du Lac"} {
		if client, err := db.Client(t.Context(), int64(id+1)); err != nil || client.Address != want {
			t.Errorf("%+v, %v, want %s", client, err, want)
		}
	}
}

// TestImportVisitsBeforeVehicles: a visit of a vehicle that is not there says so, and gets it when it is, without coming twice.
func TestImportVisitsBeforeVehicles(t *testing.T) {
	const (
		visits = "Code client;Plaque;Date;Motif;Km\nC1;1-ABC-234;05/11/2026;Pneus;100\nC1;1-ABC-234;06/11/2026;Freins;\nC1;1-ABC-235;05/11/2026;Pneus;100\nC1;;07/11/2026;;\n"
		cars   = "Code client;Plaque;Marque\nC1;1-ABC-234;Volvo\nC1;1-ABC-235;BMW\n"
	)
	db := storetest.New(t)
	importTexts(t, db, oneClient)
	first := importTexts(t, db, visits)[0]
	if first.New != 3 || first.Unchanged != 1 || lookedAt([]intake.Result{first}) == "" || len(first.Refusals) != 2 || first.Refusals[0].Reason != "import.noticed_no_vehicle" {
		t.Errorf("%+v", first)
	}
	results := importTexts(t, db, cars, visits)
	if r := results[1]; r.New != 1 || r.Changed != 2 || r.Unchanged != 1 || r.Refused != 0 || len(r.Refusals) != 0 {
		t.Errorf("%+v", r)
	}
	if again := importTexts(t, db, visits)[0]; again.Unchanged != 4 {
		t.Errorf("%+v", again)
	}
	if counted := storetest.QueryIDs(t, storetest.SQL(t, db), `SELECT count(*) FROM visit UNION ALL SELECT count(DISTINCT vehicle_id) FROM visit UNION ALL SELECT count(vehicle_id) FROM visit`); counted[0] != 4 || counted[1] != 2 || counted[2] != 3 {
		t.Error(counted)
	}
}

// TestImportLeavesOwnDocumentsAlone imports a file with the number of an invoice that was issued here, and its lines.
func TestImportLeavesOwnDocumentsAlone(t *testing.T) {
	f := storetest.NewFirm(t)
	issued := f.Issue(f.Draft())
	draft := f.Save(f.Draft())
	folder := t.TempDir()
	write := func(name, text string) intake.Source {
		path := filepath.Join(folder, name)
		storetest.Check(t, os.WriteFile(path, []byte(text), 0o600))
		return storetest.TableWords.File(path)
	}
	results, err := intake.Import(t.Context(), f.DB, []intake.Source{
		write("documents.csv", "Numéro;Type;Date;Échéance;Code client;Plaque;Référence\n"+
			issued.Number+";F;01/02/2026;;"+f.Client.Number+";;autre\n20260007;F;01/02/2026;;"+f.Client.Number+";;\n"),
		write("lines.csv", "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %\n"+
			issued.Number+";Pneus;1;10,00;;21\n20260007;Pneus;1;10,00;;21\n;Pneus;1;10,00;;21\n"),
	}, intake.Options{})
	storetest.Check(t, err)
	reasons := map[string]int{}
	for _, result := range results {
		if result.New != 1 {
			t.Errorf("%s: %d new", result.File, result.New)
		}
		for _, refusal := range result.Refusals {
			reasons[refusal.Reason]++
		}
	}
	if reasons["import.refused_own_document"] != 2 || reasons["import.refused_no_document"] != 1 {
		t.Errorf("refused: %v", reasons)
	}
	if after := f.Document(issued.ID); !storetest.SameFields(after, issued) || len(after.Lines) != len(issued.Lines) {
		t.Errorf("the issued document changed: %+v", after)
	}
	if after := f.Document(draft); len(after.Lines) != 2 {
		t.Errorf("a line without number went to the draft: %+v", after)
	}
	if next, err := f.DB.IssueDocument(t.Context(), draft, "2026-11-23"); err != nil || next.Number != "F2026-00002" {
		t.Error(next.Number, err)
	}
}

// TestImportInAnotherOrder: rows that come again in another order, with one left out and one that is new, are known again.
func TestImportInAnotherOrder(t *testing.T) {
	const heading = "Code client;Date;Km;Motif\n"
	rows := []string{"C1;05/11/2026;100;Pneus\n", "C1;06/11/2026;200;Freins\n", "C1;06/11/2026;201;Freins\n", "C1;07/11/2026;300;Huile\n"}
	db := storetest.New(t)
	importTexts(t, db, oneClient, heading+strings.Join(rows, ""))
	for _, again := range []string{
		rows[0] + rows[2] + rows[3], rows[3] + rows[2] + rows[1] + rows[0], rows[1] + rows[1], rows[0] + rows[1] + rows[2] + rows[3],
	} {
		if result := importTexts(t, db, heading+again)[0]; result.Unchanged != result.Read || result.Read != strings.Count(again, "\n") {
			t.Errorf("%q: %+v", again, result)
		}
	}
	if result := importTexts(t, db, heading+rows[0]+"C1;06/11/2026;;Lavage\n"+rows[1]+rows[2])[0]; result.New != 1 || result.Unchanged != 3 {
		t.Errorf("%+v", result)
	}
	if got := queried(t, db, `SELECT count(*), sum(km) FROM visit`); got != "5|801" {
		t.Error(got)
	}
}
