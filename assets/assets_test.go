package assets

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLocalities(t *testing.T) {
	if got := Localities("1000"); !slices.Equal(got, []string{"Brussel", "Bruxelles"}) {
		t.Errorf("1000 is %v", got)
	}
	if got := Localities("9999"); len(got) != 0 {
		t.Errorf("9999 is %v", got)
	}
}

func TestDemoGarage(t *testing.T) {
	today := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	files := DemoGarage(today)
	again := DemoGarage(today)
	rows := map[string][][]string{}
	for i, file := range files {
		if !bytes.Equal(file.CSV, again[i].CSV) {
			t.Errorf("%s differs from one time to the next", file.Name)
		}
		reader := csv.NewReader(bytes.NewReader(file.CSV))
		reader.Comma = ';'
		all, err := reader.ReadAll()
		if err != nil {
			t.Fatal(file.Name, err)
		}
		rows[file.Name] = all[1:]
	}
	if len(rows["clients.csv"]) != DemoClients || len(rows["vehicles.csv"]) < DemoClients || len(rows["visits.csv"]) < 500 || len(rows["documents.csv"]) < 100 {
		t.Errorf("%d clients, %d vehicles, %d visits, %d documents", len(rows["clients.csv"]), len(rows["vehicles.csv"]), len(rows["visits.csv"]), len(rows["documents.csv"]))
	}
	for _, row := range rows["clients.csv"] {
		for _, address := range []string{row[11], row[12]} {
			_, domain, _ := strings.Cut(address, "@")
			reserved := domain == "" || strings.HasPrefix(domain, "example.") || strings.HasSuffix(domain, ".example")
			if !reserved || strings.ContainsAny(address, "éèëïöüçœß' ") {
				t.Errorf("%q could reach somebody, or nobody could write to it", address)
			}
		}
	}
	for _, row := range rows["visits.csv"] {
		if day, err := time.Parse("02/01/2006", row[2]); err != nil || day.After(today) {
			t.Errorf("a visit on %q", row[2])
		}
	}
}
