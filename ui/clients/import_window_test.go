package clients

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

// garageFolder holds a table of clients, two electronic invoices, a text that calls itself one, and PDFs of which one has
// the number of a document.
func garageFolder(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"clients.csv":           "Code client;Nom;E-mail\nC1;Dupont;dupont@client.example\n",
		"letter.xml":            "<letter>Cher client</letter>",
		"F2026-00042 copie.pdf": "%PDF-1.7\n", "sans numéro.pdf": "%PDF-1.7\n", "notes.docx": "no concern of ours",
	} {
		desktest.Check(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	for _, name := range []string{"invoice.xml", "credit_note.xml"} {
		content, err := os.ReadFile(filepath.Join("..", "..", "store", "ubl", "testdata", name))
		desktest.Check(t, err)
		desktest.Check(t, os.WriteFile(filepath.Join(folder, name), content, 0o600))
	}
	return folder
}

// TestImportOfAFolder brings tables, electronic invoices and PDFs in together, names what it cannot take, and changes
// nothing the second time.
func TestImportOfAFolder(t *testing.T) {
	a := desktest.New(t)
	OpenImport(a, garageFolder(t))
	i, _ := kit.Raise[*importWindow](a.Host, "import", kit.Single)
	t.Cleanup(i.window.Discard)
	if len(i.files) != 3 || len(i.files[1].paths) != 2 || len(i.files[2].paths) != 3 {
		t.Fatalf("%d kinds of file", len(i.files))
	}
	ids := func() []int64 {
		all, err := a.DB.DocumentIDs(t.Context(), store.DocumentFilter{}, store.DocumentSort{})
		desktest.Check(t, err)
		return all
	}
	if len(ids()) != 0 {
		t.Fatal("the preview has kept something")
	}
	i.run(false)
	if len(ids()) != 2 {
		t.Errorf("%d documents", len(ids()))
	}
	said := map[string]bool{}
	for _, row := range i.refusals.Rows() {
		said[row.FileName+": "+row.Reason] = true
		if text := a.Printer.T(row.Reason); text == row.Reason || strings.Contains(text, "import.") {
			t.Errorf("%s is not in words: %q", row.Reason, text)
		}
	}
	for _, want := range []string{"letter.xml: import.ubl_not_invoice", "sans numéro.pdf: import.paper_no_number"} {
		if !said[want] {
			t.Errorf("%q is not said: %v", want, said)
		}
	}
	i.run(true)
	for _, file := range i.files {
		if file.result.New != 0 || file.result.Changed != 0 {
			t.Errorf("a second import of %s: %+v", file.name(a.Printer), file.result)
		}
	}
	i.openColumns(i.files[2]) // has no columns to choose
	if i.window.Canvas().Overlays().Top() != nil {
		t.Error("electronic invoices have columns")
	}
}
