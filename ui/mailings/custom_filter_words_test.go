package mailings

import (
	"strings"
	"testing"

	"garagemail/store/criteria"
	"garagemail/store/garage"
	"garagemail/store/storetest"
	"garagemail/ui/desk"
	"garagemail/ui/desktest"
	"garagemail/ui/kit"
)

func TestFilterSaysWhatItMeansAndHowManyMeetIt(t *testing.T) {
	a := desktest.New(t)
	leasing, err := a.DB.SaveFamily(t.Context(), garage.Family{Name: "Leasing"})
	desktest.Check(t, err)
	storetest.Client(t, a.DB, garage.Client{Name: "Dupont", FamilyID: leasing})
	storetest.Client(t, a.DB, garage.Client{Name: "Maes"})
	f, _ := filterOf(t, a, nil)
	if f.count.Text != f.window.T("filter.says.incomplete") || f.meaning.Visible() {
		t.Errorf("an empty rule says %q, %q", f.count.Text, f.meaning.Text)
	}
	desktest.Choose(t, desktest.Found[*kit.Select](f.body)[1], "Client : nom")
	desktest.Found[*kit.Entry](f.body)[0].SetText("dup")
	if got := desktest.Plain(f.meaning.Text); got != "Le nom contient « dup »." || f.count.Text != "1 client répond à ce filtre." {
		t.Errorf("%q, %q", got, f.count.Text)
	}
	desktest.Found[*kit.Entry](f.body)[0].SetText("")
	if f.count.Text != f.window.T("filter.says.incomplete") || f.meaning.Visible() {
		t.Errorf("emptied it says %q", f.count.Text)
	}
}

func TestFilterAsASentence(t *testing.T) {
	rule := func(field, operator string, values ...string) garage.Rule {
		return garage.Rule{Field: field, Operator: operator, Values: values}
	}
	family := rule("client.family", criteria.Is, "7", "9")
	for _, test := range []struct {
		rule   garage.Rule
		fr, nl string
	}{
		{rule("visit.last", criteria.Before, "2026-01-31"), "Le dernier passage est avant le 31/01/2026.", "Het laatste bezoek valt voor 31/01/2026."},
		{rule("document.total", criteria.Between, "12.50", "1250.50"), "Le total des documents va de 12,50 € à 1 250,50 €.", "Het totaal van de documenten ligt tussen € 12,50 en € 1.250,50."},
		{rule("visit.last", criteria.LastDays, "30"), "Le dernier passage est dans les 30 derniers jours.", "Het laatste bezoek valt in de laatste 30 dagen."},
		{family, "La famille est Leasing ou VIP.", "De familie is Leasing of VIP."},
		{rule("client.accepts_promotional", criteria.No), "L'accord pour les emails promotionnels n'est pas donné.", "Het akkoord voor promotionele e-mails is niet gegeven."},
		{
			garage.Rule{Group: "and", Rules: []garage.Rule{family, {Group: "or", Rules: []garage.Rule{
				rule("vehicle.make", criteria.Is, "BMW"), rule("vehicle.make", criteria.Is, "Audi"),
			}}}},
			"La famille est Leasing ou VIP et (la marque d'un véhicule est « BMW » ou la marque d'un véhicule est « Audi »).",
			"De familie is Leasing of VIP en (het merk van een voertuig is “BMW” of het merk van een voertuig is “Audi”).",
		},
		{
			garage.Rule{Group: "not", Rules: []garage.Rule{rule("client.email", criteria.Empty), rule("client.gsm", criteria.Empty)}},
			"Aucune de ces règles ne tient : l'e-mail est vide; le GSM est vide.", "Geen van deze regels klopt: het e-mailadres is leeg; het gsm-nummer is leeg.",
		},
		{garage.Rule{Group: "and", Rules: []garage.Rule{{Group: "or", Rules: []garage.Rule{family}}}}, "La famille est Leasing ou VIP.", "De familie is Leasing of VIP."},
	} {
		for language, want := range map[string]string{"fr": test.fr, "nl": test.nl} {
			words := filterWords{desktest.In(t, language), filterChoices{of: map[criteria.FieldType][]choice{criteria.FamilyField: {{"7", "Leasing"}, {"9", "VIP"}}}}}
			if got := desktest.Plain(words.sentence(test.rule)); got != want {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

// TestEveryFieldAndOperatorHasWords: no rule is said by a bare key.
func TestEveryFieldAndOperatorHasWords(t *testing.T) {
	for _, language := range []string{"fr", "nl", "en"} {
		words := filterWords{app: desktest.In(t, language)}
		for _, field := range criteria.FilterFields() {
			for _, operator := range field.Operators {
				if got := words.sentence(garage.Rule{Field: field.Key, Operator: operator, Values: []string{"1", "2"}}); strings.Contains(strings.ToLower(got), "filter.") {
					t.Errorf("%s: %s", language, got)
				}
			}
		}
	}
}

// TestPanelSaysTheFilter: the criterion says it in words, with the names of the file.
func TestPanelSaysTheFilter(t *testing.T) {
	a := desktest.New(t)
	leasing, err := a.DB.SaveFamily(t.Context(), garage.Family{Name: "Leasing"})
	desktest.Check(t, err)
	l := builderOf(t, a, desk.ListStart{})
	if l.panel.filterSays.Visible() {
		t.Errorf("without a filter it says %q", l.panel.filterSays.Text)
	}
	l.panel.set(garage.Criteria{Filter: &garage.Rule{Field: "client.family", Operator: criteria.Is, Values: words([]int64{leasing})}})
	if l.panel.filterSays.Text != "La famille est Leasing." || !l.panel.filterSays.Visible() || l.panel.filterField.Selected != "Modifier…" {
		t.Errorf("%q, the button %q", l.panel.filterSays.Text, l.panel.filterField.Selected)
	}
}

// TestListKeepsWhatSheTicks: the criteria, the chosen clients or both, and the saved lists say which.
func TestListKeepsWhatSheTicks(t *testing.T) {
	a := desktest.New(t)
	ids := clientsNamed(t, a, "Ana", "Bram")
	l := builderOf(t, a, desk.ListStart{})
	l.panel.postcodes.SetText("5000")
	l.move(ids, kit.Right)
	save := func(name string, untick int) {
		t.Helper()
		l.onSaveSegment()
		if untick >= 0 {
			desktest.Found[*kit.Check](l.window.Canvas().Overlays().Top())[untick].SetChecked(false)
		}
		answer(t, l.window, name)
	}
	save("les deux", -1)
	save("clients", 0)
	save("critères", 1)
	rows, err := a.DB.Segments(t.Context())
	desktest.Check(t, err)
	want := map[string]string{"les deux": "des critères + 2 clients", "clients": "2 clients", "critères": "des critères"}
	for _, row := range rows {
		if got := keptBy(a, row); got != want[row.Name] {
			t.Errorf("%s keeps %q", row.Name, got)
		}
		segment, err := a.DB.Segment(t.Context(), row.ID)
		desktest.Check(t, err)
		if (segment.Criteria.Postcodes == "5000") != (row.Name != "clients") || (len(segment.ClientIDs) == 2) != (row.Name != "critères") {
			t.Errorf("%s keeps %+v", row.Name, segment)
		}
	}
	if len(rows) != 3 {
		t.Errorf("%d lists", len(rows))
	}
	l.onSaveSegment()
	for _, check := range desktest.Found[*kit.Check](l.window.Canvas().Overlays().Top()) {
		check.SetChecked(false)
	}
	answer(t, l.window, "rien")
	if l.window.Canvas().Overlays().Top() == nil {
		t.Error("a list that keeps nothing was saved")
	}
}
