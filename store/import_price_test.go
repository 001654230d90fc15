package store_test

import (
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestImportExactPrices: a price has the decimals that its file has; the line's amount is what is rounded.
func TestImportExactPrices(t *testing.T) {
	db := storetest.New(t)
	const clients, documents = "Code;Nom\nC1;Essai\n", "Numéro;Type;Date;Échéance;Code client\n1;F;13/11/2026;13/12/2026;C1\n"
	const lines = "Numéro;Désignation;Quantité;Prix unitaire HTVA;Remise %;TVA %\n1;Vis;1000;0,0125;;21\n1;Huile;4,5;12,345;10;21\n1;Forfait;1;10,00;;21\n"
	bring := func(content string) store.ImportResult {
		t.Helper()
		results, err := db.Import(t.Context(), []store.ImportSource{
			tableWords.Bytes("clients.csv", []byte(clients)), tableWords.Bytes("documents.csv", []byte(documents)), tableWords.Bytes("lines.csv", []byte(content)),
		}, store.ImportOptions{})
		check(t, err)
		return results[2]
	}
	if result := bring(lines); result.New != 3 || len(result.Refusals) != 0 {
		t.Fatalf("%+v", result)
	}
	var id int64
	check(t, storetest.SQL(t, db).QueryRowContext(t.Context(), `SELECT id FROM document`).Scan(&id))
	document, err := db.Document(t.Context(), id)
	check(t, err)
	if got := document.Lines[0]; got.Price() != 12_500 || store.NetOf(got) != 1250 {
		t.Errorf("%+v comes to %d", got, store.NetOf(got))
	}
	if got := document.Lines[1]; got.Price() != 12_345_000 || store.NetOf(got) != 5000 { // 4.5 × 12.345 less a tenth = 49.99725
		t.Errorf("%+v comes to %d", got, store.NetOf(got))
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
	line := store.DocumentLine{Quantity: 10_000}
	line.SetPrice(-12_500)
	if line.UnitPrice != -1 || line.PriceRest != -2_500 || line.Price() != -12_500 || store.NetOf(line) != -13 {
		t.Errorf("%+v comes to %d", line, store.NetOf(line))
	}
}
