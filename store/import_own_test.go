package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"garagemail/store"
)

// TestImportLeavesOwnDocumentsAlone imports a file with the number of an invoice that was issued here, and its lines.
func TestImportLeavesOwnDocumentsAlone(t *testing.T) {
	f := newFirm(t)
	issued := f.issue(f.draft())
	draft := f.save(f.draft())
	folder := t.TempDir()
	write := func(name, text string) store.ImportSource {
		path := filepath.Join(folder, name)
		check(t, os.WriteFile(path, []byte(text), 0o600))
		return tableWords.File(path)
	}
	results, err := f.db.Import(t.Context(), []store.ImportSource{
		write("documents.csv", "Numéro;Type;Date;Échéance;Code client;Plaque;Référence\n"+
			issued.Number+";F;01/02/2026;;"+f.client.Number+";;autre\n20260007;F;01/02/2026;;"+f.client.Number+";;\n"),
		write("lines.csv", "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %\n"+
			issued.Number+";Pneus;1;10,00;;21\n20260007;Pneus;1;10,00;;21\n;Pneus;1;10,00;;21\n"),
	}, store.ImportOptions{})
	check(t, err)
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
	if after := f.document(issued.ID); !sameFields(after, issued) || len(after.Lines) != len(issued.Lines) {
		t.Errorf("the issued document changed: %+v", after)
	}
	if after := f.document(draft); len(after.Lines) != 2 {
		t.Errorf("a line without number went to the draft: %+v", after)
	}
	if next, err := f.db.IssueDocument(t.Context(), draft, "2026-11-23"); err != nil || next.Number != "F2026-00002" {
		t.Error(next.Number, err)
	}
}
