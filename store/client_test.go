package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestSaveClient(t *testing.T) {
	db := storetest.New(t)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	db.SetClock(func() time.Time { return now })
	family, err := db.SaveFamily(t.Context(), garage.Family{Name: "Société"})
	storetest.Check(t, err)
	client := garage.Client{
		Name: "  Crèvecœur ", FirstName: "Élise 🚗", Postcode: "1012 ab", Country: "nl", Language: "nl", Phone: "056/160.82.25",
		Email: "elise@mail.example", VATNumber: "be 0456.789.085", FamilyID: family, AcceptsPromotional: true, Notes: "ligne 1\nligne 2",
	}
	note := garage.ConsentNote{Source: "papier", Wording: "Oui, je veux", UserName: "Sophie"}
	storetest.MustRefuse(t, db.SaveClient(t.Context(), &client, note), "vat_number", "check.enterprise_digits")
	if client.ID != 0 {
		t.Error("a refused client got an id")
	}
	client.VATNumber = "be 0403.170.701"
	storetest.Check(t, db.SaveClient(t.Context(), &client, note))
	stored, err := db.Client(t.Context(), client.ID)
	storetest.Check(t, err)
	want := garage.Client{
		ID: 1, Number: "C000001", Name: "Crèvecœur", FirstName: "Élise 🚗", Postcode: "1012 AB", Country: "NL", Language: "nl",
		Phone: "056/160.82.25", Email: "elise@mail.example", VATNumber: "BE0403170701", FamilyID: family, Family: "Société",
		AcceptsPromotional: true, Notes: "ligne 1\nligne 2", CreatedAt: now, ChangedAt: now,
	}
	if stored != want {
		t.Errorf("\n got %+v\nwant %+v", stored, want)
	}

	now = now.Add(time.Hour)
	client.AcceptsPromotional, client.GSM = false, "0475 12 34 56"
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{Source: "téléphone", UserName: "Marie"}))
	client.GSM = ""
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{Source: "nothing changed"}))
	consents, err := db.Consents(t.Context(), client.ID)
	storetest.Check(t, err)
	if len(consents) != 2 || consents[0].Accepts || consents[0].Source != "téléphone" || !consents[1].Accepts ||
		consents[1].Wording != "Oui, je veux" || consents[1].UserName != "Sophie" || !consents[0].At.Equal(now) {
		t.Errorf("%+v", consents)
	}
	if stored, err = db.Client(t.Context(), client.ID); err != nil || !stored.CreatedAt.Equal(now.Add(-time.Hour)) || !stored.ChangedAt.Equal(now) {
		t.Error(stored, err)
	}

	other := garage.Client{Name: "Autre", Number: "C000001"}
	storetest.MustFail(t, db.SaveClient(t.Context(), &other, note), garage.ErrConflict)
	gone := garage.Client{ID: 99, Name: "Parti"}
	storetest.MustFail(t, db.SaveClient(t.Context(), &gone, note), garage.ErrNotFound)
	_, err = db.Client(t.Context(), 99)
	storetest.MustFail(t, err, garage.ErrNotFound)
}

func TestClientNumbers(t *testing.T) {
	db := storetest.New(t)
	for _, step := range []struct{ given, want string }{
		{"", "C000001"},
		{"", "C000002"},
		{"C000900", "C000900"},
		{"", "C000901"},
		{"77", "77"},
		{"", "78"},
		{"KL-9", "KL-9"},
		{"", "KL-10"},
		{"sans", "sans"},
		{"", "KL-11"},
		{"C999999", "C999999"},
		{"", "C1000000"},
	} {
		if got := storetest.Client(t, db, garage.Client{Number: step.given}).Number; got != step.want {
			t.Errorf("%q became %q, want %q", step.given, got, step.want)
		}
	}
}

func TestClientFields(t *testing.T) {
	db := storetest.New(t)
	for field, client := range map[string]garage.Client{
		"name":          {Email: "a@b.example"},
		"postcode":      {Name: "a", Postcode: "50000"},
		"country":       {Name: "a", Country: "ZZ"},
		"language":      {Name: "a", Language: "it"},
		"phone":         {Name: "a", Phone: "demander Marc"},
		"gsm":           {Name: "a", GSM: "12"},
		"email":         {Name: "a", Email: "a@b.example\r\nBcc: x@y.example"},
		"billing_email": {Name: "a", BillingEmail: "pas d'email"},
		"vat_number":    {Name: "a", VATNumber: "XX1"},
	} {
		var wrong *garage.FieldError
		if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if kept, err := db.ClientIDs(t.Context(), store.ClientFilter{}); err != nil || len(kept) != 0 {
		t.Errorf("refused clients %v were kept, %v", kept, err)
	}
}

func TestOldValuesDoNotBlockNewOnes(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, garage.Client{})
	_, err := storetest.SQL(t, db).ExecContext(t.Context(), `UPDATE client SET phone = 'le soir'`)
	storetest.Check(t, err)
	client, err = db.Client(t.Context(), client.ID)
	storetest.Check(t, err)
	client.FirstName = "Jean"
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	client.Phone = "le matin"
	storetest.MustRefuse(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{}), "phone", "check.phone_signs")
}

func TestDeleteClient(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, garage.Client{})
	vehicle := storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Plate: "1-ABC-123"})
	visit := storetest.Visit(t, db, garage.Visit{ClientID: client.ID, VehicleID: vehicle.ID, Date: "2026-01-02"})
	_, err := db.SaveContact(t.Context(), garage.Contact{ClientID: client.ID, Name: "Marc"})
	storetest.Check(t, err)
	storetest.Check(t, db.SetMarks(t.Context(), []int64{client.ID}, true))

	refused := db.DeleteClient(t.Context(), client.ID)
	storetest.MustFail(t, refused, garage.ErrInUse)
	var use *store.ClientInUse
	if !errors.As(refused, &use) || *use != (store.ClientInUse{Vehicles: 1, Visits: 1}) {
		t.Errorf("%+v", refused)
	}
	storetest.MustFail(t, db.DeleteVehicle(t.Context(), vehicle.ID), garage.ErrInUse)
	storetest.Check(t, db.DeleteVisit(t.Context(), visit.ID))
	storetest.Check(t, db.DeleteVehicle(t.Context(), vehicle.ID))
	storetest.Check(t, db.DeleteClient(t.Context(), client.ID))
	storetest.MustFail(t, db.DeleteClient(t.Context(), client.ID), garage.ErrNotFound)
	if count, err := db.MarkCount(t.Context()); err != nil || count != 0 {
		t.Error(count, err)
	}
	storetest.MustFail(t, db.DeleteContact(t.Context(), 1), garage.ErrNotFound)
}

func TestClientRows(t *testing.T) {
	db := storetest.New(t)
	first := storetest.Client(t, db, garage.Client{Name: "Zoë"})
	second := storetest.Client(t, db, garage.Client{Name: "Alain"})
	car := storetest.Vehicle(t, db, garage.Vehicle{ClientID: first.ID, Plate: "2-XYZ-999"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: first.ID, Plate: "1-ABC-123"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: first.ID, Make: "Remorque"})
	storetest.Visit(t, db, garage.Visit{ClientID: first.ID, VehicleID: car.ID, Date: "2026-03-04"})
	storetest.Visit(t, db, garage.Visit{ClientID: first.ID, Date: "2025-03-04"})
	storetest.Check(t, db.SetMarks(t.Context(), []int64{second.ID}, true))
	rows, err := db.ClientRows(t.Context(), []int64{first.ID, 99, second.ID})
	storetest.Check(t, err)
	if len(rows) != 2 || rows[0].Name != "Zoë" || rows[0].Plates != "1-ABC-123, 2-XYZ-999" || rows[0].LastVisit != "2026-03-04" ||
		rows[0].Marked || !rows[1].Marked || rows[1].Plates != "" || rows[1].LastVisit != "" {
		t.Errorf("%+v", rows)
	}
	if rows, err := db.ClientRows(t.Context(), nil); err != nil || len(rows) != 0 {
		t.Error(rows, err)
	}
}

func TestSorts(t *testing.T) {
	db := storetest.New(t)
	family, err := db.SaveFamily(t.Context(), garage.Family{Name: "École"})
	storetest.Check(t, err)
	for _, client := range []garage.Client{ // ids 1 to 4, in name order 3, 2, 1, 4
		{Number: "C10", Name: "Émile", Locality: "Namur", Postcode: "5000", Email: "b@x.example", Phone: "02 123 45 67", Language: "nl"},
		{Number: "C9", Name: "Dupont", FirstName: "Zoë", Locality: "Écaussinnes", Email: "A@x.example", FamilyID: family, Language: "fr"},
		{Number: "C100", Name: "Dupont", FirstName: "Anne", Locality: "Arlon", Postcode: "6700", GSM: "0475 12 34 56"},
		{Number: "7", Name: "Œuvres"},
	} {
		storetest.Client(t, db, client)
	}
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: 4, Plate: "1-AAA-111"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: 1, Plate: "2-AAA-111"})
	storetest.Visit(t, db, garage.Visit{ClientID: 4, Date: "2026-01-01"})
	storetest.Visit(t, db, garage.Visit{ClientID: 3, Date: "2026-01-02"})
	storetest.Check(t, db.SetMarks(t.Context(), []int64{1}, true))
	for by, want := range map[store.ClientSort][2][]int64{
		"":                  {{3, 2, 1, 4}, {4, 1, 2, 3}},
		store.SortName:      {{3, 2, 1, 4}, {4, 1, 2, 3}},
		store.SortNumber:    {{4, 2, 1, 3}, {3, 1, 2, 4}},
		store.SortLocality:  {{3, 2, 1, 4}, {1, 2, 3, 4}},
		store.SortPostcode:  {{1, 3, 2, 4}, {3, 1, 2, 4}},
		store.SortEmail:     {{2, 1, 3, 4}, {1, 2, 3, 4}},
		store.SortPhone:     {{1, 3, 2, 4}, {1, 3, 2, 4}},
		store.SortGSM:       {{3, 2, 1, 4}, {3, 2, 1, 4}},
		store.SortFamily:    {{2, 3, 1, 4}, {2, 3, 1, 4}},
		store.SortType:      {{3, 2, 1, 4}, {3, 2, 1, 4}},
		store.SortLanguage:  {{2, 1, 3, 4}, {1, 2, 3, 4}},
		store.SortLastVisit: {{4, 3, 2, 1}, {3, 4, 2, 1}},
		store.SortMarked:    {{1, 3, 2, 4}, {1, 3, 2, 4}},
		store.SortPlates:    {{4, 1, 3, 2}, {1, 4, 3, 2}},
	} {
		for i, descending := range []bool{false, true} {
			got, err := db.ClientIDs(t.Context(), store.ClientFilter{Sort: by, Descending: descending})
			if err != nil || !slices.Equal(got, want[i]) {
				t.Errorf("by %q, descending %t: %v %v, want %v", by, descending, got, err, want[i])
			}
		}
	}
	if _, err := db.ClientIDs(t.Context(), store.ClientFilter{Sort: "id; DROP TABLE client"}); err == nil {
		t.Error("an unknown sort was taken")
	}
}

func TestUnreachableClients(t *testing.T) {
	db := storetest.New(t)
	accepts := storetest.Client(t, db, garage.Client{Name: "A", Email: "a@client.example", AcceptsPromotional: true}).ID
	refuses := storetest.Client(t, db, garage.Client{Name: "B", Email: "b@client.example"}).ID
	silent := storetest.Client(t, db, garage.Client{Name: "C"}).ID
	storetest.Client(t, db, garage.Client{Name: "D"}) // is in no list
	for promotional, want := range map[bool]store.Unreachable{
		false: {WithoutEmail: 1}, true: {WithoutEmail: 1, NotAccepting: 1},
	} {
		if got, err := db.UnreachableClients(t.Context(), []int64{accepts, refuses, silent, 999}, promotional); err != nil || got != want {
			t.Errorf("promotional %v: %+v %v, want %+v", promotional, got, err, want)
		}
	}
	if got, err := db.UnreachableClients(t.Context(), nil, true); err != nil || got != (store.Unreachable{}) {
		t.Error(got, err)
	}
}

// TestTally changes visits and documents in every way and counts again after each.
func TestTally(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, garage.Client{})
	storetest.Client(t, db, garage.Client{})
	direct := storetest.SQL(t, db)
	for _, change := range []string{
		`INSERT INTO visit (client_id, date) VALUES (1, '2026-02-01')`,
		`INSERT INTO visit (client_id, date) VALUES (1, '2026-03-01'), (1, '2026-01-01'), (2, '2025-01-01')`,
		`INSERT INTO document (client_id, date, kind, number, total_cents) VALUES (1, '2026-05-01', 'invoice', '1', 12100)`,
		`INSERT INTO document (client_id, date, kind, number, total_cents) VALUES (1, '2024-05-01', 'credit_note', '2', 2100), (1, '2024-06-01', 'credit_note', '3', -100),
			(1, '2024-01-01', 'quote', '4', 99), (2, '2024-01-01', 'invoice', '5', 5)`,
		`UPDATE visit SET date = '2027-01-01' WHERE id = 1`,
		`UPDATE visit SET client_id = 2 WHERE id = 2`,
		`UPDATE document SET client_id = 2, total_cents = 7 WHERE id = 1`,
		`UPDATE document SET kind = 'invoice' WHERE id = 4`,
		`UPDATE document SET date = '2020-01-01' WHERE client_id = 1`,
		`DELETE FROM visit WHERE client_id = 1`,
		`DELETE FROM document WHERE id IN (1, 2)`,
		`DELETE FROM document`,
		`DELETE FROM visit`,
	} {
		_, err := direct.ExecContext(t.Context(), change)
		storetest.Check(t, err)
		for _, id := range storetest.QueryIDs(t, direct, storetest.Recount) {
			t.Errorf("client %d after %s", id, change)
		}
	}
}

func TestAddressesAndChoices(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, garage.Client{Name: "Dupont", FirstName: "Jean", Email: "j@x.example", BillingEmail: "compta@x.example", Locality: "Liège", Country: ""})
	storetest.Client(t, db, garage.Client{Locality: "LIEGE", Country: "FR"})
	for _, contact := range []garage.Contact{{Name: "A", Email: "J@x.example"}, {Name: "Marc", Role: "fleet", Email: "m@x.example"}, {Name: "Sans"}} {
		contact.ClientID = client.ID
		_, err := db.SaveContact(t.Context(), contact)
		storetest.Check(t, err)
	}
	addresses, err := db.Addresses(t.Context(), client.ID)
	storetest.Check(t, err)
	if len(addresses) != 3 {
		t.Fatalf("%+v", addresses)
	}
	want := []garage.Address{
		{Email: "compta@x.example", Origin: garage.AddressOfBilling, Name: "Jean Dupont"},
		{Email: "j@x.example", Origin: garage.AddressOfSheet, Name: "Jean Dupont"},
		{Email: "m@x.example", Origin: garage.AddressOfContact, ContactID: addresses[2].ContactID, Name: "Marc", Role: "fleet"},
	}
	if addresses[2].ContactID == 0 || addresses[0] != want[0] || addresses[1] != want[1] || addresses[2] != want[2] {
		t.Errorf("%+v", addresses)
	}
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Make: "BMW", VehicleType: "Moto"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Make: "BMW"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Make: "Bmw"})
	for name, test := range map[string]struct {
		got  func() ([]garage.Choice, error)
		want map[string]int
	}{
		"makes":      {func() ([]garage.Choice, error) { return db.Makes(t.Context()) }, map[string]int{"BMW": 1, "Bmw": 1}},
		"types":      {func() ([]garage.Choice, error) { return db.VehicleTypes(t.Context()) }, map[string]int{"Moto": 1}},
		"localities": {func() ([]garage.Choice, error) { return db.Localities(t.Context()) }, map[string]int{"LIEGE": 2}},
		"countries":  {func() ([]garage.Choice, error) { return db.Countries(t.Context()) }, map[string]int{"BE": 1, "FR": 1}},
	} {
		got, err := test.got()
		storetest.Check(t, err)
		if len(got) != len(test.want) {
			t.Errorf("%s: %+v", name, got)
		}
		for _, choice := range got {
			if test.want[choice.Value] != choice.Clients {
				t.Errorf("%s: %+v", name, choice)
			}
		}
	}
}

func TestRefusedValues(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, garage.Client{Phone: "081 12 34 56"})
	_, err := storetest.SQL(t, db).ExecContext(t.Context(), `INSERT INTO import_run (id, file_name, entity, at) VALUES (1, 'clients.csv', 'client', '');
		INSERT INTO refused_value (import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason) VALUES
		(1, 2, 'client', 'C000001', 1, 1, 'email', 'pas d''email', 'check.email_no_at'),
		(1, 2, 'client', 'C000001', 1, 1, 'phone', 'le soir', 'check.phone_signs'),
		(1, 9, 'client', 'C000009', NULL, NULL, '', 'a;b;c', 'check.name_missing')`)
	storetest.Check(t, err)
	open := func(filter store.RefusedFilter, want int) {
		t.Helper()
		if values, err := db.OpenRefusedValues(t.Context(), filter); err != nil || len(values) != want {
			t.Errorf("%+v: %+v %v, want %d", filter, values, err, want)
		}
	}
	open(store.RefusedFilter{}, 3)
	open(store.RefusedFilter{ClientID: client.ID, Field: "email"}, 1)
	if rows, err := db.ClientRows(t.Context(), []int64{client.ID}); err != nil || rows[0].RefusedMail != "pas d'email" {
		t.Error(rows, err)
	}
	client.FirstName = "Jean"
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	open(store.RefusedFilter{ClientID: client.ID}, 2) // neither field was touched
	client.Email = "jean@x.example"
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	values, err := db.RefusedValues(t.Context(), client.ID)
	storetest.Check(t, err)
	if len(values) != 1 || values[0].Field != "phone" || values[0].FileName != "clients.csv" || values[0].RowNumber != 2 {
		t.Errorf("%+v", values)
	}
	storetest.Check(t, db.ResolveRefusedValue(t.Context(), values[0].ID))
	storetest.Check(t, db.ResolveRefusedValue(t.Context(), values[0].ID))
	open(store.RefusedFilter{}, 1)
	storetest.MustFail(t, db.ResolveRefusedValue(t.Context(), 99), garage.ErrNotFound)
}
