package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"garagemail/store/garage"
)

// invoice is a page of a Belgian garage.
func invoice(language string) Paper {
	lines := []garage.DocumentLine{
		{Description: "Main d'œuvre carrosserie", Quantity: 2500, Unit: "h", UnitPrice: 6800, VATRate: 2100},
		{Description: "Pare-chocs avant – élément d'origine", Quantity: 1000, Unit: "pc", UnitPrice: 41_250, Discount: 1000, VATRate: 2100},
		{Description: "Huile 5W30", Quantity: 4250, Unit: "l", UnitPrice: 1195, VATRate: 2100},
		{Description: "Manuel d'entretien (€ 12,50 pièce)", Quantity: 1000, Unit: "pc", UnitPrice: 1250, VATRate: 600},
		{Description: "Débours contrôle technique", Quantity: 1000, UnitPrice: 5170, VATRate: 0},
	}
	document := garage.Document{
		Kind: garage.Invoice, Number: "F2026-00042", State: garage.DocumentIssued, Date: "2026-11-05", DueDate: "2026-12-05",
		OGM: "202600004212", Reference: "Sinistre 2026/114", Lines: lines, Plate: "1-ABC-123",
	}
	document.OGM = garage.OGM("2026000042")
	document.Net, document.VAT, document.Total = garage.Totals(lines)
	document.Open = document.Total
	return Paper{
		Document: document, Language: language,
		Company: garage.Company{
			Name: "Garage Dupont & Fils SRL", Address: "Chaussée de Namur 12", Postcode: "5000", Locality: "Namur", Country: "BE",
			Phone: "081/12.34.56", Email: "info@garage.example", Website: "www.garage.example", VATNumber: "BE0403170701",
			IBAN: "BE68539007547034", BIC: "GKCCBEBB", Logo: logo(),
			Terms: "Factures payables à 30 jours. Tout retard porte intérêt au taux légal.",
		},
		Client: garage.Client{
			Number: "C000123", Title: "Mme", Name: "Crèvecœur", FirstName: "Zoé", Address: "Place Saint-Lambert 181 bte 3", Postcode: "4000", Locality: "Liège", Country: "BE",
		},
		Vehicle: garage.Vehicle{Plate: "1-ABC-123", VIN: "WVWZZZ1KZ6W000001", Make: "Volkswagen", Model: "Golf", Km: 123_456},
	}
}

func logo() []byte {
	picture := image.NewNRGBA(image.Rect(0, 0, 300, 100))
	for y := range 100 {
		for x := range 300 {
			picture.Set(x, y, color.NRGBA{31, 95, 166, uint8(255 - x/2)})
		}
	}
	var encoded bytes.Buffer
	_ = png.Encode(&encoded, picture)
	prepared, err := PrepareLogo(encoded.Bytes())
	if err != nil {
		panic(err)
	}
	return prepared
}

// made renders a paper, has qpdf look at it, and returns its file and its words.
func made(t *testing.T, p Paper) (path, words string) {
	t.Helper()
	content, err := Document(p)
	if err != nil {
		t.Fatal(err)
	}
	return read(t, FileName(p.Document.Number), content)
}

// read has qpdf look at a PDF and returns its file and its words.
func read(t *testing.T, name string, content []byte) (path, words string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if keep := os.Getenv("GARAGEMAIL_PLAY"); keep != "" {
		path = filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-")+".pdf")
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if said := tool(t, "qpdf", "--check", path); strings.Contains(said, "WARNING") {
		t.Errorf("qpdf: %s", said)
	}
	return path, tool(t, "pdftotext", "-layout", path, "-")
}

// tool runs a program that the Makefile installs; without it the test fails, for it would prove nothing.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), name, args...)
	var said bytes.Buffer
	command.Stderr = &said
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, fmt.Sprint(args), err, output, &said)
	}
	if name == "qpdf" { // it warns there
		return string(output) + said.String()
	}
	return string(output)
}
