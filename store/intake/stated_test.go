package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

const oneClient = "Code;Nom\nC1;Dupont\n"

// importTexts brings CSV files in together; the names tell their order.
func importTexts(t *testing.T, db *store.DB, files ...string) []intake.Result {
	t.Helper()
	var sources []intake.Source
	for i, content := range files {
		sources = append(sources, storetest.TableWords.Bytes(fmt.Sprintf("%d.csv", i+1), []byte(content)))
	}
	results, err := intake.Import(t.Context(), db, sources, intake.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return results
}

// lookedAt are the reasons of what is to be looked at, with fields and values.
func lookedAt(results []intake.Result) string {
	var lines []string
	for _, result := range results {
		for _, one := range result.Refusals {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %s", one.Field, one.Value, one.Reason)))
		}
	}
	return strings.Join(lines, "\n")
}

// firstDocument is the only document of a file.
func firstDocument(t *testing.T, db *store.DB) garage.Document {
	t.Helper()
	ids, err := db.DocumentIDs(t.Context(), store.DocumentFilter{}, store.DocumentSort{})
	if err != nil || len(ids) == 0 {
		t.Fatal(ids, err)
	}
	document, err := db.Document(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// TestImportStatedTotals: what a table of documents says of their sums is held against the lines.
func TestImportStatedTotals(t *testing.T) {
	const line = "Numéro;Désignation;Quantité;Prix unitaire HTVA;TVA %\n"
	const three = "1;a;1;10,03;21\n1;b;1;10,03;21\n1;c;1;10,03;21\n" // 30.09 + 6.32; rounded per line 3 × 2.11 = 6.33
	for name, tc := range map[string]struct {
		heading, sums, lines string
		want                 string
		total                garage.Cents
	}{
		"as the lines":              {"HTVA;TVA;TVAC", "30,09;6,32;36,41", three, "", 3641},
		"VAT rounded per line":      {"HTVA;TVA;TVAC", "30,09;6,33;36,42", three, "", 3642},
		"only the total, a cent":    {"TVAC", "36,42", three, "", 3642},
		"only the total, too much":  {"TVAC", "36,50", three, "total 36.50 ≠ 36.41 import.total_differs", 3641},
		"a line is missing":         {"HTVA;TVA;TVAC", "40,12;8,43;48,55", three, "net 40.12 ≠ 30.09 import.total_differs", 3641},
		"another VAT":               {"HTVA;TVA", "30,09;1,81", three, "vat 1.81 ≠ 6.32 import.total_differs", 3641},
		"sums that are none":        {"HTVA;TVA;TVAC", "30,09;6,32;37,00", three, "total 37.00 ≠ 36.41 import.total_differs", 3641},
		"net and total":             {"HTVA;TVAC", "30,09;36,41", three, "", 3641},
		"no VAT where there is one": {"HTVA;TVA;TVAC", "10,00;0,50;10,50", "1;a;1;10,00;0\n", "vat 0.50 ≠ 0.00 import.total_differs", 1000},
		"without lines":             {"HTVA;TVA;TVAC", "100;21;121", "", "", 12_100},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			document := "Numéro;Type;Date;Échéance;Code client;" + tc.heading + "\n1;F;05/11/2026;05/12/2026;C1;" + tc.sums + "\n"
			files := []string{oneClient, document}
			if tc.lines != "" {
				files = append(files, line+tc.lines)
			}
			if said := lookedAt(importTexts(t, db, files...)); said != tc.want {
				t.Errorf("said %q, want %q", said, tc.want)
			}
			kept := firstDocument(t, db)
			if kept.Total != tc.total || kept.Net+kept.VAT != kept.Total {
				t.Errorf("%d + %d = %d, want %d", kept.Net, kept.VAT, kept.Total, tc.total)
			}
			for _, again := range importTexts(t, db, files...) {
				if again.New+again.Changed != 0 {
					t.Errorf("the second time: %+v", again)
				}
			}
			if twice := firstDocument(t, db); twice.Total != tc.total {
				t.Errorf("the second time %d", twice.Total)
			}
		})
	}
}

// TestImportCreditNote: a credit note may be written with either sign; without a column for the kind the sign tells.
func TestImportCreditNote(t *testing.T) {
	for sums, want := range map[string]garage.DocumentKind{"-100;-21;-121": garage.CreditNote, "100;21;121": garage.Invoice} {
		db := storetest.New(t)
		results := importTexts(t, db, oneClient, "Factuurnr;Datum;Klantnr;Totaal excl. btw;Btw;Totaal incl. btw\n7;05/11/2026;C1;"+sums+"\n",
			"Factuurnr;Omschrijving;Aantal;Eenheidsprijs excl.;Btw %\n7;Werk;1;100;21\n")
		if said := lookedAt(results); said != "kind  import.noticed_kind" {
			t.Errorf("%s: %q", sums, said)
		}
		if kept := firstDocument(t, db); kept.Kind != want || kept.Total != 12_100 {
			t.Errorf("%s: %s %d", sums, kept.Kind, kept.Total)
		}
	}
}

// TestImportFractions: a whole column of fractions is one of percentages; a value that is neither is refused as on the screen.
func TestImportFractions(t *testing.T) {
	const heading = "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise;TVA\n"
	document := "Numéro;Type;Date;Échéance;Code client\n1;F;05/11/2026;05/12/2026;C1\n"
	for name, tc := range map[string]struct {
		lines string
		want  string
		total garage.Cents
	}{
		"fractions":           {"1;a;1;100;0,1;0,21\n1;b;1;100;0;0,06\n", "discount Remise import.column_fractions\nvat_rate TVA import.column_fractions", 21_490},
		"points":              {"1;a;1;100;0.05;0.21\n1;b;1;100;;0\n", "discount Remise import.column_fractions\nvat_rate TVA import.column_fractions", 9500 + 1995 + 10_000},
		"all of it":           {"1;a;1;100;1;0,12\n1;b;1;100;0,5;0,12\n", "discount Remise import.column_fractions\nvat_rate TVA import.column_fractions", 5600},
		"percentages":         {"1;a;1;100;10;21\n1;b;1;100;100;6\n", "", 10_890},
		"signs":               {"1;a;1;100;10%;21 %\n1;b;1;100;;6 %\n", "", 10_890 + 10_600},
		"half a percent":      {"1;a;1;100;10;21\n1;b;1;100;0,5;21\n", "discount 0.50 import.noticed_discount", 10_890 + 12_040},
		"mixed":               {"1;a;1;100;;21\n1;b;1;100;;0,21\n", "vat_rate 0.21 check.document_rate\n1 import.refused_line", 12_100},
		"no Belgian rate":     {"1;a;1;100;;20\n1;b;1;100;;21\n", "vat_rate 20.00 check.document_rate\n1 import.refused_line", 12_100},
		"a negative discount": {"1;a;1;100;-5;21\n1;b;1;100;;21\n", "discount -5.00 check.document_discount\n1 import.refused_line", 12_100},
		"more than all":       {"1;a;1;100;110;21\n1;b;1;100;;21\n", "discount 110.00 check.document_discount\n1 import.refused_line", 12_100},
		"beyond a million":    {"1;a;2000000;1;;21\n1;b;1;100;;21\n", "quantity 2000000.000 check.document_quantity\n1 import.refused_line", 12_100},
		"beyond ten million":  {"1;a;1;20000000;;21\n1;b;1;100;;21\n", "unit_price 20000000.00 check.document_price\n1 import.refused_line", 12_100},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			said := lookedAt(importTexts(t, db, oneClient, document, heading+tc.lines))
			if said != tc.want && !sameLines(said, tc.want) {
				t.Errorf("said\n%s\nwant\n%s", said, tc.want)
			}
			if kept := firstDocument(t, db); kept.Total != tc.total {
				t.Errorf("%d, want %d", kept.Total, tc.total)
			}
		})
	}
}

func sameLines(a, b string) bool {
	left, right := strings.Split(a, "\n"), strings.Split(b, "\n")
	if len(left) != len(right) {
		return false
	}
	for _, line := range left {
		if !strings.Contains("\n"+b+"\n", "\n"+line+"\n") {
			return false
		}
	}
	return true
}

// TestImportFractionsFarDown: the whole column tells, not only its first thousand rows.
func TestImportFractionsFarDown(t *testing.T) {
	var documents, lines strings.Builder
	documents.WriteString("Numéro;Type;Date;Échéance;Code client\n")
	lines.WriteString("Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise;TVA\n")
	for i := range 1500 {
		fmt.Fprintf(&documents, "%d;F;05/11/2026;05/12/2026;C1\n", i)
		discount := "0"
		if i == 1400 {
			discount = "0,25"
		}
		fmt.Fprintf(&lines, "%d;x;1;100;%s;21\n", i, discount)
	}
	db := storetest.New(t)
	if said := lookedAt(importTexts(t, db, oneClient, documents.String(), lines.String())); said != "discount Remise import.column_fractions" {
		t.Error(said)
	}
	db = storetest.New(t)
	if said := lookedAt(importTexts(t, db, oneClient, documents.String(), lines.String()+"1;y;1;100;10;21\n")); said != "discount 0.25 import.noticed_discount" {
		t.Error(said)
	}
}
