package store_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/store"
	"garagemail/store/storetest"
)

func TestWrongRules(t *testing.T) {
	good := store.Rule{Field: "client.name", Operator: store.Is, Values: []string{"x"}}
	deep, many := good, store.Rule{Group: store.AllOf}
	for range store.MaxRuleDepth + 1 {
		deep = store.Rule{Group: store.NoneOf, Rules: []store.Rule{deep}}
	}
	for range store.MaxRules {
		many.Rules = append(many.Rules, good)
	}
	of := func(field, operator string, values ...string) store.Rule {
		return store.Rule{Field: field, Operator: operator, Values: values}
	}
	for name, test := range map[string]struct {
		wrong  store.Rule
		reason string
	}{
		"no such field":    {of("client.name; DROP TABLE client", store.Is, "x"), "check.rule_unknown"},
		"no such operator": {of("client.name", "= 1 OR", "x"), "check.rule_unknown"},
		"not of this type": {of("client.name", store.Greater, "1"), "check.rule_unknown"},
		"no such group":    {store.Rule{Group: "xor"}, "check.rule_unknown"},
		"no value":         {of("client.name", store.Is), "check.rule_value_missing"},
		"empty value":      {of("client.name", store.HasText, " "), "check.rule_value_missing"},
		"plate of signs":   {of("vehicle.plate", store.HasText, "--"), "check.rule_value_missing"},
		"value too many":   {of("client.name", store.Empty, "x"), "check.rule_value_missing"},
		"long":             {of("client.name", store.Is, strings.Repeat("x", 1001)), "check.rule_text_long"},
		"no number":        {of("visit.count", store.Is, "1.5"), "check.number"},
		"big number":       {of("visit.count", store.Is, "99999999999999999999"), "check.number"},
		"no amount":        {of("document.total", store.Less, "1,5"), "check.amount"},
		"mills":            {of("document.total", store.Less, "1.555"), "check.amount"},
		"no date":          {of("visit.last", store.Before, "31/01/2026"), "check.date"},
		"days":             {of("visit.last", store.LastDays, "-1"), "check.rule_days"},
		"turned around":    {of("visit.last", store.Between, "2026-02-01", "2026-01-01"), "check.rule_between"},
		"amount around":    {of("document.total", store.Between, "10", "9.5"), "check.rule_between"},
		"language":         {of("client.language", store.Is, "it"), "check.language"},
		"family":           {of("client.family", store.Is, "Société"), "check.number"},
		"too deep":         {deep, "check.rule_deep"},
		"too many":         {many, "check.rule_many"},
	} {
		var wrong *store.RuleError
		if err := store.CheckRule(test.wrong); !errors.As(err, &wrong) || wrong.Reason != test.reason {
			t.Errorf("%s: %v, want %s", name, err, test.reason)
		}
	}
	var wrong *store.RuleError
	err := store.CheckRule(store.Rule{Group: store.AllOf, Rules: []store.Rule{good, {Group: store.AnyOf, Rules: []store.Rule{of("client.name", store.Is), good}}}})
	if !errors.As(err, &wrong) || !slices.Equal(wrong.Path, []int{1, 0}) {
		t.Errorf("%v, want the path [1 0]", err)
	}
}

func TestSavedFilters(t *testing.T) {
	db := storetest.New(t)
	rule := store.Rule{Group: store.AnyOf, Rules: []store.Rule{{Field: "client.name", Operator: store.Is, Values: []string{"é'\"🚗"}}}}
	id, err := db.SaveCustomFilter(t.Context(), store.CustomFilter{Name: "Étrange", Rule: rule})
	check(t, err)
	_, err = db.SaveCustomFilter(t.Context(), store.CustomFilter{Name: "Étrange", Rule: rule})
	mustFail(t, err, store.ErrConflict)
	_, err = db.SaveCustomFilter(t.Context(), store.CustomFilter{Name: " ", Rule: rule})
	mustRefuse(t, err, "name", "check.name_missing")
	filters, err := db.CustomFilters(t.Context())
	check(t, err)
	if len(filters) != 1 || filters[0].ID != id || filters[0].Rule.Rules[0].Values[0] != "é'\"🚗" {
		t.Errorf("%+v", filters)
	}
	check(t, db.DeleteCustomFilter(t.Context(), id))
	mustFail(t, db.DeleteCustomFilter(t.Context(), id), store.ErrNotFound)
}

func TestSegments(t *testing.T) {
	db := storetest.New(t)
	b, a := storetest.Client(t, db, store.Client{Name: "B"}), storetest.Client(t, db, store.Client{Name: "A"})
	criteria := store.Criteria{Makes: []string{"BMW"}, CameSince: "2026-01-01"}
	id, err := db.SaveSegment(t.Context(), store.Segment{Name: " Été ", Criteria: criteria, ClientIDs: []int64{b.ID, a.ID, 99}})
	check(t, err)
	segment, err := db.Segment(t.Context(), id)
	check(t, err)
	if segment.Name != "Été" || !slices.Equal(segment.ClientIDs, []int64{a.ID, b.ID}) || segment.Criteria.CameSince != "2026-01-01" {
		t.Errorf("%+v", segment)
	}
	_, err = db.SaveSegment(t.Context(), store.Segment{Name: "Été"})
	mustFail(t, err, store.ErrConflict)
	_, err = db.SaveSegment(t.Context(), store.Segment{Name: "x", Criteria: store.Criteria{Postcodes: "?"}})
	mustRefuse(t, err, "postcodes", "check.postcodes")
	check(t, db.RenameSegment(t.Context(), id, "Hiver"))
	check(t, db.DeleteClient(t.Context(), a.ID)) // a list does not hold a client back
	segments, err := db.Segments(t.Context())
	check(t, err)
	if len(segments) != 1 || segments[0].Name != "Hiver" || segments[0].Clients != 1 {
		t.Errorf("%+v", segments)
	}
	check(t, db.DeleteSegment(t.Context(), id))
	_, err = db.Segment(t.Context(), id)
	mustFail(t, err, store.ErrNotFound)
}
