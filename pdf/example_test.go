package pdf_test

import (
	"bytes"
	"fmt"

	"garagemail/pdf"
	"garagemail/store/garage"
)

// The PDF of an invoice.
func ExampleDocument() {
	content, err := pdf.Document(pdf.Paper{
		Document: garage.Document{
			Kind: garage.Invoice, Number: "F2026-00042", State: garage.DocumentIssued, Date: "2026-11-23", DueDate: "2026-12-08",
			Lines: []garage.DocumentLine{{Position: 1, Description: "Pneus", Quantity: 4000, UnitPrice: 2500, VATRate: 2100}},
		},
		Company:  garage.Company{Name: "Garage Dupont", Language: "fr"},
		Client:   garage.Client{Name: "Maes", Language: "nl"},
		Language: "nl",
	})
	fmt.Println(bytes.HasPrefix(content, []byte("%PDF-")), err)
	fmt.Println(pdf.FileName("F2026/00042"))
	// Output:
	// true <nil>
	// F2026-00042.pdf
}
