package intake

import (
	"fmt"
	"strings"

	"garagemail/store"
	"garagemail/store/garage"
)

// Change is a value of a row that was there already and that a file says otherwise.
type Change struct {
	FileName  string
	RowNumber int
	Entity    string
	Reference string
	ClientID  int64
	Field     string // key of an import field
	Before    string
	After     string
}

// maxChanges bounds what an import remembers of its changes: nobody reads more of them.
const maxChanges = 10_000

func (r *importRun) noteChange(row *importRow, field, before, after string) {
	if len(r.result.Changes) == maxChanges {
		return
	}
	r.result.Changes = append(r.result.Changes, Change{
		FileName: r.result.File, RowNumber: row.number, Entity: r.result.Entity, Reference: row.reference, ClientID: row.clientID,
		Field: field, Before: before, After: after,
	})
}

// clientChanges notes what a row changes of a client, in the order of the fields.
func (r *importRun) clientChanges(row *importRow, before, after garage.Client) {
	old, now := store.ClientTexts(before), store.ClientTexts(after)
	old["family"], old["type"] = before.Family, before.Type
	now["family"], now["type"] = after.Family, after.Type
	for _, field := range r.entity.fields {
		if old[field.key] != now[field.key] {
			r.noteChange(row, field.key, old[field.key], now[field.key])
		}
	}
}

// columnChanges notes what a row changes of a row that belongs to a client.
func (r *importRun) columnChanges(row *importRow, columns []string, before, after []any) {
	for i, column := range columns {
		if strings.HasSuffix(column, "_fold") || fmt.Sprint(before[i]) == fmt.Sprint(after[i]) {
			continue
		}
		r.noteChange(row, fieldOfColumn(column), columnText(column, before[i]), columnText(column, after[i]))
	}
}

// integerUnits are the endings of columns that hold decimals as integers, with their number of decimals.
var integerUnits = map[string]int{"_cents": 2, "_basis_points": 2, "_thousandths": 3, "_millionths": 6}

func fieldOfColumn(column string) string {
	for unit := range integerUnits {
		column = strings.TrimSuffix(column, unit)
	}
	switch column {
	case "client_id":
		return "client"
	case "vehicle_id":
		return "plate"
	case "vat":
		return "vat_rate"
	}
	return column
}

// columnText writes a value as a file would, with a decimal point.
func columnText(column string, value any) string {
	if value == nil {
		return ""
	}
	number, isNumber := value.(int64)
	for unit, decimals := range integerUnits {
		if isNumber && strings.HasSuffix(column, unit) {
			sign := ""
			if number < 0 {
				sign, number = "-", -number
			}
			digits := fmt.Sprintf("%0*d", decimals+1, number)
			fraction := digits[len(digits)-decimals:]
			for unit == "_millionths" && len(fraction) > 2 && fraction[len(fraction)-1] == '0' {
				fraction = fraction[:len(fraction)-1]
			}
			return sign + digits[:len(digits)-decimals] + "." + fraction
		}
	}
	return fmt.Sprint(value)
}
