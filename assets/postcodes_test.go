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
	for postcode, want := range map[string]string{" 1348 ": "Louvain-la-Neuve", "4000": "Liège", "2000": "Antwerpen"} {
		if got := Localities(postcode); !slices.Contains(got, want) {
			t.Errorf("%s: %v lacks %s", postcode, got, want)
		}
	}
	if got := Localities(""); got != nil {
		t.Errorf("no postcode has localities: %v", got)
	}
	if got := len(LocalityNames()); got != 2908 {
		t.Errorf("%d places were read, want 2908", got)
	}
}
