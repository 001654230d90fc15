package store_test

import (
	"path/filepath"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// TestNamesOfAClient holds the names that SQL makes to those that Go makes, whatever part of a name there is.
func TestNamesOfAClient(t *testing.T) {
	db := storetest.Open(t, filepath.Join(t.TempDir(), "garage.db"))
	for _, test := range []struct {
		client         garage.Client
		listed, wanted string
	}{
		{garage.Client{Name: "Lambert", FirstName: "Luc", CompanyForm: "SRL"}, "Lambert Luc SRL", "Luc Lambert SRL"},
		{garage.Client{Name: "Lambert", FirstName: "Luc"}, "Lambert Luc", "Luc Lambert"},
		{garage.Client{Name: "Lambert", CompanyForm: "BV"}, "Lambert BV", "Lambert BV"},
		{garage.Client{FirstName: "Luc", CompanyForm: "BV"}, "Luc BV", "Luc BV"},
		{garage.Client{Name: "Van den Broeck"}, "Van den Broeck", "Van den Broeck"},
		{garage.Client{FirstName: "Noémie"}, "Noémie", "Noémie"},
	} {
		client := test.client
		client.Email = "a@garage.example"
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
		if listed, written := client.ListName(), client.WrittenName(); listed != test.listed || written != test.wanted {
			t.Errorf("%+v is listed as %q and written to as %q, want %q and %q", test.client, listed, written, test.listed, test.wanted)
		}
		addresses, err := db.Addresses(t.Context(), client.ID)
		if err != nil || len(addresses) != 1 || addresses[0].Name != test.wanted {
			t.Errorf("address of %q: %+v, %v", test.wanted, addresses, err)
		}
		file := garage.Case{Kind: garage.CaseKinds[0].Name, ClientID: client.ID}
		if err := db.SaveCase(t.Context(), &file, ""); err != nil {
			t.Fatal(err)
		}
		rows, err := db.CaseRows(t.Context(), []int64{file.ID})
		if err != nil || len(rows) != 1 || rows[0].ClientName != test.listed {
			t.Errorf("file of %q: %+v, %v", test.listed, rows, err)
		}
	}
}
