package assets

import (
	"slices"
	"testing"
)

func TestPostcodes(t *testing.T) {
	if got := Localities("1000"); !slices.Equal(got, []string{"Brussel", "Bruxelles"}) {
		t.Errorf("1000: %v", got)
	}
	if got := Localities("0999"); got != nil {
		t.Errorf("0999: %v", got)
	}
	for prefix, want := range map[string]Place{
		"louvain la n": {"1348", "Louvain-la-Neuve"},
		"LIEGE":        {"4000", "Liège"},
		"antw":         {"2000", "Antwerpen"},
	} {
		if got := Postcodes(prefix); !slices.Contains(got, want) {
			t.Errorf("%q: %v lacks %v", prefix, got, want)
		}
	}
	if got := Postcodes(" -"); got != nil {
		t.Errorf("nothing typed proposes %d localities", len(got))
	}
	if got := len(foldedPlaces()); got != 2908 {
		t.Errorf("%d places were read, want 2908", got)
	}
}
