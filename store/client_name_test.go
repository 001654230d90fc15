package store_test

import (
	"path/filepath"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// TestNamesOfAClient holds the names that SQL makes to those that Go makes, whatever part of a name there is.
func TestNamesOfAClient(t *testing.T) {
	db := storetest.Open(t, filepath.Join(t.TempDir(), "garage.db"))
	for _, test := range []struct {
		client         store.Client
		listed, wanted string
	}{
		{store.Client{Name: "Lambert", FirstName: "Luc", CompanyForm: "SRL"}, "Lambert Luc SRL", "Luc Lambert SRL"},
		{store.Client{Name: "Lambert", FirstName: "Luc"}, "Lambert Luc", "Luc Lambert"},
		{store.Client{Name: "Lambert", CompanyForm: "BV"}, "Lambert BV", "Lambert BV"},
		{store.Client{FirstName: "Luc", CompanyForm: "BV"}, "Luc BV", "Luc BV"},
		{store.Client{Name: "Van den Broeck"}, "Van den Broeck", "Van den Broeck"},
		{store.Client{FirstName: "Noémie"}, "Noémie", "Noémie"},
	} {
		client := test.client
		client.Email = "a@garage.example"
		if err := db.SaveClient(t.Context(), &client, store.ConsentNote{}); err != nil {
			t.Fatal(err)
		}
		if listed, written := client.ListName(), client.WrittenName(); listed != test.listed || written != test.wanted {
			t.Errorf("%+v is listed as %q and written to as %q, want %q and %q", test.client, listed, written, test.listed, test.wanted)
		}
		addresses, err := db.Addresses(t.Context(), client.ID)
		if err != nil || len(addresses) != 1 || addresses[0].Name != test.wanted {
			t.Errorf("address of %q: %+v, %v", test.wanted, addresses, err)
		}
		file := store.File{Kind: store.FileKinds[0].Name, ClientID: client.ID}
		if err := db.SaveFile(t.Context(), &file, ""); err != nil {
			t.Fatal(err)
		}
		rows, err := db.FileRows(t.Context(), []int64{file.ID})
		if err != nil || len(rows) != 1 || rows[0].ClientName != test.listed {
			t.Errorf("file of %q: %+v, %v", test.listed, rows, err)
		}
	}
}
