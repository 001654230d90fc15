package garage

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// VATRates are the Belgian rates, in the order in which screens list them.
var VATRates = []BasisPoints{2100, 1200, 600, 0}

// The bounds of a line: beyond them is a typing error, and within them no sum leaves the cents of an int64.
const (
	maxQuantity    Thousandths = 1_000_000_000 // a million
	maxUnitPrice   Cents       = 1_000_000_000 // ten million euro
	MaxLines                   = 2000
	maxDescription             = 10_000 // letters: a long report fits, a whole book does not
)

// LineField names a field of a line in the FieldErrors of documents: LineField(0, "quantity") is "lines.1.quantity".
func LineField(index int, field string) string { return fmt.Sprintf("lines.%d.%s", index+1, field) }

// CheckDocument returns all that is wrong with the fields of a document, in the order of the sheet. The fields are named
// as their columns; those of a line as LineField does.
func CheckDocument(d Document) []*FieldError {
	var wrong []*FieldError
	check := func(field, reason string) {
		if reason != "" {
			wrong = append(wrong, &FieldError{Field: field, Reason: reason})
		}
	}
	if d.Kind.LabelKey() == "" {
		check("kind", "check.document_kind")
	}
	if d.CompanyID == 0 {
		check("company_id", "check.document_company")
	}
	if d.ClientID == 0 {
		check("client_id", "check.document_client")
	}
	check("date", RequiredDate(d.Date))
	check("due_date", CheckDate(d.DueDate))
	if CheckDate(d.DueDate) == "" && d.DueDate != "" && d.DueDate < d.Date {
		check("due_date", "check.document_due")
	}
	if ContainsInvisible(d.Plate) {
		check("plate", "check.line_break")
	}
	if ContainsInvisible(d.Reference) {
		check("reference", "check.line_break")
	}
	check("zero_vat", CheckZeroVAT(d.ZeroVAT))
	if len(d.Lines) > MaxLines {
		check("lines", "check.document_lines")
	}
	for i, line := range d.Lines {
		CheckLine(line, func(field, reason string) { check(LineField(i, field), reason) })
	}
	return wrong
}

// RequiredDate returns why a date cannot stand where one must, as a language key, "" when it can.
func RequiredDate(date string) (reason string) {
	if date == "" {
		return "check.date_missing"
	}
	return CheckDate(date)
}

// CheckLine tells every field of a line that breaks a rule.
func CheckLine(line DocumentLine, check func(field, reason string)) {
	if utf8.RuneCountInString(line.Description) > maxDescription {
		check("description", "check.document_description")
	}
	if line.Quantity > maxQuantity || line.Quantity < -maxQuantity {
		check("quantity", "check.document_quantity")
	}
	if line.UnitPrice > maxUnitPrice || line.UnitPrice < -maxUnitPrice {
		check("unit_price", "check.document_price")
	}
	if line.Discount < 0 || line.Discount > 10_000 {
		check("discount", "check.document_discount")
	}
	if !slices.Contains(VATRates, line.VATRate) {
		check("vat_rate", "check.document_rate")
	}
}
