package intake_test

import (
	"slices"
	"strings"
	"testing"

	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// TestImportByContent: a column that no heading names is proposed by what it holds, and said; what only resembles is left.
func TestImportByContent(t *testing.T) {
	for name, tc := range map[string]struct{ table, fields, said string }{
		"mail": {"Code;Nom;Zzz\nC1;Dupont;a@client.example\nC2;Maes;b@client.example\n", "number name email", "email Zzz import.column_proposed"},
		"mail of the salesman": {
			"Code;Nom;Zzz\nC1;A;jan@garage.example\nC2;B;jan@garage.example\nC3;C;jan@garage.example\nC4;D;jan@garage.example\n", "number name ", "Zzz import.column_left",
		},
		"two of mail":     {"Code;Nom;Zzz;Yyy\nC1;Dupont;a@client.example;b@client.example\n", "number name  ", "Zzz import.column_left\nYyy import.column_left"},
		"mail known":      {"Code;Nom;E-mail;Zzz\nC1;Dupont;a@client.example;b@client.example\n", "number name email ", "Zzz import.column_left"},
		"mobile":          {"Code;Nom;Zzz\nC1;Dupont;0475/12.34.56\nC2;Maes;+32 495 91 28 25\n", "number name gsm", "gsm Zzz import.column_proposed"},
		"telephone":       {"Code;Nom;Zzz\nC1;Dupont;081/22.33.44\nC2;Maes;02 555 12 12\n", "number name phone", "phone Zzz import.column_proposed"},
		"VAT number":      {"Code;Nom;Zzz\nC1;Dupont;BE 0403.170.701\n", "number name vat_number", "vat_number Zzz import.column_proposed"},
		"postcodes":       {"Code;Nom;Zzz\nC1;A;5000\nC2;B;1300\nC3;C;4020\n", "number name postcode", "postcode Zzz import.column_proposed"},
		"years":           {"Code;Nom;Zzz\nC1;A;1999\nC2;B;2012\nC3;C;2020\n", "number name ", "Zzz import.column_left"},
		"an IBAN":         {"Code;Nom;Zzz\nC1;Dupont;BE68 5390 0754 7034\n", "number name ", "Zzz import.column_left"},
		"an empty one":    {"Code;Nom;Zzz\nC1;Dupont;\n", "number name ", ""},
		"words":           {"Code;Nom;Zzz\nC1;Dupont;rouge\n", "number name ", "Zzz import.column_left"},
		"plate and VIN":   {"Code client;Marque;Zzz;Yyy\nC1;Volvo;1-ABC-123;YV1AAAAAAAAAAAAA1\nC1;Ford;2-XYZ-987;WF0AAAAAAAAAAAAA2\n", "client make plate vin", "plate Zzz import.column_proposed\nvin Yyy import.column_proposed"},
		"registration":    {"Code client;Plaque;Marque;Zzz\nC1;1-ABC-123;Volvo;01/02/2015\nC1;1-ABC-124;Ford;12/08/2019\n", "client plate make first_registration", "first_registration Zzz import.column_proposed"},
		"inspection":      {"Code client;Plaque;Marque;Zzz\nC1;1-ABC-123;Volvo;01/02/2127\nC1;1-ABC-124;Ford;12/08/2127\n", "client plate make next_inspection", "next_inspection Zzz import.column_proposed"},
		"date of a visit": {"Code client;Plaque;Zzz;Motif\nC1;1-ABC-123;01/02/2025;Pneus\n", "client plate date reason", "plate 1-ABC-123 import.noticed_no_vehicle\ndate Zzz import.column_proposed"},
		"mostly mail":     {"Code;Nom;Zzz\nC1;Dupont;a@client.example\nC2;Maes;pas de mail\n", "number name ", "Zzz import.column_left"},
		"without a name":  {"Code;;Nom\nC1;rouge;Dupont\n", "number  name", "B import.column_left"},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			source := storetest.TableWords.Bytes("x.csv", []byte(tc.table))
			preview, err := intake.PreviewImport(t.Context(), db, source)
			if err != nil || !slices.Equal(preview.Mapping.Fields, strings.Split(tc.fields, " ")) {
				t.Errorf("%q, %v, want %q", preview.Mapping.Fields, err, strings.Split(tc.fields, " "))
			}
			importTexts(t, db, oneClient)
			results, err := intake.Import(t.Context(), db, []intake.Source{source}, intake.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if said := lookedAt(results); said != tc.said {
				t.Errorf("said %q, want %q", said, tc.said)
			}
			for i, column := range results[0].Columns {
				if column.Field != preview.Mapping.Fields[i] || column.Proposed != preview.Proposed[i] {
					t.Errorf("the preview says %q, the import %+v", preview.Mapping.Fields[i], column)
				}
			}
		})
	}
}
