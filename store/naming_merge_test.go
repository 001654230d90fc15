package store_test

import (
	"strconv"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

// namedRow is the row of a list with this name.
func namedRow(t *testing.T, db *store.DB, list store.NameList, name string) store.NamedRow {
	t.Helper()
	rows, err := db.NamedRows(t.Context())
	check(t, err)
	for _, row := range rows {
		if row.List == list && row.Name == name {
			return row
		}
	}
	t.Fatalf("no %s %q in %+v", list, name, rows)
	return store.NamedRow{}
}

// TestMergedNames: the clients of a family go to the other one, what was saved with it finds them there, and undone all is as
// it was; for types too.
func TestMergedNames(t *testing.T) {
	for _, list := range []store.NameList{store.FamilyNames, store.ClientTypeNames} {
		db := storetest.New(t)
		one, err := db.SaveNamed(t.Context(), store.NamedRow{List: list, Name: "Société"})
		check(t, err)
		two, err := db.SaveNamed(t.Context(), store.NamedRow{List: list, Name: "Sociétés"})
		check(t, err)
		client, field := store.Client{Name: "Lambert", FamilyID: one}, "client.family"
		criteria := store.Criteria{FamilyIDs: []int64{one}}
		if list == store.ClientTypeNames {
			client, field, criteria = store.Client{Name: "Lambert", TypeID: one}, "client.type", store.Criteria{TypeIDs: []int64{one}}
		}
		lambert := storetest.Client(t, db, client)
		rule := store.Rule{Group: store.AllOf, Rules: []store.Rule{{Field: field, Operator: store.Is, Values: []string{strconv.FormatInt(one, 10), strconv.FormatInt(two, 10)}}}}
		criteria.Filter = &rule
		segment, err := db.SaveSegment(t.Context(), store.Segment{Name: "Sociétés", Criteria: criteria})
		check(t, err)
		found := func() []int64 {
			t.Helper()
			saved, err := db.Segment(t.Context(), segment)
			check(t, err)
			ids, err := db.ClientIDs(t.Context(), store.ClientFilter{Criteria: saved.Criteria})
			check(t, err)
			return ids
		}
		from, into := namedRow(t, db, list, "Société"), namedRow(t, db, list, "Sociétés")
		merged, err := db.MergeNamed(t.Context(), from, into)
		check(t, err)
		if row := namedRow(t, db, list, "Sociétés"); row.Used != 1 {
			t.Errorf("%s: merged it is %+v", list, row)
		}
		if ids := found(); len(ids) != 1 || ids[0] != lambert.ID {
			t.Errorf("%s: the saved list finds %v", list, ids)
		}
		_, err = db.MergeNamed(t.Context(), from, into)
		mustFail(t, err, store.ErrNotFound)
		check(t, db.UnmergeNamed(t.Context(), merged))
		if was, other := namedRow(t, db, list, "Société"), namedRow(t, db, list, "Sociétés"); was != from || other != into {
			t.Errorf("%s: undone they are %+v and %+v", list, was, other)
		}
		saved, err := db.Segment(t.Context(), segment)
		check(t, err)
		if values := saved.Criteria.Filter.Rules[0].Values; len(values) != 2 || len(saved.Criteria.FamilyIDs)+len(saved.Criteria.TypeIDs) != 1 || len(found()) != 1 {
			t.Errorf("%s: undone the saved list asks for %+v", list, saved.Criteria)
		}
		_, err = db.MergeNamed(t.Context(), from, from)
		mustFail(t, err, store.ErrConflict)
		_, err = db.MergeNamed(t.Context(), from, store.NamedRow{List: store.JournalNames, ID: 1})
		mustFail(t, err, store.ErrConflict)
		_, err = db.MergeNamed(t.Context(), from, store.NamedRow{List: list, ID: 99})
		mustFail(t, err, store.ErrNotFound)
	}
}
