package intake_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"garagemail/store"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// importPapers imports PDFs alone.
func importPapers(t *testing.T, db *store.DB, paths []string, dryRun bool) (intake.PaperResult, error) {
	t.Helper()
	results, err := intake.ImportAll(t.Context(), db, intake.Batch{Papers: paths}, intake.Options{DryRun: dryRun})
	return results.Papers, err
}

func pdfOf(text string) []byte { return []byte("%PDF-1.4\n% " + text + "\n%%EOF\n") }

// papersIn writes files and returns their paths in the order of their names.
func papersIn(t *testing.T, files map[string][]byte) []string {
	t.Helper()
	folder := t.TempDir()
	var paths []string
	for name, content := range files {
		path := filepath.Join(folder, name)
		storetest.Check(t, os.WriteFile(path, content, 0o600))
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths
}

// sevenInvoices are the numbers 1 to 7, without a PDF inside.
func sevenInvoices(t *testing.T) (sources []intake.UBLSource) {
	t.Helper()
	for i := range 7 {
		number := fmt.Sprintf("F2026-%05d", i+1)
		sources = append(sources, ublFile(t, "invoice.xml", "F2026-00042", number, `mimeCode="application/pdf"`, `mimeCode="text/plain"`))
	}
	return sources
}

func TestImportPapers(t *testing.T) {
	db := storetest.New(t)
	results := importUBL(t, db, append(sevenInvoices(t), ublFile(t, "invoice.xml"))...) // 42 has a PDF inside
	paths := papersIn(t, map[string][]byte{
		"F2026-00001_Lefevre.pdf": pdfOf("one"),
		"F2026-00002.pdf":         pdfOf("two"),
		"F2026-00002 (1).PDF":     pdfOf("two again"),
		"F2026-00003.pdf":         []byte("<html>not found</html>"),
		"F2026-00004.pdf":         []byte("%PDF-1.4 cut short"),
		"F2026-00005.pdf":         append(bytes.Repeat([]byte("x"), 20<<20), pdfOf("large")...),
		"F2026-00042.pdf":         pdfOf("another"),
		"F2026-00099.pdf":         pdfOf("no document"),
		"F2026-00006.txt":         pdfOf("not called so"),
	})
	before := everything(t, db)
	dry, err := importPapers(t, db, paths, true)
	storetest.Check(t, err)
	if everything(t, db) != before {
		t.Error("a dry run has kept something")
	}
	got, err := importPapers(t, db, paths, false)
	storetest.Check(t, err)
	if got.Paired != 1 || got.Unchanged != 0 || fmt.Sprint(got) != fmt.Sprint(dry) {
		t.Errorf("%+v, dry %+v", got, dry)
	}
	reasons := map[string]string{}
	for _, one := range got.Refused {
		reasons[filepath.Base(one.File)] = one.Reason
	}
	for name, want := range map[string]string{
		"F2026-00002.pdf": intake.PaperTwoFiles, "F2026-00002 (1).PDF": intake.PaperTwoFiles, "F2026-00003.pdf": intake.PaperNotPDF,
		"F2026-00004.pdf": intake.PaperNotPDF, "F2026-00005.pdf": intake.PaperTooLarge, "F2026-00042.pdf": intake.PaperOther,
		"F2026-00099.pdf": intake.PaperNoNumber, "F2026-00006.txt": intake.PaperNotPDF,
	} {
		if reasons[name] != want {
			t.Errorf("%s: %q, not %q", name, reasons[name], want)
		}
	}
	if len(reasons) != 8 {
		t.Errorf("refused %v", reasons)
	}
	if kept, err := db.KeptPaper(t.Context(), results[0].DocumentID); err != nil || !bytes.Equal(kept, pdfOf("one")) {
		t.Errorf("kept %q, %v", kept, err)
	}
	if kept, err := db.KeptPaper(t.Context(), results[7].DocumentID); err != nil || bytes.Equal(kept, pdfOf("another")) {
		t.Errorf("the invoice's own PDF was replaced: %v", err)
	}
	if _, err := db.KeptPaper(t.Context(), results[1].DocumentID); err == nil {
		t.Error("one of two files was kept")
	}
	after := everything(t, db)
	again, err := importPapers(t, db, paths, false)
	if err != nil || again.Paired != 0 || again.Unchanged != 1 || len(again.Refused) != 8 || everything(t, db) != after {
		t.Errorf("again: %+v, %v", again, err)
	}
}

// TestImportPapersTwoDocuments refuses the number that an invoice and a credit note share.
func TestImportPapersTwoDocuments(t *testing.T) {
	db := storetest.New(t)
	importUBL(t, db, ublFile(t, "invoice.xml"), ublFile(t, "credit_note.xml", append([]string{"NC2026-00007", "F2026-00042"}, "F2026-00039", "F2026-00038")...))
	got, err := importPapers(t, db, papersIn(t, map[string][]byte{"F2026-00042.pdf": pdfOf("which?")}), false)
	storetest.Check(t, err)
	if len(got.Refused) != 1 || got.Refused[0].Reason != intake.PaperSeveral {
		t.Errorf("%+v", got)
	}
}

// TestImportAllFindsWhatCameBefore lets a dry run of tables, invoices and PDFs tell what the import will do.
func TestImportAllFindsWhatCameBefore(t *testing.T) {
	db := storetest.New(t)
	paths := papersIn(t, map[string][]byte{"NC2026-00007.pdf": pdfOf("credit note"), "missing.xml": nil})
	batch := intake.Batch{
		Tables: []intake.Source{storetest.TableWords.Bytes("clients.csv", []byte("Code;Nom;Code postal;E-mail\nC1042;Lefèvre;5300;a@example.org\n"))},
		UBL:    []intake.UBLSource{ublFile(t, "credit_note.xml"), {Path: paths[1]}, {Path: paths[1] + ".gone"}},
		Papers: paths[:1],
	}
	for _, dry := range []bool{true, false} {
		got, err := intake.ImportAll(t.Context(), db, batch, intake.Options{DryRun: dry})
		storetest.Check(t, err)
		if got.Tables[0].New != 1 || got.UBL[0].Outcome != intake.UBLNew || got.UBL[0].NewClient || got.UBL[0].Client != "Lefèvre" ||
			got.Papers.Paired != 1 || got.UBL[1].Reason == "" || got.UBL[2].Reason != intake.UBLUnreadable {
			t.Errorf("dry %v: %+v", dry, got)
		}
		if empty, err := db.IsEmpty(t.Context()); err != nil || empty != dry {
			t.Errorf("dry %v leaves an empty file: %v, %v", dry, empty, err)
		}
	}
}
