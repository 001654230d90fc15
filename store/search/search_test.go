package search_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestSearch(t *testing.T) {
	db := storetest.New(t)
	for _, client := range []garage.Client{
		{Number: "C000001", Name: "Lefèvre", FirstName: "Élise", Phone: "081/12.34.56", GSM: "+32 475 98 76 54", Email: "elise@mail.example"},
		{Number: "C000002", Name: "Crèvecœur", FirstName: "Jean-Marie", GSM: "0475/12 34 56", BillingEmail: "compta@firma.example"},
		{Number: "C000003", Name: "Van den Berghe", Phone: "0033 6 12 34 56 78"},
		{Number: "X-1", Name: "Weiß 🚗"},
	} {
		storetest.Client(t, db, client)
	}
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: 1, Plate: "1-ABC-123"})
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: 3, Plate: "XYZ 987"})
	_, err := db.SaveContact(t.Context(), garage.Contact{ClientID: 3, Name: "Müller", FirstName: "Günther", Email: "gm@firma.example"})
	storetest.Check(t, err)
	for typed, want := range map[string][]int64{
		"":                         {2, 1, 3, 4},
		"   ":                      {2, 1, 3, 4},
		"lefevre":                  {1},
		"LEFÈVRE":                  {1},
		"efev":                     {1},
		"creve":                    {2},
		"crèvecœur":                {2},
		"elise lef":                {1},
		"lef  elise":               {1},
		"lef jean":                 nil,
		"jean-marie":               {2},
		"1-abc-123":                {1},
		"1abc123":                  {1},
		"1 ABC 123":                {1},
		"abc-12":                   {1},
		"xyz987":                   {3},
		"XYZ-987":                  {3},
		"0475":                     {2, 1},
		"0475/12":                  {2},
		"0475 12 34 56":            {2},
		"+32475123456":             {2},
		"+32 475 12 34 56":         {2},
		"0032475987654":            {1},
		"+32 (0)475 98 76 54":      {1},
		"475.98":                   {1},
		"081123456":                {1},
		"+33 6 12 34":              {3},
		"0033612":                  {3},
		"elise@mail":               {1},
		"compta@":                  {2},
		"c00000":                   {2, 1, 3},
		"x-1":                      {4},
		"weiss":                    {4},
		"WEISS":                    {4},
		"🚗":                        {4},
		"muller":                   {3},
		"gm@firma.example gunther": {3},
		"van berghe":               {3},
		"%":                        nil,
		"_":                        nil,
		"\n":                       {2, 1, 3, 4},
		"\x00":                     {2, 1, 3, 4},
		"nobody":                   nil,
	} {
		got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: typed})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", typed, got, err, want)
		}
	}
	got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: "c0000", Criteria: garage.Criteria{HasGSM: true}, Sort: store.SortNumber, Descending: true})
	if err != nil || !slices.Equal(got, []int64{2, 1}) {
		t.Error(got, err)
	}
}

func TestSearchFollowsChanges(t *testing.T) {
	db := storetest.New(t)
	other := storetest.Open(t, db.Path()) // another window on the same file
	finds := func(typed string, want ...int64) {
		t.Helper()
		for _, window := range []*store.DB{db, other} {
			if got, err := window.ClientIDs(t.Context(), store.ClientFilter{Search: typed}); err != nil || !slices.Equal(got, want) {
				t.Errorf("%q: %v %v, want %v", typed, got, err, want)
			}
		}
	}
	finds("dupont")
	client := storetest.Client(t, db, garage.Client{Name: "Dupont"})
	finds("dupont", client.ID)
	client.Name = "Durand"
	storetest.Check(t, db.SaveClient(t.Context(), &client, garage.ConsentNote{}))
	finds("dupont")
	vehicle := storetest.Vehicle(t, other, garage.Vehicle{ClientID: client.ID, Plate: "1-ABC-123"})
	finds("1abc", client.ID)
	storetest.Check(t, db.DeleteVehicle(t.Context(), vehicle.ID))
	finds("1abc")
	contact, err := db.SaveContact(t.Context(), garage.Contact{ClientID: client.ID, Name: "Marc"})
	storetest.Check(t, err)
	finds("marc", client.ID)
	storetest.Check(t, db.DeleteContact(t.Context(), contact))
	finds("marc")
	storetest.Check(t, db.DeleteClient(t.Context(), client.ID))
	finds("durand")
}

func TestSearchOfAllLinesAgrees(t *testing.T) {
	db := storetest.New(t)
	storetest.Fill(t, db, storetest.Size{Clients: 9000, Vehicles: 9000}) // enough to be searched in parts
	for _, typed := range []string{"a", "maes", "+32475", "0475", "lefevre elise", "1-a", "c00899", "c009000"} {
		got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: typed})
		storetest.Check(t, err)
		want, err := db.ClientIDs(t.Context(), store.ClientFilter{})
		storetest.Check(t, err)
		want = slices.DeleteFunc(want, func(id int64) bool { return !slices.Contains(got, id) })
		if !slices.Equal(got, want) {
			t.Errorf("%q: not in name order, or somebody twice", typed)
		}
		if len(got) == 0 {
			t.Errorf("%q finds nobody", typed)
		}
	}
	maes := garage.Criteria{Filter: &garage.Rule{Group: criteria.AnyOf, Rules: []garage.Rule{
		{Field: "client.name", Operator: criteria.HasText, Values: []string{"maes"}}, {Field: "client.email", Operator: criteria.HasText, Values: []string{"maes"}},
	}}}
	filtered, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: maes})
	storetest.Check(t, err)
	if got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: "maes"}); err != nil || len(got) != len(filtered) {
		t.Errorf("search finds %d, the filter %d, %v", len(got), len(filtered), err)
	}
}

func TestSearchWhileClientsChange(t *testing.T) {
	db := storetest.New(t)
	storetest.Fill(t, db, storetest.Size{Clients: 2000, Vehicles: 2000})
	var running sync.WaitGroup
	for range 4 {
		running.Go(func() {
			for range 30 {
				ctx, cancel := context.WithCancel(t.Context())
				go cancel() // she typed on
				if _, err := db.ClientIDs(ctx, store.ClientFilter{Search: "dupont"}); err != nil && !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
				if _, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: "maes", Criteria: garage.Criteria{HasEmail: true}}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	running.Go(func() {
		for range 15 {
			client := garage.Client{Name: "Zzyzx"}
			if err := db.SaveClient(t.Context(), &client, garage.ConsentNote{}); err != nil {
				t.Error(err)
			}
		}
	})
	running.Wait()
	if got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: "zzyzx"}); err != nil || len(got) != 15 {
		t.Error(got, err)
	}
}
