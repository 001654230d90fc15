package tabular_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"garagemail/store/tabular"
)

// A table as another program exports it: what the file does not say is found out, and told.
func Example() {
	export := "Naam;Postcode;Laatste bezoek\r\nDe Smet;9000;31/01/2026\r\nLefèvre;4000;02/02/2026\r\n"
	file, err := tabular.NewFile(strings.NewReader(export), int64(len(export)), tabular.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	fmt.Println(file.Header())
	for {
		row, err := file.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Println(err)
			continue
		}
		day, err := tabular.ParseDate(row.Cells[2], tabular.DateRule{Order: tabular.DayFirst})
		fmt.Println(row.Number, row.Cells[0], day, err)
	}
	// Output:
	// [Naam Postcode Laatste bezoek]
	// 2 De Smet 2026-01-31 <nil>
	// 3 Lefèvre 2026-02-02 <nil>
}

// A table for Excel in Belgium.
func ExampleWriteCSV() {
	var out strings.Builder
	columns := []tabular.Column{{Name: "Nom"}, {Name: "Date", Kind: tabular.Date}, {Name: "Total", Kind: tabular.Number}}
	err := tabular.WriteCSV(&out, columns, func(yield func([]string, error) bool) {
		yield([]string{"Maes", "2026-01-31", "1250.5"}, nil)
	})
	for line := range strings.Lines(strings.TrimPrefix(out.String(), "\uFEFF")) {
		fmt.Printf("%q\n", line)
	}
	fmt.Println(err)
	// Output:
	// "Nom;Date;Total\r\n"
	// "Maes;31/01/2026;\"1250,5\"\r\n"
	// <nil>
}
