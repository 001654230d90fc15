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

// typedWords are what TestSearch tries.
var typedWords = map[string][]int64{
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
}

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
	for typed, want := range typedWords {
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

// TestBest: the best match is first, whatever else of somebody has the words.
func TestBest(t *testing.T) {
	db := storetest.New(t)
	for _, client := range []garage.Client{
		{Number: "C000001", Name: "Atelier Zen", Email: "crevecoeur.jos@firma.example"},
		{Number: "C000002", Name: "Crèvecœur", FirstName: "Jos", GSM: "0475/12 34 56"},
		{Number: "C000003", Name: "Crèvecœur", FirstName: "Josephine"},
		{Number: "C000004", Name: "Bakkerij Jos Crèvecœur"},
		{Number: "C000005", Name: "Acrevecoeur", FirstName: "Anjos"},
		{Number: "77", Name: "Zimmer"},
		{Number: "770", Name: "Aerts"},
		{Number: "C000008", Name: "Abel 77"},
		{Number: "C000009", Name: "Adam", Phone: "081 77 77 77"},
		{Number: "C000010", Name: "Van den Berghe", FirstName: "Piet"},
		{Number: "C000011", Name: "Berghe", FirstName: "An"},
		{Number: "C000012", Name: "Aa", Email: "info@berghe.example"},
	} {
		storetest.Client(t, db, client)
	}
	_, err := db.SaveContact(t.Context(), garage.Contact{ClientID: 10, Name: "Zimmer", FirstName: "Jos"})
	storetest.Check(t, err)
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: 1, Plate: "1-ZIM-777"})
	for typed, want := range map[string][]int64{
		"crevecoeur jos":  {2, 3, 4, 5, 1},
		"jos crevecoeur":  {4, 2, 3, 5, 1}, // the second has it in one piece
		"CRÈVECŒUR":       {2, 3, 4, 5, 1},
		"jos":             {4, 2, 3, 5, 1, 10},
		"77":              {6, 8, 7, 9, 1},
		"770":             {7},
		"zim":             {6, 10, 1},
		"zimmer jos":      {10},
		"berghe":          {11, 10, 12},
		"van berghe":      {10},
		"1-zim":           {1},
		"0475":            {2},
		"c00001":          {12, 11, 10},
		"c000010":         {10},
		"nobody":          nil,
		"":                {12, 8, 5, 9, 7, 1, 4, 11, 2, 3, 10, 6},
		"berghe an":       {11, 10},
		"an":              {5, 11, 10},
		"crevecoeur zen":  {1},
		"josephine creve": {3},
	} {
		got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: typed, Sort: store.SortBest})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", typed, got, err, want)
		}
	}
	got, err := db.ClientIDs(t.Context(), store.ClientFilter{Search: "jos", Sort: store.SortBest, Criteria: garage.Criteria{HasGSM: true}})
	if err != nil || !slices.Equal(got, []int64{2}) {
		t.Errorf("with a GSM: %v %v", got, err)
	}
}

// TestFoundBy: what has the words that are not in the name is told, as it is written.
func TestFoundBy(t *testing.T) {
	db := storetest.New(t)
	client := storetest.Client(t, db, garage.Client{Number: "C000001", Name: "Atelier Zen", Email: "info@zen.example", GSM: "0475/12 34 56"})
	_, err := db.SaveContact(t.Context(), garage.Contact{ClientID: client.ID, Name: "Crèvecœur", FirstName: "Jos"})
	storetest.Check(t, err)
	storetest.Vehicle(t, db, garage.Vehicle{ClientID: client.ID, Plate: "1-ABC-123"})
	rows, err := db.ClientRows(t.Context(), []int64{client.ID})
	storetest.Check(t, err)
	for typed, want := range map[string]string{
		"zen": "", "atelier": "", "c000001": "", "": "", "crevecoeur jos": "Jos Crèvecœur", "zen jos": "Jos Crèvecœur", "1abc": "1-ABC-123",
		"1 abc 123": "1-ABC-123", "+32475": "0475/12 34 56", "info@": "info@zen.example", "jos 1-abc": "1-ABC-123, Jos Crèvecœur",
	} {
		found, err := db.FoundBy(t.Context(), rows, typed)
		if err != nil || found[client.ID] != want {
			t.Errorf("%q: %q %v, want %q", typed, found[client.ID], err, want)
		}
	}
}
