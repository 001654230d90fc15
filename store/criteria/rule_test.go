package criteria_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
)

func TestWrongRules(t *testing.T) {
	good := garage.Rule{Field: "client.name", Operator: criteria.Is, Values: []string{"x"}}
	deep, many := good, garage.Rule{Group: criteria.AllOf}
	for range criteria.MaxRuleDepth + 1 {
		deep = garage.Rule{Group: criteria.NoneOf, Rules: []garage.Rule{deep}}
	}
	for range criteria.MaxRules {
		many.Rules = append(many.Rules, good)
	}
	of := func(field, operator string, values ...string) garage.Rule {
		return garage.Rule{Field: field, Operator: operator, Values: values}
	}
	for name, test := range map[string]struct {
		wrong  garage.Rule
		reason string
	}{
		"no such field":    {of("client.name; DROP TABLE client", criteria.Is, "x"), "check.rule_unknown"},
		"no such operator": {of("client.name", "= 1 OR", "x"), "check.rule_unknown"},
		"not of this type": {of("client.name", criteria.Greater, "1"), "check.rule_unknown"},
		"no such group":    {garage.Rule{Group: "xor"}, "check.rule_unknown"},
		"no value":         {of("client.name", criteria.Is), "check.rule_value_missing"},
		"empty value":      {of("client.name", criteria.HasText, " "), "check.rule_value_missing"},
		"plate of signs":   {of("vehicle.plate", criteria.HasText, "--"), "check.rule_value_missing"},
		"value too many":   {of("client.name", criteria.Empty, "x"), "check.rule_value_missing"},
		"long":             {of("client.name", criteria.Is, strings.Repeat("x", 1001)), "check.rule_text_long"},
		"no number":        {of("visit.count", criteria.Is, "1.5"), "check.number"},
		"big number":       {of("visit.count", criteria.Is, "99999999999999999999"), "check.number"},
		"no amount":        {of("document.total", criteria.Less, "1,5"), "check.amount"},
		"mills":            {of("document.total", criteria.Less, "1.555"), "check.amount"},
		"no date":          {of("visit.last", criteria.Before, "31/01/2026"), "check.date"},
		"days":             {of("visit.last", criteria.LastDays, "-1"), "check.rule_days"},
		"turned around":    {of("visit.last", criteria.Between, "2026-02-01", "2026-01-01"), "check.rule_between"},
		"amount around":    {of("document.total", criteria.Between, "10", "9.5"), "check.rule_between"},
		"language":         {of("client.language", criteria.Is, "it"), "check.language"},
		"family":           {of("client.family", criteria.Is, "Société"), "check.number"},
		"too deep":         {deep, "check.rule_deep"},
		"too many":         {many, "check.rule_many"},
	} {
		var wrong *criteria.RuleError
		if err := criteria.CheckRule(test.wrong); !errors.As(err, &wrong) || wrong.Reason != test.reason {
			t.Errorf("%s: %v, want %s", name, err, test.reason)
		}
	}
	var wrong *criteria.RuleError
	err := criteria.CheckRule(garage.Rule{Group: criteria.AllOf, Rules: []garage.Rule{good, {Group: criteria.AnyOf, Rules: []garage.Rule{of("client.name", criteria.Is), good}}}})
	if !errors.As(err, &wrong) || !slices.Equal(wrong.Path, []int{1, 0}) {
		t.Errorf("%v, want the path [1 0]", err)
	}
}

func TestSavedFilters(t *testing.T) {
	db := storetest.New(t)
	rule := garage.Rule{Group: criteria.AnyOf, Rules: []garage.Rule{{Field: "client.name", Operator: criteria.Is, Values: []string{"é'\"🚗"}}}}
	id, err := db.SaveCustomFilter(t.Context(), garage.CustomFilter{Name: "Étrange", Rule: rule})
	storetest.Check(t, err)
	_, err = db.SaveCustomFilter(t.Context(), garage.CustomFilter{Name: "Étrange", Rule: rule})
	storetest.MustFail(t, err, garage.ErrConflict)
	_, err = db.SaveCustomFilter(t.Context(), garage.CustomFilter{Name: " ", Rule: rule})
	storetest.MustRefuse(t, err, "name", "check.name_missing")
	filters, err := db.CustomFilters(t.Context())
	storetest.Check(t, err)
	if len(filters) != 1 || filters[0].ID != id || filters[0].Rule.Rules[0].Values[0] != "é'\"🚗" {
		t.Errorf("%+v", filters)
	}
	storetest.Check(t, db.DeleteCustomFilter(t.Context(), id))
	storetest.MustFail(t, db.DeleteCustomFilter(t.Context(), id), garage.ErrNotFound)
}

func TestSegments(t *testing.T) {
	db := storetest.New(t)
	b, a := storetest.Client(t, db, garage.Client{Name: "B"}), storetest.Client(t, db, garage.Client{Name: "A"})
	criteria := garage.Criteria{Makes: []string{"BMW"}, CameSince: "2026-01-01"}
	id, err := db.SaveSegment(t.Context(), garage.Segment{Name: " Été ", Criteria: criteria, ClientIDs: []int64{b.ID, a.ID, 99}})
	storetest.Check(t, err)
	segment, err := db.Segment(t.Context(), id)
	storetest.Check(t, err)
	if segment.Name != "Été" || !slices.Equal(segment.ClientIDs, []int64{a.ID, b.ID}) || segment.Criteria.CameSince != "2026-01-01" {
		t.Errorf("%+v", segment)
	}
	_, err = db.SaveSegment(t.Context(), garage.Segment{Name: "Été"})
	storetest.MustFail(t, err, garage.ErrConflict)
	_, err = db.SaveSegment(t.Context(), garage.Segment{Name: "x", Criteria: garage.Criteria{Postcodes: "?"}})
	storetest.MustRefuse(t, err, "postcodes", "check.postcodes")
	storetest.Check(t, db.RenameSegment(t.Context(), id, "Hiver"))
	storetest.Check(t, db.DeleteClient(t.Context(), a.ID)) // a list does not hold a client back
	segments, err := db.Segments(t.Context())
	storetest.Check(t, err)
	if len(segments) != 1 || segments[0].Name != "Hiver" || segments[0].Clients != 1 {
		t.Errorf("%+v", segments)
	}
	storetest.Check(t, db.DeleteSegment(t.Context(), id))
	_, err = db.Segment(t.Context(), id)
	storetest.MustFail(t, err, garage.ErrNotFound)
}
