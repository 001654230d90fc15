package ubl_test

import (
	"errors"
	"fmt"
	"os"

	"garagemail/store/ubl"
)

// An electronic invoice, and one that is none.
func ExampleRead() {
	content, err := os.ReadFile("testdata/invoice.xml")
	if err != nil {
		fmt.Println(err)
		return
	}
	invoice, err := ubl.Read(content)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(invoice.Number, invoice.IssueDate, invoice.Customer.Name, len(invoice.Lines), "lines", invoice.Total, "cents")
	_, err = ubl.Read([]byte("<Invoice/>"))
	var refusal *ubl.Refusal
	fmt.Println(errors.As(err, &refusal))
	// Output:
	// F2026-00042 2026-03-02 Menuiserie Lefèvre & fils 5 lines 72587 cents
	// true
}
