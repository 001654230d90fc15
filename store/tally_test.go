package store_test

import (
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// recount finds the clients whose tally is wrong.
const recount = `SELECT client.id FROM client LEFT JOIN tally ON tally.client_id = client.id
	WHERE coalesce(visits, 0) <> (SELECT count(*) FROM visit WHERE client_id = client.id)
	OR coalesce(first_visit, '') <> coalesce((SELECT min(date) FROM visit WHERE client_id = client.id), '')
	OR coalesce(last_visit, '') <> coalesce((SELECT max(date) FROM visit WHERE client_id = client.id), '')
	OR coalesce(documents, 0) <> (SELECT count(*) FROM document WHERE client_id = client.id)
	OR coalesce(first_document, '') <> coalesce((SELECT min(date) FROM document WHERE client_id = client.id), '')
	OR coalesce(last_document, '') <> coalesce((SELECT max(date) FROM document WHERE client_id = client.id), '')
	OR coalesce(document_cents, 0) <> (SELECT coalesce(sum(CASE kind WHEN 'invoice' THEN total_cents WHEN 'credit_note' THEN -abs(total_cents) ELSE 0 END), 0)
		FROM document WHERE client_id = client.id)`

// TestTally changes visits and documents in every way and counts again after each.
func TestTally(t *testing.T) {
	db := storetest.New(t)
	storetest.Client(t, db, store.Client{})
	storetest.Client(t, db, store.Client{})
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
		check(t, err)
		for _, id := range queryIDs(t, direct, recount) {
			t.Errorf("client %d after %s", id, change)
		}
	}
}

func TestAddressesAndChoices(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, store.Client{Name: "Dupont", FirstName: "Jean", Email: "j@x.example", BillingEmail: "compta@x.example", Locality: "Liège", Country: ""})
	storetest.Client(t, db, store.Client{Locality: "LIEGE", Country: "FR"})
	for _, contact := range []store.Contact{{Name: "A", Email: "J@x.example"}, {Name: "Marc", Role: "fleet", Email: "m@x.example"}, {Name: "Sans"}} {
		contact.ClientID = client.ID
		_, err := db.SaveContact(t.Context(), contact)
		check(t, err)
	}
	addresses, err := db.Addresses(t.Context(), client.ID)
	check(t, err)
	if len(addresses) != 3 {
		t.Fatalf("%+v", addresses)
	}
	want := []store.Address{
		{Email: "compta@x.example", Origin: store.AddressOfBilling, Name: "Jean Dupont"},
		{Email: "j@x.example", Origin: store.AddressOfSheet, Name: "Jean Dupont"},
		{Email: "m@x.example", Origin: store.AddressOfContact, ContactID: addresses[2].ContactID, Name: "Marc", Role: "fleet"},
	}
	if addresses[2].ContactID == 0 || addresses[0] != want[0] || addresses[1] != want[1] || addresses[2] != want[2] {
		t.Errorf("%+v", addresses)
	}
	storetest.Vehicle(t, db, store.Vehicle{ClientID: client.ID, Make: "BMW", VehicleType: "Moto"})
	storetest.Vehicle(t, db, store.Vehicle{ClientID: client.ID, Make: "BMW"})
	storetest.Vehicle(t, db, store.Vehicle{ClientID: client.ID, Make: "Bmw"})
	for name, test := range map[string]struct {
		got  func() ([]store.Choice, error)
		want map[string]int
	}{
		"makes":      {func() ([]store.Choice, error) { return db.Makes(t.Context()) }, map[string]int{"BMW": 1, "Bmw": 1}},
		"types":      {func() ([]store.Choice, error) { return db.VehicleTypes(t.Context()) }, map[string]int{"Moto": 1}},
		"localities": {func() ([]store.Choice, error) { return db.Localities(t.Context()) }, map[string]int{"LIEGE": 2}},
		"countries":  {func() ([]store.Choice, error) { return db.Countries(t.Context()) }, map[string]int{"BE": 1, "FR": 1}},
	} {
		got, err := test.got()
		check(t, err)
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
	client := storetest.Client(t, db, store.Client{Phone: "081 12 34 56"})
	_, err := storetest.SQL(t, db).ExecContext(t.Context(), `INSERT INTO import_run (id, file_name, entity, at) VALUES (1, 'clients.csv', 'client', '');
		INSERT INTO refused_value (import_run_id, row_number, entity, reference, client_id, entity_id, field, value, reason) VALUES
		(1, 2, 'client', 'C000001', 1, 1, 'email', 'pas d''email', 'check.email_no_at'),
		(1, 2, 'client', 'C000001', 1, 1, 'phone', 'le soir', 'check.phone_signs'),
		(1, 9, 'client', 'C000009', NULL, NULL, '', 'a;b;c', 'check.name_missing')`)
	check(t, err)
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
	check(t, db.SaveClient(t.Context(), &client, store.ConsentNote{}))
	open(store.RefusedFilter{ClientID: client.ID}, 2) // neither field was touched
	client.Email = "jean@x.example"
	check(t, db.SaveClient(t.Context(), &client, store.ConsentNote{}))
	values, err := db.RefusedValues(t.Context(), client.ID)
	check(t, err)
	if len(values) != 1 || values[0].Field != "phone" || values[0].FileName != "clients.csv" || values[0].RowNumber != 2 {
		t.Errorf("%+v", values)
	}
	check(t, db.ResolveRefusedValue(t.Context(), values[0].ID))
	check(t, db.ResolveRefusedValue(t.Context(), values[0].ID))
	open(store.RefusedFilter{}, 1)
	mustFail(t, db.ResolveRefusedValue(t.Context(), 99), store.ErrNotFound)
}
