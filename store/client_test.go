package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

func mustFail(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%v, want %v", err, want)
	}
}

func mustRefuse(t *testing.T, err error, field, reason string) {
	t.Helper()
	var wrong *store.FieldError
	if !errors.As(err, &wrong) || wrong.Field != field || wrong.Reason != reason {
		t.Errorf("%v, want field %s: %s", err, field, reason)
	}
}

func TestSaveClient(t *testing.T) {
	db := storetest.New(t)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	db.SetClock(func() time.Time { return now })
	family, err := db.SaveFamily(t.Context(), store.Family{Name: "Société"})
	check(t, err)
	client := store.Client{
		Name: "  Crèvecœur ", FirstName: "Élise 🚗", Postcode: "1012 ab", Country: "nl", Language: "nl", Phone: "056/160.82.25",
		Email: "elise@mail.example", VATNumber: "be 0456.789.085", FamilyID: family, AcceptsPromotional: true, Notes: "ligne 1\nligne 2",
	}
	note := store.ConsentNote{Source: "papier", Wording: "Oui, je veux", UserName: "Sophie"}
	mustRefuse(t, db.SaveClient(t.Context(), &client, note), "vat_number", "check.enterprise_digits")
	if client.ID != 0 {
		t.Error("a refused client got an id")
	}
	client.VATNumber = "be 0403.170.701"
	check(t, db.SaveClient(t.Context(), &client, note))
	stored, err := db.Client(t.Context(), client.ID)
	check(t, err)
	want := store.Client{
		ID: 1, Number: "C000001", Name: "Crèvecœur", FirstName: "Élise 🚗", Postcode: "1012 AB", Country: "NL", Language: "nl",
		Phone: "056/160.82.25", Email: "elise@mail.example", VATNumber: "BE0403170701", FamilyID: family, Family: "Société",
		AcceptsPromotional: true, Notes: "ligne 1\nligne 2", CreatedAt: now, ChangedAt: now,
	}
	if stored != want {
		t.Errorf("\n got %+v\nwant %+v", stored, want)
	}

	now = now.Add(time.Hour)
	client.AcceptsPromotional, client.GSM = false, "0475 12 34 56"
	check(t, db.SaveClient(t.Context(), &client, store.ConsentNote{Source: "téléphone", UserName: "Marie"}))
	client.GSM = ""
	check(t, db.SaveClient(t.Context(), &client, store.ConsentNote{Source: "nothing changed"}))
	consents, err := db.Consents(t.Context(), client.ID)
	check(t, err)
	if len(consents) != 2 || consents[0].Accepts || consents[0].Source != "téléphone" || !consents[1].Accepts ||
		consents[1].Wording != "Oui, je veux" || consents[1].UserName != "Sophie" || !consents[0].At.Equal(now) {
		t.Errorf("%+v", consents)
	}
	if stored, err = db.Client(t.Context(), client.ID); err != nil || !stored.CreatedAt.Equal(now.Add(-time.Hour)) || !stored.ChangedAt.Equal(now) {
		t.Error(stored, err)
	}

	other := store.Client{Name: "Autre", Number: "C000001"}
	mustFail(t, db.SaveClient(t.Context(), &other, note), store.ErrConflict)
	gone := store.Client{ID: 99, Name: "Parti"}
	mustFail(t, db.SaveClient(t.Context(), &gone, note), store.ErrNotFound)
	_, err = db.Client(t.Context(), 99)
	mustFail(t, err, store.ErrNotFound)
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
		if got := storetest.Client(t, db, store.Client{Number: step.given}).Number; got != step.want {
			t.Errorf("%q became %q, want %q", step.given, got, step.want)
		}
	}
}

func TestClientFields(t *testing.T) {
	db := storetest.New(t)
	for field, client := range map[string]store.Client{
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
		var wrong *store.FieldError
		if err := db.SaveClient(t.Context(), &client, store.ConsentNote{}); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
	if count, err := db.CountClients(t.Context(), store.Criteria{}); err != nil || count != 0 {
		t.Errorf("%d refused clients were kept, %v", count, err)
	}
}

func TestOldValuesDoNotBlockNewOnes(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, store.Client{})
	_, err := storetest.SQL(t, db).ExecContext(t.Context(), `UPDATE client SET phone = 'le soir'`)
	check(t, err)
	client, err = db.Client(t.Context(), client.ID)
	check(t, err)
	client.FirstName = "Jean"
	check(t, db.SaveClient(t.Context(), &client, store.ConsentNote{}))
	client.Phone = "le matin"
	mustRefuse(t, db.SaveClient(t.Context(), &client, store.ConsentNote{}), "phone", "check.phone_signs")
}

func TestDeleteClient(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, store.Client{})
	vehicle := storetest.Vehicle(t, db, store.Vehicle{ClientID: client.ID, Plate: "1-ABC-123"})
	visit := storetest.Visit(t, db, store.Visit{ClientID: client.ID, VehicleID: vehicle.ID, Date: "2026-01-02"})
	_, err := db.SaveContact(t.Context(), store.Contact{ClientID: client.ID, Name: "Marc"})
	check(t, err)
	check(t, db.SetMarks(t.Context(), []int64{client.ID}, true))

	mustFail(t, db.DeleteClient(t.Context(), client.ID), store.ErrInUse)
	mustFail(t, db.DeleteVehicle(t.Context(), vehicle.ID), store.ErrInUse)
	if use, err := db.ClientUse(t.Context(), client.ID); err != nil || use != (store.ClientUse{Vehicles: 1, Visits: 1}) {
		t.Error(use, err)
	}
	check(t, db.DeleteVisit(t.Context(), visit.ID))
	check(t, db.DeleteVehicle(t.Context(), vehicle.ID))
	check(t, db.DeleteClient(t.Context(), client.ID))
	mustFail(t, db.DeleteClient(t.Context(), client.ID), store.ErrNotFound)
	if count, err := db.MarkCount(t.Context()); err != nil || count != 0 {
		t.Error(count, err)
	}
	mustFail(t, db.DeleteContact(t.Context(), 1), store.ErrNotFound)
}

func TestClientRows(t *testing.T) {
	db := storetest.New(t)
	first := storetest.Client(t, db, store.Client{Name: "Zoë"})
	second := storetest.Client(t, db, store.Client{Name: "Alain"})
	car := storetest.Vehicle(t, db, store.Vehicle{ClientID: first.ID, Plate: "2-XYZ-999"})
	storetest.Vehicle(t, db, store.Vehicle{ClientID: first.ID, Plate: "1-ABC-123"})
	storetest.Vehicle(t, db, store.Vehicle{ClientID: first.ID, Make: "Remorque"})
	storetest.Visit(t, db, store.Visit{ClientID: first.ID, VehicleID: car.ID, Date: "2026-03-04"})
	storetest.Visit(t, db, store.Visit{ClientID: first.ID, Date: "2025-03-04"})
	check(t, db.SetMarks(t.Context(), []int64{second.ID}, true))
	rows, err := db.ClientRows(t.Context(), []int64{first.ID, 99, second.ID})
	check(t, err)
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
	family, err := db.SaveFamily(t.Context(), store.Family{Name: "École"})
	check(t, err)
	for _, client := range []store.Client{ // ids 1 to 4, in name order 3, 2, 1, 4
		{Number: "C10", Name: "Émile", Locality: "Namur", Postcode: "5000", Email: "b@x.example", Phone: "02 123 45 67", Language: "nl"},
		{Number: "C9", Name: "Dupont", FirstName: "Zoë", Locality: "Écaussinnes", Email: "A@x.example", FamilyID: family, Language: "fr"},
		{Number: "C100", Name: "Dupont", FirstName: "Anne", Locality: "Arlon", Postcode: "6700", GSM: "0475 12 34 56"},
		{Number: "7", Name: "Œuvres"},
	} {
		storetest.Client(t, db, client)
	}
	storetest.Vehicle(t, db, store.Vehicle{ClientID: 4, Plate: "1-AAA-111"})
	storetest.Vehicle(t, db, store.Vehicle{ClientID: 1, Plate: "2-AAA-111"})
	storetest.Visit(t, db, store.Visit{ClientID: 4, Date: "2026-01-01"})
	storetest.Visit(t, db, store.Visit{ClientID: 3, Date: "2026-01-02"})
	check(t, db.SetMarks(t.Context(), []int64{1}, true))
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
