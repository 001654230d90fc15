package ui

import (
	"reflect"
	"slices"
	"strconv"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"garagemail/assets/lang"
	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/kit"
)

// found returns the widgets of one kind below an object, in the order they are drawn.
func found[T fyne.CanvasObject](object fyne.CanvasObject) (all []T) {
	if one, ok := object.(T); ok {
		return append(all, one)
	}
	var children []fyne.CanvasObject
	switch one := object.(type) {
	case *fyne.Container:
		children = one.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(one).Objects()
	}
	for _, child := range children {
		all = append(all, found[T](child)...)
	}
	return all
}

// choose picks a label as a person does.
func choose(t *testing.T, list *kit.Select, label string) {
	t.Helper()
	if !slices.Contains(list.Options, label) {
		t.Fatalf("%q is not among %q", label, list.Options)
	}
	list.SetSelected(label)
}

// press presses the button with these words, the at-th of them.
func pressButton(t *testing.T, in fyne.CanvasObject, label string, at int) {
	t.Helper()
	for _, button := range found[*kit.Button](in) {
		if button.Text == label {
			if at == 0 {
				test.Tap(button)
				return
			}
			at--
		}
	}
	t.Fatalf("there is no button %q", label)
}

// tick ticks boxes of the open dialog and presses its default button.
func tick(t *testing.T, w *kit.Window, labels ...string) {
	t.Helper()
	overlay := w.Canvas().Overlays().Top()
	if overlay == nil {
		t.Fatal("no dialog is open")
	}
	for _, label := range labels {
		boxes := found[*kit.Check](overlay)
		i := slices.IndexFunc(boxes, func(box *kit.Check) bool { return box.Text == label })
		if i < 0 {
			t.Fatalf("%q cannot be ticked", label)
		}
		test.Tap(boxes[i])
	}
	pressKey(w, fyne.KeyReturn)
}

func filterOf(t *testing.T, a *App, rule *garage.Rule) (*filterWindow, *garage.Rule) {
	t.Helper()
	used := &garage.Rule{}
	f := a.openCustomFilter(rule, func(rule *garage.Rule) { *used = *rule })
	t.Cleanup(f.window.Discard)
	return f, used
}

func TestFilterIsBuiltWithTheMouseAndSaved(t *testing.T) {
	a := newDesk(t)
	leasing, err := a.db.SaveFamily(t.Context(), garage.Family{Name: "Leasing"})
	check(t, err)
	storetest.Client(t, a.db, garage.Client{Name: "Ana", FamilyID: leasing, Country: "FR", Language: "nl"})
	f, used := filterOf(t, a, nil)
	add := f.window.T("filter.add_rule")

	lists := func() []*kit.Select { return found[*kit.Select](f.body) } // group, then field and operator of each rule
	choose(t, lists()[1], "Client : famille")
	pressButton(t, f.body, f.window.T("criteria.choose"), 0)
	tick(t, f.window, "Leasing")

	pressButton(t, f.body, f.window.T("filter.add_group"), 0)
	choose(t, lists()[3], f.window.T("filter.not"))
	choose(t, lists()[4], "Documents : total")
	choose(t, lists()[5], f.window.T("filter.operator.between"))
	entries := found[*kit.Entry](f.body)
	entries[0].SetText("12,5")
	entries[1].SetText("1.250,50")

	pressButton(t, f.body, add, 1)
	choose(t, lists()[6], f.window.T("filter.visit.last"))
	choose(t, lists()[7], f.window.T("filter.operator.last_days"))
	entries = found[*kit.Entry](f.body)
	entries[2].SetText("30")

	pressButton(t, f.body, add, 0) // the root's own second rule stands after the group
	choose(t, lists()[8], f.window.T("filter.client.country"))
	pressButton(t, f.body, f.window.T("criteria.choose"), 0)
	tick(t, f.window, "France")

	pressButton(t, f.body, f.window.T("filter.add_group"), 0) // a new group is one of which any rule may hold
	choose(t, lists()[11], "Client : nom")
	found[*kit.Entry](f.body)[3].SetText("garage")

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
	found[*kit.Entry](f.window.Canvas().Overlays().Top())[0].SetText("Gros clients")
	pressKey(f.window, fyne.KeyReturn)
	saved, err := a.db.CustomFilters(t.Context())
	check(t, err)
	if len(saved) != 1 || saved[0].Name != "Gros clients" || !reflect.DeepEqual(saved[0].Rule, want) {
		t.Fatalf("saved %+v\nwant %+v", saved, want)
	}

	f.onSave()
	pressKey(f.window, fyne.KeyReturn) // its name is proposed
	pressKey(f.window, fyne.KeyReturn) // and taken again once she agrees
	if again, err := a.db.CustomFilters(t.Context()); err != nil || len(again) != 1 || f.window.Canvas().Overlays().Top() != nil {
		t.Errorf("saved again there are %d filters, %v", len(again), err)
	}

	again, _ := filterOf(t, a, &saved[0].Rule)
	if got := again.root.rule(); !reflect.DeepEqual(got, want) {
		t.Errorf("opened again it is %+v", got)
	}
	entries = found[*kit.Entry](again.body)
	if entries[0].Text != "12,5" || entries[1].Text != a.p.Number(1250)+",50" {
		t.Errorf("the amounts stand as %q and %q", entries[0].Text, entries[1].Text)
	}
	again.window.Discard()

	f.onUse()
	if !reflect.DeepEqual(*used, want) {
		t.Errorf("the list gets %+v", *used)
	}
}

func TestFilterSaysAtTheRuleWhatIsWrong(t *testing.T) {
	a := newDesk(t)
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
		if got := typedNumber(lang.New(tc.language), tc.typed, tc.scale); got != tc.want {
			t.Errorf("%s: %q is read as %q, want %q", tc.language, tc.typed, got, tc.want)
		}
	}
	for _, value := range []string{"12.5", "1250.50", "-3", "-0.5", "0"} {
		for _, language := range []string{"fr", "nl", "en"} {
			p := lang.New(language)
			if got := typedNumber(p, writtenNumber(p, value), 2); got != value {
				t.Errorf("%s: %q is written %q and read as %q", language, value, writtenNumber(p, value), got)
			}
		}
	}
}
