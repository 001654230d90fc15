package compose

import (
	"testing"

	"garagemail/assets/lang"
	"garagemail/assets/lang/languages"
	"garagemail/store/garage"
)

func TestPlaceholdersAreRead(t *testing.T) {
	for _, test := range []struct {
		text     string
		name     string // "" = not known
		proposal string
		isText   bool
	}{
		{text: "<NOM>", name: "NOM"},
		{text: "<nom>", name: "NOM"},
		{text: "< Nom >", name: "NOM"},
		{text: "&lt;NOM&gt;", name: "NOM"},
		{text: `\<NOM\>`, name: "NOM"},
		{text: "<PRENOM|client>", name: "PRENOM"},
		{text: "<PRÉNOM>", proposal: "PRENOM"},
		{text: "<prénom>", proposal: "PRENOM"},
		{text: "<PRENON>", proposal: "PRENOM"},
		{text: "<PLAUQE>", proposal: "PLAQUE"},
		{text: "<VOORNAAM>", proposal: "PRENOM"},
		{text: "<nummerplaat>", proposal: "PLAQUE"},
		{text: "<NOM CLIENT>", proposal: "NOMCLIENT"},
		{text: "<FOO>"},
		{text: "<foo|bar>"},
		{text: "<b>", isText: true},
		{text: "<script>", isText: true},
		{text: "<12>", isText: true},
		{text: "a < b et b > c", isText: true},
		{text: "<jan@garage.be>", isText: true},
		{text: "<https://garage.be>", isText: true},
		{text: "<NO\nM>", isText: true},
	} {
		var holes []hole
		newTokens(test.text).hide(test.text, &holes, false)
		if test.isText {
			if len(holes) > 0 {
				t.Errorf("%q is taken for a placeholder", test.text)
			}
			continue
		}
		if len(holes) != 1 {
			t.Errorf("%q gives %d placeholders", test.text, len(holes))
			continue
		}
		name := ""
		if holes[0].placeholder != nil {
			name = holes[0].placeholder.Name
		}
		if name != test.name || holes[0].proposal != test.proposal || holes[0].written != test.text {
			t.Errorf("%q is %q, proposal %q, written %q", test.text, name, holes[0].proposal, holes[0].written)
		}
	}
}

func TestPlaceholderValues(t *testing.T) {
	document := &garage.Document{
		Number: "F2026/17", Date: "2026-11-05", DueDate: "2026-12-05", Total: 123456, Open: 100000,
		Reference: "123456789002", Plate: "1-DOC-001",
	}
	data := mergeData{
		client:   garage.Client{Title: "Mme", Name: "Peeters", FirstName: "Ann", CompanyForm: "SRL"},
		vehicle:  garage.Vehicle{Plate: "1-ABC-123", Make: "Volkswagen", Model: "Golf", NextInspection: "2026-12-31"},
		document: document, company: garage.Company{Name: "Garage Dupont"},
	}
	want := map[string][2]string{ // fr, de
		"TITRE": {"Mme", "Mme"}, "NOM": {"Peeters", "Peeters"}, "PRENOM": {"Ann", "Ann"},
		"NOMCLIENT": {"Ann Peeters SRL", "Ann Peeters SRL"}, "NOMSOC": {"Garage Dupont", "Garage Dupont"},
		"MARQUE": {"Volkswagen", "Volkswagen"}, "MODELE": {"Golf", "Golf"}, "PLAQUE": {"1-DOC-001", "1-DOC-001"},
		"DATECT": {"31/12/2026", "31.12.2026"}, "NUMFACT": {"F2026/17", "F2026/17"},
		"DATEFACT": {"05/11/2026", "05.11.2026"}, "TOTAL": {"1\u00a0234,56\u00a0€", "1.234,56\u00a0€"},
		"ECHEANCE": {"05/12/2026", "05.12.2026"}, "SOLDE": {"1\u00a0000,00\u00a0€", "1.000,00\u00a0€"},
		"OGM": {"+++123/4567/89002+++", "+++123/4567/89002+++"},
	}
	for i, language := range []string{"fr", "de"} {
		data.printer = lang.New(language)
		for _, p := range Placeholders {
			if got := data.valueOf(&p); got != want[p.Name][i] {
				t.Errorf("%s: <%s> is %q, want %q", language, p.Name, got, want[p.Name][i])
			}
		}
	}
	data.company.NomSocIsClient, data.document = true, nil
	if got := data.valueOf(placeholderByName["NOMSOC"]); got != "Ann Peeters SRL" {
		t.Errorf("<NOMSOC> as the client is %q", got)
	}
	if got := data.valueOf(placeholderByName["PLAQUE"]); got != "1-ABC-123" {
		t.Errorf("<PLAQUE> without document is %q", got)
	}
}

func TestPlaceholderLabels(t *testing.T) {
	for _, language := range languages.Screen {
		for _, p := range Placeholders {
			if !lang.New(language).Has(p.LabelKey()) {
				t.Errorf("%s: no label for %s", language, p.Name)
			}
		}
	}
}

func TestStructuredReference(t *testing.T) {
	for reference, want := range map[string]string{
		"+++123/4567/89002+++": "+++123/4567/89002+++",
		"123456789002":         "+++123/4567/89002+++",
		"000000000097":         "+++000/0000/00097+++",
		"123456789003":         "", "12345": "", "F2026/17": "", "": "",
	} {
		if got := structuredReference(&garage.Document{Reference: reference}); got != want {
			t.Errorf("%q gives %q, want %q", reference, got, want)
		}
	}
}
