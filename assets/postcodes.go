package assets

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// be_postcodes.csv: the Belgian postcodes and their localities in the local languages, made of data by GeoNames
// (geonames.org, CC BY 4.0).

// Place is a Belgian locality with its postcode.
type Place struct {
	Postcode string
	Locality string
}

type foldedPlace struct {
	Place
	fold string
}

var foldedPlaces = sync.OnceValue(func() []foldedPlace {
	var places []foldedPlace
	for postcode, localities := range localitiesByPostcode() {
		for _, locality := range localities {
			places = append(places, foldedPlace{Place{postcode, locality}, foldLocality(locality)})
		}
	}
	slices.SortFunc(places, func(a, b foldedPlace) int {
		return cmp.Or(cmp.Compare(a.fold, b.fold), cmp.Compare(a.Postcode, b.Postcode))
	})
	return places
})

// Postcodes returns the Belgian localities whose name begins with prefix, in name order. Case, accents, dashes and
// apostrophes do not matter. An empty prefix proposes nothing.
func Postcodes(prefix string) []Place {
	fold := foldLocality(prefix)
	if fold == "" {
		return nil
	}
	all := foldedPlaces()
	first, _ := slices.BinarySearchFunc(all, fold, func(p foldedPlace, fold string) int { return cmp.Compare(p.fold, fold) })
	var places []Place
	for _, p := range all[first:] {
		if !strings.HasPrefix(p.fold, fold) {
			break
		}
		places = append(places, p.Place)
	}
	return places
}

// foldLocality keeps the letters of a name, in lower case and without accents: "Louvain-la-Neuve" and "louvain la neuve"
// are one.
func foldLocality(name string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(strings.NewReplacer("œ", "oe", "Œ", "oe").Replace(name)))
}
