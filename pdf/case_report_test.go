package pdf

import (
	"fmt"
	"strings"
	"testing"

	"garagemail/store/pictures/picturetest"
)

func damage() Heading {
	return Heading{
		Company: invoice("fr").Company, Language: "fr", Date: "2026-11-23", Title: "Dossier carrosserie CA2026-00042",
		Facts: []Fact{{"Client", "Zoé Crèvecœur"}, {"Véhicule", "Volkswagen Golf 1-ABC-123"}, {"Sinistre", "SIN-77/2026"}, {"Expert", ""}},
	}
}

// TestCaseReport: all that a file says, long texts and foreign letters too, on as many pages as it takes.
func TestCaseReport(t *testing.T) {
	report := Report{Heading: damage()}
	long := strings.Repeat("La voiture a glissé sur le verglas et heurté la glissière. ", 7)
	for i := range 9 {
		report.Groups = append(report.Groups, FactGroup{fmt.Sprintf("Partie %d", i), []Fact{
			{"Lieu", "Namur"}, {"Date", "20/11/2026"}, {"Circonstances", long}, {"Rien", " "}, {"Conducteur", "车 Łukasz 🚗"},
		}})
	}
	report.Groups = append(report.Groups, FactGroup{"Vide", []Fact{{"Rien", ""}}})
	content, err := CaseReport(report)
	if err != nil {
		t.Fatal(err)
	}
	_, words := read(t, "report.pdf", content)
	holds(t, words, report.Title, "Zoé Crèvecœur", "SIN-77/2026", "Partie 8", "heurté la glissière.", "Łukasz", "23/11/2026", "Page 2 / 2", "BE68 5390 0754 7034")
	for _, absent := range []string{"Vide", "Rien", "Expert"} {
		if strings.Contains(words, absent) {
			t.Errorf("%q stands there with nothing to say", absent)
		}
	}
}

// TestPhotoAlbum: all photos, upright and large ones too, with captions, on the pages that their number asks for.
func TestPhotoAlbum(t *testing.T) {
	for perPage, pages := range map[int]int{2: 4, 4: 2, 6: 2} {
		album := Album{Heading: damage(), PerPage: perPage}
		for i := range 7 {
			size := [2]int{800 + i, 600}
			if i%2 == 1 {
				size = [2]int{300 + i, 800}
			}
			album.Pictures = append(album.Pictures, Picture{
				JPEG: picturetest.Photo(t, 1, size[0], size[1]), Caption: fmt.Sprintf("Photo %d: %s", i+1, strings.Repeat("aile avant ", i*4)),
			})
		}
		content, err := PhotoAlbum(album)
		if err != nil {
			t.Fatal(err)
		}
		path, words := read(t, fmt.Sprintf("album%d.pdf", perPage), content)
		holds(t, words, "Photo 1:", "Photo 7:", fmt.Sprintf("Page %d / %d", pages, pages))
		if got := strings.Count(words, album.Title); got != pages {
			t.Errorf("%d a page: the heading stands on %d pages of %d", perPage, got, pages)
		}
		if listed := tool(t, "pdfimages", "-list", path); strings.Count(listed, "jpeg") < 7 {
			t.Errorf("%d a page:\n%s", perPage, listed)
		}
	}
	if _, err := PhotoAlbum(Album{Heading: damage(), PerPage: 3}); err == nil {
		t.Error("three a page")
	}
	if _, err := PhotoAlbum(Album{Heading: damage(), PerPage: 4, Pictures: []Picture{{JPEG: []byte("no picture")}}}); err == nil {
		t.Error("what is no picture was drawn")
	}
}
