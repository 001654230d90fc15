package clients

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// TestImportWindowSaysWhatTheCommandDoes: for every case, and a folder of what is no table, window and command list the same and
// keep the same.
func TestImportWindowSaysWhatTheCommandDoes(t *testing.T) {
	cases := filepath.Join("..", "..", "store", "intake", "testdata", "tables")
	folder := t.TempDir()
	for name, content := range map[string]string{
		"klanten.csv": "Klantnr.;Naam;Kleur;Zzz\nK1;Peeters;rood;a@client.example\nK2;Maes;;b@client.example\n", "leeg.csv": "", "~$x.xlsx": "x", "brief.txt": "Beste,\n",
	} {
		desktest.Check(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	for _, path := range []string{cases, folder, filepath.Join(cases, "three_sheets.xlsx"), filepath.Join(cases, "clients_note_beside.xlsx")} {
		found, err := intake.FindFiles([]string{path})
		desktest.Check(t, err)
		direct := storetest.New(t)
		all, err := intake.ImportAll(t.Context(), direct, intake.NewBatch(found, intake.NewWords(lang.Everywhere, nil).File), intake.Options{})
		desktest.Check(t, err)
		a := desktest.New(t)
		OpenImport(a, path)
		i, _ := kit.Raise[*importWindow](a.Host, "import", kit.Single)
		i.window.Canvas().Overlays().Remove(i.window.Canvas().Overlays().Top())
		i.run(false)
		want := listed(nil)
		for _, result := range all.Results() {
			want = append(want, listed(result.Refusals)...)
		}
		got := listed(i.refusals.Rows())
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: the window lists\n%q\nthe command\n%q", path, got, want)
		}
		ids, err := a.DB.ClientIDs(t.Context(), store.ClientFilter{})
		desktest.Check(t, err)
		others, err := direct.ClientIDs(t.Context(), store.ClientFilter{})
		desktest.Check(t, err)
		if len(ids) != len(others) || len(ids) == 0 {
			t.Errorf("%s: the window keeps %d clients, the command %d", path, len(ids), len(others))
		}
		i.window.Discard()
	}
}

// listed are lines of what is to be looked at.
func listed(values []store.RefusedValue) (lines []string) {
	for _, one := range values {
		lines = append(lines, fmt.Sprint(one.FileName, one.RowNumber, one.Field, one.Value, one.Reason))
	}
	return lines
}
