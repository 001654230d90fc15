package criteria_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

// each criterion of SPEC's list on its own, and the edges that a random one seldom meets.
var criteriaTable = map[string]garage.Criteria{
	"none":                    {},
	"1 families":              {FamilyIDs: []int64{1, 3}},
	"2 types":                 {TypeIDs: []int64{2}},
	"3 vehicle types":         {VehicleTypes: []string{"Camionnette", "Moto"}},
	"4 make as written":       {Makes: []string{"BMW"}},
	"4 make loosely":          {Makes: []string{"bmw", "citroën"}, LooseMake: true},
	"5 came":                  {CameSince: "2026-01-01"},
	"5 did not come":          {NotCameSince: "2025-01-01"},
	"5 came, then no more":    {CameSince: "2020-01-01", NotCameSince: "2025-06-01"},
	"5 never":                 {CameSince: "2025-01-01", NotCameSince: "2020-01-01"},
	"6 filter":                {Filter: &garage.Rule{Field: "client.notes", Operator: criteria.HasText, Values: []string{"ete"}}},
	"7 address":               {HasAddress: true},
	"7 email":                 {HasEmail: true},
	"7 gsm":                   {HasGSM: true},
	"8 postcodes":             {Postcodes: "4000, 50*, 5100-6000, 1012"},
	"9 localities":            {Localities: []string{"gent", "LIEGE"}},
	"10 Belgium":              {Country: "BE"},
	"10 any but Belgium":      {Country: "BE", NotThisCountry: true},
	"11 accepts promotional":  {AcceptsPromotional: true},
	"12 marked":               {Marked: true},
	"13 two vehicles will do": {Makes: []string{"BMW", "Audi"}, VehicleTypes: []string{"Camionnette"}},
	"13 the same vehicle":     {Makes: []string{"BMW", "Audi"}, VehicleTypes: []string{"Camionnette"}, SameVehicle: true},
}

func TestCriteria(t *testing.T) {
	db, naive := naiveGarage(t)
	for name, criteria := range criteriaTable {
		if found := same(t, db, naive, name, criteria); name != "5 never" && found == 0 {
			t.Errorf("%s: finds nobody, so it shows nothing", name)
		}
	}
	if found := same(t, db, naive, "13", criteriaTable["13 the same vehicle"]); found >= same(t, db, naive, "13", criteriaTable["13 two vehicles will do"]) {
		t.Errorf("the same vehicle does not restrict: %d", found)
	}
}

// TestCameOnTheDay asks for the very days on which clients were last here.
func TestCameOnTheDay(t *testing.T) {
	db, naive := naiveGarage(t)
	for _, client := range naive.clients[:100] {
		rows, err := db.ClientRows(t.Context(), []int64{client.ID})
		storetest.Check(t, err)
		day := rows[0].LastVisit
		same(t, db, naive, "came on "+day, garage.Criteria{CameSince: day})
		same(t, db, naive, "not since "+day, garage.Criteria{NotCameSince: day})
		same(t, db, naive, "between", garage.Criteria{CameSince: "2025-01-01", NotCameSince: day})
		if day != "" {
			for _, operator := range []string{criteria.Before, criteria.After, criteria.Is} {
				same(t, db, naive, operator+day, garage.Criteria{Filter: &garage.Rule{Field: "visit.last", Operator: operator, Values: []string{day}}})
			}
		}
	}
}

// same compares what SQL and the plain evaluation find, and returns how many that are.
func same(t *testing.T, db *store.DB, naive *naive, name string, criteria garage.Criteria) int {
	t.Helper()
	got, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: criteria})
	storetest.Check(t, err)
	want := naive.ids(criteria)
	if !slices.Equal(got, want) {
		t.Fatalf("%s: %+v\n(rule %+v)\n got %v\nwant %v", name, criteria, criteria.Filter, got, want)
	}
	return len(want)
}

func TestRandomCriteria(t *testing.T) {
	db, naive := naiveGarage(t)
	random := &guesser{Rand: rand.New(rand.NewPCG(7, 11))} //nolint:gosec // a test's guesses
	some := 0
	for i := range 300 {
		if same(t, db, naive, fmt.Sprint("random ", i), random.criteria()) > 0 {
			some++
		}
	}
	if some < 60 {
		t.Errorf("only %d of the random criteria find anybody", some)
	}
}

func TestEveryFieldWithEveryOperator(t *testing.T) {
	db, naive := naiveGarage(t)
	random := &guesser{Rand: rand.New(rand.NewPCG(3, 5))} //nolint:gosec // a test's guesses
	for _, field := range criteria.FilterFields() {
		for _, operator := range field.Operators {
			for range 3 {
				rule := garage.Rule{Field: field.Key, Operator: operator, Values: random.values(field, operator)}
				same(t, db, naive, field.Key+" "+operator, garage.Criteria{Filter: &rule})
				same(t, db, naive, "not "+field.Key+" "+operator, garage.Criteria{Filter: &garage.Rule{Group: criteria.NoneOf, Rules: []garage.Rule{rule}}})
			}
		}
	}
}

// guesser makes up criteria that a garage of storetest has clients for.
type guesser struct{ *rand.Rand }

func (g *guesser) one(texts ...string) string { return texts[g.IntN(len(texts))] }

func (g *guesser) some(texts ...string) (chosen []string) {
	for _, text := range texts {
		if g.IntN(3) == 0 {
			chosen = append(chosen, text)
		}
	}
	return chosen
}

func (g *guesser) date() string {
	return time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -g.IntN(3100)).Format(time.DateOnly)
}

func (g *guesser) rarely() bool { return g.IntN(6) == 0 }

func (g *guesser) criteria() garage.Criteria {
	c := garage.Criteria{
		LooseMake: g.rarely(), SameVehicle: g.rarely(), HasAddress: g.rarely(), HasEmail: g.rarely(), HasGSM: g.rarely(),
		NotThisCountry: g.rarely(), AcceptsPromotional: g.rarely(), Marked: g.IntN(20) == 0,
	}
	for _, set := range []func(){
		func() { c.FamilyIDs = []int64{1 + g.Int64N(8), 1 + g.Int64N(8), 1 + g.Int64N(8)} },
		func() { c.TypeIDs = []int64{1 + g.Int64N(5), 1 + g.Int64N(5)} },
		func() { c.Makes = g.some("BMW", "Bmw", "bmw", "Citroën", "citroen", "Volkswagen", "Škoda") },
		func() { c.VehicleTypes = g.some("Voiture", "Moto", "moto", "Remorque") },
		func() { c.CameSince = g.date() },
		func() { c.NotCameSince = g.date() },
		func() { c.Postcodes = g.one("5000", "50*", "5000-5101", "1*, 4000, 9000-9999", "1234", "59000") },
		func() { c.Localities = g.some("namur", "LIÈGE", "gent", "jambes") },
		func() { c.Country = g.one("BE", "FR", "LU", "NL") },
		func() { rule := g.rule(3); c.Filter = &rule },
		func() { rule := g.rule(2); c.Filter = &rule },
	} {
		if g.rarely() {
			set()
		}
	}
	return c
}

func (g *guesser) rule(depth int) garage.Rule {
	if depth > 0 && g.IntN(2) == 0 {
		group := garage.Rule{Group: g.one(criteria.AllOf, criteria.AnyOf, criteria.NoneOf)}
		for range g.IntN(4) {
			group.Rules = append(group.Rules, g.rule(depth-1))
		}
		return group
	}
	fields := criteria.FilterFields()
	field := fields[g.IntN(len(fields))]
	operator := g.one(field.Operators...)
	return garage.Rule{Field: field.Key, Operator: operator, Values: g.values(field, operator)}
}

func (g *guesser) values(field criteria.FilterField, operator string) []string {
	switch operator {
	case criteria.Empty, criteria.NotEmpty, criteria.Yes, criteria.No:
		return nil
	case criteria.LastDays, criteria.NextDays:
		return []string{strconv.Itoa(g.IntN(800))}
	}
	var value func() string
	switch field.Type {
	case criteria.DateField:
		value = g.date
	case criteria.NumberField:
		value = func() string { return strconv.Itoa(g.IntN(6) - 1) }
		if field.Key == "vehicle.km" {
			value = func() string { return strconv.Itoa(g.IntN(250_000)) }
		}
	case criteria.MoneyField:
		value = func() string { return g.one("0", "-5", "0.01", "1000", "2500.5", "1234.56") }
	case criteria.FamilyField, criteria.TypeField:
		return append(g.some("1", "3", "4", "7"), "2")
	case criteria.LanguageField:
		return append(g.some("fr", "nl", "de"), "en")
	case criteria.CountryField:
		return append(g.some("BE", "NL", "LU"), "FR")
	default:
		value = func() string {
			return g.one("a", "E", "é", "maes", "Lefevre", "Élise", "  élise ", "1", "c0000", "5000", "srl", "SRL", "rue de la station 1",
				"bmw", "golf", "1-A", "@", "%", "_", "*", "'", "\"", "' OR 1=1 --", "été", "Clé sous le paillasson", "🚗", "Voiture")
		}
		if field.Key == "vehicle.plate" {
			value = func() string { return g.one("1-A", "2abc", "b", "1 - B", "7") }
		}
	}
	values := []string{value()}
	if operator == criteria.Between {
		values = append(values, value())
		number := func(text string) float64 { n, _ := strconv.ParseFloat(text, 64); return n }
		slices.SortFunc(values, func(a, b string) int {
			return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a, b))
		})
	}
	return values
}

func TestWrongCriteria(t *testing.T) {
	db, _ := naiveGarage(t)
	for field, criteria := range map[string]garage.Criteria{
		"came_since":     {CameSince: "01/02/2026"},
		"not_came_since": {NotCameSince: "2026-02-30"},
		"postcodes":      {Postcodes: "5000-40"},
	} {
		var wrong *garage.FieldError
		if _, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: criteria}); !errors.As(err, &wrong) || wrong.Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}
