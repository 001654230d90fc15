package intake_test

import (
	"slices"
	"testing"

	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

var noVAT = []string{"BE0566988259", "", "0566988259", ""}

// ublClients are what TestUBLFindsItsClient tries.
var ublClients = map[string]struct {
	clients []garage.Client
	pairs   []string
	want    int // which of them, -1 = a new one, -2 = refused
	notices []string
}{
	"VAT number": {
		[]garage.Client{{Name: "Dupont"}, {Name: "Lefèvre", VATNumber: "BE0566988259"}},
		nil,
		1,
		[]string{intake.UBLClientName, intake.UBLSettled},
	},
	"our number": {
		[]garage.Client{{Name: "Menuiserie LEFEVRE & Fils", Number: "C1042"}, {Name: "Menuiserie Lefèvre & fils", Postcode: "5300"}},
		noVAT,
		0,
		[]string{intake.UBLSettled},
	},
	"our number, but another VAT number": {
		[]garage.Client{{Name: "Dupont", Number: "C1042", VATNumber: "BE0202239951"}},
		nil,
		-1,
		[]string{intake.UBLSettled},
	},
	"name and postcode": {
		[]garage.Client{{Name: "Menuiserie Lefèvre & fils", Postcode: "4000"}, {Name: "menuiserie  LEFEVRE & fils", Postcode: "5300"}},
		nil,
		1,
		[]string{intake.UBLSettled},
	},
	"first name first": {
		[]garage.Client{{Name: "Lefèvre", FirstName: "Zoé", Postcode: "5300"}},
		append(noVAT, "Menuiserie Lefèvre &amp; fils", "Zoé Lefèvre"),
		0,
		[]string{intake.UBLSettled},
	},
	"company form behind": {
		[]garage.Client{{Name: "Lefèvre", CompanyForm: "SRL", Postcode: "5300"}},
		append(noVAT, "Menuiserie Lefèvre &amp; fils", "Lefèvre SRL"),
		0,
		[]string{intake.UBLSettled},
	},
	"the name in another place": {
		[]garage.Client{{Name: "Menuiserie Lefèvre & fils", Postcode: "4000"}},
		noVAT,
		-1,
		[]string{intake.UBLSettled},
	},
	"a name without a place and one with it": {
		[]garage.Client{{Name: "Menuiserie Lefèvre & fils"}},
		noVAT,
		-1,
		[]string{intake.UBLSettled},
	},
	"two of that name": {
		[]garage.Client{{Name: "Menuiserie Lefèvre & fils", Postcode: "5300"}, {Name: "Menuiserie Lefèvre & fils", Postcode: "5300"}},
		noVAT,
		-2, nil,
	},
	"two with one VAT number": {
		[]garage.Client{{Name: "A", VATNumber: "BE0566988259"}, {Name: "B", VATNumber: "BE0566988259"}},
		nil,
		-2, nil,
	},
	"a firm and its branch": {
		[]garage.Client{{Name: "A", VATNumber: "BE0566988259"}, {Name: "Menuiserie Lefèvre & fils", Postcode: "5300", VATNumber: "BE0566988259"}},
		nil,
		1,
		[]string{intake.UBLSettled},
	},
}

// TestUBLFindsItsClient matches by VAT number, by our number, by name and place, and never somebody else.
func TestUBLFindsItsClient(t *testing.T) {
	for name, test := range ublClients {
		t.Run(name, func(t *testing.T) {
			db := storetest.New(t)
			_, err := db.SaveCompany(t.Context(), garage.Company{Name: "Garage du Pont", VATNumber: "0403.170.701"})
			storetest.Check(t, err)
			var ids []int64
			for _, client := range test.clients {
				ids = append(ids, storetest.Client(t, db, client).ID)
			}
			got := importUBL(t, db, ublFile(t, "invoice.xml", test.pairs...))[0]
			if test.want == -2 {
				if got.Outcome != intake.UBLRefused || got.Reason != intake.UBLTwoClients {
					t.Errorf("%+v", got)
				}
				return
			}
			d, err := db.Document(t.Context(), got.DocumentID)
			storetest.Check(t, err)
			if found := slices.Index(ids, d.ClientID); found != test.want || got.NewClient != (test.want == -1) {
				t.Errorf("client %d: %+v", found, got)
			}
			var notices []string
			for _, notice := range got.Notices {
				notices = append(notices, notice.Reason)
			}
			if !slices.Equal(notices, test.notices) {
				t.Errorf("notices %q", notices)
			}
		})
	}
}

// TestUBLNewClient takes the next number, is found by the next file, and what is wrong on its sheet is kept as refused.
func TestUBLNewClient(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{Number: "K0041"})
	bad := []string{"compta@lefevre.example", "compta chez lefevre", ">5300<", ">53000<"}
	first := ublFile(t, "invoice.xml", bad...)
	second := ublFile(t, "invoice.xml", append([]string{"F2026-00042", "F2026-00043"}, bad...)...)
	got := importUBL(t, db, first, second)
	if !got[0].NewClient || got[1].NewClient || got[1].Outcome != intake.UBLNew {
		t.Fatalf("%+v", got)
	}
	d, err := db.Document(t.Context(), got[0].DocumentID)
	storetest.Check(t, err)
	client, err := db.Client(t.Context(), d.ClientID)
	storetest.Check(t, err)
	if client.Number != "K0042" || client.Email != "" || client.Postcode != "" || client.Phone == "" {
		t.Errorf("client %+v", client)
	}
	refused, err := db.RefusedValues(t.Context(), client.ID)
	storetest.Check(t, err)
	if len(refused) != 2 || refused[0].Field != "postcode" || refused[0].Value != "53000" || refused[1].Field != "email" ||
		refused[1].Value != "compta chez lefevre" || refused[1].FileName != "invoice.xml" {
		t.Errorf("refused %+v", refused)
	}
}

// TestUBLWithoutCompany makes none of a folder whose files are of several suppliers: which one is ours, nobody said.
func TestUBLWithoutCompany(t *testing.T) {
	db := storetest.New(t)
	bought := ublFile(t, "invoice.xml", "F2026-00042", "A77", "0403170701", "0202239951", "Garage du Pont SRL", "Pneus Martin SA")
	for i, got := range importUBL(t, db, bought, ublFile(t, "invoice.xml")) {
		if got.Outcome != intake.UBLRefused || got.Reason != intake.UBLSuppliers {
			t.Errorf("file %d: %+v", i, got)
		}
	}
	if companies, err := db.Companies(t.Context()); err != nil || len(companies) != 0 {
		t.Errorf("%+v, %v", companies, err)
	}
}
