package mailings

import (
	"reflect"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"

	"garagemail/assets/lang"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func filterOf(t *testing.T, a *desk.App, rule *garage.Rule) (*filterWindow, *garage.Rule) {
	t.Helper()
	used := &garage.Rule{}
	f := openCustomFilter(a, rule, func(rule *garage.Rule) { *used = *rule })
	t.Cleanup(f.window.Discard)
	return f, used
}

func TestFilterIsBuiltWithTheMouseAndSaved(t *testing.T) {
	a := desktest.New(t)
	leasing, err := a.DB.SaveFamily(t.Context(), garage.Family{Name: "Leasing"})
	desktest.Check(t, err)
	storetest.Client(t, a.DB, garage.Client{Name: "Ana", FamilyID: leasing, Country: "FR", Language: "nl"})
	f, used := filterOf(t, a, nil)
	buildFilter(t, f)

	want := garage.Rule{Group: criteria.AllOf, Rules: []garage.Rule{
		{Field: "client.family", Operator: criteria.Is, Values: []string{strconv.FormatInt(leasing, 10)}},
		{Group: criteria.NoneOf, Rules: []garage.Rule{
			{Field: "document.total", Operator: criteria.Between, Values: []string{"12.5", "1250.50"}},
			{Field: "visit.last", Operator: criteria.LastDays, Values: []string{"30"}},
		}},
		{Field: "client.country", Operator: criteria.Is, Values: []string{"FR"}},
		{Group: criteria.AnyOf, Rules: []garage.Rule{{Field: "client.name", Operator: criteria.HasText, Values: []string{"garage"}}}},
	}}
	f.onSave()
	desktest.Found[*kit.Entry](f.window.Canvas().Overlays().Top())[0].SetText("Gros clients")
	desktest.PressKey(f.window, fyne.KeyReturn)
	saved, err := a.DB.CustomFilters(t.Context())
	desktest.Check(t, err)
	if len(saved) != 1 || saved[0].Name != "Gros clients" || !reflect.DeepEqual(saved[0].Rule, want) {
		t.Fatalf("saved %+v\nwant %+v", saved, want)
	}

	f.onSave()
	desktest.PressKey(f.window, fyne.KeyReturn) // its name is proposed
	desktest.PressKey(f.window, fyne.KeyReturn) // and taken again once she agrees
	if again, err := a.DB.CustomFilters(t.Context()); err != nil || len(again) != 1 || f.window.Canvas().Overlays().Top() != nil {
		t.Errorf("saved again there are %d filters, %v", len(again), err)
	}

	again, _ := filterOf(t, a, &saved[0].Rule)
	if got := again.root.rule(); !reflect.DeepEqual(got, want) {
		t.Errorf("opened again it is %+v", got)
	}
	entries := desktest.Found[*kit.Entry](again.body)
	if entries[0].Text != "12,5" || entries[1].Text != a.Printer.Number(1250)+",50" {
		t.Errorf("the amounts stand as %q and %q", entries[0].Text, entries[1].Text)
	}
	again.window.Discard()

	f.onUse()
	if !reflect.DeepEqual(*used, want) {
		t.Errorf("the list gets %+v", *used)
	}
}

// buildFilter clicks together: the family Leasing, none of (a total between two amounts, a visit of the last thirty days), France, and a
// group with a name.
func buildFilter(t *testing.T, f *filterWindow) {
	t.Helper()
	add := f.window.T("filter.add_rule")

	lists := func() []*kit.Select { return desktest.Found[*kit.Select](f.body) } // group, then field and operator of each rule
	desktest.Choose(t, lists()[1], "Client : famille")
	desktest.PressButton(t, f.body, f.window.T("criteria.choose"), 0)
	desktest.Tick(t, f.window, "Leasing")

	desktest.PressButton(t, f.body, f.window.T("filter.add_group"), 0)
	desktest.Choose(t, lists()[3], f.window.T("filter.not"))
	desktest.Choose(t, lists()[4], "Documents : total")
	desktest.Choose(t, lists()[5], f.window.T("filter.operator.between"))
	entries := desktest.Found[*kit.Entry](f.body)
	entries[0].SetText("12,5")
	entries[1].SetText("1.250,50")

	desktest.PressButton(t, f.body, add, 1)
	desktest.Choose(t, lists()[6], f.window.T("filter.visit.last"))
	desktest.Choose(t, lists()[7], f.window.T("filter.operator.last_days"))
	entries = desktest.Found[*kit.Entry](f.body)
	entries[2].SetText("30")

	desktest.PressButton(t, f.body, add, 0) // the root's own second rule stands after the group
	desktest.Choose(t, lists()[8], f.window.T("filter.client.country"))
	desktest.PressButton(t, f.body, f.window.T("criteria.choose"), 0)
	desktest.Tick(t, f.window, "France")

	desktest.PressButton(t, f.body, f.window.T("filter.add_group"), 0) // a new group is one of which any rule may hold
	desktest.Choose(t, lists()[11], "Client : nom")
	desktest.Found[*kit.Entry](f.body)[3].SetText("garage")
}

func TestFilterSaysAtTheRuleWhatIsWrong(t *testing.T) {
	a := desktest.New(t)
	for name, tc := range map[string]struct {
		field, operator, typed, reason string
	}{
		"days in words":     {"visit.last", criteria.LastDays, "trente", "check.rule_days"},
		"half a day":        {"visit.last", criteria.LastDays, "1,5", "check.rule_days"},
		"three decimals":    {"document.total", criteria.Greater, "12,505", "check.amount"},
		"a count in parts":  {"visit.count", criteria.Greater, "2,5", "check.number"},
		"nothing":           {"client.name", criteria.HasText, "", "check.rule_value_missing"},
		"no day":            {"visit.last", criteria.Before, "31/02/2026", "check.date"},
		"no family chosen":  {"client.family", criteria.Is, "", "check.rule_value_missing"},
		"no country chosen": {"client.country", criteria.IsNot, "", "check.rule_value_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := filterOf(t, a, &garage.Rule{Group: criteria.AnyOf, Rules: []garage.Rule{
				{Field: "client.name", Operator: criteria.Is, Values: []string{"Ana"}},
				{Field: tc.field, Operator: tc.operator},
			}})
			wrong := f.root.children[1]
			switch field := wrong.focus.(type) {
			case *kit.Entry:
				field.SetText(tc.typed)
			case *kit.DateEntry:
				field.SetText(tc.typed)
			}
			if rule, ok := f.check(); ok {
				t.Fatalf("%+v is taken", rule)
			}
			if wrong.problem.Text != f.window.T(tc.reason) || !wrong.problem.Visible() {
				t.Errorf("at the rule stands %q", wrong.problem.Text)
			}
			if f.root.children[0].problem.Visible() {
				t.Errorf("at the good rule stands %q", f.root.children[0].problem.Text)
			}
			if f.window.Canvas().Focused() != wrong.focus {
				t.Errorf("%T has the keyboard", f.window.Canvas().Focused())
			}
		})
	}
}

func TestNumbersAreReadAsTheyAreTyped(t *testing.T) {
	for _, tc := range []struct {
		language, typed string
		scale           int
		want            string
	}{
		{"fr", "12,5", 2, "12.5"},
		{"fr", "12.5", 2, "12.5"},
		{"fr", "1 250,50 €", 2, "1250.50"},
		{"nl", "1.250,50", 2, "1250.50"},
		{"nl", "1.250", 2, "1250"},
		{"nl", "-3,25", 2, "-3.25"},
		{"en", "1,250.50", 2, "1250.50"},
		{"en", "12.5", 2, "12.5"},
		{"fr", "150 000", 0, "150000"},
		{"fr", "1.5", 0, "1.5"},
		{"fr", "douze", 2, "douze"},
		{"fr", "1.2.3", 2, "1.2.3"},
	} {
		if got := desk.TypedNumber(lang.New(tc.language), tc.typed, tc.scale); got != tc.want {
			t.Errorf("%s: %q is read as %q, want %q", tc.language, tc.typed, got, tc.want)
		}
	}
	for _, value := range []string{"12.5", "1250.50", "-3", "-0.5", "0"} {
		for _, language := range []string{"fr", "nl", "en"} {
			p := lang.New(language)
			if got := desk.TypedNumber(p, desk.WrittenNumber(p, value), 2); got != value {
				t.Errorf("%s: %q is written %q and read as %q", language, value, desk.WrittenNumber(p, value), got)
			}
		}
	}
}
