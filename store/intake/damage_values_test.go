package intake_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"garagemail/store"
	"garagemail/store/garage"
	"garagemail/store/intake"
	"garagemail/store/storetest"
)

// keptValues reads what is kept of a table: the number by which a file names the rows, then their fields.
var keptValues = map[string]struct {
	key, query string
	fields     []string
}{
	"client": {
		"number", `SELECT number, title, name, first_name, locality, postcode, country, language, phone, gsm, email, billing_email, vat_number, notes,
			coalesce((SELECT name FROM family WHERE id = family_id), ''), coalesce((SELECT name FROM client_type WHERE id = type_id), '') FROM client`,
		[]string{
			"title", "name", "first_name", "locality", "postcode", "country", "language", "phone", "gsm", "email", "billing_email", "vat_number", "notes", "family", "type",
		},
	},
	"contact": {
		"client", `SELECT number, contact.name, contact.first_name, contact.email, role, contact.gsm FROM contact JOIN client ON client.id = client_id`,
		[]string{"name", "first_name", "email", "role", "gsm"},
	},
	"vehicle": {
		"client", `SELECT number, plate, vin, make, model, vehicle_type, first_registration, km, next_inspection FROM vehicle JOIN client ON client.id = client_id`,
		[]string{"plate", "vin", "make", "model", "vehicle_type", "first_registration", "km", "next_inspection"},
	},
	"visit": {
		"client", `SELECT number, date, km, reason, coalesce((SELECT plate FROM vehicle WHERE id = vehicle_id), '') FROM visit JOIN client ON client.id = client_id`,
		[]string{"date", "km", "reason", "plate"},
	},
	"document": {
		"number", `SELECT document.number, date, due_date, client.number, plate, reference FROM document JOIN client ON client.id = client_id`,
		[]string{"date", "due_date", "client", "plate", "reference"},
	},
	"line": {
		"number", `SELECT number, description, quantity_thousandths, unit, unit_price_millionths, discount_basis_points, vat_basis_points
			FROM document_line JOIN document ON document.id = document_id`,
		[]string{"description", "quantity", "unit", "unit_price", "discount", "vat_rate"},
	},
}

// scales are the decimals of what is kept as a whole number.
var scales = map[string]int{"quantity": 3, "unit_price": 6, "discount": 2, "vat_rate": 2}

// kept are the values of each field by the number that names their rows.
func kept(t *testing.T, direct *sql.DB, entity string) map[string]map[string][]string {
	t.Helper()
	of := keptValues[entity]
	rows, err := direct.QueryContext(t.Context(), of.query)
	storetest.Check(t, err)
	defer rows.Close()
	all := map[string]map[string][]string{}
	for rows.Next() {
		texts := make([]string, len(of.fields)+1)
		targets := make([]any, len(texts))
		for i := range texts {
			targets[i] = &texts[i]
		}
		storetest.Check(t, rows.Scan(targets...))
		if all[texts[0]] == nil {
			all[texts[0]] = map[string][]string{}
		}
		for i, field := range of.fields {
			all[texts[0]][field] = append(all[texts[0]][field], texts[i+1])
		}
	}
	storetest.Check(t, rows.Err())
	return all
}

// checkValues: each value of a table stands where it belongs, or its row or itself is listed.
func (s *sheetTable) checkValues(t *testing.T, direct *sql.DB, result intake.Result) {
	t.Helper()
	of, known := keptValues[result.Entity]
	keyColumn := slices.IndexFunc(result.Columns, func(c intake.Column) bool { return c.Field == of.key })
	if !known || keyColumn < 0 || s.unknown || result.Format.HeaderRow != s.title+1 {
		return
	}
	all := kept(t, direct, result.Entity)
	listed := map[int][]string{}
	for _, one := range result.Refusals {
		listed[one.RowNumber] = append(listed[one.RowNumber], one.Field)
	}
	for i, row := range s.rows {
		number := result.Format.HeaderRow + 1 + i
		if slices.Contains(listed[number], "") || strings.Join(row, "") == "" {
			continue // the row is listed as a whole
		}
		for column, cell := range row {
			if column >= len(result.Columns) || !slices.Contains(of.fields, result.Columns[column].Field) || strings.TrimSpace(cell) == "" {
				continue
			}
			field := result.Columns[column].Field
			values := all[strings.TrimSpace(row[keyColumn])][field]
			told := slices.Contains(listed[number], field) || slices.ContainsFunc(result.Refusals, func(one store.RefusedValue) bool { return one.Field == field && one.Value == cell })
			if !told && !slices.ContainsFunc(values, func(value string) bool { return saysTheSame(field, cell, value) }) {
				t.Errorf("%s: row %d: %s %q is neither kept (%q) nor listed", s.name, number, field, cell, values)
			}
		}
	}
}

// countryCodes are how the garage's files write countries otherwise than as a code.
var countryCodes = map[string]string{"Belgique": "BE", "België": "BE", "B": "BE"}

// saysTheSame compares a cell of a file with what is kept.
func saysTheSame(field, cell, value string) bool {
	cell = strings.TrimSpace(cell)
	if code, is := countryCodes[cell]; field == "country" && is {
		return code == value
	}
	if scale, is := scales[field]; is {
		number, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", "."), 64)
		factor := 1.0
		for range scale {
			factor *= 10
		}
		return err == nil && strconv.FormatFloat(number*factor, 'f', 0, 64) == value
	}
	if day, err := time.Parse("02/01/2006", cell); err == nil {
		return day.Format(time.DateOnly) == value
	}
	bare := func(text string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(" .-/+", r) {
				return -1
			}
			return r
		}, garage.Fold(text))
	}
	return cell == value || bare(cell) == bare(value) || fmt.Sprintf("be%s", bare(cell)) == bare(value)
}
