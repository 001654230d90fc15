package intake_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"garagemail/store/intake"
)

type refusals = []intake.PaperRefusal

// papersAndNumbers are what TestPairPapers tries.
var papersAndNumbers = map[string]struct {
	names, numbers []string
	pairs          map[string]string
	refused        refusals
}{
	"as garages name them": {
		names: []string{
			"Facture 202400001.pdf", "F2026-00042_Dupont.pdf", "202400003.PDF", "factuur202400004.pdf", "1042_202400005_Lefèvre.pdf",
			"2026-03-02 202400006 (1).pdf", "NC2026.0007.pdf", `C:\export\202400008.pdf`, "scan/202400009.pdf", "[202400010]€.pdf",
		},
		numbers: []string{
			"202400001", "F2026-00042", "202400003", "202400004", "202400005", "202400006", "NC2026/0007", "202400008", "202400009", "202400010", "202400011",
		},
		pairs: map[string]string{
			"202400001": "Facture 202400001.pdf", "F2026-00042": "F2026-00042_Dupont.pdf", "202400003": "202400003.PDF",
			"202400004": "factuur202400004.pdf", "202400005": "1042_202400005_Lefèvre.pdf", "202400006": "2026-03-02 202400006 (1).pdf",
			"NC2026/0007": "NC2026.0007.pdf", "202400008": `C:\export\202400008.pdf`, "202400009": "scan/202400009.pdf", "202400010": "[202400010]€.pdf",
		},
	},
	"a letter before the number": {
		names: []string{"F2026-00042_Dupont.pdf"}, numbers: []string{"2026-00042"},
		pairs: map[string]string{"2026-00042": "F2026-00042_Dupont.pdf"},
	},
	"part of a longer number": {
		names: []string{"202400001.pdf", "12024000.pdf"}, numbers: []string{"20240000", "2024000", "02400001"},
		refused: refusals{{File: "202400001.pdf", Reason: intake.PaperNoNumber}, {File: "12024000.pdf", Reason: intake.PaperNoNumber}},
	},
	"part of a word": {
		names: []string{"XF2026-00042.pdf", "A7bis.pdf"}, numbers: []string{"F2026-00042", "A7b"},
		refused: refusals{{File: "XF2026-00042.pdf", Reason: intake.PaperNoNumber}, {File: "A7bis.pdf", Reason: intake.PaperNoNumber}},
	},
	"the longer number is meant": {
		names: []string{"NC2026-00042.pdf", "F 2026-00042.pdf"}, numbers: []string{"2026-00042", "NC2026-00042"},
		pairs: map[string]string{"2026-00042": "F 2026-00042.pdf", "NC2026-00042": "NC2026-00042.pdf"},
	},
	"a number twice in the name": {
		names: []string{"202400001 facture 202400001.pdf"}, numbers: []string{"202400001"},
		pairs: map[string]string{"202400001": "202400001 facture 202400001.pdf"},
	},
	"short numbers": {
		names:   []string{"Facture 42.pdf", "Dupont 43 copie.pdf", "2025-44.pdf", "45-03-2026.pdf", "46 (1).pdf"},
		numbers: []string{"42", "43", "44", "45", "46"},
		pairs:   map[string]string{"42": "Facture 42.pdf", "43": "Dupont 43 copie.pdf"},
		refused: refusals{{File: "2025-44.pdf", Reason: intake.PaperNoNumber}, {File: "45-03-2026.pdf", Reason: intake.PaperNoNumber}, {File: "46 (1).pdf", Reason: intake.PaperNoNumber}},
	},
	"two files for one number": {
		names:   []string{"202400001.pdf", "202400002.pdf", "202400001 (1).pdf", "b/202400001.pdf"},
		numbers: []string{"202400001", "202400002"},
		pairs:   map[string]string{"202400002": "202400002.pdf"},
		refused: refusals{
			{File: "202400001.pdf", Reason: intake.PaperTwoFiles}, {File: "202400001 (1).pdf", Reason: intake.PaperTwoFiles}, {File: "b/202400001.pdf", Reason: intake.PaperTwoFiles},
		},
	},
	"two numbers in one name": {
		names: []string{"202400001-202400002.pdf"}, numbers: []string{"202400001", "202400002"},
		refused: refusals{{File: "202400001-202400002.pdf", Reason: intake.PaperSeveral}},
	},
	"two documents of one number": {
		names: []string{"202400001.pdf", "2026-42 .pdf"}, numbers: []string{"202400001", "202400001", "2026/42", "2026-42"},
		refused: refusals{{File: "202400001.pdf", Reason: intake.PaperSeveral}, {File: "2026-42 .pdf", Reason: intake.PaperSeveral}},
	},
	"no number": {
		names: []string{"Conditions.pdf", ".pdf", "202400009.pdf"}, numbers: []string{"202400001", "", "-", "Conditions"},
		refused: refusals{{File: "Conditions.pdf", Reason: intake.PaperNoNumber}, {File: ".pdf", Reason: intake.PaperNoNumber}, {File: "202400009.pdf", Reason: intake.PaperNoNumber}},
	},
	"no PDF": {
		names: []string{"202400001.xml", "Thumbs.db", "pdf", "202400001.pdf"}, numbers: []string{"202400001"},
		pairs:   map[string]string{"202400001": "202400001.pdf"},
		refused: refusals{{File: "202400001.xml", Reason: intake.PaperNotPDF}, {File: "Thumbs.db", Reason: intake.PaperNotPDF}, {File: "pdf", Reason: intake.PaperNotPDF}},
	},
	"nothing": {},
}

func TestPairPapers(t *testing.T) {
	for name, test := range papersAndNumbers {
		t.Run(name, func(t *testing.T) {
			pairs, refused := intake.PairPapers(test.names, test.numbers)
			if !maps.Equal(pairs, test.pairs) {
				t.Errorf("paired %v, want %v", pairs, test.pairs)
			}
			if !slices.Equal(refused, test.refused) {
				t.Errorf("refused %v, want %v", refused, test.refused)
			}
		})
	}
}

// TestPairManyPapers pairs the papers of some years, each with the one that has its number and no other.
func TestPairManyPapers(t *testing.T) {
	const many = 20_000
	names, numbers := make([]string, many), make([]string, many)
	for i := range many {
		numbers[i] = fmt.Sprintf("2024%d", i)
		names[i] = fmt.Sprintf("Facture %s du 2026-03-02.pdf", numbers[i])
	}
	pairs, refused := intake.PairPapers(names, numbers)
	if len(pairs) != many || len(refused) != 0 {
		t.Errorf("%d pairs, %d refused, first %v", len(pairs), len(refused), refused[:min(len(refused), 3)])
	}
	for number, name := range pairs {
		if want := fmt.Sprintf("Facture %s du 2026-03-02.pdf", number); name != want {
			t.Fatalf("%s has %s", number, name)
		}
	}
}
