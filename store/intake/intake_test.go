package intake_test

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/store/tabular"
)

func garageFiles(t *testing.T) []intake.Source {
	t.Helper()
	paths, err := filepath.Glob("../storetest/testdata/garage/*.csv")
	if err != nil || len(paths) != 6 {
		t.Fatal(paths, err)
	}
	slices.Reverse(paths)
	var sources []intake.Source
	for _, path := range paths {
		sources = append(sources, storetest.TableWords.File(path))
	}
	return sources
}

func TestImportGarage(t *testing.T) {
	db := storetest.New(t)
	results, err := intake.Import(t.Context(), db, garageFiles(t), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows, cells := map[string]int{}, map[string]int{}
	for _, result := range results {
		rows[result.Entity] = result.New
		cells[result.Entity] = len(result.Refusals)
		if result.Read != result.New+result.Changed+result.Unchanged+result.Refused || len(result.Ignored) > 0 {
			t.Errorf("%s: read %d, new %d, changed %d, unchanged %d, refused %d, ignored %v", result.File, result.Read, result.New,
				result.Changed, result.Unchanged, result.Refused, result.Ignored)
		}
		t.Logf("%s: %d rows, %d new, %d changed, %d unchanged, %d rows refused, %d values refused", result.File, result.Read, result.New,
			result.Changed, result.Unchanged, result.Refused, len(result.Refusals))
	}
	want := map[string]int{"client": 2000, "contact": 339, "vehicle": 2989, "visit": 8383, "document": 666, "line": 2952}
	if !maps.Equal(rows, want) {
		t.Errorf("new rows %v, want %v", rows, want)
	}
	again, err := intake.Import(t.Context(), db, garageFiles(t), intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range again {
		if result.New+result.Changed != 0 {
			t.Errorf("the second import of %s: %d new, %d changed", result.File, result.New, result.Changed)
		}
	}
	open, err := db.OpenRefusedValues(t.Context(), store.RefusedFilter{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, count := range cells {
		total += count
	}
	if len(open) != total {
		t.Errorf("%d refused values are kept after two imports, the files have %d", len(open), total)
	}
}

func TestImportDirt(t *testing.T) {
	const head = "Code;Nom;E-mail;Pays;Langue;Accepte promo\n"
	for name, tc := range map[string]struct {
		row     string
		refused string // field
	}{
		"clean":           {"C1;Dupont;a@example.org;B;FR;O", ""},
		"spaces around":   {"C1;Dupont;  A@EXAMPLE.ORG ;Belgique;f;oui", ""},
		"space inside":    {"C1;Dupont;a b@example.org;BE;FR;1", "email"},
		"comma":           {"C1;Dupont;a,b@example.org;BE;FR;1", "email"},
		"two addresses":   {"C1;Dupont;\"a@example.org;b@example.org\";BE;FR;1", "email"},
		"pas d'email":     {"C1;Dupont;pas d'email;BE;FR;1", "email"},
		"unknown country": {"C1;Dupont;;Wallonie;FR;1", "country"},
		"perhaps":         {"C1;Dupont;;BE;FR;peut-être", "accepts_promotional"},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes("clients.csv", []byte(head+tc.row+"\n"))}, intake.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if results[0].New != 1 {
				t.Fatalf("the client was not kept: %+v", results[0])
			}
			got := ""
			if len(results[0].Refusals) > 0 {
				got = results[0].Refusals[0].Field
			}
			if got != tc.refused || len(results[0].Refusals) > 1 {
				t.Errorf("refused %q (%d), want %q", got, len(results[0].Refusals), tc.refused)
			}
		})
	}
}

func TestImportKeepsNothingHalf(t *testing.T) {
	db := storetest.New(t)
	isEmpty := func() bool {
		t.Helper()
		empty, err := db.IsEmpty(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return empty
	}
	if results, err := intake.Import(t.Context(), db, garageFiles(t), intake.Options{DryRun: true}); err != nil || results[0].New != 2000 || !isEmpty() {
		t.Fatalf("dry run: %v, empty %v", err, isEmpty())
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := intake.Import(ctx, db, garageFiles(t), intake.Options{Progress: func(intake.Progress) { cancel() }})
	if !errors.Is(err, context.Canceled) || !isEmpty() {
		t.Errorf("cancelled: %v, empty %v", err, isEmpty())
	}
}

func TestImportKeepsWhatAnEmptyCellDoesNotSay(t *testing.T) {
	db := storetest.New(t)
	for _, content := range []string{
		"Code;Nom;GSM;Remarque\nC1;Dupont;0475/12.34.56;\"deux\nlignes\"\n",
		"Code;Nom;GSM;Remarque\nC1;Dupond;;\n",
	} {
		if _, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes("c.csv", []byte(content))}, intake.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	client, err := db.Client(t.Context(), 1)
	if err != nil || client.Name != "Dupond" || client.GSM != "0475/12.34.56" || client.Notes != "deux\nlignes" {
		t.Errorf("%+v, %v", client, err)
	}
}

func TestImportRefusesFiles(t *testing.T) {
	folder := t.TempDir()
	for name, tc := range map[string]struct {
		content string
		want    error
	}{
		"empty.csv": {"", tabular.ErrEmpty},
		"photo.csv": {"\x89PNG\r\n\x1a\n\x00\x00\x00", tabular.ErrNotTable},
		"other.csv": {"a;b;c\n1;2;3\n", intake.ErrUnknownTable},
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(tc.content), 0o600); err != nil {
			t.Fatal(err)
		}
		results, err := intake.ImportAll(t.Context(), storetest.New(t), intake.Batch{Tables: []intake.Source{storetest.TableWords.File(path)}}, intake.Options{})
		if err != nil || len(results.Left) != 1 || !errors.Is(results.Left[0].Err, tc.want) || results.Left[0].Refusals[0].FileName != name {
			t.Errorf("%s: %+v, %v, want %v", name, results, err, tc.want)
		}
	}
}
