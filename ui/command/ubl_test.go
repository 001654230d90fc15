package command

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/assets"
	"garagemail/assets/lang"
	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/ui/programtest"
	"garagemail/ui/session"
)

func TestUBLUnknownNumber(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	programtest.WithFile(t, path, func(*store.DB) {})
	out := filepath.Join(t.TempDir(), "out.xml")
	r := programtest.Run(t, programtest.Program(t, path, "ubl", "2026/404", "-o", out))
	if _, err := os.Stat(out); r.Code != ExitUsage || err == nil || !strings.Contains(r.Stderr, "2026/404") {
		t.Errorf("%d %s", r.Code, r.Stderr)
	}
}

// TestUBLOfDocument writes one that breaks a rule, mends what it says, and writes it.
func TestUBLOfDocument(t *testing.T) {
	path, numbers, _ := documentPost(t)
	out := filepath.Join(t.TempDir(), "out.xml")
	var answer ublAnswer
	programtest.Run(t, programtest.Program(t, path, "ubl", "--json", numbers[0], "-o", out)).Must(t, ExitFailed, &answer)
	if _, err := os.Stat(out); err == nil || answer.File != "" || len(answer.Problems) == 0 || answer.Problems[0].Kind != "broken_rule" {
		t.Fatalf("%v %+v", err, answer)
	}
	programtest.WithFile(t, path, func(db *store.DB) {
		company, err := db.Company(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		company.VATNumber, company.IBAN, company.Country = "BE0403170701", "BE68539007547034", "BE"
		if _, err := db.SaveCompany(t.Context(), company); err != nil {
			t.Fatal(err)
		}
	})
	programtest.Run(t, programtest.Program(t, path, "ubl", "--json", numbers[0], "-o", out)).Must(t, ExitDone, &answer)
	content, err := os.ReadFile(out)
	if err != nil || answer.Size != len(content) || answer.File != out || !strings.Contains(string(content), "<cbc:ID>"+numbers[0]+"</cbc:ID>") ||
		!strings.Contains(string(content), `filename="`+numbers[0]+`.pdf"`) {
		t.Errorf("%v %+v", err, answer)
	}
}

// TestExportOfDemoGarage writes every document of the demo garage as an electronic invoice; make peppol has the official rules look at them.
func TestExportOfDemoGarage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "garage.db")
	var issued int
	programtest.WithFile(t, path, func(db *store.DB) {
		opened, err := session.Open(t.Context(), db, true, intake.NewWords(lang.Everywhere, assets.LocalityNames))
		if err != nil {
			t.Fatal(err)
		}
		defer opened.Close() //nolint:errcheck // nothing was sent
		ids, err := db.DocumentIDs(t.Context(), store.DocumentFilter{Kinds: []garage.DocumentKind{garage.Invoice, garage.CreditNote}}, store.DocumentSort{})
		if err != nil {
			t.Fatal(err)
		}
		issued = len(ids)
	})
	out := filepath.Join(t.TempDir(), "period.zip")
	var answer exportAnswer
	programtest.Run(t, programtest.Program(t, path, "export", "ubl", "--json", "--from", "2000-01-01", "--to", "2099-12-31", "-o", out)).Must(t, ExitDone, &answer)
	if answer.Documents != issued || issued == 0 {
		t.Errorf("%d of %d documents: %+v", answer.Documents, issued, answer.Problems)
	}
	archive, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = archive.Close() })
	if len(archive.File) != issued {
		t.Errorf("%d files", len(archive.File))
	}
	folder := os.Getenv("GARAGEMAIL_DOCUMENTS")
	for _, file := range archive.File {
		content, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil || !strings.HasPrefix(string(text), "<?xml") {
			t.Fatalf("%s: %v", file.Name, err)
		}
		if folder != "" {
			if err := os.WriteFile(filepath.Join(folder, file.Name), text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
