package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/storetest"
)

// large is one filled file for all benches of the run.
var large struct {
	once   sync.Once
	folder string
	db     *store.DB
}

func largeGarage(b *testing.B) *store.DB {
	b.Helper()
	large.once.Do(func() {
		db, err := store.Open(b.Context(), filepath.Join(large.folder, "large.db"))
		if err != nil {
			b.Fatal(err)
		}
		large.db = db
		start := time.Now()
		storetest.Fill(b, db, storetest.Large)
		b.Logf("filled in %v", time.Since(start))
		for id := int64(1); id < 5000; id += 7 {
			if _, err := db.ToggleMark(b.Context(), id); err != nil {
				b.Fatal(err)
			}
		}
	})
	return large.db
}

// median runs f some times and returns the time of the one in the middle.
func median(b *testing.B, f func() error) time.Duration {
	b.Helper()
	return medianOf(b, 7, f)
}

func medianOf(b *testing.B, runs int, f func() error) time.Duration {
	b.Helper()
	times := make([]time.Duration, runs)
	for i := range times {
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		times[i] = time.Since(start)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// combinations are criteria from few to nearly all clients.
func combinations() map[string]store.ClientFilter {
	of := func(criteria store.Criteria) store.ClientFilter { return store.ClientFilter{Criteria: criteria} }
	rule := func(field, operator string, values ...string) store.Criteria {
		return store.Criteria{Filter: &store.Rule{Field: field, Operator: operator, Values: values}}
	}
	all := map[string]store.ClientFilter{
		"none":            of(store.Criteria{}),
		"email":           of(store.Criteria{HasEmail: true}),
		"all_plain":       of(store.Criteria{HasEmail: true, HasGSM: true, HasAddress: true, AcceptsPromotional: true, Country: "BE", NotThisCountry: false}),
		"families":        of(store.Criteria{FamilyIDs: []int64{1, 2, 3, 4, 5, 6}, TypeIDs: []int64{1, 2, 3, 4}}),
		"came":            of(store.Criteria{CameSince: "2024-01-01"}),
		"not_came":        of(store.Criteria{NotCameSince: "2026-01-01"}),
		"make":            of(store.Criteria{Makes: []string{"BMW"}}),
		"make_type":       of(store.Criteria{Makes: []string{"Volkswagen", "Audi", "Opel", "Ford"}, VehicleTypes: []string{"Voiture"}, LooseMake: true}),
		"job":             of(store.Criteria{Makes: []string{"Volkswagen"}, NotCameSince: "2026-01-01", HasEmail: true, AcceptsPromotional: true}),
		"same":            of(store.Criteria{Makes: []string{"BMW"}, VehicleTypes: []string{"Camionnette"}, SameVehicle: true, CameSince: "2020-01-01"}),
		"postcodes":       of(store.Criteria{Postcodes: "5*, 9000-9999, 1000", Localities: []string{"gent", "namur", "jambes"}}),
		"not_belgium":     of(store.Criteria{Country: "FR", NotThisCountry: true}),
		"marked":          of(store.Criteria{Marked: true}),
		"rule_notes":      of(rule("client.notes", store.HasText, "cle")),
		"rule_name":       of(rule("client.name", store.HasText, "maes")),
		"rule_address":    of(rule("client.address", store.NotEmpty)),
		"rule_visits":     of(rule("visit.count", store.Less, "5")),
		"rule_mailing":    of(rule("mailing.last", store.Empty)),
		"rule_km":         of(rule("vehicle.km", store.Greater, "1000")),
		"rule_model":      of(rule("vehicle.model", store.HasText, "golf")),
		"rule_last_visit": of(rule("visit.last", store.LastDays, "400")),
		"everything": of(store.Criteria{
			FamilyIDs: []int64{1, 2, 3}, VehicleTypes: []string{"Voiture"}, Makes: []string{"BMW", "Audi"}, CameSince: "2020-01-01",
			NotCameSince: "2026-09-01", HasEmail: true, Postcodes: "1*,4*,5*,9*", Country: "BE", AcceptsPromotional: true,
			Filter: &store.Rule{Group: store.AnyOf, Rules: []store.Rule{
				{Field: "visit.count", Operator: store.Greater, Values: []string{"2"}},
				{Field: "client.notes", Operator: store.HasText, Values: []string{"comptant"}},
				{Field: "vehicle.km", Operator: store.Less, Values: []string{"50000"}},
			}},
		}),
	}
	for _, by := range []store.ClientSort{
		store.SortNumber, store.SortLocality, store.SortPostcode, store.SortEmail, store.SortPhone, store.SortFamily,
		store.SortType, store.SortLanguage, store.SortLastVisit, store.SortMarked, store.SortPlates,
	} {
		all["by_"+string(by)] = store.ClientFilter{Sort: by, Descending: true}
	}
	return all
}

// BenchmarkClientIDs compares any combination of criteria with a bare read of all ids in name order: at most 5.
func BenchmarkClientIDs(b *testing.B) {
	db := largeGarage(b)
	direct := storetest.SQL(b, db)
	bare := func() error {
		rows, err := direct.QueryContext(b.Context(), `SELECT id FROM client ORDER BY name_fold, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var ids []int64
		for rows.Next() {
			var id int64
			if err := rows.Scan(&id); err != nil {
				return err
			}
			ids = append(ids, id)
		}
		if len(ids) != storetest.Large.Clients {
			return fmt.Errorf("%d clients", len(ids))
		}
		return rows.Err()
	}
	for name, filter := range combinations() {
		b.Run(name, func(b *testing.B) {
			var found int
			for b.Loop() {
				base := median(b, bare)
				took := median(b, func() error {
					ids, err := db.ClientIDs(b.Context(), filter)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took)/float64(base), "ratio")
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/ids")
			}
			b.ReportMetric(float64(found), "clients")
		})
	}
}

// BenchmarkClientRows reads the window of a list at 100,000 clients: at most 1 ms.
func BenchmarkClientRows(b *testing.B) {
	db := largeGarage(b)
	ids, err := db.ClientIDs(b.Context(), store.ClientFilter{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		from := 0
		took := medianOf(b, 101, func() error {
			from = (from + 9001) % (len(ids) - 60)
			rows, err := db.ClientRows(b.Context(), ids[from:from+60])
			if err == nil && len(rows) != 60 {
				err = fmt.Errorf("%d rows", len(rows))
			}
			return err
		})
		b.ReportMetric(float64(took.Microseconds())/1000, "ms/window")
	}
}

// BenchmarkSearch types keys at 100,000 clients: at most 5 ms each.
func BenchmarkSearch(b *testing.B) {
	db := largeGarage(b)
	start := time.Now()
	if err := db.PrepareSearch(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("index built in %v", time.Since(start))
	for _, typed := range []string{"a", "e", "0", "du", "dup", "dupont", "lefevre elise", "1-abc-123", "1abc", "047", "0475 12 34 56", "@", "C09999", "marie zzz", "nobody at all", "0 1 2"} {
		b.Run(typed, func(b *testing.B) {
			var found int
			for b.Loop() {
				took := median(b, func() error {
					ids, err := db.SearchClients(b.Context(), typed)
					found = len(ids)
					return err
				})
				b.ReportMetric(float64(took.Microseconds())/1000, "ms/key")
			}
			b.ReportMetric(float64(found), "clients")
		})
	}
}
