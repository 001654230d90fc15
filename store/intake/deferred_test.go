package intake_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// manyTables are the files of a garage: clients from … to, each with a vehicle, two visits and an invoice of one line.
func manyTables(from, to int) []string {
	tables := []string{
		"Code;Nom;Prénom;Localité;Famille\n", "Code client;Plaque;Marque\n", "Code client;Plaque;Date;Motif\n",
		"Numéro;Type;Date;Code client;Plaque\n", "Numéro;Désignation;Quantité;Prix unitaire HTVA;TVA %\n",
	}
	for i := from; i < to; i++ {
		for table, row := range []string{
			fmt.Sprintf("C%d;Nom %d;Zoé;Liège;%c\n", i, i%97, 'A'+i%3), fmt.Sprintf("C%d;1-AAA-%d;Volvo\n", i, i),
			fmt.Sprintf("C%d;1-AAA-%d;%02d/05/2024;Pneus\nC%d;;%02d/06/2025;\n", i, i, 1+i%28, i, 1+i%28),
			fmt.Sprintf("%d;%s;%02d/07/2025;C%d;1-AAA-%d\n", i, []string{"F", "NC", "D"}[i%3], 1+i%28, i, i), fmt.Sprintf("%d;Huile;2;%d,50;21\n", i, 10+i%50),
		} {
			tables[table] += row
		}
	}
	return tables
}

// TestImportDeferred: what is put away while many rows come in is there again at the end, and right.
func TestImportDeferred(t *testing.T) {
	db := storetest.New(t)
	direct := storetest.SQL(t, db)
	schema := schemaOf(t, direct)
	for _, part := range [][2]int{{0, 1300}, {1200, 1500}, {1400, 3000}, {0, 3000}} { // few, and many, beside what is there
		results := importTexts(t, db, manyTables(part[0], part[1])...)
		for _, result := range results {
			if result.Refused != 0 || result.Changed != 0 || result.New+result.Unchanged != result.Read {
				t.Errorf("%v: %s: %+v", part, result.Entity, result.Refusals)
			}
		}
		if now := schemaOf(t, direct); !slices.Equal(now, schema) {
			t.Errorf("%v: of the file is left\n%s", part, strings.Join(now, "\n"))
		}
		if ids := storetest.QueryIDs(t, direct, storetest.Recount); len(ids) != 0 {
			t.Errorf("%v: the tally of %d clients is wrong", part, len(ids))
		}
		var verdict string
		storetest.Check(t, direct.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict))
		if verdict != "ok" {
			t.Errorf("%v: %s", part, verdict)
		}
	}
	if counted := storetest.QueryIDs(t, direct, `SELECT count(*) FROM visit UNION ALL SELECT count(*) FROM vehicle UNION ALL SELECT count(*) FROM client WHERE family_id > 0`); !slices.Equal(counted, []int64{6000, 3000, 3000}) {
		t.Error(counted)
	}
}

// TestImportDeferredDryRun: nothing of it is left of an import that is taken back, and what is saved after it is counted.
func TestImportDeferredDryRun(t *testing.T) {
	db := storetest.New(t)
	direct := storetest.SQL(t, db)
	schema := schemaOf(t, direct)
	var sources []intake.Source
	for i, text := range manyTables(0, 1500) {
		sources = append(sources, storetest.TableWords.Bytes(fmt.Sprintf("%d.csv", i), []byte(text)))
	}
	results, err := intake.Import(t.Context(), db, sources, intake.Options{DryRun: true})
	storetest.Check(t, err)
	if len(results) != 5 || results[2].New != 3000 {
		t.Errorf("%+v", results)
	}
	if now := schemaOf(t, direct); !slices.Equal(now, schema) {
		t.Errorf("of the file is left\n%s", strings.Join(now, "\n"))
	}
	client := storetest.Client(t, db, garage.Client{})
	storetest.Visit(t, db, garage.Visit{ClientID: client.ID, Date: "2026-11-05"})
	if ids := storetest.QueryIDs(t, direct, storetest.Recount); len(ids) != 0 {
		t.Error(ids)
	}
}

// schemaOf are the tables, indexes and triggers of a file.
func schemaOf(t *testing.T, direct *sql.DB) (all []string) {
	t.Helper()
	rows, err := direct.QueryContext(t.Context(), `SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name`)
	storetest.Check(t, err)
	defer rows.Close()
	for rows.Next() {
		var one string
		storetest.Check(t, rows.Scan(&one))
		all = append(all, one)
	}
	storetest.Check(t, rows.Err())
	return all
}

// TestImportAsKept: what is kept of a client is compared whole, also where a file says a part of it, and who is there twice is
// told also by those that no file names.
func TestImportAsKept(t *testing.T) {
	db := storetest.New(t)
	importTexts(t, db, "Code;Nom;Prénom;Adresse;Famille;Accepte promo;E-mail\nC1;Renard;Zoé;Rue A 1;Flotte;O;z@mail.example\nC2;Maes;Jan;Rue B 2;;N;\n")
	storetest.Client(t, db, garage.Client{Number: "C9", Name: "Claes", FirstName: "An", Email: "an@mail.example"})
	for _, one := range []struct {
		name, text    string
		options       intake.Options
		changed, same int
	}{
		{"as it was", "Code;Nom;Prénom;Adresse;Famille;Accepte promo;E-mail\nC1;Renard;Zoé;Rue A 1;FLOTTE;oui;z@mail.example\nC2;Maes;Jan;Rue B 2;;N;\n", intake.Options{}, 0, 2},
		{"a part", "Code;Nom;Prénom\nC1;Renard;Zoé\nC2;;Jan\n", intake.Options{}, 0, 2},
		{"house number", "Code;Nom;Rue;Numéro maison\nC1;Renard;Rue A;1\n", intake.Options{}, 0, 1},
		{"fill only", "Code;Nom;Prénom;Famille;Accepte promo\nC1;Autre;Zoé;Société;N\n", intake.Options{OnlyFill: true}, 0, 1},
		{"no longer accepts", "Code;Nom;Accepte promo\nC1;Renard;N\n", intake.Options{}, 1, 0},
		{"twice in a file", "Code;Nom;Adresse\nC2;Maes;Rue C 3\nC2;Maes;Rue C 3\n", intake.Options{}, 1, 1},
	} {
		results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes("clients.csv", []byte(one.text))}, one.options)
		storetest.Check(t, err)
		if r := results[0]; r.Changed != one.changed || r.Unchanged != one.same || r.New+r.Refused != 0 {
			t.Errorf("%s: %+v", one.name, r)
		}
	}
	if families := storetest.QueryIDs(t, storetest.SQL(t, db), `SELECT count(*) FROM family`); families[0] != 1 {
		t.Errorf("%d families", families[0])
	}
	result := importTexts(t, db, "Code;Nom;Prénom;E-mail\nC3;Claes;An;an@mail.example\n")[0]
	if result.New != 1 || len(result.Refusals) != 1 || result.Refusals[0].Value != "C9" || result.Refusals[0].Reason != "import.noticed_double" {
		t.Errorf("%+v", result)
	}
}
