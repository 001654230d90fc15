package tabular_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"garagemail/store/tabular"
)

// TestPages writes texts by each page and reads them back.
func TestPages(t *testing.T) {
	pages := map[tabular.Encoding]*charmap.Charmap{
		tabular.Windows1252: charmap.Windows1252, tabular.Latin9: charmap.ISO8859_15, tabular.DOS: charmap.CodePage850, tabular.MacRoman: charmap.Macintosh,
	}
	for name, test := range map[string]struct {
		text string
		not  []tabular.Encoding // pages that do not have its signs, or read it in the same letters
	}{
		"names":                  {"Nom;Prénom\nCoërs;Renée\nProef;François\n", nil},
		"ellipses and accents":   {"Naam;Opmerking\nA;Belt terug…\nB;Belt morgen…\nC;Vraagt offerte…\nCoërs;Renée\n", []tabular.Encoding{tabular.Latin9, tabular.DOS}},
		"ellipses alone":         {"Naam;Opmerking\nA;Belt terug…\nB;Belt morgen…\nC;rappel…\n", []tabular.Encoding{tabular.Latin9, tabular.DOS}},
		"dashes and quotes":      {"Naam;Opmerking\nA;“goede klant” – betaalt\nB;“BVBA”\n", []tabular.Encoding{tabular.Latin9, tabular.DOS}},
		"apostrophes":            {"Nom;Adresse\nD’Hooghe;rue de l’eau\nDupont;quai de l’Ourthe\n", []tabular.Encoding{tabular.Latin9, tabular.DOS}},
		"euro alone":             {"Nom;Prix\nDupont;12,50 €\nDurand;9 €\n", []tabular.Encoding{tabular.DOS}},
		"ligature":               {"Nom;Désignation\nCrèvecœur;Main d'œuvre\n", []tabular.Encoding{tabular.DOS}},
		"capitals":               {"NOM;PRÉNOM\nJÉRÔME;FRANÇOIS\nBÖHM;NOËL\nLIÈGE;ÉGLISE\n", nil},
		"one name":               {"Nom;Ville\nNoël;Namur\n", nil},
		"one name, no headings":  {"Nom;Ville\nDesirée;Gent\n", nil},
		"German":                 {"Name;Straße\nMüller;Königstraße\nGrün;Großer Weg\n", nil},
		"Dutch":                  {"Naam;Plaats\nCoördinatie;België\nÉén;Oekraïne\n", nil},
		"Luxembourg, à and dash": {"Nom;Adresse\nWéry;Pont à Celles\nHéro;où là déjà\n", nil},
	} {
		for page, chars := range pages {
			skip := false
			for _, not := range test.not {
				skip = skip || not == page
			}
			if skip {
				continue
			}
			data, err := chars.NewEncoder().String(test.text)
			if err != nil {
				t.Fatalf("%s in %s: %v", name, page, err)
			}
			file := open(t, data, tabular.Options{})
			var got strings.Builder
			got.WriteString(strings.Join(file.Header(), ";") + "\n")
			rows, _ := readAll(t, file)
			for _, row := range rows {
				got.WriteString(strings.Join(row.Cells, ";") + "\n")
			}
			if got.String() != test.text {
				t.Errorf("%s in %s is read as %s: %q", name, page, file.Format().Encoding, got.String())
			}
		}
	}
}

// TestPageByKnownWord: letters alone leave these words open, one that is known decides.
func TestPageByKnownWord(t *testing.T) {
	const data = "Nom;Remarque\nA;vol\x85\n" // vol… or, in DOS, volà
	if got := open(t, data, tabular.Options{}).Format().Encoding; got != tabular.Windows1252 {
		t.Errorf("without words: %s", got)
	}
	known := func(word string) bool { return word == "hernández" }
	const name = "Nom;Remarque\nHern\xA0ndez;\n"
	file := open(t, name, tabular.Options{Known: known})
	if rows, _ := readAll(t, file); file.Format().Encoding != tabular.DOS || rows[0].Cells[0] != "Hernández" {
		t.Errorf("by a known word: %s", file.Format().Encoding)
	}
}

func TestPageOfPersonsChoice(t *testing.T) {
	const data = "Nom;Ville\nRen\x8E;Li\x8Fge\n"
	file := open(t, data, tabular.Options{Encoding: tabular.MacRoman})
	rows, _ := readAll(t, file)
	if rows[0].Cells[0] != "René" || rows[0].Cells[1] != "Liège" || strings.Join(file.Format().Accents, " ") != "René Liège" {
		t.Errorf("%q, accents %q", rows[0].Cells, file.Format().Accents)
	}
	for name, want := range map[string]tabular.Encoding{
		"utf-8": tabular.UTF8, "UTF8": tabular.UTF8, "latin1": tabular.Latin1, "ISO-8859-15": tabular.Latin9, "cp850": tabular.DOS, "Windows-1252": tabular.Windows1252,
		"1252": tabular.Windows1252, "mac": tabular.MacRoman, "cp437": tabular.DOS437, "klingon": "",
	} {
		if got, ok := tabular.ParseEncoding(name); got != want || ok != (want != "") {
			t.Errorf("%q is %q", name, got)
		}
	}
}

// TestPageAcrossBlocks: the only word that tells the encoding may lie anywhere, also over the end of a block that is read.
func TestPageAcrossBlocks(t *testing.T) {
	word, err := charmap.CodePage850.NewEncoder().String("Hélène")
	if err != nil {
		t.Fatal(err)
	}
	for at := 64<<10 - 8; at < 64<<10+8; at++ {
		head := "Naam;Nota\n" + strings.Repeat("abcdefg;hijklmn\n", 5000)[:at-10]
		text := head + " " + word + ";" + strings.Repeat("a", 70) + "\nx;y"
		file, err := tabular.NewFile(strings.NewReader(text), int64(len(text)), tabular.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := file.Format().Encoding; got != tabular.DOS {
			t.Errorf("at %d: %s", at, got)
		}
	}
}
