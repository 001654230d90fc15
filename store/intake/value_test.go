package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// TestImportValues: what people and programs write in a cell, and what is kept of it; "" with a reason is listed.
func TestImportValues(t *testing.T) {
	for i, test := range []struct {
		heading, value string
		column         string // of client
		want, reason   string
	}{
		{"Pays", "BEL", "country", "BE", ""},
		{"Pays", "056", "country", "BE", ""},
		{"Pays", "Duitsland", "country", "DE", ""},
		{"Pays", "Niederlande", "country", "NL", ""},
		{"Pays", "Pays-Bas", "country", "NL", ""},
		{"Pays", "Espagne", "country", "ES", ""},
		{"Pays", "Polska", "country", "PL", ""},
		{"Pays", "Česko", "country", "CZ", ""},
		{"Pays", "Royaume-Uni", "country", "GB", ""},
		{"Pays", "USA", "country", "US", ""},
		{"Pays", "Wallonie", "country", "", "import.refused_country"},
		{"Langue", "fr_BE", "language", "fr", ""},
		{"Langue", "nl-BE", "language", "nl", ""},
		{"Langue", "DUT", "language", "nl", ""},
		{"Langue", "Italiano", "language", "", "import.refused_language"},
		{"Accepte promo", "WAHR", "accepts_promotional", "1", ""},
		{"Accepte promo", ".T.", "accepts_promotional", "1", ""},
		{"Accepte promo", "-1", "accepts_promotional", "1", ""},
		{"Accepte promo", "ONWAAR", "accepts_promotional", "0", ""},
		{"Accepte promo", "F", "accepts_promotional", "0", ""},
		{"Accepte promo", "FALSCH", "accepts_promotional", "0", ""},
		{"Accepte promo", "peut-être", "accepts_promotional", "0", "import.refused_answer"},
		{"Code postal", "B-1000", "postcode", "1000", ""},
		{"Code postal", "l-4360", "postcode", "L-4360", ""},
		{"Code postal", "NL 1234 ab", "postcode", "1234 AB", ""},
		{"Code postal", "F-59000", "postcode", "F-59000", ""},
		{"GSM", "475123456", "gsm", "0475 12 34 56", "import.noticed_zero"},
		{"GSM", "32475123456", "gsm", "+32 475 12 34 56", "import.noticed_zero"},
		{"GSM", "0475/12.34.56", "gsm", "0475/12.34.56", ""},
		{"Téléphone", "22345678", "phone", "02 234 56 78", "import.noticed_zero"},
		{"Téléphone", "4,75123E+08", "phone", "", "check.phone_signs"},
		{"Remarque", "#WERT!", "notes", "", "import.refused_fault"},
		{"Remarque", "########", "notes", "", "import.refused_fault"},
		{"Remarque", "# à rappeler", "notes", "# à rappeler", ""},
	} {
		t.Run(fmt.Sprint(i, " ", test.column), func(t *testing.T) {
			db := storetest.New(t)
			content := "Code;Nom;" + test.heading + "\nC1;Essai;" + test.value + "\n"
			results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes("clients.csv", []byte(content))}, intake.Options{})
			storetest.Check(t, err)
			var got string
			storetest.Check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT `+test.column+` FROM client`).Scan(&got))
			reason := ""
			if len(results[0].Refusals) > 0 {
				reason = results[0].Refusals[0].Reason
			}
			if got != test.want || reason != test.reason || len(results[0].Refusals) > 1 {
				t.Errorf("%q is kept as %q, %q; want %q, %q", test.value, got, reason, test.want, test.reason)
			}
		})
	}
}

// TestImportDatesAndNumbers: each row is the value of a vehicle's column; the column decides what a value leaves open.
func TestImportDatesAndNumbers(t *testing.T) {
	for name, test := range map[string]struct {
		heading, column string
		values          []string
		want            []string
		reason          string // of those that are listed
	}{
		"kilometres": {
			"Km", "km",
			[]string{"38.910", "38 910", "38910,00", "38'910", "38\u202F910", "38 910 km", "38910 KM.", "38.000", "38,5"},
			[]string{"38910", "38910", "38910", "38910", "38910", "38910", "38910", "38000", "0"},
			"import.refused_number",
		},
		"kilometres with three decimals": {"Km", "km", []string{"38910.000", "945.000"}, []string{"38910", "945"}, ""},
		"registrations":                  {"1ère mise en circ.", "first_registration", []string{"05-nov-30", "3. März 2021", "20190212", "43508"}, []string{"1930-11-05", "2021-03-03", "2019-02-12", "2019-02-12"}, ""},
		"inspections":                    {"Contrôle technique", "next_inspection", []string{"05-nov-30", "3 mei 2027", "2026-11-05T00:00:00", "05.11.2026"}, []string{"2030-11-05", "2027-05-03", "2026-11-05", "2026-11-05"}, ""},
		"none":                           {"Contrôle technique", "next_inspection", []string{"  /  /    ", "00/00/0000", "30/12/1899", "0000-00-00"}, []string{"", "", "", ""}, ""},
		"months in front":                {"Contrôle technique", "next_inspection", []string{"05/11/2027", "05/13/2027"}, []string{"2027-05-11", "2027-05-13"}, ""},
		"either order, both used":        {"Contrôle technique", "next_inspection", []string{"05/11/2027", "13/05/2027", "05/14/2027"}, []string{"", "2027-05-13", "2027-05-14"}, "import.refused_date_order"},
		"years and months":               {"1ère mise en circ.", "first_registration", []string{"2019", "05/2019", "mars 2019"}, []string{"", "", ""}, "import.refused_year_only"},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			var content strings.Builder
			content.WriteString("Code client;Plaque;Marque;" + test.heading + "\n")
			for i, value := range test.values {
				fmt.Fprintf(&content, "C1;1-AAA-%03d;Ford;%s\n", i, value)
			}
			results, err := intake.Import(t.Context(), db, []intake.Source{
				storetest.TableWords.Bytes("clients.csv", []byte("Code;Nom\nC1;Essai\n")), storetest.TableWords.Bytes("vehicles.csv", []byte(content.String())),
			}, intake.Options{})
			storetest.Check(t, err)
			for i, want := range test.want {
				var got string
				storetest.Check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT `+test.column+` FROM vehicle WHERE plate = ?`, fmt.Sprintf("1-AAA-%03d", i)).Scan(&got))
				if got != want {
					t.Errorf("%q is kept as %q, want %q", test.values[i], got, want)
				}
			}
			for _, refused := range results[1].Refusals {
				if refused.Reason != test.reason {
					t.Errorf("listed %q: %s", refused.Value, refused.Reason)
				}
			}
			if (test.reason != "") != (len(results[1].Refusals) > 0) {
				t.Errorf("%d are listed", len(results[1].Refusals))
			}
		})
	}
}

// TestImportDecimalsOfColumn: 1.125 follows its column, then the other columns; where nothing tells it is listed.
func TestImportDecimalsOfColumn(t *testing.T) {
	const head = "Numéro;Désignation;Quantité;Prix unitaire HTVA;TVA %\n"
	for name, test := range map[string]struct {
		lines    string
		quantity string // of the first line in thousandths, "" = the line is listed
	}{
		"the column":                       {"1;Huile;1.125;8;21\n1;Huile;2.5;8;21\n", "1125"},
		"the price":                        {"1;Huile;1.125;8.50;21\n", "1125"},
		"thousands of the column":          {"1;Vis;1.125;0,02;21\n1;Vis;12,5;0,02;21\n", "1125000"},
		"a thousandfold by another column": {"1;Huile;1.125;8,50;21\n", ""},
		"nothing":                          {"1;Huile;1.125;8;21\n", ""},
		"a late line":                      {"1;Huile;1.125;8;21\n" + strings.Repeat("1;Huile;1;8;21\n", 1500) + "1;Huile;0.5;8;21\n", "1125"},
	} {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			results, err := intake.Import(t.Context(), db, []intake.Source{
				storetest.TableWords.Bytes("clients.csv", []byte("Code;Nom\nC1;Essai\n")),
				storetest.TableWords.Bytes("documents.csv", []byte("Numéro;Type;Date;Échéance;Code client\n1;F;13/11/2026;13/12/2026;C1\n")),
				storetest.TableWords.Bytes("lines.csv", []byte(head+test.lines)),
			}, intake.Options{})
			storetest.Check(t, err)
			var got string
			storetest.Check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT coalesce((SELECT quantity_thousandths FROM document_line WHERE position = 1), '')`).Scan(&got))
			listed := len(results[2].Refusals) > 0
			if test.quantity != "" && (got != test.quantity || listed) || test.quantity == "" && (!listed || results[2].New > 0) {
				t.Errorf("quantity %q, %+v", got, results[2].Refusals)
			}
		})
	}
}

// TestImportCellsThatTurned: a spreadsheet that made a date of a client's code has lost it.
func TestImportCellsThatTurned(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close() //nolint:errcheck // it is only written
	style, err := book.NewStyle(&excelize.Style{NumFmt: 14})
	storetest.Check(t, err)
	for i, row := range [][]any{{"Code", "Nom", "Accepte promo"}, {46093, "Essai", true}, {1001, "Maes", false}, {"1002", "Noël", true}} {
		storetest.Check(t, book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row))
	}
	storetest.Check(t, book.SetCellStyle("Sheet1", "A2", "A2", style))
	content, err := book.WriteToBuffer()
	storetest.Check(t, err)
	db := storetest.New(t)
	results, err := intake.Import(t.Context(), db, []intake.Source{storetest.TableWords.Bytes("clients.xlsx", content.Bytes())}, intake.Options{})
	storetest.Check(t, err)
	var got string
	storetest.Check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT group_concat(number || accepts_promotional, ' ') FROM (SELECT * FROM client ORDER BY number)`).Scan(&got))
	if got != "10010 10021" || len(results[0].Refusals) != 2 {
		t.Errorf("%q, %+v", got, results[0].Refusals)
	}
}

// TestImportExactPrices: a price has the decimals that its file has; the line's amount is what is rounded.
func TestImportExactPrices(t *testing.T) {
	db := storetest.New(t)
	const clients, documents = "Code;Nom\nC1;Essai\n", "Numéro;Type;Date;Échéance;Code client\n1;F;13/11/2026;13/12/2026;C1\n"
	const lines = "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %\n1;Vis;1000;0,0125;;21\n1;Huile;4,5;12,345;10;21\n1;Forfait;1;10,00;;21\n"
	bring := func(content string) intake.Result {
		t.Helper()
		results, err := intake.Import(t.Context(), db, []intake.Source{
			storetest.TableWords.Bytes("clients.csv", []byte(clients)), storetest.TableWords.Bytes("documents.csv", []byte(documents)), storetest.TableWords.Bytes("lines.csv", []byte(content)),
		}, intake.Options{})
		storetest.Check(t, err)
		return results[2]
	}
	if result := bring(lines); result.New != 3 || len(result.Refusals) != 0 {
		t.Fatalf("%+v", result)
	}
	var id int64
	storetest.Check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT id FROM document`).Scan(&id))
	document, err := db.Document(t.Context(), id)
	storetest.Check(t, err)
	if got := document.Lines[0]; got.Price() != 12_500 || garage.NetOf(got) != 1250 {
		t.Errorf("%+v comes to %d", got, garage.NetOf(got))
	}
	if got := document.Lines[1]; got.Price() != 12_345_000 || garage.NetOf(got) != 5000 { // 4.5 × 12.345 less a tenth = 49.99725
		t.Errorf("%+v comes to %d", got, garage.NetOf(got))
	}
	if document.Net != 1250+5000+1000 || document.Total != 8773 {
		t.Errorf("net %d, total %d", document.Net, document.Total)
	}
	if result := bring(lines); result.Unchanged != 3 {
		t.Errorf("a second time: %+v", result)
	}
	changed := bring("Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %\n1;Vis;1000;0,02;;21\n1;Huile;4,5;12,345;10;21\n1;Forfait;1;10,00;;21\n")
	if len(changed.Changes) != 1 || changed.Changes[0].Field != "unit_price" || changed.Changes[0].Before != "0.0125" || changed.Changes[0].After != "0.02" {
		t.Errorf("%+v", changed.Changes)
	}
}

// TestNegativePrice: what is below a cent has the sign of the price.
func TestNegativePrice(t *testing.T) {
	line := garage.DocumentLine{Quantity: 10_000}
	line.SetPrice(-12_500)
	if line.UnitPrice != -1 || line.PriceRest != -2_500 || line.Price() != -12_500 || garage.NetOf(line) != -13 {
		t.Errorf("%+v comes to %d", line, garage.NetOf(line))
	}
}
