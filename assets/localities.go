package assets

import (
	_ "embed"
	"encoding/csv"
	"strings"
	"sync"
)

// The Belgian postcodes and their localities in the local languages, made of data by GeoNames (geonames.org, CC BY 4.0).
//
//go:embed be_postcodes.csv
var postcodesCSV string

var localitiesByPostcode = sync.OnceValue(func() map[string][]string {
	rows, err := csv.NewReader(strings.NewReader(postcodesCSV)).ReadAll()
	if err != nil {
		panic("assets: be_postcodes.csv: " + err.Error()) // embedded: a test reads it
	}
	found := map[string][]string{}
	for _, row := range rows[1:] {
		found[row[0]] = append(found[row[0]], row[1])
	}
	return found
})

// Localities returns the Belgian localities of a postcode, nil when there is none.
func Localities(postcode string) []string {
	return localitiesByPostcode()[strings.TrimSpace(postcode)]
}

// LocalityNames returns the names of all Belgian localities, in no order; one that has several postcodes stands more than once.
func LocalityNames() []string {
	var names []string
	for _, localities := range localitiesByPostcode() {
		names = append(names, localities...)
	}
	return names
}
