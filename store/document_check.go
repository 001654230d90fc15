package store

import (
	"context"
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
	maxLines                   = 2000
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
	check("date", requiredDate(d.Date))
	check("due_date", CheckDate(d.DueDate))
	if CheckDate(d.DueDate) == "" && d.DueDate != "" && d.DueDate < d.Date {
		check("due_date", "check.document_due")
	}
	if containsInvisible(d.Plate) {
		check("plate", "check.line_break")
	}
	if containsInvisible(d.Reference) {
		check("reference", "check.line_break")
	}
	if len(d.Lines) > maxLines {
		check("lines", "check.document_lines")
	}
	for i, line := range d.Lines {
		checkLine(line, func(field, reason string) { check(LineField(i, field), reason) })
	}
	return wrong
}

func requiredDate(date string) (reason string) {
	if date == "" {
		return "check.date_missing"
	}
	return CheckDate(date)
}

func checkLine(line DocumentLine, check func(field, reason string)) {
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

// checkDocumentIn adds to CheckDocument what only the file knows: that client, company, vehicle and journal are there.
func checkDocumentIn(ctx context.Context, q querier, d Document) error {
	if wrong := CheckDocument(d); len(wrong) > 0 {
		return wrong[0]
	}
	for _, there := range []struct {
		field, reason, query string
		args                 []any
	}{
		{"company_id", "check.document_company", `SELECT count(*) FROM company WHERE id = ?`, []any{d.CompanyID}},
		{"client_id", "check.document_client_gone", `SELECT count(*) FROM client WHERE id = ?`, []any{d.ClientID}},
		{ // a credit note keeps its invoice's, whoever has it now
			"vehicle_id", "check.document_vehicle", `SELECT ?1 = 0 OR count(*) FROM vehicle WHERE id = ?1
			AND (client_id = ?2 OR id = (SELECT vehicle_id FROM document WHERE id = ?3))`, []any{d.VehicleID, d.ClientID, d.CorrectsID},
		},
		{
			"journal_id", "check.document_journal", `SELECT ?1 = 0 OR count(*) FROM journal WHERE id = ?1 AND company_id = ?2 AND kind = ?3`,
			[]any{d.JournalID, d.CompanyID, d.Kind},
		},
		{ // what is credited is his own invoice, from the same company (an imported one may name none)
			"corrects_id", "check.document_corrects", `SELECT ?1 = 0 OR count(*) FROM document WHERE id = ?1 AND kind = 'invoice'
			AND state <> 'draft' AND ?2 = 'credit_note' AND client_id = ?3 AND coalesce(company_id, ?4) = ?4`,
			[]any{d.CorrectsID, d.Kind, d.ClientID, d.CompanyID},
		},
	} {
		var found bool
		if err := q.QueryRowContext(ctx, there.query, there.args...).Scan(&found); err != nil {
			return err
		}
		if !found {
			return &FieldError{Field: there.field, Reason: there.reason}
		}
	}
	return nil
}
